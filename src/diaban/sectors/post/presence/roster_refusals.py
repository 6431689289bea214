"""Why something of a roster is refused, in both languages: which field, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import get_language

from diaban.spine.sectors import InputRow, RowFault

# code: Vietnamese | English
_WORDS = {
    "person_unknown": "Không có tài khoản “{text}” được chấm công. Kiểm tra tên đăng nhập; nếu "
    "chưa có thì mời người ấy vào trước. | There is no account “{text}” that may check in. Check "
    "the sign-in name; if there is none yet, invite the person first.",
    "point_unknown": "Không tìm thấy điểm “{text}” trong phạm vi của bạn. Ghi mã BC-… của điểm. | "
    "No point “{text}” is within your sight. Write the point's BC-… identifier.",
    "point_ambiguous": "Mã “{text}” là của nhiều điểm. Ghi mã BC-… của điểm. | "
    "Several points have the code “{text}”. Write the point's BC-… identifier.",
    "not_answering": "Bạn không phụ trách điểm này. Nhờ người quản lý điểm hoặc xã, phường. | "
    "You do not answer for this point. Ask its manager or the commune.",
    "managers_by_office": "Chỉ xã, phường hoặc Sở đặt và thôi người quản lý. | "
    "Only the commune or the department makes and ends a manager.",
    "day_wrong": "Không đọc được ngày. Ghi ngày/tháng/năm, ví dụ 30/11/2026. | "
    "The day cannot be read. Write day/month/year, such as 30/11/2026.",
    "day_closed": "Ngày này quá xa: số liệu các ngày trước {text} đã chốt. Chọn từ {text}. | "
    "This day is too far back: the days before {text} are settled. Choose {text} or later.",
    "end_before_begin": "Ngày thôi đứng trước ngày bắt đầu {text}. Chọn ngày {text} hoặc sau đó. | "
    "It would end before it began on {text}. Choose {text} or later.",
    "last_before_first": "Ngày cuối đứng trước ngày đầu. Đổi lại hai ngày. | "
    "The last day comes before the first. Exchange the two days.",
    "ended": "Dòng này đã kết thúc từ {text} và không đổi nữa. Thêm dòng mới nếu cần. | "
    "This ended on {text} and is not changed any more. Add a new one if needed.",
    "posted_already": "{text} đã được phân công ở điểm này trong những ngày ấy. | "
    "{text} is posted at this point already on those days.",
    "not_posted": "{text} không được phân công ở điểm này suốt những ngày ấy. Phân công trước, "
    "hoặc đổi ngày. | {text} is not posted at this point on all of those days. Post them first, "
    "or change the days.",
    "not_posted_row": "{text} không được phân công ở điểm này suốt những ngày ấy. Phân công trước, "
    "hoặc ghi “có” ở cột Phân công. | {text} is not posted at this point on all of those days. "
    "Post them first, or write “yes” in the column Post.",
    "hours_unread": "Không đọc được thứ hoặc giờ: “{text}”. Viết ví dụ: T2–T6, "
    "7h30–11h30, 13h30–17h. | The weekdays or hours cannot be read: “{text}”. Write for example: "
    "T2–T6, 7h30–11h30, 13h30–17h.",
    "past_midnight": "Ca không qua nửa đêm. Ghi hai ca: đến 24h, và từ 0h của thứ sau. | "
    "A shift does not pass midnight. Enter two: until 24h, and from 0h of the next weekday.",
    "no_weekday": "Chưa chọn thứ nào. Đánh dấu ít nhất một thứ. | "
    "No weekday is chosen. Mark at least one.",
    "overlap": "{text}. Kết thúc ca cũ trước, hoặc đổi giờ. | "
    "{text_en}. End the old shift first, or change the hours.",
    "no_reason": "Chưa ghi lý do. Viết vài chữ, ví dụ: nghỉ phép. | "
    "No reason is given. Write a few words, such as: leave.",
    "absent_already": "{text} đã báo vắng từ {first} đến {last}. Rút lần báo ấy trước, hoặc đổi "
    "ngày. | {text} is announced absent already from {first} to {last}. Withdraw that first, or "
    "change the days.",
    "cover_self": "Không ai tự trực thay mình. Chọn người khác. | "
    "Nobody stands in for themselves. Choose somebody else.",
    "cover_absent": "{text} cũng vắng trong những ngày ấy. Chọn người khác. | "
    "{text} is absent on those days too. Choose somebody else.",
    "cover_not_colleague": "Người trực thay phải làm ở điểm này. Muốn nhờ người nơi khác, hỏi "
    "người quản lý điểm. | Who stands in must work at this point. To have somebody from "
    "elsewhere, ask the point's manager.",
    "withdrawn": "Lần báo vắng này đã được rút. | This absence was withdrawn already.",
    "cover_elsewhere": "{text} có ca ở điểm khác vào giờ ấy. Nếu đã sắp xếp, đánh dấu "
    "“Vẫn ghi” rồi gửi lại. | {text} is on another point's roster at those hours. If "
    "this is arranged, mark “Enter it all the same” and send again.",
    "covers_others": "{text} đang nhận trực thay cho người khác trong những ngày ấy. Tìm người "
    "khác, rồi đánh dấu “Vẫn ghi” và gửi lại. | {text} stands in for somebody else on those days. "
    "Find somebody else, then mark “Enter it all the same” and send again.",
}  # fmt: skip
CODES = frozenset(_WORDS)
# a person may overrule these
TO_CONFIRM = frozenset({"cover_elsewhere", "covers_others"})


@dataclass
class RosterError(ValueError):
    """Something of a roster that cannot be taken: ``code`` of `CODES`, and the field at fault."""

    code: str
    field: str
    told: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        vi, en = say(self.code, self.told)
        return en if get_language() == "en" else vi

    def as_fault(self, row: InputRow) -> RowFault:
        vi, en = say(self.code, self.told)
        return RowFault(row.number, self.field, row.values.get(self.field, ""), self.code, vi, en)


def say(code: str, told: dict[str, str]) -> tuple[str, str]:
    """Return what is wrong in Vietnamese and in English.

    >>> say("no_weekday", {})[1]
    'No weekday is chosen. Mark at least one.'
    """
    vi, en = _WORDS[code].split(" | ")
    return vi.format_map(told), en.format_map(told)
