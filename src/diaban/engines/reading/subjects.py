"""What a whole text is about: its title, and the field most of its lines are of."""

from __future__ import annotations

from collections.abc import Sequence

from diaban.engines.reading.fields import scaled, score, strongest
from diaban.engines.reading.source import Source

# what a subject adds to a field: it breaks ties, decides what is open, outweighs a faint word
_HINTS, _DECIDES, _OUTWEIGHS = 1.5, 2.6, 4.0
_STRONG = 5.0  # a title that tells its field at least so much
_MOST, _NEARLY_ALL = 0.5, 0.7  # shares of the lines
_FEWEST_LINES = 6
_SEVERAL, _NAMED = 3, 3.0  # fields that a title names, and by what weight
OF_ALL = frozenset({"digital"})  # a text on digital transformation is of all fields


def subject(
    source: Source,
    title: tuple[int, int],
    lines: Sequence[tuple[int, int]],
    *,
    press: bool = False,
) -> dict[str, float]:
    """Return the weight that a text's subject gives to fields; words are by their numbers.

    A report of the press tells of several things: its subject only hints.

    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("Phát triển mạng lưới bưu chính")
    >>> subject(source, (0, 6), [])
    {'post': 2.6}
    """
    told = score(source, *title)
    told.pop("general", None)
    shares = _shares(source, lines)
    if press:
        return scaled(told, _HINTS)
    if _names_several(told):
        return scaled(told, _HINTS)
    field = max(shares, key=lambda name: shares[name], default="")
    share = shares.get(field, 0.0)
    one = _is_of_one_field(told) and strongest(told) == field
    named = not told or told.get(field, 0.0) >= max(told.values()) / 2
    second = max((other for name, other in shares.items() if name != field), default=0.0)
    most = share >= _MOST and second < share / 2
    if field not in OF_ALL and ((share >= _NEARLY_ALL and named) or (one and most)):
        return {field: _OUTWEIGHS}
    if _is_of_one_field(told):
        return scaled(told, _DECIDES)
    return {field: _DECIDES} if most and named else scaled(told, _HINTS)


def _names_several(told: dict[str, float]) -> bool:
    """Whether a title names three fields or more: it is of none of them."""
    return sum(weight >= _NAMED for weight in told.values()) >= _SEVERAL


def _is_of_one_field(told: dict[str, float]) -> bool:
    """Whether a title tells one field strongly and no other half as much."""
    first, second = sorted([0.0, 0.0, *told.values()])[:-3:-1]
    return first >= _STRONG and second < first / 2


def _shares(source: Source, lines: Sequence[tuple[int, int]]) -> dict[str, float]:
    """Return which share of the lines that tell a field tells which."""
    counts: dict[str, int] = {}
    for first, last in lines:
        told = score(source, first, last)
        told.pop("general", None)
        field = strongest(told)
        if field is not None:
            counts[field] = counts.get(field, 0) + 1
    whole = sum(counts.values())
    return {name: count / whole for name, count in counts.items()} if whole >= _FEWEST_LINES else {}
