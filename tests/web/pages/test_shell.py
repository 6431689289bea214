"""What holds for every page: two languages, no inline code, nothing from outside, small."""

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from diaban.spine.addresses import identifiers

PAGES = [
    "/",
    "/?q=11024+2VH3+CM3",
    "/?q=11120+2VH3+CM3",
    "/?q=Trúc+Bạch",
    "/programme/",
    "/coverage/",
    "/coverage/?as_of=2025-06-30",
    "/coverage/rows/?measure=coded",
    "/coverage/import/",
    "/import/",
    "/problems/",
    "/problems/rows/?kind=outside",
    "/duplicates/",
    "/map/",
    "/journal/",
    "/no-such-page/",
    "/coverage/public/",
    "/data/",
    f"/P/{identifiers.write(1)}",
    "/certificates/verify/",
    "/a/",
    "/field/",
    "/field/draw/",
    "/field/conflicts/",
    "/field/refused/",
    "/handover/",
    "/handover/returned/",
    "/notices/",
    "/certification/",
    "/certification/?unit=00070",
    "/plates/",
    "/programme/compare/",
    "/programme/commendation/",
    "/programme/reports/",
    "/evidence/",
    "/evidence/new/",
    "/programme/directives/",
    "/programme/plans/",
    "/programme/directives/new/",
    "/people/",
    "/people/keys/",
    "/people/requests/",
    "/programme/units/",
    "/programme/units/00070-20250701/",
]
OWN = Path(settings.WEB) / "static" / "diaban"
VIETNAMESE = re.compile(
    r"[ăâđêôơưĂÂĐÊÔƠƯ]|[àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]"
)


