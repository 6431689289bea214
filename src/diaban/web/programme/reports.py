"""Reports of one programme each: which windows are closed, what was frozen, what moved since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from diaban.engines.measuring import ReportingWindow, WindowKind, window_of
from diaban.exchange.reports.document import report_docx
from diaban.exchange.reports.printed import report_pdf
from diaban.exchange.reports.reading import Report, name_file, report_of_closing, report_of_day
from diaban.exchange.reports.workbook import write_workbook
from diaban.spine.figures.closing import ClosingError
from diaban.spine.figures.models import Closing
from diaban.spine.parties.models import Role
from diaban.spine.places.units import today
from diaban.spine.programme.adopted import adopted_programmes
from diaban.spine.programme.closed import ClosedTask
from diaban.spine.programme.closing import close_report, revise, stands_unchanged
from diaban.spine.programme.models import Programme
from diaban.spine.programme.statuses import Status, is_contradicted
from diaban.web.pages.days import EARLIEST
from diaban.web.programme.asked import pick_programme, programme_asked
from diaban.web.programme.report_words import (
    WINDOWS,
    kept_figures,
    moved_figures,
    moved_targets,
)
from diaban.web.programme.wording import STATUS_WORDS

# of earlier years the units are not known that figures lie in
FIRST_YEAR = EARLIEST.year
# windows that wait are shown so many at once, the newest first; the others open below
SHOWN = 4
REFUSALS = {
    "not_over": _("This window is not over yet; it can be closed the day after its last day."),
    "closed_already": _("This window has been closed already: it is closed once, and stays so."),
}
FILES = {
    "xlsx": (
        write_workbook,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "docx": (
        report_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": (report_pdf, "application/pdf"),
}


@dataclass(frozen=True)
class Line:
    """A window of the year in the list, and what can be done with it."""

    window: ReportingWindow
    number: int
    closing: Closing | None
    # the programmes that the closing keeps
    programmes: set[int] = field(default_factory=set)

    @property
    def name(self) -> str:
        return WINDOWS[self.window.kind](self.window.closes_on)

    @property
    def is_over(self) -> bool:
        return self.window.closes_on < today()

    @property
    def is_waiting(self) -> bool:
        return self.is_over and self.closing is None


@require_safe
def reports_page(request: HttpRequest) -> HttpResponse:
    """List the windows of a year, those first that wait to be closed."""
    latest = today().year + 1
    year = _number(request.GET.get("year", ""), today().year, FIRST_YEAR, latest)
    lines, programmes = _lines(year), adopted_programmes(request.user)
    waiting = [line for line in reversed(lines) if line.is_waiting]
    context = {
        "year": year,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < latest else None,
        "waiting": waiting[:SHOWN],
        "older": waiting[SHOWN:],
        "closed": [line for line in reversed(lines) if line.closing],
        "coming": [line for line in lines if not line.is_over],
        "may_close": request.user.role == Role.DEPARTMENT,
        "programmes": programmes,
        "programme": pick_programme(request, programmes),
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
        "today": today(),
    }
    return render(request, "programme/reports.html", context)


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close one window that is over, for good."""
    window = _asked_window(request)
    try:
        closing = close_report(window, request.user)
    except ClosingError as error:
        year = window.closes_on.year
        return redirect(f"{reverse('reports')}?year={year}&refused={error.reason}")
    return redirect("report", closing.pk)


