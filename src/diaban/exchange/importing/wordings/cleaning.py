"""What can be wrong with a list of addresses that is to be cleaned."""

from diaban.exchange.importing.wordings.wording import Wording

WORDINGS = {
    "address_column_unknown": Wording(
        "Không nhận ra cột nào chứa địa chỉ. Các cột có trong tệp: {found}. Chỉ rõ bằng --column.",
        "No column was recognised as holding addresses. Columns of the file: {found}. Name it with "
        "--column.",
    ),
    "address_column_missing": Wording(
        "Tệp không có cột “{missing}”. Các cột có trong tệp: {found}.",
        "The file has no column “{missing}”. Its columns are: {found}.",
    ),
    "output_format_unknown": Wording(
        "Không ghi được tệp “{name}”: chỉ ghi được .csv hoặc .xlsx. Đổi đuôi tệp.",
        "“{name}” cannot be written: .csv or .xlsx only. Change the ending.",
    ),
    "output_is_input": Wording(
        "Tệp kết quả “{name}” chính là tệp đầu vào. Ghi ra tệp khác, để giữ nguyên tệp gốc.",
        "The output “{name}” is the input itself. Write to another file, so that it stays.",
    ),
    "output_too_long": Wording(
        "Danh sách có {count} dòng, một trang tính Excel chỉ chứa {limit}. Ghi ra .csv.",
        "The list has {count} rows, and a sheet of Excel holds {limit}. Write .csv.",
    ),
    "file_gone": Wording(
        "Danh sách “{name}” không còn trên máy chủ. Gửi lại.",
        "The list “{name}” is no longer on the server. Send it again.",
    ),
    "rows_used_up": Wording(
        "Đã hết {limit} dòng của hôm nay. Gửi lại vào ngày mai, chia nhỏ, hoặc xin thêm.",
        "The {limit} rows of today are used up. Send it tomorrow, in parts, or ask for more.",
    ),
    "cleaning_is_running": Wording(
        "Một tiến trình khác đang làm tệp “{name}”. Đợi nó xong, hoặc ghi ra tệp khác.",
        "Another process is at “{name}”. Let it finish, or write to another file.",
    ),
}
