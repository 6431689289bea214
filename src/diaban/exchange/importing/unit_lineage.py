"""What the law says of the communes of before and since July 2025, for holding a table against."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from diaban.exchange.importing.codes import fold_unit_name
from diaban.exchange.importing.problems import Problem
from diaban.spine.places.models import Extent, Level, Succession, Unit
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import LAST_THREE_TIER_DAY, TWO_TIER_FROM, today

_KIND = re.compile(r"^(phường|xã|thị trấn|đặc khu)\s+", re.IGNORECASE)
_EXTENTS = {
    "nhap toan bo": {Extent.WHOLE, Extent.UNCHANGED},
    "nhap mot phan": {Extent.PART, Extent.PART_PEOPLE},
    "nhap mot phan dien tich": {Extent.PART_AREA},
    "nhap mot phan dien tich toan bo dan so": {Extent.PART_AREA_ALL_PEOPLE},
    "giu nguyen": {Extent.UNCHANGED},
}
_EXTENT_WORDS = {
    Extent.UNCHANGED: ("giữ nguyên", "unchanged"),
    Extent.WHOLE: ("nhập toàn bộ", "the whole"),
    Extent.PART: ("nhập một phần", "a part"),
    Extent.PART_AREA: ("nhập một phần diện tích", "a part of the area"),
    Extent.PART_AREA_ALL_PEOPLE: (
        "nhập một phần diện tích, toàn bộ dân số",
        "a part of the area with all the people",
    ),
    Extent.PART_PEOPLE: ("nhập một phần dân số", "a part of the people"),
}


class TableRow(NamedTuple):
    row: int
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    note: str


@dataclass
class Lineage:
    """Units by their codes on both sides of July 2025; the old side is the city's alone."""

    old: dict[str, Unit]
    new: dict[str, Unit]
    now: dict[str, Unit]
    pairs: dict[tuple[str, str], Succession]

    @classmethod
    def load(cls) -> Lineage:
        communes = Unit.objects.filter(level=Level.COMMUNE).prefetch_related("aliases")
        successions = Succession.objects.filter(on=TWO_TIER_FROM)
        return cls(
            old={unit.code: unit for unit in communes.in_force(LAST_THREE_TIER_DAY)},
            new={unit.code: unit for unit in communes.in_force(TWO_TIER_FROM)},
            now={unit.code: unit for unit in communes.in_force(today())},
            pairs={
                (s.predecessor.code, s.successor.code): s
                for s in successions.select_related("predecessor", "successor")
            },
        )

    def __post_init__(self) -> None:
        self._codes: dict[str, list[str]] = defaultdict(list)
        for unit in self.old.values():
            self._codes[fold_unit_name(unit.full_name)].append(unit.code)

    def is_new(self, code: str) -> bool:
        return code in self.new

    def knows_old(self, code: str) -> bool:
        return code in self.old

    def unit(self, side: str, code: str) -> int:
        return (self.old if side == "old_code" else self.new)[code].pk

    def names(self, side: str, code: str) -> list[str]:
        """Return the known spellings of a code, the lawful one first; empty where unknown."""
        unit = (self.old if side == "old_code" else self.new).get(code)
        if unit is None:
            return []
        return [unit.full_name, *(f"{unit.kind} {a.alias}" for a in unit.aliases.all())]

    def folded_name(self, old_code: str) -> str:
        unit = self.old.get(old_code)
        return fold_unit_name(unit.full_name) if unit else ""

    def codes_of(self, old_name: str) -> list[str]:
        """Return the codes of the old communes of a name, where the law is known."""
        return self._codes.get(fold_unit_name(old_name), [])

    def without_row(self, old_codes: set[str]) -> list[str]:
        return sorted(set(self.old) - old_codes)

    @staticmethod
    def without_kind(name: str) -> str:
        """Return a name without the word for its kind.

        >>> Lineage.without_kind("Thị trấn  Tà Lùng")
        'Tà Lùng'
        """
        return _KIND.sub("", " ".join(name.split()))

    def find_unlawful(self, row: TableRow) -> Problem | None:
        """Return a problem where the resolution passes this commune to others, not to that one."""
        heirs = [s for (old, _), s in self.pairs.items() if old == row.old_code]
        if not heirs or (row.old_code, row.new_code) in self.pairs:
            return None
        shown = {"resolution": heirs[0].resolution, "old": row.old_name, "new": row.new_name}
        return Problem("table_pair_unlawful", row.row, "", row.old_code, shown)

    def find_remarks(self, row: TableRow) -> list[Problem]:
        """Return what differs without being wrong: the extent, or a kind that changed since."""
        remarks = []
        lawful = self.pairs.get((row.old_code, row.new_code))
        said = _EXTENTS.get(fold_name(row.note))
        if lawful and said and lawful.extent not in said:
            vi, en = _EXTENT_WORDS[Extent(lawful.extent)]
            known = {"known_vi": lawful.note or vi, "known_en": lawful.note or en}
            shown = {"resolution": lawful.resolution, **known}
            remarks.append(Problem("table_extent_differs", row.row, "", row.note, shown))
        now = self.now.get(row.new_code)
        if now and fold_name(now.kind) != fold_name(_kind(row.new_name)):
            shown = {"known": now.full_name, "day": f"{now.valid_from:%d/%m/%Y}"}
            remarks.append(Problem("table_kind_since", row.row, "", row.new_name, shown))
        return remarks


def _kind(name: str) -> str:
    found = _KIND.match(name)
    return found[1] if found else ""
