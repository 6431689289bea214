from tests.sectors.toy import views

from diaban.spine.parties.access import DEPARTMENT, OFFICE, Territory
from diaban.spine.sectors import MenuEntry, Page

PAGES = (
    Page("", "toy_clubs", views.clubs_page, OFFICE, Territory.CHARGE, "kite clubs"),
    Page("<row:number>/", "toy_club", views.club_page, OFFICE, Territory.CHARGE, "kite clubs"),
    Page("<row:number>/close/", "toy_close", views.close, DEPARTMENT, Territory.CITY,
         "close kite clubs", largest_bytes=30 << 20),
)  # fmt: skip
MENU = (MenuEntry("toy_clubs", "Câu lạc bộ diều", "Kite clubs"),)
