"""Targets: which number of a task is the one to reach, in which relation, of what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from diaban.engines.reading.draft import Target
from diaban.engines.reading.lexicon import alternatives

_SPELT = {
    "một": 1.0, "hai": 2.0, "ba": 3.0, "bốn": 4.0, "năm": 5.0, "sáu": 6.0, "bảy": 7.0, "tám": 8.0,
    "chín": 9.0, "mười": 10.0,
}  # fmt: skip
_AMOUNT = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_STEP = r"(?:\s+(?:lên|đạt|là|có|được|thêm|đạt được|về|xuống|tăng|bằng|chiếm|khoảng))*"
_RELATIONS = (
    (
        ">=",
        r"ít\s+nhất|tối\s+thiểu|không\s+dưới|không\s+ít\s+hơn|không\s+thấp\s+hơn|chí\s+ít|thấp\s+nhất",
    ),
    (
        "<=",
        r"không\s+(?:được\s+)?(?:\w+\s+){0,2}quá|tối\s+đa|không\s+vượt\s+quá|nhiều\s+nhất|không\s+nhiều\s+hơn",
    ),
    (">", r"trên|hơn|lớn\s+hơn|cao\s+hơn|vượt|quá\s+nửa"),
    ("<", r"dưới|nhỏ\s+hơn|thấp\s+hơn|ít\s+hơn"),
    ("<=", r"trong(?:\s+vòng|\s+thời\s+gian|\s+thời\s+hạn)?(?=\s*$)"),
    ("from", r"từ"),
    ("=", r"đạt|chiếm|khoảng|bằng|còn"),
)
_PREFIX = re.compile(
    "|".join(
        f"(?P<r{place}>\\b(?:{words})){_STEP}\\s*$" for place, (_, words) in enumerate(_RELATIONS)
    )
)
_NUMBER = re.compile(
    rf"(?<![\w.,:/\-&])(?P<a>{_AMOUNT})(?:\s*[-–]\s*(?P<b>{_AMOUNT}))?(?P<percent>\s?%)?(?![\w&]|[/.,:]\d|-[a-zđ])"
)
_SPELT_NUMBER = re.compile(
    r"(?:ít\s+nhất|tối\s+thiểu)\s+(?:có\s+)?(?P<a>một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s+(?=\w)"
)
_WHOLE = re.compile(
    r"(?<!\w)(?P<word>từng|mọi|mỗi|tất\s+cả|toàn\s+bộ|toàn\s+thể|100\s?%)(?!\w)"
    rf"(?!\s+{alternatives('not each')})"
)
# what a number behind these words only names or numbers
_NAMING = re.compile(rf"{alternatives('numbering')}\s*$")
_COUNTLESS = re.compile(rf"\s*{alternatives('uncounted')}")
_UNIT_STOP = re.compile(rf"[,.;:()“”\"\n]|\s{alternatives('unit ends')}(?=\s)")
_UPWARD = re.compile(r"\s*(?:\w+\s+){0,4}trở\s+lên")
_DOWNWARD = re.compile(r"\s*(?:\w+\s+){0,4}trở\s+xuống")
_TO_MORE = re.compile(r"(?:lên|đến|xuống|tới)\s")
_COMPARED = re.compile(r"\s*(?:so\s+với|hơn\s+năm|cùng\s+kỳ)")
_NOW = re.compile(r"hiện\s+(?:nay|tại|có|mới)?[\s:]*(?:đạt|là|mới)?\s*$")
_RANKED = re.compile(r"(?<!\w)(?:top|tốp|nhóm)\s+$")
_FROM = re.compile(r"(?<!\w)từ\s+$")
_WITHIN = re.compile(r"trong(?:\s+\w+){0,2}\s*$")
_HOURS = re.compile(r"\s*(?:giờ|phút)(?!\w)")
_PER = re.compile(r"/\s?[\w.]+(?:\s+dân)?")
_SCALE = re.compile(r"\s*(?P<by>triệu|tỷ|tỉ|nghìn|ngàn|vạn)(?!\w|\s+lệ)")
_TIMES_OF = {"triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9, "nghìn": 1e3, "ngàn": 1e3, "vạn": 1e4}
_TIMES = re.compile(r"\s*(?:giờ|ngày|phút|tháng|lần|năm)(?!\w)")


@dataclass(frozen=True)
class _Found:
    place: int
    rank: int  # the smaller the likelier the target
    target: Target


def amount(written: str) -> float:
    """Return the value of a number as written: dots part thousands, a comma the decimals.

    >>> amount("1.234,5"), amount("0,6"), amount("0.6"), amount("02")
    (1234.5, 0.6, 0.6, 2.0)
    """
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", written):
        written = written.replace(".", "")
    return float(written.replace(",", "."))


def find_target(key: str, text: str, taken: list[tuple[int, int]]) -> Target | None:
    """Return the target of a task, or None; ``taken`` are stretches of dates and decrees.

    >>> find_target("phấn đấu trên 60% hộ", "phấn đấu trên 60% hộ", [])
    Target(relation='>', value=60.0, unit='%')
    >>> find_target("cấp mã cho từng hộ", "cấp mã cho từng hộ", []).value
    100.0
    """
    key, text = key[:2000], text[:2000]
    found = [
        *_counted(key, text, taken),
        *_spelt(key, text),
        *(_Found(m.start(), _whole_rank(m), Target("=", 100.0, "%")) for m in _WHOLE.finditer(key)),
    ]
    if not found:
        return None
    return min(found, key=lambda one: (one.rank, one.place)).target


def _whole_rank(found: re.Match[str]) -> int:
    return 1 if found["word"].startswith("100") else 3 if found["word"] != "mỗi" else 4


def _spelt(key: str, text: str) -> list[_Found]:
    return [
        _Found(found.start(), 2, Target(">=", _SPELT[found["a"]], _unit(key, text, found.end())))
        for found in _SPELT_NUMBER.finditer(key)
    ]


def _counted(key: str, text: str, taken: list[tuple[int, int]]) -> list[_Found]:
    found = []
    for match in _NUMBER.finditer(key):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        one = _weighed(key, text, match)
        if one is not None:
            found.append(one)
    return found


def _weighed(key: str, text: str, match: re.Match[str]) -> _Found | None:
    before = key[max(0, match.start() - 40) : match.start()]
    relation, explicit = _relation(before)
    percent = bool(match["percent"])
    if _is_no_target(key, match, before, relation if explicit else ""):
        return None
    if _RANKED.search(before) and not percent:
        relation, explicit = "<=", True
    elif _UPWARD.match(key, match.end()):
        relation, explicit = ">=", True
    elif _DOWNWARD.match(key, match.end()):
        relation, explicit = "<=", True
    elif relation == "from" or (match["b"] is not None and relation == "="):
        relation = "=" if match["b"] is None else ">="
    target = _share(key, text, match, relation) if percent else _count(key, text, match, relation)
    return _Found(match.start(), _rank(percent, explicit, key, match), target)


def _is_no_target(key: str, match: re.Match[str], before: str, explicit: str) -> bool:
    """Whether a number names, dates, tells how things are, or is a telephone's."""
    end = match.end()
    if len(match["a"]) >= 7 and match["a"].isdigit():
        return True
    if _NOW.search(before) or (_FROM.search(before) and _TO_MORE.search(key, end, end + 30)):
        return True
    if explicit == "<=" and _WITHIN.search(before):
        return _HOURS.match(key, end) is None
    if match["percent"] or explicit:
        return False
    return _NAMING.search(before) is not None or _COUNTLESS.match(key, end) is not None


