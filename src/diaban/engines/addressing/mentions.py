"""Where in a segment units are named: every run of words that is the name of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from diaban.engines.addressing.components import Kind
from diaban.engines.addressing.gazetteer import ByLevel, Gazetteer, Memory, Namesakes
from diaban.engines.addressing.lexicon import (
    KIND_WORDS,
    MISSPELT_UNIT_WORDS,
    UNIT_SUFFIXES,
    UNIT_WORDS,
    UnitWord,
    is_written_so,
)
from diaban.engines.addressing.segments import Segment
from diaban.engines.addressing.words import Word

__all__ = ["Mention", "find_mentions", "kind_value", "rank", "unit_word_before"]

_MOST_NAME_WORDS = 7
_NOTHING = float("-inf")
_AGREES, _DISAGREES = 1.5, -4.0
# a name right behind a house number is a street's
_HOUSE_BEFORE = 5.0
# a name right behind one of these is a street's, a market's, a school's: not the unit's
_NAMING = frozenset(
    ("duong", "pho", "ngo", "ngach", "hem", "kiet", "cho", "ga", "cau", "ben", "truong", "toa",
     "thon", "xom", "lang", "ap", "ban", "buon", "khom", "cum", "kcn", "kdt", "ktt", "chua",
     "dinh", "den", "thap", "ho", "song", "cang", "vien", "khu", "hoc", "cao", "ubnd", "ql", "tl",
     "dg", "ti", "doi", "tt", "hang", "quan", "so", "nha", "dien")
)  # fmt: skip


@dataclass(slots=True)
class Mention:
    """Words first..after-1 of a segment name some units; start..end has their kind's word too.

    ``typed``: that word, if any. ``marks``: for each spelling of the name 1 where the marks agree,
    below 0 by the words that disagree; None where the text has no marks. ``score``: how much the
    text itself speaks for it. ``worth``: what it is worth as the name of a province, district and
    commune, wherever it stands, and ``levels`` the units of each.
    """

    start: int
    first: int
    after: int
    end: int
    units: tuple[int, ...]
    typed: UnitWord | None
    left: bool
    right: bool
    score: float = 0.0
    slips: int = 0
    marks: Mapping[tuple[str, ...], float] | None = None
    settled: bool = False
    behind_number: bool = False  # across a comma: a ward's name may then be a street's
    levels: ByLevel = (None, None, None)
    worth: tuple[float, float, float] = (_NOTHING, _NOTHING, _NOTHING)


def find_mentions(
    segment: Segment, gazetteer: Gazetteer, *, marked: bool, behind_house: bool
) -> tuple[Mention, ...]:
    """Return the mentions in the order of the words; the work is linear in them.

    ``marked``: whether the whole text has marks. ``behind_house``: whether a house number ends
    the segment before.
    """
    memory: Memory[Segment, tuple[Mention, ...]] = gazetteer.mentions[marked][behind_house]
    known = memory.get(segment)
    if known is None:
        known = memory.keep(segment, _find(segment, gazetteer, marked, behind_house))
    return known


def _find(
    segment: Segment, gazetteer: Gazetteer, marked: bool, behind_house: bool
) -> tuple[Mention, ...]:
    found: list[Mention] = []
    # numbers that end a unit's name, as in Mỹ Đình 2, are no house's
    ends: set[int] = set()
    names, heads = gazetteer.names, gazetteer.heads
    for first, key in enumerate(segment.plain):
        if key[0].isdigit():
            if len(key) < 3 and _add_numbered(found, segment, first, gazetteer):
                ends.add(first + 1)
            continue
        if len(key) < 5 and segment.breaks[first]:
            initials = gazetteer.initials.get(segment.words[first].raw)
            if initials is not None:
                found.append(_abbreviated(segment, first, initials))
        if key in heads or key in names:
            _add_named(found, segment, first, gazetteer, marked)
    if found:
        ends.update([one.after for one in found if segment.words[one.after - 1].digits])
        _weigh_by_text(found, segment, ends, behind_house)
        for one in found:
            rank(one, gazetteer)
    return tuple(found)


def rank(mention: Mention, gazetteer: Gazetteer) -> None:
    """Tell what a mention is worth at each level at which it names a unit."""
    mention.levels = province, district, commune = gazetteer.namesakes(mention.units)
    mention.worth = (
        _NOTHING if province is None else _rank_value(mention, 0, province),
        _NOTHING if district is None else _rank_value(mention, 1, district),
        _NOTHING if commune is None else _rank_value(mention, 2, commune),
    )


def _rank_value(mention: Mention, level: int, namesakes: Namesakes) -> float:
    value = mention.score + kind_value(mention, level)
    marks = mention.marks
    if marks is not None:
        agreement = max([marks[toned] for toned in namesakes.toned])
        value += agreement * (0.4 if agreement > 0 else 1.2)
    if level == 2:
        short = mention.typed is None and mention.after - mention.first == 1
        return value - 0.6 if short else value
    if mention.behind_number:
        value += 4.0  # "Số 1, Gò Vấp": few streets bear the names of districts
    if level == 0 and namesakes.city and mention.typed is not None:
        return value + 1.5 if mention.typed.levels == (0, 1) else value
    return value


def kind_value(mention: Mention, level: int) -> float:
    """What the word for a kind of unit says of a level: much for it, or more against it."""
    if mention.typed is None:
        return 0.0
    return _AGREES if level in mention.typed.levels else _DISAGREES


def _weigh_by_text(
    found: list[Mention], segment: Segment, ends: set[int], behind_house: bool
) -> None:
    """Score mentions by the words around them and by the longer names that they are part of."""
    begins = {one.start for one in found if one.right and one.after - one.first > 1}
    furthest: dict[int, int] = {}
    earliest: dict[int, int] = {}
    for one in found:
        # without commas a name ends where the next one begins
        one.right = one.right or one.end in begins
        if one.right:
            furthest[one.first] = one.after
        earliest[one.after] = min(one.first, earliest.get(one.after, one.first))
    for one in found:
        if one.settled:
            continue
        one.score += _score(segment, one, ends, behind_house)
        if one.after < furthest.get(one.first, 0) and not one.right:
            one.score -= 2.5  # "Láng" where "Láng Hạ" stands
        if earliest[one.after] < one.first and one.typed is None:
            one.score -= 1.5  # "Từ Liêm" where "Nam Từ Liêm" stands


def _add_named(
    found: list[Mention], segment: Segment, first: int, gazetteer: Gazetteer, marked: bool
) -> None:
    """Every name that begins at a word, the short and the long ones."""
    names, heads, breaks, plain = gazetteer.names, gazetteer.heads, segment.breaks, segment.plain
    key = plain[first]
    after = first + 1
    most = min(segment.count, first + _MOST_NAME_WORDS)
    while True:
        units = names.get(key)
        if units is not None:
            mention = _mention(segment, first, after, units, gazetteer)
            words = segment.words[first:after]
            mention.marks = _agreements(words, units, gazetteer, marked=marked)
            found.append(mention)
        if after >= most or key not in heads or breaks[after] > 2:
            return
        key = f"{key} {plain[after]}"
        after += 1


def _add_numbered(found: list[Mention], segment: Segment, first: int, gazetteer: Gazetteer) -> bool:
    """Quận 3, P.5: a number names a unit only behind the word that says so."""
    word, start = unit_word_before(segment, first)
    if word is None or not segment.plain[first].isdecimal():
        return False
    units = gazetteer.names.get(str(int(segment.plain[first])), ())
    fitting = tuple([n for n in units if gazetteer.units[n].level in word.levels])
    if not fitting:
        return False
    mention = Mention(start, first, first + 1, first + 1, fitting, word, left=True, right=True)
    mention.score, mention.settled = 4.0, True
    found.append(mention)
    return True


def _abbreviated(segment: Segment, first: int, units: tuple[int, ...]) -> Mention:
    """Capital initials that stand alone: "NK, CT" for Ninh Kiều, Cần Thơ."""
    after = first + 1
    right = after >= segment.count or segment.breaks[after] > 0
    mention = Mention(first, first, after, after, units, None, left=True, right=right)
    mention.score, mention.settled = -0.8, True
    return mention


def unit_word_before(segment: Segment, first: int) -> tuple[UnitWord | None, int]:
    """Return the word for a kind of unit that stands right before, and where it begins."""
    if first == 0 or segment.breaks[first] >= 2:
        return None, first
    words, plain = segment.words, segment.plain
    before = plain[first - 1]
    if first >= 2 and segment.breaks[first - 1] == 0:
        key = f"{plain[first - 2]} {before}"
        two = UNIT_WORDS.get(key)
        if two is not None and is_written_so(key, (words[first - 2].toned, words[first - 1].toned)):
            return two, first - 2
    one = UNIT_WORDS.get(before)
    if one is None:
        one = MISSPELT_UNIT_WORDS.get(before)
        return one, first if one is None else first - 1
    if is_written_so(before, (words[first - 1].toned,)):
        return one, first - 1
    return None, first


def _mention(
    segment: Segment, first: int, after: int, units: tuple[int, ...], gazetteer: Gazetteer
) -> Mention:
    breaks, count = segment.breaks, segment.count
    typed, start = unit_word_before(segment, first)
    end = after
    if typed is None and after < count and breaks[after] < 2:
        levels = UNIT_SUFFIXES.get(segment.plain[after])
        if levels is not None:
            typed, end = UnitWord(levels, (), short=False), after + 1
    if typed is not None and typed is UNIT_WORDS["tt"] and not _has_town(units, gazetteer):
        typed, start = None, first  # TT for tập thể, an estate
    right = end >= count or breaks[end] > 0
    return Mention(start, first, after, end, units, typed, breaks[start] > 0, right)


def _has_town(units: tuple[int, ...], gazetteer: Gazetteer) -> bool:
    return any(gazetteer.units[number].kind == "thị trấn" for number in units)


def _score(segment: Segment, mention: Mention, ends: set[int], behind_house: bool) -> float:
    """What the words around say, whichever unit is meant."""
    start = mention.start
    score = 0.4 * (mention.after - mention.first - 1)
    if mention.typed is not None:
        score += 1.0 if mention.typed.short else 2.0
    if mention.left:
        score += 0.8 if segment.breaks[start] > 1 else 0.4
    score += 0.6 if mention.right else -0.4
    if mention.typed is None and start not in ends:
        against = _speaks_against(segment, start, mention.left, behind_house)
        mention.behind_number = against == _HOUSE_BEFORE and segment.breaks[start] > 1
        score -= against
    return score


def _speaks_against(segment: Segment, start: int, left: bool, behind_house: bool) -> float:
    """How much the word before says that a name is a street's, a market's, an estate's."""
    if start == 0:
        return _HOUSE_BEFORE if behind_house else 0.0
    before = segment.words[start - 1]
    if before.digits and segment.is_house_number(start - 1):
        return _HOUSE_BEFORE
    if left and segment.breaks[start] > 1:
        return 0.0
    if left and _is_announced(segment, start):
        return 3.5
    named = before.plain in _NAMING or before.plain in KIND_WORDS
    return 2.5 if named else 0.8


