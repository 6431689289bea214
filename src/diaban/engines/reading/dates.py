"""Terms as written, and the last day each leaves."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from diaban.engines.reading.cases import BY_CASE, recurs_by_case
from diaban.engines.reading.festivals import festival_days
from diaban.engines.reading.lexicon import alternatives
from diaban.engines.reading.number_words import SPELT
from diaban.engines.reading.parts_of_all import fractions_in
from diaban.engines.reading.past_terms import tells_of_past
from diaban.engines.reading.this_month import days_of_month

UNKNOWN_YEAR = 2000  # of "today", where no text and nobody says which year it is
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_SEP = r"[/.\-]"
_LEAD = (
    r"(?P<lead>(?:(?:chậm nhất|muộn nhất|ngay|là|vào|trong|trước|đến|tới|từ|kể từ"
    r"|hết|cuối|đầu|giữa|sau|thời điểm|dịp|khoảng|thời hạn|nay|cả|của"
    r"|(?:ngày\s+)?quốc khánh)\s+){0,5})"
)
_UP_TO = r"(?:chậm nhất|muộn nhất|là|vào|trước|đến|tới|hết|xong|từ|sau|đúng)"
_COUNTED = alternatives("numbered in months")  # "6 tháng 02 đợt"
_HOUR = r"(?:\d{1,2}\s*(?:h|g|giờ|:)\s*(?:\d{2})?(?:\s*phút)?,?\s*(?:ngày\s+)?)?"
_SAID_YEAR = r"\s+(?P<said>năm\s+(?:nay|này|sau|tới)|sang\s+năm)(?!\w)"
_WORDS = "một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười"
_IN_ROW = r"\d{1,2}(?:\s?/\s?\d{1,2}(?:\s?/\s?\d{4})?|\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?)"


@dataclass(frozen=True)
class Term:
    """A term: where it stands in the key, its last day, whether it only begins then or recurs."""

    start: int
    end: int
    day: datetime.date
    beginning: bool = False
    whole_year: bool = False
    stage: bool = False
    recurring: bool = False
    gone: bool = False  # before the document's own day, and a term all the same


def _last_of_month(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _day(found: re.Match[str], year: int) -> datetime.date | None:
    written = found["y"]
    if written is not None and len(written) == 2:
        written = "20" + written
    day = known_day(int(written or year), int(found["m"]), int(found["d"]))
    if day is not None and _is_before(found):
        day -= datetime.timedelta(days=1)
    return day


def known_day(year: int, month: int, day: int) -> datetime.date | None:
    """Return a day that the calendar has, or None.

    >>> known_day(2027, 2, 29) is None
    True
    """
    try:
        return datetime.date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _is_before(found: re.Match[str]) -> bool:
    """Whether a day itself is outside its term: "trước ngày 15/3", but not "trước 17h00 ngày"."""
    lead: str = found["lead"]
    hour: str = found["hour"]
    before = re.search(r"trước(?:\s+(?:dịp|thời điểm|ngày|lễ|quốc khánh))*\s*$", lead) is not None
    return before and not re.match(r"\d", hour)


def _month(found: re.Match[str], year: int) -> datetime.date | None:
    month = int(found["m2"] or found["m"])
    year = int(found["y"] or year)
    if not 1 <= month <= 12 or not 1 <= year <= 9999:
        return None
    lead: str = found["lead"]
    if re.search(r"trước\s+$", lead):
        return datetime.date(year, month, 1) - datetime.timedelta(days=1)
    if re.search(r"giữa\s+$", lead):
        return datetime.date(year, month, 15)
    if re.search(r"đầu\s+$", lead):
        return datetime.date(year, month, 10)
    return _last_of_month(year, month)


def _week_of_month(found: re.Match[str], year: int) -> datetime.date | None:
    month, year = int(found["m"]), int(found["y"] or year)
    if not 1 <= month <= 12:
        return None
    week = {"đầu": 7, "thứ nhất": 7, "thứ hai": 14, "thứ ba": 21}.get(found["which"])
    return datetime.date(year, month, week) if week else _last_of_month(year, month)


def _quarter(found: re.Match[str], year: int) -> datetime.date | None:
    quarter = _QUARTERS[found["q2"] or found["q"]]
    if re.search(r"trước\s+$", found["lead"]):
        first = datetime.date(int(found["y"] or year), quarter * 3 - 2, 1)
        return first - datetime.timedelta(days=1)
    return _last_of_month(int(found["y"] or year), quarter * 3)


def _half(found: re.Match[str], year: int) -> datetime.date | None:
    year = int(found["y"] or year)
    count = int(SPELT.get(found["n"]) or found["n"])
    if not 1 <= count <= 12 or (count != 6 and "năm" not in found[0]):
        return None
    return _last_of_month(year, 12 if found["part"] == "cuối" else count)


def _year(found: re.Match[str], _: int) -> datetime.date | None:
    year = int(found["y"])
    if not 1990 <= year <= 2100:
        return None
    lead: str = found["lead"]
    if re.search(r"trước\s+$", lead):
        return datetime.date(year - 1, 12, 31)
    return (
        datetime.date(year, 6, 30) if re.search(r"giữa\s+$", lead) else datetime.date(year, 12, 31)
    )


def _this_year(found: re.Match[str], year: int) -> datetime.date | None:
    return datetime.date(year + (found["which"] in {"sau", "tới"}), 12, 31)


def _years(found: re.Match[str], _: int) -> datetime.date | None:
    year = int(found["y"])
    return datetime.date(year, 12, 31) if 1990 <= year <= 2100 else None


def _row(found: re.Match[str], year: int) -> datetime.date | None:
    """Return the last of "15/6 và 15/11/2027"; days without a year are in that of the others."""
    ones = list(_ONE_OF_ROW.finditer(found["row"]))
    written = [int(one["year"]) for one in ones if one["year"]]
    year = written[-1] if written else year
    days = [known_day(int(one["year"] or year), int(one["month"]), int(one["day"])) for one in ones]
    known = [day for day in days if day is not None]
    if len(known) < len(days):
        return None
    last = known[-1] if ones[-1]["year"] else max(known)
    before = re.search(r"trước\s*$", found["lead"]) is not None
    return last - datetime.timedelta(days=before)


_Reader = Callable[[re.Match[str], int], datetime.date | None]
_ONE_OF_ROW = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:\s?/\s?|\s+tháng\s+)(?P<month>\d{1,2})"
    r"(?:(?:\s?/\s?|\s+năm\s+)(?P<year>\d{4}))?(?!\d)"
)
_PATTERNS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (
        re.compile(
            _LEAD + rf"(?P<row>(?:ngày\s+)?(?<![\d/.,\-–]){_IN_ROW}"
            rf"(?:,\s+(?:ngày\s+)?{_IN_ROW})*(?:,|\s+(?:và|hoặc)(?:\s+trước)?)\s+(?:ngày\s+)?"
            rf"{_IN_ROW}(?P<y>(?<=\d{{4}}))?)(?![\d%]|/?[a-zđ])(?!,\d)"
        ),
        _row,
    ),
    (
        re.compile(
            _LEAD + rf"(?P<hour>{_HOUR})(?:ngày\s+)?(?<![\d/.,\-–])(?P<d>\d{{1,2}})"
            r"\s?/\s?(?P<m>\d{1,2})(?:\s?/\s?(?P<y>\d{4}|\d{2}(?![\d%])))?(?![\d%]|/?[a-zđ])(?!,\d)"
        ),
        _day,
    ),
    (
        re.compile(
            _LEAD + rf"(?P<hour>{_HOUR})(?:ngày\s+)(?<![\d/.,])(?P<d>\d{{1,2}})"
            rf"\s?{_SEP}\s?(?P<m>\d{{1,2}})(?:\s?{_SEP}\s?(?P<y>\d{{4}}))?(?![\d%]|/?[a-zđ])(?!,\d)"
        ),
        _day,
    ),
    (
        re.compile(
            _LEAD + rf"(?P<hour>)(?<![\d/.,])(?P<d>\d{{1,2}}){_SEP}(?P<m>\d{{1,2}}){_SEP}"
            r"(?P<y>\d{4})(?!\d)"
        ),
        _day,
    ),
    (
        re.compile(
            _LEAD + rf"(?P<hour>{_HOUR})ngày\s+(?P<d>\d{{1,2}})\s+tháng\s+(?P<m>\d{{1,2}})"
            r"(?:\s+năm\s+(?P<y>\d{4}))?(?!\d)"
        ),
        _day,
    ),
    (
        re.compile(
            rf"(?P<lead>(?:{_UP_TO}\s+)+)(?P<hour>)(?P<d>\d{{1,2}})\s+tháng\s+(?P<m>\d{{1,2}})"
            rf"(?:(?:\s+năm\s+|\s?/\s?)(?P<y>\d{{4}}))?(?![\d%]|\s*{_COUNTED})"
        ),
        _day,
    ),
    (
        re.compile(
            _LEAD
            + r"tuần\s+(?P<which>đầu|thứ nhất|thứ hai|thứ ba|thứ tư|cuối)\s+(?:của\s+)?tháng\s+"
            r"(?P<m>\d{1,2})(?:\s*(?:năm|/)\s*(?P<y>\d{4}))?"
        ),
        _week_of_month,
    ),
    (
        re.compile(
            _LEAD + r"tháng\s+(?P<m>\d{1,2})(?:\s*(?:,|và|-|–|đến)\s*(?:tháng\s+)?(?P<m2>\d{1,2}))?"
            rf"(?:\s*(?:năm|/|-|\.)\s*(?P<y>\d{{4}})|{_SAID_YEAR})?(?![\d%]|\s*{_COUNTED})"
        ),
        _month,
    ),
    (
        re.compile(_LEAD + r"(?P<m2>)(?<![\w/])t(?P<m>\d{1,2})\s?[/.\-]\s?(?P<y>20\d{2})(?!\d)"),
        _month,
    ),
    (
        re.compile(
            _LEAD + r"quý\s+(?P<q>iv|i{1,3}|[1-4])"
            r"(?:\s*(?:,|và|-|–)\s*(?:quý\s+)?(?P<q2>iv|i{1,3}|[1-4]))?"
            rf"(?![\w])(?:\s*(?:năm|/|-)\s*(?P<y>\d{{4}})|{_SAID_YEAR})?"
        ),
        _quarter,
    ),
    (
        re.compile(
            _LEAD + rf"(?P<n>\d{{1,2}}|{_WORDS})\s+tháng\s+(?P<part>đầu|cuối)(?:\s+của)?(?:\s+năm)?"
            r"(?:\s+(?P<y>\d{4}))?"
        ),
        _half,
    ),
    (
        re.compile(
            _LEAD
            + r"(?:giai\s+đoạn|trong\s+các\s+năm|các\s+năm|nhiệm\s+kỳ|thời\s+kỳ|5\s+năm)\s*\(?\s*"
            r"(?:từ\s+)?(?:năm\s+)?\d{4}\s*(?:-|–|đến|và)\s*(?:năm\s+)?(?P<y>\d{4})"
        ),
        _years,
    ),
    (re.compile(_LEAD + r"(?<![\d/])20\d{2}\s*[-–]\s*(?P<y>20\d{2})(?![\d/])"), _years),
    (re.compile(_LEAD + r"năm\s+(?P<y>\d{4})(?![\d/])"), _year),
    (
        re.compile(
            r"(?P<lead>(?:đến|hết|cuối|trước)\s+(?:hết\s+|cuối\s+)?)(?<!\d)(?P<y>20\d{2})(?![\d/])"
        ),
        _year,
    ),
    (
        re.compile(_LEAD + r"(?:(?:cuối|hết|trong|cả)\s+)?năm\s+(?P<which>nay|sau|tới|này)(?!\w)"),
        _this_year,
    ),
    (
        re.compile(
            _LEAD + r"(?:trong|cả|hết|cuối|kết thúc|khép lại)\s+năm(?P<which>)"
            r"(?!\s*(?:\d|qua|trước|học|tài chính))(?!\w)"
        ),
        _this_year,
    ),
)
_MAY_BE_TERM = re.compile(r"\d|năm|tuần|tháng|quý|tết|ngày|giao thừa")
_BY_DAY = r"(?:(?:trước|vào|(?:chậm|muộn)\s+nhất)\s+)?(?:(?:vào\s+)?ngày\s+\d{1,2}\s+)"
_EACH = r"(?:hằng|hàng|mỗi)\s+"
_PERIOD = re.compile(
    # "trước ngày 20 của tháng cuối mỗi quý", "trước ngày 5 hằng tháng"
    rf"(?:{_BY_DAY}(?:của\s+)?tháng\s+(?:đầu|cuối)\s+(?:của\s+)?(?:{_EACH})?(?:quý|kỳ)"
    rf"|{_BY_DAY}(?:của\s+)?{_EACH}(?:tháng|quý|năm)"
    rf"|(?:định\s+kỳ\s+)?(?:{_EACH}(?:ngày|tuần|tháng|quý|năm)"
    r"|(?<=định kỳ )\d{1,2}\s+tháng(?:\s*/?\s*(?:một|1|01)?\s*lần)?"
    r"|(?<=định kỳ )(?:quý|tháng|năm|tuần)))(?!\w)"
    r"(?:\s*(?:,|và|hoặc)\s*(?:(?:hằng|hàng)\s+)?"
    r"(?:\d{1,2}\s+tháng|quý|cả năm|năm|đột xuất)(?!\s*\d)(?!\w))*"
)
_OF_EACH = re.compile(rf"(?<!\w){_EACH}$")
_THIS_WEEK = re.compile(r"(?:ngay\s+(?:trong\s+)?|trong\s+)tuần\s+(?:này|tới|sau)")
_RECURRING = re.compile(
    r"\s*(?:của\s+)?(?:(?:hằng|hàng|mỗi)\s+(?:năm|tháng|quý|tuần|ngày)|định\s+kỳ|(?:tháng|quý|năm)\s+sau|của\s+tháng)"
)
_COMPARED = re.compile(r"(?:so với|cùng kỳ|như|bằng|(?<!muộn )(?<!chậm )hơn)\s+(?:cùng kỳ\s+)?$")
_NO_TERM = re.compile(
    r"(?:năm học|niên khóa|khóa|vụ mùa|kỳ họp(?:\s+thường\s+lệ)?|kỷ niệm \d+ năm(?: ngày)?)\s+$"
)
# "đường 30/4", "cao điểm cuối năm"
_PLACE = re.compile(r"(?:đường|(?<!thành )phố|quảng trường|chợ|công viên|cao điểm|dịp)\s+$")
_WITHIN = re.compile(
    r"(?:(?P<latest>(?:chậm|muộn) nhất\s+(?:là\s+)?(?:sau\s+)?)"
    r"|(?:(?:chậm|muộn) nhất\s+)?(?:thời hạn|trong(?:\s+(?:vòng|thời hạn|thời gian))?)\s+)"
    rf"(?P<n>\d{{1,3}}|{_WORDS})\s+"
    r"(?P<unit>ngày làm việc|ngày|tuần|tháng)(?!\s+(?:đầu|cuối|/|lần|tết|nghỉ|diễn ra))"
    r"(?:(?:,?\s+(?:kể\s+)?từ\s+(?:ngày|khi)|,?\s+sau\s+(?:ngày|khi))\s+(?P<since>[\w ]{2,40}))?"
)
_OF_ISSUE = re.compile(
    r"(?:ký|ban hành|có hiệu lực|thông báo(?! đầu tiên)|kết luận|nghị quyết|quyết định"
    rf"|nhận (?:được )?{alternatives('told documents')} này)"
)
# what has piled up is dealt with once, whatever else is done case by case
_ONCE = re.compile(r"(?<!\w)(?:tồn đọng|dứt điểm)(?!\w)")
_RECURRING_BEFORE = re.compile(
    r"(?:(?:hằng|hàng|mỗi)\s+|lần(?:\s+một\s+|\s?/\s?))(?:năm|quý|tháng),?\s*(?:\(|trước|vào)?\s*$"
)


def find_terms(
    key: str,
    start: int,
    end: int,
    today: datetime.date,
    *,
    reckon: bool = False,
    year: int | None = None,
    back: bool = False,
) -> list[Term]:
    """Return the terms between two places of a key, in order, none over another.

    A day or month without a year is taken in ``year``, that of the plan, or else of ``today``.
    Where ``today`` is the day of
    the document, ``reckon`` counts "trong 10 ngày" from it, and leaves out days before it that
    only tell of things; ``back`` says that what is told here has been.

    >>> day = datetime.date(2021, 1, 11)
    >>> [term.day.isoformat() for term in find_terms("xong trước ngày 15/3", 0, 20, day)]
    ['2021-03-14']
    >>> [term.day.isoformat() for term in find_terms("trong quý ii/2021", 0, 17, day)]
    ['2021-06-30']
    """
    found: list[Term] = []
    if _MAY_BE_TERM.search(key, start, end) is None:
        return found
    fractions = fractions_in(key, start, end)
    for pattern, reader in _PATTERNS:
        for match in pattern.finditer(key, start, end):
            taken = [*((held.start, held.end) for held in found), *fractions]
            if any(match.start() < b and a < match.end() for a, b in taken):
                continue
            term = _term(key, match, reader, today, year)
            gone = reckon and term is not None and term.day < today
            if term is None or (gone and _is_told(key, start, match, back=back)):
                continue
            found.append(replace(term, gone=gone))
    found.extend(Term(*one) for one in festival_days(key, start, end, today))
    found.extend(_weeks(key, start, end, today))
    if reckon:
        found.extend(Term(*one) for one in days_of_month(key, (start, end), today, _spans(found)))
        found.extend(_limits(key, start, end, today, found))
    for match in _PERIOD.finditer(key, start, end):
        if not any(match.start() < held.end and held.start < match.end() for held in found):
            found.append(Term(match.start(), match.end(), today, recurring=True))
    return sorted(found, key=lambda term: term.start)


def _spans(terms: list[Term]) -> list[tuple[int, int]]:
    return [(term.start, term.end) for term in terms]


def _is_told(key: str, start: int, match: re.Match[str], *, back: bool) -> bool:
    """Whether a day before the document's own is told of, and not meant as a term."""
    if not match.groupdict().get("y"):
        return False
    return tells_of_past(key, start, match.span(), match["lead"], back=back)


