"""No page holds code or style of its own: the policy forbids it, and a browser agrees."""

from html.parser import HTMLParser

import pytest
from tests.fieldwork import identifier
from tests.fuzzing.test_endpoints import Pattern, World, every_pattern, world  # noqa: F401 - fixture

from diaban.spine.journal.models import Entry
from diaban.spine.parties.access import ADMINISTRATOR, VISITOR
from diaban.spine.parties.models import Role

PARTS = {"run": "1", "number": "1", "charge": "1", "pk": "1", "plate": "1", "z": "14", "x": "13009",
         "y": "7208", "code": "vi", "layer": "addresses", "ending": "csv", "what": "addresses",
         "form": "sheets", "provider_id": "sso"}  # fmt: skip
BROWSED = """/ /map/ /coverage/ /coverage/public/ /problems/ /import/ /field/ /plates/ /journal/
/people/ /people/requests/ /duplicates/ /certificates/verify/ /account/sign-in/ /field/phone/"""
LEADING_AWAY = ("javascript:", "vbscript:", "data:text")


class Inline(HTMLParser):
    """Collects whatever of a page is code or style, and not a link to it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        is_data = named.get("type") == "application/json"
        if tag == "style" or (tag == "script" and not (named.get("src") or is_data)):
            self.found.append(f"<{tag}>")
        for name, value in attributes:
            if name == "style" or name.startswith(("on", "hx-on")):
                self.found.append(f"{tag} {name}={value}")
            if (value or "").strip().lower().startswith(LEADING_AWAY):
                self.found.append(f"{tag} {name}={value}")
            if name in {"src", "href", "action", "formaction"} and (value or "").startswith("//"):
                self.found.append(f"{tag} {name}={value}")


def inline_of(page: str) -> list[str]:
    parser = Inline()
    parser.feed(page)
    return parser.found


def path_of(pattern: Pattern) -> str:
    others = {name: identifier("1-0") for name in pattern.parts}
    return pattern.text % {**others, **{n: v for n, v in PARTS.items() if n in pattern.parts}}


@pytest.mark.parametrize(
    ("page", "finds"),
    [
        ("<script>alert(1)</script>", 1),
        ('<p style="color:red" onclick="x()">', 2),
        ('<a href=" JavaScript:x()">', 1),
        ("<style>p{}</style>", 1),
        ('<img src="//elsewhere/x.png">', 1),
        ('<script src="/static/x.js" type="module"></script><p class="on">', 0),
    ],
)
def test_the_walk_finds_what_it_looks_for(page, finds):
    assert len(inline_of(page)) == finds


@pytest.mark.django_db
@pytest.mark.parametrize("role", [VISITOR, Role.DEPARTMENT, Role.COLLECTOR, ADMINISTRATOR])
def test_no_page_of_anybody_holds_code_or_style_of_its_own(world, role):  # noqa: F811
    client, seen, found = world.clients[role], 0, {}
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    for pattern in every_pattern():
        answer = client.get(path_of(pattern), headers={"accept": "text/html"})
        if answer["Content-Type"].startswith("text/html") and not answer.streaming:
            seen += answer.status_code == 200
            found[pattern.name] = inline_of(answer.content.decode())
            assert "unsafe" not in answer["Content-Security-Policy"]
        if answer.streaming:
            assert b"".join(answer) is not None  # to its end, so that its file is closed
        client.cookies.clear()
        client.cookies.load(cookies)
    assert {name: bad for name, bad in found.items() if bad} == {}
    assert seen >= {VISITOR: 5, Role.DEPARTMENT: 25}.get(role, 10)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_browser_meets_no_violation_on_any_page(open_page, site):
    """The page's own watch fails the test at its end where the policy was broken."""
    page = open_page("desktop")
    for path in BROWSED.split():
        page.goto(f"{site}{path}")
        assert page.locator("h1").count() or "phone" in path, path


# a file that leaves is journaled, and so is signing out
_HANDING_OUT = {
    "own_data_file",
    "account_logout",
    "export",
    "post_points_csv",
    "post_points_geojson",
    "post_points_xlsx",
    "post_rooms_xlsx",
    "post_rosters_xlsx",
    "post_absences_xlsx",
}


@pytest.mark.django_db
def test_looking_at_any_page_changes_nothing_that_matters(world):  # noqa: F811
    client = world.clients[Role.DEPARTMENT]
    before = Entry.objects.count()
    for pattern in every_pattern():
        if pattern.name in _HANDING_OUT:
            continue
        answer = client.get(path_of(pattern), headers={"accept": "text/html"})
        b"".join(answer) if answer.streaming else None
    acts = list(Entry.objects.order_by("pk").values_list("act", flat=True)[before:])
    assert acts == []
