"""The Vietnamese words of the workbook: its columns, states, reasons and decisions."""

from __future__ import annotations

from diaban.spine.handovers.models import Choice, Reason, Standing

SHEET, GUIDE_SHEET = "Đối chiếu", "Hướng dẫn"
KEY, CODE, STANDING, REASON, IDENTIFIER, METRES, DIFFERENCES = (
    "Mã dòng",
    "Mã địa chỉ số",
    "Tình trạng",
    "Lý do",
    "Mã trong sổ",
    "Cách nhau (m)",
    "Khác nhau ở",
)
CHOICE = "Quyết định"
# what either side says, and what the commune may write instead
PARTS = {
    "house_number": "số nhà",
    "lanes": "ngõ ngách",
    "street": "đường phố",
    "locality": "thôn, tổ dân phố",
    "building": "tòa nhà",
}
HERE = {name: f"Sổ: {word}" for name, word in PARTS.items()}
THERE = {name: f"Bưu điện: {word}" for name, word in PARTS.items()}
CORRECTED = {name: f"Sửa: {word}" for name, word in PARTS.items()}
LATITUDE, LONGITUDE = "Sửa: vĩ độ", "Sửa: kinh độ"
POSITIONS = {"here": "Sổ: vị trí", "there": "Bưu điện: vị trí"}
LOCKED = (
    KEY, CODE, STANDING, REASON, DIFFERENCES, METRES, IDENTIFIER,
    *HERE.values(), POSITIONS["here"], *THERE.values(), POSITIONS["there"],
)  # fmt: skip
EDITABLE = (CHOICE, *CORRECTED.values(), LATITUDE, LONGITUDE)

STANDINGS = {
    Standing.MATCHED: "Khớp",
    Standing.DIFFERING: "Khác nhau",
    Standing.MISSING_HERE: "Sổ chưa có",
    Standing.MISSING_THERE: "Bưu điện chưa có",
}
REASONS = {
    Reason.CODE: "cùng mã địa chỉ số",
    Reason.WORDS: "chắc là một: chữ giống, ở gần",
    Reason.UNSURE: "có vẻ là một, cần xem",
    Reason.NEAREST: "gần nhau nhất, ít chữ để so",
    Reason.CODE_DIFFERS: "cùng địa chỉ nhưng mã địa chỉ số khác",
    Reason.NOTHING_LIKE_IT: "trong sổ không có địa chỉ nào giống",
    Reason.NO_PLACE: "không rõ xã, phường và không có tọa độ",
    Reason.NO_CODE: "chưa có mã địa chỉ số, và Bưu điện không có dòng nào giống",
    Reason.CODE_UNKNOWN: "có mã địa chỉ số nhưng Bưu điện không bàn giao mã này",
}
FIELDS = {
    **PARTS,
    "unit": "căn hộ",
    "commune": "xã, phường",
    "position": "vị trí",
    "digital_address": "mã địa chỉ số",
}
CHOICES = {
    Choice.KEEP: "Giữ như sổ",
    Choice.POST: "Theo Bưu điện",
    Choice.CORRECT: "Sửa như ghi bên",
    Choice.GONE: "Không có trên thực tế",
}
LATER = "Để sau"
_GUIDE = """\
Đối chiếu mã địa chỉ số của {commune}

1. Mỗi dòng ở trang “Đối chiếu” là một chỗ mà danh sách của Bưu điện và sổ địa chỉ khác nhau, \
hoặc chỉ một bên có.
2. Ở cột “Quyết định”, chọn một trong các mục của ô thả xuống:
    • Giữ như sổ: sổ đúng. Nếu hai bên là một địa chỉ, mã địa chỉ số của Bưu điện được ghi \
vào sổ khi sổ chưa có.
    • Theo Bưu điện: Bưu điện đúng; địa chỉ sổ chưa có thì được thêm vào sổ.
    • Sửa như ghi bên: cả hai đều chưa đúng; ghi chỗ cần sửa vào các cột “Sửa: …”. Cột nào để \
trống thì giữ nguyên.
    • Không có trên thực tế: nơi đó không có cửa này.
    • Để sau, hoặc để trống: chưa quyết định; gửi lại lần sau.
3. Chỉ sửa được các cột có nền vàng. Không đổi tên cột, không xóa cột “Mã dòng”. Có thể lọc, \
sắp xếp, xóa bớt dòng.
4. Tọa độ viết bằng độ, dấu chấm thập phân: 21.0285 và 105.8542. Phải có cả hai.
5. Không ghi tên người, số điện thoại hay số căn cước vào tệp này.
6. Lưu tệp .xlsx và gửi lại ở trang “Bàn giao địa chỉ số”. Trước khi vào sổ, từng thay đổi \
được hiện ra để xem lại.
"""
GUIDE = tuple(_GUIDE.splitlines())
