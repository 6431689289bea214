"""Which of the fields a stretch of text is about."""

from __future__ import annotations

from diaban.engines.reading.lexicon import weights
from diaban.engines.reading.source import Source

FIELDS = ("post", "telecom", "digital", "security", "industry", "press", "general")
_FIRST = 1.5  # what an object names first tells most
_OF_VERB = 1.1
_LEAST = 2.0  # below this a word only hints


def score(source: Source, first: int, last: int, middle: int = 0) -> dict[str, float]:
    """Return the weight of each field in words ``first`` to before ``last``.

    Words before ``middle`` are a verb's: they tell less than its object.

    >>> from diaban.engines.reading.source import open_source
    >>> score(open_source("phát triển mạng 5G"), 0, 4)
    {'telecom': 6.0}
    """
    told: dict[str, float] = {}
    seen: set[tuple[str, ...]] = set()
    factor = _FIRST
    for place, length, meanings in weights().within(source, first, last):
        words = source.words[place : place + length]
        if words in seen or not any(weight for _, weight in meanings):
            continue
        seen.add(words)
        in_verb = place + length <= middle
        for name, weight in meanings:
            told[name] = told.get(name, 0.0) + weight * (_OF_VERB if in_verb else factor)
        if not in_verb:
            factor = 1.0
    return told


def strongest(told: dict[str, float]) -> str | None:
    """Return the field with the greatest weight; None where nothing tells.

    >>> strongest({"press": 5.0, "digital": 3.0}), strongest({"digital": 1.0})
    ('press', None)
    """
    best = max(told, key=lambda name: told[name], default=None)
    return best if best is not None and told[best] >= _LEAST else None


def scaled(told: dict[str, float], top: float) -> dict[str, float]:
    """Return weights in the same proportion with the greatest at ``top``; {} for weak ones.

    >>> scaled({"post": 8.0, "telecom": 4.0}, 5.0)
    {'post': 5.0, 'telecom': 2.5}
    """
    greatest = max(told.values(), default=0.0)
    if greatest < _LEAST:
        return {}
    return {name: weight * top / greatest for name, weight in told.items()}


def choose(own: dict[str, float], *hints: dict[str, float], before: dict[str, float]) -> str:
    """Return the field of a duty from its own words, hints around it, and what was said before.

    >>> choose({"press": 5.0}, {"post": 3.0}, before={}), choose({}, before={"post": 4.0})
    ('press', 'post')
    """
    told = dict(own)
    for hint in hints:
        for name, weight in hint.items():
            told[name] = told.get(name, 0.0) + weight
    found = strongest(told) if own or strongest(told) not in {None, "general"} else None
    return found or strongest(before) or strongest(told) or "general"
