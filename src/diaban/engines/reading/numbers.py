"""Targets: which number of a task is the one to reach, in which relation, of what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from diaban.engines.reading.cases import is_per_case
from diaban.engines.reading.draft import Target
from diaban.engines.reading.falling import falls_to
from diaban.engines.reading.lexicon import alternatives
from diaban.engines.reading.number_words import AT_LEAST, BEGINNINGS, SPELT
from diaban.engines.reading.parts_of_all import parts_of_all
from diaban.engines.reading.source import key_of
from diaban.engines.reading.spelt_counts import is_of_layers, spelt_counts, word_number

_AMOUNT = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d+(?:[.,]\d+)?"
_PERCENT = r"\s?%|\s+phần\s+trăm(?!\w)"
# "1,250 trạm": of what cannot be parted there is no thousandth, so the comma parts thousands
_ENGLISH = re.compile(r"[1-9]\d{0,2},\d{3}")
_WHOLE_THING = re.compile(
    rf"\s*(?!{alternatives('parted units')}(?!\w)){alternatives('counted nouns')}(?!\w)"
)
_STEP = (
    r"(?:\s+(?:lên|đạt|là|có|được|thêm|đạt được|về|xuống|tăng|bằng|chiếm|khoảng|sau"
    r"|mỗi\s+(?:ngày|tuần|tháng|quý|năm|xã|phường|huyện|đơn vị|cơ quan)))*"
)
# "≥ 150 ấn phẩm"
_SIGNS = {"≥": ">=", "≤": "<=", ">=": ">=", "<=": "<=", ">": ">", "<": "<"}
_RELATIONS = (
    (">=", AT_LEAST),
    (
        "<=",
        r"không\s+(?:được\s+)?(?:(?:\w+\s+){0,4}quá|vượt|hơn|cao\s+hơn|nhiều\s+hơn)|tối\s+đa|nhiều\s+nhất",
    ),
    (">", r"trên|hơn|lớn\s+hơn|cao\s+hơn|vượt(?:\s+qua)?(?:\s+mốc)?|quá\s+nửa"),
    ("<", r"dưới|nhỏ\s+hơn|thấp\s+hơn|ít\s+hơn"),
    ("<=", r"chậm\s+nhất|muộn\s+nhất"),
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
    rf"(?<![\w.,:/\-&])(?P<a>{_AMOUNT})(?:\s*[-–]\s*(?P<b>{_AMOUNT}))?(?P<percent>{_PERCENT})?(?!(?!(?:km|ha|kg|m2)(?!\w))[\w&]|[/.,:]\d|-[a-zđ]|-\d)"
)
_WORD_BEGINS = re.compile(rf"(?<!\w)(?<!thứ )(?:{'|'.join(sorted(BEGINNINGS))})(?!\w)")
_OF_PEOPLE = re.compile(r"\s+dân(?!\w)")  # "12 nhân lực trên một vạn dân"
_WORD_SHARE = re.compile(r"\s+phần\s+trăm(?!\w)")
_RATIO = re.compile(
    r"(?<![\w/.,])(?P<a>\d{1,3}(?:\.\d{3})*)/(?P<b>\d{1,3}(?:\.\d{3})*)\s+(?=[^\W\d]{2})"
)
_NO_MORE = re.compile(r"(?<!\w)không\s+còn\s+(?=[^\W\d])(?!tình\s+trạng|phù\s+hợp)")
_WHOLE = re.compile(
    r"(?<!\w)(?<!theo\s)(?P<word>từng|mọi|mỗi|tất\s+cả|toàn\s+bộ|toàn\s+thể|100\s?%)(?!\w)"
    rf"(?!\s+{alternatives('not each')})(?!\s+\d)"
)
# "kết quả xếp hạng từng đơn vị" is one list: not each of them has to be reached
_RATED = re.compile(rf"(?<!\w){alternatives('rated')}(?:\s+của)?\s+$")
# what a number behind these words only names or numbers
_NAMING = re.compile(rf"{alternatives('numbering')}\s*$")
# "điều 02 xe" sends them, "phát ngày 02 buổi" is how often: no article and no day of a month
_SENT = re.compile(r"(?:^|[,;:.]\s)điều\s+$")
_DAILY = re.compile(r"\w\s+ngày\s+$")
_OFTEN_AS = re.compile(r"\s*(?:buổi|lần|lượt|chuyến|bản\s+tin)(?!\w)")
_COUNTLESS = re.compile(rf"\s*{alternatives('uncounted')}")
_UNIT_STOP = re.compile(rf"[,.;:()“”\"\n]|\s{alternatives('unit ends')}(?=\s)")
_NOUN = re.compile(rf"{alternatives('counted nouns')}(?!\w)")
# "xã, phường", "cán bộ, công chức, viên chức"
_ROW = re.compile(
    rf"\s*{alternatives('counted rows')}(?:,\s+{alternatives('counted rows')}(?!\w))+"
)
# "mỗi quý một lần", "hai năm một lần", "mỗi tháng 1 buổi"
_OFTEN = re.compile(
    r"(?:mỗi|hằng|hàng|\d+|một|hai|ba)\s+(?:ngày|tuần|tháng|quý|năm)(?!\w)(?:[^,;.]{0,60}?)\s"
    r"(?P<a>\d{1,2}|một|hai|ba|bốn|năm|sáu)\s+(?=(?:lần|buổi|phiên|kỳ|cuộc|lượt)(?!\w))"
)
# "hai lần một năm", "3 lần/tuần"
_TIMES_PER = re.compile(
    r"(?<![\w/])(?P<a>\d{1,2}|một|hai|ba|bốn|năm|sáu)\s+(?=lần\s+(?:một|mỗi|trong(?:\s+một)?)\s+"
    r"(?:ngày|tuần|tháng|quý|năm)(?!\w))"
)
_EACH_ONE = re.compile(r"mỗi\s+(?:\w+\s+){1,5}?(?:phải\s+)?có\s+(?:0?1|một)\s")
_ACTS_ON = re.compile(
    r"\s*(?:\w+\s+){0,2}(?:thu hồi|đóng|ngắt|gỡ|gỡ bỏ|tháo|tháo dỡ|bãi bỏ|loại bỏ|thay thế|thay"
    r"|dừng|xóa|rà soát|thanh lý|di dời|xử lý|sửa đổi)\s"
)
_MONEY = re.compile(r"\s*(?:(?:triệu|tỷ|tỉ|nghìn|ngàn)\s+)?(?:đồng|usd)(?!\w)")
_PER_TIME = re.compile(r"\s*\w+/\s?(?:ngày|tuần|tháng|quý|năm|lần)(?!\w)")
_OVERDUE = re.compile(
    r"(?:quá\s+hạn|chậm|trễ|sở\s+hữu|vi\s+phạm|phản\s+ánh|tái\s+phạm)\s+(?:trên|từ|hơn)\s+$"
)
_WORKING_DAYS = re.compile(r"\s*ngày\s+làm\s+việc(?!\w)(?!,?\s+(?:kể\s+)?từ)")
_REDUCED = re.compile(r"(?:xuống\s+còn|còn|lên|xuống)\s+$")
_HALF = re.compile(
    r"(?:giảm|cắt\s+giảm|tăng|(?P<least>ít\s+nhất|tối\s+thiểu)|đạt|cho|thêm)\s+(?:một|1)\s+nửa(?!\w)"
)
_ALONG = re.compile(r"\w\s+\w+\s+trên\s+$")
# "không để thư lưu kho quá 48 giờ"
_NOT_BEYOND = re.compile(r"(?<!\w)không\s+để\s+[^,.;:]{1,80}\squá\s+$")
# a short number that people write or call to: "nhắn tin đến 5656"
_CALLED = re.compile(
    r"(?<!\w)(?:nhắn(?:\s+tin)?|tin\s+nhắn|gọi|phản\s+ánh|báo)(?:\s+\w+){0,3}\s+"
    r"(?:đến|tới|qua|về|vào)\s+(?:số\s+)?$"
)
_STREETS = re.compile(rf"\s*{alternatives('streets')}(?!\w)")
_BARE = re.compile(r"\s*(?:[,.;:)”\"\n]|$|của\s|và\s)")
_REACHING = re.compile(
    r"(?:đạt|còn|về|là|lên|xuống|:|bằng|thứ|mức|điểm|đến|từ|trên|dưới|thành|nhất|thiểu|quá)\s*$"
)
_FUNDS = re.compile(r"(?:kinh\s+phí|vốn|dự\s+toán)\s+(?:\w+\s+){0,3}$")
_OF_EACH = re.compile(
    r"(?:\d|(?<!\w)(?:một|hai|ba|bốn|năm|sáu))\s+(?P<noun>\w+)(?!\w)[^,;]*,\s+mỗi\s+(?P=noun)(?:\s+(?!có|được|phải)\w+){0,4}\s+$"
)
# "vận động mỗi hộ có ít nhất một người …": every household is to be reached, not one person
_URGED = re.compile(
    rf"(?<!\w){alternatives('urging')}\s+(?:mỗi|từng)\s+[^,;.]{{1,60}}?\scó\s+"
    r"(?:ít\s+nhất|tối\s+thiểu|không\s+dưới)\s+(?:\d+|một|hai|ba)(?!\w)"
)
_ATTRIBUTE = re.compile(
    r"(?:quá\s+hạn|chậm|trễ|sở\s+hữu|giá|dài|rộng|cao)\s+(?:trên|từ|dưới|hơn)\s+$"
)
# what those are like whom a task is about: "thuê bao có từ 10 SIM trở lên", "người trên 75 tuổi"
_OF_THOSE = re.compile(
    rf"(?<!mỗi )(?<!từng )(?<!một ){alternatives('those told of')}"
    r"(?:\s+(?!phải|cần|đạt|mỗi|ít|còn|xuống|không|chỉ)\w+){0,4}?\s+(?:có\s+)?"
    r"(?:từ|trên|dưới|(?<!không )quá|thấp\s+hơn|cao\s+hơn)\s+$"
)
# "cử tổ về các xã có tỷ lệ dưới 50%"
_RATE_OF_THOSE = re.compile(
    rf"(?<!mỗi )(?<!từng )(?<!một )(?<!\d ){alternatives('those told of')}"
    r"(?:\s+\w+){0,2}?\s+có\s+tỷ\s+lệ"
    r"(?:\s+\w+){0,5}?\s+(?:dưới|trên|thấp\s+hơn|cao\s+hơn)\s+$"
)
_AGES = re.compile(r"\s*tuổi(?!\w)")
_CLOCK = re.compile(
    r"\s*(?:giờ|h|g)(?!\w)(?:\s*\d{1,2})?(?:\s*phút)?\s*(?:đến|tới|-|–|ngày|hằng|hàng|sáng|chiều|tối|trưa|các)"
)
_TO_CLOCK = re.compile(r"(?:giờ|h|phút)\s*(?:đến|tới|-|–)\s+$")
_UPWARD = re.compile(r"\s*(?:\w+\s+){0,4}trở\s+lên")
_DOWNWARD = re.compile(r"\s*(?:\w+\s+){0,4}trở\s+xuống")
_TO_MORE = re.compile(r"(?<!trở )(?:lên|đến|xuống|tới)\s+(?:\w+\s+){0,2}\d")
_COMPARED = re.compile(r"\s*(?:so\s+với|hơn\s+năm|cùng\s+kỳ)")
_NOW = re.compile(
    r"(?<!thực )(?<!phát )(?<!thể )hiện\s+(?:nay|tại|có|mới)?[\s:]*(?:đạt|là|mới)?\s*$"
)
_RANKED = re.compile(r"(?<!\w)(?:top|tốp|nhóm)\s+$")
_FROM = re.compile(r"(?<!\w)từ\s+$")
_WITHIN = re.compile(r"trong(?:\s+\w+){0,2}\s*$")
_MOVED = re.compile(r"(?<!\w)(?:nâng|tăng|giảm|rút|hạ|chuyển|thu hẹp|kéo)(?!\w)")
_REACHED_FROM = re.compile(r"từ\s+\d+\s+đến\s+$")
_DAYS = re.compile(r"\s*(?:ngày|tuần)(?!\w)")
_HOURS = re.compile(r"\s*(?:giờ|phút)(?!\w)")
_PER = re.compile(r"/\s?(?:\d[\d.]*\s+\w+|\w+(?:\s+(?:dân|làm\s+việc))?)")
_SCALE = re.compile(r"\s*(?P<by>triệu|tỷ|tỉ|nghìn|ngàn|vạn)(?!\w|\s+lệ)")
_TIMES_OF = {"triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9, "nghìn": 1e3, "ngàn": 1e3, "vạn": 1e4}
_TIMES = re.compile(r"\s*(?:giờ|ngày|phút|tháng|lần|năm)(?!\w)")


@dataclass(frozen=True)
class _Found:
    place: int
    rank: int  # the smaller the likelier the target
    target: Target


def amount(written: str, *, whole: bool = False) -> float:
    """Return the value of a number as written: dots part thousands, a comma the decimals.

    A comma before three digits parts thousands, as in English, in the number of ``whole`` things.

    >>> amount("1.234,5"), amount("0,6"), amount("0.6"), amount("02")
    (1234.5, 0.6, 0.6, 2.0)
    >>> amount("1,250"), amount("1,250", whole=True), amount("0,250", whole=True)
    (1.25, 1250.0, 0.25)
    """
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", written):
        written = written.replace(".", "")
    if written.count(",") > 1 or (whole and _ENGLISH.fullmatch(written)):
        return float(written.replace(",", ""))
    return float(written.replace(",", "."))


def find_target(key: str, text: str, taken: list[tuple[int, int]]) -> Target | None:
    """Return the target of a task, or None; ``taken`` are stretches of dates and decrees.

    >>> find_target("phấn đấu trên 60% hộ", "phấn đấu trên 60% hộ", [])
    Target(relation='>', value=60.0, unit='%')
    >>> find_target("cấp mã cho từng hộ", "cấp mã cho từng hộ", []).value
    100.0
    >>> find_target(said := "khuyến khích mỗi nhà có ít nhất 2 cây", said, []).unit
    '%'
    """
    key, text = key[:2000], text[:2000]
    found = [
        *_counted(key, text, taken),
        *(
            _Found(
                one.place,
                4 if one.rank == 2 and _OF_EACH.search(key, 0, one.place) else one.rank,
                Target(one.relation, one.value, _unit(key, text, one.unit_at)),
            )
            for one in spelt_counts(key, text, taken)
        ),
        *_in_words(key, text, taken),
        *_often(key, text),
        *(_Found(m.start(), 1, Target("=", 100.0, "%")) for m in _EACH_ONE.finditer(key)),
        *(
            _Found(m.start(), 1, Target(">=" if m["least"] else "=", 50.0, "%"))
            for m in _HALF.finditer(key)
        ),
        *_ratios(key, text, taken),
        *(_Found(place, 1, share) for place, share in parts_of_all(key)),
        *(
            _Found(m.start(), 7, Target("=", 0.0, _unit(key, text, m.end())))
            for m in _NO_MORE.finditer(key)
            if not _tells_of_thing(key, m.start())
        ),
        *(
            _Found(m.start(), _whole_rank(m), Target("=", 100.0, "%"))
            for m in _WHOLE.finditer(key)
            if not _RATED.search(key, 0, m.start())
        ),
    ]
    urged = [match.span() for match in _URGED.finditer(key)]
    found = [
        one
        for one in found
        if one.target.unit.startswith("%") or not any(a <= one.place < b for a, b in urged)
    ]
    if not found:
        return None
    return min(found, key=lambda one: (one.rank, one.place)).target


def _tells_of_thing(key: str, place: int) -> bool:
    """Whether "không còn" tells of an object: "thu hồi cáp treo không còn sử dụng"."""
    before = key[:place].rpartition(";")[2].rpartition(",")[2]
    return _ACTS_ON.match(before) is not None


def _often(key: str, text: str) -> list[_Found]:
    """Return how often something is to be done: "mỗi quý một lần"."""
    return [
        _Found(
            match.start("a"),
            3,
            Target("=", SPELT.get(match["a"]) or float(match["a"]), _unit(key, text, match.end())),
        )
        for pattern in (_OFTEN, _TIMES_PER)
        for match in pattern.finditer(key)
    ]


def _whole_rank(found: re.Match[str]) -> int:
    return 1 if found["word"].startswith("100") else 4 if found["word"] in {"mỗi", "từng"} else 3


def _in_words(key: str, text: str, taken: list[tuple[int, int]]) -> list[_Found]:
    """Return shares and numbers of several words: "chín mươi phần trăm", "ba mươi hai tổ"."""
    found: list[_Found] = []
    behind = 0
    for start in _WORD_BEGINS.finditer(key):
        said = word_number(key, start.start()) if start.start() >= behind else None
        if said is None or any(a < said[0] and start.start() < b for a, b in taken):
            continue
        behind, count, value = said
        relation, explicit = _relation(key[max(0, start.start() - 40) : start.start()])
        relation = ">=" if relation == "from" else relation
        counts = explicit or _NOUN.match(key, _next_word(key, behind))
        if _WORD_SHARE.match(key, behind):
            found.append(_Found(start.start(), 1, Target(relation, value, "%")))
        elif (
            (count > 1 or (relation in {"<", ">"} and value > 1))
            and counts
            and not _OF_PEOPLE.match(key, behind)
        ):
            target = Target(relation, value, _unit(key, text, behind))
            found.append(_Found(start.start(), 2 if explicit else 4, target))
    return found


def _next_word(key: str, place: int) -> int:
    return place + len(key[place:]) - len(key[place:].lstrip())


def _ratios(key: str, text: str, taken: list[tuple[int, int]]) -> list[_Found]:
    """Return "124/124 xã" as all, "20/28 đài" as so many."""
    found = []
    for match in _RATIO.finditer(key):
        part, whole = amount(match["a"]), amount(match["b"])
        if match[0].strip() in {"24/24", "24/7"}:
            continue  # around the clock
        counts = part == whole and _NOUN.match(key, match.end()) is not None
        if not counts and any(a < match.end() and match.start() < b for a, b in taken):
            continue
        if part == whole and whole > 1:
            found.append(_Found(match.start(), 1, Target("=", 100.0, "%")))
        elif part < whole and whole > 12:  # not a day of a month
            found.append(_Found(match.start(), 2, Target("=", part, _unit(key, text, match.end()))))
    return found


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
    relation, explicit = ("<=", True) if _is_not_beyond(key, match) else _relation(before)
    percent = bool(match["percent"])
    if _is_no_target(key, match, before, relation if explicit else ""):
        return None
    if relation == ">" and _is_upon(key, match, before):
        relation, explicit = "=", False
    elif _NOT_BEYOND.search(key, max(0, match.start() - 100), match.start()) or (
        _RANKED.search(before) and not percent
    ):
        relation, explicit = "<=", True
    elif _UPWARD.match(key, match.end()) and not (percent and match["a"] == "100"):
        relation, explicit = ">=", True
    elif _DOWNWARD.match(key, match.end()):
        relation, explicit = "<=", True
    elif falls_to(key, match.start()):
        relation = "<="
    elif relation == "from" or (match["b"] is not None and relation == "="):
        relation, explicit = ">=", explicit or relation == "from"
    target = _share(key, text, match, relation) if percent else _count(key, text, match, relation)
    return _Found(match.start(), _rank(percent, explicit, key, match), target)


def _is_upon(key: str, match: re.Match[str], before: str) -> bool:
    """Whether "trên" is where and no bound: "ngầm cáp trên 22 tuyến đường", "trên 100% máy"."""
    if match["percent"]:
        return match["a"] == "100"
    return _ALONG.search(before) is not None and _STREETS.match(key, match.end()) is not None


def _is_not_beyond(key: str, match: re.Match[str]) -> bool:
    """Whether a number is what shall not be passed: "không để thư lưu kho quá 48 giờ"."""
    return _NOT_BEYOND.search(key, max(0, match.start() - 100), match.start()) is not None


def _is_no_target(key: str, match: re.Match[str], before: str, explicit: str) -> bool:
    """Whether a number names, dates, tells how things are, or is a telephone's."""
    end = match.end()
    if match["percent"]:
        of_those = _RATE_OF_THOSE.search(key, 0, match.start()) is not None
    else:
        of_those = _AGES.match(key, end) is not None or _tells_of_those(key, match)
    if _is_name(key, match, before) or _NOW.search(before) or of_those:
        return True
    if _FROM.search(before) and _TO_MORE.search(key, end, end + 30):
        return bool(match["percent"]) or _MOVED.search(key, 0, match.start()) is not None
    if _REACHED_FROM.search(before):
        return True
    if explicit == "<=" and _WITHIN.search(before) and not _WORKING_DAYS.match(key, end):
        return _HOURS.match(key, end) is None and not (
            _DAYS.match(key, end) and is_per_case(key, match.start())
        )
    if match["percent"] or explicit:
        return not match["percent"] and _OVERDUE.search(before) is not None
    return _only_names(key, end, before)


