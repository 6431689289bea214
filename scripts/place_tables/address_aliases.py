"""Other spellings of the communes of before July 2025: by the law and by the office's tables.

A reader folds tone placement, hyphens and i/y by rule; only what no rule derives is stored.
"""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

from . import facts
from .address_tables import AddressUnitRow
from .comparison import CONVERSION, OFFICE
from .names import fold, split_kind, write_name
from .rows import AliasRow

LAST_LIST = "communes_pre2025_final.csv.gz"
ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7"}


def build_address_aliases(folder: Path, units: list[AddressUnitRow]) -> list[AliasRow]:
    """Return the other spellings of each commune in force in June 2025, in order of code."""
    last = {u.code: u for u in units if u.level == "commune" and u.valid_to == facts.REFORM}
    names = [*_by_law(), *_by_office(folder), *_by_last_list(folder), *_numerals(last)]
    rows = {
        AliasRow("commune", code, last[code].valid_from, write_name(name), "spelling")
        for code, name in names
        if fold(name) != fold(last[code].name)
    }
    return sorted(rows)


def _by_law() -> Iterator[tuple[str, str]]:
    for row in facts.read("corrections.csv"):
        if row["field"] == "spelling":
            yield row["code"], split_kind(row["found"])[1]


def _by_office(folder: Path) -> Iterator[tuple[str, str]]:
    wrong = {
        (row["code"], row["found"])
        for row in facts.read("corrections.csv")
        if (row["carrier"], row["field"]) == (OFFICE, "old_code")
    }
    with gzip.open(folder / CONVERSION, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["old_code"], row["old_name"]) not in wrong:
                yield row["old_code"], _bare(row["old_name"])


def _by_last_list(folder: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(folder / LAST_LIST, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], _bare(row["name"])


def _bare(full_name: str) -> str:
    """Return a name without its kind, which one row of the office's table lacks, one misspells."""
    try:
        return split_kind(full_name.replace("Thi trấn", "Thị trấn"))[1]
    except ValueError:
        return full_name


def _numerals(last: dict[str, AddressUnitRow]) -> Iterator[tuple[str, str]]:
    for code, unit in last.items():
        if unit.name in ROMAN:
            yield code, ROMAN[unit.name]
