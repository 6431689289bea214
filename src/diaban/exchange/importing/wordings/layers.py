"""What can be wrong with the layers of map programs and with coordinate systems."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
    "layer_of_lines": Wording(
        "Lớp “{layer}” gồm các đường, không phải địa chỉ. Nhập lớp này làm bản đồ nền (đường "
        "phố), hoặc chọn lớp điểm.",
        "The layer “{layer}” holds lines, not addresses. Import it as base map (streets), or "
        "choose a layer of points.",
    ),
    "layer_empty": Wording(
        "Lớp “{layer}” không có đối tượng nào. Kiểm tra bộ lọc khi xuất tệp, rồi xuất lại.",
        "The layer “{layer}” has no features. Check the filter of the export, and export it again.",
    ),
    "layer_without_geometry": Wording(
        "Tệp {format} không có hình học để vẽ. Gửi một trong các định dạng: {known}.",
        "A {format} file has no geometry to draw. Send one of these formats: {known}.",
    ),
    "positions_on_surface": Wording(
        "Đối tượng là vùng: vị trí địa chỉ được lấy tại một điểm nằm trong vùng. Nếu có điểm cửa "
        "ra vào, hãy dùng lớp điểm đó.",
        "The features are areas: each address is placed at a point inside its area. Where there "
        "are points of entrances, use that layer.",
    ),
    "shapefile_without_shx": Wording(
        "Thiếu tệp .shx; đã tự dựng lại từ tệp .shp, không mất dữ liệu.",
        "The .shx file is missing; it was rebuilt from the .shp, and nothing is lost.",
    ),
    "shapefile_without_dbf": Wording(
        "Thiếu tệp .dbf: chỉ có hình, không có thuộc tính (số nhà, tên đường). Gửi lại .zip gồm "
        "cả .shp, .shx, .dbf và .prj.",
        "The .dbf file is missing: there are shapes but no attributes (house numbers, streets). "
        "Send a .zip of .shp, .shx, .dbf and .prj.",
    ),
    "shapefile_without_prj": Wording(
        "Thiếu tệp .prj: hệ tọa độ được đoán từ các con số. Xem vị trí trên bản đồ và xác nhận.",
        "The .prj file is missing: the coordinate system is told from the figures. Look at the "
        "places on the map and confirm it.",
    ),
    "companions_missing": Wording(
        "Tệp “{name}” thiếu các tệp đi kèm: {missing}. Nén tất cả các tệp cùng tên vào một .zip "
        "rồi gửi lại.",
        "“{name}” lacks the files that belong to it: {missing}. Pack all files of that name into "
        "one .zip and send it again.",
    ),
    "tab_without_datum": Wording(
        "Bảng MapInfo không ghi hệ tọa độ: hệ được đoán từ các con số. Xem vị trí trên bản đồ và "
        "xác nhận.",
        "The MapInfo table states no coordinate system: it is told from the figures. Look at the "
        "places on the map and confirm it.",
    ),
    "tab_datum_lost": Wording(
        "Bảng MapInfo ghi WGS 84 nhưng lưới là của VN-2000: đã dùng {crs}. Xem vị trí trên bản đồ "
        "và xác nhận.",
        "The MapInfo table says WGS 84, but its grid is that of VN-2000: {crs} was used. Look at "
        "the places on the map and confirm it.",
    ),
    "table_encoding": Wording(
        "Chữ trong bảng thuộc tính là {name}; đã chuyển sang Unicode. Xem lại các dòng mẫu.",
        "The text of the attribute table is {name}; it was turned into Unicode. Look at the "
        "sample rows.",
    ),
    "table_encoding_unclear": Wording(
        "Không rõ bảng mã của bảng thuộc tính: “{reading}” ({first}) hay “{other}” ({second}). "
        "Chọn bảng mã rồi đọc lại.",
        "The encoding of the attribute table is unclear: “{reading}” ({first}) or “{other}” "
        "({second}). Choose one and read it again.",
    ),
    "text_damaged": Wording(
        "Cột “{column}” có chữ bị hỏng (không phải UTF-8), ví dụ “{text}”. Nhập lớp vào phần mềm "
        "bản đồ với đúng bảng mã rồi xuất lại, hoặc sửa các ô đó.",
        "The column “{column}” has damaged text (no UTF-8), such as “{text}”. Load the layer into "
        "a map program with its right encoding and export it again, or mend those cells.",
    ),
    "crs_unknown": Wording(
        "Không hiểu hệ tọa độ “{value}”. Chọn mã EPSG, ví dụ EPSG:5897 cho VN-2000 Hà Nội.",
        "The coordinate system “{value}” is not understood. Choose an EPSG code, such as "
        "EPSG:5897 for VN-2000 in Hà Nội.",
    ),
    "crs_unclear": Wording(
        "Không rõ tọa độ thuộc hệ nào; các hệ đưa điểm vào thành phố: {known}. Hỏi nơi cấp dữ "
        "liệu; chọn thử {crs} ({name}) và xem trên bản đồ. Hệ quy định cho Hà Nội là EPSG:5897. "
        "Nếu có cột phường/xã thì hệ được tự nhận ra.",
        "It is not clear in which system the coordinates are; these put the points into the city: "
        "{known}. Ask the data's origin; choose {crs} ({name}) and look at the map. The legal "
        "system of Hà Nội is EPSG:5897. A column with the commune lets it be recognised.",
    ),
    "crs_by_communes": Wording(
        "Hệ tọa độ {crs}: nhận ra nhờ phường/xã ghi ở {count} dòng. Xem vị trí trên bản đồ và xác "
        "nhận.",
        "Coordinate system {crs}: recognised by the communes of {count} rows. Look at the places "
        "on the map and confirm it.",
    ),
    "crs_contradicted": Wording(
        "Tệp ghi hệ {stated} nhưng hệ đó đưa các điểm ra ngoài Việt Nam; các hệ phù hợp: {known}. "
        "Xem trên bản đồ rồi chọn một hệ.",
        "The file says {stated}, which puts its points outside Viet Nam; these fit: {known}. Look "
        "at the map and choose one.",
    ),
    "archive_too_large": Wording(
        "Tệp nén giải ra {size} MB (được phép {limit} MB), hoặc nén chặt bất thường. Chỉ nén lớp "
        "cần nhập rồi gửi lại.",
        "The archive unpacks to {size} MB (allowed: {limit} MB), or is packed tighter than data "
        "are. Pack only the layer to import and send it again.",
    ),
    "archive_locked": Wording(
        "Tệp nén có mật khẩu. Nén lại không đặt mật khẩu, rồi gửi lại.",
        "The archive has a password. Pack it again without one, and send it again.",
    ),
    "archive_without_data": Wording(
        "Tệp nén không có tệp nào đọc được; tìm thấy: {found}. Nén một trong các định dạng: "
        "{known}.",
        "The archive has no file that can be read; it holds: {found}. Pack one of these formats: "
        "{known}.",
    ),
    "xml_entities": Wording(
        "Tệp {format} có khai báo DOCTYPE/ENTITY, có thể gây hại nên bị từ chối. Xuất lại từ phần "
        "mềm bản đồ rồi gửi lại.",
        "The {format} file declares a DOCTYPE or entities, which can do harm and is refused. "
        "Export it again from the map program and send that.",
    ),
}
