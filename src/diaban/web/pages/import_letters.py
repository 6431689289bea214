"""Text that reads two ways: both readings beside each other, for a person to choose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from diaban.engines.encodings import NAMES
from diaban.exchange.importing.opening import Head, open_head
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.tables import ReadOptions

_UNCLEAR = {"encoding_unclear", "table_encoding_unclear"}
_SHOWN = 80


@dataclass(frozen=True)
class Letters:
    """One way to read a text: the encoding, what people call it, and how the text looks then."""

    encoding: str
    label: str
    sample: str


def open_either(path: Path, options: ReadOptions) -> tuple[Head, list[Letters]]:
    """Open a file; where its text reads two ways, in the likelier one, and tell both.

    Raises InputError where it cannot be read at all.
    """
    try:
        return open_head(path, options), []
    except InputError as error:
        ways = _ways(error.problem)
        if not ways:
            raise
    return open_head(path, replace(options, encoding=ways[0].encoding)), ways


def _ways(problem: Problem) -> list[Letters]:
    if problem.code not in _UNCLEAR:
        return []
    said = problem.params
    encodings = {label: name for name, label in NAMES.items()}
    pairs = (("first", said.get("one") or said.get("reading")), ("second", said.get("other")))
    return [
        Letters(encodings[said[label]], said[label], str(sample)[:_SHOWN])
        for label, sample in pairs
        if said[label] in encodings
    ]
