"""The work list of duplicates: what it shows, and what its buttons do."""

import pytest
from django.test import Client
from django.utils import timezone

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
