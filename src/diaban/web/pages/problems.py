"""The work list: which addresses wait, for what, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from diaban.spine.addresses.models import DuplicateProposal
from diaban.spine.addresses.problems import KINDS, ProblemCount, count_problems, problem_rows
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today
from diaban.web.access import may_open
from diaban.web.pages.communes_asked import NO_COMMUNE, commune_asked
from diaban.web.pages.paging import Paged
from diaban.web.pages.rejected import runs_with_rejected_rows
from diaban.web.pages.wording import PROBLEM_ADVICE, PROBLEM_TITLES


@dataclass
class Kind:
    """One kind of problem with its communes, the fullest first."""

    name: str
    title: object
    advice: object
    count: int = 0
    places: list[ProblemCount] = field(default_factory=list)


def problems_page(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("unit", "")
    counts = count_problems(request.user)
    context = {
        "kinds": _by_kind([c for c in counts if not wanted or _code_of(c) == wanted]),
        "communes": _communes_of(counts),
        "wanted": wanted,
        "rejected": runs_with_rejected_rows(request.user),
        "may_write": may_open(request.user, "notices"),
        "duplicates": DuplicateProposal.objects.visible_to(request.user).waiting().count(),
    }
    return render(request, "pages/problems.html", context)


def rows_page(request: HttpRequest) -> HttpResponse:
    kind, code = request.GET.get("kind", ""), request.GET.get("unit", "")
    if kind not in KINDS:
        raise Http404
    unit = commune_asked(code, today())
    rows = problem_rows(request.user, kind, "any" if not code else unit)
    context = {
        "title": PROBLEM_TITLES[kind],
        "advice": PROBLEM_ADVICE[kind],
        "unit": unit,
        "has_no_commune": code == NO_COMMUNE,
        "kind": kind,
        "unit_asked": code,
        "differs": kind == "official_differs",
        "paged": Paged.read(rows, request),
    }
    return render(request, "pages/problem_rows.html", context)


def _by_kind(counts: list[ProblemCount]) -> list[Kind]:
    kinds = {k: Kind(k, PROBLEM_TITLES[k], PROBLEM_ADVICE[k]) for k in KINDS}
    for row in counts:
        kinds[row.kind].count += row.count
        kinds[row.kind].places.append(row)
    for kind in kinds.values():
        kind.places.sort(key=lambda row: (-row.count, row.unit.sort_key if row.unit else ""))
    return sorted((k for k in kinds.values() if k.count), key=lambda k: -k.count)


def _communes_of(counts: list[ProblemCount]) -> list[Unit]:
    units = {row.unit.pk: row.unit for row in counts if row.unit is not None}
    return sorted(units.values(), key=lambda unit: unit.sort_key)


def _code_of(row: ProblemCount) -> str:
    return row.unit.code if row.unit is not None else NO_COMMUNE
