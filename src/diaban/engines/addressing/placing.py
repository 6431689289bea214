"""Which commune, district and province a text names: the reading that hangs together best."""

from __future__ import annotations

from collections.abc import Iterable

from diaban.engines.addressing.components import Kind
from diaban.engines.addressing.gazetteer import Gazetteer
from diaban.engines.addressing.lexicon import COUNTRY, KIND_WORDS
from diaban.engines.addressing.mentions import Mention, find_mentions, kind_value
from diaban.engines.addressing.misspelt import find_misspelt, may_be_misspelt
from diaban.engines.addressing.segments import Segment
from diaban.engines.addressing.tokens import Tokens
from diaban.engines.addressing.unit_choice import Choice, Claim, Found, Named, choose
from diaban.engines.addressing.unit_weights import Placing, Span, weigh

__all__ = ["Placing", "Span", "place_units"]

_DOOR_WORDS = {key for key, (kind, _) in KIND_WORDS.items() if kind in (Kind.HOUSE, Kind.LANE)}


def place_units(tokens: Tokens, gazetteer: Gazetteer) -> Placing:
    """Read the units of an address.

    Most addresses end in commune, district and province between commas. That end is read by
    itself and remembered; only where it leaves a question is the whole text read.
    """
    start = _start_of_end(tokens)
    if start == 0:
        return _place_whole(tokens, gazetteer)
    segments = tokens.segments
    key = _key(tokens, start)
    known: Placing | None = gazetteer.placings.get(key)
    if known is None:
        found = _find_all(tokens, start, gazetteer)
        known = gazetteer.placings.keep(key, _place(tokens, start, found, gazetteer))
    enough = known.settled or (tokens.is_behind_house(start) and _is_only_a_door(segments[:start]))
    if enough and not _is_repeated(known, segments, start):
        return known
    return _place_whole(tokens, gazetteer)


def _place_whole(tokens: Tokens, gazetteer: Gazetteer) -> Placing:
    """Read the whole text; of what stands before the first mention no more than the length counts.

    So what is behind is remembered with that length. Where it leaves a unit open, a misspelt name
    may stand before, and then the text is read anew.
    """
    found = _find_all(tokens, 0, gazetteer)
    start = found[0].segment if found else 0
    if start == 0:
        return _place(tokens, 0, found, gazetteer)
    key = (tokens.firsts[start], *_key(tokens, start))
    known: Placing | None = gazetteer.wholes.get(key)
    if known is not None and known.complete:
        return known
    if may_be_misspelt(tokens.segments[:start], gazetteer):
        placing = _place(tokens, 0, found, gazetteer)
        return gazetteer.wholes.keep(key, placing) if placing.complete else placing
    if known is None:
        known = gazetteer.wholes.keep(key, _place(tokens, 0, found, gazetteer))
    return known


def _key(tokens: Tokens, start: int) -> tuple[object, ...]:
    """What is read of the text from a segment on, and what of that before it counts there."""
    behind_digits = tokens.segments[start - 1].words[-1].digits
    return (
        tokens.is_behind_house(start), behind_digits, tokens.marked, *tokens.segments[start:],
    )  # fmt: skip


def _start_of_end(tokens: Tokens) -> int:
    """The segment in which the last three parts begin, the country's name not counted."""
    segments = tokens.segments
    last = segments[-1].plain[-1]
    wanted = 4 if last in COUNTRY or last == "nam" else 3
    for at in range(len(segments) - 1, 0, -1):
        wanted -= segments[at].parts
        if wanted <= 0:
            return at
    return 0


def _is_only_a_door(segments: Iterable[Segment]) -> bool:
    """Whether nothing but numbers and their words stands there: no unit can be named."""
    return all(
        word.digits or word.plain in _DOOR_WORDS for segment in segments for word in segment.words
    )


def _is_repeated(known: Placing, segments: list[Segment], start: int) -> bool:
    """Whether a commune without its kind stands once more before: "xã Hát Lót, Hát Lót, ..."."""
    if known.level != 2 or "kind_written" in known.reasons:
        return False
    segment, after = next((at, after) for level, at, _, after in known.spans if level == 2)
    return segments[start - 1].plain[-1] == segments[segment].plain[after - 1]


