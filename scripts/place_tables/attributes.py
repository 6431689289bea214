"""Build what hangs on the units: postal codes, aliases, seeds of approximate areas."""

from collections.abc import Iterator

from . import facts
from .names import fold
from .package import Package
from .rows import AliasRow, PostalCodeRow, SeedRow, UnitRow, degrees, place

CODES_2018, FROM_2018 = "2475/QĐ-BTTTT", "2018-01-01"
CODES_2025, FROM_2025 = "2334/QĐ-BKHCN", "2025-08-24"
HANOI_CODE_2018 = "10000"
KNOWN_AS = [  # what no rule derives: usual abbreviations and English names
    ("01", "HN", "short"),
    ("01", "Hanoi", "english"),
    ("31", "HP", "short"),
    ("31", "Haiphong", "english"),
    ("48", "Danang", "english"),
    ("79", "HCM", "short"),
    ("79", "TPHCM", "short"),
    ("79", "Sài Gòn", "former"),
    ("79", "Saigon", "english"),
]


def build_postal_codes(units: list[UnitRow]) -> list[PostalCodeRow]:
    """Return Hanoi's postal codes: city and district blocks of 2018, communes of 2025."""
    by_name = {
        fold(unit.name): unit
        for unit in units
        if unit.parent_code == "01" and unit.level == "commune" and not unit.valid_to
    }
    districts = {unit.code: unit for unit in units if unit.level == "district"}
    hanoi = next(unit for unit in units if unit.level == "province" and unit.code == "01")
    rows = [_code(HANOI_CODE_2018, hanoi, (FROM_2018, "", CODES_2018))]
    for block in facts.read("postal_blocks.csv"):
        term = (FROM_2018, FROM_2025, CODES_2018)
        rows.append(_code(block["block"] + "00", districts[block["district_code"]], term))
        for entry in block["communes"].split(", "):
            name, _, number = entry.rpartition(" ")
            term = (FROM_2025, "", CODES_2025)
            rows.append(_code(block["block"] + number, by_name[fold(name)], term))
    return sorted(rows)


def _code(postal_code: str, unit: UnitRow, term: tuple[str, str, str]) -> PostalCodeRow:
    return PostalCodeRow(postal_code, unit.level, unit.code, unit.valid_from, *term)


def build_aliases(units: list[UnitRow]) -> list[AliasRow]:
    """Return other names under which units are known; tone style, hyphens and ASCII are by rule."""
    rows = [
        AliasRow("commune", row["code"], facts.HORIZON, row["former_name"], "former")
        for row in facts.read("former_names.csv")
    ]
    rows += [
        AliasRow(unit.level, unit.code, unit.valid_from, alias, kind)
        for unit in units
        for code, alias, kind in KNOWN_AS
        if (unit.level, unit.code) == ("province", code)
    ]
    return sorted(rows, key=lambda row: (row.level, *row[1:]))


def build_seeds(package: Package) -> Iterator[SeedRow]:
    """Yield the old communes' centres and boxes."""
    centres = facts.corrected_centres({code: old.centre for code, old in package.old.items()})
    boxes = facts.corrected_boxes({code: old.box for code, old in package.old.items()})
    for code in sorted(centres):
        yield SeedRow(code, facts.HORIZON, *place(centres[code]), *map(degrees, boxes[code]))
