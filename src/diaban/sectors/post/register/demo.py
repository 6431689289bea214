"""Post points of the demonstration city: made up, labelled, and with the usual faults.

They come in as an operator's list does, so that what is shown is what an import does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from diaban.sectors.post.imports import take_points
from diaban.sectors.post.models import Point
from diaban.spine.addresses.models import Address
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit
from diaban.spine.places.units import city_communes, today
from diaban.spine.sectors import InputRow, Taking

SOURCE = "danh sách mô phỏng"
OTHER_SOURCE = "danh sách mô phỏng của xã, phường"
LISTED_ON = date(2026, 1, 5)
OPERATOR = "Bưu điện thành phố (mô phỏng)"
# a second point in every other commune, and in a few a row of the commune's own list
_EVERY_SECOND, _EVERY_LISTED = 2, 12
_HOURS = (
    "T2–T6 7h30–11h30, 13h30–17h; T7 7h30–11h30",
    "Sáng T2-T6 7h30-11h30, nghỉ lễ",
    "Mo-Fr 07:30-17:00; Sa 07:30-11:30; PH off",
    "T2-T7: 8h–12h; 14h–18h, nghỉ CN",
    "7h30-18h hàng ngày",
    "T2-CN 7h-11h",
    "Thứ 2 đến thứ 6: 8h-11h",
)
_UNREADABLE = "giờ hành chính, khi nào có khách thì mở"
_TENURES = ("mượn nhà văn hóa xã", "sở hữu", "thuê")
_SERVICES = ("thư; bưu kiện", "thư; bưu kiện; báo chí; hành chính công", "thư; lương hưu; đọc sách")


def demonstrate_register(actor: User) -> None:
    """Put about one and a half points into each commune; those that are there stay as they are."""
    if Point.objects.everywhere("a demonstration").filter(synthetic=False).exists():
        return
    chance = Random(2021)  # noqa: S311 - made up, the same each time
    communes = list(city_communes(today()).order_by("code"))
    rows = [row for number, unit in enumerate(communes) for row in _rows_of(unit, number, chance)]
    listed = [InputRow(number, values) for number, values in enumerate(rows, 2)]
    take_points(listed, Taking(SOURCE, actor, None, LISTED_ON, synthetic=True))
    second = [_as_the_commune_lists(row) for row in rows[::_EVERY_LISTED]]
    other = [InputRow(number, values) for number, values in enumerate(second, 2)]
    take_points(other, Taking(OTHER_SOURCE, actor, None, LISTED_ON, synthetic=True))


def _rows_of(unit: Unit, number: int, chance: Random) -> Iterator[dict[str, str]]:
    doors = _doors(unit, 2)
    yield _row(unit, doors[0] if doors else None, f"Bưu cục {unit.name}", f"MP{unit.code}1", chance)
    if number % _EVERY_SECOND:
        door = doors[1] if len(doors) > 1 else None
        yield _row(unit, door, f"Điểm BĐ-VHX {unit.name}", f"MP{unit.code}2", chance)


def _doors(unit: Unit, most: int) -> list[Address]:
    """Return doors of the made-up registry, some way apart."""
    rows = Address.objects.everywhere("a demonstration").present()
    here = rows.filter(
        commune=unit, synthetic=True, parent__isnull=True, lat_e7__isnull=False
    ).exclude(house_number="")
    numbers = list(here.order_by("pk").values_list("pk", flat=True)[:2_000])
    chosen = numbers[:: max(1, len(numbers) // most)][:most]
    return [here.get(pk=number) for number in chosen]


def _row(unit: Unit, door: Address | None, name: str, code: str, chance: Random) -> dict[str, str]:
    row = {
        "code": code,
        "name": name,
        "operator": OPERATOR,
        "commune": unit.full_name,
        "province": "Hà Nội",
        "tenure": chance.choice(_TENURES),
        "services": chance.choice(_SERVICES),
        "hours": chance.choice(_HOURS),
    }
    if door is not None and door.position is not None:
        lat, lng = door.position
        row |= {"address": door.public_line, "lat": f"{lat:.7f}", "lng": f"{lng:.7f}",
                "accuracy": f"{chance.randint(4, 30)}"}  # fmt: skip
    elif unit.lat is not None and unit.lng is not None:
        row |= {"address": "trung tâm xã", "lat": f"{unit.lat:.7f}", "lng": f"{unit.lng:.7f}",
                "accuracy": "500"}  # fmt: skip
    return _spoil(row, chance)


def _spoil(row: dict[str, str], chance: Random) -> dict[str, str]:
    """Leave out or spoil what real lists leave out and spoil, in one row of eight."""
    fault = chance.randrange(32)
    if fault == 0:
        row["hours"] = ""
    elif fault == 1:
        row["hours"] = _UNREADABLE
    elif fault == 2:
        row["lat"] = row["lng"] = ""
    elif fault == 3:
        row["lat"], row["lng"] = row.get("lng", ""), row.get("lat", "")
    return row


def _as_the_commune_lists(row: dict[str, str]) -> dict[str, str]:
    """The same point in the commune's own words, without the operator's code."""
    name = row["name"].replace("Bưu cục", "BC").replace("Điểm BĐ-VHX", "BĐ VHX")
    return {"name": name.upper(), "address": row.get("address", ""), "commune": row["commune"],
            "province": "Hà Nội"}  # fmt: skip
