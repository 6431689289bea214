"""Proposals: found once, kept decided, dropped when they no longer hold."""

import pytest
from tests.registry import MIDDLE, address_of, door, observe
from tests.spine.addresses.test_withdrawing import imported

from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.duplicates import (
    propose_after,
    propose_everywhere,
    waiting_proposals,
)
from diaban.spine.addresses.merging import keep_apart, merge, put_off, split
from diaban.spine.addresses.models import DuplicateProposal
from diaban.spine.parties.models import Role, User

pytestmark = pytest.mark.usefixtures("official_hanoi")
NEXT = (MIDDLE[0] + 0.00003, MIDDLE[1])


@pytest.fixture
def run(operator):
    observe(
        door("1", house_number="12A", lanes="ngõ 78", street="phố Hàng Bông"),
        door("2", house_number="14", lanes="ngõ 78", street="phố Hàng Bông"),
        source="post",
    )
    doubled = door("9", NEXT, house_number="12 a", lanes="Ngõ 78", street="P. Hang Bong")
    other = door("8", NEXT, house_number="97", street="phố Hàng Gai")
    run = imported(operator, doubled, other, source="tax")
    run_coding(operator)
    return run


def pairs(actor):
    return [(p.first_id, p.second_id) for p in waiting_proposals(actor)]


def test_an_import_is_compared_with_the_registry_around_it(operator, run):
    counts = propose_after(run)
    assert (counts["found"], counts["new"]) == (1, 1)
    assert pairs(operator) == [(address_of("1", "post").pk, address_of("9", "tax").pk)]
    proposal = DuplicateProposal.objects.get()
    assert proposal.run == run
    assert {reason["field"] for reason in proposal.reasons} >= {"numbers", "street", "metres"}


def test_looking_again_changes_nothing(operator, run):
    propose_after(run)
    assert propose_after(run) == {"found": 1, "new": 0, "dropped": 0}
    assert propose_everywhere() == {"found": 1, "new": 0, "dropped": 0}
    assert DuplicateProposal.objects.count() == 1


def test_what_was_decided_is_not_proposed_again(operator, run):
    propose_everywhere()
    ((first, second),) = pairs(operator)
    put_off(first, second, operator)
    assert pairs(operator) == [(first, second)]
    keep_apart(first, second, operator)
    propose_everywhere()
    assert pairs(operator) == []


def test_a_merged_pair_leaves_the_list_and_comes_back_when_parted(operator, run):
    propose_everywhere()
    ((first, second),) = pairs(operator)
    merge(first, second, "", operator)
    propose_everywhere()
    assert pairs(operator) == []
    split(second, "", operator)
    assert pairs(operator) == [(first, second)]


def test_a_pair_that_differs_by_now_is_dropped(operator, run):
    propose_everywhere()
    observe(door("9", NEXT, house_number="30", lanes="ngõ 5"), source="tax")
    assert propose_everywhere()["dropped"] == 1
    assert pairs(operator) == []


def test_only_who_may_see_both_sees_the_pair(operator, run):
    propose_everywhere()
    assert pairs(User.objects.create(username="phường", role=Role.COMMUNE)) == []


def test_an_empty_registry_has_no_pairs(operator):
    assert propose_everywhere()["found"] == 0


@pytest.mark.parametrize("placed", ["registered", "incoming", "neither"])
def test_who_has_no_position_is_found_by_the_words(operator, placed):
    written = {"house_number": "12A", "lanes": "ngõ 78", "street": "phố Hàng Bông"}
    observe(door("1", MIDDLE if placed == "registered" else None, **written), source="post")
    same = door(
        "9", MIDDLE if placed == "incoming" else None, **written | {"street": "P. Hang Bong"}
    )
    run = imported(operator, same, source="tax")
    run_coding(operator)
    assert propose_after(run)["found"] == propose_everywhere()["found"] == 1
