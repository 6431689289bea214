"""A made-up handover of the Post for one commune of the made-up city, to fill its page.

Most rows are doors as they are; some are moved, written otherwise or not there, and some doors
the list lacks. It is written as a workbook and taken in as any other.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import xlsxwriter
from django.db.models import Count

from diaban.exchange.handover.reconciling import reconcile
from diaban.exchange.handover.taking import HandoverRequest, take_handover
from diaban.spine.addresses.models import Address, AddressQuerySet
from diaban.spine.handovers.models import Handover
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit
from diaban.spine.places.units import postal_codes_of, today
from diaban.spine.runs.models import Kind, Run, State

SOURCE = "Bưu điện mẫu (mô phỏng)"
_HEADINGS = ("Mã địa chỉ số", "Số nhà", "Ngõ ngách", "Đường phố", "Thôn, tổ dân phố", "Tòa nhà",
             "Mã xã", "Vĩ độ", "Kinh độ")  # fmt: skip
_DOORS = 400
_SEED = 2021
_LACKING, _MOVED, _RENUMBERED, _INVENTED = 0.03, 0.03, 0.04, 0.02
_STEP_E7 = 4_000  # about 40 m


def handover_is_due() -> bool:
    """Say whether a made-up city stands here of which nobody has taken a handover."""
    built = Run.objects.filter(kind=Kind.DEMONSTRATION, state=State.DONE).exists()
    return built and not Handover.objects.exists() and _commune() is not None


def demonstrate_handover(actor: User) -> Handover:
    """Hand over the doors of one commune, not all of them as they are registered."""
    unit = _commune()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ban-giao-mo-phong.xlsx"
        _write(path, _rows(unit))
        request = HandoverRequest(path, SOURCE, actor, today(), synthetic=True)
        return reconcile(take_handover(request), actor)


def _made_up() -> AddressQuerySet:
    doors = Address.objects.everywhere("the made-up city").present()
    doors = doors.filter(synthetic=True, parent__isnull=True, okey__isnull=False)
    return doors.exclude(commune=None).exclude(street="")


def _commune() -> Unit | None:
    """The commune with the fewest doors that are enough for a demonstration."""
    rows = _made_up().values("commune").annotate(n=Count("*")).order_by("n", "commune")
    counted = list(rows)
    enough = [row for row in counted if row["n"] >= _DOORS] or counted[-1:]
    return Unit.objects.get(pk=enough[0]["commune"]) if enough else None


def _rows(unit: Unit) -> list[tuple[object, ...]]:
    chance = np.random.default_rng(_SEED)
    post = postal_codes_of(today()).get(unit.pk, "10000")
    doors = list(_made_up().filter(commune=unit).order_by("pk")[: 2 * _DOORS])
    endings = chance.permutation(100_000)[: 2 * len(doors)].tolist()
    rows = []
    for door, ending, lot in zip(doors, endings, chance.random(len(doors)), strict=False):
        if lot < _LACKING:
            continue
        moved = _LACKING <= lot < _LACKING + _MOVED
        renumbered = 0 <= lot - _LACKING - _MOVED < _RENUMBERED
        number = f"{door.house_number or 1}A" if renumbered else door.house_number
        north = _STEP_E7 if moved else 0
        words = (number, door.lanes, door.street, door.locality, door.building)
        at = (door.lat_e7 + north) / 1e7, door.lng_e7 / 1e7
        rows.append((f"{post}{ending:05}", *words, unit.code, *at))
    for ending in endings[len(doors) : len(doors) + round(_INVENTED * len(doors))]:
        rows.append((f"{post}{ending:05}", str(900 + len(rows) % 90), "", "phố Mẫu", "", "",
                     unit.code, "", ""))  # fmt: skip
    return rows


def _write(path: Path, rows: list[tuple[object, ...]]) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("Bàn giao")
        for line, cells in enumerate([_HEADINGS, *rows]):
            sheet.write_row(line, 0, cells)
