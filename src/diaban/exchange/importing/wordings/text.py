"""What can be wrong with the characters of a file."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
    "encoding_read": Wording(
        "Tệp được viết bằng {found} và đã được chuyển sang Unicode. Xem các dòng mẫu: nếu chữ sai, "
        "chọn bảng mã khác.",
        "The file is written in {found} and was turned into Unicode. Look at the sample rows: if "
        "the letters are wrong, choose another encoding.",
    ),
    "encodings_mixed": Wording(
        "Tệp lẫn nhiều bảng mã: phần lớn là {found}, các dòng khác được đọc riêng từng dòng. Xem "
        "các dòng mẫu trước khi nhập.",
        "The file mixes encodings: most of it is {found}, other lines were read one by one. Look "
        "at the sample rows before importing.",
    ),
    "encoding_unclear": Wording(
        "Chữ trong tệp đọc được theo hai cách: {first} (“{one}”) và {second} (“{other}”). Chọn "
        "bảng mã ({known}) khi nhập.",
        "The text reads two ways: {first} (“{one}”) and {second} (“{other}”). Choose the encoding "
        "({known}) when importing.",
    ),
    "encoding_name": Wording(
        "Không có bảng mã “{value}”. Các bảng mã đọc được: {known}.",
        "There is no encoding “{value}”. Encodings that can be read: {known}.",
    ),
    "bytes_unreadable": Wording(
        "có byte không đọc được: {value} (hệ 16). Gõ lại chữ của dòng này bằng Unicode.",
        "bytes that cannot be read: {value} (hexadecimal). Type this row's text again in Unicode.",
    ),
    "text_unclear": Wording(
        "“{value}” đọc được theo hai cách: “{one}” hoặc “{other}”. Gõ lại ô này bằng Unicode.",
        "“{value}” reads two ways: “{one}” or “{other}”. Type this cell again in Unicode.",
    ),
    "columns_personal": Wording(
        "Cột {found} là dữ liệu cá nhân, không nhập và không lưu. Không cần làm gì thêm.",
        "The columns {found} hold personal data: they are neither imported nor kept. There is "
        "nothing to do.",
    ),
    "other_province": Wording(
        "dòng thuộc tỉnh khác (“{value}”); sổ này chỉ nhận địa chỉ của {city}. Bỏ dòng "
        "này; nếu địa chỉ đúng là của {city}, sửa tên tỉnh hoặc để trống.",
        "the row is of another province (“{value}”); this registry takes addresses of {city} only. "
        "Leave the row out; if the address is in {city}, mend the province or leave it empty.",
    ),
    "font_mended": Wording(
        "Chữ trong tệp dùng phông {found} và đã được chuyển sang Unicode. Xem các dòng mẫu trước "
        "khi nhập.",
        "The text uses {found} fonts and was turned into Unicode. Look at the sample rows before "
        "importing.",
    ),
}
