"""What can be wrong with a boundary."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
    "code_absent": Wording(
        "ranh giới “{name}” không có mã đơn vị và tên không chỉ đúng một đơn vị ở gần đó. Thêm "
        "thuộc tính “code” gồm 5 chữ số.",
        "the boundary “{name}” has no unit code and its name is not that of exactly one unit "
        "near it. Add a property “code” of 5 digits.",
    ),
    "code_doubled": Wording(
        "mã {value} đã có ở mục {first}. Gộp hai mục thành một đa vùng.",
        "the code {value} stands already in item {first}. Merge the two into one multipolygon.",
    ),
    "code_not_in_force": Wording(
        "mã {value} không phải đơn vị có hiệu lực ngày {on}. Kiểm tra mã hoặc ngày hiệu lực.",
        "the code {value} is no unit in force on {on}. Check the code or the date.",
    ),
    "name_contradicts_code": Wording(
        "tên “{value}” khác tên của mã {unit_code} trong danh mục: “{expected}”. Sửa mã hoặc tên.",
        "the name “{value}” differs from that of code {unit_code} in the list, “{expected}”. Mend "
        "the code or the name.",
    ),
    "geometry_absent": Wording(
        "mã {unit_code} không có hình học. Xuất lại ranh giới này.",
        "code {unit_code} has no geometry. Export this boundary again.",
    ),
    "geometry_not_polygon": Wording(
        "hình học của mã {unit_code} là {value}, cần Polygon hoặc MultiPolygon. Xuất lại dưới dạng "
        "vùng.",
        "the geometry of code {unit_code} is {value}; Polygon or MultiPolygon is needed. Export it "
        "as an area.",
    ),
    "geometry_unreadable": Wording(
        "hình học của mã {unit_code} không đọc được ({value}). Xuất lại ranh giới này.",
        "the geometry of code {unit_code} cannot be read ({value}). Export this boundary again.",
    ),
    "geometry_out_of_range": Wording(
        "tọa độ của mã {unit_code} ({value}) không phải kinh độ, vĩ độ trong Việt Nam. Chuyển sang "
        "WGS 84, kinh độ trước vĩ độ sau.",
        "the coordinates of code {unit_code} ({value}) are not longitude, latitude in Viet Nam. "
        "Convert them to WGS 84, longitude first.",
    ),
}
