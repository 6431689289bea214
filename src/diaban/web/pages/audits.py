"""A batch of certified addresses: close it, draw its audit lot, look again, conclude."""

from __future__ import annotations

from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from diaban.engines.measuring import Verdict
from diaban.spine.certification import auditing
from diaban.spine.certification.certifying import may_certify
from diaban.spine.certification.models import Audit, Batch, BatchState, Check, Finding
from diaban.spine.parties.models import User
from diaban.web.pages.certification import BATCH_STATES

SHOWN = 50
FINDINGS = (
    (Finding.STANDS, _("As certified")),
    (Finding.WRONG_PLACE, _("Wrong place")),
    (Finding.WRONG_TEXT, _("Wrong text")),
    (Finding.NOT_FOUND, _("Not found")),
)
VERDICTS = {
    Verdict.STANDS: _("The batch stands"),
    Verdict.FALLS: _("The batch falls"),
    Verdict.OPEN: _("It cannot be told yet: look at more doors"),
}
# half the width of the interval, in percentage points
WIDTHS = (3, 5, 10)
TOLERANCES = (2, 5, 10)
REFUSALS = {
    "own_work": _("You worked on this batch or its doors. Somebody else looks at it again."),
    "not_closed": _("The batch must be closed first."),
    "drawn": _("The doors of this batch are drawn already; they are drawn once."),
    "empty": _("Nothing is in this batch yet."),
    "unfinished": _("Some doors that were drawn are not looked at yet."),
    "decided": _("This audit is concluded."),
    "open": _("The doors looked at do not tell yet. Look at more."),
}


def batch_page(request: HttpRequest, number: int) -> HttpResponse:
    batch = _batch(request, number)
    audit = Audit.objects.visible_to(request.user).filter(batch=batch).first()
    rows = batch.certified.select_related("address").order_by("pk")
    own = auditing.is_own_work(request.user, batch)
    count = rows.count()
    sizes = [
        (width, tolerated, auditing.size_for(count, width / 100, tolerated / 100))
        for width in WIDTHS
        for tolerated in TOLERANCES
    ]
    context = {
        "batch": batch,
        "state": BATCH_STATES[batch.state],
        "count": count,
        "rows": rows[:SHOWN],
        "audit": audit,
        "result": _result(audit) if audit else None,
        "sizes": sizes if batch.state == BatchState.CLOSED else [],
        "is_own": own,
        "may_draw": auditing.may_draw(request.user) and not own,
        "may_close": _may_close(request.user, batch),
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
        "findings": FINDINGS,
    }
    return render(request, "certification/batch.html", context)


def _may_close(actor: User, batch: Batch) -> bool:
    mine = batch.opened_by_id == actor.pk and may_certify(actor)
    return mine and batch.state == BatchState.OPEN


@require_POST
def draw(request: HttpRequest, number: int) -> HttpResponse:
    """Draw the doors to look at again, of the asked width and tolerance."""
    batch = _batch(request, number)
    width, _dash, tolerated = request.POST.get("plan", "").partition("-")
    if width not in map(str, WIDTHS) or tolerated not in map(str, TOLERANCES):
        raise Http404
    return _after(
        batch,
        lambda: auditing.draw(request.user, batch, int(width) / 100, int(tolerated) / 100),
    )


@require_POST
def extend(request: HttpRequest, number: int) -> HttpResponse:
    batch = _batch(request, number)
    audit = _audit(batch)
    return _after(batch, lambda: auditing.extend(request.user, audit))


@require_POST
def conclude(request: HttpRequest, number: int) -> HttpResponse:
    batch = _batch(request, number)
    audit = _audit(batch)
    return _after(batch, lambda: auditing.conclude(request.user, audit))


@require_POST
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Write down what was found at a door of the sample."""
    rows = Check.objects.filter(audit__in=Audit.objects.visible_to(request.user))
    one = rows.select_related("audit__batch").filter(pk=number).first()
    finding = request.POST.get("finding", "")
    if one is None or finding not in Finding.values:
        raise Http404
    return _after(one.audit.batch, lambda: auditing.check(request.user, one, Finding(finding)))


def _after(batch: Batch, act) -> HttpResponse:
    path = reverse("batch", args=[batch.pk])
    try:
        act()
    except auditing.AuditError as error:
        return redirect(f"{path}?refused={error.reason}")
    return redirect(f"{path}#audit")


def _batch(request: HttpRequest, number: int) -> Batch:
    rows = Batch.objects.visible_to(request.user).select_related("unit", "opened_by")
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _audit(batch: Batch) -> Audit:
    audit = Audit.objects.filter(batch=batch).first()
    if audit is None:
        raise Http404
    return audit


def _result(audit: Audit) -> dict[str, object]:
    told = auditing.result(audit)
    checks = audit.checks.select_related("certified__address", "checked_by")
    # what is still to be looked at comes first
    checks = checks.order_by(Case(When(finding="", then=0), default=1), "place")
    words = dict(FINDINGS)
    return {
        "told": told,
        "verdict": VERDICTS.get(told.verdict, ""),
        "is_open": told.verdict == Verdict.OPEN,
        "falls": told.verdict == Verdict.FALLS,
        "checks": [(one, words.get(one.finding, "")) for one in checks],
    }
