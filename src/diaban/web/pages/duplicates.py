"""The pairs that may be one door: compare, merge, keep apart, put off; and parting them again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from diaban.spine.addresses import identifiers, merging
from diaban.spine.addresses.duplicates import BY_HAND, surest_proposals, waiting_proposals
from diaban.spine.addresses.models import Address, DuplicateProposal
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today
from diaban.web.pages.communes_asked import commune_asked
from diaban.web.pages.duplicate_picture import Picture, draw_picture
from diaban.web.pages.wording import DUPLICATE_FIELDS, DUPLICATE_KINDS

SHOWN = 10
# so many merges take a few seconds; more pairs than that nobody has looked over
MOST_AT_ONCE = 200
_MOST_DIGITS = 15
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
    percent: int | None
    lines: list[tuple[object, object, object, bool]]
    agreeing: list[object]
    differing: list[object]
    metres: float | None
    picture: Picture | None


@dataclass(frozen=True)
class Asked:
    """Which pairs a page is about."""

    kind: str
    unit: Unit | None

    @property
    def query(self) -> str:
        told = {"kind": self.kind, "unit": self.unit.code if self.unit else ""}
        return urlencode({name: value for name, value in told.items() if value})


def list_page(request: HttpRequest) -> HttpResponse:
    asked = _read_asked(request.GET)
    scope = asked.kind, asked.unit.pk if asked.unit else None
    rows = waiting_proposals(request.user, *scope)
    shown = rows.prefetch_related("first__source_keys", "second__source_keys")[:SHOWN]
    context = {
        "pairs": [_pair(row, request) for row in shown],
        "count": rows.count(),
        "surest": surest_proposals(request.user, *scope).count(),
        "kinds": DUPLICATE_KINDS.items(),
        "communes": _communes_waiting(request),
        "asked": asked,
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
        "merged": _merged_now(request),
        "merged_count": int(request.GET["together"]) if _is_number(request, "together") else None,
    }
    return render(request, "pages/duplicates.html", context)


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Take one decision: keep the first, keep the second, apart, or later."""
    if not _is_number(request, "proposal"):
        raise Http404
    number = int(request.POST["proposal"])
    row = DuplicateProposal.objects.visible_to(request.user).filter(pk=number).first()
    if row is None:
        raise Http404
    one, other, actor = row.first_id, row.second_id, request.user
    acts = {
        "first": lambda: merging.merge(one, other, "", actor),
        "second": lambda: merging.merge(other, one, "", actor),
        "apart": lambda: merging.keep_apart(one, other, actor),
        "later": lambda: merging.put_off(one, other, actor),
    }
    verdict = request.POST.get("verdict", "")
    act = acts.get(verdict)
    if act is None:
        raise Http404
    gone = {"first": other, "second": one}.get(verdict)
    told = {"merged": identifiers.write(gone)} if gone else {}
    return _after(act, _read_asked(request.POST), told)


@require_POST
def part(request: HttpRequest) -> HttpResponse:
    """Undo a merge, and show the address that stands for itself again."""
    number = _read_identifier(request.POST.get("identifier", ""))
    if number is None:
        raise Http404
    try:
        parted = merging.split(number, "", request.user)
    except merging.MergeError as error:
        return redirect(f"{reverse('duplicates')}?refused={error.reason}")
    return redirect(f"{reverse('look_up')}?q={parted.identifier}")


def batch(request: HttpRequest) -> HttpResponse:
    """Show the surest pairs; on POST merge those that were shown, the older address kept."""
    if request.method == "POST":
        return _merge_shown(request)
    asked = _read_asked(request.GET)
    rows = surest_proposals(request.user, asked.kind, asked.unit.pk if asked.unit else None)
    shown = list(rows[:MOST_AT_ONCE])
    context = {
        "shown": shown,
        "numbers": ",".join(str(row.pk) for row in shown),
        "more": rows.count() - len(shown),
        "asked": asked,
    }
    return render(request, "pages/duplicates_batch.html", context)


def _merge_shown(request: HttpRequest) -> HttpResponse:
    asked = _read_asked(request.POST)
    numbers = request.POST.get("proposals", "").split(",")[:MOST_AT_ONCE]
    if not all(n.isdecimal() and len(n) <= _MOST_DIGITS for n in numbers):
        raise Http404
    told: Counter[str] = Counter(together=0)
    for row in surest_proposals(request.user).filter(pk__in=[int(n) for n in numbers]):
        try:
            merging.merge(row.first_id, row.second_id, "", request.user)
            told["together"] += 1
        except merging.MergeError as error:
            # of three that are one door the third pair is joined already
            if error.reason != "same":
                return _after(_failing(error), asked, told)
    return _after(lambda: None, asked, told)


def _failing(error: merging.MergeError):
    def fail() -> None:
        raise error

    return fail


def _after(act, asked: Asked, told: dict[str, object]) -> HttpResponse:
    try:
        act()
    except merging.MergeError as error:
        told = {"refused": error.reason}
    query = "&".join(part for part in (asked.query, urlencode(told)) if part)
    return redirect(f"{reverse('duplicates')}{'?' if query else ''}{query}")


def _read_asked(given) -> Asked:
    kind = given.get("kind", "")
    if kind and kind not in DUPLICATE_KINDS:
        raise Http404
    return Asked(kind, commune_asked(given.get("unit", ""), today()))


def _is_number(request: HttpRequest, name: str) -> bool:
    text = request.POST.get(name) or request.GET.get(name, "")
    return text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS


def _read_identifier(text: str) -> int | None:
    try:
        return identifiers.read(text)
    except identifiers.IdentifierError:
        return None


def _merged_now(request: HttpRequest) -> Address | None:
    """Return the address that was just merged away, to be parted again at once."""
    number = _read_identifier(request.GET.get("merged", ""))
    found = Address.objects.visible_to(request.user).filter(merged_into__isnull=False)
    return found.filter(pk=number).select_related("merged_into").first() if number else None


def _communes_waiting(request: HttpRequest) -> list[Unit]:
    rows = waiting_proposals(request.user).order_by().values("first__commune").distinct()
    return list(Unit.objects.filter(pk__in=rows).order_by("sort_key"))


def _pair(row: DuplicateProposal, request: HttpRequest) -> Pair:
    weights = {r["field"]: r["weight"] for r in row.reasons if r["field"] in DUPLICATE_FIELDS}
    ranked = sorted(weights, key=lambda field: -abs(weights[field]))
    metres = next((r["level"] for r in row.reasons if r["field"] == "metres"), None)
    return Pair(
        proposal=row,
        kind=DUPLICATE_KINDS.get(row.kind, row.kind),
        percent=None if row.kind == BY_HAND else min(99, int(row.score * 100)),
        lines=_compare(row.first, row.second),
        agreeing=[DUPLICATE_FIELDS[f] for f in ranked if weights[f] > 0][:4],
        differing=[DUPLICATE_FIELDS[f] for f in ranked if weights[f] < 0][:4],
        metres=metres,
        picture=draw_picture(row.first, row.second, request.user),
    )


def _compare(one: Address, other: Address) -> list[tuple[object, object, object, bool]]:
    told = [(label, getattr(one, name), getattr(other, name)) for name, label in _COMPARED]
    told.append((_("said by"), ", ".join(one.sources), ", ".join(other.sources)))
    return [(label, a or "", b or "", a != b) for label, a, b in told if a or b]