def _is_announced(segment: Segment, start: int) -> bool:
    """Whether what stands before a dash is an estate's or building's: "KĐT Mỹ Đình - Mễ Trì"."""
    at = start - 1
    while at > 0 and segment.breaks[at] < 1 and start - at < 8:
        at -= 1
    words = segment.plain[at:start]
    keys = (" ".join(words[:count]) for count in (3, 2, 1))
    return any(
        KIND_WORDS[key][0] in (Kind.AREA, Kind.BUILDING) for key in keys if key in KIND_WORDS
    )


def _agreements(
    words: tuple[Word, ...], units: tuple[int, ...], gazetteer: Gazetteer, *, marked: bool
) -> Mapping[tuple[str, ...], float] | None:
    """Compare marks where the text has any; None where it was typed without.

    Remembered by the words, since their letters tell which units have the name.
    """
    toned = tuple([word.toned for word in words])
    key = (toned, marked)
    if key in gazetteer.agreements:
        known: dict[tuple[str, ...], float] | None = gazetteer.agreements[key]
        return known
    plain = tuple([word.plain for word in words])
    found: dict[tuple[str, ...], float] | None = None
    if marked or toned != plain:
        found = {
            name: _agreement(toned, plain, name)
            for namesakes in gazetteer.namesakes(units)
            if namesakes is not None
            for name in namesakes.toned
        }
    gazetteer.agreements.keep(key, found)
    return found


def _agreement(typed: tuple[str, ...], plain: tuple[str, ...], name: tuple[str, ...]) -> float:
    """1 where all marks agree, else minus the words that disagree; 0 for a name of other length."""
    if typed == name:
        return 1.0
    if len(name) != len(typed):
        return 0.0
    wrong = 0.0
    for word, other, bare in zip(typed, name, plain, strict=True):
        if word != other:
            # a word without marks among marked ones rather has none than lost them
            wrong += 0.5 if word == bare else 1.0
    return -wrong
