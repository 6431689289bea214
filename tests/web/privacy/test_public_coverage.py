"""The page and the file of coverage that anybody may open."""

import pytest
from django.test import Client
from tests.registry import door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today
from diaban.spine.privacy.public_coverage import publish_coverage


@pytest.fixture
def published(operator, official_hanoi):
    observe(*(door(f"h{n}", house_number=str(n), street="Hàng Bông") for n in range(127)))
    run_coding(operator)
    User.objects.create(username="chief", is_administrator=True, joined_at="2026-01-01T00:00Z")
    return publish_coverage(today())


def test_a_visitor_reads_the_sum_and_no_exact_figure(published):
    page = Client().get("/coverage/public/")
    text = page.content.decode()
    assert page.status_code == 200
    assert '<td class="number">120</td>' in text
    assert "127" not in text
    assert text.count('<th scope="row">') == 127  # 126 communes and the city


def test_the_menu_leads_visitors_there_and_officers_to_their_own(published):
    assert 'href="/coverage/public/"' in Client().get("/").content.decode()
    officer = Client()
    officer.force_login(User.objects.create(username="o", role=Role.DEPARTMENT))
    menu = officer.get("/").content.decode()
    assert 'href="/coverage/"' in menu


def test_the_file_tells_the_same_and_how_it_was_rounded(published):
    told = Client().get("/coverage/public.json").json()
    assert told["sums"]["registered"] == 120
    assert (told["rounded_down_to"], told["withheld_below"]) == (10, 10)
    assert len(told["communes"]) == 126
    assert {row["registered"] for row in told["communes"]} == {None}
    assert all(row["name"] for row in told["communes"])


@pytest.mark.django_db
def test_before_the_first_publication_the_page_says_so():
    assert "Chưa công bố số liệu" in Client().get("/coverage/public/").content.decode()
    assert Client().get("/coverage/public.json").status_code == 404


def test_the_map_and_its_list_are_open_to_a_visitor_without_exact_figures(published):
    assert Client().get("/map/").status_code == 200
    listed = Client().get("/map/list/?bbox=105.6,20.9,106.0,21.2")
    assert listed.status_code == 200
    assert "Hoàn Kiếm" in listed.content.decode()
    assert "127" not in listed.content.decode()
