"""What can be wrong with a file as a whole."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
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
        "Tệp có mật khẩu nên không đọc được. Mở bằng phần mềm bảng tính, bỏ mật khẩu, lưu lại rồi "
        "gửi lại.",
        "The file has a password and cannot be read. Open it in a spreadsheet program, remove the "
        "password, save it and send it again.",
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
    "rows_too_many": Wording(
        "Tệp có hơn {limit} dòng. Chia tệp thành nhiều phần rồi gửi từng phần.",
        "The file has more than {limit} rows. Part it and send the parts one by one.",
    ),
    "columns_too_many": Wording(
        "Tệp có {count} cột, quá giới hạn {limit}. Xóa các cột không dùng rồi gửi lại.",
        "The file has {count} columns, over the limit of {limit}. Delete unused columns and send "
        "it again.",
    ),
    "sheet_unknown": Wording(
        "Không có trang tính hoặc lớp “{sheet}”. Chọn một trong: {known}.",
        "There is no sheet or layer “{sheet}”. Choose one of: {known}.",
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
