"""A sector's pages: within the shell's frame, in the table of access, in the menu."""

import re

import pytest
from django.conf import settings
from django.test import Client
from tests.hanoi import commune_of_postal_code
from tests.sectors.toy.clubs import put_club

from diaban.exchange.importing.working import work_once
from diaban.spine.parties.access import DEPARTMENT, Territory
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.spine.runs.jobs import order_job
from diaban.web.access import RULES, sector_rules
from diaban.web.sectors.pages import menu_entries


def client_of(role: str, *postal_codes: str) -> Client:
    user = User.objects.create(username=f"nguoi-{role}", role=role)
    for code in postal_codes:
        Charge.objects.create(user=user, unit=commune_of_postal_code(code))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def clubs(toy, hanoi):
    return [put_club(f"CLB {code}", commune_of_postal_code(code)) for code in ("11024", "11120")]


def read(client: Client, path: str) -> str:
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_screen_stands_in_the_frame_of_every_page_with_the_filters_of_the_shell(clubs):
    page = read(client_of(Role.DEPARTMENT), "/toy/")
    assert page.count("<h1") == page.count("<main") == 1
    assert "<title>Câu lạc bộ · Địa bàn</title>" in page
    assert '<p id="count">1.234.567</p>' in page
    assert '<script src="/static/toy/toy.js" type="module"></script>' in page
    assert 'class="page stack synthetic"' in page
    assert "Số liệu mô phỏng" in page


def test_a_screen_leads_back_and_marks_a_name_as_vietnamese(clubs):
    page = read(client_of(Role.DEPARTMENT), f"/toy/{clubs[0].pk}/")
    assert '<h1 lang="vi">CLB 11024</h1>' in page
    assert '<a href="/toy/">← Câu lạc bộ</a>' in page
    assert "Số liệu mô phỏng" not in page


def test_who_may_open_a_page_stands_with_the_page_and_nowhere_else(clubs):
    assert RULES["toy_close"].roles == DEPARTMENT
    assert RULES["toy_clubs"].territory == Territory.CHARGE
    officer, visitor = client_of(Role.COMMUNE, "11024"), Client()
    assert officer.post(f"/toy/{clubs[0].pk}/close/").status_code == 403
    assert client_of(Role.COLLECTOR, "11024").get("/toy/").status_code == 403
    User.objects.create(username="chief", is_administrator=True, joined_at="2026-01-01T00:00Z")
    assert visitor.get("/toy/").status_code == 401
    assert officer.get(f"/toy/{clubs[0].pk}/").status_code == 200
    assert officer.get(f"/toy/{clubs[1].pk}/").status_code == 404


def test_what_is_no_screen_goes_out_as_the_view_made_it(clubs):
    answer = client_of(Role.DEPARTMENT).post(f"/toy/{clubs[0].pk}/close/")
    assert (answer.status_code, answer["Location"]) == (302, f"/toy/{clubs[0].pk}/")


@pytest.mark.parametrize(("megabytes", "status"), [(20, 302), (40, 413)])
def test_a_page_takes_as_many_bytes_as_it_says_and_no_more(clubs, megabytes, status):
    client = client_of(Role.DEPARTMENT)
    told = client.generic(
        "POST", f"/toy/{clubs[0].pk}/close/", b"", CONTENT_LENGTH=str(megabytes << 20)
    )
    assert told.status_code == status


def test_who_may_not_open_a_page_sends_it_no_large_body(clubs):
    told = client_of(Role.COMMUNE, "11024").generic(
        "POST", f"/toy/{clubs[0].pk}/close/", b"", CONTENT_LENGTH=str(20 << 20)
    )
    assert told.status_code == 413


def menu(page: str) -> list[str]:
    bar = re.search(r'<nav class="menu".*?</nav>', page, re.DOTALL)[0]
    return re.findall(r"<a [^>]*>([^<]+)</a>", bar.partition("<details")[0])


def test_a_sectors_entry_stands_after_coverage_for_whom_it_is_open(clubs):
    entries = menu(read(client_of(Role.DEPARTMENT), "/toy/"))
    own = entries[entries.index("Độ phủ") + 1 : entries.index("Câu lạc bộ diều") + 1]
    assert own == sorted((entry.vi for entry, _beneath in menu_entries()), key=own.index)
    assert "Câu lạc bộ diều" not in menu(read(client_of(Role.COLLECTOR, "11024"), "/"))
    page = read(client_of(Role.AUDITOR), f"/toy/{clubs[0].pk}/")
    assert re.search(r'<a href="/toy/" aria-current="page"[^>]*>Câu lạc bộ diều</a>', page)


def test_a_page_that_bears_anothers_name_is_refused_at_the_start(toy, monkeypatch):
    from tests.sectors.toy import urls

    monkeypatch.setattr(urls, "PAGES", (*urls.PAGES, urls.PAGES[0]))
    with pytest.raises(LookupError, match="twice: toy_clubs"):
        sector_rules()


def test_the_menu_speaks_english(clubs):
    client = client_of(Role.DEPARTMENT)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Kite clubs" in menu(read(client, "/toy/"))


def test_a_page_tells_how_far_the_work_is_that_it_ordered(clubs, operator):
    run = order_job(operator, "toy-flight", {"rounds": 4, "storm": 2})
    officer, department = client_of(Role.COMMUNE, "11024"), client_of(Role.DEPARTMENT)
    assert "<strong>Thả diều</strong>: đang chờ" in read(department, "/toy/")
    work_once()
    page = read(department, "/toy/")
    assert 'class="note bad"' in page
    assert "Máy chủ gặp lỗi khi đang làm việc này" in page
    assert "The server met a fault" not in page
    assert f'href="/import/runs/{run.pk}/"' in page
    assert "/import/runs/" not in read(officer, "/toy/")
    assert "<h1>Thả diều</h1>" in read(department, f"/import/runs/{run.pk}/")
