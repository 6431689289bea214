"""Where in a text units are named: every run of words that is the name of one."""

from __future__ import annotations

from dataclasses import dataclass

from diaban.engines.addressing.components import Kind
from diaban.engines.addressing.gazetteer import Gazetteer
from diaban.engines.addressing.lexicon import (
    DATE_STREETS,
    KIND_WORDS,
    MISSPELT_UNIT_WORDS,
    UNIT_SUFFIXES,
    UNIT_WORDS,
    UnitWord,
    is_written_so,
)
from diaban.engines.addressing.tokens import Tokens

__all__ = ["Mention", "find_mentions", "is_house_number", "unit_word_before"]

_MOST_NAME_WORDS = 7
_MOST_REMEMBERED = 100_000
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
    """Words first..after-1 name some units; ``start`` also takes in the word that says the kind.

    ``typed``: that word, if any. ``marks``: per unit 1 where the marks agree, 0 where none were
    typed, below 0 by the words that disagree. ``score``: how much the text itself speaks for it.
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
    marks: dict[int, float] | None = None
    settled: bool = False
    behind_number: bool = False  # across a comma: a ward's name may then be a street's


def find_mentions(tokens: Tokens, gazetteer: Gazetteer) -> list[Mention]:
    """Return the mentions in the order of the text; the work is linear in the words."""
    found: list[Mention] = []
    plain = [word.plain for word in tokens.words]
    # numbers that end a unit's name, as in Mỹ Đình 2, are no house's
    ends: set[int] = set()
    for first, key in enumerate(plain):
        if key[0].isdigit():
            if len(key) < 3 and _add_numbered(found, tokens, first, gazetteer):
                ends.add(first + 1)
            continue
        if len(key) < 5 and tokens.breaks[first]:
            initials = gazetteer.initials.get(tokens.words[first].raw)
            if initials is not None:
                found.append(_abbreviated(tokens, first, initials))
        _add_named(found, tokens, plain, first, gazetteer)
    ends.update([one.after for one in found if tokens.words[one.after - 1].digits])
    _weigh_by_text(found, tokens, ends)
    return found


def _weigh_by_text(found: list[Mention], tokens: Tokens, ends: set[int]) -> None:
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
        one.score += _score(tokens, one, ends)
        if one.after < furthest.get(one.first, 0) and not one.right:
            one.score -= 2.5  # "Láng" where "Láng Hạ" stands
        if earliest[one.after] < one.first and one.typed is None:
            one.score -= 1.5  # "Từ Liêm" where "Nam Từ Liêm" stands


def _add_named(
    found: list[Mention], tokens: Tokens, plain: list[str], first: int, gazetteer: Gazetteer
) -> None:
    """Every name that begins at a word, the short and the long ones."""
    names, heads, breaks = gazetteer.names, gazetteer.heads, tokens.breaks
    key = plain[first]
    after = first + 1
    most = min(len(plain), first + _MOST_NAME_WORDS)
    while True:
        units = names.get(key)
        if units is not None:
            found.append(_mention(tokens, first, after, units, gazetteer))
        if after >= most or key not in heads or breaks[after] > 2:
            return
        key = f"{key} {plain[after]}"
        after += 1


def _add_numbered(found: list[Mention], tokens: Tokens, first: int, gazetteer: Gazetteer) -> bool:
    """Quận 3, P.5: a number names a unit only behind the word that says so."""
    word, start = unit_word_before(tokens, first)
    if word is None or not tokens.words[first].plain.isdecimal():
        return False
    units = gazetteer.names.get(str(int(tokens.words[first].plain)), ())
    fitting = tuple([n for n in units if gazetteer.units[n].level in word.levels])
    if not fitting:
        return False
    mention = Mention(start, first, first + 1, first + 1, fitting, word, left=True, right=True)
    mention.score, mention.settled = 4.0, True
    found.append(mention)
    return True


def _abbreviated(tokens: Tokens, first: int, units: tuple[int, ...]) -> Mention:
    """Capital initials that stand alone: "NK, CT" for Ninh Kiều, Cần Thơ."""
    after = first + 1
    right = after >= len(tokens.breaks) or tokens.breaks[after] > 0
    mention = Mention(first, first, after, after, units, None, left=True, right=right)
    mention.score, mention.settled = -0.8, True
    return mention


def unit_word_before(tokens: Tokens, first: int) -> tuple[UnitWord | None, int]:
    """Return the word for a kind of unit that stands right before, and where it begins."""
    words, breaks = tokens.words, tokens.breaks
    if first >= 1 and breaks[first] < 2:
        before = words[first - 1]
        if first >= 2 and breaks[first - 1] == 0:
            key = f"{words[first - 2].plain} {before.plain}"
            two = UNIT_WORDS.get(key)
            if two is not None and is_written_so(key, (words[first - 2].toned, before.toned)):
                return two, first - 2
        one = UNIT_WORDS.get(before.plain) or MISSPELT_UNIT_WORDS.get(before.plain)
        if before.plain in MISSPELT_UNIT_WORDS:
            return one, first - 1
        if one is not None and is_written_so(before.plain, (before.toned,)):
            return one, first - 1
    return None, first


def _mention(
    tokens: Tokens, first: int, after: int, units: tuple[int, ...], gazetteer: Gazetteer
) -> Mention:
    breaks = tokens.breaks
    typed, start = unit_word_before(tokens, first)
    end = after
    if typed is None and after < len(breaks) and breaks[after] < 2:
        levels = UNIT_SUFFIXES.get(tokens.words[after].plain)
        if levels is not None:
            typed, end = UnitWord(levels, (), short=False), after + 1
    if typed is not None and typed is UNIT_WORDS["tt"] and not _has_town(units, gazetteer):
        typed, start = None, first  # TT for tập thể, an estate
    left = breaks[start] > 0
    right = end >= len(breaks) or breaks[end] > 0
    mention = Mention(start, first, after, end, units, typed, left, right)
    mention.marks = _agreements(tokens, first, after, units, gazetteer)
    return mention


def _has_town(units: tuple[int, ...], gazetteer: Gazetteer) -> bool:
    return any(gazetteer.units[number].kind == "thị trấn" for number in units)


def _score(tokens: Tokens, mention: Mention, ends: set[int]) -> float:
    """What the words around say, whichever unit is meant."""
    start = mention.start
    score = 0.4 * (mention.after - mention.first - 1)
    if mention.typed is not None:
        score += 1.0 if mention.typed.short else 2.0
    if mention.left:
        score += 0.8 if tokens.breaks[start] > 1 else 0.4
    score += 0.6 if mention.right else -0.4
    if mention.typed is None and start > 0 and start not in ends:
        against = _speaks_against(tokens, start, mention.left)
        mention.behind_number = against == _HOUSE_BEFORE and tokens.breaks[start] > 1
        score -= against
    return score


def _speaks_against(tokens: Tokens, start: int, left: bool) -> float:
    """How much the word before says that a name is a street's, a market's, an estate's."""
    before = tokens.words[start - 1]
    if before.digits and is_house_number(tokens, start - 1):
        return _HOUSE_BEFORE
    if left and tokens.breaks[start] > 1:
        return 0.0
    if left and _is_announced(tokens, start):
        return 3.5
    named = before.plain in _NAMING or before.plain in KIND_WORDS
    return 2.5 if named else 0.8


