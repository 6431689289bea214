"""The 34 resolutions of 2025 against the country's units before and after."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from . import facts
from .law import Law, Province
from .names import fold, split_kind
from .package import Package
from .resolution import OldUnits, Pair, faults, read_pairs


class Passing(NamedTuple):
    """A pair of a resolution with the province and the code of its new commune."""

    province: Province
    pair: Pair
    successor: str

    @property
    def citation(self) -> str:
        return f"{self.province.resolution}, khoản {self.pair.clause} Điều 1"


def old_units(package: Package, province_code: str, resolution: str) -> OldUnits:
    """Return the old units that a resolution may name, by the province that took them."""
    rows = [
        {
            "level": "commune", "code": o.code, "kind": o.kind, "name": o.name,
            "district_code": o.district_code, "district": f"{o.district_kind} {o.district}",
            "province": o.province,
        }
        for o in package.national.values()
        if package.province_of[o.province_code] == province_code
    ] + [
        {
            "level": "district", "code": o.code, "kind": o.kind, "name": o.name,
            "district_code": "", "district": "", "province": "",
        }
        for o in package.islands
        if package.province_of[o.province_code] == province_code
    ]  # fmt: skip
    return OldUnits(rows, _spellings(resolution))


def _spellings(resolution: str) -> dict[tuple[str, str], tuple[str, str]]:
    return {
        split_kind(row["found"]): split_kind(row["right"])
        for row in facts.read("corrections.csv")
        if (row["carrier"], row["field"]) == (resolution, "spelling")
    }


def new_codes(package: Package, province_code: str) -> dict[tuple[str, str], str]:
    """Return the codes of a province's communes of July 2025 by kind and folded name."""
    return {
        (new.kind, fold(new.name)): new.code
        for new in package.new.values()
        if new.province_code == province_code
    }


def read_country(law: Law, package: Package) -> list[Passing]:
    """Return every pair of the 34 resolutions."""
    return [
        Passing(province, pair, codes[pair.new_kind, fold(pair.new_name)])
        for province in law.provinces
        for codes in [new_codes(package, province.code)]
        for pair in read_pairs(
            province.text, old_units(package, province.code, province.resolution)
        )
    ]


def national_faults(passings: list[Passing], package: Package) -> Iterator[str]:
    """Yield each unit that the texts do not account for exactly once, before or after."""
    by_province = defaultdict(list)
    for passing in passings:
        by_province[passing.province.resolution].append(passing.pair)
    for resolution, pairs in by_province.items():
        yield from (f"{text} ({resolution})" for text in faults(pairs))
    named = {(passing.pair.old_level, passing.pair.old_code) for passing in passings}
    olds = {("commune", code) for code in package.national}
    olds |= {("district", island.code) for island in package.islands}
    yield from (f"{code}: {level} in no resolution" for level, code in sorted(olds - named))
    made = {passing.successor for passing in passings}
    yield from (f"{code}: from nothing" for code in sorted(package.new.keys() - made))
