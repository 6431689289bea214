"""Units named with slips: looked for only in the gaps that the exact names leave."""

from __future__ import annotations

from collections.abc import Iterator

from diaban.engines.addressing.gazetteer import Gazetteer
from diaban.engines.addressing.lexicon import KIND_WORDS, UNIT_WORDS, UnitWord
from diaban.engines.addressing.mentions import Mention, unit_word_before
from diaban.engines.addressing.tokens import Tokens

__all__ = ["find_misspelt"]

_MOST_WORDS = 5
Chosen = tuple[Mention | None, Mention | None, Mention | None]


def find_misspelt(
    tokens: Tokens,
    gazetteer: Gazetteer,
    chosen: Chosen,
    districts: frozenset[int],
    provinces: frozenset[int],
) -> list[Mention]:
    """Return mentions of the levels not found yet, with how many slips they have."""
    taken = [False] * len(tokens.words)
    for mention in chosen:
        if mention is not None:
            taken[mention.start : mention.end] = [True] * (mention.end - mention.start)
    found: list[Mention] = []
    for first, after, typed, start in _gaps(tokens, taken):
        words = " ".join([word.plain for word in tokens.words[first:after]])
        for level in (0, 1, 2):
            if chosen[level] is not None or (typed is not None and level not in typed.levels):
                continue
            scopes = _scopes(level, districts, provinces, typed)
            for within in scopes:
                near = gazetteer.nearest(words, level, within)
                if near and words not in gazetteer.names:
                    found.append(_mention(tokens, (first, after, start), typed, near))
                    break
    return found


def _gaps(tokens: Tokens, taken: list[bool]) -> Iterator[tuple[int, int, UnitWord | None, int]]:
    """Runs of words that may be a name: what stands behind a unit's word, or fills a segment."""
    count = len(taken)
    for first in range(count):
        if taken[first] or tokens.words[first].plain[0].isdigit():
            continue
        typed, start = unit_word_before(tokens, first)
        if typed is None and not _may_begin(tokens, taken, first):
            continue
        if tokens.words[first].plain in UNIT_WORDS and typed is None:
            continue
        if typed is None and tokens.words[first].plain in KIND_WORDS:
            continue
        after = first + 1
        while (
            after < count
            and after - first < _MOST_WORDS
            and not taken[after]
            and tokens.breaks[after] < 2
            and tokens.words[after].plain not in UNIT_WORDS
        ):
            after += 1
        yield first, after, typed, start
        if typed is not None:
            # the name may be shorter than the run: "phường Qan Hoa quận ..." without commas
            for shorter in range(first + 1, after):
                yield first, shorter, typed, start


def _may_begin(tokens: Tokens, taken: list[bool], first: int) -> bool:
    """Whether a name nobody announces may begin here: not behind a number, where streets stand."""
    if first and tokens.words[first - 1].digits and not taken[first - 1]:
        return False
    return tokens.breaks[first] > 0 or (first > 0 and taken[first - 1])


def _scopes(
    level: int, districts: frozenset[int], provinces: frozenset[int], typed: UnitWord | None
) -> list[int | None]:
    if level == 2 and districts:
        return [*sorted(districts)]
    if level and provinces:
        return [*sorted(provinces)]
    if level == 0 or (typed is not None and not typed.short):
        return [None]
    return []


def _mention(
    tokens: Tokens,
    place: tuple[int, int, int],
    typed: UnitWord | None,
    near: list[tuple[int, int]],
) -> Mention:
    first, after, start = place
    slips = near[0][1]
    units = tuple(number for number, count in near if count == slips)
    breaks = tokens.breaks
    right = after >= len(breaks) or breaks[after] > 0
    mention = Mention(start, first, after, after, units, typed, breaks[start] > 0, right)
    mention.slips = max(slips, 1)
    mention.score = 0.6 + (0.8 if mention.left else 0.0) + (0.6 if right else 0.0) - 0.7 * slips
    if typed is not None:
        mention.score += 0.8 if typed.short else 1.8
    return mention
