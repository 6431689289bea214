"""What a task or a target is called: the act of a duty, without who leads it, at most so long."""

from __future__ import annotations

import re
from collections.abc import Iterable

from diaban.spine.programme.directives import Duty

_LEADS = re.compile(r"chủ trì\b[\s,]*(?:và\s+)?", re.IGNORECASE)
_WITH = re.compile(r"(?:phối hợp|cùng)(?:\s+chặt chẽ)?(?:\s+với)?\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,|;|và\b)?\s*")
_SOFT_ENDS = re.compile(r"[;:,.](?=\s)|\s(?=[(–-])")
_MARK = re.compile(r"\s*(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.)]|[-–+•])\s*", re.IGNORECASE)
# before a small letter it is an abbreviation
_SENTENCE_ENDS = re.compile(r"[.!?]\s+")
_SAYS_MORE = 16  # characters: "các xã, phường " and the like tell nothing new
# what says how much and until when; a part with nothing else tells not of what
_HOW_MUCH = re.compile(
    r"đến|hết|cuối|đầu|giữa|năm|tháng|quý|ngày|tuần|trước|sau|trong|vào|từ|đạt|ít|nhất|tối|thiểu"
    r"|đa|trên|dưới|phấn|đấu|mỗi|hằng|hàng|là|lên|còn|không|quá|và|trở|xuống|khoảng|tỷ|lệ|cả|thêm"
    r"|nâng|phải|của|số|i{1,3}|iv|\d.*"
)
_FEW = 3  # such words that may stand beside: "mỗi tháng tối thiểu 04 tin, bài"
# what is left of the room if words are cut where a part of the sentence ends
_LEAST_KEPT = 0.6
# of a task's title, between the acts that it is made of
_BETWEEN_ACTS = "; "
# with less room than this nobody knows an act again
_LEAST_OF_AN_ACT = 8


def title_of(duty: Duty, most: int) -> str:
    """Return the act that a duty asks for as a title of at most so many characters.

    What says only how much is titled with what the point began with: "Gắn mã: năm 2027 đạt 100%".
    """
    words = act_of(" ".join((duty.wording or duty.quote).split()).rstrip(" ;,"), duty.partners_said)
    if lacks_subject(words) and (begun := _begun_with(duty)):
        words = f"{shorten(begun, most // 2)}: {words}"
    return shorten(words[:1].upper() + words[1:], most)


def lacks_subject(words: str) -> bool:
    """Whether words only say how much and until when.

    An act of two syllables that stands first needs nothing else: "báo cáo trước ngày 20".

    >>> lacks_subject("đến hết năm 2027 đạt 100%"), lacks_subject("năm 2027 phủ sóng 5G 90% dân số")
    (True, False)
    >>> lacks_subject("báo cáo trước ngày 20 tháng cuối quý")
    False
    """
    told = re.findall(r"\w+", words.lower())
    acts = len(told) > 1 and not any(says_how_much(word) for word in told[:2])
    acts = acts and {*told[:2]} != {"bảo", "đảm"}
    return not acts and sum(not says_how_much(word) for word in told) < _FEW


def says_how_much(word: str) -> bool:
    """Whether a word only helps to say how much and until when: "đạt", "ngày", "30"."""
    return _HOW_MUCH.fullmatch(word) is not None


def _begun_with(duty: Duty) -> str:
    """Return how the sentence that a duty stands in begins, up to its first pause.

    Where it begins with the duty itself, how the point begins; another's sentence says nothing.
    """
    text = duty.directive.text
    before = text[text.rfind("\n", 0, duty.start) + 1 : duty.start]
    mark = _MARK.match(before)
    point = before[mark.end() if mark else 0 :]
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(point)]
    own = point[max((end for end in ends if not point[end : end + 1].islower()), default=0) :]
    begun = re.split(r"[:;.]|,\s*$", own if own.strip() else point)[0]
    return " ".join(begun.split())


def sentence_of(duty: Duty) -> str:
    """Return the sentence that a duty stands in, where it says more than the duty does."""
    text = duty.directive.text
    start, end = text.rfind("\n", 0, duty.start) + 1, text.find("\n", duty.end)
    end = len(text) if end < 0 else end
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(text, start, end)]
    for cut in (at for at in ends if not text[at : at + 1].islower()):
        start = cut if cut <= duty.start else start
        end = min(end, cut) if cut >= duty.end else end
    mark = _MARK.match(text, start, duty.start)
    said = " ".join(text[mark.end() if mark else start : end].split())
    return said if len(said) >= len(" ".join(duty.quote.split())) + _SAYS_MORE else ""


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


def tell_each(title: str, most: int) -> str:
    """Return the title of a task of several acts so that each act is told of, if not whole.

    What a short act leaves of its room the longer ones have.

    >>> tell_each("Gắn mã cho mọi hộ gia đình trong năm; Đạt 95%", 28)
    'Gắn mã cho mọi hộ …; Đạt 95%'
    >>> tell_each("Rà soát toàn bộ hồ sơ còn lại", 24)
    'Rà soát toàn bộ hồ sơ …'
    """
    acts = title.split(_BETWEEN_ACTS)
    if len(title) <= most or len(acts) == 1:
        return shorten(title, most)
    room = most - len(_BETWEEN_ACTS) * (len(acts) - 1)
    if room < _LEAST_OF_AN_ACT * len(acts):
        return shorten(title, most)
    rooms: dict[int, int] = {}
    for place in sorted(range(len(acts)), key=lambda place: len(acts[place])):
        rooms[place] = min(len(acts[place]), room // (len(acts) - len(rooms)))
        room -= rooms[place]
    return _BETWEEN_ACTS.join(shorten(act, rooms[place]) for place, act in enumerate(acts))


def join_titles(titles: Iterable[str], most: int) -> str:
    """Return the title of a task that several acts make up."""
    return tell_each(_BETWEEN_ACTS.join(titles), most)


def beside(task: str, target: str) -> str:
    """Return what a task asks, by its title, besides what a target of its own says.

    >>> beside("Gắn mã cho mọi hộ; Đạt 95% hộ có mã", "Đạt 95% hộ có mã")
    'Gắn mã cho mọi hộ'
    >>> beside("Gắn mã cho mọi hộ", "Gắn mã cho mọi hộ"), beside("Gắn mã", "Hộ có mã")
    ('', '')
    """
    acts = task.split(_BETWEEN_ACTS)
    others = [act for act in acts if act not in target]
    return _BETWEEN_ACTS.join(others) if len(others) < len(acts) else ""


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
