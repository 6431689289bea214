"""The database side of lookups.py, run by it in the environment of one city; prints JSON."""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from math import cos, radians

import django

django.setup()

from django.db import connection  # noqa: E402 - Django must be set up first

from diaban.engines import vpostcode  # noqa: E402
from diaban.spine.addresses.models import Address  # noqa: E402
from diaban.spine.addresses.viewport import doors_within, within  # noqa: E402
from diaban.spine.parties.models import local_operator  # noqa: E402
from diaban.web.api.answering import DOORS_IN_CELL, current_codes  # noqa: E402

METRES_PER_DEGREE = 111_195
HALF_SIDE_METRES = 500
Position = tuple[float, float]


def main() -> None:
    questions, boxes = (int(word) for word in sys.argv[1:])
    doors = random_doors(questions)
    codes = current_codes().codes
    answer = {
        "addresses": Address.objects.everywhere("benchmark").count(),
        "areas": codes.standing.value,
        "bytes_per_address": database_bytes() / Address.objects.everywhere("benchmark").count(),
        "codes": [code_of(door) for door in doors],
        **measure_codes([okey for okey, *_ in doors]),
        **measure_boxes([(lat / 1e7, lng / 1e7) for _, _, lat, lng in doors[:boxes]]),
    }
    json.dump(answer, sys.stdout)


def random_doors(count: int) -> list[tuple[int, str, int, int]]:
    """Registered doors that stand for themselves, at random; the same ones in every run."""
    dice = random.Random(21)
    last = read("SELECT max(id) FROM addresses_address")[0][0]
    found: list[tuple[int, str, int, int]] = []
    for number in iter(lambda: dice.randint(1, last), 0):
        found += read(
            "SELECT okey, vpostcode, lat_e7, lng_e7 FROM addresses_address WHERE id = %s "
            "AND okey IS NOT NULL AND parent_id IS NULL AND life <> 9 AND code_state IN (1, 6)",
            [number],
        )
        if len(found) >= count:
            return found
    return found


def code_of(door: tuple[int, str, int, int]) -> str:
    """The door's code; on approximate areas, where it has none, the likeliest one."""
    _, code, lat, lng = door
    if code:
        return code
    return current_codes().codes.candidates(lat / 1e7, lng / 1e7)[0].vpostcode


def measure_codes(keys: list[int]) -> dict[str, float]:
    milliseconds = timed([partial(read, DOORS_IN_CELL, [key]) for key in keys])
    return {"code_p50": statistics.median(milliseconds), "code_p99": quantile(milliseconds, 0.99)}


def measure_boxes(centres: list[Position]) -> dict[str, float]:
    """Boxes of 1 km² around addresses, and those of them with about the mean number of rows.

    Where people live densely there are more addresses to be asked about: the mean of such boxes
    is about three times their median.
    """
    boxes = [box_around(*centre) for centre in centres]
    sizes = [len(read(*positions_sql(box))) for box in boxes]
    mean = statistics.mean(sizes)
    sized = zip(boxes, sizes, strict=True)
    dense = [box for box, n in sized if 0.75 * mean < n < 1.25 * mean] or boxes
    typical = timed([partial(read, *doors_sql(box)) for box in boxes])
    return {
        "typical_rows": statistics.median(len(read(*doors_sql(box))) for box in boxes),
        "typical_doors_p50": statistics.median(typical),
        "typical_doors_p99": quantile(typical, 0.99),
        "dense_rows": statistics.median(len(read(*positions_sql(box))) for box in dense),
        "dense_positions_p50": median_of(dense, positions_sql),
        "dense_doors_p50": median_of(dense, doors_sql),
        "dense_orm_p50": statistics.median(timed([partial(through_orm, b) for b in dense * 5])),
    }


def median_of(boxes: list[vpostcode.Box], write: Callable[[vpostcode.Box], tuple]) -> float:
    return statistics.median(timed([partial(read, *write(box)) for box in boxes * 5]))


def box_around(lat: float, lng: float) -> vpostcode.Box:
    high = HALF_SIDE_METRES / METRES_PER_DEGREE
    wide = high / cos(radians(lat))
    return vpostcode.Box(lat - high, lng - wide, lat + high, lng + wide)


def doors_of(box: vpostcode.Box):
    return doors_within(Address.objects.visible_to(local_operator()), box)


def through_orm(box: vpostcode.Box) -> list[tuple]:
    return list(doors_of(box))


def doors_sql(box: vpostcode.Box) -> tuple[str, tuple]:
    return doors_of(box).query.sql_with_params()


def positions_sql(box: vpostcode.Box) -> tuple[str, tuple]:
    rows = Address.objects.everywhere("benchmark").filter(within(box))
    return rows.values_list("lat_e7", "lng_e7").query.sql_with_params()


def timed(jobs: list[Callable[[], object]]) -> list[float]:
    """Milliseconds of each job, after one pass that is not counted."""
    for job in jobs:
        job()
    taken = []
    for job in jobs:
        started = time.perf_counter()
        job()
        taken.append((time.perf_counter() - started) * 1e3)
    return taken


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)]


def read(sql: str, parameters: object = ()) -> list[tuple]:
    """Ask the driver itself, on Django's connection with its settings."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        return connection.connection.cursor().execute(sql.replace("%s", "?"), parameters).fetchall()
    return connection.connection.cursor().execute(sql, parameters).fetchall()


def database_bytes() -> int:
    if connection.vendor == "sqlite":
        pages = read("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return pages[0][0]
    return read("SELECT pg_database_size(current_database())")[0][0]


if __name__ == "__main__":
    main()
