"""The addresses of the sector, feature by feature."""

from __future__ import annotations

from diaban.sectors.post.presence import pages as presence_pages
from diaban.sectors.post.reach import pages as reach_pages
from diaban.sectors.post.register import pages as register_pages

PAGES = (*register_pages.PAGES, *presence_pages.PAGES, *reach_pages.PAGES)
MENU = reach_pages.MENU
