"""The words of every import problem, both languages side by side.

Each wording says what is wrong and what to do about it; the row and the column stand before it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    vi: str
    en: str


_FILES = {
    "file_missing": Wording(
        "Không mở được tệp “{name}”. Kiểm tra lại đường dẫn và quyền đọc.",
        "The file “{name}” cannot be opened. Check its path and that it may be read.",
    ),
    "file_empty": Wording(
        "Tệp không có dữ liệu. Xuất lại tệp từ hệ thống nguồn rồi gửi lại.",
        "The file holds no data. Export it again from its source and send it again.",
    ),
    "format_unknown": Wording(
        "Không nhận ra định dạng của tệp “{name}”. Các định dạng đọc được: {known}.",
        "The format of “{name}” is not recognised. Formats that can be read: {known}.",
    ),
    "half_written": Wording(
        "Tệp bị cụt: {what}. Có thể tệp chưa chép xong; hãy lấy lại tệp đầy đủ rồi gửi lại.",
        "The file is half written: {what}. Copying may not have finished; get it whole and send "
        "it again.",
    ),
    "file_damaged": Wording(
        "Không đọc được tệp {format}: {what}. Mở tệp bằng phần mềm đã tạo ra nó, lưu lại rồi gửi "
        "lại.",
        "The {format} file cannot be read: {what}. Open it in the program that made it, save it "
        "and send it again.",
    ),
    "file_locked": Wording(
        "Tệp có mật khẩu hoặc là .xls đời cũ. Mở bằng Excel, bỏ mật khẩu, lưu thành .xlsx rồi gửi "
        "lại.",
        "The file has a password or is an old .xls. Open it in Excel, remove the password, save "
        "it as .xlsx and send it again.",
    ),
    "encoding_unknown": Wording(
        "Chữ trong tệp không phải UTF-8 mà có vẻ là {found} (byte đầu tiên không đọc được ở vị "
        "trí {at}). Lưu lại tệp với bảng mã UTF-8 rồi gửi lại.",
        "The text is not UTF-8; it looks like {found} (first unreadable byte at position {at}). "
        "Save the file as UTF-8 and send it again.",
    ),
    "quote_open": Wording(
        'Dấu nháy kép (") mở ở dòng này không được đóng lại. Tệp bị cụt hoặc thừa dấu nháy; sửa '
        "dòng này rồi gửi lại.",
        'A double quote (") opened in this row is never closed. The file is half written or has '
        "a stray quote; mend this row and send it again.",
    ),
    "header_missing": Wording(
        "Không tìm thấy dòng tiêu đề cột. Đặt tên cột ở dòng đầu tiên có dữ liệu.",
        "No heading row was found. Put the column names in the first row that has data.",
    ),
    "columns_missing": Wording(
        "Thiếu cột cần có: {missing}. Các cột tìm thấy: {found}. Đổi tên cột hoặc chỉ rõ cột nào "
        "là gì.",
        "Necessary columns are missing: {missing}. Columns found: {found}. Rename a column or say "
        "which is which.",
    ),
    "columns_unknown": Wording(
        "Phép gán cột nêu cột không có trong tệp: {missing}. Các cột tìm thấy: {found}.",
        "The mapping names columns that the file does not have: {missing}. Columns found: {found}.",
    ),
    "fields_unknown": Wording(
        "Phép gán cột nêu trường không có: {missing}. Các trường dùng được: {known}.",
        "The mapping names fields that do not exist: {missing}. Fields that do: {known}.",
    ),
    "columns_too_many": Wording(
        "Tệp có {count} cột, quá giới hạn {limit}. Xóa các cột không dùng rồi gửi lại.",
        "The file has {count} columns, over the limit of {limit}. Delete unused columns and send "
        "it again.",
    ),
    "sheet_unknown": Wording(
        "Không có trang tính “{sheet}”. Các trang tính: {known}.",
        "There is no sheet “{sheet}”. The sheets are: {known}.",
    ),
    "sheet_too_large": Wording(
        "Trang tính trải đến ô {cell}, quá lớn để mở. Xóa ô lẻ ở xa vùng dữ liệu rồi lưu lại.",
        "The sheet reaches to cell {cell} and is too large to open. Delete stray cells far from "
        "the data and save it again.",
    ),
    "workbook_too_large": Wording(
        "Sổ tính giải nén ra {size} MB (được phép {limit} MB), hoặc nén chặt bất thường. Chỉ giữ "
        "trang tính cần nhập, lưu lại hoặc xuất ra CSV rồi gửi lại.",
        "The workbook unpacks to {size} MB (allowed: {limit} MB), or is packed tighter than data "
        "are. Keep only the sheet to import and save it again, or export it as CSV.",
    ),
    "geojson_not_collection": Wording(
        "GeoJSON phải là FeatureCollection có danh sách “features”; tìm thấy {found}.",
        "GeoJSON must be a FeatureCollection with a list “features”; found {found}.",
    ),
    "crs_not_wgs84": Wording(
        "Hệ tọa độ của tệp là {found}; cần WGS 84 kinh độ, vĩ độ (EPSG:4326). Chuyển hệ tọa độ "
        "rồi gửi lại.",
        "The file's coordinate system is {found}; WGS 84 longitude, latitude (EPSG:4326) is "
        "needed. Convert it and send it again.",
    ),
    "run_held": Wording(
        "Một tiến trình khác đang nhập tệp của nguồn này (lượt {run}). Chờ nó xong hoặc dừng nó "
        "rồi chạy lại.",
        "Another process is importing a file of this source (run {run}). Wait for it or stop it, "
        "then run this again.",
    ),
    "source_invalid": Wording(
        "Tên nguồn “{value}” không hợp lệ: cần 1–40 ký tự. Đặt tên ngắn cho nơi cấp dữ liệu.",
        "The source name “{value}” is not valid: 1–40 characters are needed. Give the data's "
        "origin a short name.",
    ),
}

_ROWS = {
    "cells_extra": Wording(
        "có {count} ô, nhiều hơn {columns} cột tiêu đề. Nếu có số thập phân dấu phẩy hoặc dấu "
        "phẩy trong địa chỉ, hãy đặt ô đó trong dấu nháy kép.",
        "{count} cells, more than the {columns} headings. If a cell has a decimal comma or a comma "
        "in an address, put the cell in double quotes.",
    ),
    "row_cut_short": Wording(
        "dòng cuối chỉ có {count} trên {columns} ô và không xuống dòng: tệp có vẻ bị cụt. Lấy lại "
        "tệp đầy đủ hoặc điền nốt dòng này.",
        "the last row has {count} of {columns} cells and no line end: the file looks half "
        "written. Get it whole or complete this row.",
    ),
    "geometry_not_point": Wording(
        "hình học là {value}, cần Point. Thay bằng điểm cửa ra vào của địa chỉ.",
        "the geometry is {value}; a Point is needed. Give the point of the address's entrance.",
    ),
    "feature_invalid": Wording(
        "mục không phải là Feature hợp lệ ({value}). Xuất lại mục này từ phần mềm bản đồ.",
        "the item is not a valid Feature ({value}). Export it again from the map program.",
    ),
    "formula": Wording(
        "ô chứa công thức “{value}”. Dán lại dưới dạng giá trị (Paste Special → Values) rồi gửi "
        "lại.",
        "the cell holds a formula “{value}”. Paste it as a value (Paste Special → Values) and "
        "send it again.",
    ),
    "text_too_long": Wording(
        "nội dung dài {length} ký tự, quá giới hạn {limit}. Rút ngắn hoặc tách sang cột khác.",
        "the text is {length} characters long, over the limit of {limit}. Shorten it or split it "
        "into other columns.",
    ),
    "key_missing": Wording(
        "thiếu mã của dòng. Điền mã mà nguồn dùng cho địa chỉ này.",
        "the row has no identifier. Fill in the one that the source uses for this address.",
    ),
    "key_doubled": Wording(
        "mã “{value}” đã có ở dòng {first}. Mỗi địa chỉ cần một mã riêng; sửa một trong hai dòng.",
        "the identifier “{value}” stands already in row {first}. Each address needs its own; "
        "change one of the two rows.",
    ),
    "parent_unknown": Wording(
        "tòa nhà “{value}” không có trong tệp (ở các dòng trước) hay trong sổ. Đưa dòng của tòa "
        "nhà lên trước các căn hộ của nó.",
        "the building “{value}” is neither in an earlier row nor in the registry. Put the "
        "building's row before its flats.",
    ),
    "nothing_said": Wording(
        "dòng không có địa chỉ lẫn tọa độ. Điền ít nhất một trong hai.",
        "the row has neither an address nor a position. Fill in at least one of them.",
    ),
    "number_unreadable": Wording(
        "“{value}” không đọc được thành một số. Viết số với một dấu chấm thập phân, ví dụ 21.0285.",
        "“{value}” cannot be read as one number. Write it with one decimal point, such as 21.0285.",
    ),
    "position_half": Wording(
        "chỉ có một trong hai tọa độ. Điền cả vĩ độ và kinh độ hoặc để trống cả hai.",
        "only one of the two coordinates is given. Fill in both latitude and longitude, or "
        "neither.",
    ),
    "position_swapped": Wording(
        "vĩ độ {lat} và kinh độ {lng} bị đổi chỗ cho nhau. Đổi lại hai cột, hoặc chọn “tự đổi lại "
        "tọa độ” khi nhập.",
        "latitude {lat} and longitude {lng} are swapped. Swap the two columns, or choose “fix "
        "swapped positions” when importing.",
    ),
    "position_projected": Wording(
        "{lat}, {lng} là tọa độ mét (có thể là VN-2000), không phải độ. Chuyển sang WGS 84 rồi gửi "
        "lại.",
        "{lat}, {lng} are metres (perhaps VN-2000), not degrees. Convert them to WGS 84 and send "
        "the row again.",
    ),
    "position_abroad": Wording(
        "điểm {lat}, {lng} nằm ngoài Việt Nam. Kiểm tra lại vĩ độ và kinh độ.",
        "the point {lat}, {lng} lies outside Viet Nam. Check latitude and longitude.",
    ),
    "position_outside_city": Wording(
        "điểm {lat}, {lng} ở Việt Nam nhưng nằm ngoài thành phố. Sửa tọa độ hoặc bỏ dòng này.",
        "the point {lat}, {lng} is in Viet Nam but outside the city. Mend the position or leave "
        "the row out.",
    ),
    "accuracy_invalid": Wording(
        "độ chính xác “{value}” phải là số mét từ 0 đến 100000. Sửa lại hoặc để trống.",
        "the accuracy “{value}” must be metres from 0 to 100000. Mend it or leave it empty.",
    ),
    "choice_unknown": Wording(
        "“{value}” không có trong các giá trị cho phép: {known}. Chọn một trong đó hoặc để trống.",
        "“{value}” is none of the allowed values: {known}. Choose one of them or leave it empty.",
    ),
    "date_unreadable": Wording(
        "“{value}” không đọc được thành ngày. Viết dd/mm/yyyy hoặc yyyy-mm-dd, ví dụ 01/07/2025.",
        "“{value}” cannot be read as a date. Write dd/mm/yyyy or yyyy-mm-dd, such as 01/07/2025.",
    ),
    "date_out_of_range": Wording(
        "ngày “{value}” nằm ngoài khoảng từ 01/01/1900 đến hôm nay. Sửa lại ngày.",
        "the date “{value}” is not between 1 January 1900 and today. Mend it.",
    ),
    "unit_unknown": Wording(
        "mã đơn vị “{value}” không có trong danh mục của thành phố. Dùng mã 5 chữ số của xã, "
        "phường.",
        "the unit code “{value}” is not in the city's list. Use the 5-digit code of the commune.",
    ),
    "vpostcode_length": Wording(
        "“{value}” không đủ hoặc thừa ký tự để là mã Vpostcode. Mã gồm 5 chữ số và 7 ký tự, ví dụ "
        "11024 2VH3 CM3.",
        "“{value}” is too short or too long for a Vpostcode. It has 5 digits and 7 characters, "
        "such as 11024 2VH3 CM3.",
    ),
    "vpostcode_character": Wording(
        "“{value}” có ký tự mà mã Vpostcode không dùng (như O, I, A, B). So lại với biển hoặc giấy "
        "chứng nhận.",
        "“{value}” has a character that no Vpostcode has (such as O, I, A, B). Compare it with "
        "the plate or certificate.",
    ),
    "vpostcode_postal_code": Wording(
        "“{value}” thiếu 5 chữ số mã bưu chính ở đầu. Ghi đủ, ví dụ 11024 2VH3 CM3.",
        "“{value}” lacks the five digits of the postal code in front. Write it whole, such as "
        "11024 2VH3 CM3.",
    ),
    "digital_address_invalid": Wording(
        "“{value}” không phải mã địa chỉ số 10 ký tự. Sửa lại hoặc để trống.",
        "“{value}” is not a 10-character digital address. Mend it or leave it empty.",
    ),
}

_BOUNDARIES = {
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

_COUNTS = {
    "count_missing": Wording(
        "chưa có số hộ. Điền số hộ, hoặc xóa dòng nếu chưa biết.",
        "the number of households is empty. Fill it in, or delete the row if nobody knows.",
    ),
    "count_invalid": Wording(
        "số hộ “{value}” phải là số nguyên từ 0 đến 1000000. Sửa lại.",
        "the number of households “{value}” must be a whole number from 0 to 1000000. Mend it.",
    ),
    "unit_name_unknown": Wording(
        "không tìm thấy đơn vị “{value}”. Dùng tên hoặc mã trong tệp mẫu.",
        "the unit “{value}” is not found. Use a name or code from the template.",
    ),
    "unit_name_ambiguous": Wording(
        "tên “{value}” chỉ nhiều đơn vị: {known}. Ghi mã 5 chữ số.",
        "the name “{value}” stands for several units: {known}. Give the 5-digit code.",
    ),
    "unit_doubled": Wording(
        "đơn vị “{value}” đã có ở dòng {first} với cùng ngày. Giữ lại một dòng.",
        "the unit “{value}” stands already in row {first} with the same date. Keep one row.",
    ),
    "source_missing": Wording(
        "thiếu nguồn của số liệu. Ghi văn bản hoặc cơ quan đã cung cấp.",
        "the source of the figure is missing. Name the document or office that gave it.",
    ),
    "postal_code_invalid": Wording(
        "“{value}” không phải mã bưu chính 5 chữ số. Sửa lại theo quyết định.",
        "“{value}” is not a 5-digit postal code. Mend it from the decision.",
    ),
    "postal_code_doubled": Wording(
        "mã bưu chính {value} đã có ở dòng {first} cho đơn vị khác. Sửa lại theo quyết định.",
        "the postal code {value} stands already in row {first} for another unit. Mend it from the "
        "decision.",
    ),
}

_DOWNLOADS = {
    "download_unreachable": Wording(
        "Không kết nối được tới {host} ({what}). Ranh giới gần đúng vẫn được dùng; chạy lại khi có "
        "mạng.",
        "{host} cannot be reached ({what}). The approximate areas stay in use; run this again "
        "where there is a network.",
    ),
    "download_refused": Wording(
        "Máy chủ trả lời {status} cho {name}. Không có ranh giới nào được thay đổi.",
        "The server answered {status} for {name}. No boundary was changed.",
    ),
    "download_checksum": Wording(
        "{name} không khớp mã kiểm tra đã công bố. Không có ranh giới nào được thay đổi; thử lại "
        "hoặc báo cho nhóm phát triển.",
        "{name} does not match its published checksum. No boundary was changed; try again or tell "
        "the developers.",
    ),
}

WORDINGS: dict[str, Wording] = _FILES | _ROWS | _BOUNDARIES | _COUNTS | _DOWNLOADS
