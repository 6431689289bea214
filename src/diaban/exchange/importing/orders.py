"""What a person has decided about a file, and what an import of it would do or did.

Both travel between the page and the worker as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from diaban.exchange.importing.mapping import Mapping as Columns
from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.tables import ReadOptions

SHOWN_PROBLEMS = 200
_EXAMPLES = 3


@dataclass(frozen=True)
class Order:
    """One file to check or to take. What is None is found out from the file.

    ``on`` is the day that boundaries are valid from, or that figures and rows were held on;
    ``snap_metres`` closes slivers between boundaries that are narrower.
    """

    path: Path
    kind: str
    source: str
    sheet: str | None = None
    crs: str | None = None
    encoding: str | None = None
    mapping: dict[str, str] | None = None
    on: date | None = None
    fix_swapped: bool = False
    not_households: bool | None = None
    synthetic: bool = False
    snap_metres: float | None = None

    def as_json(self) -> dict[str, Any]:
        on = self.on.isoformat() if self.on else None
        return asdict(self) | {"path": str(self.path), "on": on}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Order:
        known = {f.name for f in fields(cls)}
        values = {name: value for name, value in stored.items() if name in known}
        values["path"] = Path(values["path"])
        if values.get("on"):
            values["on"] = date.fromisoformat(values["on"])
        return cls(**values)

    @property
    def options(self) -> ReadOptions:
        return ReadOptions(sheet=self.sheet, crs=self.crs, encoding=self.encoding)

    @property
    def columns(self) -> Columns | None:
        return Columns(self.mapping) if self.mapping else None


@dataclass
class Outcome:
    """What an import would do or did, in one shape for all kinds.

    ``reasons``: for each code of a problem how often it came, with its first examples.
    ``missing``: codes of units that the file has nothing for. ``told``: what stops nothing, shaped
    as ``reasons``. ``foreseen``: how many addresses would be decided otherwise. ``mapping``,
    ``system`` and ``picture`` say how rows of addresses were read and where they fall.
    """

    counts: dict[str, int] = field(default_factory=dict)
    reasons: list[dict[str, Any]] = field(default_factory=list)
    sample: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    foreseen: dict[str, int] = field(default_factory=dict)
    mapping: dict[str, str] = field(default_factory=dict)
    system: dict[str, Any] | None = None
    picture: list[tuple[float, float]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def count_reasons(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Group problems by code, the most frequent first, each with its first examples."""
    found: dict[str, dict[str, Any]] = {}
    rows: set[tuple[str, int | None]] = set()
    for problem in problems:
        reason = found.setdefault(problem.code, {"code": problem.code, "count": 0, "first": []})
        # a row with the same fault in two cells is one row
        if problem.row is None or (problem.code, problem.row) not in rows:
            reason["count"] += 1
        rows.add((problem.code, problem.row))
        if len(reason["first"]) < _EXAMPLES:
            reason["first"].append(problem.as_json())
    return sorted(found.values(), key=lambda reason: -reason["count"])


def add_reasons(
    before: Sequence[dict[str, Any]], more: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Add what was counted of later rows to what was counted of earlier ones."""
    found = {reason["code"]: dict(reason) for reason in before}
    for reason in more:
        known = found.setdefault(reason["code"], {"code": reason["code"], "count": 0, "first": []})
        known["count"] += reason["count"]
        known["first"] = [*known["first"], *reason["first"]][:_EXAMPLES]
    return sorted(found.values(), key=lambda reason: -reason["count"])


def known_reasons(counts: Mapping[str, int], first: Iterable[Problem]) -> list[dict[str, Any]]:
    """The same where only the numbers of all and some first problems were kept."""
    examples = {reason["code"]: reason["first"] for reason in count_reasons(first)}
    return [
        {"code": code, "count": number, "first": examples.get(code, [])}
        for code, number in sorted(counts.items(), key=lambda item: -item[1])
    ]


def whole_numbers(counts: Mapping[str, Any]) -> dict[str, int]:
    """Keep what is a number: a report's counts may hold lists of details too."""
    return {name: n for name, n in counts.items() if isinstance(n, int)}
