"""The registry's own measures of a whole city: counted at first, after one statement, and opened.

    PYTHONPATH=src .venv/bin/python -m diaban up --households 2200000 --no-serve   # DIABAN_DATA=F
    DIABAN_DATA=F PYTHONPATH=src .venv/bin/python benchmarks/registry_figures.py

Works on the city of the data folder. The one statement lets a candidate be collected; what is
timed after it is what a follower does: read the record again, take its old labels out of every
stored figure, put the new ones in.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from functools import partial

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diaban.web.settings")

import django

django.setup()

from django.db import transaction  # noqa: E402 - Django must be set up first

from diaban.engines.measuring import Label  # noqa: E402
from diaban.spine.addresses.models import Address, Life  # noqa: E402
from diaban.spine.addresses.observing import Statement  # noqa: E402
from diaban.spine.addresses.steps import take_steps  # noqa: E402
from diaban.spine.figures.computing import bring_up_to_date  # noqa: E402
from diaban.spine.figures.declaring import MeasureSpec, measures  # noqa: E402
from diaban.spine.figures.explaining import open_figure, tell_why  # noqa: E402
from diaban.spine.figures.models import Computation  # noqa: E402
from diaban.spine.parties.models import local_operator  # noqa: E402
from diaban.spine.places.units import today  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    told("brought up to date", [clock(bring_up_to_date)])
    print(f"{Address.objects.everywhere('a benchmark').count():,} addresses,",
          f"{Computation.objects.count()} figures of {len(measures())} measures")  # fmt: skip
    told("one changed address in all figures", [change_one() for _ in range(options.rounds)])
    for name, spec in measures().items():
        for label in (Label.NUMERATOR, Label.REST, Label.UNKNOWN):
            opened = [clock(partial(open_rows, spec, label)) for _ in range(options.rounds)]
            told(f"opened: {name}, {label.name.lower()}", opened)


def change_one() -> float:
    """Say something of one address; return how long its figures take to follow."""
    candidates = Address.objects.everywhere("a benchmark").filter(life=Life.CANDIDATE)
    number = candidates.values_list("pk", flat=True).first()
    with transaction.atomic():
        take_steps([number], Life.COLLECTED, Statement("benchmark", local_operator()))
    return clock(bring_up_to_date)


def open_rows(spec: MeasureSpec, label: Label) -> None:
    ids = open_figure(spec, today(), label).ids
    tell_why(spec, today(), ids)
    Address.objects.everywhere("a benchmark").in_bulk(ids)


def clock(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def told(what: str, seconds: list[float]) -> None:
    worst, middle = max(seconds), statistics.median(seconds)
    print(f"{what}: {middle:.3f} s, the worst {worst:.3f} s (of {len(seconds)})")


if __name__ == "__main__":
    main()
