"""The country's units since 2018 in the shape in which addresses are read; no database here."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from diaban.engines.addressing import Gazetteer, SuccessionRecord, UnitRecord
from diaban.spine.places import tables

# the first day whose units are known
FIRST_DAY = date(2018, 1, 1)
# a full search for garbage after so many partial ones, where Python has 10
_RARELY = 100
_VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")


@cache
def address_gazetteer() -> Gazetteer:
    """Return the units that an address may name; built when first asked for, once a process."""
    with _uncollected():
        aliases, spellings = _aliases(), _spellings()
        return Gazetteer(
            [_as_unit(row, aliases, spellings) for row in tables.read_address_units()],
            [_as_succession(row) for row in tables.read_address_successions()],
        )


def today_in_viet_nam() -> date:
    """Return the day in Viet Nam, for programs that need no database."""
    return datetime.now(_VIET_NAM).date()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let hundreds of thousands of lasting values be made without a search for garbage.

    Nor are they searched later: they live as long as the process. Python searches everything when
    what is new exceeds a quarter of what is old, the frozen left out: it would take the process for
    a small one and search what a reader remembers again and again. So that search becomes rarer.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
        young, middle, _ = gc.get_threshold()
        gc.set_threshold(young, middle, _RARELY)
    finally:
        if was_on:
            gc.enable()


def _aliases() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return other names by level and code; a code keeps its aliases through its epochs.

    The names that communes had before a merger are units of their own here.
    """
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in tables.read_aliases():
        if row.kind != "former" or row.level == "province":
            found[row.level, row.code].append(row.alias)
    for name in tables.read_address_names():
        found[name.level, name.code].append(name.name)
    return {key: tuple(names) for key, names in found.items()}


def _spellings() -> dict[tuple[str, str, date], tuple[str, ...]]:
    """Return other spellings by level, code and first day: the reform gave old codes anew."""
    found: dict[tuple[str, str, date], list[str]] = defaultdict(list)
    for row in tables.read_address_aliases():
        found[row.level, row.code, row.valid_from].append(row.alias)
    return {key: tuple(names) for key, names in found.items()}


def _as_unit(
    row: tables.AddressUnitRow,
    aliases: dict[tuple[str, str], tuple[str, ...]],
    spellings: dict[tuple[str, str, date], tuple[str, ...]],
) -> UnitRecord:
    also = aliases.get((row.level, row.code), ())
    also += spellings.get((row.level, row.code, row.valid_from), ())
    return UnitRecord(
        row.level, row.code, row.name, row.kind, row.parent_code or "", row.province_code,
        row.valid_from, row.valid_to, also,
    )  # fmt: skip


def _as_succession(row: tables.AddressSuccessionRow) -> SuccessionRecord:
    return SuccessionRecord(
        row.level, row.predecessor_code, row.predecessor_from, row.successor_code, row.on,
        row.extent, row.share, row.citation, row.successor_level, row.successor_from,
    )  # fmt: skip
