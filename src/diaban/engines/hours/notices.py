"""What the Prime Minister decided for each year: Tết, National Day's second day, swapped days.

Labour Code 2019 (45/2019/QH14), article 112.3: the five days of Tết and the day beside 2 September
are decided each year. Swaps (hoán đổi ngày làm việc) bind the civil service; others may follow.
Numbers of notices are as law databases and newspapers print them (read November 2026). For 2019
and 2020 the days are those that were published in the press of the time; their notices were not
read, so nothing is cited and the days are marked as reported.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

__all__ = ["NOTICES", "Notice", "Swap"]


class Swap(NamedTuple):
    """A working day off and the weekly rest day that is worked in its stead.

    >>> NOTICES[2025].swaps[0].worked
    datetime.date(2025, 4, 26)
    """

    off: date
    worked: date
    source: str


class Notice(NamedTuple):
    """A year's decisions: the first of Tết's five days, National Day's second day, the swaps.

    ``source`` is empty where the notice itself was not read.

    >>> NOTICES[2024].tet_first, NOTICES[2024].source
    (datetime.date(2024, 2, 8), 'Thông báo 5015/TB-LĐTBXH')
    """

    tet_first: date
    national_second: date | None
    source: str
    swaps: tuple[Swap, ...] = ()


NOTICES: dict[int, Notice] = {
    # Labour Code 2012, article 115: National Day was a single day until 2020
    2019: Notice(
        date(2019, 2, 4), None, "",
        (
            Swap(date(2018, 12, 31), date(2019, 1, 5), "Công văn 6519/VPCP-KGVX (2018)"),
            Swap(date(2019, 4, 29), date(2019, 5, 4), "Công văn 6519/VPCP-KGVX (2018)"),
        ),
    ),
    2020: Notice(date(2020, 1, 23), None, ""),
    2021: Notice(date(2021, 2, 10), date(2021, 9, 3), "Thông báo 4875/TB-LĐTBXH"),
    2022: Notice(date(2022, 1, 31), date(2022, 9, 1), "Thông báo 119/TB-LĐTBXH"),
    2023: Notice(date(2023, 1, 20), date(2023, 9, 1), "Thông báo 5034/TB-LĐTBXH"),
    2024: Notice(
        date(2024, 2, 8), date(2024, 9, 3), "Thông báo 5015/TB-LĐTBXH",
        (Swap(date(2024, 4, 29), date(2024, 5, 4), "Công văn 2450/VPCP-KGVX"),),
    ),
    2025: Notice(
        date(2025, 1, 27), date(2025, 9, 1), "Thông báo 6150/TB-BLĐTBXH",
        (Swap(date(2025, 5, 2), date(2025, 4, 26), "Thông báo 6150/TB-BLĐTBXH"),),
    ),
    2026: Notice(
        date(2026, 2, 16), date(2026, 9, 1), "Thông báo 9441/TB-BNV",
        (
            Swap(date(2026, 1, 2), date(2026, 1, 10), "Công văn 12729/VPCP-KGVX (2025)"),
            Swap(date(2026, 8, 31), date(2026, 8, 22), "Thông báo 9441/TB-BNV"),
        ),
    ),
}  # fmt: skip
"""The decisions that are known, by year.

>>> sorted(NOTICES)[0], sorted(NOTICES)[-1]
(2019, 2026)
"""
