"""What other features of the sector show on the page of a point.

A feature adds a function to ``SECTIONS``; it returns None where it has nothing to show to this
person.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from diaban.sectors.post.models import Point
from diaban.sectors.post.page_section import Section
from diaban.sectors.post.presence.roster_pages import roster_section
from diaban.sectors.post.presence.visit_pages import visit_section
from diaban.sectors.post.presence.year_pages import year_section
from diaban.sectors.post.register.photo_pages import photo_section

__all__ = ["SECTIONS", "Section", "sections_of"]


SECTIONS: tuple[Callable[[HttpRequest, Point], Section | None], ...] = (
    photo_section,
    roster_section,
    year_section,
    visit_section,
)


def sections_of(request: HttpRequest, point: Point) -> list[Section]:
    found = (make(request, point) for make in SECTIONS)
    return [one for one in found if one is not None]
