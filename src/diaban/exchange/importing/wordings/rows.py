"""What can be wrong with a row of an address list."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
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
        "hình học là {value}, cần điểm hoặc vùng. Thay bằng điểm cửa ra vào của địa chỉ.",
        "the geometry is {value}; a point or an area is needed. Give the point of the address's "
        "entrance.",
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
    "row_doubled": Wording(
        "giống hệt dòng {first} nên không nhập lần nữa. Xóa một trong hai dòng, hoặc sửa nếu là "
        "hai địa chỉ khác nhau.",
        "the same in every word as row {first}, so it is not imported again. Delete one of the two "
        "rows, or mend one if they are two addresses.",
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