def _tells_of_those(key: str, match: re.Match[str]) -> bool:
    """Whether a bound only says what those are like whom a task is about."""
    if _OF_THOSE.search(key, max(0, match.start() - 60), match.start()) is None:
        return False
    before = key[max(0, match.start() - 60) : match.start()]
    bound = before.rstrip().rpartition(" ")[2]
    return bound != "từ" or _UPWARD.match(key, match.end()) is not None


def _only_names(key: str, end: int, before: str) -> bool:
    """Whether a number without a bound is part of a name: "thôn Minh Sơn 5", "gửi 5656"."""
    if _BARE.match(key, end) and (_CALLED.search(before) or not _REACHING.search(before)):
        return True
    if _MONEY.match(key, end) or _REDUCED.search(before):
        return False
    if _SENT.search(before) and _NOUN.match(key, _next_word(key, end)):
        return False
    if _DAILY.search(before) and _OFTEN_AS.match(key, end):
        return False
    return _NAMING.search(before) is not None or _COUNTLESS.match(key, end) is not None


def _is_name(key: str, match: re.Match[str], before: str) -> bool:
    """Whether a number is a telephone's, a year, or tells what a thing is like."""
    if match["a"].isdigit() and len(match["a"]) >= 7:
        return True
    year = len(match["a"]) == 4 and match["a"].startswith(("19", "20")) and match["a"].isdigit()
    measured = _in_brackets(key, match.start()) and re.search(r"(?:gồm|dài|rộng)\s+$", before)
    clock = re.search(r"\d\s*(?:giờ|h)\s*$", before) or (
        re.search(r"(?:trước|sau|lúc|từ|đến)\s+$", before)
        and re.match(r"\s*(?:giờ|h)\s*\d\d", key[match.end() :])
    )
    clock = clock or _CLOCK.match(key, match.end()) or _TO_CLOCK.search(before)
    if is_of_layers(key, match.start(), match.end()):
        return True
    first_days = re.search(r"(?<!\w)(?:mùng|mồng)\s+$", before)
    return year or bool(measured) or bool(clock) or bool(first_days)


