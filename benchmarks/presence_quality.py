"""The checks of presence on check-ins with known fraud: recall by kind, and false flags.

PYTHONPATH=src .venv/bin/python -m benchmarks.presence_quality --seed 20250106
"""

from __future__ import annotations

import argparse
import time

from benchmarks.presence_fraud import SEED, Score, World, build, report, score
from benchmarks.presence_life import Size

from diaban.engines.presence import DoubtReason, find_doubts

CLOCK = (DoubtReason.CLOCK.value,)


def judge(world: World) -> Score:
    doubts = find_doubts(world.check_ins, world.points)
    return score(world, doubts.select("id", check="reason"), CLOCK)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=Size.points)
    parser.add_argument("--days", type=int, default=Size.days)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    world = build(Size(asked.points, asked.days), asked.seed)
    began = time.process_time()
    result = judge(world)
    print(f"{world.check_ins.height} check-ins, {time.process_time() - began:.1f} CPU s")
    print(report(result))


if __name__ == "__main__":
    main()
