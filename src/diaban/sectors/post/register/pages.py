"""The pages of the register: the list, a point, its form, the questions that a person decides."""

from __future__ import annotations

from diaban.sectors.post.register import (
    candidate_pages,
    listing_pages,
    photo_pages,
    point_form,
    point_page,
    statutory_page,
)
from diaban.spine.sectors import Page

PAGES: tuple[Page, ...] = (
    *listing_pages.PAGES,
    *point_form.PAGES,
    *point_page.PAGES,
    *photo_pages.PAGES,
    *candidate_pages.PAGES,
    *statutory_page.PAGES,
)
