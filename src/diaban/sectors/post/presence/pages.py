"""The pages of presence: check-ins, keys and codes, rosters, what was staffed, inspections."""

from __future__ import annotations

from diaban.sectors.post.presence import (
    check_in_pages,
    day_page,
    flag_pages,
    phone_pages,
    report_pages,
    roster_files,
    roster_pages,
    round_pages,
    visit_pages,
)
from diaban.spine.sectors import Page

PAGES: tuple[Page, ...] = (
    *check_in_pages.PAGES,
    *phone_pages.PAGES,
    *flag_pages.PAGES,
    *roster_files.PAGES,
    *roster_pages.PAGES,
    *day_page.PAGES,
    *visit_pages.PAGES,
    *round_pages.PAGES,
    *report_pages.PAGES,
)
