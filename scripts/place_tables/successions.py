"""Build successions.csv: what became of which unit, by which clause."""

from collections.abc import Iterator

from . import facts
from .changes import ended_by, read_changes
from .law import Law
from .names import fold
from .national import new_codes, old_units
from .package import Package
from .resolution import Pair, read_pairs, read_shares
from .rows import SuccessionRow, UnitRow

HANOI, RESOLUTION = "01", "1656/NQ-UBTVQH15"


class HanoiSuccessions:
    """The clauses of Resolution 1656 against Hanoi's units before and after."""

    def __init__(self, law: Law, package: Package):
        self._text = law.hanoi
        self._olds = old_units(package, HANOI, RESOLUTION)
        self._new_codes = new_codes(package, HANOI)
        self.pairs = read_pairs(self._text, self._olds)

    def old_names(self) -> dict[str, str]:
        """Return the old communes' names as the resolution spells them, by code."""
        return {
            row["code"]: unit.name
            for _, unit, row in self._olds.find(list(read_shares(self._text)))
        }

    def successor(self, pair: Pair) -> str:
        """Return the code of the new commune of the pair's clause."""
        return self._new_codes[pair.new_kind, fold(pair.new_name)]

    def conflicts(self, package: Package) -> Iterator[str]:
        """Yield each pair that only the law or only the package has."""
        mine = {(pair.old_code, self.successor(pair)) for pair in self.pairs}
        for old, new in sorted(mine - package.pairs):
            yield f"{old} -> {new}: in the resolution, not in the package"
        for old, new in sorted(package.pairs - mine):
            yield f"{old} -> {new}: in the package, not in the resolution"


def build_successions(hanoi: HanoiSuccessions, units: list[UnitRow]) -> list[SuccessionRow]:
    """Return Hanoi's successions of July 2025 and the changes of kind since, in order of day."""
    rows = [_arranged(pair, hanoi.successor(pair)) for pair in hanoi.pairs]
    rows += [_changed(before, change) for before, change in ended_by(read_changes(), units)]
    passed = {row[:3] for row in rows}
    by_key = {(unit.level, unit.code, unit.valid_from): unit for unit in units}
    for unit in units:
        if unit.valid_to and (unit.level, unit.code, unit.valid_to) in by_key:
            after = by_key[unit.level, unit.code, unit.valid_to]
            key = (unit.level, unit.code, unit.valid_from)
            if after.name == unit.name and unit.valid_to > facts.REFORM and key not in passed:
                rows.append(_changed_kind(unit, after))
    return sorted(rows, key=lambda row: (row.on, row.predecessor_code, row.successor_code))


def _arranged(pair: Pair, successor: str) -> SuccessionRow:
    clauses = ", ".join(map(str, pair.after_clauses))
    note = f"phần còn lại sau khoản {clauses}" if pair.is_rest else ""
    return SuccessionRow(
        "commune", pair.old_code, facts.HORIZON, successor, facts.REFORM, pair.extent,
        RESOLUTION, str(pair.clause), note,
    )  # fmt: skip


def _changed(before: UnitRow, change: dict[str, str]) -> SuccessionRow:
    return SuccessionRow(
        before.level, before.code, before.valid_from, change["successor_code"], change["on"],
        change["extent"], change["resolution"], change["clause"], "",
    )  # fmt: skip


def _changed_kind(before: UnitRow, after: UnitRow) -> SuccessionRow:
    return SuccessionRow(
        before.level, before.code, before.valid_from, after.code, after.valid_from, "unchanged",
        after.opened_by, "", f"{before.kind} thành {after.kind}",
    )  # fmt: skip
