"""One import: how far it is, what it did, and what can still be done about it."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from diaban.exchange.importing.boundary_undo import preview_undo
from diaban.exchange.importing.coordinate_systems import name_of
from diaban.exchange.importing.fields import BY_NAME
from diaban.exchange.importing.kinds import known_kinds
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.working import ask_pause, order_undo, resume
from diaban.spine.addresses.withdrawing import preview_withdrawal
from diaban.spine.runs.models import Kind, Run, State
from diaban.spine.sectors import declared
from diaban.web.sectors.words import fact_words

# of a larger import it would take too long to count what each address still rests on
_COUNTED_BEFORE = 50_000
_UNHEARD = timedelta(seconds=15)
STATES = {
    State.WAITING: _("waits its turn"),
    State.RUNNING: _("running"),
    State.PAUSED: _("paused"),
    State.DONE: _("done"),
    State.FAILED: _("stopped by a fault"),
}
COUNTS = {
    "read": _("rows read"),
    "blank": _("blank rows skipped"),
    "accepted": _("can be taken"),
    "rejected": _("given back"),
    "new": _("new"),
    "known": _("known already"),
    "would_change": _("of these change"),
    "would_stay": _("of these stay as they are"),
    "created": _("added"),
    "updated": _("changed"),
    "unchanged": _("unchanged"),
    "unfilled": _("left blank, stay unknown"),
    "decimal_comma": _("decimal commas read"),
    "dates_as_numbers": _("house numbers read back from dates (12 May is 12/5)"),
    "swapped_fixed": _("positions turned round"),
    "normalised": _("rows whose letters were composed"),
    "unit_name_unresolved": _("commune names not recognised"),
    "unit_name_ambiguous": _("commune names that two units of the district bear"),
    "written_read": _("whole addresses read into their parts"),
    "postal_parsed": _("written address complete: house, street or hamlet, commune"),
    "postal_partial": _("written address in part"),
    "postal_absent": _("no written address"),
    "repaired": _("shapes mended"),
    "due": _("addresses to be coded again"),
    "not_drawn": _("not drawn on the map"),
    "doubled": _("the same feature again"),
    "street": _("streets"),
    "water": _("water"),
    "rail": _("rails"),
    "green": _("green"),
    "withdrawn": _("statements taken back"),
    "vanished": _("addresses that left the registry"),
    "restored": _("addresses that others speak of too"),
    "reopened": _("former ones that stand again"),
    "areas_withdrawn": _("boundaries taken back"),
    "areas_reopened": _("former boundaries that stand again"),
    "areas_kept": _("drawn again by a later import: these stay"),
    "not_known_here": _("rows of other provinces, whose law is not kept here: not compared"),
    "spellings": _("other spellings learned"),
}
FORESEEN = {
    "due": _("addresses would be coded again"),
    "moved": _("of them go to another commune"),
    "newly_coded": _("get their first code"),
    "newly_uncertain": _("lose their code and need a look"),
}
_BIG = (
    "read",
    "accepted",
    "new",
    "known",
    "would_change",
    "would_stay",
    "created",
    "updated",
    "unchanged",
    "rejected",
    "areas_withdrawn",
    "areas_reopened",
    "areas_kept",
)


def describe(run: Run) -> dict[str, object]:
    """Return what pages show of a run."""
    order, report = run.order, run.report
    kind = known_kinds().get(order.get("kind", ""))
    language = get_language() or "vi"
    fields = {field.name: field for field in kind.fields} if kind and kind.fields else BY_NAME
    words = fact_words()
    counts = {name: n for name, n in run.counts.items() if isinstance(n, int)}
    return {
        "run": run,
        "state": STATES[State(run.state)],
        "kind_label": kind.label(language) if kind else _job_label(run, language),
        "is_undo": run.kind == Kind.UNDO,
        "is_job": run.kind == Kind.SECTOR,
        "big": [(name, COUNTS[name], counts[name]) for name in _BIG if name in counts],
        "small": [
            (COUNTS.get(name) or words.get(name, name), n)
            for name, n in counts.items()
            if name not in _BIG and n
        ],
        "counts": counts,
        "share": min(1.0, run.position / run.total) if run.total else None,
        "seconds_left": _seconds_left(run),
        "is_unheard": _is_unheard(run),
        "reasons": [_reason(reason, language) for reason in report.get("reasons", ())],
        "told": [_reason(reason, language) for reason in report.get("told", ())],
        "foreseen": [
            (FORESEEN[name], n)
            for name, n in report.get("foreseen", {}).items()
            if name in FORESEEN
        ],
        "error": _error(run, language),
        "mapping": [
            (fields[name].label(language), heading)
            for name, heading in (order.get("mapping") or {}).items()
            if name in fields
        ],
        "system": _system(report),
        "can_undo": _can_undo(run),
        "report": report,
    }


def _job_label(run: Run, language: str) -> str:
    """Return what the work is called that a sector's page ordered."""
    jobs = (job for _sector, job in declared("duties", "JOBS") if job.name == run.order.get("job"))
    return next((job.vi if language == "vi" else job.en for job in jobs), "")


