"""What is measured of reach: households within so far of a point that is open, or is staffed.

A record is a household's reach as the surveys found it, from one survey's day until the next.
Households that a source counts and the registry does not hold are unknown.
"""

from __future__ import annotations

import polars as pl

from diaban.engines.measuring import Measure
from diaban.sectors.post.presence.staffing import STAFFED_SHARE
from diaban.sectors.post.reach.table import (
    READ_BY_METRES,
    READ_BY_RIDE,
    SERVICE_METRES,
    staffed_within_metres,
    staffed_within_ride,
    within_metres,
    within_ride,
)
from diaban.sectors.post.reach.told import tell_reach
from diaban.sectors.post.reach.versions import (
    VERSION_SCHEMA,
    basis,
    changed_since,
    every_version,
    newest_survey,
    read_versions,
)
from diaban.spine.addresses.coverage import expected_households
from diaban.spine.addresses.household_size import PEOPLE
from diaban.spine.addresses.told_rows import tell_doors
from diaban.spine.figures.declaring import OWN_DEFINITION, MeasureSpec, RecordTable
from diaban.spine.parties.organisations import Field

_RADIUS = "QCVN 1:2008/BTTTT: bán kính phục vụ ≤ 3 km; đo đường bộ từng hộ thay cho bình quân"
_HAMLETS = "Chương trình 2021: thôn cách điểm dưới 5 km; đo từng hộ theo đường bộ"
_READ_BY_STAFF = ("straight_metres", "doubtful", "staffed_metres", "perhaps_metres")
_REMOTE = (
    "Bộ TT&TT 2021: điểm phục vụ hiệu quả người dân vùng sâu, vùng xa; "
    "vùng xa: hộ cách mọi trung tâm xã, phường hơn 3 km đường chim bay"
)

TABLES = (
    RecordTable(
        name="post-reach",
        schema=VERSION_SCHEMA,
        read=read_versions,
        every=every_version,
        newest=newest_survey,
        changed_since=changed_since,
        basis=basis,
        tell=tell_reach,
        tell_outside=tell_doors,
    ),
)


def _spec(
    measure: Measure, title_vi: str, title_en: str, source: str = OWN_DEFINITION
) -> MeasureSpec:
    return MeasureSpec(
        measure=measure, table="post-reach", field=Field.POST, title_vi=title_vi,
        title_en=title_en, noun_vi="hộ", noun_en="households", source=source,
        expected=expected_households, expects_excluded=True, stands_for=PEOPLE,
    )  # fmt: skip


def _by_metres(kilometres: int, source: str = OWN_DEFINITION) -> tuple[MeasureSpec, MeasureSpec]:
    metres = 1_000 * kilometres
    name = f"households-within-{kilometres}km"
    is_near = Measure(name, 1, READ_BY_METRES, holds=lambda day: within_metres(metres))
    is_served = Measure(
        f"{name}-staffed", 1, _READ_BY_STAFF, holds=lambda day: staffed_within_metres(metres)
    )
    return (
        _spec(
            is_near, f"Hộ cách điểm đang hoạt động không quá {kilometres} km đường bộ",
            f"Households within {kilometres} km by road of a point in service", source,
        ),
        _spec(
            is_served, f"Hộ cách điểm có người phục vụ không quá {kilometres} km đường bộ",
            f"Households within {kilometres} km by road of a staffed point", source,
        ),
    )  # fmt: skip


def _by_ride(minutes: int) -> tuple[MeasureSpec, MeasureSpec]:
    name = f"households-within-{minutes}min"
    is_near = Measure(name, 1, READ_BY_RIDE, holds=lambda day: within_ride(minutes))
    is_served = Measure(
        f"{name}-staffed", 1, ("doubtful", "staffed_ride_minutes", "perhaps_ride_minutes"),
        holds=lambda day: staffed_within_ride(minutes),
    )  # fmt: skip
    return (
        _spec(
            is_near, f"Hộ cách điểm đang hoạt động không quá {minutes} phút xe máy",
            f"Households within {minutes} minutes by motorbike of a point in service",
        ),
        _spec(
            is_served, f"Hộ cách điểm có người phục vụ không quá {minutes} phút xe máy",
            f"Households within {minutes} minutes by motorbike of a staffed point",
        ),
    )  # fmt: skip


MEASURES = (
    *_by_metres(1),
    *_by_metres(2),
    *_by_metres(3, _RADIUS),
    *_by_metres(5, _HAMLETS),
    *_by_ride(15),
    *_by_ride(30),
    _spec(
        Measure(
            "remote-households-served", 1, (*READ_BY_METRES, "remote"),
            holds=lambda day: within_metres(SERVICE_METRES), belongs=lambda day: pl.col("remote"),
        ),
        "Hộ vùng xa có điểm đang hoạt động trong 3 km đường bộ",
        "Remote households with a point in service within 3 km by road", _REMOTE,
    ),
    _spec(
        Measure(
            "remote-households-staffed", 1, (*_READ_BY_STAFF, "remote"),
            holds=lambda day: staffed_within_metres(SERVICE_METRES),
            belongs=lambda day: pl.col("remote"),
        ),
        "Hộ vùng xa có điểm có người phục vụ trong 3 km đường bộ",
        "Remote households with a staffed point within 3 km by road",
        f"{_REMOTE}; có người phục vụ: bốn tuần gần nhất có bằng chứng ít nhất "
        f"{STAFFED_SHARE * 100:.0f} % số phút phải mở",
    ),
)  # fmt: skip