def _share(key: str, text: str, match: re.Match[str], relation: str) -> Target:
    per = _PER.match(key, match.end())
    unit = "%" + (text[per.start() : per.end()] if per else "")
    return Target(relation, amount(match["a"]), unit)


def _count(key: str, text: str, match: re.Match[str], relation: str) -> Target:
    whole = _WHOLE_THING.match(key, match.end()) is not None
    value, end = amount(match["a"], whole=whole), match.end()
    scale = _SCALE.match(key, end)
    if scale is None:
        return Target(relation, value, _unit(key, text, end))
    unit = _unit(key, text, scale.end())
    by = text[scale.start("by") : scale.end("by")]
    said = (value, f"{by} {unit}") if _MONEY.match(key, scale.end()) else None
    return Target(relation, value * _TIMES_OF[scale["by"]], unit, said)


def _relation(before: str) -> tuple[str, bool]:
    signed = before.rstrip()
    sign = _SIGNS.get(signed[-2:]) or _SIGNS.get(signed[-1:])
    if sign is not None:
        return sign, True
    found = _PREFIX.search(before)
    if found is None:
        return "=", False
    relation = _RELATIONS[int(str(found.lastgroup)[1:])][0]
    return relation, relation not in {"=", "from"}


def _rank(percent: bool, explicit: bool, key: str, match: re.Match[str]) -> int:
    if percent:
        return 5 if _COMPARED.match(key, match.end()) else 1
    before = key[max(0, match.start() - 40) : match.start()]
    aside = _in_brackets(key, match.start()) or _FUNDS.search(before)
    if aside or _ATTRIBUTE.search(before):
        return 6
    if _OF_EACH.search(key, 0, match.start()):
        return 4  # "2 đợt, mỗi đợt ít nhất 10 xã": the first
    if explicit or _PER_TIME.match(key, match.end()):
        return 2
    return 4 if _TIMES.match(key, match.end()) else 3


def _in_brackets(key: str, place: int) -> bool:
    opened = key.rfind("(", 0, place)
    return opened > key.rfind(")", 0, place)


def _unit(key: str, text: str, end: int) -> str:
    stop = _UNIT_STOP.search(key, end)
    row = _ROW.match(key, end)
    if row is not None:
        return " ".join(text[end : row.end()].split())
    unit = text[end : stop.start() if stop else len(text)].strip()
    whole = " ".join(unit.split()[:5]).strip(" -–")
    noun = _NOUN.match(key_of(unit))
    if noun is None:
        return whole
    behind = end + len(text[end:]) - len(text[end:].lstrip()) + noun.end()
    per = _PER.match(key, behind)
    return unit[: noun.end()] + (text[per.start() : per.end()] if per else "")