def _can_undo(run: Run) -> bool:
    kind = run.order.get("kind")
    drew = run.counts.get("created", 0) + run.counts.get("updated", 0)
    is_known = kind in {"addresses", "basemap", None} or (
        kind == "boundaries" and drew > 0 and "keeps_former" in run.report
    )
    return (
        run.kind == Kind.IMPORT
        and is_known
        and run.state in {State.DONE, State.PAUSED, State.FAILED}
        and run.position > 0
        and not run.report.get("undone_by")
    )


def _seconds_left(run: Run) -> int | None:
    speed = run.rows_a_second
    if not run.total or not speed or run.state != State.RUNNING:
        return None
    return max(1, round((run.total - run.position) / speed))


def _is_unheard(run: Run) -> bool:
    """Whether a run has waited so long that no worker can be there."""
    if run.state != State.WAITING or run.queued_at is None:
        return False
    others = Run.objects.filter(state=State.RUNNING, queued_at__isnull=False)
    return timezone.now() - run.queued_at > _UNHEARD and not others.exists()


def _reason(reason: dict[str, object], language: str) -> dict[str, object]:
    first = [Problem.from_json(stored).say(language) for stored in reason["first"]]
    return {"count": reason["count"], "first": first, "code": reason["code"]}


def _error(run: Run, language: str) -> str:
    vi, _line, en = run.error.partition("\n")
    return vi if language == "vi" or not en else en


def _system(report: dict[str, object]) -> str:
    system = report.get("system")
    if not isinstance(system, dict):
        return ""
    try:
        return name_of(str(system["crs"]))
    except InputError:
        return str(system.get("name", ""))


def run_page(request: HttpRequest, run: int) -> HttpResponse:
    found = _run(request, run)
    part = "pages/_import_run.html" if request.htmx else "pages/import_run.html"
    return render(request, part, _told(found))


def _told(run: Run) -> dict[str, object]:
    context = describe(run)
    ran_as = run.report.get("ran_as", run.pk)
    context["rejects_of"] = (
        ran_as if Run.objects.filter(pk=ran_as, rejected_rows__isnull=False).exists() else None
    )
    if run.state == State.DONE and run.follow_up:
        coding = Run.objects.filter(kind=Kind.CODING, state=State.RUNNING).order_by("pk").last()
        context["coding"] = coding
        if coding and coding.total:
            context["coding_share"] = min(1.0, coding.position / coding.total)
    return context


@require_POST
def pause(request: HttpRequest, run: int) -> HttpResponse:
    ask_pause(_run(request, run))
    return redirect("import_run", run)


@require_POST
def go_on(request: HttpRequest, run: int) -> HttpResponse:
    resume(_run(request, run))
    return redirect("import_run", run)


def undo_page(request: HttpRequest, run: int) -> HttpResponse:
    """Say what undoing would do; do it when that is confirmed."""
    found = _run(request, run)
    context = describe(found)
    if not context["can_undo"]:
        return redirect("import_run", run)
    if request.method == "POST":
        return redirect("import_run", order_undo(found, request.user).pk)
    if context["counts"].get("accepted", 0) <= _COUNTED_BEFORE and _of_addresses(found):
        context["preview"] = preview_withdrawal(found)
    elif found.order.get("kind") == "boundaries":
        context["areas"] = preview_undo(found)
    return render(request, "pages/import_undo.html", context)


def _of_addresses(run: Run) -> bool:
    return run.order.get("kind", "addresses") == "addresses"


def _run(request: HttpRequest, number: int) -> Run:
    kinds = (Kind.IMPORT, Kind.UNDO, Kind.SECTOR)
    found = Run.objects.visible_to(request.user).filter(pk=number, kind__in=kinds).first()
    if found is None:
        raise Http404
    return found
