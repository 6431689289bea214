"""The commune's page of certification: what is ready, what households said, and its batches."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from diaban.spine.addresses.models import Address
from diaban.spine.certification.certifying import (
    CertificationError,
    certify,
    close_batch,
    decide,
    hold,
    lift,
    may_certify,
    open_batch,
)
from diaban.spine.certification.models import Batch, BatchState, Hold, Reason
from diaban.spine.certification.readiness import (
    Evidence,
    gather,
    needs_decision,
    parts_of,
    pointed_out,
    progress,
    ready,
)
from diaban.spine.notices.models import Answer
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today
from diaban.web.pages.answer_page import DECISIONS, standpoint_of, tell
from diaban.web.pages.communes_asked import commune_asked
from diaban.web.pages.duplicate_picture import Picture, Standpoint, draw_standpoints
from diaban.web.pages.wording import POSITION_SOURCES

SHOWN_READY = 50
SHOWN_ANSWERS = 10
SHOWN_HELD = 20
SHOWN_BATCHES = 20
# as many as one person can have looked at
MOST_AT_ONCE = 50
_MOST_DIGITS = 15
LABELS = {
    "house_number": _("house number"),
    "lanes": _("lanes"),
    "street": _("street"),
    "locality": _("hamlet or group"),
    "building": _("building"),
    "unit": _("flat"),
}
REASONS = {
    Reason.POSITION: _("position wrong or doubtful"),
    Reason.TEXT: _("written address wrong"),
    Reason.NOT_FOUND: _("door not found"),
    Reason.DISPUTE: _("in dispute between neighbours"),
    Reason.PAPERS: _("number not given by a decision yet"),
    Reason.OBJECTION: _("the household objects"),
    Reason.AUDIT_FELL: _("its batch fell in the audit"),
}
# what an officer may choose; the others follow from an answer or an audit
CHOSEN = (Reason.POSITION, Reason.TEXT, Reason.NOT_FOUND, Reason.DISPUTE, Reason.PAPERS)
BATCH_STATES = {
    BatchState.OPEN: _("open"),
    BatchState.CLOSED: _("closed, not audited"),
    BatchState.STANDS: _("stands after an audit"),
    BatchState.FELL: _("fell in the audit"),
}
REFUSALS = {
    "decided": _("Somebody decided this meanwhile."),
    "empty": _("Nothing is in this batch yet."),
    "not_open": _("This batch is closed already."),
    "none": _("Choose at least one address."),
}


@dataclass(frozen=True)
class Matter:
    """A household's answer to be decided, beside what the registry has."""

    answer: Answer
    evidence: Evidence
    told: dict[str, object]
    lines: list[tuple[object, str, str, str, bool]]
    metres: float | None
    picture: Picture | None
    words: str


@dataclass(frozen=True)
class Line:
    """An address that is ready, with what differs between its tellings."""

    evidence: Evidence
    differences: list[tuple[object, str, str]]

    @property
    def is_plain(self) -> bool:
        moved = self.evidence.metres_registered or 0
        return not self.differences and moved < 10

    @property
    def source(self) -> object:
        """How the position was taken, in words."""
        return POSITION_SOURCES[self.evidence.address.position_source]


def certification_page(request: HttpRequest) -> HttpResponse:
    unit = commune_asked(request.GET.get("unit", ""), today())
    batches = Batch.objects.visible_to(request.user).select_related("unit", "opened_by")
    if unit:
        batches = batches.filter(unit=unit)
    context = {
        "unit": unit,
        "may_certify": may_certify(request.user),
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
        "certified_now": _count_told(request, "certified"),
        "held_now": _count_told(request, "held"),
        "batches": [
            (one, BATCH_STATES[one.state], one.count)
            for one in batches.annotate(count=Count("certified")).order_by("-pk")[:SHOWN_BATCHES]
        ],
    }
    if unit is None:
        rows = sorted(progress(request.user), key=lambda row: -row.to_decide)
        return render(request, "certification/overview.html", context | {"rows": rows})
    return render(request, "certification/commune.html", context | _commune(request, unit))


@require_POST
def certify_chosen(request: HttpRequest) -> HttpResponse:
    """Certify the chosen addresses, or hold them back with a reason."""
    unit = commune_asked(request.POST.get("unit", ""), today())
    numbers = _numbers(request.POST.getlist("address"))
    if unit is None:
        raise Http404
    back = f"{reverse('certification')}?unit={unit.code}"
    if not numbers:
        return redirect(f"{back}&refused=none")
    if request.POST.get("do") == "certify":
        return redirect(f"{back}&certified={certify(request.user, unit, numbers)}")
    reason = request.POST.get("reason", "")
    if reason not in CHOSEN:
        raise Http404
    return redirect(f"{back}&held={hold(request.user, numbers, Reason(reason))}")


