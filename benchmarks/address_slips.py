"""Real address strings, and the same with a slip of the keyboard in them."""

from __future__ import annotations

import gzip
import json
import random

from benchmarks.address_units import SHARED, fold, read_rows

KEYS = "qwertyuiopasdfghjklzxcvbnm"
NEIGHBOURS = "wa qe wr et ry tu yi uo ip ol qs ad sf dg fh gj hk jl k x zc xv cb vn bm n"
BESIDE = dict(zip(KEYS, NEIGHBOURS.split(), strict=True))


def real_strings() -> list[str]:
    """Return every distinct address of ../shared/data: facilities, post offices, parse cases."""
    texts = [row["address"] for row in read_rows("addresses/hanoi_facilities_2019.csv.gz")]
    texts += [
        ", ".join(filter(None, (row["address"], row["ward"], row["district"], row["province"])))
        for row in read_rows("addresses/vnpost_offices_2024.csv.gz")
    ]
    with gzip.open(SHARED / "addresses/parse_cases_450_public.json.gz", "rt", "utf-8") as file:
        texts += [case["text"] for case in json.load(file)]
    return [text for text in dict.fromkeys(texts) if text.strip()]


def ten_thousand(seed: int, count: int = 10_000) -> tuple[list[str], int]:
    """Return so many distinct strings in random order, and how many of them are as found.

    What the real strings leave open is filled with mistyped ones, each made from another of them.
    """
    rng = random.Random(seed)
    real = real_strings()
    rng.shuffle(real)
    texts = dict.fromkeys(real[:count])
    sources = iter(real * 4)
    while len(texts) < count:
        texts.setdefault(mistype(next(sources), rng))
    mixed = list(texts)
    rng.shuffle(mixed)
    return mixed, min(len(real), count)


def mistyped_others(seed: int, texts: set[str], count: int) -> list[str]:
    """Return so many strings with a slip that are not among the texts."""
    rng = random.Random(seed)
    real = real_strings()
    others: dict[str, None] = {}
    while len(others) < count:
        text = mistype(rng.choice(real), rng)
        if text not in texts:
            others.setdefault(text)
    return list(others)


def mistype(text: str, rng: random.Random) -> str:
    """Return the text as a hurried hand writes it: one slip in a word, or all marks left out."""
    if rng.random() < 0.25:
        return ", ".join(fold(part) for part in text.split(","))
    places = [i for i, letter in enumerate(text[:-1]) if letter.isalpha() and text[i + 1].isalpha()]
    if not places:
        return text + " "
    at = rng.choice(places)
    slip = rng.choice((_drop, _swap, _double, _miss))
    return slip(text, at, rng)


def _drop(text: str, at: int, _rng: random.Random) -> str:
    return text[:at] + text[at + 1 :]


def _swap(text: str, at: int, _rng: random.Random) -> str:
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _double(text: str, at: int, _rng: random.Random) -> str:
    return text[:at] + text[at] + text[at:]


def _miss(text: str, at: int, rng: random.Random) -> str:
    key = rng.choice(BESIDE.get(fold(text[at]), text[at]))
    return text[:at] + (key.upper() if text[at].isupper() else key) + text[at + 1 :]
