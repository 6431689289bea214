"""Which ways a text may mean: its names looked up in the directory, in the communes it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from diaban.engines.addressing.directory import Directory, NamedWay, Way
from diaban.engines.addressing.matching import Asked

__all__ = ["Choice", "choose", "complete_way"]

# bounds of the work of one question
_MOST_NAMES = 12
_MOST_COMPLETED = 400


@dataclass(frozen=True, slots=True)
class Choice:
    """A name read in a way, with the ways of that name that come into question.

    >>> from diaban.engines.addressing.streets import NameFound
    >>> Choice(NamedWay("hang bong", NameFound(1, "exact")), []).ways
    []
    """

    named: NamedWay
    ways: Sequence[Way]


def choose(asked: Asked, directory: Directory) -> list[Choice]:
    """Resolve the names that were asked for: exactly before nearly, where the text says first.

    >>> directory = Directory([Way("hang bong", 3, "Hàng Bông", 4)])
    >>> [one.named.form for one in choose(Asked(street_text="Hang Bogn"), directory)]
    ['hang bong']
    """
    texts = _names_asked(asked)
    communes = asked.within.communes
    exact = _resolve(texts, directory.find, directory, communes)
    if exact:
        return exact
    near = _resolve(texts, directory.find_near, directory, communes)
    if asked.unfinished:
        near = complete_way(asked.unread, communes, directory) + near
    if near:
        return near
    for text in texts:
        led = _in_part(text, directory, communes)
        if led:
            return led
    # the street lies in none of the communes named: it is offered where it does
    return _resolve(texts, directory.find, directory, {}) if communes else []


def complete_way(text: str, communes: Mapping[int, float], directory: Directory) -> list[Choice]:
    """Return the ways whose names go on as a text ends, the largest first.

    >>> directory = Directory([Way("hang bong", 3, "Hàng Bông", 4)])
    >>> [one.named.form for one in complete_way("hàng b", {}, directory)]
    ['hang bong']
    """
    return [
        Choice(named, ways)
        for named in directory.complete(text, _MOST_COMPLETED)
        if (ways := directory.communes_of(named.form, communes))
    ]


def _names_asked(asked: Asked) -> list[str]:
    """Return the names in question; more words that stand together before fewer of them."""
    names = [asked.street_text, asked.building, asked.locality.hamlet]
    if len(asked.unread) > len(asked.street_text):
        names.insert(0, asked.unread)
    if not any(names) and asked.locality.group:
        names.append(f"to {asked.locality.group}")
    return [name for name in names if name]


def _resolve(
    texts: Iterable[str],
    look: Callable[[str], list[NamedWay]],
    directory: Directory,
    communes: Mapping[int, float],
) -> list[Choice]:
    for text in texts:
        choices = [
            Choice(named, ways)
            for named in look(text)[:_MOST_NAMES]
            if (ways := directory.communes_of(named.form, communes))
        ]
        if choices:
            return choices
    return []


def _in_part(text: str, directory: Directory, communes: Mapping[int, float]) -> list[Choice]:
    """Read most of the words as the name: the first word may be a spoilt one, the last a unit's."""
    words = text.split()[:8]
    parts = [words[1:]] + [words[:after] for after in range(len(words) - 1, 1, -1)]
    for part in parts:
        found = _resolve([" ".join(part)], directory.find, directory, communes)
        if found:
            return [_as_part(one) for one in found]
    return []


def _as_part(choice: Choice) -> Choice:
    found = replace(choice.named.found, how="part")
    return Choice(replace(choice.named, found=found), choice.ways)
