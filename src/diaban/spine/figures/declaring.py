"""What an app declares so that its records are measured: a table of records, and rules over it.

An app writes both as plain values in its module ``measures``: ``TABLES`` and ``MEASURES``. Nothing
else is needed for a measure to be computed, stored, explained, published and pointed at by a
target. The rule itself is an ``engines.measuring.Measure``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

import polars as pl
from django.apps import apps
from django.utils.module_loading import module_has_submodule

from diaban.engines.measuring import Measure
from diaban.spine.parties.organisations import Field

__all__ = ["MeasureSpec", "RecordTable", "UnknownMeasureError", "find", "measures", "tables"]


@dataclass(frozen=True, slots=True)
class RecordTable:
    """Records of one kind, as versions: how each stood from one day until another.

    Every frame has ``id``, ``valid_from``, ``valid_to`` (outside; null: still), ``place`` (the
    commune's row number; null: nobody knows) and the columns that rules read. ``schema`` says
    them all. ``every`` yields all records in blocks by number, ``read`` those of some, in the order
    of id and day. ``newest`` is a mark that grows with each statement, ``changed_since`` says of
    which records anything was said after it, None for more than so many. ``basis`` tells what
    else the records rest on: where it has changed all are read anew.
    """

    name: str
    schema: dict[str, type[pl.DataType]]
    read: Callable[[list[int]], pl.DataFrame]
    every: Callable[[], Iterator[pl.DataFrame]]
    newest: Callable[[], int]
    changed_since: Callable[[int, int], list[int] | None]
    basis: Callable[[], list[str | int]] = list


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """A measure with its words: what it is called, what it counts, and where that is written.

    ``noun`` names one record ("hộ"). ``source`` cites the decree, plan or decision whose wording
    the rule follows, or says that the definition is Diaban's own. ``expected`` returns how many
    records each commune should have by some source, by row number: those that are not there are
    unknown, so that a short list cannot look complete. Communes without such a number stay as they
    are counted, and are named.
    """

    measure: Measure
    table: str
    field: Field
    title_vi: str
    title_en: str
    noun_vi: str
    noun_en: str
    source: str
    expected: Callable[[], dict[int, int]] | None = None

    @property
    def name(self) -> str:
        return self.measure.name

    @property
    def version(self) -> int:
        return self.measure.version


class UnknownMeasureError(LookupError):
    """No app declares a measure of this name; ``known`` are those that there are."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"no measure is called {name!r}")
        self.name = name
        self.known = known


@cache
def tables() -> dict[str, RecordTable]:
    """Return every declared table of records by its name."""
    return _by_name(table for module in _modules() for table in module.TABLES)


@cache
def measures() -> dict[str, MeasureSpec]:
    """Return every declared measure by its name; LookupError for one over no declared table."""
    found = _by_name(spec for module in _modules() for spec in module.MEASURES)
    for spec in found.values():
        if spec.table not in tables():
            raise LookupError(f"measure {spec.name}: no table {spec.table}")
    return found


def find(name: str) -> MeasureSpec:
    """Return the measure of this name; UnknownMeasureError for none."""
    spec = measures().get(name)
    if spec is None:
        raise UnknownMeasureError(name, sorted(measures()))
    return spec


def _modules() -> Iterator:
    for config in apps.get_app_configs():
        if config.name.startswith("diaban.") and module_has_submodule(config.module, "measures"):
            yield import_module(f"{config.name}.measures")


def _by_name(declared) -> dict:
    found: dict = {}
    for one in declared:
        if one.name in found:
            raise LookupError(f"declared twice: {one.name}")
        found[one.name] = one
    return found
