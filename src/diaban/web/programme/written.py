"""What people write into the forms of documents and plans, read or refused field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import polars as pl

from diaban.exchange.importing import texts

_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?")
_LARGEST = 10**15


class WrittenError(ValueError):
    """A field that cannot be read; ``reason`` is no_day, no_number or not_a_choice."""

    def __init__(self, reason: str, field: str, value: str) -> None:
        super().__init__(reason, field)
        self.reason = reason
        self.details = {"field": field, "value": value[:40]}


def line_of(form: Mapping[str, str], name: str) -> str:
    """Return what is written on a line; no database keeps NUL."""
    return " ".join(form.get(name, "").replace("\0", "").split())


def day_of(form: Mapping[str, str], name: str) -> date | None:
    """Read a day as the browser sends it or as people write it; None where nothing is written."""
    said = line_of(form, name)
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        found = pl.select(texts.day(pl.lit(said))).item()
    if found is None:
        raise WrittenError("no_day", name, said)
    return found


def number_of(form: Mapping[str, str], name: str) -> float | None:
    """Read 95, 95,5 or 1.234,5; None where nothing is written."""
    written = line_of(form, name)
    said = written.removesuffix("%").strip()
    if not said:
        return None
    if not _NUMBER.fullmatch(said):
        raise WrittenError("no_number", name, written)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", said):
        said = said.replace(".", "")
    number = float(said.replace(",", "."))
    if number > _LARGEST:
        raise WrittenError("no_number", name, said)
    return number


def whole_of(form: Mapping[str, str], name: str) -> int:
    """Read a place in a text, a version or a row's number; WrittenError for anything else."""
    said = line_of(form, name)
    if not (said.isascii() and said.isdigit() and len(said) <= 9):
        raise WrittenError("no_number", name, said)
    return int(said)
