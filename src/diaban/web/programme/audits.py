"""Audits of figures: records drawn by chance, what was found at them, and the share put right."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from diaban.spine.figures.auditing import (
    Corrected,
    FigureAuditError,
    asked_measures,
    correct,
    draw_audit,
    find_out,
    may_draw,
    newest_findings,
)
from diaban.spine.figures.declaring import MeasureSpec, RowTold, measures, tables
from diaban.spine.figures.models import AuditFinding, DrawnRecord, FigureAudit
from diaban.spine.parties.models import User
from diaban.spine.parties.territory import in_charge
from diaban.spine.places.units import city_communes, today
from diaban.web.access import may_open
from diaban.web.pages.communes_asked import commune_asked
from diaban.web.programme.titles import noun_of, titled
from diaban.web.programme.told_rows import Row, read_rows

SHOWN = 50
SHOWN_AUDITS = 50
# half the width of the interval, in percentage points
WIDTHS = (3, 5, 10)
REFUSALS = {
    "no_standing": _("The department or an auditor draws the records to look at."),
    "no_measures": _("Choose at least one figure."),
    "several_tables": _("These figures count different things. Draw for each by itself."),
    "nothing_to_draw": _("There is nothing to look at here yet."),
    "too_many": _("So narrow an interval takes more records than people look at. Choose a wider."),
    "own_work": _("You recorded this yourself. Somebody else looks at it again."),
    "nothing_found": _("Say of at least one figure what you found."),
}
FOUND = {"yes": True, "no": False, "untold": None}
FOUND_WORDS = {True: _("holds"), False: _("does not hold"), None: _("cannot be told")}


@dataclass(frozen=True)
class Asked:
    """A measure asked about at one record, and what counts as found there; None: nothing yet."""

    spec: MeasureSpec
    finding: AuditFinding | None

    @property
    def title(self) -> str:
        return titled(self.spec)

    @property
    def words(self) -> object:
        return FOUND_WORDS[self.finding.holds] if self.finding else ""


@dataclass(frozen=True)
class Line:
    """A drawn record: how it is told, what is asked of it, whether the reader recorded it."""

    drawn: DrawnRecord
    row: Row
    asked: list[Asked]
    is_own: bool

    @property
    def is_done(self) -> bool:
        return all(one.finding for one in self.asked)


@require_safe
def audits_page(request: HttpRequest) -> HttpResponse:
    rows = FigureAudit.objects.select_related("unit", "drawn_by").order_by("-pk")
    audits = list(rows[:SHOWN_AUDITS])
    results = _told(audits)
    asked = request.GET.getlist("measure")
    context = {
        "audits": [(one, results[one.pk]) for one in audits],
        "groups": _by_table(asked),
        "widths": WIDTHS,
        "communes": city_communes(today()).order_by("sort_key"),
        "may_draw": may_draw(request.user),
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
    }
    return render(request, "programme/audits.html", context)


def _by_table(asked: list[str]) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Return the measures by what they count: one sample serves those that count the same.

    They stand as they were declared, so that 15 minutes do not come before 3 kilometres.
    """
    groups: dict[str, list[MeasureSpec]] = {}
    for spec in measures().values():
        groups.setdefault(spec.table, []).append(spec)
    return [
        (noun_of(specs[0]), [(one.name, titled(one), one.name in asked) for one in specs])
        for specs in groups.values()
    ]


@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    """Draw the records for the figures that were chosen, of the city or of one commune."""
    known, width = measures(), request.POST.get("width", "")
    names = request.POST.getlist("measure")
    if width not in map(str, WIDTHS) or set(names) - set(known):
        raise Http404
    unit = commune_asked(request.POST.get("unit", ""), today())
    try:
        audit = draw_audit([known[name] for name in names], request.user, int(width) / 100, unit)
    except FigureAuditError as error:
        return redirect(f"{reverse('figure_audits')}?refused={error.reason}")
    return redirect("figure_audit", audit.pk)


@require_safe
def audit_page(request: HttpRequest, number: int) -> HttpResponse:
    audit, rows = _audit(request.user, number)
    shows_done = request.GET.get("show") == "done"
    waiting, done = _parted(audit, rows)
    shown = done if shows_done else waiting
    lines = _lines(request.user, audit, shown[:SHOWN])
    context = {
        "audit": audit,
        "results": _told([audit])[audit.pk],
        "lines": lines,
        "all_own": bool(lines) and all(line.is_own for line in lines),
        "waiting": len(waiting),
        "done": len(done),
        "shows_done": shows_done,
        "may_list": may_open(request.user, "figure_audits"),
        "shown": SHOWN,
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
    }
    return render(request, "programme/audit.html", context)


@require_POST
def find(request: HttpRequest, number: int, record: int) -> HttpResponse:
    """Write down what was found at one record; nobody looks at what they recorded themselves."""
    audit, rows = _audit(request.user, number)
    drawn = rows.filter(pk=record).first()
    if drawn is None:
        raise Http404
    told = {name: request.POST.get(name, "") for name in asked_measures(audit, drawn)}
    found = {name: FOUND[how] for name, how in told.items() if how in FOUND}
    back = reverse("figure_audit", args=[audit.pk])
    if drawn.record in tables()[audit.table].recorded_by(request.user, [drawn.record]):
        return redirect(f"{back}?refused=own_work")
    if not found:
        return redirect(f"{back}?refused=nothing_found")
    find_out(drawn, found, request.user)
    return redirect(f"{back}#records")


def _audit(actor: User, number: int) -> tuple[FigureAudit, QuerySet[DrawnRecord]]:
    """Return an audit and its records in the reader's charge; Http404 where there are none."""
    audit = FigureAudit.objects.select_related("unit", "drawn_by").filter(pk=number).first()
    if audit is None:
        raise Http404
    rows = audit.records.select_related("unit")
    if actor.sees_whole_city:
        return audit, rows
    own = rows.filter(in_charge(actor, "unit"))
    if not own.exists():
        raise Http404
    return audit, own


def _told(audits: list[FigureAudit]) -> dict[int, list[tuple[str, Corrected]]]:
    corrected = correct(audits)
    return {pk: [(titled(one.spec), one) for one in found] for pk, found in corrected.items()}


def _parted(
    audit: FigureAudit, rows: QuerySet[DrawnRecord]
) -> tuple[list[DrawnRecord], list[DrawnRecord]]:
    """Return the records that wait to be looked at, and those of which everything was found."""
    newest, parted = newest_findings([audit]), ([], [])
    for drawn in rows:
        asked = asked_measures(audit, drawn)
        parted[all((drawn.pk, name) in newest for name in asked)].append(drawn)
    return parted


def _lines(actor: User, audit: FigureAudit, rows: list[DrawnRecord]) -> list[Line]:
    numbers, known = [drawn.record for drawn in rows], measures()
    table = tables()[audit.table]
    told = {row.number: row for row in read_rows(table, actor, numbers)}
    newest, own = newest_findings([audit]), table.recorded_by(actor, numbers)
    return [
        Line(
            drawn,
            # one that left the reader's charge since the draw is looked at all the same
            told.get(drawn.record) or Row(drawn.record, RowTold(f"№ {drawn.record}"), drawn.unit),
            [Asked(known[n], newest.get((drawn.pk, n))) for n in asked_measures(audit, drawn)],
            drawn.record in own,
        )
        for drawn in rows
    ]
