"""An import of boundaries: what is wrong and where, what ground moved, which addresses with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diaban.exchange.importing.problems import Problem
from diaban.spine.addresses.models import Address, AddressQuerySet
from diaban.spine.addresses.recoding import CommuneDifference, changed_addresses, differences
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today
from diaban.spine.runs.models import Kind, Run
from diaban.web.pages.communes_asked import NO_COMMUNE
from diaban.web.pages.import_runs import COUNTS
from diaban.web.pages.paging import Paged

KINDS = {
    "overlap": _("Overlaps"),
    "gap": _("Gaps"),
    "crumb": _("Crumbs"),
    "invalid_ring": _("Rings that cross themselves"),
}
WHAT = {
    "moved": _("Addresses that moved to another commune"),
    "reissued": _("Addresses that got another code"),
    "newly_coded": _("Addresses that got their first code"),
    "newly_uncertain": _("Addresses that lost their code"),
}
_CONDITIONS = {
    "moved": ~Q(commune_before=F("commune_after"))
    | Q(commune_before__isnull=True, commune_after__isnull=False)
    | Q(commune_before__isnull=False, commune_after__isnull=True),
    "reissued": ~Q(code_before="") & ~Q(code_after=""),
    "newly_coded": Q(code_before="") & ~Q(code_after=""),
    "newly_uncertain": Q(code_after="") & ~Q(code_before=""),
}
_SIDES = {"before": "from", "after": "to"}
_SHOWN = 100
_COUNTED = ("created", "updated", "unchanged", "rejected", "due")
_COUNTED_OF_UNDO = ("areas_withdrawn", "areas_reopened", "areas_kept", "due")


@dataclass(frozen=True)
class Fault:
    """One fault as the page tells it; ``number`` is its place on the map."""

    number: int
    kind: object
    words: str
    lat: float
    lng: float
    is_sliver: bool


def report_page(request: HttpRequest, run: int) -> HttpResponse:
    found = _run(request, run)
    if found.pk != run:
        return redirect("boundary_report", found.pk)
    report, language = found.report, get_language() or "vi"
    features = report.get("faults", [])
    coded = _coding_of(found, request)
    told = differences(coded, request.user) if coded else []
    is_undo = found.kind == Kind.UNDO
    counted = _COUNTED_OF_UNDO if is_undo else _COUNTED
    context = {
        "run": found,
        "is_undo": is_undo,
        "counts": [(name, COUNTS[name], found.counts.get(name, 0)) for name in counted],
        "problems": [Problem.from_json(p).say(language) for p in report.get("problems", [])],
        "faults": [_fault(n, f, language) for n, f in enumerate(features[:_SHOWN])],
        "more_faults": max(0, sum(report.get("fault_counts", {}).values()) - _SHOWN),
        "fault_kinds": _by_kind(features),
        "drawn": {"faults": _collection(features), "ground": report.get("ground")},
        "ground_km2": report.get("ground_km2", 0),
        "snapped": _snapped(report.get("snapped") or {}),
        "missing": _named(report.get("missing", [])),
        "coded": coded,
        "differences": told,
        "totals": _totals(told),
        "as_of": today(),
    }
    return render(request, "pages/boundary_report.html", context)


def rows_page(request: HttpRequest, run: int) -> HttpResponse:
    """List the addresses behind one number of the table, with the code that each had before."""
    found = _run(request, run)
    coded = _coding_of(found, request)
    what = request.GET.get("change", "moved")
    if coded is None or what not in WHAT:
        raise Http404
    asked = _asked(coded, request)
    paged = Paged.read(_addresses(asked, request), request)
    changes = {c.address_id: c for c in asked.filter(address__in=paged.addresses)}
    context = {
        "run": found,
        "title": WHAT[what],
        "before": _side(request, "from"),
        "after": _side(request, "to"),
        "paged": paged,
        "rows": [(address, changes[address.pk]) for address in paged.addresses],
    }
    return render(request, "pages/boundary_rows.html", context)


def rows_behind(request: HttpRequest, run: str) -> AddressQuerySet:
    """Return the addresses of the same list for an export."""
    is_number = run.isascii() and run.isdigit() and len(run) < 13
    coded = _coding_of(_run(request, int(run)), request) if is_number else None
    if coded is None or request.GET.get("change", "moved") not in WHAT:
        raise Http404
    return _addresses(_asked(coded, request), request)


def _addresses(changes, request: HttpRequest) -> AddressQuerySet:
    return Address.objects.visible_to(request.user).filter(pk__in=changes.values("address"))


def _asked(coded: Run, request: HttpRequest):
    """Return the changes that the address bar asks for."""
    changes = changed_addresses(coded, request.user)
    changes = changes.filter(_CONDITIONS[request.GET.get("change", "moved")])
    for side, name in _SIDES.items():
        asked = request.GET.get(name, "")
        if asked == NO_COMMUNE:
            changes = changes.filter(**{f"commune_{side}__isnull": True})
        elif asked:
            changes = changes.filter(**{f"commune_{side}": _side(request, name)})
    return changes


def _side(request: HttpRequest, name: str) -> Unit | None:
    """Return the unit of one side, known by its row number: units of two days may meet here."""
    asked = request.GET.get(name, "")
    if asked in {"", NO_COMMUNE}:
        return None
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 10
    unit = Unit.objects.filter(pk=asked).first() if is_number else None
    if unit is None:
        raise Http404
    return unit


def _run(request: HttpRequest, number: int) -> Run:
    """Return the run that took the boundaries; an order of the pages leads to it."""
    runs = Run.objects.visible_to(request.user)
    found = runs.filter(pk=number, kind__in=(Kind.PLACES, Kind.IMPORT, Kind.UNDO)).first()
    if found and found.kind == Kind.IMPORT:
        found = runs.filter(pk=found.report.get("ran_as"), kind=Kind.PLACES).first()
    if found is None or "fault_counts" not in found.report:
        raise Http404
    return found


def _coding_of(run: Run, request: HttpRequest) -> Run | None:
    """Return the coding that followed: right away, or later where another was at work."""
    runs = Run.objects.visible_to(request.user).filter(kind=Kind.CODING)
    if number := run.report.get("coded_by"):
        return runs.filter(pk=number).first()
    ordered = Run.objects.filter(kind=Kind.IMPORT, report__ran_as=run.pk).first()
    ordered = run if run.kind == Kind.UNDO else ordered
    number = (ordered.report.get("coding") or {}).get("run") if ordered else None
    return runs.filter(pk=number).first() if number else None


def _fault(number: int, feature: dict, language: str) -> Fault:
    told = feature["properties"]
    words = Problem.from_json(told["problem"]).say(language)
    kind = KINDS.get(told["kind"], told["kind"])
    return Fault(number, kind, words, told["lat"], told["lng"], told["is_sliver"])


def _by_kind(features: list[dict]) -> list[tuple[object, int]]:
    counts = Counter(f["properties"]["kind"] for f in features)
    return [(KINDS.get(kind, kind), n) for kind, n in counts.most_common()]


def _collection(features: list[dict]) -> list[dict]:
    """Return what the map draws: outline and place of each fault, without its words."""
    return [
        {
            "kind": f["properties"]["kind"],
            "at": [f["properties"]["lng"], f["properties"]["lat"]],
            "shape": f["geometry"],
        }
        for f in features
    ]


def _snapped(told: dict) -> dict:
    moved = told.get("moved") or {}
    names = {unit.code: unit for unit in _named(list(moved))}
    rows = [(names.get(code, code), *ground) for code, ground in moved.items()]
    rows.sort(key=lambda row: -(row[1] + row[2]))
    return told | {"rows": rows[:_SHOWN]} if told else {}


def _named(codes: list[str]) -> list[Unit]:
    return list(Unit.objects.in_force(today()).filter(code__in=codes).order_by("sort_key"))


def _totals(told: list[CommuneDifference]) -> dict[str, int]:
    return {name: sum(getattr(row, name) for row in told) for name in WHAT}
