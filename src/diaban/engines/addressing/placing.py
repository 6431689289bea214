"""Which commune, district and province a text names: the reading that hangs together best."""

from __future__ import annotations

from dataclasses import replace

from diaban.engines.addressing.components import Kind
from diaban.engines.addressing.gazetteer import Gazetteer
from diaban.engines.addressing.lexicon import COUNTRY, KIND_WORDS
from diaban.engines.addressing.mentions import Mention, find_mentions, is_house_number
from diaban.engines.addressing.misspelt import find_misspelt
from diaban.engines.addressing.tokens import Tokens
from diaban.engines.addressing.unit_choice import Choice, Named, choose, kind_value, overlap
from diaban.engines.addressing.unit_weights import Placing, weigh

__all__ = ["Placing", "place_units"]

_MOST_REMEMBERED = 50_000
_DOOR_WORDS = {key for key, (kind, _) in KIND_WORDS.items() if kind in (Kind.HOUSE, Kind.LANE)}


def place_units(tokens: Tokens, gazetteer: Gazetteer) -> Placing:
    """Read the units of an address.

    Most addresses end in commune, district and province between commas. That end is read by
    itself and remembered; only where it leaves a question is the whole text read.
    """
    start = _start_of_end(tokens)
    if start == 0:
        return _place(tokens, gazetteer)
    words = tuple([word.key for word in tokens.words[start:]])
    behind_number = is_house_number(tokens, start - 1)
    key = (behind_number, tokens.marked, words, tuple(tokens.breaks[start:]))
    known = gazetteer.placings.get(key)
    if known is None:
        if len(gazetteer.placings) >= _MOST_REMEMBERED:
            gazetteer.placings.clear()
        known = gazetteer.placings[key] = _place_end(tokens, start, gazetteer)
    alone = behind_number and _is_only_a_door(tokens, start)
    if not (known.settled or alone) or _is_repeated(known, tokens, start):
        return _place(tokens, gazetteer)
    spans = [(level, first + start, after + start) for level, first, after in known.spans]
    return replace(known, spans=spans, steps=len(words))


def _place_end(tokens: Tokens, start: int, gazetteer: Gazetteer) -> Placing:
    """Read the end with the word before it, which may be a house number."""
    found = _place(_cut(tokens, start - 1), gazetteer)
    found.spans = [(level, first - 1, after - 1) for level, first, after in found.spans]
    found.settled = found.settled and all(first >= 0 for _, first, _ in found.spans)
    return found


def _is_only_a_door(tokens: Tokens, start: int) -> bool:
    """Whether nothing but numbers and their words stands before: no unit can be named there."""
    return all(word.digits or word.plain in _DOOR_WORDS for word in tokens.words[:start])


def _is_repeated(known: Placing, tokens: Tokens, start: int) -> bool:
    """Whether a commune without its kind stands once more before: "xã Hát Lót, Hát Lót, ..."."""
    if known.level != 2 or "kind_written" in known.reasons:
        return False
    after = next(after for level, _, after in known.spans if level == 2)
    return tokens.words[start - 1].plain == tokens.words[start + after - 1].plain


def _start_of_end(tokens: Tokens) -> int:
    """Where the last three segments begin, the country's name not counted."""
    breaks, words = tokens.breaks, tokens.words
    wanted = 4 if words[-1].plain in COUNTRY or words[-1].plain == "nam" else 3
    for at in range(len(words) - 1, 0, -1):
        if breaks[at] > 1:
            wanted -= 1
            if wanted == 0:
                return at
    return 0


def _cut(tokens: Tokens, start: int) -> Tokens:
    return Tokens(
        tokens.text,
        tokens.words[start:],
        tokens.starts[start:],
        tokens.ends[start:],
        [3, *tokens.breaks[start + 1 :]],
        tokens.marks[start:],
        tokens.origin,
        tokens.reasons,
        tokens.marked,
    )


def _place(tokens: Tokens, gazetteer: Gazetteer) -> Placing:
    """Choose among the mentions; a second look for slips only where the first leaves a gap."""
    mentions = find_mentions(tokens, gazetteer)
    steps = len(tokens.words) + len(mentions)
    choice = choose(mentions, len(tokens.words), gazetteer)
    for _ in range(2):
        if None not in choice.mentions:
            break
        above = (choice.districts, choice.provinces)
        near = find_misspelt(tokens, gazetteer, choice.mentions, *above)
        steps += len(near)
        if not near:
            break
        mentions = mentions + near
        choice = choose(mentions, len(tokens.words), gazetteer)
    choice.mentions = _prefer_typed(choice.mentions, mentions)
    placing = Placing(steps=steps)
    placing.spans = [
        (level, one.start, one.end) for level, one in enumerate(choice.mentions) if one is not None
    ]
    placing.spans += [(level, one.start, one.end) for level, one in _find_repeats(mentions, choice)]
    placing.level = next((level for level in (2, 1, 0) if choice.mentions[level]), None)
    weigh(placing, choice, gazetteer)
    return placing


def _prefer_typed(chosen: Named, mentions: list[Mention]) -> Named:
    """Take the mention of a commune that says its kind, where it is named twice."""
    province, district, commune = chosen
    if commune is None or commune.typed is not None:
        return chosen
    for mention in mentions:
        typed = mention.typed is not None and 2 in mention.typed.levels
        if typed and mention.units == commune.units and mention.end <= commune.start:
            return province, district, mention
    return chosen


def _find_repeats(mentions: list[Mention], choice: Choice) -> list[tuple[int, Mention]]:
    """The same unit written once more: "Xã Duyên Thái, ..., Duyên Thái, Thường Tín"."""
    taken = [m for m in choice.mentions if m is not None]
    numbers = (choice.provinces, choice.districts, frozenset(choice.communes))
    found: list[tuple[int, Mention]] = []
    for mention in mentions:
        if not (mention.left and mention.right) or mention.score <= 1.0:
            continue
        if any(overlap(mention, other) for other in taken):
            continue
        behind = choice.mentions[1] is not None and mention.start > choice.mentions[1].start
        for level in (1, 2, 0) if behind else (2, 1, 0):
            if _repeats(mention, level, choice.mentions[level], numbers[level]):
                found.append((level, mention))
                taken.append(mention)
                break
    return found


def _repeats(mention: Mention, level: int, own: Mention | None, numbers: frozenset[int]) -> bool:
    if own is None or not numbers & frozenset(mention.units) or kind_value(mention, level) < 0:
        return False
    return mention.typed is not None or mention.start > own.start