class Elements(HTMLParser):
    """Collects tags with their attributes, and what stands between script tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline = ""
        self._in_code = False
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_code = tag in {"script", "style"}

    def handle_endtag(self, tag) -> None:
        self._in_code = False

    def handle_data(self, data) -> None:
        if self._in_code:
            self.inline += data.strip()

    def of(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


def read(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.fixture
def pages(client: Client, city) -> dict[str, str]:
    return {path: read(client, path) for path in PAGES}


def test_no_page_has_inline_script_or_style(pages) -> None:
    for path, page in pages.items():
        elements = Elements(page)
        assert elements.inline == "", path
        for tag, attributes in elements.tags:
            assert "style" not in attributes, (path, tag)
            assert not [name for name in attributes if name.startswith("on")], (path, tag)


def test_no_page_asks_for_anything_from_outside(pages) -> None:
    for path, page in pages.items():
        for attributes in Elements(page).of("script", "link", "img", "iframe", "form"):
            for name in ("src", "href", "action"):
                outside = re.match(r"(https?:)?//", attributes.get(name) or "")
                assert not outside, (path, attributes)


def test_every_page_has_landmarks_one_heading_and_named_controls(pages) -> None:
    faults = {path: list(unnamed_in(page)) for path, page in pages.items()}
    assert {path: found for path, found in faults.items() if found} == {}


def unnamed_in(page: str) -> Iterator[object]:
    """Yield what somebody with a screen reader would miss or meet twice."""
    elements = Elements(page)
    landmarks = ("header", "main", "footer", "h1", "title")
    yield from (name for name in landmarks if len(elements.of(name)) != 1)
    if 'class="skip" href="#main"' not in page:
        yield "skip"
    menus = [menu["aria-label"] for menu in elements.of("nav")]
    if len(menus) != len(set(menus)) or not menus:
        yield menus
    labels = {a.get("for") for a in elements.of("label")}
    for control in elements.of("input", "select"):
        within = control.get("type") in {"hidden", "checkbox", "radio"}
        if not (within or control.get("id") in labels or control.get("aria-label")):
            yield control
    yield from (image for image in elements.of("img") if "alt" not in image)
    ids = Counter(a["id"] for _, a in elements.tags if a.get("id"))
    yield from (name for name, times in ids.items() if times > 1)


@pytest.mark.parametrize(
    ("page", "missed"),
    [
        ("<h1>a</h1><h1>b</h1>", "h1"),
        ('<a href="#main">on</a>', "skip"),
        ('<nav aria-label="a"></nav><nav aria-label="a"></nav>', ["a", "a"]),
        ('<input id="name">', {"id": "name"}),
        ('<img src="a.png">', {"src": "a.png"}),
        ('<p id="one"><p id="one">', "one"),
    ],
)
def test_what_somebody_would_miss_is_found(page, missed) -> None:
    assert missed in list(unnamed_in(page))


def test_every_page_tells_that_the_server_is_loopback_and_the_data_synthetic(pages) -> None:
    for path, page in pages.items():
        assert "Máy chủ chỉ phục vụ trên máy này: chưa có đăng nhập." in page, path
        assert "Dữ liệu mô phỏng" in page, path
        assert "Bản đồ thử nghiệm" in page, path


@pytest.mark.parametrize("path", ["/notices/", "/plates/", "/handover/", "/duplicates/"])
def test_the_menu_tells_where_one_is_on_pages_beside_an_entry(
    client: Client, hanoi, path: str
) -> None:
    current = [a for a in Elements(read(client, path)).of("a") if a.get("aria-current")]
    assert [a["href"] for a in current] == ["/problems/"]


def test_real_data_alone_carry_no_synthetic_label(client: Client, communes) -> None:
    assert "mô phỏng" not in read(client, "/coverage/")


def test_in_english_no_vietnamese_is_left_but_names(client: Client, city) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    names = "Địa bàn|Tiếng Việt|Hà Nội|Phố Thử|Thống kê|Bản đồ thử nghiệm|số nhà|vĩ độ"
    # columns of open data bear the names that the French exchange format gives them
    names += "|entrée|bâtiment|cage d'escalier|délivrance postale|parcelle|Thành phố"
    names += "|12 Hàng Bông, P. Hàng Gai, Q. Hoàn Kiếm"
    units = r"(?:Phường|Xã|Quận|Huyện|Thị trấn|Thị xã) [\w\s\-–']+"
    for path in PAGES:
        page = read(client, path)
        assert '<html lang="en">' in page, path
        text = re.sub(r"<title>.*?</title>|<[^>]+>", " ", page)
        left = re.sub(rf"{names}|{units}", " ", text)
        found = VIETNAMESE.search(left)
        assert not found, (path, left[found.start() - 40 :][:80])


def test_the_language_link_sets_a_cookie_and_comes_back(client: Client, city) -> None:
    page = read(client, "/coverage/?as_of=2025-06-30")
    link = re.search(r'href="(/language/en/[^"]+)"', page)[1]
    response = client.get(link)
    assert response.status_code == 302
    assert response["Location"] == "/coverage/?as_of=2025-06-30"
    assert "Households with an address code" in read(client, response["Location"])


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example"])
def test_the_language_link_never_leads_away(client: Client, db, target: str) -> None:
    assert client.get("/language/en/", {"next": target})["Location"] == "/"


def test_an_unknown_language_is_not_found(client: Client, db) -> None:
    assert client.get("/language/xx/").status_code == 404


def test_the_security_policy_forbids_inline_code_and_strangers(client: Client, db) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(("path", "most"), [("/", 4), ("/coverage/", 16), ("/problems/", 6)])
def test_pages_are_small_on_the_wire(client: Client, city, path: str, most: int) -> None:
    assert len(gzip.compress(client.get(path).content)) < most * 1000


def test_own_script_and_style_are_small() -> None:
    """What every page takes, what a page with a map takes, and what any one page adds."""
    size = {path.name: path.stat().st_size for path in OWN.glob("*.*")}
    map_scripts = ("page.js", "map.js", "map_style.js")
    assert sum(size[name] for name in map_scripts) < 20_000
    assert (
        max(n for name, n in size.items() if name.endswith(".js") and name not in map_scripts)
        < 6_000
    )
    assert size["diaban.css"] < 22_000


def test_health_tells_alive_and_ready(client: Client, db) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {"status": "ready"}


def test_without_a_database_the_server_lives_but_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bool:
        raise DatabaseError

    monkeypatch.setattr("diaban.web.pages.health._missing_migrations", fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["reason"] == "database"
    assert client.get("/healthz").status_code == 200


def test_a_failure_gives_a_calm_page_without_details(city, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("diaban.web.pages.problems.count_problems", fail)
    quiet = Client(raise_request_exception=False)
    response = quiet.get(reverse("problems"))
    assert response.status_code == 500
    page = response.content.decode()
    assert "Có lỗi trên máy chủ" in page
    assert "secret detail" not in page
