"""Vietnamese units as the address benchmarks need them, read apart from Diaban's own tables.

The yardstick must not be made by what it measures: names, codes and successors come straight from
the statistics office's lists in ../shared/data, and old wards are found in a text by a rule simple
enough to be checked by eye.
"""

from __future__ import annotations

import csv
import gzip
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

SHARED = Path(os.environ.get("DIABAN_SHARED", "../shared")) / "data"
WARD_WORD = re.compile(r"^(phuong|xa|thi tran|dac khu|p|x|tt)\b ?")
DISTRICT_WORD = re.compile(r"^(quan|huyen|thi xa|thanh pho|q|h|tx|tp)\b ?")
NUMBER_ALONE = re.compile(r"((so|nha|ngo|ngach|hem|lo|to|cum|tang|[a-z]?\d+\w*)( |$))+")
PROVINCE_WORD = re.compile(r"^(thanh pho|tinh|tp|t)\b ?")


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one list in ../shared/data."""
    path = SHARED / name
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


@cache
def fold(text: str) -> str:
    """Return the words of a text, small and without marks, one blank between them."""
    apart = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare))


@cache
def fold_with_marks(text: str) -> str:
    """Fold, but keep each word's marks wherever in the word they stand: hòa is hoà, not hoa."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text.lower()))
    folded = []
    for word in words:
        marks = sorted(c for c in unicodedata.normalize("NFD", word) if unicodedata.combining(c))
        folded.append(fold(word) + "".join(marks) + "đ" * word.count("đ"))
    return " ".join(folded)


class NewCommunes:
    """The statistics office's codes of the communes in force, found by name and province."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.names: dict[str, str] = {}
        for row in read_rows("admin-units/communes_2026.csv"):
            province = PROVINCE_WORD.sub("", fold(row["province"]))
            self.names[row["code"]] = row["full_name"]
            for key in self._keys(row["full_name"]):
                self._codes[province, key].add(row["code"])

    @staticmethod
    def _keys(ward: str) -> tuple[str, ...]:
        """Return ways to write a name, the strictest first: whole, without type, without marks."""
        marked, bare = fold_with_marks(ward), fold(ward)
        typed = WARD_WORD.match(bare)
        count = len(typed.group().split()) if typed else 0
        nameless = " ".join(marked.split()[count:])
        return marked, nameless, bare, WARD_WORD.sub("", bare)

    def code_of(self, ward: str, province: str) -> str:
        """Return the code that the name has in the province, "" if none or several have it."""
        within = PROVINCE_WORD.sub("", fold(province))
        within = {"hue": "hue", "thua thien hue": "hue"}.get(within, within)
        for key in self._keys(ward):
            codes = self._codes.get((within, key), ())
            if len(codes) == 1:
                return next(iter(codes))
        return ""


@dataclass(frozen=True)
class OldWard:
    """A ward of before July 2025; ``successors`` are the codes of the communes it went into."""

    district: str
    name: str
    successors: frozenset[str]


class OldWards:
    """Hanoi's wards of before July 2025 and those merged before that, and which one a text names.

    Rows of the conversion table are joined by name, not by code: three rows bear a neighbour's
    code. A ward that was merged between 2020 and 2025 has the successors of what it became.
    """

    def __init__(self) -> None:
        successors: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in read_rows("admin-units/nso_conversion_2025.csv.gz"):
            if row["old_province_code"] == "01":
                key = self._district(row["old_district"]), self._ward(row["old_name"])
                successors[key].add(row["new_code"])
        for key, merged_into in self._merged(set(successors)).items():
            successors[key] |= successors[merged_into]
        self._wards = {
            key: OldWard(*key, successors=frozenset(codes)) for key, codes in successors.items()
        }
        self._districts = {district for district, _ in self._wards}

    @staticmethod
    def _district(text: str) -> str:
        return DISTRICT_WORD.sub("", fold(text))

    @staticmethod
    def _ward(text: str) -> str:
        return WARD_WORD.sub("", fold(text))

    @classmethod
    def _merged(cls, living: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
        """Return the wards that ended before 2025, each with the ward that took it in."""
        joined = {("".join(d.split()), "".join(w.split())): (d, w) for d, w in living}
        spaced = {
            "".join(cls._ward(row["name"]).split()): cls._ward(row["name"])
            for row in read_rows("admin-units/admin_history_2004_2025.csv.gz")
            if row["province_code"] == "01" and row["level"] == "3"
        }
        merged = {}
        for row in read_rows("admin-units/legacy_ward_aliases_2018_2025.csv.gz"):
            # their keys have no blanks: "quandongda", "phuongtrungtu"
            district = re.sub(r"^(quan|huyen|thixa)", "", row["district_key"])
            into = re.sub(r"^(phuong|xa|thitran)", "", row["ward_key"])
            name = spaced.get(row["alias_keyword"])
            target = joined.get((district, into))
            if row["province_key"] == "thanhphohanoi" and name and target:
                merged.setdefault((target[0], name), target)
        return {key: into for key, into in merged.items() if key not in living}

    def named_in(self, text: str) -> OldWard | None:
        """Return the ward that a text names plainly, else None.

        The district must be named. Then a part of the text between commas or dashes is a ward if
        it says so ("P. Trung Tự"); else if it is the name of a ward and nothing more and stands
        after a street: the part after a bare number ("24 ngõ 85, Lĩnh Nam") is a street.
        """
        parts = [fold(part) for part in re.split(r"[,;–]|(?<!\d)-|-(?!\d)", text)]
        parts = [part for part in parts if part]
        district = self._district_among(parts)
        for part in reversed(parts):
            name = WARD_WORD.sub("", part)
            if name != part and (ward := self._wards.get((district, name))):
                return ward
        named = [
            self._wards.get((district, part))
            for before, part in pairwise(parts)
            if part != district and not NUMBER_ALONE.fullmatch(before)
        ]
        return next((ward for ward in reversed(named) if ward), None)

    def _district_among(self, parts: list[str]) -> str:
        for part in reversed(parts):
            name = DISTRICT_WORD.sub("", part)
            if name in self._districts:
                return name
        return ""
