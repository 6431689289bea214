r"""Compare the country's successions of July 2025 with the law and with the other carriers.

    python scripts/compare_place_tables.py --admin-units ../shared/data/admin-units \
        --package <site-packages>/vietnamadminunits/data

Reads the committed table. Prints each difference, whether scripts/place_tables/corrections.csv
explains it, and the counts; fails on one that is not explained.
"""

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path

from place_tables import facts
from place_tables.comparison import Pairs, communes_held, compare
from place_tables.law import read_law
from place_tables.national import Passing, national_faults, read_country
from place_tables.package import find_folder, read_package

TABLE = Path(__file__).parent.parent / "src/diaban/spine/places/tables/address_successions.csv"
RESOLUTIONS = "resolutions_2025_docs.tar.xz"


def main(arguments: list[str] | None = None) -> int:
    """Print the differences and return 1 if one is not explained."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--admin-units", type=Path, required=True)
    parser.add_argument("--package", type=Path, help="data folder of vietnamadminunits 1.0.4")
    options = parser.parse_args(arguments)
    package = read_package(find_folder(options.package))
    passings = read_country(read_law(options.admin_units / RESOLUTIONS), package)
    with TABLE.open(encoding="utf-8", newline="") as file:
        table = [row for row in csv.DictReader(file) if row["on"] == facts.REFORM]
    results = [
        *((text, False) for text in national_faults(passings, package)),
        *((text, False) for text in text_differences(table, passings)),
        *compare(held_by(table), options.admin_units),
    ]
    for text, explained in results:
        print(f"{'explained' if explained else 'UNEXPLAINED'}: {text}")
    _count(held_by(table), Counter(explained for _, explained in results))
    return 0 if all(explained for _, explained in results) else 1


def held_by(table: list[dict[str, str]]) -> Pairs:
    """Return the extents of the table's communes."""
    return communes_held(
        (row["level"], row["predecessor_code"], row["successor_code"], row["extent"])
        for row in table
    )


def text_differences(table: list[dict[str, str]], passings: list[Passing]) -> list[str]:
    """Return each row that only the table or only the text of the resolutions has."""
    held = {
        (row["predecessor_code"], row["successor_code"], row["extent"], row["citation"])
        for row in table
        if row["level"] != "province"
    }
    said = {(p.pair.old_code, p.successor, p.pair.extent, p.citation) for p in passings}
    return [f"{row} is in only one of table and resolutions" for row in sorted(held ^ said)]


def _count(held: Pairs, results: Counter) -> None:
    divided = sum(len(parts) > 1 for parts in held.values())
    print(
        f"{len(held)} communes before, {sum(map(len, held.values()))} pairs, {divided} divided; "
        f"{results[True]} differences explained, {results[False]} not"
    )


if __name__ == "__main__":
    sys.exit(main())
