"""Administrative units through time: which were in force, and what became of each.

A code alone names nothing: 00004 was the ward Trúc Bạch until 30 June 2025 and is the ward
Ba Đình since. A unit is therefore known by its code *and* the day it came into force, and
what happened on a day of change is written as successions, one row for each pair of old and
new unit, with the extent that the resolution states.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

__all__ = [
    "Descent",
    "Extent",
    "Lineage",
    "LineageError",
    "Succession",
    "Unit",
    "unit_key",
]


class LineageError(ValueError):
    """The units and successions contradict one another, or a key is not known.

    `reason` is a code for catalogues, `details` the keys and dates it speaks of.

    >>> LineageError("unknown_unit", key="99999@2025-07-01").reason
    'unknown_unit'
    """

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason, details)
        self.reason = reason
        self.details = details


class Extent(StrEnum):
    """How much of the predecessor a succession row hands over, as resolutions word it.

    >>> Extent("part_area_all_people").hands_over_all_people
    True
    """

    WHOLE = "whole"  # nhập toàn bộ
    UNCHANGED = "unchanged"  # giữ nguyên, or renamed
    PART = "part"  # nhập một phần
    PART_AREA = "part_area"  # nhập một phần diện tích
    PART_AREA_ALL_PEOPLE = "part_area_all_people"  # một phần diện tích, toàn bộ dân số
    PART_PEOPLE = "part_people"  # một phần dân số

    @property
    def hands_over_all(self) -> bool:
        """Whether land and people pass undivided."""
        return self in {Extent.WHOLE, Extent.UNCHANGED}

    @property
    def hands_over_all_people(self) -> bool:
        """Whether every resident passes, even where some land does not."""
        return self.hands_over_all or self is Extent.PART_AREA_ALL_PEOPLE


def unit_key(code: str, valid_from: date) -> str:
    """Write the key of a unit: its code and the day it came into force.

    >>> unit_key("00004", date(2025, 7, 1))
    '00004@2025-07-01'
    """
    return f"{code}@{valid_from.isoformat()}"


@dataclass(frozen=True, slots=True)
class Unit:
    """One administrative unit during one period of its life.

    `valid_from` is the first day in force and `valid_to` the first day no longer in force
    (None while it lasts), so that two consecutive units never share a day.

    >>> ba_dinh = Unit("00004@2025-07-01", "commune", "00004", "Ba Đình", "phường",
    ...                "01", date(2025, 7, 1))
    >>> ba_dinh.is_in_force(date(2025, 6, 30)), ba_dinh.is_in_force(date(2025, 7, 1))
    (False, True)
    """

    key: str
    level: str
    code: str
    name: str
    kind: str
    parent_key: str | None
    valid_from: date
    valid_to: date | None = None

    def is_in_force(self, as_of: date) -> bool:
        """Say whether the unit exists on that day."""
        return self.valid_from <= as_of and (self.valid_to is None or as_of < self.valid_to)


@dataclass(frozen=True, slots=True)
class Succession:
    """One row of a resolution: predecessor, successor, day of effect, extent.

    >>> Succession("a@2020-03-01", "b@2025-07-01", date(2025, 7, 1), "whole").extent
    <Extent.WHOLE: 'whole'>
    """

    predecessor_key: str
    successor_key: str
    on: date
    extent: Extent
    resolution: str = ""
    clause: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "extent", Extent(self.extent))


@dataclass(frozen=True, slots=True)
class Descent:
    """What one unit has to do with another across any number of dated events.

    `whole`: the starting unit lies in this one entirely. `all_people`: every resident does.
    `may_have_people`: False where the rows say that only empty land passes.
    `path` is one shortest chain of rows that leads there (empty where nothing changed).

    >>> Descent("b@2025-07-01", whole=False, all_people=True, may_have_people=True).whole
    False
    """

    key: str
    whole: bool
    all_people: bool
    may_have_people: bool
    path: tuple[Succession, ...] = ()


class Lineage:
    """Units and successions as one dated graph.

    Raises LineageError with the reason `duplicate_key`, `empty_validity`, `overlapping_validity`
    (one code twice on one day), `unknown_unit`, `wrong_day` (a row whose day is not the end of
    the predecessor and the start of the successor), `duplicate_succession` or `whole_and_more`
    (a unit said to pass wholly to one successor while another row names a second one).

    >>> day = date(2025, 7, 1)
    >>> old = [Unit(unit_key(c, date(2025, 1, 1)), "commune", c, c, "phường", "01",
    ...             date(2025, 1, 1), day) for c in ("00001", "00004")]
    >>> new = Unit(unit_key("00004", day), "commune", "00004", "Ba Đình", "phường", "01", day)
    >>> lineage = Lineage([*old, new], [Succession(u.key, new.key, day, "whole") for u in old])
    >>> [unit.name for unit in lineage.in_force(date(2026, 1, 1))]
    ['Ba Đình']
    >>> [d.key for d in lineage.predecessors(new.key, date(2025, 6, 30))]
    ['00001@2025-01-01', '00004@2025-01-01']
    >>> lineage.is_split(old[0].key)
    False
    """

    def __init__(self, units: Iterable[Unit], successions: Iterable[Succession] = ()) -> None:
        self._units: dict[str, Unit] = {}
        for unit in units:
            if unit.key in self._units:
                raise LineageError("duplicate_key", key=unit.key)
            self._units[unit.key] = unit
        self._forward: dict[str, list[Succession]] = defaultdict(list)
        self._backward: dict[str, list[Succession]] = defaultdict(list)
        for row in successions:
            self._add(row)
        _check_validity(self._units.values())
        _check_extents(self._forward)

    def _add(self, row: Succession) -> None:
        before, after = self.unit(row.predecessor_key), self.unit(row.successor_key)
        if before.valid_to != row.on or after.valid_from != row.on:
            raise LineageError("wrong_day", predecessor=before.key, successor=after.key, on=row.on)
        if any(known.successor_key == after.key for known in self._forward[before.key]):
            raise LineageError("duplicate_succession", predecessor=before.key, successor=after.key)
        self._forward[before.key].append(row)
        self._backward[after.key].append(row)

    def unit(self, key: str) -> Unit:
        """Return the unit of a key; LineageError `unknown_unit` where there is none."""
        try:
            return self._units[key]
        except KeyError:
            raise LineageError("unknown_unit", key=key) from None

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units.values())

    def __len__(self) -> int:
        return len(self._units)

    def in_force(self, as_of: date, level: str | None = None) -> list[Unit]:
        """List the units that exist on a day, in the order in which they were given."""
        return [
            unit
            for unit in self._units.values()
            if unit.is_in_force(as_of) and (level is None or unit.level == level)
        ]

    def find(self, code: str, as_of: date, level: str | None = None) -> Unit | None:
        """Find the unit that bears a code on a day; None where none does."""
        for unit in self.in_force(as_of, level):
            if unit.code == code:
                return unit
        return None

    def rows_from(self, key: str) -> tuple[Succession, ...]:
        """Return the rows in which this unit is the predecessor."""
        return tuple(self._forward.get(self.unit(key).key, ()))

    def rows_into(self, key: str) -> tuple[Succession, ...]:
        """Return the rows in which this unit is the successor."""
        return tuple(self._backward.get(self.unit(key).key, ()))

    def is_split(self, key: str) -> bool:
        """Say whether the unit's land went to more than one successor."""
        return len(self.rows_from(key)) > 1

    def heir_of_residents(self, key: str, as_of: date) -> str | None:
        """Return the one unit that all residents passed to by a day, None if they parted.

        A split unit can still have one: `một phần diện tích, toàn bộ dân số`.
        """
        for descent in self.successors(key, as_of):
            if descent.all_people:
                return descent.key
        return None

    def successors(self, key: str, as_of: date) -> tuple[Descent, ...]:
        """Follow a unit forward to the units in force on a day at or after its start.

        A unit still in force is its own successor. LineageError `before_start` otherwise.
        """
        if as_of < self.unit(key).valid_from:
            raise LineageError("before_start", key=key, as_of=as_of)
        return self._follow(key, as_of, forward=True)

    def predecessors(self, key: str, as_of: date) -> tuple[Descent, ...]:
        """Follow a unit back to the units in force on a day before its end.

        `whole` then means that the unit was formed entirely from that predecessor.
        LineageError `after_end` where the unit was no longer in force on that day.
        """
        unit = self.unit(key)
        if unit.valid_to is not None and as_of >= unit.valid_to:
            raise LineageError("after_end", key=key, as_of=as_of)
        return self._follow(key, as_of, forward=False)

    def loose_ends(self) -> tuple[str, ...]:
        """List units that ended though no row says what became of them."""
        return tuple(
            unit.key
            for unit in self._units.values()
            if unit.valid_to is not None and not self._forward.get(unit.key)
        )

    def _follow(self, key: str, as_of: date, *, forward: bool) -> tuple[Descent, ...]:
        land = self._walk(key, as_of, forward=forward, people_only=False)
        people = self._walk(key, as_of, forward=forward, people_only=True)
        return tuple(
            Descent(
                key=end,
                whole=land.complete and len(land.paths) == 1,
                all_people=people.complete and len(people.paths) == 1 and end in people.paths,
                may_have_people=end in people.paths,
                path=path,
            )
            for end, path in land.paths.items()
        )

    def _walk(self, key: str, as_of: date, *, forward: bool, people_only: bool) -> "_Reached":
        """Collect the units in force on a day that can be reached, breadth first."""
        reached = _Reached()
        frontier: dict[str, tuple[Succession, ...]] = {key: ()}
        while frontier:
            further: dict[str, tuple[Succession, ...]] = {}
            for at, path in frontier.items():
                if self._units[at].is_in_force(as_of):
                    reached.paths.setdefault(at, path)
                    continue
                rows = self._rows(at, forward=forward, people_only=people_only)
                reached.complete &= _accounts_for_all(rows, forward, people_only)
                for row in rows:
                    end = row.successor_key if forward else row.predecessor_key
                    further.setdefault(end, (*path, row) if forward else (row, *path))
            frontier = further
        return reached

    def _rows(self, key: str, *, forward: bool, people_only: bool) -> list[Succession]:
        rows = (self._forward if forward else self._backward).get(key, [])
        if not people_only:
            return rows
        return [row for row in rows if self._carries_people(row)]

    def _carries_people(self, row: Succession) -> bool:
        """Say whether a row may move residents: not if another row takes them all."""
        if row.extent.hands_over_all_people:
            return True
        siblings = self._forward[row.predecessor_key]
        return not any(other.extent.hands_over_all_people for other in siblings)


