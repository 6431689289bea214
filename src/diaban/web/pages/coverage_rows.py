"""The addresses behind one figure of the coverage page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from diaban.spine.addresses.coverage import MEASURES, coverage_rows, unplaced_rows
from diaban.web.pages.communes_asked import NO_COMMUNE, commune_asked
from diaban.web.pages.days import pick_day
from diaban.web.pages.paging import Paged

TITLES = {
    "registered": _("Registered households"),
    "complete": _("Households with a complete address"),
    "coded": _("Households with a code"),
    "confirmed": _("Confirmed households"),
    "certified": _("Certified households"),
}


def rows_page(request: HttpRequest) -> HttpResponse:
    picked = pick_day(request)
    measure = request.GET.get("measure", "registered")
    if measure not in MEASURES or picked.refused:
        raise Http404
    code = request.GET.get("unit", "")
    unit = commune_asked(code, picked.as_of)
    if code == NO_COMMUNE:
        rows = unplaced_rows(request.user, measure, picked.as_of)
    else:
        rows = coverage_rows(request.user, unit, measure, picked.as_of)
    context = {
        "title": TITLES[measure],
        "unit": unit,
        "is_unplaced": code == NO_COMMUNE,
        "unit_asked": code,
        "measure": measure,
        "day_asked": request.GET.get("as_of", ""),
        "picked": picked,
        "as_of": picked.as_of,
        "paged": Paged.read(rows, request),
    }
    return render(request, "pages/coverage_rows.html", context)
