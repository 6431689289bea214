"""Build units.csv: who was in force when, under which name, kind and parent."""

from collections.abc import Iterable, Iterator

from . import facts
from .changes import apply_changes, read_changes
from .law import Law, Listed, Province
from .names import fold
from .package import OldCommune, Package
from .resolution import read_list
from .rows import UnitRow, place

HANOI = "01"
HANOI_FROM, HANOI_BY = "2008-08-01", "15/2008/QH12"  # its present extent
PROVINCES_BY = "202/2025/QH15"
ARRANGED_2025_BY = "1286/NQ-UBTVQH15"
DISTRICTS_CLOSED_BY = "72/2025/QH15"
HANOI_COMMUNES_BY = "1656/NQ-UBTVQH15"


def build_units(law: Law, package: Package, old_names: dict[str, str]) -> list[UnitRow]:
    """Return every unit, a kind's change splitting it in two, in order of level, code and day."""
    rows = [
        *_provinces(law, package),
        *_districts(package.old.values()),
        *_old_communes(package, old_names),
        *_communes(law, package),
    ]
    level = ["province", "district", "commune"].index
    dated = [part for row in rows for part in _split_at_events(row)]
    dated = apply_changes(dated, read_changes())
    return sorted(dated, key=lambda row: (level(row.level), row.code, row.valid_from))


def _provinces(law: Law, package: Package) -> Iterator[UnitRow]:
    for province in law.provinces:
        merged = province.code in package.merged_provinces
        start, opened_by = facts.REFORM, PROVINCES_BY if merged else ""
        if province.code == HANOI:
            start, opened_by = HANOI_FROM, HANOI_BY
        centre = place(package.province_centres[province.code])
        yield UnitRow(
            "province", province.code, province.name, province.kind, "", "",
            start, "", opened_by, "", *centre, "",
        )  # fmt: skip


def _districts(olds: Iterable[OldCommune]) -> Iterator[UnitRow]:
    for old in {old.district_code: old for old in olds}.values():
        yield UnitRow(
            "district", old.district_code, old.district, old.district_kind, "province", HANOI,
            facts.HORIZON, facts.REFORM, "", DISTRICTS_CLOSED_BY,
            *place(old.district_centre), "",
        )  # fmt: skip


def _old_communes(package: Package, names: dict[str, str]) -> Iterator[UnitRow]:
    arranged = {r["code"] for r in facts.read("former_names.csv") if r["until"] == facts.HORIZON}
    centres = facts.corrected_centres({code: old.centre for code, old in package.old.items()})
    for code, old in package.old.items():
        yield UnitRow(
            "commune", code, names[code], old.kind, "district", old.district_code,
            facts.HORIZON, facts.REFORM, ARRANGED_2025_BY if code in arranged else "",
            HANOI_COMMUNES_BY, *place(centres[code]), "",
        )  # fmt: skip


def _communes(law: Law, package: Package) -> Iterator[UnitRow]:
    provinces = {province.code: province for province in law.provinces}
    unchanged = {code: set(_unchanged(province)) for code, province in provinces.items()}
    centres = facts.corrected_centres({code: new.centre for code, new in package.new.items()})
    rejected = facts.rejected_areas()
    for listed in law.communes:
        code = facts.corrected_code("1027/CTK-CSCL", listed.code)
        new = package.new[code]
        province = provinces[new.province_code]
        stayed = (listed.kind, fold(listed.name)) in unchanged[province.code]
        area = "" if code in rejected or new.area_km2 is None else f"{new.area_km2:g}"
        yield UnitRow(
            "commune", code, listed.name, listed.kind, "province", province.code,
            facts.REFORM, "", "" if stayed else province.resolution, "",
            *place(centres[code]), area,
        )  # fmt: skip


def _unchanged(province: Province) -> Iterator[tuple[str, str]]:
    for named in read_list(province.unchanged):
        yield named.kind, fold(named.name)


def _split_at_events(row: UnitRow) -> Iterator[UnitRow]:
    if row.valid_to:
        yield row
        return
    for event in facts.events_by_unit().get((row.level, row.code), []):
        yield row._replace(valid_to=event["on"], closed_by=event["resolution"])
        row = row._replace(
            valid_from=event["on"], kind=event["kind"], opened_by=event["resolution"]
        )
    yield row


def conflicts(law: Law, package: Package) -> Iterator[str]:
    """Yield each difference between the law's code list and the package's list."""
    listed = {facts.corrected_code("1027/CTK-CSCL", row.code): row for row in law.communes}
    for code in sorted(listed.keys() ^ package.new.keys()):
        yield f"commune {code} is in only one of the two lists"
    for code in sorted(listed.keys() & package.new.keys()):
        yield from _differing(code, listed[code], package)


def _differing(code: str, row: Listed, package: Package) -> Iterator[str]:
    other = package.new[code]
    if (row.kind, fold(row.name)) != (other.kind, fold(other.name)):
        yield f"commune {code}: {row.kind} {row.name} in law, {other.kind} {other.name} in package"
