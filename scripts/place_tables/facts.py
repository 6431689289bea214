"""The small committed facts beside the sources: corrections, events, postal blocks, old names."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
REFORM = "2025-07-01"  # two-tier local government begins
HORIZON = "2025-01-01"  # Hanoi's last arrangement before it; the tables go no further back
CENTRE_CARRIER = "vietnamadminunits"

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@cache
def read(name: str) -> list[dict[str, str]]:
    """Read one of the committed fact files beside this module."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def corrected_centres(centres: dict[str, Point]) -> dict[str, Point | None]:
    """Return the centres with the listed corrections: a point, another unit's centre, or none."""
    corrected: dict[str, Point | None] = dict(centres)
    for code, right in _corrections("centre"):
        if code in centres:
            corrected[code] = _numbers(right) if " " in right else centres.get(right)
    return corrected


def corrected_boxes(boxes: dict[str, Box]) -> dict[str, Box]:
    """Return the boxes (S, W, N, E) with the listed corrections."""
    return boxes | {code: _numbers(right) for code, right in _corrections("box") if code in boxes}


def _corrections(field: str) -> Iterator[tuple[str, str]]:
    for row in read("corrections.csv"):
        if row["carrier"] == CENTRE_CARRIER and row["field"] == field:
            yield row["code"], row["right"]


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(map(float, text.split()))


def corrected_code(carrier: str, code: str) -> str:
    """Return the code that a carrier should have printed."""
    for row in read("corrections.csv"):
        if (row["carrier"], row["code"], row["field"]) == (carrier, code, "code"):
            return row["right"]
    return code


def events_by_unit() -> dict[tuple[str, str], list[dict[str, str]]]:
    """Return the changes after July 2025, in order of date, by (level, code)."""
    events = defaultdict(list)
    for row in sorted(read("events.csv"), key=lambda row: row["on"]):
        events[row["level"], row["code"]].append(row)
    return events


def rejected_areas() -> set[str]:
    """Return the communes whose published area their official polygon contradicts."""
    return {row["code"] for row in read("rejected_areas.csv")}
