"""Which of the fields a stretch of text is about."""

from __future__ import annotations

from functools import cache

from diaban.engines.reading.lexicon import phrases, sections, weights
from diaban.engines.reading.parties import begins_name, name_end
from diaban.engines.reading.source import Source, open_source

FIELDS = ("post", "telecom", "digital", "security", "industry", "press", "general")
_FIRST = 1.5  # what an object names first tells most
_OF_VERB = 1.1
LEAST = 2.0  # below this a word only hints
GENERAL = "general"
_ASIDE = 0.35  # in brackets, of the means, of those spoken to
_ONLY_ASIDE = 0.8  # where nothing else tells
_NAMES_AT_MOST = 6  # of a list of those spoken to


def score(source: Source, first: int, last: int, middle: int = 0) -> dict[str, float]:
    """Return the weight of each field in words ``first`` to before ``last``.

    Words before ``middle`` are a verb's: they tell less than its object.

    >>> score(open_source("phát triển mạng 5G"), 0, 4)
    {'telecom': 7.5}
    >>> strongest(score(open_source("mở chuyên mục chuyển đổi số"), 0, 6))
    'digital'
    """
    told: dict[str, float] = {}
    passing: dict[str, float] = {}
    channels: dict[str, float] = {}
    seen: set[tuple[str, ...]] = set()
    factor = _FIRST
    aside = _asides(source, first, last)
    for place, length, meanings in weights().within(source, first, last):
        words = source.words[place : place + length]
        if words in seen or not any(weight for _, weight in meanings):
            continue
        if place in aside:
            _add(passing, meanings, 1.0)
            continue
        seen.add(words)
        if words in _channels():
            _add(channels, meanings, _FIRST)
            continue
        in_verb = place + length <= middle
        _add(told, meanings, _OF_VERB if in_verb else factor)
        if not in_verb and max(weight for _, weight in meanings) >= 1:
            factor = 1.0
    share = _ASIDE if strongest(told) else _ONLY_ASIDE
    # a column or a broadcast is of what it tells
    of_matter = bool(channels) and strongest(told) is not None
    _add(told, tuple(passing.items()), share)
    _add(told, tuple(channels.items()), _ASIDE if of_matter else 1.0)
    return told


@cache
def _channels() -> frozenset[tuple[str, ...]]:
    return frozenset(open_source(said).words for said in sections("words")["channels"])


def _add(told: dict[str, float], meanings: tuple[tuple[str, float], ...], share: float) -> None:
    for name, weight in meanings:
        # money and reports come first in words, not in what they are for
        part = min(share, 1.0) if name == GENERAL else share
        told[name] = told.get(name, 0.0) + weight * part


def is_paid_for(source: Source, first: int, last: int, middle: int) -> bool:
    """Whether money is given for a thing that tells a field, whatever stands around it.

    >>> source = open_source("bố trí 1% chi ngân sách cho chuyển đổi số")
    >>> is_paid_for(source, 0, 10, 2), is_paid_for(source, 0, 6, 2)
    (True, False)
    """
    if not any(True for _ in phrases("words", "paying").within(source, first, middle)):
        return False
    return any(
        source.words[place] == "cho" and any(weight >= LEAST for _, weight in found[1])
        for place in range(middle, last - 1)
        if (found := weights().at(source, place + 1, last)) is not None
    )


def _asides(source: Source, first: int, last: int) -> set[int]:
    """Return the words that tell less than the rest: brackets, means, those spoken to."""
    found: set[int] = set()
    for place in range(first, last):
        if place in found:
            continue
        if source.text[source.starts[place] - 1 : source.starts[place]] == "(":
            found.update(range(place, _bracket_end(source, place, last)))
        means = phrases("words", "means").at(source, place, last)
        if means is not None and place > first and not _is_measure(source, place + means[0], last):
            found.update(range(place, _tight_end(source, place, last)))
        spoken = phrases("words", "speaking to").at(source, place, last)
        if spoken is not None:
            found.update(range(place, _names_end(source, place + spoken[0], last)))
    return found


def _bracket_end(source: Source, place: int, last: int) -> int:
    closed = source.text.find(")", source.starts[place])
    end = source.words_in(source.starts[place], closed)[1] if closed >= 0 else place + 1
    return min(end, last)


def _is_measure(source: Source, place: int, last: int) -> bool:
    """Whether "trên" says more than a number, or in what area: "trên 80%", "trên địa bàn"."""
    return place < last and (source.words[place][0].isdigit() or source.words[place] == "địa")


def _tight_end(source: Source, place: int, last: int) -> int:
    while place + 1 < last and source.tight[place]:
        place += 1
    return min(place + 1, last)


def _names_end(source: Source, place: int, last: int) -> int:
    for _ in range(_NAMES_AT_MOST):
        if not begins_name(source, place, last):
            break
        place = name_end(source, place, last)
        if place < last and source.words[place] == "và":
            place += 1
    return place


def strongest(told: dict[str, float]) -> str | None:
    """Return the field with the greatest weight; None where nothing tells.

    >>> strongest({"press": 5.0, "digital": 3.0}), strongest({"digital": 1.0})
    ('press', None)
    """
    best = max(told, key=lambda name: told[name], default=None)
    return best if best is not None and told[best] >= LEAST else None


def scaled(told: dict[str, float], top: float) -> dict[str, float]:
    """Return weights in the same proportion with the greatest at ``top``; {} for weak ones.

    >>> scaled({"post": 8.0, "telecom": 4.0}, 5.0)
    {'post': 5.0, 'telecom': 2.5}
    """
    greatest = max(told.values(), default=0.0)
    if greatest < LEAST:
        return {}
    return {name: weight * top / greatest for name, weight in told.items()}


def choose(*told: dict[str, float]) -> str:
    """Return the field that several weights tell together.

    >>> choose({"press": 5.0}, {"post": 3.0}), choose({})
    ('press', 'general')
    """
    whole: dict[str, float] = {}
    for one in told:
        for name, weight in one.items():
            whole[name] = whole.get(name, 0.0) + weight
    return strongest(whole) or GENERAL
