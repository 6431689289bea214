"""Every page of a sector can be clicked to: by each role that it is open to, from the front page.

Asked of the two furnished communes of `tests.two_communes`, so that lists have something in them.
A form's question counts as a click (`ask` in the sector's ``walk.py`` says what is asked).
"""

import re
from collections import Counter, deque
from html import unescape
from types import ModuleType
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from tests.sectors.walks import sector_walks
from tests.two_communes import Ground, own_folders, two_communes
from tests.web.accounts.asks import ASKS
from tests.web.accounts.walking import every_place

from diaban.spine.parties.access import ADMINISTRATOR, ROLES, VISITOR
from diaban.spine.sectors import Page, SectorConfig, declared, sectors

FRONT = "/"
# addresses of one page that are looked at: lists differ by what is in them
OF_EACH = 3
_HREF = re.compile(r'<a\s[^>]*?href="([^"#]+)')


@pytest.fixture
def ground(official_hanoi, settings, tmp_path, monkeypatch) -> Ground:
    own_folders(settings, tmp_path, monkeypatch)
    return two_communes()[0]


@pytest.mark.parametrize("sector", sectors(), ids=lambda one: one.label)
def test_every_page_is_linked_from_one_that_its_roles_can_open(sector, ground):
    walk = walk_of(sector)
    pages = {one.name: one for one in pages_of(sector, walk)}
    faults = []
    for role in (*ROLES, ADMINISTRATOR):
        wanted = {name for name, page in pages.items() if role in page.roles}
        if not wanted:
            continue
        linked, shut = click_through(client_of(role, ground), set(pages), ground, wanted)
        faults += [(role, "no link to", name) for name in sorted(wanted - linked)]
        faults += [(role, "a link that is refused", *one) for one in sorted(shut)]
    assert faults == []


def walk_of(sector: SectorConfig) -> ModuleType:
    found = [one for one in sector_walks() if one.__name__.split(".")[-2] == sector.label]
    if not found:
        pytest.skip("a sector of another package brings no walk of its own")
    return found[0]


def pages_of(sector: SectorConfig, walk: ModuleType) -> list[Page]:
    """Return what a person opens: no file, no form's address, nothing that a program asks for."""
    taking = {place.name: place.verbs for place in every_place()}
    no_page = set(walk.NO_PAGE.split())
    declares = [page for owner, page in declared("urls", "PAGES") if owner == sector]
    return [one for one in declares if one.name not in no_page and "get" in taking[one.name]]


def client_of(role: str, ground: Ground) -> Client:
    client = Client()
    if role != VISITOR:
        client.force_login(ground.people[role])
    return client


def click_through(
    client: Client, names: set[str], ground: Ground, wanted: set[str]
) -> tuple[set[str], set[tuple[str, str]]]:
    """Follow links from the front page on; return the names linked, and links that are refused."""
    linked: set[str] = set()
    shut: set[tuple[str, str]] = set()
    seen, looked, waiting = {FRONT}, Counter[str](), deque([(FRONT, FRONT)])
    while waiting:
        where, since = waiting.popleft()
        answer = client.get(where)
        if answer.status_code in {401, 403}:
            shut.add((since, where))
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            continue
        for href in [*hrefs_of(answer), *questions_of(where, ground)]:
            address = urljoin(where, href)
            name = name_of(address)
            if name not in names or address in seen or looked[name] >= OF_EACH:
                continue
            linked.add(name)
            seen.add(address)
            looked[name] += 1
            waiting.append((address, where))
    return linked & wanted, shut


def hrefs_of(answer) -> list[str]:
    return [unescape(found) for found in _HREF.findall(answer.content.decode())]


def questions_of(where: str, ground: Ground) -> list[str]:
    """Return what the form of a page asks, as the sector's walk does."""
    told = urlsplit(where)
    asks = () if told.query else ASKS.get(name_of(where), ())
    queries = [one.query for one in asks if one.verb == "get" and one.query]
    return [f"?{query.format(**ground.names)}" for query in queries]


def name_of(address: str) -> str:
    told = urlsplit(address)
    try:
        return "" if told.netloc else resolve(told.path).view_name
    except Resolver404:
        return ""
