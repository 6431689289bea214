"""What a conversion table of units says that the law, or the table itself, contradicts."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
    "table_code_two_names": Wording(
        "mã {value} đứng cho hai tên: “{name}” ở đây và “{other}” ở dòng {first}. {remedy} Tên và "
        "mã phải chỉ cùng một đơn vị; sửa mã rồi gửi lại.",
        "the code {value} stands for two names: “{name}” here and “{other}” in row {first}. "
        "{remedy} Name and code must mean one unit; mend the code and send the row again.",
    ),
    "table_name_differs": Wording(
        "mã {value} là “{known}”, không phải “{name}”. {remedy} Sửa mã hoặc tên rồi gửi lại.",
        "the code {value} is “{known}”, not “{name}”. {remedy} Mend the code or the name and send "
        "the row again.",
    ),
    "table_code_invalid": Wording(
        "“{value}” không phải mã đơn vị 5 chữ số. Ghi đủ 5 chữ số, kể cả số 0 ở đầu.",
        "“{value}” is not a unit code of 5 digits. Write all five, leading noughts too.",
    ),
    "table_code_unknown": Wording(
        "không có đơn vị mã {value} từ ngày 1/7/2025. Kiểm tra mã theo nghị quyết.",
        "no unit has had the code {value} since 1 July 2025. Check the code in the resolution.",
    ),
    "table_pair_doubled": Wording(
        "cặp {value} đã có ở dòng {first}. Giữ lại một dòng.",
        "the pair {value} stands already in row {first}. Keep one row.",
    ),
    "table_pair_unlawful": Wording(
        "theo {resolution}, {old} không nhập vào {new}. Kiểm tra hai mã của dòng này.",
        "by {resolution}, {old} did not pass to {new}. Check both codes of this row.",
    ),
    "table_extent_differs": Wording(
        "bảng ghi “{value}”, {resolution} ghi “{known_vi}”. Diaban giữ theo nghị quyết; nên báo "
        "cho nơi lập bảng.",
        "the table says “{value}”, {resolution} says “{known_en}”. Diaban keeps to the "
        "resolution; tell those who made the table.",
    ),
    "table_kind_since": Wording(
        "{value} nay là {known} (từ {day}). Tên trong bảng là của trước ngày đó; không cần sửa.",
        "{value} is {known} now (since {day}). The table's name is of before that day; nothing "
        "needs mending.",
    ),
}
