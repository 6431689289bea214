"""What a task or a target is called: the act of a duty, without who leads it, at most so long."""

from __future__ import annotations

import re

from diaban.spine.programme.directives import Duty

_LEADS = re.compile(r"chủ trì\b[\s,]*(?:và\s+)?", re.IGNORECASE)
_WITH = re.compile(r"(?:phối hợp|cùng)(?:\s+chặt chẽ)?(?:\s+với)?\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,|;|và\b)?\s*")
_SOFT_ENDS = re.compile(r"[;:,.](?=\s)|\s(?=[(–-])")
_MARK = re.compile(r"\s*(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.)]|[-–+•])\s*", re.IGNORECASE)
# what says how much and until when; a part with nothing else tells not of what
_HOW_MUCH = re.compile(
    r"đến|hết|cuối|đầu|giữa|năm|tháng|quý|ngày|tuần|trước|sau|trong|vào|từ|đạt|ít|nhất|tối|thiểu"
    r"|đa|trên|dưới|phấn|đấu|mỗi|hằng|hàng|là|lên|còn|không|quá|và|trở|xuống|khoảng|tỷ|lệ|cả|thêm"
    r"|nâng|phải|của|số|i{1,3}|iv|\d.*"
)
_FEW = 3  # such words that may stand beside: "mỗi tháng tối thiểu 04 tin, bài"
# what is left of the room if words are cut where a part of the sentence ends
_LEAST_KEPT = 0.6


def title_of(duty: Duty, most: int) -> str:
    """Return the act that a duty asks for as a title of at most so many characters.

    What says only how much is titled with what the point began with: "Gắn mã: năm 2027 đạt 100%".
    """
    words = act_of(" ".join((duty.wording or duty.quote).split()), duty.partners_said)
    if lacks_subject(words) and (begun := _begun_with(duty)):
        words = f"{shorten(begun, most // 2)}: {words}"
    return shorten(words[:1].upper() + words[1:], most)


def lacks_subject(words: str) -> bool:
    """Whether words only say how much and until when.

    >>> lacks_subject("đến hết năm 2027 đạt 100%"), lacks_subject("năm 2027 phủ sóng 5G 90% dân số")
    (True, False)
    """
    told = re.findall(r"\w+", words.lower())
    return sum(_HOW_MUCH.fullmatch(word) is None for word in told) < _FEW


def _begun_with(duty: Duty) -> str:
    """Return how the point that a duty stands in begins, up to its first pause."""
    text = duty.directive.text
    before = text[text.rfind("\n", 0, duty.start) + 1 : duty.start]
    mark = _MARK.match(before)
    begun = re.split(r"[:;.]|,\s*$", before[mark.end() if mark else 0 :])[0]
    return " ".join(begun.split())


def shorten(words: str, most: int) -> str:
    """Return words that fit, cut where a part of the sentence ends, or else between two words.

    >>> shorten("Rà soát hồ sơ, báo cáo kết quả trước ngày 15", 21)
    'Rà soát hồ sơ …'
    >>> shorten("Rà soát toàn bộ hồ sơ còn lại", 24)
    'Rà soát toàn bộ hồ sơ …'
    """
    if len(words) <= most:
        return words
    room = words[: most - 1]
    ends = [found.start() for found in _SOFT_ENDS.finditer(room)]
    place = next((end for end in reversed(ends) if end >= _LEAST_KEPT * most), room.rfind(" "))
    return f"{room[:place] if place > 0 else room[:-1]} …"


def act_of(words: str, partners: str) -> str:
    """Return what is to be done, without who leads and works with whom: that is told beside it.

    >>> act_of("chủ trì, phối hợp với Sở Y tế và Sở Nội vụ rà soát hồ sơ", "Sở Y tế; Sở Nội vụ")
    'rà soát hồ sơ'
    >>> act_of("phối hợp với các bên liên quan rà soát hồ sơ", "")
    'phối hợp với các bên liên quan rà soát hồ sơ'
    """
    leads = _LEADS.match(words)
    rest = words[leads.end() :] if leads else words
    together = _WITH.match(rest)
    if together is None:
        return rest or words
    act = _without(rest[together.end() :], partners)
    return act or words


def _without(rest: str, partners: str) -> str:
    """Return what follows the names that words begin with; empty where they begin with none."""
    names = [name.strip().lower() for name in partners.split(";") if name.strip()]
    left = rest
    while name := next((one for one in names if left.lower().startswith(one)), None):
        left = left[len(name) :]
        left = left[_BETWEEN.match(left).end() :]
    return left if left != rest else ""
