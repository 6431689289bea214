"""Importing a table of postal codes as a decision gave them, onto the units of its day."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import transaction

from diaban.exchange.importing import texts
from diaban.exchange.importing.columns_by_name import find_columns
from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.tables import ROW, Table, cell_names
from diaban.exchange.importing.unit_finding import UnitFinder
from diaban.spine.addresses.coding import mark_all_due
from diaban.spine.parties.models import User
from diaban.spine.places.models import PostalCode, Unit
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import city_communes
from diaban.spine.runs.models import Generation, Kind, Run

HEADINGS = {
    "province": ("province", "tinh thanh pho", "tinh", "tinh thanh"),
    "district": ("district", "quan huyen", "huyen"),
    "name": ("ward", "commune", "phuong xa", "xa phuong", "doi tuong gan ma"),
    "postal_code": ("ward code", "postal code", "ma buu chinh", "postcode"),
}
_CODE = re.compile(r"[0-9]{5}")
_CITY_NAMES = {"ha noi", "thanh pho ha noi", "tp ha noi", "tp. ha noi"}


@dataclass(frozen=True)
class PostalRequest:
    """``units_on`` is a day on which the units of the table were in force."""

    path: Path
    actor: User
    decision: str
    valid_from: date
    units_on: date
    valid_to: date | None = None
    dry_run: bool = False


@dataclass
class PostalReport:
    """``counts``: read, elsewhere (other provinces), rejected, created, updated, unchanged."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    run: Run | None = None


def import_postal_codes(request: PostalRequest) -> PostalReport:
    """Import the city's rows of a table; rows that match no unit are reported, never guessed.

    Where a code, its days or its decision changed, every address is due to be coded again.
    """
    report = PostalReport()
    codes = _read_codes(request, report)
    report.counts["rejected"] = len(report.problems)
    if request.dry_run:
        return report
    with transaction.atomic():
        report.run = Run.objects.create(
            kind=Kind.PLACES,
            actor=request.actor,
            source=request.decision,
            file_name=request.path.name[:255],
        )
        for code, unit in codes:
            report.counts[_store(code, unit, request)] += 1
        if report.counts["created"] or report.counts["updated"]:
            Generation.grow("places")
            mark_all_due()
        report.run.advance(report.counts["read"], dict(+report.counts))
        report.run.finish()
    return report


def _store(code: str, unit: Unit, request: PostalRequest) -> str:
    said = {"valid_to": request.valid_to, "decision": request.decision[:80]}
    row, is_new = PostalCode.objects.get_or_create(
        code=code, unit=unit, valid_from=request.valid_from, defaults=said
    )
    if is_new:
        return "created"
    if (row.valid_to, row.decision) == (said["valid_to"], said["decision"]):
        return "unchanged"
    row.valid_to, row.decision = request.valid_to, request.decision[:80]
    row.save(update_fields=list(said))
    return "updated"


def _read_codes(request: PostalRequest, report: PostalReport) -> list[tuple[str, Unit]]:
    with closing(open_table(request.path)) as table:
        return _read_table(table, request, report)


def _read_table(
    table: Table, request: PostalRequest, report: PostalReport
) -> list[tuple[str, Unit]]:
    found = find_columns(table.columns, HEADINGS, needed=[("name",), ("postal_code",)])
    cells = dict(zip(table.columns, cell_names(len(table.columns)), strict=True))
    units = city_communes(request.units_on).select_related("parent").prefetch_related("aliases")
    finder = UnitFinder(list(units))
    taken: dict[str, tuple[int, int]] = {}
    codes = []
    for batch in table.batches:
        frame = texts.read_cells(batch.frame, {name: cells[c] for name, c in found.items()})
        for values in frame.iter_rows(named=True):
            report.counts["read"] += 1
            province = values.get("province", "")
            if province and fold_name(province) not in _CITY_NAMES:
                report.counts["elsewhere"] += 1
                continue
            unit = _read_row(values, finder, found, taken)
            if isinstance(unit, Problem):
                report.problems.append(unit)
            else:
                codes.append((values["postal_code"], unit))
    return codes


def _read_row(
    values: dict[str, str],
    finder: UnitFinder,
    found: dict[str, str],
    taken: dict[str, tuple[int, int]],
) -> Unit | Problem:
    row, code = int(values[ROW]), values["postal_code"]
    if not _CODE.fullmatch(code):
        return Problem("postal_code_invalid", row, found["postal_code"], code)
    unit = finder.find("", values["name"], values.get("district", ""))
    if isinstance(unit, Problem):
        return Problem(unit.code, row, found["name"], unit.value, unit.params)
    first, number = taken.setdefault(code, (row, unit.pk))
    if number != unit.pk:
        return Problem("postal_code_doubled", row, found["postal_code"], code, {"first": first})
    return unit
