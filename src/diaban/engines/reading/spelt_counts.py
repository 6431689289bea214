"""Counts of one word before what they count: "hai công chức", "ít nhất ba điểm"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diaban.engines.reading.cases import is_per_case
from diaban.engines.reading.lexicon import alternatives
from diaban.engines.reading.number_words import AT_LEAST, SPELT, number_at

_COUNT = rf"(?P<a>{'|'.join(SPELT)})\s+"
_LEAST = re.compile(rf"(?:{AT_LEAST})\s+(?:có\s+|mỗi\s+\w+\s+)?{_COUNT}(?=\w)")
_MOST = re.compile(
    rf"(?:không\s+(?:được\s+)?(?:\w+\s+){{0,4}}quá|tối\s+đa|nhiều\s+nhất)\s+{_COUNT}(?=\w)"
)
# "hai khu công nghệ số": without a bound, of things that are counted
_BARE = re.compile(
    r"(?<!\w)(?<!thứ )(?<!trong )(?<!của )(?<!do )(?P<a>"
    r"một(?!\s+(?:cửa|chiều|số|phần|cách|lần))|hai|ba|bốn|sáu|bảy|tám|chín|mười)\s+"
    rf"(?={alternatives('counted')}(?!\w))"
)
_WITHIN = re.compile(
    rf"(?<!\w)trong(?:\s+(?:vòng|thời\s+gian|thời\s+hạn))?\s+{_COUNT}"
    r"(?=(?P<unit>giờ|phút|ngày\s+làm\s+việc|ngày|tuần)(?!\w))"
)
_NEGATED = re.compile(r"(?:tuyệt đối\s+)?(?:không|chưa|đừng)\s")
_OF_EACH = re.compile(r"(?<!\w)(?:mỗi|từng)(?!\w)")
_RANKED = re.compile(r"(?<!\w)(?:top|tốp|nhóm)\s+$")
_LAYERS = re.compile(rf"(?<!\w){alternatives('layered')}(?:\s+\w+){{0,4}}\s+[“\"']?$")
_LAYER = re.compile(r"\s*lớp(?!\w)(?!\s+(?:học|tập|bồi|đào|dạy))")
_WORD_RUN = re.compile(r"[^\W\d_]+(?:\s+[^\W\d_]+){0,15}")
_ONE_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Spelt:
    """A count in one word: where it begins, where what it counts does, how likely it is meant."""

    place: int
    unit_at: int
    rank: int
    relation: str
    value: float


def spelt_counts(key: str, text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Spelt]:
    """Yield the counts that one word tells; ``taken`` are stretches of dates and decrees.

    >>> said = "cử hai công chức, trả lời trong ba giờ"
    >>> [(one.relation, one.value) for one in spelt_counts(said, said, [])]
    [('<=', 3.0), ('=', 2.0)]
    """
    for relation, pattern in ((">=", _LEAST), ("<=", _MOST)):
        for found in pattern.finditer(key):
            if not _is_longer(key, found.start("a")):
                yield Spelt(found.start(), found.end(), 2, relation, SPELT[found["a"]])
    for found in _WITHIN.finditer(key):
        if any(start < found.end() and found.start() < end for start, end in taken):
            continue
        if found["unit"] not in {"ngày", "tuần"} or is_per_case(key, found.start()):
            yield Spelt(found.start(), found.end(), 2, "<=", SPELT[found["a"]])
    if _NEGATED.match(key):
        return
    for found in _BARE.finditer(key):
        place = found.start()
        named = place > 0 and text[place].isupper()
        if named or is_of_layers(key, place, found.end()) or _is_longer(key, place):
            continue
        relation = "<=" if _RANKED.search(key, 0, place) else "="
        value = SPELT[found["a"]]
        # "ở mỗi thôn một tổ", "một tổ ở mỗi thôn": each of them is to be reached
        rank = 5 if _OF_EACH.search(key, 0, len(key) if value == 1 else place) else 3
        yield Spelt(place, found.end(), rank, relation, value)


def is_of_layers(key: str, place: int, end: int) -> bool:
    """Whether a number from ``place`` to ``end`` says how many layers a protection has.

    >>> is_of_layers(said := "vận hành mô hình bảo vệ bốn lớp", said.index("bốn"), len(said) - 3)
    True
    >>> is_of_layers("mở 4 lớp", 3, 4), is_of_layers("mô hình học mới: 4 lớp", 16, 17)
    (False, False)
    """
    return (
        _LAYER.match(key, end) is not None
        and _LAYERS.search(key[max(0, place - 60) : place]) is not None
    )


def word_number(key: str, place: int) -> tuple[int, int, float] | None:
    """Return the place behind a number in words, how many words it has, and its value.

    >>> word_number("lập ba mươi tổ", 4)
    (11, 2, 30.0)
    """
    run = _WORD_RUN.match(key, place)
    words = run[0].split() if run else []
    found = number_at(words, 0, len(words))
    if found is None:
        return None
    end = place
    for _ in range(found[0]):
        end = next(_ONE_WORD.finditer(key, end)).end()
    return end, found[0], found[1]


def _is_longer(key: str, place: int) -> bool:
    """Whether a number in words goes on, or went on to this word: "hai trăm năm mươi"."""
    goes_on = word_number(key, place)
    before = key[max(0, place - 24) : place].split()
    inside = any(
        (found := number_at([*before[-count:], *key[place:].split()[:2]], 0, count + 1))
        and found[0] > count
        for count in range(1, min(4, len(before)) + 1)
    )
    return inside or (goes_on is not None and goes_on[1] > 1)
