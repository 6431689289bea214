"""The pages of reach: the leading page, map, proposals, rooms on offer, and the citizens' page."""

from __future__ import annotations

from diaban.sectors.post.reach import (
    household_page,
    nearest_page,
    proposal_pages,
    room_lists,
    room_pages,
)
from diaban.sectors.post.reach import map_pages as reach_map_pages
from diaban.sectors.post.reach import overview_page as reach_overview_page
from diaban.spine.sectors import MenuEntry

PAGES = (
    *reach_overview_page.PAGES,
    # before those with a number in the same place
    *proposal_pages.PAGES,
    *reach_map_pages.PAGES,
    *household_page.PAGES,
    *room_lists.PAGES,
    *room_pages.PAGES,
    *nearest_page.PAGES,
)
MENU = (MenuEntry("post_overview", "Bưu chính", "Post", instead=("post_rosters", "post_nearest")),)