def _term(
    key: str, match: re.Match[str], reader: _Reader, today: datetime.date, year: int | None
) -> Term | None:
    before = key[max(0, match.start() - 24) : match.start()]
    inside_word = bool(match.start()) and key[match.start() - 1].isalnum()
    named = _COMPARED.search(before) or _NO_TERM.search(before)
    if before.endswith("kỳ họp ") and match.groupdict().get("m"):
        named = None  # "tại kỳ họp tháng 12"
    # "120 tuyến phố trong năm" names no street
    if match["lead"].strip() in {"", "cuối"} and not match[0].startswith("trong"):
        named = named or _PLACE.search(before)
    # "mỗi tháng 04 kỳ": how many of each, and no fourth month
    each = reader in {_month, _quarter} and _OF_EACH.search(before)
    if inside_word or match[0].strip() == "24/7" or named or each:
        return None
    said = match.groupdict().get("said")
    if said:  # "tháng 10 năm nay", "quý I năm sau"
        year = today.year + (not said.endswith(("nay", "này")))
    if match.groupdict().get("which") in {"nay", "này", "sau", "tới"}:
        year = None  # told from the day of the text, whatever year it plans
    day = reader(match, year or today.year)
    if day is None:
        return None
    if year is None and _means_next_year(match, reader, day, today):
        day = reader(match, today.year + 1) or day
    recurring = _RECURRING.match(key, match.end())
    if recurring is not None:
        return Term(match.start(), recurring.end(), day, recurring=True)
    if _RECURRING_BEFORE.search(before):
        return Term(match.start(), match.end(), day, recurring=True)
    lead = match["lead"].strip()
    begins = lead.endswith(("từ", "kể từ", "sau")) and not match.groupdict().get("m2")
    return Term(
        match.start(), match.end(), day, begins, reader in {_year, _this_year}, reader is _years
    )


