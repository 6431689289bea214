"""One commune's border moves by 200 m: coding again what that concerns, against coding everything.

Takes a registry of synthetic households with official boundaries (--data: a folder whose registry
is coded, or one is built), and, in turn: moves the border of a commune into its neighbours, marks
and codes again the addresses concerned, and tells the differences. Prints each step, the median of
the whole, and once how long coding the whole registry again takes.

SQLite: .venv/bin/python benchmarks/recoding.py --data FOLDER --boundaries FILE
PostgreSQL: the same with DIABAN_DATABASE_URL set to a database that holds such a registry.
The registry is changed: give a copy.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
METRES = 1 / 111_195


def main() -> None:
    options = read_options()
    os.environ["DIABAN_DATA"] = str(options.data)
    sys.path.insert(0, str(PROJECT / "src"))
    if options.build:
        build(options.households)
    start_django()
    prepare(options.boundaries)
    whole = [redraw_once(options.code, metres) for metres in options.metres]
    median = statistics.median(whole)
    print(f"incremental: median {median:.2f} s of {', '.join(f'{s:.2f}' for s in whole)}")
    if options.full:
        full = code_everything()
        print(f"everything: {full:.1f} s, {full / median:.0f} times as long")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--boundaries", type=Path, help="GeoJSON of the official communes")
    parser.add_argument("--households", type=int, default=2_200_000)
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--code", default="00070", help="the commune whose border moves")
    # out, back and out again
    parser.add_argument("--metres", type=float, nargs="+", default=[200.0, -200.0, 200.0])
    return parser.parse_args()


def build(households: int) -> None:
    words = ["up", "--no-serve", "--offline", "--households", str(households)]
    environment = os.environ | {"PYTHONPATH": str(PROJECT / "src")}
    subprocess.run([sys.executable, "-m", "diaban", *words], env=environment, check=True)


def start_django() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "diaban.web.settings"
    django.setup()


@contextmanager
def timed(label: str, into: list[float]):
    started = time.perf_counter()
    yield
    into.append(time.perf_counter() - started)
    print(f"  {label:<34}{into[-1]:7.2f} s")


def prepare(boundaries: Path | None) -> None:
    from django.core.management import call_command

    from diaban.exchange.importing.boundaries import BoundaryRequest, import_boundaries
    from diaban.spine.addresses.coding import count_due, run_coding
    from diaban.spine.parties.models import local_operator

    call_command("migrate", verbosity=0, interactive=False)
    if boundaries:
        with timed("taking the official boundaries", []):
            import_boundaries(BoundaryRequest(boundaries, "Bản đồ đo", local_operator()))
    if count_due():
        with timed("coding everything at first", []):
            run_coding(local_operator())


def redraw_once(code: str, metres: float) -> float:
    import shapely
    from django.db import transaction

    from diaban.spine.addresses.coding import run_coding
    from diaban.spine.addresses.observing import Statement
    from diaban.spine.addresses.recoding import differences
    from diaban.spine.addresses.redrawing import redraw
    from diaban.spine.parties.models import local_operator
    from diaban.spine.places.areas import areas_in_force
    from diaban.spine.places.models import Boundary, Unit
    from diaban.spine.places.units import today

    actor, areas = local_operator(), areas_in_force(today())
    unit = Unit.objects.in_force(today()).get(level="commune", code=code).pk
    outline = shapely.union_all(list(areas.shapes.values()))
    redrawn = move_border(areas.shapes, unit, metres, outline)

    def change() -> bool:
        for number, shape in redrawn.items():
            wkb = shapely.to_wkb(shape)
            Boundary.objects.filter(unit=number, valid_to=None).update(
                geometry=wkb, digest=str(hash(wkb))
            )
        return True

    seconds: list[float] = []
    print(f"border moved by {metres:g} m, {len(redrawn)} communes redrawn")
    with timed("boundaries, index, marking", seconds), transaction.atomic():
        ground, marked = redraw(change, Statement("benchmark", actor))
    with timed("coding, counts, statistics", seconds):
        run = run_coding(actor)
    with timed("difference report", seconds):
        told = differences(run, actor)
    moved, pairs = sum(d.moved for d in told), len(told)
    print(f"  {ground.area_km2:.2f} km², {marked:,} marked, {moved:,} moved in {pairs} pairs")
    return sum(seconds)


def move_border(shapes, unit, metres, outline):
    import shapely

    wide = shapely.intersection(shapes[unit].buffer(metres * METRES), outline)
    if metres > 0:
        near = {u: s for u, s in shapes.items() if u != unit and s.intersects(wide)}
        return {unit: wide} | {u: s.difference(wide) for u, s in near.items()}
    left = shapes[unit].difference(wide)
    near = max((u for u in shapes if u != unit), key=lambda u: shapes[u].intersection(
        shapes[unit].boundary).length)  # fmt: skip
    return {unit: wide, near: shapes[near].union(left)}


def code_everything() -> float:
    from diaban.spine.addresses.coding import mark_all_due, run_coding
    from diaban.spine.parties.models import local_operator

    started = time.perf_counter()
    mark_all_due()
    run_coding(local_operator())
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