@require_safe
def report_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a closing keeps, whether it stands, and what is known otherwise by now."""
    closing = _closing(number)
    programmes = _kept(request, closing)
    report = report_of_closing(closing, pick_programme(request, programmes))
    found = revise(closing).of(report.programme)
    context = {
        "closing": closing,
        "name": WINDOWS[WindowKind(closing.window)](closing.closes_on),
        "stands": stands_unchanged(closing),
        "report": report,
        "programme": report.programme,
        "programmes": programmes,
        "reached": _reached(report),
        "lines": [
            (
                t.row,
                _state(t.row),
                one,
                is_contradicted(Status(t.row.status), one.figure.is_reached),
            )
            for t in report.tasks
            for one in t.targets
        ],
        "moved_tasks": [(one.row, _state(one.stood), _state(one.known)) for one in found.tasks],
        "moved_targets": moved_targets(found.targets),
        "moved_figures": moved_figures(closing),
        "kept": kept_figures(closing),
    }
    return render(request, "programme/report.html", context)


@require_safe
def report_file(request: HttpRequest, number: str, ending: str) -> HttpResponse:
    """Send what was closed as a file."""
    closing = _closing(int(number))
    programme = pick_programme(request, _kept(request, closing))
    return _send(report_of_closing(closing, programme), ending)


@require_safe
def day_file(request: HttpRequest, ending: str) -> HttpResponse:
    """Send a day as it is known now, marked as provisional."""
    try:
        day = date.fromisoformat(request.GET.get("on", "") or today().isoformat())
    except ValueError:
        raise Http404 from None
    if not EARLIEST <= day <= today():
        raise Http404
    return _send(report_of_day(day, programme_asked(request)), ending)


def _kept(request: HttpRequest, closing: Closing) -> list[Programme]:
    """Return the programmes that a closing keeps, the first to be opened first."""
    kept = set(closing.tasks.values_list("programme", flat=True))
    return [one for one in adopted_programmes(request.user) if one.pk in kept]


def _send(report: Report, ending: str) -> HttpResponse:
    make, kind = FILES[ending]
    headers = {"Content-Disposition": f'attachment; filename="{name_file(report)}.{ending}"'}
    return HttpResponse(make(report), content_type=kind, headers=headers)


def _state(row: ClosedTask | None) -> str:
    return STATUS_WORDS[Status(row.status)] if row else ""


def _reached(report: Report) -> dict[str, int]:
    told = [one.figure for one in report.targets if one.figure.is_measurable]
    held = [one.is_reached for one in told if one.threshold is not None]
    return {
        "measured": len(told),
        "yes": held.count(True),
        "no": held.count(False),
        "unknown": held.count(None),
    }


def _lines(year: int) -> list[Line]:
    rows = Closing.objects.filter(closes_on__year=year).select_related("closed_by")
    closed = {(row.window, row.closes_on): row for row in rows}
    windows = [
        (window_of(kind, year, number), number)
        for kind in WindowKind
        for number in range(1, _most(kind) + 1)
    ]
    kept = _programmes_by_closing(rows)
    lines = []
    for window, number in windows:
        closing = closed.get((window.kind, window.closes_on))
        lines.append(Line(window, number, closing, kept[closing.pk] if closing else set()))
    return sorted(lines, key=lambda line: (line.window.closes_on, line.window.kind.months))


def _programmes_by_closing(closings: Iterable[Closing]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = ClosedTask.objects.filter(closing__in=closings).order_by()
    for closing, programme in rows.values_list("closing", "programme").distinct():
        found[closing].add(programme)
    return found


def _most(kind: WindowKind) -> int:
    return 1 if kind is WindowKind.NINE_MONTHS else 12 // kind.months


def _asked_window(request: HttpRequest) -> ReportingWindow:
    asked = request.POST
    try:
        kind = WindowKind(asked.get("window", ""))
    except ValueError:
        raise Http404 from None
    year = _number(asked.get("year", ""), None, FIRST_YEAR, today().year + 1)
    return window_of(kind, year, _number(asked.get("number", ""), None, 1, _most(kind)))


def _number(text: str, otherwise: int | None, least: int, most: int) -> int:
    if not text and otherwise is not None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and least <= int(text) <= most):
        raise Http404
    return int(text)


def _closing(number: int) -> Closing:
    closing = Closing.objects.select_related("closed_by").filter(pk=number).first()
    if closing is None:
        raise Http404
    return closing