def _means_next_year(
    match: re.Match[str], reader: _Reader, day: datetime.date, today: datetime.date
) -> bool:
    """Whether a term without a year, in the last weeks of a year, is one of the year to come."""
    if reader in {_this_year, _year, _years} or match.groupdict().get("y"):
        return False
    return today.month >= 11 and day < today - datetime.timedelta(days=30)


def _weeks(key: str, start: int, end: int, today: datetime.date) -> list[Term]:
    """Return "trong tuần này" as the Sunday of the week of ``today``."""
    found = []
    for match in _THIS_WEEK.finditer(key, start, end):
        later = 0 if match[0].endswith("này") else 7
        day = today + datetime.timedelta(days=6 - today.weekday() + later)
        found.append(Term(match.start(), match.end(), day))
    return found


def _limits(key: str, start: int, end: int, today: datetime.date, found: list[Term]) -> list[Term]:
    """Return "trong vòng 10 ngày" from the day of a document, unless the act recurs."""
    by_case = BY_CASE.search(key, start, end) is not None and not _ONCE.search(key, start, end)
    limits = []
    for match in _WITHIN.finditer(key, start, end):
        since = match["since"]
        if (since is not None and _OF_ISSUE.match(since) is None) or (since is None and by_case):
            continue
        if since is None and match["latest"] is not None:
            continue  # "chậm nhất 5 ngày trước khi …"
        if since is None and recurs_by_case(key, start, match.start()):
            continue
        if not any(match.start() < held.end and held.start < match.end() for held in found):
            limits.append(Term(match.start(), match.end(), _later(today, match)))
    return limits


def _later(today: datetime.date, match: re.Match[str]) -> datetime.date:
    count, unit = int(SPELT.get(match["n"]) or match["n"]), match["unit"]
    if unit == "tháng":
        year, month = divmod(today.year * 12 + today.month - 1 + count, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return datetime.date(year, month + 1, min(today.day, last))
    if unit != "ngày làm việc":
        return today + datetime.timedelta(days=count * (7 if unit == "tuần" else 1))
    day = today
    while count:
        day += datetime.timedelta(days=1)
        count -= day.weekday() < 5
    return day
