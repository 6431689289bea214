"""Lists of points as operators send them, for tests."""

from datetime import date

from diaban.sectors.post.imports import take_points
from diaban.sectors.post.models import Point
from diaban.spine.parties.models import local_operator
from diaban.spine.runs.models import Kind, Run
from diaban.spine.sectors import InputRow, Taken, Taking

LISTED_ON = date(2026, 3, 1)


def a_row(number: int = 2, **values: str) -> InputRow:
    told = {"code": "110000", "name": "Bưu cục Tràng Tiền", "address": "66 Tràng Tiền",
            "commune": "Tràng Tiền", "district": "Hoàn Kiếm", "province": "Hà Nội"}  # fmt: skip
    return InputRow(number, told | values)


def take(*rows: InputRow, on: date = LISTED_ON, source: str = "VNPost", run: Run | None = None):
    return take_points(rows, Taking(source, local_operator(), run, on))


def a_run() -> Run:
    return Run.objects.create(kind=Kind.IMPORT, actor=local_operator())


def codes(taken: Taken) -> list[str]:
    return [fault.code for fault in taken.faults]


def only_point() -> Point:
    return Point.objects.everywhere("a test").get()


def all_points() -> list[Point]:
    return list(Point.objects.everywhere("a test").order_by("pk"))
