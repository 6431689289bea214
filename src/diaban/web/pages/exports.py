"""Every list and every layer as a file, in the formats that offices use."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from diaban.exchange.exporting.addresses import ExportRequest, list_addresses
from diaban.exchange.exporting.coverage import list_coverage
from diaban.exchange.exporting.layers import list_drawn, list_units
from diaban.exchange.exporting.listing import WGS84, ExportError, Listing
from diaban.exchange.exporting.writers import write_listing
from diaban.spine.addresses.coverage import MEASURES, coverage_rows, unplaced_rows
from diaban.spine.addresses.models import Address, AddressQuerySet
from diaban.spine.addresses.problems import KINDS, problem_rows
from diaban.spine.basemap.models import MapKind
from diaban.spine.journal.recording import record
from diaban.spine.places.units import today
from diaban.web.pages.boundary_report import rows_behind
from diaban.web.pages.communes_asked import NO_COMMUNE, commune_asked
from diaban.web.pages.days import pick_day


def export_file(request: HttpRequest, what: str, ending: str) -> HttpResponse:
    """Send a list as a file; ``crs`` asks for a coordinate system by its EPSG number."""
    if what not in LISTS:
        raise Http404
    listing = LISTS[what](request)
    try:
        answer, count = send_listing(listing, ending, _crs(request.GET.get("crs", "")))
    except ExportError as error:
        words = error.vi if get_language() == "vi" else error.en
        return render(request, "pages/export_refused.html", {"words": words}, status=400)
    if what == "addresses":
        # who carries many doors away is seen afterwards
        facts = {"rows": count, "format": ending}
        record(request.user, "addresses.exported", f"list:{listing.name}", facts)
    return answer


def send_listing(listing: Listing, ending: str, crs: int = WGS84) -> tuple[FileResponse, int]:
    """Write a list and send it; return how many rows, too. Raises ExportError."""
    name = listing.name + ending
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        count = write_listing(listing, path, crs)
        # an open file outlives its folder, and is gone when it has been sent
        content = path.open("rb")
    return FileResponse(content, as_attachment=True, filename=name), count


def _crs(text: str) -> int:
    if not text:
        return WGS84
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise ExportError(
            f"“{text}” không phải số EPSG. Ví dụ: 4326 (WGS 84), 5897 (VN-2000 Hà Nội).",
            f"“{text}” is no EPSG number. Examples: 4326 (WGS 84), 5897 (VN-2000 of Hanoi).",
        )
    return int(text)


def _addresses(request: HttpRequest) -> Listing:
    name, rows = _asked_rows(request)
    return list_addresses(ExportRequest(request.user, rows, name=name))


def _asked_rows(request: HttpRequest) -> tuple[str, AddressQuerySet]:
    """Return the rows of the page that the link stands on: a problem, a figure, a commune."""
    if run := request.GET.get("recoded", ""):
        return "recoded-addresses", rows_behind(request, run)
    code, problem, measure = (request.GET.get(n, "") for n in ("unit", "kind", "measure"))
    as_of = pick_day(request).as_of
    unit = commune_asked(code, as_of if measure else today())
    name = f"addresses-{code}" if code else "addresses"
    if problem:
        if problem not in KINDS:
            raise Http404
        place = unit if code else "any"
        return f"{problem}-{name}", problem_rows(request.user, problem, place)
    if measure:
        if measure not in MEASURES:
            raise Http404
        if code == NO_COMMUNE:
            return f"{measure}-{name}", unplaced_rows(request.user, measure, as_of)
        return f"{measure}-{name}", coverage_rows(request.user, unit, measure, as_of)
    rows = Address.objects.visible_to(request.user)
    return name, rows.filter(commune=unit) if code else rows


LISTS: dict[str, Callable[[HttpRequest], Listing]] = {
    "addresses": _addresses,
    "coverage": lambda request: list_coverage(request.user, pick_day(request).as_of),
    "units": lambda request: list_units(pick_day(request).as_of),
    "streets": lambda request: list_drawn(MapKind.STREET),
    "water": lambda request: list_drawn(MapKind.WATER),
    "water-areas": lambda request: list_drawn(MapKind.WATER, areas=True),
    "rails": lambda request: list_drawn(MapKind.RAIL),
    "green": lambda request: list_drawn(MapKind.GREEN),
}
