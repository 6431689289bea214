"""The checks of presence on check-ins with known fraud: recall by kind, and false flags.

PYTHONPATH=src .venv/bin/python -m benchmarks.presence_quality --seed 20250106
PYTHONPATH=src .venv/bin/python -m benchmarks.presence_quality --world city --seed 20261129
"""

from __future__ import annotations

import argparse
import time

from benchmarks.presence_fraud import SEED, Score, World, build, report, score
from benchmarks.presence_life import Size

from benchmarks import presence_city
from diaban.engines.presence import DoubtReason, find_doubts

CLOCK = (DoubtReason.CLOCK.value,)


def judge(world: World) -> Score:
    doubts = find_doubts(world.check_ins, world.points)
    return score(world, doubts.select("id", check="reason"), CLOCK)


def made(world: str, size: Size, seed: int) -> World:
    """Return the world of `presence_fraud`, or the city whose author saw neither it nor a check."""
    if world == "city":
        return World(*presence_city.build(seed, size.points, size.days))
    return build(size, seed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", choices=("fraud", "city"), default="fraud")
    parser.add_argument("--points", type=int, default=Size.points)
    parser.add_argument("--days", type=int, default=Size.days)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    world = made(asked.world, Size(asked.points, asked.days), asked.seed)
    began = time.process_time()
    result = judge(world)
    print(f"{world.check_ins.height} check-ins, {time.process_time() - began:.1f} CPU s")
    print(report(result))


if __name__ == "__main__":
    main()
