"""The words that rules are made of, read from the text files of the folder ``lexicon``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Generic, TypeVar

from diaban.engines.reading.source import Source, key_of, open_source

_PART = re.compile(r"[,\n]")
_REFERENCE = re.compile("«([^»]+)»")
Value = TypeVar("Value")


class Phrases(Generic[Value]):
    """Phrases that may begin at a word, the longest first, each with what it stands for.

    >>> phrases = Phrases({"sở": 1, "sở tài chính": 2})
    >>> phrases.at(open_source("Sở Tài chính"), 0, 3)
    (3, 2)
    """

    def __init__(self, meanings: Mapping[str, Value], *, across: bool = False) -> None:
        self._across = across  # whether commas and dashes may stand between the words
        self._by_first: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
        for phrase, value in meanings.items():
            words = open_source(phrase).words
            self._by_first.setdefault(words[0], []).append((words, value))
        for held in self._by_first.values():
            held.sort(key=lambda entry: -len(entry[0]))

    def at(self, source: Source, place: int, stop: int) -> tuple[int, Value] | None:
        """Return how many words the longest phrase at ``place`` has, and its meaning."""
        if place >= stop:
            return None
        for words, value in self._by_first.get(source.words[place], ()):
            end = place + len(words)
            if (
                end <= stop
                and source.words[place:end] == words
                and self._is_whole(source, place, end)
            ):
                return len(words), value
        return None

    def _is_whole(self, source: Source, place: int, end: int) -> bool:
        return self._across or all(source.tight[place : end - 1])

    def within(self, source: Source, place: int, stop: int) -> Iterable[tuple[int, int, Value]]:
        """Yield each phrase between two words: where, how long, what."""
        while place < stop:
            found = self.at(source, place, stop)
            if found is None:
                place += 1
                continue
            yield place, *found
            place += found[0]


@cache
def sections(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return the phrases of a file by its sections, in keys.

    >>> "hoàn thành" in sections("verbs")["finish"]
    True
    """
    path = files("diaban.engines.reading") / "lexicon" / f"{name}.txt"
    found: dict[str, list[str]] = {}
    kept: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kept = found.setdefault(line.strip("[] "), [])
        elif not line.startswith("#"):
            kept.extend(part.strip() for part in _PART.split(line) if part.strip())
    return {name: tuple(key_of(phrase) for phrase in kept) for name, kept in found.items()}


@cache
def single_words(section: str) -> frozenset[str]:
    """Return the words of a section of the file ``words`` that holds no longer phrases.

    >>> "rằng" in single_words("fillers")
    True
    """
    return frozenset(sections("words")[section])


@cache
def alternatives(section: str) -> str:
    r"""Return a section of the file ``patterns`` as one group of alternatives.

    >>> alternatives("issuer department")
    '(?:sở\\s+\\S)'
    """
    lines = _lines("patterns", section)
    return f"(?:{'|'.join(lines)})"


def _lines(name: str, section: str) -> list[str]:
    path = files("diaban.engines.reading") / "lexicon" / f"{name}.txt"
    _, _, behind = path.read_text(encoding="utf-8").partition(f"[{section}]\n")
    return [line for line in behind.split("\n[", 1)[0].splitlines() if line]


@cache
def forms(name: str, section: str) -> tuple[str, ...]:
    r"""Return the lines of a section of a grammar, what they refer to by «name» written out.

    A reference to lines with named groups gives one form for each of them, others one group.

    >>> forms("roles", "openings")[-1].startswith(r"(?P<lead>[^;:]+?)\s+(?:là|làm)\s+(?:(?:đơn vị|")
    True
    """
    lines = (line for line in _lines(name, section) if not line.startswith("# "))
    return tuple(form for line in lines for form in _written_out(name, line))


def _written_out(name: str, line: str) -> Iterable[str]:
    found = _REFERENCE.search(line)
    if found is None:
        return [line]
    named = forms(name, found[1])
    if "(?P<" not in named[0]:
        named = (f"(?:{'|'.join(named)})",)
    heads = (line[: found.start()] + one for one in named)
    tails = tuple(_written_out(name, line[found.end() :]))
    return [head + tail for head in heads for tail in tails]


