"""What an app declares so that its records are measured: a table of records, and rules over it.

An app writes both as plain values in its module ``measures``: ``TABLES`` and ``MEASURES``. Nothing
else is needed for a measure to be computed, stored, explained, published and pointed at by a
target. The rule itself is an ``engines.measuring.Measure``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

import polars as pl
from django.apps import apps
from django.utils.module_loading import module_has_submodule

from diaban.engines.measuring import Measure
from diaban.spine.parties.models import User
from diaban.spine.parties.organisations import Field
from diaban.spine.sectors import SectorConfig

__all__ = [
    "MeasureSpec",
    "RecordTable",
    "RowTold",
    "StandsFor",
    "UnknownMeasureError",
    "Why",
    "Words",
    "find",
    "measures",
    "since",
    "tables",
]

Expected = Callable[[Sequence[date]], dict[date, dict[int, int]]]
Words = tuple[str, str]
Why = Callable[[Mapping[str, Any]], Words]


@dataclass(frozen=True, slots=True)
class RowTold:
    """A record as a person reads it: what it is called, where it lies, what page opens it.

    ``identifier`` is what other systems know it by, "" where nothing. ``place`` is the commune's
    row number. ``note_vi`` and ``note_en`` are a few words beside the title: a code, a state.
    ``page`` is a named page with its ``parts`` and ``query``; "" where none opens it.
    """

    title: str
    identifier: str = ""
    place: int | None = None
    lat_e7: int | None = None
    lng_e7: int | None = None
    note_vi: str = ""
    note_en: str = ""
    page: str = ""
    parts: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


Tell = Callable[[User, list[int]], dict[int, RowTold]]


def _tell_nothing(actor: User, numbers: list[int]) -> dict[int, RowTold]:
    return {}


def _recorded_nothing(actor: User, numbers: list[int]) -> set[int]:
    return set()


@dataclass(frozen=True, slots=True)
class RecordTable:
    """Records of one kind, as versions: how each stood from one day until another.

    Every frame has ``id``, ``valid_from``, ``valid_to`` (outside; null: still), ``place`` (the
    commune's row number; null: nobody knows) and the columns that rules read. ``schema`` says
    them all. ``every`` yields all records in blocks by number, ``read`` those of some, in the order
    of id and day. ``newest`` is a mark that grows with each statement, ``changed_since`` says of
    which records anything was said after it, None for more than so many. ``basis`` tells what
    else the records rest on: where it has changed all are read anew.

    ``tell`` tells records by number to a person, of those that they may see; ``tell_outside`` what
    other systems may read of them, nothing where it is left out. ``recorded_by`` returns which of
    some records a person recorded, who then does not audit them.
    """

    name: str
    schema: dict[str, type[pl.DataType]]
    read: Callable[[list[int]], pl.DataFrame]
    every: Callable[[], Iterator[pl.DataFrame]]
    newest: Callable[[], int]
    changed_since: Callable[[int, int], list[int] | None]
    tell: Tell
    tell_outside: Tell = _tell_nothing
    recorded_by: Callable[[User, list[int]], set[int]] = _recorded_nothing
    basis: Callable[[], list[str | int]] = list


@dataclass(frozen=True, slots=True)
class StandsFor:
    """How many of something each record holds on average, by a source: people of a household.

    ``mean`` is said to one decimal. ``of`` is the day that it is of. What is multiplied by it is an
    estimate and told as one: a figure's shares, bounds and rows stay those of its records.
    """

    mean: float
    noun_vi: str
    noun_en: str
    of: date
    source_vi: str
    source_en: str

    def estimate(self, records: int) -> int:
        """Return about how many there are, to two figures: the mean is not known better.

        >>> people = StandsFor(3.6, "người", "people", date(2019, 4, 1), "", "")
        >>> people.estimate(27_265), people.estimate(3), people.estimate(0)
        (98000, 11, 0)
        """
        about = self.mean * records
        return int(round(about, 2 - len(str(int(about)))))


# the source of a measure that no decree or plan defines, in both languages
OWN_DEFINITION = "Định nghĩa của Địa bàn / Diaban's own definition"
OWN_BY_LANGUAGE = dict(zip(("vi", "en"), OWN_DEFINITION.split(" / "), strict=True))


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """A measure with its words: what it is called, what it counts, and where that is written.

    ``field`` is the ministry's, None for what is of no single one. ``noun`` names one record
    ("hộ"). ``source`` cites the decree, plan or decision whose wording the rule follows, or says
    that the definition is Diaban's own. ``expected`` returns how many records each commune should
    have on some days by a source, by day and row number: those that are not there are unknown, so
    that a short list cannot look complete. Communes without such a number stay as they are counted,
    and are named. ``expects_excluded``: the source counts what does not belong too (all households,
    where the measure is of remote ones), so that none of it is missing. ``stands_for`` is what a
    record holds so many of on average, where figures are told in that too. ``why`` says in a few
    words, Vietnamese and English, what makes a record count or not: by the columns that the rule
    reads, and ``since``, the day from which it has counted so.
    """

    measure: Measure
    table: str
    field: Field | None
    title_vi: str
    title_en: str
    noun_vi: str
    noun_en: str
    source: str
    expected: Expected | None = None
    expects_excluded: bool = False
    stands_for: StandsFor | None = None
    why: Why | None = None

    @property
    def records(self) -> RecordTable:
        return tables()[self.table]

    @property
    def name(self) -> str:
        return self.measure.name

    @property
    def version(self) -> int:
        return self.measure.version


def since(words: Words, row: Mapping[str, Any]) -> Words:
    """Add to words the day from which a record has counted so.

    >>> since(("đã xác nhận", "confirmed"), {"since": date(2026, 3, 12)})
    ('đã xác nhận từ 12/3/2026', 'confirmed since 2026-03-12')
    """
    day: date = row["since"]
    return f"{words[0]} từ {day.day}/{day.month}/{day.year}", f"{words[1]} since {day}"


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
        # another's app may have a module of this name and mean something else by it
        is_ours = config.name.startswith("diaban.") or isinstance(config, SectorConfig)
        if is_ours and module_has_submodule(config.module, "measures"):
            yield import_module(f"{config.name}.measures")


def _by_name(declared) -> dict:
    found: dict = {}
    for one in declared:
        if one.name in found:
            raise LookupError(f"declared twice: {one.name}")
        found[one.name] = one
    return found