@require_POST
def decide_answer(request: HttpRequest, number: int) -> HttpResponse:
    rows = Answer.objects.visible_to(request.user).select_related("address__commune")
    answer = rows.filter(pk=number).first()
    choice = request.POST.get("choice", "")
    if answer is None or (choice != "accept" and choice not in DECISIONS):
        raise Http404
    unit = answer.address.commune
    back = f"{reverse('certification')}?unit={unit.code if unit else ''}"
    try:
        reason = "" if choice == "accept" else choice
        decide(request.user, answer, accepts=choice == "accept", reason=reason)
    except CertificationError as error:
        return redirect(f"{back}&refused={error.reason}")
    return redirect(back)


@require_POST
def lift_hold(request: HttpRequest, number: int) -> HttpResponse:
    """Put a door back in line once its reason was dealt with."""
    rows = Hold.objects.visible_to(request.user).select_related("address__commune")
    held = rows.filter(pk=number).first()
    if held is None:
        raise Http404
    lift(request.user, held)
    unit = held.address.commune
    return redirect(f"{reverse('certification')}?unit={unit.code if unit else ''}")


@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    batch = Batch.objects.visible_to(request.user).filter(pk=number).first()
    if batch is None:
        raise Http404
    try:
        close_batch(request.user, batch)
    except CertificationError as error:
        unit = batch.unit.code
        return redirect(f"{reverse('certification')}?unit={unit}&refused={error.reason}")
    return redirect("batch", batch.pk)


def _commune(request: HttpRequest, unit: Unit) -> dict[str, object]:
    rows = ready(request.user, unit).select_related("parent")
    answers = needs_decision(request.user, unit)
    held = Hold.objects.visible_to(request.user).standing().filter(address__commune=unit)
    batch = open_batch(request.user, unit)
    after = _count_told(request, "after") or 0
    shown = list(rows.filter(pk__gt=after).order_by("pk")[: SHOWN_READY + 1])
    return {
        "matters": [_matter(request, one) for one in answers[:SHOWN_ANSWERS]],
        "to_decide": answers.count(),
        "decisions": DECISIONS.items(),
        "lines": [_line(one) for one in gather(shown[:SHOWN_READY])],
        "count": rows.count(),
        "pointed_out": pointed_out(request.user, unit).count(),
        "after": after,
        "next": shown[SHOWN_READY - 1].pk if len(shown) > SHOWN_READY else None,
        "reasons": [(value, REASONS[value]) for value in CHOSEN],
        "held": [(row, REASONS[row.reason]) for row in held.select_related("address")[:SHOWN_HELD]],
        "held_count": held.count(),
        "open_batch": batch,
        "open_count": batch.certified.count() if batch else 0,
        "numbers": next(iter(progress(request.user, unit)), None),
    }


def _line(evidence: Evidence) -> Line:
    now = parts_of(evidence.address)
    changed = evidence.changed_parts
    told = [(LABELS[n], evidence.registered.parts.get(n, ""), now[n]) for n in changed]
    return Line(evidence, told)


def _matter(request: HttpRequest, answer: Answer) -> Matter:
    (evidence,) = gather([answer.address])
    stands = standpoint_of(answer.address)
    spots = [
        Standpoint(name, place, metres or 0.0)
        for name, place, metres in (
            ("A", stands.position, stands.accuracy_metres),
            ("B", answer.position, answer.accuracy_metres),
        )
        if place
    ]
    has_both = len(spots) == 2
    words = getattr(answer, "words", None)
    return Matter(
        answer,
        evidence,
        tell(answer),
        _compare(evidence, stands, answer),
        evidence.metres_answered,
        draw_standpoints(spots, request.user, {stands.pk}) if has_both else None,
        words.text if words else "",
    )


def _compare(
    evidence: Evidence, stands: Address, answer: Answer
) -> list[tuple[object, str, str, str, bool]]:
    """Return each part as registered first, as collected or in the registry now, as proposed."""
    now = {name: getattr(evidence.address, name) or getattr(stands, name) for name in LABELS}
    seen = {**now, **(evidence.collected.parts if evidence.collected else {})}
    told = [
        (LABELS[name], evidence.registered.parts.get(name, ""), seen[name],
         answer.parts.get(name, now[name]), name in answer.parts)
        for name in LABELS
    ]  # fmt: skip
    return [row for row in told if any(row[1:4])]


def _numbers(texts: list[str]) -> list[int]:
    told = [t for t in texts if t.isdecimal() and t.isascii() and len(t) <= _MOST_DIGITS]
    return [int(text) for text in told[:MOST_AT_ONCE]]


def _count_told(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS else None
