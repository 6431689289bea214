r"""Build the embedded place tables from law, the package vietnamadminunits and listed corrections.

    python scripts/build_place_tables.py --admin-units ../shared/data/admin-units \
        --package <site-packages>/vietnamadminunits/data

The package's data folder is found by itself where the package is installed. Prints the counts
and every conflict between the sources; a conflict that corrections.csv does not explain is an
error. The output depends on nothing but the inputs: two runs give the same bytes.
"""

import argparse
import csv
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from place_tables import facts, rows
from place_tables.address_aliases import build_address_aliases
from place_tables.address_tables import (
    AddressSuccessionRow,
    AddressUnitRow,
    address_conflicts,
    build_address_successions,
    build_address_units,
)
from place_tables.attributes import build_aliases, build_postal_codes, build_seeds
from place_tables.comparison import Pairs, communes_held, compare
from place_tables.earlier import follow
from place_tables.history import check_last_list, read_history
from place_tables.law import Law, read_law
from place_tables.national import national_faults, read_country
from place_tables.package import Package, find_folder, read_package
from place_tables.successions import HanoiSuccessions, build_successions
from place_tables.units import build_units
from place_tables.units import conflicts as unit_conflicts

RESOLUTIONS = "resolutions_2025_docs.tar.xz"
HISTORY = "admin_history_2004_2025.csv.gz"
ALIASES = "legacy_ward_aliases_2018_2025.csv.gz"
TABLES = Path(__file__).parent.parent / "src/diaban/spine/places/tables"


def main(arguments: list[str] | None = None) -> int:
    """Build the tables into a folder and report on the sources."""
    options = _parser().parse_args(arguments)
    law = read_law(options.admin_units / RESOLUTIONS)
    package = read_package(find_folder(options.package))
    hanoi = HanoiSuccessions(law, package)
    units = build_units(law, package, hanoi.old_names())
    intervals = read_history(options.admin_units / HISTORY, package)
    passings = read_country(law, package)
    steps = list(follow(intervals, options.admin_units / ALIASES, package))
    address_units = build_address_units(intervals, units, hanoi.old_names())
    successions = build_address_successions(address_units, steps, passings, package)
    aliases = build_address_aliases(options.admin_units, address_units)
    tables = {
        "units.csv": (rows.UnitRow, units),
        "successions.csv": (rows.SuccessionRow, build_successions(hanoi, units)),
        "postal_codes.csv": (rows.PostalCodeRow, build_postal_codes(units)),
        "aliases.csv": (rows.AliasRow, build_aliases(units)),
        "seeds.csv": (rows.SeedRow, list(build_seeds(package))),
        "address_units.csv": (AddressUnitRow, address_units),
        "address_successions.csv": (AddressSuccessionRow, successions),
        "address_aliases.csv": (rows.AliasRow, aliases),
        "address_names.csv": (rows.AddressNameRow, list(_older_names())),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    for name, (row_type, table) in tables.items():
        _write(options.out / name, row_type, table)
        print(f"{name}: {len(table)} rows")
    return _report(
        [
            *_conflicts(hanoi, law, package),
            *((text, False) for text in national_faults(passings, package)),
            *((text, False) for text in check_last_list(intervals, package)),
            *compare(_held(successions), options.admin_units),
            *_untaken(address_conflicts(address_units, steps)),
        ]
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--admin-units", type=Path, required=True, help="folder of the legal texts and old lists"
    )
    parser.add_argument("--package", type=Path, help="data folder of vietnamadminunits 1.0.4")
    parser.add_argument("--out", type=Path, default=TABLES, help="folder to write the tables into")
    return parser


def _write(path: Path, row_type: type, table: Iterable[tuple]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(row_type._fields)
        writer.writerows([unicodedata.normalize("NFC", cell) for cell in row] for row in table)


def _conflicts(hanoi: HanoiSuccessions, law: Law, package: Package) -> Iterator[tuple[str, bool]]:
    """Yield each conflict between the sources and whether a listed correction explains it."""
    listed = {row["code"] for row in facts.read("corrections.csv") if row["field"] == "successor"}
    yield from ((text, text[:5] in listed) for text in hanoi.conflicts(package))
    yield from ((text, False) for text in unit_conflicts(law, package))


def _older_names() -> Iterator[rows.AddressNameRow]:
    """Yield the names of before 2018 that are still written, as listed beside the scripts."""
    for row in facts.read("address_names.csv"):
        yield rows.AddressNameRow(**row)


def _held(successions: list[AddressSuccessionRow]) -> Pairs:
    return communes_held(
        (row.level, row.predecessor_code, row.successor_code, row.extent)
        for row in successions
        if row.on == facts.REFORM
    )


def _untaken(texts: Iterable[str]) -> Iterator[tuple[str, bool]]:
    listed = {row["code"] for row in facts.read("corrections.csv") if row["field"] == "taker"}
    yield from ((text, text[:5] in listed) for text in texts)


def _report(conflicts: Iterable[tuple[str, bool]]) -> int:
    unexplained = 0
    for text, explained in conflicts:
        print(f"conflict ({'explained' if explained else 'UNEXPLAINED'}): {text}")
        unexplained += not explained
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
