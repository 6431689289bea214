"""Compare the successions of July 2025 with the other carriers; every difference must be listed.

A difference that corrections.csv does not list is a conflict, and so is a listed one that the
carrier no longer shows.
"""

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import facts

OFFICE, DVHCVN = "office conversion table", "dvhcvn"
CONVERSION = "nso_conversion_2025.csv.gz"
SPLITS = "dvhcvn_splits_2025.json.gz"
EXTENT_OF_NOTE = {
    "Nhập toàn bộ": "whole",
    "Nhập một phần": "part",
    "Nhập một phần diện tích": "part_area",
    "Nhâp một phần diện tích": "part_area",
    "Nhập toàn bộ diện tích": "part_area",
    "Nhập một phần diện tích, toàn bộ dân số": "part_area_all_people",
    "Nhập một phần dân số": "part_people",
    "Giữ nguyên": "unchanged",
    "Đổi tên": "unchanged",
    "Đổi loại hình": "whole",
    "Sắp xếp toàn bộ xã Thổ Châu thành đặc khu Thổ Châu": "whole",
    "Phần còn lại sau khi tách một phần vào xã Canh Vinh": "part",
    "Đổi tên từ một phần Phường 15": "part",
    "Đổi tên, đổi loại hình từ một phần thị trấn Lai Uyên": "part",
}

Pairs = dict[str, dict[str, str]]


def read_office(folder: Path) -> Pairs:
    """Return the office's conversion table: extent by old and new code, miscoded rows mended."""
    wrong = {(row["code"], row["found"]): row["right"] for row in _listed(OFFICE, "old_code")}
    pairs: Pairs = defaultdict(dict)
    with gzip.open(folder / CONVERSION, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = wrong.get((row["old_code"], row["old_name"]), row["old_code"])
            pairs[code][row["new_code"]] = EXTENT_OF_NOTE[" ".join(row["note"].split())]
    return pairs


def read_dvhcvn(folder: Path) -> Pairs:
    """Return dvhcvn's reading: it tells which, not how much."""
    pairs: Pairs = defaultdict(dict)
    with gzip.open(folder / SPLITS) as file:
        for province in json.load(file)["data"]:
            for commune in province["level3s"]:
                for part in commune["splits"]:
                    pairs[commune["level3_id"]][part["new_id"]] = ""
    return pairs


def differences(held: Pairs, office: Pairs, dvhcvn: Pairs) -> set[tuple[str, str, str, str, str]]:
    """Return (carrier, code, field, found, right) wherever a carrier differs from the law."""
    stale = {(DVHCVN, code, "old_code", "", "") for code in dvhcvn.keys() - held.keys()}
    shared = {code: parts for code, parts in dvhcvn.items() if code in held}
    return {
        *stale,
        *_successors(OFFICE, held, office),
        *_successors(DVHCVN, held, shared),
        *(
            (OFFICE, code, "extent", office[code][new], extent)
            for code, parts in held.items()
            for new, extent in parts.items()
            if office.get(code, {}).get(new, extent) != extent
        ),
    }


def _successors(carrier: str, held: Pairs, found: Pairs) -> Iterator[tuple[str, ...]]:
    for code in held.keys() | found.keys():
        theirs, ours = found.get(code, {}).keys(), held.get(code, {}).keys()
        yield from ((carrier, code, "successor", new, "") for new in theirs - ours)
        yield from ((carrier, code, "successor", "", new) for new in ours - theirs)


def explanations() -> set[tuple[str, str, str, str, str]]:
    """Return the differences that corrections.csv lists with a citation."""
    rows = [*_listed(OFFICE, "successor", "extent"), *_listed(DVHCVN, "successor", "old_code")]
    return {
        (
            row["carrier"],
            row["code"],
            row["field"],
            _found(row),
            row["right"],
        )
        for row in rows
        if row["citation"]
    }


def _found(row: dict[str, str]) -> str:
    if row["field"] == "extent":
        return EXTENT_OF_NOTE[row["found"]]
    return "" if row["field"] == "old_code" else row["found"]


def compare(held: Pairs, folder: Path) -> Iterator[tuple[str, bool]]:
    """Yield each difference as a text, and whether it is listed; then what is listed in vain."""
    found = differences(held, read_office(folder), read_dvhcvn(folder))
    listed = explanations()
    for one in sorted(found | listed):
        carrier, code, field, theirs, right = one
        text = f"{code}: {field} {theirs or '-'} in {carrier}, {right or '-'} by law"
        yield (text if one in found else f"{text}: listed, not found"), one in found & listed


def _listed(carrier: str, *fields: str) -> list[dict[str, str]]:
    return [
        row
        for row in facts.read("corrections.csv")
        if row["carrier"] == carrier and row["field"] in fields
    ]


def communes_held(rows: Iterable[tuple[str, str, str, str]]) -> Pairs:
    """Return extents by old and new code from (level, old, new, extent) of July 2025."""
    pairs: Pairs = defaultdict(dict)
    for level, old, new, extent in rows:
        if level == "commune":
            pairs[old][new] = extent
    return pairs