class _Reached:
    """Where a walk arrived, and whether it lost nothing on the way."""

    def __init__(self) -> None:
        self.paths: dict[str, tuple[Succession, ...]] = {}
        self.complete = True


def _accounts_for_all(rows: list[Succession], forward: bool, people_only: bool) -> bool:
    """Say whether the rows leave no remainder: a lone "part" row leaves an unknown one."""
    if len(rows) != 1 or not forward:
        return bool(rows)
    extent = rows[0].extent
    return extent.hands_over_all_people if people_only else extent.hands_over_all


def _check_validity(units: Iterable[Unit]) -> None:
    periods: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.valid_to is not None and unit.valid_to <= unit.valid_from:
            raise LineageError("empty_validity", key=unit.key)
        periods[unit.level, unit.code].append(unit)
    for bearers in periods.values():
        bearers.sort(key=lambda unit: unit.valid_from)
        for earlier, later in pairwise(bearers):
            if earlier.is_in_force(later.valid_from):
                raise LineageError("overlapping_validity", keys=(earlier.key, later.key))


def _check_extents(forward: dict[str, list[Succession]]) -> None:
    for key, rows in forward.items():
        if len(rows) > 1 and any(row.extent.hands_over_all for row in rows):
            raise LineageError("whole_and_more", key=key)
