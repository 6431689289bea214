"""Fit the weights of `engines/addressing/matching.py` and write them into `match_weights.py`.

    PYTHONPATH=src:. .venv/bin/python scripts/fit_address_matching.py [--households 60000]

Questions come from the generators of the benchmark (`benchmarks/address_questions.py`), with seeds
of their own. A tenth of the doors is left out of the registry that is searched, so that "none of
these" is often the right answer, also where something very near is registered. The candidates of a
question and "none" are alternatives of a conditional logit; weights are drawn to those that stand
in the module now, which decides for levels that the questions seldom have.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from benchmarks.address_city import build_city, units_by_code
from benchmarks.address_questions import KINDS, MORE_KINDS, Asker, Question
from scipy.optimize import minimize

from diaban.engines.addressing import match_weights, matching
from diaban.engines.addressing.directory import Directory, Way
from diaban.engines.addressing.door_array import DoorArray
from diaban.engines.addressing.door_indexing import written_way
from diaban.engines.addressing.place_reader import PlaceReader
from diaban.engines.addressing.registered import Columns, read_columns
from diaban.engines.addressing.searching import Searcher, search
from diaban.spine.places.gazetteer import address_gazetteer

AS_OF = date(2026, 11, 1)
BEFORE = date(2025, 6, 30)
OLD = 100_000
TARGET = Path(match_weights.__file__)
LEFT_OUT = 0.1
# how strongly a weight is held where it is: as many questions' worth of doubt
HELD = 0.25


def make_searcher(doors: pl.DataFrame) -> Searcher:
    columns = ("house_number", "lanes", "street", "locality", "building")
    addresses = [
        read_columns(row["id"], row["commune"], Columns(*(row[c] for c in columns)),
                     row["former"] + OLD)
        for row in doors.iter_rows(named=True)
    ]  # fmt: skip
    counts: dict[tuple[str, int], list[Any]] = {}
    for one in addresses:
        for form in one.forms:
            counts.setdefault((form, one.commune), [written_way(one, form), 0])[1] += 1
    ways = [Way(form, commune, text, n) for (form, commune), (text, n) in counts.items()]
    return Searcher(make_reader(), Directory(ways), DoorArray(addresses))


def make_reader() -> PlaceReader:
    now, old = units_by_code()
    numbers: dict[str, int] = {}
    for unit in address_gazetteer().units:
        ends = unit.valid_to or date.max
        if unit.level == 2 and unit.valid_to is None and unit.code in now:
            numbers[unit.key] = int(unit.code)
        elif unit.level == 2 and unit.code in old and unit.valid_from <= BEFORE < ends:
            numbers[unit.key] = int(unit.code) + OLD
    return PlaceReader(address_gazetteer(), numbers, AS_OF)


def draw(households: int, count: int, seed: int) -> tuple[Searcher, list[Question]]:
    doors = build_city(households, seed)
    asker = Asker(doors, seed)
    questions = [q for kind in (*KINDS, *MORE_KINDS) for q in asker.ask(kind, count)]
    rng = np.random.default_rng(seed)
    kept = doors.filter(pl.Series(rng.random(doors.height) >= LEFT_OUT))
    return make_searcher(kept), questions


NAMES = [
    (name, level)
    for name, levels in match_weights.WEIGHTS.items()
    for level in levels
]  # fmt: skip
PLACE = {pair: place for place, pair in enumerate(NAMES)}


def describe(searcher: Searcher, questions: list[Question]) -> tuple[Any, Any, Any]:
    """Return a row of features a candidate, the question each belongs to, and which are right."""
    rows, owners, right = [], [], []
    for number, question in enumerate(questions):
        answer = search(question.text, searcher, 50)
        for match in (*answer.matches, *answer.nearest):
            levels = match.levels
            row = np.zeros(len(NAMES))
            row[PLACE["none", ""]] = 1.0
            row[PLACE["likely", ""]] = np.log(max(levels.commune, 1e-4))
            for name, level in zip(matching.FIELDS, levels.levels, strict=True):
                row[PLACE[name, level]] = 1.0
            rows.append(row)
            owners.append(number)
            right.append(match.address.number == question.door)
    return np.array(rows), np.array(owners), np.array(right)


def fit(rows: Any, owners: Any, right: Any, start: Any) -> Any:
    count = int(owners.max()) + 1

    def lose(weights: Any) -> tuple[float, Any]:
        score = np.clip(rows @ weights, -50, 50)
        odds = np.exp(score)
        total = 1.0 + np.bincount(owners, odds, count)
        loss = np.log(total).sum() - score[right].sum()
        slope = rows.T @ (odds / total[owners]) - rows[right].sum(axis=0)
        away = weights - start
        return loss + HELD * (away @ away), slope + 2 * HELD * away

    found = minimize(lose, start, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return found.x


def judge_elsewhere(weights: Any) -> None:
    """Let the very door in another commune than was named be the one in three of ten cases.

    A judgement: made-up questions do not mistake their commune, and people sometimes do.
    """
    agreeing = {"none": "", "house": "same", "lanes": "none", "name": "marks_agree"}
    agreeing |= dict.fromkeys(("locality", "building", "former"), "unknown")
    rest = sum(weights[PLACE[pair]] for pair in agreeing.items())
    weights[PLACE["commune", "elsewhere"]] = np.log(0.3 / 0.7) - rest


def write(weights: Any) -> None:
    lines = ['"""The weights of the comparison, in natural logarithms.', "",
             "Written by `scripts/fit_address_matching.py`.", '"""', "",
             '__all__ = ["WEIGHTS"]', "", "WEIGHTS: dict[str, dict[str, float]] = {"]  # fmt: skip
    for name, levels in match_weights.WEIGHTS.items():
        told = ", ".join(f'"{level}": {weights[PLACE[name, level]]:.2f}' for level in levels)
        lines += [f'    "{name}": {{', f"        {told},", "    },"]
    TARGET.write_text("\n".join([*lines, "}", ""]), encoding="utf-8")


def tell(title: str, rows: Any, owners: Any, right: Any, weights: Any) -> None:
    """Print how often first answers are right, by what was said of them."""
    odds = np.exp(np.clip(rows @ weights, -50, 50))
    total = 1.0 + np.bincount(owners, odds, int(owners.max()) + 1)
    said = odds / total[owners]
    best = np.lexsort((-said, owners))
    first = best[np.r_[True, owners[best][1:] != owners[best][:-1]]]
    print(title)
    for low, high in ((0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 0.99), (0.99, 1.01)):
        part = first[(said[first] >= low) & (said[first] < high)]
        if len(part):
            print(f"  {low:.2f} up: {len(part):6,} answers, said {said[part].mean():.3f}, "
                  f"right {right[part].mean():.3f}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=60_000)
    parser.add_argument("--questions", type=int, default=600)
    options = parser.parse_args()
    start = np.array([match_weights.WEIGHTS[name][level] for name, level in NAMES])
    told = describe(*draw(options.households, options.questions, 11))
    weights = fit(*told, start)
    tell("fitted on", *told, weights)
    other = describe(*draw(options.households, options.questions, 12))
    tell("not fitted on", *other, weights)
    judge_elsewhere(weights)
    write(weights)


if __name__ == "__main__":
    main()