def is_house_number(tokens: Tokens, at: int) -> bool:
    """Whether a number is a house's or lane's: it begins a segment, or their word stands before."""
    plain = tokens.words[at].plain
    if not plain[0].isdigit() or (plain in DATE_STREETS and at > 0):
        return False
    if at == 0 or tokens.breaks[at] > 1:
        return True
    before = tokens.words[at - 1]
    opened = KIND_WORDS.get(before.plain)
    if opened is not None and before.plain != "so":
        return opened[0] in (Kind.HOUSE, Kind.LANE)
    if before.plain == "so":
        # "tổ số 5" is a group's number
        outer = KIND_WORDS.get(tokens.words[at - 2].plain) if at > 1 else None
        return outer is None or outer[0] in (Kind.HOUSE, Kind.LANE)
    return before.digits


def _is_announced(tokens: Tokens, start: int) -> bool:
    """Whether the segment before a dash is an estate's or building's: "KĐT Mỹ Đình - Mễ Trì"."""
    at = start - 1
    while at > 0 and tokens.breaks[at] < 1 and start - at < 8:
        at -= 1
    words = [word.plain for word in tokens.words[at:start]]
    keys = (" ".join(words[:count]) for count in (3, 2, 1))
    return any(
        KIND_WORDS[key][0] in (Kind.AREA, Kind.BUILDING) for key in keys if key in KIND_WORDS
    )


def _agreements(
    tokens: Tokens, first: int, after: int, units: tuple[int, ...], gazetteer: Gazetteer
) -> dict[int, float] | None:
    """Compare marks where the text has any; None where it was typed without."""
    words = tokens.words[first:after]
    toned = tuple([word.toned for word in words])
    key = (toned, units, tokens.marked)
    if key in gazetteer.agreements:
        known: dict[int, float] | None = gazetteer.agreements[key]
        return known
    if len(gazetteer.agreements) >= _MOST_REMEMBERED:
        gazetteer.agreements.clear()
    plain = tuple([word.plain for word in words])
    found: dict[int, float] | None = None
    if tokens.marked or toned != plain:
        found = {n: _agreement(toned, plain, gazetteer.units[n].toned) for n in units}
    gazetteer.agreements[key] = found
    return found


def _agreement(typed: tuple[str, ...], plain: tuple[str, ...], name: tuple[str, ...]) -> float:
    """1 where all marks agree, else minus the words that disagree; 0 for a name of other length."""
    if len(name) != len(typed):
        return 0.0
    pairs = [(a, bare) for a, b, bare in zip(typed, name, plain, strict=True) if a != b]
    # a word without marks among marked ones rather has none than lost them
    wrong = sum(0.5 if a == bare else 1.0 for a, bare in pairs)
    return -wrong if wrong else 1.0
