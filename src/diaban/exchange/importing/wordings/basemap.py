"""What can be wrong with a feature of the base map."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
    "basemap_no_lines": Wording(
        "Không có đường hay vùng nào để vẽ bản đồ nền (chỉ có {found}). Chọn lớp khác, hoặc nhập "
        "tệp này như danh sách địa chỉ.",
        "There is no line or area to draw a base map from (only {found}). Choose another layer, "
        "or import this file as a list of addresses.",
    ),
    "basemap_kind_unclear": Wording(
        "Không rõ lớp vùng “{layer}” là mặt nước hay cây xanh. Chọn loại của lớp rồi nhập lại.",
        "It is not clear whether the areas of layer “{layer}” are water or green. Choose what the "
        "layer is and import it again.",
    ),
    "drawing_absent": Wording(
        "đối tượng “{value}” không có hình. Bổ sung hình trong phần mềm bản đồ, hoặc bỏ dòng này.",
        "the feature “{value}” has no shape. Draw it in the map program, or leave the row out.",
    ),
    "drawing_outside": Wording(
        "đối tượng “{value}” nằm ngoài Việt Nam ({lat}, {lng}). Kiểm tra hệ tọa độ của tệp.",
        "the feature “{value}” lies outside Viet Nam ({lat}, {lng}). Check the file's coordinate "
        "system.",
    ),
    "drawing_too_short": Wording(
        "đường “{value}” không có chiều dài. Vẽ lại hoặc bỏ dòng này.",
        "the line “{value}” has no length. Draw it again or leave the row out.",
    ),
    "drawing_key_doubled": Wording(
        "mã “{value}” đã có ở dòng {first} với hình khác. Giữ lại một.",
        "the identifier “{value}” stands already in row {first} with another shape. Keep one.",
    ),
}
