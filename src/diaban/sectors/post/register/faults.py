"""What can be wrong with a row of a list of points, said in both languages with the remedy."""

from __future__ import annotations

from dataclasses import dataclass

from diaban.spine.sectors import InputRow, RowFault


@dataclass(frozen=True)
class _Words:
    vi: str
    en: str
    refused: bool = False


_FAULTS = {
    "name_missing": _Words(
        "Dòng không có tên điểm. Ghi tên điểm rồi gửi lại.",
        "The row has no name of a point. Write its name and send it again.",
        refused=True,
    ),
    "listed_twice": _Words(
        "Mã, hoặc tên và địa chỉ này đã có ở một dòng khác của tệp, với nội dung khác. "
        "Giữ một dòng, sửa mã của dòng kia.",
        "This code, or this name and address, stands in another row of the file with other "
        "contents. Keep one row and correct the code of the other.",
        refused=True,
    ),
    "identifier_wrong": _Words(
        "Mã trong Địa bàn viết sai. Chép lại từ tệp đã tải về, hoặc để trống ô này nếu là "
        "điểm mới.",
        "The identifier in Diaban is miswritten. Copy it from the file that was taken out, or "
        "leave the cell empty for a new point.",
        refused=True,
    ),
    "identifier_unknown": _Words(
        "Không có điểm nào mang mã này. Chép lại từ tệp đã tải về, hoặc để trống ô này nếu là "
        "điểm mới.",
        "No point has this identifier. Copy it from the file that was taken out, or leave the "
        "cell empty for a new point.",
        refused=True,
    ),
    "kind_unknown": _Words(
        "Không rõ đây là loại điểm gì; đã nhận dòng, để trống loại. Ghi: bưu cục, điểm "
        "BĐ-VHX, đại lý, ki-ốt.",
        "This kind of point is not known; the row was taken without it. Write: post office, "
        "culture point, agency, kiosk.",
    ),
    "tenure_unknown": _Words(
        "Không rõ hình thức mặt bằng; đã nhận dòng, để trống. Ghi: sở hữu, mượn của xã, thuê, "
        "nhà đại lý.",
        "This tenure is not known; the row was taken without it. Write: own, lent by the "
        "commune, rented, agent's house.",
    ),
    "services_unknown": _Words(
        "Có dịch vụ chưa có tên trong danh mục; đã nhận những dịch vụ còn lại.",
        "Some services are not in the list; the others were taken.",
    ),
    "hours_unread": _Words(
        "Chưa đọc được giờ mở cửa; đã giữ nguyên chữ, chưa tính được giờ. Viết ví dụ: "
        "T2–T6 7h30–11h30, 13h30–17h; T7 7h30–11h30.",
        "The opening hours could not be read; the words are kept, no hours can be computed. "
        "Write for example: T2–T6 7h30–11h30, 13h30–17h; T7 7h30–11h30.",
    ),
    "postal_code_wrong": _Words(
        "Mã bưu chính phải có năm chữ số (trước đây sáu); đã nhận dòng, bỏ mã này.",
        "A postal code has five digits (six in the past); the row was taken without it.",
    ),
    "position_wrong": _Words(
        "Không đọc được vị trí; đã nhận điểm, chưa có vị trí. Ghi vĩ độ và kinh độ bằng độ, "
        "ví dụ 21,0285 và 105,8542.",
        "The position could not be read; the point was taken without one. Write latitude and "
        "longitude in degrees, such as 21.0285 and 105.8542.",
    ),
    "position_swapped": _Words(
        "Vĩ độ và kinh độ đổi chỗ cho nhau; đã nhận điểm, chưa có vị trí. Đổi lại hai cột.",
        "Latitude and longitude stand in each other's place; the point was taken without a "
        "position. Exchange the two columns.",
    ),
    "position_outside": _Words(
        "Vị trí nằm ngoài thành phố; đã nhận điểm, chưa có vị trí. Đo lại tại chỗ.",
        "The position lies outside the city; the point was taken without one. Measure it again "
        "on the spot.",
    ),
    "position_in_water": _Words(
        "Vị trí nằm giữa sông hoặc hồ; đã nhận điểm, chưa có vị trí. Đo lại tại chỗ.",
        "The position lies in a river or lake; the point was taken without one. Measure it "
        "again on the spot.",
    ),
    "day_wrong": _Words(
        "Không đọc được ngày; đã nhận dòng, bỏ ngày này. Ghi ngày/tháng/năm.",
        "The day could not be read; the row was taken without it. Write day/month/year.",
    ),
    "closed_before_opened": _Words(
        "Ngày đóng đứng trước ngày mở; đã nhận dòng, bỏ cả hai ngày.",
        "The closing day comes before the opening day; the row was taken without both.",
    ),
    "too_long": _Words(
        "Chữ dài hơn mức cho phép; đã nhận dòng, phần thừa bị cắt. Viết ngắn lại.",
        "The text is longer than allowed; the row was taken and the rest cut. Write it shorter.",
    ),
}  # fmt: skip
CODES = frozenset(_FAULTS)


def fault(row: InputRow, field: str, code: str, part: str = "") -> RowFault:
    """Return what is wrong with a field of a row; ``part``: which piece of its text."""
    words = _FAULTS[code]
    vi, en = (f" Chỗ chưa hiểu: “{part}”.", f" Not understood: “{part}”.") if part else ("", "")
    return RowFault(
        row.number, field, row.values.get(field, ""), code, words.vi + vi, words.en + en,
        words.refused,
    )  # fmt: skip