def _share(key: str, text: str, match: re.Match[str], relation: str) -> Target:
    per = _PER.match(key, match.end())
    unit = "%" + (text[per.start() : per.end()] if per else "")
    return Target(relation, amount(match["a"]), unit)


def _count(key: str, text: str, match: re.Match[str], relation: str) -> Target:
    value, end = amount(match["a"]), match.end()
    scale = _SCALE.match(key, end)
    if scale is not None:
        value, end = value * _TIMES_OF[scale["by"]], scale.end()
    return Target(relation, value, _unit(key, text, end))


def _relation(before: str) -> tuple[str, bool]:
    found = _PREFIX.search(before)
    if found is None:
        return "=", False
    relation = _RELATIONS[int(str(found.lastgroup)[1:])][0]
    return relation, relation not in {"=", "from"}


def _rank(percent: bool, explicit: bool, key: str, match: re.Match[str]) -> int:
    if percent:
        return 5 if _COMPARED.match(key, match.end()) else 1
    if _in_brackets(key, match.start()):
        return 6
    if re.search(
        r"(?:kinh\s+phí|vốn|dự\s+toán)\s+(?:\w+\s+){0,3}$",
        key[max(0, match.start() - 40) : match.start()],
    ):
        return 6
    if explicit:
        return 2
    return 4 if _TIMES.match(key, match.end()) else 3


def _in_brackets(key: str, place: int) -> bool:
    opened = key.rfind("(", 0, place)
    return opened > key.rfind(")", 0, place)


def _unit(key: str, text: str, end: int) -> str:
    stop = _UNIT_STOP.search(key, end)
    unit = text[end : stop.start() if stop else len(text)].strip()
    return " ".join(unit.split()[:5]).strip(" -–")
