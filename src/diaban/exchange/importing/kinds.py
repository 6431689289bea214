"""The kinds of file that can be taken in: how each is known, checked and taken.

A new kind is one ``Kind`` in ``KINDS``: four functions and its words. Sectors declare theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from diaban.exchange.handover.ordered import plan_handover, run_handover, suits_handover
from diaban.exchange.importing import taking
from diaban.exchange.importing.mapping import mapping_of, recognise_columns
from diaban.exchange.importing.opening import Head
from diaban.exchange.importing.orders import Order, Outcome
from diaban.exchange.importing.proposing import propose_columns
from diaban.exchange.importing.registry_rules import commune_names
from diaban.exchange.importing.sector_columns import recognise_fields
from diaban.exchange.importing.sector_lists import plan_list, run_list, suits_list
from diaban.exchange.importing.taking import Progress
from diaban.exchange.importing.unit_tables import suits_unit_table
from diaban.spine.parties.models import User
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import today
from diaban.spine.runs.models import Run
from diaban.spine.sectors import FieldSpec, ImportSpec, declared

_COUNTS = {"so ho", "so ho dan", "tong so ho", "households", "household count"}
_UNITS = {"ma xa", "ma", "code", "phuong xa", "xa phuong", "ten", "name", "commune"}
_UNIT_CODES = {"code", "ma xa", "maxa", "ma", "ma don vi", "commune code", "ma huyen", "id", "ref"}
_ROADS = {"highway", "waterway", "railway", "natural", "landuse", "leisure"}


@dataclass(frozen=True)
class Kind:
    """``suits`` says from 0 to 1 how well a file fits; ``maps_columns`` whether fields matter.

    ``fields`` are those of a sector's list; without them the fields are those of addresses.
    """

    name: str
    vi: str
    en: str
    suits: Callable[[Head], float]
    plan: Callable[[Order, User], Outcome]
    run: Callable[[Order, User, Progress], Run]
    maps_columns: bool = False
    needs_day: bool = False
    fields: tuple[FieldSpec, ...] = ()

    def label(self, language: str) -> str:
        return self.vi if language == "vi" else self.en


def known_kinds() -> dict[str, Kind]:
    """Return every kind by its name: our own, then the sectors'."""
    return KINDS | {spec.name: _of_sector(spec) for _, spec in declared("imports", "IMPORTS")}


def complete_columns(kind: Kind, head: Head, said: Mapping[str, str]) -> dict[str, str]:
    """Return field → heading: what a person said, and what the other headings say of the rest.

    A field that is said to have no heading ("") is left out.
    """
    left = [heading for heading in head.columns if heading not in said.values()]
    position = head.position_columns
    if position and not set(position) <= set(left):
        position = None
    if kind.fields:
        found = recognise_fields([f for f in kind.fields if f.name not in said], left, position)
    else:
        places = [head.columns.index(heading) for heading in left]
        rows = [[row[place] for place in places] for row in head.rows]
        proposals = propose_columns(left, rows, commune_names(today()), position)
        found = dict(mapping_of(proposals).columns)
    return {name: heading for name, heading in {**found, **said}.items() if heading}


def _of_sector(spec: ImportSpec) -> Kind:
    return Kind(
        spec.name, spec.vi, spec.en, partial(suits_list, spec), partial(plan_list, spec),
        partial(run_list, spec), maps_columns=True, needs_day=spec.needs_day, fields=spec.fields,
    )  # fmt: skip


def propose_kind(head: Head) -> Kind:
    """Return the kind that suits a file best."""
    return max(known_kinds().values(), key=lambda kind: kind.suits(head))


def _suits_addresses(head: Head) -> float:
    if not head.is_table:
        return 0.0
    if head.format.startswith("OSM"):
        # its rows are only those things that have an address; the streets are there too
        return 0.95 if head.rows else 0.0
    if head.geometry_kinds and "point" not in head.geometry_kinds:
        return 0.1
    found = set(recognise_columns(head.columns, head.rows).columns)
    return min(0.7, 0.3 + 0.1 * len(found))


def _suits_boundaries(head: Head) -> float:
    if head.geometry_kinds != {"polygon"}:
        return 0.0
    folded = _folded(head)
    return 0.8 if folded & _UNIT_CODES and not folded & _ROADS else 0.4


def _suits_households(head: Head) -> float:
    folded = _folded(head)
    if not head.is_table or head.geometry_kinds or not folded & _COUNTS:
        return 0.0
    return 0.9 if folded & _UNITS else 0.2


def _suits_unit_table(head: Head) -> float:
    return 0.95 if head.is_table and suits_unit_table(head.columns) else 0.0


def _suits_basemap(head: Head) -> float:
    kinds = head.geometry_kinds
    if "line" in kinds and "point" not in kinds:
        return 0.9
    if kinds == {"polygon"}:
        return 0.6 if _folded(head) & _ROADS else 0.3
    return 0.2 if "line" in kinds else 0.0


def _folded(head: Head) -> set[str]:
    return {fold_name(name.partition("(")[0]) for name in head.columns}


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "addresses",
            "Danh sách địa chỉ, nhà, địa điểm",
            "A list of addresses, houses or places",
            _suits_addresses,
            taking.plan_addresses,
            taking.run_addresses,
            maps_columns=True,
        ),
        Kind(
            "handover",
            "Danh sách địa chỉ số do Bưu điện bàn giao",
            "The Post's list of digital addresses",
            suits_handover,
            plan_handover,
            run_handover,
            maps_columns=True,
            needs_day=True,
        ),
        Kind(
            "boundaries",
            "Địa giới xã, phường, huyện, tỉnh",
            "Boundaries of communes, districts or provinces",
            _suits_boundaries,
            taking.plan_boundaries,
            taking.run_boundaries,
            needs_day=True,
        ),
        Kind(
            "households",
            "Số hộ của từng xã, phường",
            "Numbers of households by commune",
            _suits_households,
            taking.plan_households,
            taking.run_households,
            needs_day=True,
        ),
        Kind(
            "unit_table",
            "Bảng chuyển đổi xã, phường cũ – mới",
            "A conversion table of old and new communes",
            _suits_unit_table,
            taking.plan_unit_table,
            taking.run_unit_table,
        ),
        Kind(
            "basemap",
            "Nền bản đồ: đường, sông hồ, cây xanh",
            "Base map: streets, water, green",
            _suits_basemap,
            taking.plan_basemap,
            taking.run_basemap,
        ),
    )
}
