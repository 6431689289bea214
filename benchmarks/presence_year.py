"""A year of presence of 600 points through the database: the day's duty, measuring, and the pages.

    PYTHONPATH=src:. .venv/bin/python -m benchmarks.presence_year
    PYTHONPATH=src:. .venv/bin/python -m benchmarks.presence_year --postgres postgres://…/empty

Fills a city of its own in a temporary folder (SQLite), or an empty database of PostgreSQL, and
prints wall time, medians. Measuring at first works everything out; again, nothing has changed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--points", type=int, default=600)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--postgres", default="", metavar="URL")
    parser.add_argument("--folder", default="", help="keep the city here, or use the one that is")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        _set_up(asked.folder or scratch, asked.postgres)
        _report(asked)


def _set_up(folder: str, url: str) -> None:
    os.environ |= {"DIABAN_DATA": folder, "DJANGO_SETTINGS_MODULE": "diaban.web.settings"}
    os.environ |= {"DIABAN_DATABASE_URL": url} if url else {}
    import django

    django.setup()


def _report(asked: argparse.Namespace) -> None:
    from benchmarks.presence_year_city import DAYS, build

    from diaban.sectors.post.models import CheckIn, Point
    from diaban.sectors.post.presence.staffing import refresh
    from diaban.spine.places.units import today

    if not _is_filled():
        told("filling the city", [clock(partial(build, asked.points, asked.seed))])
    points = list(Point.objects.everywhere("a benchmark").values_list("pk", flat=True))
    count = CheckIn.objects.count()
    print(f"{len(points)} points, {count:,} check-ins, load {os.getloadavg()[0]:.1f}")
    last = today() - timedelta(days=1)
    for what, days in (("a month", 30), ("the year", DAYS)):
        forget()
        measure = partial(refresh, points, last - timedelta(days=days - 1), last)
        told(f"measuring {what} at first", [clock(measure)])
        told(f"measuring {what} again", [clock(measure) for _ in range(3)])
    for step, seconds in duty():
        told(f"the day's duty at first: {step}", [seconds])
    again = [dict(duty()) for _ in range(3)]
    for step in again[0]:
        told(f"the day's duty again: {step}", [one[step] for one in again])
    for path, work in pages(points):
        work()
        told(f"page {path}", [clock(work) for _ in range(asked.rounds)])


def _is_filled() -> bool:
    from django.db import connection

    return "post_checkin" in connection.introspection.table_names()


def forget() -> None:
    from diaban.sectors.post.models import StaffedDay

    StaffedDay.objects.all().delete()


def duty() -> Iterator[tuple[str, float]]:
    """Do the worker's day of register and presence; yield the seconds of each step."""
    from diaban.sectors.post.presence.raising_flags import raise_flags
    from diaban.sectors.post.presence.staffing import refresh_lately
    from diaban.sectors.post.register.duties import follow_again
    from diaban.web.daily import keep_no_longer

    for work in (follow_again, raise_flags, refresh_lately, keep_no_longer):
        yield work.__name__, clock(work)


def pages(points: list[int]) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield the pages of a department's officer, each with what opens it."""
    from django.test import Client

    from diaban.sectors.post.models import Flag
    from diaban.spine.parties.models import Role, User
    from diaban.spine.places.units import today

    officer, _made = User.objects.get_or_create(username="so", role=Role.DEPARTMENT)
    client = Client()
    client.force_login(officer)
    point, day = points[len(points) // 2], today() - timedelta(days=3)
    flag = Flag.objects.order_by("pk").first()
    paths = ["", "points/", f"points/{point}/", f"points/{point}/days/{day}/",
             f"points/{point}/roster/", f"points/{point}/visit/", "rosters/", "doubts/",
             f"doubts/{flag.pk}/", "reports/", "round/?begin=9:00", "phones/", "statutory/",
             "nearest/?q=21.0285,105.8542"]  # fmt: skip

    def open_page(path: str) -> None:
        status = client.get(path, headers={"host": "localhost"}).status_code
        if status != 200:
            raise SystemExit(f"{path}: {status}")

    for path in paths:
        yield f"/post/{path}", partial(open_page, f"/post/{path}")


def clock(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def told(what: str, seconds: list[float]) -> None:
    middle, worst = statistics.median(seconds), max(seconds)
    print(f"{what}: {middle:.3f} s, the worst {worst:.3f} s (of {len(seconds)})", flush=True)


if __name__ == "__main__":
    main()
