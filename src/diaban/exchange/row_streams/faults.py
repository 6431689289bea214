"""What can be wrong with a stream of rows or with one of them, in both languages."""

from __future__ import annotations

from typing import Any

from diaban.exchange.importing.wordings.wording import Wording

WORDS = {
    "empty": Wording(
        "Không nhận được dữ liệu nào. Gửi tệp CSV có dòng tiêu đề, hoặc mỗi dòng một đối tượng "
        "JSON.",
        "Nothing was received. Send CSV with a heading line, or one JSON object a line.",
    ),
    "encoding": Wording(
        "Chữ không phải UTF-8. Lưu lại tệp dạng “CSV UTF-8” rồi gửi lại; tệp bảng mã cũ (TCVN3, "
        "VNI, Windows-1258) thì dùng trang nhập danh sách.",
        "The text is not UTF-8. Save it as “CSV UTF-8” and send it again; for old encodings "
        "(TCVN3, VNI, Windows-1258) use the import page.",
    ),
    "columns_missing": Wording(
        "Thiếu cột {missing}. Các cột nhận được: {found}. Đổi tên cột rồi gửi lại.",
        "No column {missing}. Columns received: {found}. Rename the column and send it again.",
    ),
    "columns_doubled": Wording(
        "Cột “{name}” có hai lần. Đổi tên một cột rồi gửi lại.",
        "Column “{name}” comes twice. Rename one and send it again.",
    ),
    "columns_too_many": Wording(
        "Có {count} cột, quá giới hạn {limit}. Bỏ bớt cột rồi gửi lại.",
        "There are {count} columns, over the limit of {limit}. Leave some out and send it again.",
    ),
    "cells_count": Wording(
        "Dòng có {count} ô, tiêu đề có {columns}. Đặt ô có dấu phân cách trong dấu nháy kép.",
        "The row has {count} cells, the heading {columns}. Quote cells that hold the delimiter.",
    ),
    "quote_open": Wording(
        "Dấu nháy kép không được đóng. Sửa dấu nháy ở dòng này.",
        "A double quote is not closed. Mend the quotes of this row.",
    ),
    "nul": Wording(
        "Dòng có ký tự NUL. Xuất lại tệp từ phần mềm gốc.",
        "The row has NUL characters. Export the file again from its program.",
    ),
    "json": Wording(
        "Dòng không phải là một đối tượng JSON. Viết mỗi dòng một đối tượng {{…}}.",
        "The line is no JSON object. Write one object {{…}} a line.",
    ),
    "keys_differ": Wording(
        "Dòng có khóa {names} mà dòng đầu không có. Cho dòng đầu đủ khóa, hoặc nhận lại dạng "
        "NDJSON.",
        "The row has the keys {names}, which the first row has not. Give the first row all keys, "
        "or take the answer as NDJSON.",
    ),
    "position_missing": Wording(
        "Thiếu vĩ độ hoặc kinh độ. Điền cả hai.",
        "Latitude or longitude is missing. Fill in both.",
    ),
    "position_unreadable": Wording(
        "“{value}” không phải là một số. Ghi độ thập phân, ví dụ 21.0285.",
        "“{value}” is no number. Write decimal degrees, such as 21.0285.",
    ),
    "position_out_of_range": Wording(
        "Vĩ độ phải từ −90 đến 90, kinh độ từ −180 đến 180. Kiểm tra cột có bị đảo không.",
        "Latitude must be −90 to 90, longitude −180 to 180. See whether the columns are swapped.",
    ),
    "code_missing": Wording(
        "Thiếu mã. Điền mã cần kiểm tra.", "No code. Fill in the code to check."
    ),
    "address_missing": Wording("Thiếu địa chỉ. Điền địa chỉ.", "No address. Fill it in."),
    "address_too_long": Wording(
        "Địa chỉ dài quá {limit} ký tự. Chỉ gửi phần địa chỉ.",
        "The address is longer than {limit} characters. Send the address alone.",
    ),
    "limit_rows": Wording(
        "Dừng sau dòng {row}: một lần gửi nhận tối đa {limit} dòng. Gửi tiếp phần còn lại.",
        "Stopped after row {row}: one request takes {limit} rows at most. Send the rest.",
    ),
    "limit_bytes": Wording(
        "Dừng sau dòng {row}: một lần gửi nhận tối đa {limit} byte. Gửi tiếp phần còn lại.",
        "Stopped after row {row}: one request takes {limit} bytes at most. Send the rest.",
    ),
    "limit_line": Wording(
        "Dừng sau dòng {row}: dòng kế tiếp dài quá {limit} byte. Sửa hoặc bỏ dòng đó.",
        "Stopped after row {row}: the next row is longer than {limit} bytes. Mend or drop it.",
    ),
    "limit_seconds": Wording(
        "Dừng sau dòng {row}: quá {limit} giây. Gửi tiếp phần còn lại.",
        "Stopped after row {row}: {limit} seconds are over. Send the rest.",
    ),
    "limit_idle": Wording(
        "Dừng sau dòng {row}: {limit} giây không nhận thêm dữ liệu. Gửi tiếp phần còn lại.",
        "Stopped after row {row}: nothing came for {limit} seconds. Send the rest.",
    ),
    "half_sent": Wording(
        "Dừng sau dòng {row}: dữ liệu gzip hỏng hoặc bị cụt. Nén và gửi lại từ dòng kế tiếp.",
        "Stopped after row {row}: the gzip data is damaged or cut off. Pack and send it again "
        "from the next row.",
    ),
    "content_type": Wording(
        "Kiểu “{value}” không nhận được. Gửi Content-Type: text/csv hoặc application/x-ndjson, "
        "chữ UTF-8.",
        "The type “{value}” is not taken. Send Content-Type: text/csv or application/x-ndjson, "
        "in UTF-8.",
    ),
    "content_encoding": Wording(
        "Cách nén “{value}” không nhận được. Gửi không nén hoặc nén gzip.",
        "The packing “{value}” is not taken. Send it plain or as gzip.",
    ),
    "accept": Wording(
        "Không trả lời được dạng “{value}”. Chọn text/csv hoặc application/x-ndjson.",
        "“{value}” cannot be answered. Choose text/csv or application/x-ndjson.",
    ),
    "busy": Wording(
        "Đang có lượt xử lý khác. Thử lại sau vài giây.",
        "Another stream is being worked on. Try again in a few seconds.",
    ),
}


class StreamError(ValueError):
    """The stream cannot be begun, or not be read any further; ``reason`` says why."""

    def __init__(self, reason: str, **params: Any) -> None:
        self.reason = reason
        self.params = params
        super().__init__(f"{reason}: {params}")

    def say(self, **more: Any) -> tuple[str, str]:
        return say(self.reason, **{"row": 0, **self.params, **more})


def say(reason: str, **params: Any) -> tuple[str, str]:
    """Return a fault in Vietnamese and in English."""
    words = WORDS[reason]
    return words.vi.format(**params), words.en.format(**params)
