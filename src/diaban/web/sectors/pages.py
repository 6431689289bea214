"""The sectors' pages: their addresses, and what they show within the frame of every page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from diaban.exchange.exporting.listing import Field, Listing, Rows
from diaban.spine.places.units import today
from diaban.spine.sectors import ListFile, MenuEntry, Screen, declared, view_of
from diaban.web.pages.exports import send_listing
from diaban.web.sectors.layers import layers_for


def sector_addresses() -> list[URLPattern]:
    """Return the address of each page, ``/<label>/…``."""
    return [
        path(f"{sector.label}/{page.path}", view_of(page, show), name=page.name)
        for sector, page in declared("urls", "PAGES")
    ]


def largest_bodies() -> dict[str, int]:
    """Return how many bytes a request may bring, by the name of each page that takes many."""
    pages = (page for _, page in declared("urls", "PAGES"))
    return {page.name: page.largest_bytes for page in pages if page.largest_bytes is not None}


def menu_entries() -> list[tuple[MenuEntry, str]]:
    """Return what sectors put into the menu, each with where its pages begin."""
    return [(entry, f"/{sector.label}/") for sector, entry in declared("urls", "MENU")]


def show(request: HttpRequest, answered: Screen | ListFile) -> HttpResponse:
    if isinstance(answered, ListFile):
        return _send(answered)
    return _frame(request, answered)


def _send(file: ListFile) -> HttpResponse:
    fields = tuple(Field(heading, str) for heading in file.headings)
    listing = Listing(file.name, fields, lambda: iter([Rows(list(file.rows()))]))
    return send_listing(listing, file.ending)[0]


def _frame(request: HttpRequest, screen: Screen) -> HttpResponse:
    context = {
        "as_of": today(),
        **screen.context,
        "screen": screen,
        "has_map": screen.has_map or bool(screen.layers),
        "sector_layers": layers_for(request.user, screen.layers),
        "layers_on": [name for name in screen.layers if name not in screen.layers_off],
    }
    return render(request, "sectors/screen.html", context, status=screen.status)