@cache
def phrases(name: str, section: str) -> Phrases[str]:
    """Return one section of a file, each phrase meaning its section.

    >>> phrases("words", "purpose").at(open_source("góp phần vào"), 0, 3)
    (2, 'purpose')
    """
    return Phrases(dict.fromkeys(sections(name)[section], section))


@cache
def verbs() -> Phrases[tuple[str, bool]]:
    """Return the verbs: class, and whether one is weak (also a noun).

    >>> verbs().at(open_source("đẩy mạnh ứng dụng"), 0, 4)
    (2, ('intensify', False))
    """
    return Phrases(_verbs())


def _verbs() -> dict[str, tuple[str, bool]]:
    held = sections("verbs")
    weak = set(held["new weak"])
    found = {phrase: ("new", phrase in weak) for phrase in (*held["new"], *held["new weak"])}
    for name in ("continue", "intensify", "finish"):
        found |= dict.fromkeys(held[name], (name, False))
    return found


@cache
def opening_verbs() -> Phrases[tuple[str, bool]]:
    """Return the verbs of an opening: with words that are verbs only where one is due.

    >>> source = open_source("dán tem cân")
    >>> verbs().at(source, 2, 3), opening_verbs().at(source, 2, 3)
    (None, (1, ('new', False)))
    """
    return _with_more("new opening")


@cache
def refused_verbs() -> Phrases[tuple[str, bool]]:
    """Return the verbs behind a refusal: with what nobody asks for but by "không".

    >>> verbs().at(open_source("gây khó khăn"), 0, 3), refused_verbs().at(open_source("gây"), 0, 1)
    (None, (1, ('new', False)))
    """
    return _with_more("new refused")


def _with_more(*names: str) -> Phrases[tuple[str, bool]]:
    held = sections("verbs")
    found = {phrase: ("new", False) for name in names for phrase in held[name]}
    return Phrases(found | _verbs())


@cache
def weights() -> Phrases[tuple[tuple[str, float], ...]]:
    """Return the words that tell a field: fields and weights.

    >>> weights().at(open_source("trạm BTS"), 0, 2)
    (2, (('telecom', 5.0),))
    """
    found: dict[str, list[tuple[str, float]]] = {}
    for name, lines in _weighted("fields"):
        for phrase, weight in lines:
            found.setdefault(phrase, []).append((name, weight))
    return Phrases({phrase: tuple(told) for phrase, told in found.items()}, across=True)


@cache
def named_weights(name: str) -> Mapping[str, float]:
    """Return a file of names and their weights.

    >>> named_weights("field_weights")["own plainly"] > 0
    True
    """
    return {key: weight for _, lines in _weighted(name) for key, weight in lines}


@cache
def word_weights() -> tuple[Mapping[str, tuple[float, float]], Sequence[Sequence[float]]]:
    """Return what features of words weigh for the beginning and the inside of a duty, and steps.

    The steps have a row for the beginning of a paragraph and for each tag, a column for each tag.

    >>> words, steps = word_weights()
    >>> words["0 phấn"][0] > 0, len(steps), len(steps[0])
    (True, 4, 3)
    """
    features: dict[str, tuple[float, float]] = {}
    steps: list[list[float]] = []
    path = files("diaban.engines.reading") / "lexicon" / "word_weights.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        name, parted, told = line.rpartition(" = ")
        if parted and name.startswith("step "):
            steps.append([float(weight) for weight in told.split()])
        elif parted:
            begin, inside = told.split()
            features[name] = float(begin), float(inside)
    return features, steps


def _weighted(name: str) -> Iterable[tuple[str, list[tuple[str, float]]]]:
    path = files("diaban.engines.reading") / "lexicon" / f"{name}.txt"
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[] ")
        elif "=" in line:
            phrase, _, weight = line.rpartition("=")
            yield section, [(key_of(phrase.strip()), float(weight))]
