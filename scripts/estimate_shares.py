r"""Estimate how a divided commune's dwellings lie among its successors; write shares.csv.

    python scripts/estimate_shares.py --boundaries ../shared/data/boundaries \
        --admin-units ../shared/data/admin-units --package <site-packages>/vietnamadminunits/data

The ground of each successor is divided among the communes that the law names for it: in Hanoi by
their outlines in the census of 2009 (coarse), elsewhere by their boxes and centres. A part weighs
its area times the square root of the successor's density of people. Needs NumPy and Shapely. Also
prints how often the heaviest successor is the one to which the law itself sends all the people.
"""

import argparse
import csv
import sys
from collections import defaultdict
from pathlib import Path

from place_tables.estimates import Country, Outlines, areas_by_pair, weigh
from place_tables.law import read_law
from place_tables.national import Passing, read_country
from place_tables.package import find_folder, read_package

OUT = Path(__file__).parent / "place_tables/shares.csv"
RESOLUTIONS = "resolutions_2025_docs.tar.xz"


def main(arguments: list[str] | None = None) -> int:
    """Write the weights and print the check against the law."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name in ("boundaries", "admin-units"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--package", type=Path, help="data folder of vietnamadminunits 1.0.4")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args(arguments)
    package = read_package(find_folder(options.package))
    law = read_law(options.admin_units / RESOLUTIONS)
    passings = read_country(law, package)
    extents = _extents(passings)
    outlines = Outlines(options.boundaries, package)
    country = Country(options.boundaries, options.admin_units, package, law)
    areas = areas_by_pair({old: set(news) for old, news in extents.items()}, outlines, country)
    weights = weigh(areas, outlines, country)
    with options.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("old_code", "new_code", "weight", "basis"))
        writer.writerows(
            (old, new, f"{weights[old][new]:.3f}", outlines.basis(old))
            for old in sorted(extents)
            if _undecided(extents[old])
            for new in sorted(extents[old])
        )
    _check(extents, weights, outlines)
    return 0


def _extents(passings: list[Passing]) -> dict[str, dict[str, str]]:
    """Return what of each divided commune goes where."""
    by_old: dict[str, dict[str, str]] = defaultdict(dict)
    for passing in passings:
        if passing.pair.old_level == "commune":
            by_old[passing.pair.old_code][passing.successor] = passing.pair.extent
    return by_old


def _undecided(extents: dict[str, str]) -> bool:
    """Whether the law lets people go to more than one successor."""
    return sum(extent != "part_area" for extent in extents.values()) > 1


def _check(extents: dict, weights: dict, outlines: Outlines) -> None:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for old, news in extents.items():
        taker = [new for new, extent in news.items() if extent == "part_area_all_people"]
        if taker and len(news) > 1:
            best = max(sorted(news), key=lambda new: weights[old].get(new, 0))
            counts[outlines.basis(old)][0] += best == taker[0]
            counts[outlines.basis(old)][1] += 1
    for basis, (right, total) in sorted(counts.items()):
        print(f"{basis}: the law's taker of all people is the heaviest in {right} of {total}")


if __name__ == "__main__":
    sys.exit(main())
