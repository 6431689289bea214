"""Figures of the 526 communes of 30 June 2025 on the 126 of 1 July: do the bounds hold, how wide?

    PYTHONPATH=src .venv/bin/python benchmarks/restating.py

Succession is the package's own table, record by record as the resolution has it. In each run every
record of a made-up registry lies in one former commune and, by random shares, in one of the
communes that the resolution lets its people pass to; a third of the runs gives nearly all to one.
Each record holds, does not, or is unknown. Then points are hidden: only totals of the former
communes are given, and the bounds are held against the truth, also after every unknown record was
revealed at random. Then points are known for half of the records, and for all of them.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from diaban.engines.measuring import Count, ShareBounds, bound_restated
from diaban.engines.places import (
    Bounds,
    Descent,
    Division,
    Extent,
    Lineage,
    Succession,
    Unit,
    restate_along,
    unit_key,
)
from diaban.spine.places.tables.reading import read_successions, read_units

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
CLASSES = ("numerator", "rest", "unknown")
Pieces = dict[tuple[str, str], list[int]]


@dataclass
class Seen:
    """What the runs showed."""

    units: int = 0
    exact: int = 0
    outside: int = 0
    widths: list[float] = field(default_factory=list)
    counts: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=300)
    options = parser.parse_args()
    descents = read_descents()
    heirs = sorted({heir.key for found in descents.values() for heir in found})
    divided = sum(not any(heir.all_people for heir in found) for found in descents.values())
    print(f"{len(descents)} communes to {len(heirs)}; people of {divided} of them were divided")
    for known, words in ((0.0, "points hidden"), (0.5, "half known"), (1.0, "points known")):
        seen, began = Seen(), time.perf_counter()
        for seed in range(options.runs):
            look(descents, heirs, np.random.default_rng(seed), known, seen)
        tell(words, options.runs, seen, time.perf_counter() - began)


def read_descents() -> dict[str, tuple[Descent, ...]]:
    steps = [row for row in read_successions() if row.on == AFTER]
    olds = {(row.predecessor_code, row.predecessor_from) for row in steps}
    news = {row.successor_code for row in steps}
    units = [
        Unit(unit_key(u.code, u.valid_from), u.level, u.code, u.name, u.kind, u.parent_code,
             u.valid_from, u.valid_to)
        for u in read_units()
        if u.level == "commune"
        and ((u.code, u.valid_from) in olds or (u.code in news and u.valid_from == AFTER))
    ]  # fmt: skip
    rows = [
        Succession(unit_key(row.predecessor_code, row.predecessor_from),
                   unit_key(row.successor_code, row.on), row.on, Extent(row.extent))
        for row in steps
    ]  # fmt: skip
    lineage = Lineage(units, rows)
    return {
        unit.key: lineage.successors(unit.key, AFTER)
        for unit in lineage.in_force(BEFORE, "commune")
    }


def look(
    descents: Mapping[str, tuple[Descent, ...]],
    heirs: list[str],
    chance: np.random.Generator,
    known: float,
    seen: Seen,
) -> None:
    pieces = make_up(descents, chance)
    truth = {heir: [0, 0, 0] for heir in heirs}
    for (_, heir), counts in pieces.items():
        truth[heir] = [a + b for a, b in zip(truth[heir], counts, strict=True)]
    bounds = []
    for number in range(len(CLASSES)):
        counts = {pair: told[number] for pair, told in pieces.items()}
        points = {pair: int(chance.binomial(count, known)) for pair, count in counts.items()}
        bounds.append(restate_class(descents, heirs, counts, points if known else {}))
    for heir in heirs:
        hold_against(truth[heir], [one[heir] for one in bounds], chance, seen)


def make_up(descents: Mapping[str, tuple[Descent, ...]], chance: np.random.Generator) -> Pieces:
    lopsided = chance.random() < 1 / 3
    pieces: Pieces = {}
    for old, found in descents.items():
        able = [h for h in found if h.all_people] or [h for h in found if h.may_have_people]
        shares = chance.dirichlet(np.full(len(able), 0.05 if lopsided else 1.0))
        size, holding, unknown = chance.integers(200, 9_000), chance.random(), chance.random() * 0.3
        # what holds may lie elsewhere than what does not
        apart = chance.dirichlet(np.full(len(able), 1.0)) if chance.random() < 0.5 else shares
        classes = chance.multinomial(
            size, [(1 - unknown) * holding, (1 - unknown) * (1 - holding), unknown]
        )
        spread = [chance.multinomial(n, apart if c == 0 else shares) for c, n in enumerate(classes)]
        for place, heir in enumerate(able):
            pieces[old, heir.key] = [int(one[place]) for one in spread]
    return pieces


def restate_class(
    descents: Mapping[str, tuple[Descent, ...]],
    heirs: list[str],
    counts: dict[tuple[str, str], int],
    points: dict[tuple[str, str], int],
) -> Mapping[str, Bounds]:
    figures = dict.fromkeys(descents, 0)
    for (old, _), count in counts.items():
        figures[old] += count
    division = Division(point_counts=points)
    return restate_along(figures, descents, heirs, division=division).by_unit


def hold_against(
    truth: list[int], bounds: list[Bounds], chance: np.random.Generator, seen: Seen
) -> None:
    ranges = [(one.low, one.high) for one in bounds]
    share = bound_restated(*ranges)
    within = all(low <= t <= high for (low, high), t in zip(ranges, truth, strict=True))
    numerator, rest, unknown = truth
    revealed = int(chance.integers(0, unknown + 1))
    whole = Count(numerator + revealed, numerator + rest + unknown)
    real = Count(numerator, numerator + rest, unknown)
    shares = [real.low, real.high, *([whole.share] if whole.share is not None else [])]
    within &= all(share.low - 1e-12 <= one <= share.high + 1e-12 for one in shares)
    exact = all(one.exact for one in bounds)
    within &= not exact or [one.value for one in bounds] == truth
    seen.units += 1
    seen.outside += not within
    seen.exact += exact
    seen.widths.append(width_by_division(share, real))
    seen.counts.append(sum(b.high - b.low for b in bounds) / max(1, sum(truth)))


def width_by_division(share: ShareBounds, real: Count) -> float:
    """Return how much wider the bounds are than the unknown records alone make them."""
    return (share.high - share.low) - (real.high - real.low)


def tell(words: str, runs: int, seen: Seen, seconds: float) -> None:
    middle, tenth, most = np.quantile(seen.widths, [0.5, 0.9, 1.0]) * 100
    records = np.quantile(seen.counts, [0.5, 0.9]) * 100
    print(
        f"{words}: {runs} runs, {seen.units} figures, {seen.outside} outside of their bounds; "
        f"exact {seen.exact / seen.units:.1%}; width by the division, points of a share: "
        f"median {middle:.1f}, nine in ten under {tenth:.1f}, most {most:.1f}; "
        f"of the records: median {records[0]:.0f} %, nine in ten under {records[1]:.0f} %; "
        f"{seconds:.0f} s"
    )


if __name__ == "__main__":
    main()
