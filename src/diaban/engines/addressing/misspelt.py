"""Units named with slips: looked for only in the gaps that the exact names leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from diaban.engines.addressing.gazetteer import Gazetteer, Memory
from diaban.engines.addressing.lexicon import KIND_WORDS, UNIT_WORDS, UnitWord
from diaban.engines.addressing.mentions import Mention, rank, unit_word_before
from diaban.engines.addressing.segments import Segment
from diaban.engines.addressing.unit_choice import Choice, Found

__all__ = ["find_misspelt", "may_be_misspelt"]

_MOST_WORDS = 5
# words of a segment that are part of a unit's name already
Taken = tuple[tuple[int, int], ...]


class _Gap(NamedTuple):
    """Words first..after-1 may be a name; ``start`` takes in the word for its kind, if any."""

    first: int
    after: int
    typed: UnitWord | None
    start: int
    words: str


def find_misspelt(
    segments: list[Segment],
    firsts: list[int],
    choice: Choice,
    gazetteer: Gazetteer,
    *,
    behind_digits: bool,
) -> list[Found]:
    """Return mentions of the levels not found yet, with how many slips they have.

    ``behind_digits``: whether a number stands right before the first of the segments.
    """
    taken: dict[int, Taken] = {}
    for claim in choice.named:
        if claim is not None:
            words = (claim.mention.start, claim.mention.end)
            taken[claim.segment] = tuple(sorted((*taken.get(claim.segment, ()), words)))
    missing = [
        (level, _scopes(level, choice)) for level in (0, 1, 2) if choice.named[level] is None
    ]
    found: list[Found] = []
    for at, segment in enumerate(segments):
        own = taken.get(at, ())
        for gap in _gaps(segment, own, behind_digits, gazetteer):
            for level, scopes in missing:
                near = _nearest(gap, level, scopes, gazetteer)
                if near:
                    mention = _mention(segment, gap, near, gazetteer)
                    found.append(Found(at, firsts[at], (mention,)))
        behind_digits = segment.words[-1].digits and not (own and own[-1][1] == segment.count)
    return found


def may_be_misspelt(segments: Iterable[Segment], gazetteer: Gazetteer) -> bool:
    """Whether a text begins with segments without a mention where a name with a slip may stand."""
    behind_digits = False
    for segment in segments:
        if _gaps(segment, (), behind_digits, gazetteer):
            return True
        behind_digits = segment.words[-1].digits
    return False


def _nearest(
    gap: _Gap, level: int, scopes: tuple[int, ...], gazetteer: Gazetteer
) -> tuple[tuple[int, int], ...]:
    """The units near a name in the first of the scopes that has any."""
    typed = gap.typed
    if typed is not None and level not in typed.levels:
        return ()
    if scopes:
        for within in scopes:
            near = gazetteer.nearest(gap.words, level, within)
            if near:
                return near
        return ()
    if level == 0 or (typed is not None and not typed.short):
        return gazetteer.nearest(gap.words, level, None)
    return ()


def _scopes(level: int, choice: Choice) -> tuple[int, ...]:
    """The districts or provinces in which a unit of the level is looked for."""
    if level == 2 and choice.districts:
        return tuple(sorted(choice.districts))
    return tuple(sorted(choice.provinces)) if level else ()


def _gaps(
    segment: Segment, taken: Taken, behind_digits: bool, gazetteer: Gazetteer
) -> tuple[_Gap, ...]:
    """Runs of words that may be a misspelt name; remembered, as segments come again."""
    key = (segment, taken) if taken else segment
    memory: Memory[object, tuple[_Gap, ...]] = gazetteer.gaps[behind_digits]
    known = memory.get(key)
    if known is None:
        names = gazetteer.names
        gaps = _runs(segment, taken, behind_digits)
        known = memory.keep(key, tuple([gap for gap in gaps if gap.words not in names]))
    return known


def _runs(segment: Segment, spans: Taken, behind_digits: bool) -> Iterator[_Gap]:
    """What stands behind a unit's word, or fills a part of the address."""
    plain, count = segment.plain, segment.count
    taken = [False] * count
    for first, after in spans:
        taken[first:after] = [True] * (after - first)
    for first, word in enumerate(plain):
        if taken[first] or word[0].isdigit():
            continue
        typed, start = unit_word_before(segment, first)
        if typed is None and (
            word in UNIT_WORDS
            or word in KIND_WORDS
            or not _may_begin(segment, taken, first, behind_digits)
        ):
            continue
        after = first + 1
        while (
            after < count
            and after - first < _MOST_WORDS
            and not taken[after]
            and segment.breaks[after] < 2
            and plain[after] not in UNIT_WORDS
        ):
            after += 1
        yield _Gap(first, after, typed, start, " ".join(plain[first:after]))
        if typed is not None:
            # the name may be shorter than the run: "phường Qan Hoa quận ..." without commas
            for shorter in range(first + 1, after):
                yield _Gap(first, shorter, typed, start, " ".join(plain[first:shorter]))


def _may_begin(segment: Segment, taken: list[bool], first: int, behind_digits: bool) -> bool:
    """Whether a name nobody announces may begin here: not behind a number, where streets stand."""
    if first == 0:
        return not behind_digits
    if segment.words[first - 1].digits and not taken[first - 1]:
        return False
    return segment.breaks[first] > 0 or taken[first - 1]


def _mention(
    segment: Segment, gap: _Gap, near: tuple[tuple[int, int], ...], gazetteer: Gazetteer
) -> Mention:
    slips = near[0][1]
    units = tuple([number for number, count in near if count == slips])
    breaks, after, typed = segment.breaks, gap.after, gap.typed
    left, right = breaks[gap.start] > 0, after >= segment.count or breaks[after] > 0
    mention = Mention(gap.start, gap.first, after, after, units, typed, left, right)
    mention.slips = max(slips, 1)
    mention.score = 0.6 + (0.8 if left else 0.0) + (0.6 if right else 0.0) - 0.7 * slips
    if typed is not None:
        mention.score += 0.8 if typed.short else 1.8
    rank(mention, gazetteer)
    return mention
