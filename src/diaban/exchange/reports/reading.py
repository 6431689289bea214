"""What a report says: of a closing as it was kept, or of a day as it is known now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from diaban.engines.measuring import WindowKind
from diaban.spine.figures.models import Closing
from diaban.spine.parties.organisations import Field
from diaban.spine.places.models import Unit
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import CITY
from diaban.spine.programme.bodies import are_several
from diaban.spine.programme.closing import Revisions, revise
from diaban.spine.programme.freezing import FrozenTarget, FrozenTask, freeze, read_frozen
from diaban.spine.programme.models import Programme
from diaban.spine.programme.statuses import Rates, Status

_NAME_LETTERS = 100
_QUARTERS = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Report:
    """A report of one day and one programme; None where no adopted programme ran.

    ``known_at`` is the moment whose knowledge it has: that of closing, or now. ``window`` is None
    for a day that no closing keeps: its figures are provisional. ``since`` is the closing before,
    with what is known of its day by now.
    """

    programme: Programme | None
    as_of: date
    known_at: datetime
    tasks: list[FrozenTask]
    units: dict[int, Unit]
    city: str
    window: Closing | None = None
    since: tuple[Closing, Revisions] | None = field(default=None)

    @property
    def is_provisional(self) -> bool:
        return self.window is None

    @cached_property
    def targets(self) -> list[FrozenTarget]:
        return [target for task in self.tasks for target in task.targets]

    @cached_property
    def rates(self) -> Rates:
        dated = [task.row for task in self.tasks if task.row.original_deadline is not None]
        found = Counter(Status(row.status) for row in dated)
        undated = len(self.tasks) - len(dated)
        return Rates({status: found[status] for status in Status}, undated)

    @property
    def is_synthetic(self) -> bool:
        """Whether anything in it was made up, so that no page may leave it unsaid."""
        made_up = any(task.row.programme.synthetic for task in self.tasks)
        return made_up or any(target.figure.synthetic for target in self.targets)

    @cached_property
    def issuer(self) -> str:
        """The body that reports: who answers for most tasks on the day; empty where unknown."""
        said = [task.row.answerable for task in self.tasks if task.row.answerable]
        named = Counter(name for name in said if not are_several(name.replace(";", "")))
        return named.most_common(1)[0][0] if named else ""

    def by_field(self) -> list[tuple[str, list[FrozenTask]]]:
        """Return the tasks by the six fields in their order; those of no field come last."""
        groups = [
            (name, [task for task in self.tasks if task.row.field == name])
            for name in (*Field.values, "")
        ]
        return [(name, tasks) for name, tasks in groups if tasks]


def report_of_closing(closing: Closing, programme: Programme | None) -> Report:
    """Read what was kept; only what has been learned of the closing before is of now."""
    return _report(programme, closing.closes_on, closing.closed_at, read_frozen(closing), closing)


def report_of_day(day: date, programme: Programme | None) -> Report:
    """Read a day as it is known now: provisional, for nothing keeps it."""
    asked = [programme.pk] if programme else []
    return _report(programme, day, timezone.now(), freeze(day, day, asked), None)


def name_file(report: Report) -> str:
    """Return what the report's file is called, without an ending: its window or day, its programme.

    >>> window = Closing(window="month", closes_on=date(2026, 10, 14))
    >>> year = Programme(title="Kế hoạch chuyển đổi số")
    >>> name_file(Report(year, window.closes_on, datetime.min, [], {}, "", window))
    'bao-cao-thang-10-nam-2026-ke-hoach-chuyen-doi-so'
    """
    day = report.as_of
    when = name_window(report.window) if report.window else f"tạm tính đến {day:%d-%m-%Y}"
    words = f"báo cáo {when} {report.programme.title if report.programme else ''}"
    return fold_name(words).replace(" ", "-")[:_NAME_LETTERS].strip("-")


def name_window(closing: Closing) -> str:
    """Say a window in the words of reports.

    >>> name_window(Closing(window="quarter", closes_on=date(2026, 6, 14)))
    'quý II năm 2026'
    """
    day = closing.closes_on
    words = {
        WindowKind.MONTH: f"tháng {day.month} năm",
        WindowKind.QUARTER: f"quý {_QUARTERS[(day.month - 1) // 3]} năm",
        WindowKind.HALF_YEAR: f"6 tháng {'đầu' if day.month == 6 else 'cuối'} năm",
        WindowKind.NINE_MONTHS: "9 tháng năm",
        WindowKind.YEAR: "năm",
    }
    return f"{words[WindowKind(closing.window)]} {day.year}"


def _report(
    programme: Programme | None,
    as_of: date,
    known_at: datetime,
    frozen: list[FrozenTask],
    closing: Closing | None,
) -> Report:
    tasks = [task for task in frozen if programme and task.row.programme_id == programme.pk]
    before = Closing.objects.filter(closes_on__lt=as_of).order_by("-closes_on", "-pk").first()
    units = {place.unit_id for task in tasks for one in task.targets for place in one.places}
    since = (before, revise(before).of(programme)) if before else None
    if since:
        units |= {one.unit for one in since[1].targets}
    return Report(
        programme=programme,
        as_of=as_of,
        known_at=known_at,
        tasks=tasks,
        units=Unit.objects.in_bulk([unit for unit in units if unit is not None]),
        city=Unit.objects.in_force(as_of).filter(code=CITY).values_list("name", flat=True).first()
        or "",
        window=closing,
        since=since,
    )
