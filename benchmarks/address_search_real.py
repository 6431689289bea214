"""Real address strings searched for: facilities of Hanoi, registered as they are written.

    DIABAN_SHARED=../shared PYTHONPATH=src:. .venv/bin/python benchmarks/address_search_real.py

Each facility is registered by the parts read from its own string, in the commune that its point
lies in, among 200,000 made-up doors. It is then asked for by the same string: as it is, without
marks, with one slip in its street, and without its district. The strings name the wards of
2019. Right is the same door: several facilities of one door count alike. Circular for the reader
(its mistakes are registered too), not for the search: commune, ambiguity and slips are real.
"""

from __future__ import annotations

import csv
import gzip
import os
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.address_city import build_city
from benchmarks.address_wording import strip_marks
from scripts.fit_address_matching import OLD, make_reader

from diaban.engines.addressing import Kind, parse
from diaban.engines.addressing.directory import Directory, Way
from diaban.engines.addressing.door_array import DoorArray
from diaban.engines.addressing.door_indexing import written_way
from diaban.engines.addressing.registered import Columns, Registered, read_columns
from diaban.engines.addressing.searching import Searcher, search
from diaban.spine.places.gazetteer import address_gazetteer

SHARED = Path(os.environ.get("DIABAN_SHARED", "../shared"))
FACILITIES = SHARED / "data" / "addresses" / "hanoi_facilities_2019.csv.gz"
DISTRICT = re.compile(r",\s*(?:Q|H|TX|quận|huyện|thị xã)\.?\s[^,]*(?=,|$)", re.IGNORECASE)


def read_facilities() -> list[tuple[str, int]]:
    with gzip.open(FACILITIES, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        (row["address"], int(row["new_code_by_polygon"]))
        for row in rows
        if row["new_code_by_polygon"]
    ]


def register(number: int, text: str, commune: int) -> Registered | None:
    """Read a string into columns; None where it has no number, or no name for its street."""
    parsed = parse(text, address_gazetteer())
    streets = parsed.of_kind(Kind.STREET)
    places = [one.text for kind in (Kind.HAMLET, Kind.GROUP) for one in parsed.of_kind(kind)]
    if not parsed.door.path or not (streets or places):
        return None
    lanes = [f"{lane.word or 'ngách'} {lane.number}" for lane in parsed.door.lanes]
    street = streets[0].text if streets else ""
    columns = Columns("", "", street, ", ".join(places))
    address = read_columns(number, commune, columns)
    plain = read_columns(number, commune, replace_door(columns, parsed.door.house, lanes))
    return replace(address, doors=plain.doors, columns=plain.columns)


def replace_door(columns: Columns, house: str, lanes: list[str]) -> Columns:
    return columns._replace(house_number=house, lanes=", ".join(reversed(lanes)))


def made_up(first: int) -> list[Registered]:
    rows = build_city(315_000, 2026).iter_rows(named=True)
    names = ("house_number", "lanes", "street", "locality", "building")
    return [
        read_columns(
            first + n, row["commune"], Columns(*(row[c] for c in names)), row["former"] + OLD
        )
        for n, row in enumerate(rows)
    ]


def slip(text: str, rng: random.Random) -> str:
    """One letter of the words behind the number dropped, doubled or swapped with the next."""
    places = [m.start() for m in re.finditer(r"[^\W\d_]", text.split(",", maxsplit=2)[0])]
    if len(places) < 6:
        places = [m.start() for m in re.finditer(r"[^\W\d_]", text)]
    if len(places) < 3:
        return text
    at = rng.choice(places[2:])
    kind = rng.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def main() -> None:
    facilities = read_facilities()
    read = [register(n, text, code) for n, (text, code) in enumerate(facilities, start=1)]
    known = [one for one in read if one is not None]
    print(f"{len(facilities):,} strings, {len(known):,} with a number and a street or hamlet")
    doors = known + made_up(len(facilities) + 1)
    ways = {
        (form, one.commune): Way(form, one.commune, written_way(one, form))
        for one in doors
        for form in one.forms
    }
    searcher = Searcher(make_reader(), Directory(ways.values()), DoorArray(doors))
    rng = random.Random(5)
    forms: dict[str, Any] = {
        "as written": lambda text: text,
        "no diacritics": strip_marks,
        "one slip": lambda text: slip(text, rng),
        "without the district": lambda text: DISTRICT.sub("", text),
    }
    for title, form in forms.items():
        right, sure, sure_right = 0, 0, 0
        for one in known:
            answer = search(form(facilities[one.number - 1][0]), searcher)
            first = answer.matches[0].address if answer.matches else None
            same = first is not None and set(first.keys) & set(one.keys) != set()
            right += same
            sure += answer.best >= 0.95
            sure_right += same and answer.best >= 0.95
        share = sure_right / max(sure, 1)
        print(f"{title:<21} first answer right {right / len(known):.1%}; "
              f"said ≥ 0.95: {sure / len(known):.1%}, of these right {share:.1%}")  # fmt: skip


if __name__ == "__main__":
    main()
