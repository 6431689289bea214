"""A small registry and the Post's list of it, as a workbook."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from tests.registry import MIDDLE, door, observe

from diaban.exchange.handover.reconciling import reconcile
from diaban.exchange.handover.taking import HandoverRequest, take_handover
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.searching import forget_names
from diaban.spine.handovers.models import Handover

HEADINGS = ("STT", "Mã địa chỉ số", "Số nhà", "Ngõ ngách", "Đường phố", "Thôn/TDP", "Tòa nhà",
            "Phường/xã", "Vĩ độ", "Kinh độ", "Họ tên chủ hộ")  # fmt: skip
COMMUNE = "Phường Hoàn Kiếm"
LIST_DAY = date(2026, 6, 1)


def east(metres: float) -> tuple[float, float]:
    return MIDDLE[0], MIDDLE[1] + metres / 103_900


def row(code: str, number: str, street: str, at=None, **more) -> tuple:
    told = {"lanes": "", "locality": "", "building": "", "commune": COMMUNE, **more}
    lat, lng = at or ("", "")
    return ("", code, number, told["lanes"], street, told["locality"], told["building"],
            told["commune"], lat, lng, "Nguyễn Văn Ất")  # fmt: skip


ROWS = (
    row("1000000001", "12", "phố Hàng Bông", east(0)),
    row("1000000002", "14", "phố Hàng Bông", east(60)),
    row("1000000003", "16B", "Hàng Bông", east(120)),
    row("1000000004", "88", "phố Hàng Gai", east(900)),
    row("1000000005", "20", "phố Hàng Bông", east(180)),
)


def write_list(path: Path, rows=ROWS) -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        # the hour of making would make another file of the same list
        workbook.set_properties({"created": datetime(2026, 6, 1, tzinfo=UTC)})
        sheet = workbook.add_worksheet()
        for number, cells in enumerate([HEADINGS, *rows]):
            sheet.write_row(number, 0, cells)
    return path


@pytest.fixture
def registry(operator, official_hanoi) -> None:
    """Door a has its code; b stands 40 m off; c is written otherwise; d has another code."""
    observe(
        door("a", east(1), house_number="12", street="phố Hàng Bông", digital_address="1000000001"),
        door("b", east(100), house_number="14", street="phố Hàng Bông"),
        door("c", east(121), house_number="16", street="phố Hàng Bông",
             digital_address="1000000003"),
        door("d", east(181), house_number="20", street="phố Hàng Bông",
             digital_address="1999999999"),
        door("lonely", east(300), house_number="99", street="phố Hàng Bông"),
        door("forgotten", east(360), house_number="101", street="phố Hàng Bông",
             digital_address="1555555555"),
    )  # fmt: skip
    run_coding(operator)


@pytest.fixture
def hand_over(operator, tmp_path) -> Callable[..., Handover]:
    forget_names()

    def take(rows=ROWS, name="bangiao.xlsx") -> Handover:
        path = write_list(tmp_path / name, rows)
        request = HandoverRequest(path, "Bưu điện Hà Nội", operator, LIST_DAY)
        return reconcile(take_handover(request), operator)

    return take
