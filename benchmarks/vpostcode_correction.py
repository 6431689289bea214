"""How many mistyped codes are found, and how many are put right, by kind of mistake.

    PYTHONPATH=src .venv/bin/python benchmarks/vpostcode_correction.py
        [--codes 1000] [--houses 200000]

On the 126 communes of Hanoi where their official polygons are present (`../shared/data`, or
$DIABAN_SHARED), else on a chequer of made-up boxes. The codes in use are made-up
houses along made-up streets. Found without a registry: the code is impossible. Found with
one: impossible, or of a cell that no address has. Put right: the code meant is the first
suggestion, or among the first three, in per cent of all mistakes, found or not.
"""

import argparse
import csv
import gzip
import json
import os
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import box, shape

from diaban.engines.places import Locator
from diaban.engines.vpostcode import (
    ALPHABET,
    Areas,
    Box,
    PostalArea,
    check,
    correct,
    encode_tails,
    order_keys,
    write_tails,
)

PROJECT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("DIABAN_SHARED", PROJECT.parent / "shared")) / "data"
# What is written for what is meant, by people who read or hear a code.
MISREAD = {"2": "Z", "5": "S", "6": "G", "8": "B", "9": "4", "C": "G", "F": "P", "G": "6"}
MISREAD |= {"H": "M", "J": "I", "M": "W", "P": "R", "Q": "O", "R": "P", "V": "U", "W": "V"}
MISREAD |= {"X": "V", "3": "8", "4": "A", "7": "1"}


@dataclass
class City:
    title: str
    codes: list[str]
    polygons: Any

    def areas(self) -> Areas:
        made = []
        for code, polygon in zip(self.codes, self.polygons, strict=True):
            west, south, east, north = polygon.bounds
            centre = polygon.representative_point()
            made.append(PostalArea(code, Box(south, west, north, east), (centre.y, centre.x)))
        return Areas(made, locate=Locator.build(list(self.polygons), self.codes).locate)


