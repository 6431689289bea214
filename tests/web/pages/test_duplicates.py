"""The work list of duplicates: what it shows, and what its buttons do."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from diaban.spine.addresses.duplicates import propose_everywhere
from diaban.spine.addresses.models import Act, Address, DuplicateProposal, Observation
from diaban.spine.parties.models import local_operator
from diaban.spine.places.units import today


@pytest.fixture
def proposal(city) -> DuplicateProposal:
    """Two doors of the city with statements behind them, proposed as one."""
    for number, text in ((1, "11"), (5, "15")):
        Observation.objects.create(
            address_id=number, act=Act.RECORD, facts=f'{{"house_number":"{text}"}}',
            held_on=today(), learned_at=timezone.now(), actor=local_operator(),
        )  # fmt: skip
    reasons = [{"field": "street", "level": "same", "weight": 3.0},
               {"field": "numbers", "level": "different", "weight": -6.0}]  # fmt: skip
    return DuplicateProposal.objects.create(
        first_id=1, second_id=5, kind="same_household", score=0.974, reasons=reasons,
        found_at=timezone.now(),
    )  # fmt: skip


def decide(client: Client, proposal: DuplicateProposal, verdict: str):
    return client.post("/duplicates/decide/", {"proposal": proposal.pk, "verdict": verdict})


def test_a_pair_stands_side_by_side_with_score_and_differences(client, proposal) -> None:
    page = client.get("/duplicates/").content.decode()
    assert "97" in page
    assert "<mark>11</mark>" in page
    assert "<mark>15</mark>" in page
    assert proposal.first.identifier in page
    assert '<a href="/duplicates/">1</a>' in client.get("/problems/").content.decode()


def test_merging_keeps_the_one_that_was_chosen(client, proposal) -> None:
    assert decide(client, proposal, "second").status_code == 302
    assert Address.objects.get(pk=1).merged_into_id == 5
    assert 'id="count">0' in client.get("/duplicates/").content.decode()
    identifier = Address.objects.get(pk=1).identifier
    client.post("/duplicates/split/", {"identifier": identifier})
    assert Address.objects.get(pk=1).merged_into_id is None


@pytest.mark.parametrize(("verdict", "left"), [("apart", "0"), ("later", "1")])
def test_the_other_buttons(client, proposal, verdict, left) -> None:
    decide(client, proposal, verdict)
    assert f'id="count">{left}' in client.get("/duplicates/").content.decode()


def test_what_cannot_be_done_is_told(client, proposal) -> None:
    answer = client.post("/duplicates/split/", {"identifier": proposal.first.identifier})
    page = client.get(answer["Location"]).content.decode()
    assert 'class="note bad"' in page


def test_nonsense_is_not_found(client, proposal) -> None:
    assert decide(client, proposal, "perhaps").status_code == 404
    assert client.post("/duplicates/decide/", {"proposal": "x"}).status_code == 404
    assert client.post("/duplicates/split/", {"identifier": "?"}).status_code == 404
    assert client.get("/duplicates/?kind=none").status_code == 404


def test_both_positions_are_drawn_with_their_distance(client, proposal) -> None:
    page = client.get("/duplicates/").content.decode()
    assert "<svg" in page
    assert re.search(r"cách nhau 2\.\d{3} m", page)
    Address.objects.filter(pk=5).update(lat_e7=None, lng_e7=None, okey=None)
    page = client.get("/duplicates/").content.decode()
    assert "Một trong hai chưa có vị trí." in page


def test_a_decision_comes_back_to_the_same_commune_and_kind(client, city, proposal) -> None:
    scope = {"kind": "same_household", "unit": city.hoan_kiem.code}
    page = client.get("/duplicates/", scope).content.decode()
    assert 'id="count">1' in page
    answer = client.post(
        "/duplicates/decide/", {"proposal": proposal.pk, "verdict": "first", **scope}
    )
    assert answer["Location"].startswith(f"/duplicates/?kind=same_household&unit={scope['unit']}")
    page = client.get(answer["Location"]).content.decode()
    assert 'id="merged-now"' in page
    assert proposal.second.identifier in page


def test_the_surest_are_merged_together_after_a_look(client, proposal) -> None:
    assert 'id="surest"' not in client.get("/duplicates/").content.decode()
    assert "<h1>Gộp các cặp chắc nhất" in client.get("/duplicates/batch/").content.decode()
    DuplicateProposal.objects.update(score=0.995)
    assert 'id="surest"' in client.get("/duplicates/").content.decode()
    page = client.get("/duplicates/batch/").content.decode()
    assert "Gộp 1 cặp này?" in page
    assert Address.objects.get(pk=5).merged_into_id is None
    numbers = re.search(r'name="proposals" value="([\d,]+)"', page)[1]
    answer = client.post("/duplicates/batch/", {"proposals": numbers})
    assert Address.objects.get(pk=5).merged_into_id == 1
    assert "Đã gộp 1 cặp" in client.get(answer["Location"]).content.decode()


@pytest.mark.databases
@pytest.mark.parametrize("change", [{"score": 0.98}, {"kind": "same_point_two_addresses"}])
def test_together_only_what_is_sure_is_merged_whatever_is_sent(client, proposal, change) -> None:
    DuplicateProposal.objects.update(**{"score": 0.999} | change)
    client.post("/duplicates/batch/", {"proposals": str(proposal.pk)})
    assert Address.objects.get(pk=5).merged_into_id is None
    assert client.post("/duplicates/batch/", {"proposals": "1;2"}).status_code == 404


def test_a_pair_noted_by_somebody_has_no_share_and_stays(client, proposal) -> None:
    DuplicateProposal.objects.update(kind="by_hand", score=0.0)
    page = client.get("/duplicates/").content.decode()
    assert "do người ghi nhận" in page
    assert "trong 100" not in page
    propose_everywhere()
    assert DuplicateProposal.objects.filter(pk=proposal.pk).exists()


@pytest.mark.browser
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_a_person_works_through_the_list(site, proposal, open_page, device) -> None:
    page = open_page(device)
    page.set_default_timeout(30_000)
    page.goto(f"{site}/duplicates/")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    page.click("button[value=later]")
    page.wait_for_selector(".pair .tag")
    page.click("button[value=first]")
    page.wait_for_selector("#merged-now")
    assert page.inner_text("#count") == "0"
    page.click("#merged-now button")
    page.wait_for_url("**/?q=*")
    DuplicateProposal.objects.update(score=0.995)
    page.goto(f"{site}/duplicates/")
    page.click("#surest")
    page.click("main button.primary")
    page.wait_for_url("**together=1")
    page.goto(f"{site}/?q={proposal.first.identifier}")
    page.click("#joined button")
    page.wait_for_url(f"**/?q={proposal.second.identifier}")
    page.goto(f"{site}/duplicates/")
    page.click("button[value=apart]")
    page.wait_for_function("() => document.getElementById('count').textContent === '0'")
    assert DuplicateProposal.objects.get().state == "apart"