def _place(tokens: Tokens, start: int, found: list[Found], gazetteer: Gazetteer) -> Placing:
    """Choose among the mentions from a segment on; a second look for slips fills what is left."""
    segments, firsts = tokens.segments, tokens.firsts
    if start:
        before = firsts[start]
        segments, firsts = segments[start:], [first - before for first in firsts[start:]]
    count = tokens.count - tokens.firsts[start]
    mentioned = sum([len(one.mentions) for one in found])
    steps = count + mentioned
    choice = choose(found, count, gazetteer)
    complete = None not in choice.named
    for _ in range(2):
        if None not in choice.named:
            break
        behind_digits = start > 0 and tokens.segments[start - 1].words[-1].digits
        near = find_misspelt(segments, firsts, choice, gazetteer, behind_digits=behind_digits)
        steps += len(near)
        if not near:
            break
        found += near
        mentioned += len(near)
        choice = choose(found, count, gazetteer)
    choice.named = _prefer_typed(choice.named, found)
    last = len(segments)
    spans: list[Span] = []
    lowest = None
    for level, claim in enumerate(choice.named):
        if claim is not None:
            lowest = level
            mention = claim.mention
            spans.append((level, claim.segment - last, mention.start, mention.end))
    if mentioned > len(spans):
        spans += [
            (level, segment - last, mention.start, mention.end)
            for level, segment, mention in _find_repeats(found, choice)
        ]
    placing = Placing(tuple(spans), level=lowest, complete=complete, steps=steps)
    weigh(placing, choice, gazetteer)
    return placing


def _find_all(tokens: Tokens, start: int, gazetteer: Gazetteer) -> list[Found]:
    """The mentions in the segments from one on; segments and words are counted from there."""
    segments, firsts, marked = tokens.segments, tokens.firsts, tokens.marked
    found: list[Found] = []
    for at in range(start, len(segments)):
        behind_house = tokens.is_behind_house(at)
        mentions = find_mentions(segments[at], gazetteer, marked=marked, behind_house=behind_house)
        if mentions:
            found.append(Found(at - start, firsts[at] - firsts[start], mentions))
    return found


def _prefer_typed(chosen: Named, found: list[Found]) -> Named:
    """Take the mention of a commune that says its kind, where it is named twice."""
    province, district, commune = chosen
    if commune is None or commune.mention.typed is not None:
        return chosen
    units = commune.mention.units
    for segment, before, mentions in found:
        for mention in mentions:
            typed = mention.typed is not None and 2 in mention.typed.levels
            if typed and mention.units == units and before + mention.end <= commune.start:
                start, end = before + mention.start, before + mention.end
                own = commune._replace(start=start, end=end, mention=mention, segment=segment)
                return province, district, own
    return chosen


def _find_repeats(found: list[Found], choice: Choice) -> list[tuple[int, int, Mention]]:
    """The same unit written once more: "Xã Duyên Thái, ..., Duyên Thái, Thường Tín".

    Returns its level, the segment and the mention.
    """
    taken = [(claim.start, claim.end) for claim in choice.named if claim is not None]
    district = choice.named[1]
    numbers = (choice.provinces, choice.districts, choice.communes)
    repeats: list[tuple[int, int, Mention]] = []
    for segment, before, mentions in found:
        for mention in mentions:
            if mention.score <= 1.0 or not (mention.left and mention.right):
                continue
            start, end = before + mention.start, before + mention.end
            if _is_taken(taken, start, end):
                continue
            behind = district is not None and start > district.start
            for level in (1, 2, 0) if behind else (2, 1, 0):
                if _repeats(mention, start, level, choice.named[level], numbers[level]):
                    repeats.append((level, segment, mention))
                    taken.append((start, end))
                    break
    return repeats


def _is_taken(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < after and first < end for first, after in taken)


def _repeats(
    mention: Mention, start: int, level: int, own: Claim | None, numbers: Iterable[int]
) -> bool:
    if own is None or frozenset(mention.units).isdisjoint(numbers):
        return False
    if kind_value(mention, level) < 0:
        return False
    return mention.typed is not None or start > own.start
