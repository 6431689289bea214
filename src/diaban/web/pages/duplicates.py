"""The pairs that may be one door: compare, merge, keep apart, put off; and parting them again."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from diaban.spine.addresses import identifiers, merging
from diaban.spine.addresses.duplicates import waiting_proposals
from diaban.spine.addresses.models import Address, DuplicateProposal
from diaban.spine.places.units import today
from diaban.web.pages.communes_asked import commune_asked
from diaban.web.pages.wording import DUPLICATE_FIELDS, DUPLICATE_KINDS

SHOWN = 10
_COMPARED = (
    ("house_number", _("house number")),
    ("lanes", _("lanes")),
    ("street", _("street")),
    ("locality", _("hamlet or group")),
    ("building", _("building")),
    ("unit", _("flat")),
    ("commune", _("commune")),
)
REFUSALS = {
    "unknown": _("One of the two addresses is not in your territory."),
    "same": _("These two are one address already."),
    "retired": _("One of the two addresses is retired, so they cannot be merged."),
    "building_and_unit": _("A building cannot be merged with a flat of its own."),
    "not_merged": _("This address was not merged into another."),
}


@dataclass(frozen=True)
class Pair:
    """One pair as the page shows it; ``lines`` are label, both values, and whether they differ."""

    proposal: DuplicateProposal
    kind: object
    percent: int
    lines: list[tuple[object, object, object, bool]]
    agreeing: list[object]
    differing: list[object]
    metres: float | None


def list_page(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    if kind and kind not in DUPLICATE_KINDS:
        raise Http404
    unit = commune_asked(request.GET.get("unit", ""), today())
    rows = waiting_proposals(request.user, kind, unit.pk if unit else None)
    context = {
        "pairs": [_pair(row) for row in rows[:SHOWN]],
        "count": rows.count(),
        "kinds": DUPLICATE_KINDS.items(),
        "kind": kind,
        "unit": unit,
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
    }
    return render(request, "pages/duplicates.html", context)


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Take one decision: keep the first, keep the second, apart, or later."""
    number = request.POST.get("proposal", "")
    if not number.isdecimal() or len(number) > 15:
        raise Http404
    row = DuplicateProposal.objects.visible_to(request.user).filter(pk=int(number)).first()
    if row is None:
        raise Http404
    one, other, actor = row.first_id, row.second_id, request.user
    acts = {
        "first": lambda: merging.merge(one, other, "", actor),
        "second": lambda: merging.merge(other, one, "", actor),
        "apart": lambda: merging.keep_apart(one, other, actor),
        "later": lambda: merging.put_off(one, other, actor),
    }
    act = acts.get(request.POST.get("verdict", ""))
    if act is None:
        raise Http404
    return _after(act, reverse("duplicates"))


@require_POST
def part(request: HttpRequest) -> HttpResponse:
    """Undo a merge."""
    try:
        number = identifiers.read(request.POST.get("identifier", ""))
    except identifiers.IdentifierError:
        raise Http404 from None
    return _after(lambda: merging.split(number, "", request.user), reverse("duplicates"))


def _after(act, href: str) -> HttpResponse:
    try:
        act()
    except merging.MergeError as error:
        return redirect(f"{href}?refused={error.reason}")
    return redirect(href)


def _pair(row: DuplicateProposal) -> Pair:
    weights = {r["field"]: r["weight"] for r in row.reasons if r["field"] in DUPLICATE_FIELDS}
    ranked = sorted(weights, key=lambda field: -abs(weights[field]))
    metres = next((r["level"] for r in row.reasons if r["field"] == "metres"), None)
    return Pair(
        proposal=row,
        kind=DUPLICATE_KINDS.get(row.kind, row.kind),
        percent=min(99, int(row.score * 100)),
        lines=_compare(row.first, row.second),
        agreeing=[DUPLICATE_FIELDS[f] for f in ranked if weights[f] > 0][:4],
        differing=[DUPLICATE_FIELDS[f] for f in ranked if weights[f] < 0][:4],
        metres=metres,
    )


def _compare(one: Address, other: Address) -> list[tuple[object, object, object, bool]]:
    told = [(label, getattr(one, name), getattr(other, name)) for name, label in _COMPARED]
    return [(label, a or "", b or "", a != b) for label, a, b in told if a or b]
