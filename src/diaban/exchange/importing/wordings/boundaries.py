"""What can be wrong with a boundary."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
    "code_absent": Wording(
        "ranh giới “{name}” không có mã đơn vị và tên không chỉ đúng một đơn vị ở gần đó. Thêm "
        "thuộc tính “code” gồm 5 chữ số.",
        "the boundary “{name}” has no unit code and its name is not that of exactly one unit "
        "near it. Add a property “code” of 5 digits.",
    ),
    "code_and_name_absent": Wording(
        "ranh giới không có mã lẫn tên đơn vị ở thuộc tính nào đọc được. Thêm thuộc tính “code” "
        "gồm 5 chữ số (huyện cũ: 3, tỉnh: 2).",
        "the boundary has neither code nor name of a unit in a property that is known here. Add "
        "a property “code” of 5 digits (former districts: 3, provinces: 2).",
    ),
    "code_not_of_city": Wording(
        "mã {value} không phải đơn vị của thành phố ngày {on}; trước 1/7/2025 chỉ giữ đơn vị của "
        "thành phố. Nếu là nơi khác thì bỏ qua; nếu không, kiểm tra mã hoặc ngày hiệu lực.",
        "the code {value} is no unit of the city on {on}; of before 1 July 2025 only the city's "
        "units are kept. Let it be if it is of elsewhere; else check the code or the date.",
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
    "layer_not_areas": Wording(
        "lớp “{layer}” không có vùng nào ({found}). Chọn lớp có ranh giới dạng vùng "
        "(Polygon), hoặc xuất lại.",
        "the layer “{layer}” has no areas ({found}). Choose the layer that holds the boundaries "
        "as areas (Polygon), or export it again.",
    ),
    "ring_mended": Wording(
        "đường bao của {units} tự cắt tại {lat}, {lng}. Đã tự sửa; xem trên bản đồ, nếu sai thì vẽ "
        "lại chỗ này.",
        "the ring of {units} crosses itself at {lat}, {lng}. It was mended; look at the map, and "
        "draw this place again if that is wrong.",
    ),
    "areas_overlap": Wording(
        "{units} chồng nhau {area} m² (rộng {width} m) tại {lat}, {lng}. Rộng hơn {metres} m nên "
        "không tự nắn: hỏi nơi cấp xem đất thuộc đơn vị nào rồi vẽ lại.",
        "{units} overlap by {area} m² ({width} m wide) at {lat}, {lng}. That is wider than "
        "{metres} m and is not snapped: ask the source whose ground it is, and draw it again.",
    ),
    "areas_overlap_narrow": Wording(
        "{units} chồng nhau một dải hẹp {area} m² (rộng {width} m) tại {lat}, {lng}. Bật nắn ranh "
        "giới {metres} m để tự sửa.",
        "{units} overlap by a narrow strip of {area} m² ({width} m wide) at {lat}, {lng}. Turn on "
        "snapping of {metres} m to mend it.",
    ),
    "areas_gap": Wording(
        "giữa {units} có khoảng hở {area} m² (rộng {width} m) tại {lat}, {lng}. Rộng hơn "
        "{metres} m nên không tự nắn: bổ sung đơn vị còn thiếu hoặc vẽ lại.",
        "between {units} there is a gap of {area} m² ({width} m wide) at {lat}, {lng}. That is "
        "wider than {metres} m and is not snapped: add the unit that is missing, or draw it again.",
    ),
    "areas_gap_narrow": Wording(
        "giữa {units} có khe hở hẹp {area} m² (rộng {width} m) tại {lat}, {lng}. Bật nắn ranh giới "
        "{metres} m để tự sửa.",
        "between {units} there is a narrow gap of {area} m² ({width} m wide) at {lat}, {lng}. Turn "
        "on snapping of {metres} m to mend it.",
    ),
    "area_crumb": Wording(
        "{units} có một mảnh vụn {area} m² (rộng {width} m) tại {lat}, {lng}. Xóa mảnh này nếu nó "
        "không phải đất của đơn vị.",
        "{units} has a crumb of {area} m² ({width} m wide) at {lat}, {lng}. Delete it if it is no "
        "ground of the unit.",
    ),
}