def fold(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(char for char in plain if char.isalnum())


def real_city() -> City:
    with gzip.open(SHARED / "boundaries/hanoi_communes_2025.geojson.gz", "rt") as file:
        features = json.load(file)["features"]
    with (SHARED / "postal-codes/hanoi_2025.csv").open(encoding="utf-8") as file:
        codes = {fold(row["commune"]): row["postal_code"] for row in csv.DictReader(file)}
    polygons = np.array([shape(feature["geometry"]) for feature in features])
    shapely.prepare(polygons)
    named = [codes[fold(feature["properties"]["name"])] for feature in features]
    return City("126 communes of Hanoi, official polygons", named, polygons)


def boxed_city() -> City:
    polygons, codes = [], []
    for number in range(126):
        south, west = 20.56 + number // 11 * 0.07, 105.28 + number % 11 * 0.067
        polygons.append(box(west, south, west + 0.067, south + 0.07))
        codes.append(f"{110 + number // 4}{6 + number % 4 * 7:02d}")
    return City("126 made-up boxes", codes, np.array(polygons))


def build_houses(
    city: City, wanted: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Houses 5 m apart on both sides of straight streets, as many in every commune."""
    lats, lngs, owners = [], [], []
    each = wanted // len(city.polygons) + 1
    for owner, polygon in enumerate(city.polygons):
        west, south, east, north = polygon.bounds
        have = 0
        while have < each:
            houses = int(rng.integers(20, 120))
            turn = rng.uniform(0, np.pi)
            along = np.repeat(np.arange(houses) * 5.0, 2) + rng.normal(0, 0.8, houses * 2)
            aside = np.tile([-6.0, 6.0], houses) + rng.normal(0, 1.5, houses * 2)
            north_metres = along * np.sin(turn) + aside * np.cos(turn)
            east_metres = along * np.cos(turn) - aside * np.sin(turn)
            lat = rng.uniform(south, north) + north_metres / 111_000
            lng = rng.uniform(west, east) + east_metres / 103_800
            inside = shapely.contains_xy(polygon, lng, lat)
            lats.append(lat[inside])
            lngs.append(lng[inside])
            owners.append(np.full(int(inside.sum()), owner))
            have += int(inside.sum())
    return np.concatenate(lats), np.concatenate(lngs), np.concatenate(owners)


def put(code: str, place: int, char: str) -> str:
    return code[:place] + char + code[place + 1 :]


def swap(code: str, place: int) -> str:
    return code[:place] + code[place + 1] + code[place] + code[place + 2 :]


def mistakes(city: City, rng: np.random.Generator) -> dict[str, Callable[[str], str]]:
    def pick(text: str) -> str:
        return text[int(rng.integers(len(text)))]

    def at(low: int, high: int) -> int:
        return int(rng.integers(low, high))

    def misread(code: str, fresh: bool) -> str:
        place = at(5, 12)
        wrong = MISREAD[code[place]]
        return put(code, place, wrong) if (wrong in ALPHABET) is fresh else code

    def neighbour(code: str) -> str:
        near = [other for other in city.codes if other[:3] == code[:3] and other != code[:5]]
        return (near[at(0, len(near))] if near else code[:5]) + code[5:]

    def anywhere(code: str) -> str:
        return city.codes[at(0, len(city.codes))] + code[5:]

    def drop(code: str) -> str:
        place = at(0, 12)
        return code[:place] + code[place + 1 :]

    def add(code: str) -> str:
        place = at(0, 13)
        char = (
            code[place - 1] if rng.random() < 0.3 else pick("0123456789" if place < 5 else ALPHABET)
        )
        return code[:place] + char + code[place:]

    return {
        "one tail character, 1st or 2nd": lambda code: put(code, at(5, 7), pick(ALPHABET)),
        "one tail character, 3rd or 4th": lambda code: put(code, at(7, 9), pick(ALPHABET)),
        "one tail character, 5th to 7th": lambda code: put(code, at(9, 12), pick(ALPHABET)),
        "one tail character, any": lambda code: put(code, at(5, 12), pick(ALPHABET)),
        "look-alike that tails have": lambda code: misread(code, True),
        "look-alike that no tail has": lambda code: misread(code, False),
        "adjacent swap in the tail": lambda code: swap(code, at(5, 11)),
        "one digit of the postal code": lambda code: put(code, at(0, 5), pick("0123456789")),
        "adjacent swap in the postal code": lambda code: swap(code, at(0, 4)),
        "postal code of the same old district": neighbour,
        "postal code of anywhere in the city": anywhere,
        "one character missing": drop,
        "one character too many": add,
    }


@dataclass
class Tally:
    found: int = 0
    first: int = 0
    first_three: int = 0


def measure(cases: list[tuple[str, str]], areas: Areas, registry: Any, clock: list[float]) -> Tally:
    tally = Tally()
    for meant, typed in cases:
        verdict = check(typed, areas, registry)
        tally.found += verdict.status == "impossible" or verdict.registered is False
        start = time.perf_counter()
        codes = [suggestion.code for suggestion in correct(typed, areas, registry, limit=3)]
        if codes:
            clock.append(time.perf_counter() - start)
        tally.first += codes[:1] == [meant]
        tally.first_three += meant in codes
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--codes", type=int, default=1000, help="mistakes of each kind")
    parser.add_argument("--houses", type=int, default=200_000, help="codes in use")
    given = parser.parse_args()
    wanted = given.codes
    rng = np.random.default_rng(2026)
    city = real_city() if (SHARED / "boundaries").is_dir() else boxed_city()
    areas = city.areas()
    lat, lng, owner = build_houses(city, given.houses, rng)
    tails = write_tails(encode_tails(lat, lng))
    codes = [city.codes[n] + tail for n, tail in zip(owner.tolist(), tails, strict=True)]
    registry = np.unique(order_keys(lat, lng))
    print(f"{city.title}; {len(codes):,} houses in {registry.size:,} cells; seed 2026\n")
    heading = "| mistake | found % | first % | in 3 % | found % | first % | in 3 % |"
    print("| | without | | | with registry | | |\n|---|--:|--:|--:|--:|--:|--:|")
    print(heading)
    clocks: tuple[list[float], list[float]] = ([], [])
    for kind, make in mistakes(city, rng).items():
        cases: list[tuple[str, str]] = []
        while len(cases) < wanted:
            meant = codes[int(rng.integers(len(codes)))]
            typed = make(meant)
            if typed != meant:
                cases.append((meant, typed))
        shown = [kind]
        for known, clock in zip((None, registry), clocks, strict=True):
            tally = measure(cases, areas, known, clock)
            counts = tally.found, tally.first, tally.first_three
            shown += [f"{100 * count / wanted:.1f}" for count in counts]
        print("| " + " | ".join(shown) + " |", flush=True)
    sample = rng.choice(len(codes), min(len(codes), 20 * wanted), replace=False)
    false = [codes[n] for n in sample if check(codes[n], areas).status != "valid"]
    print(f"\ngenuine codes called wrong: {len(false)} of {sample.size:,}")
    for title, clock in zip(("without", "with"), clocks, strict=True):
        p99 = statistics.quantiles(clock, n=100)[98]
        print(
            f"a correction {title} registry: median {statistics.median(clock) * 1e3:.2f} ms, "
            f"p99 {p99 * 1e3:.2f} ms"
        )


if __name__ == "__main__":
    sys.exit(main())
