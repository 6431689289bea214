"""Two addresses that are one door: joined, found by either name, and parted again exactly."""

import pytest
from tests.registry import (
    A_DAY,
    MIDDLE,
    address_of,
    door,
    later,
    observe,
    scramble_states,
    states,
)
from tests.spine.addresses.test_withdrawing import imported

from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.coverage import coverage
from diaban.spine.addresses.looking_up import look_up
from diaban.spine.addresses.merging import (
    MergeError,
    keep_apart,
    merge,
    merged_into,
    split,
)
from diaban.spine.addresses.models import Address, CodeState, DuplicateProposal, Life
from diaban.spine.addresses.observing import rebuild_registry
from diaban.spine.addresses.withdrawing import withdraw_run
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today

pytestmark = pytest.mark.usefixtures("official_hanoi")
NEXT = (MIDDLE[0] + 0.0001, MIDDLE[1])


@pytest.fixture
def pair():
    observe(door("1", house_number="12", street="Hàng Bông"), source="post", learned_at=later(0))
    observe(door("9", NEXT, house_number="12", unit="P1", life="confirmed"),
            source="tax", learned_at=later(5))  # fmt: skip
    return address_of("1", "post"), address_of("9", "tax")


def fresh(address):
    return Address.objects.get(pk=address.pk)


def test_what_both_sources_said_counts_for_the_kept_one(operator, pair):
    kept = merge(pair[0].pk, pair[1].pk, "cùng một nhà", operator)
    assert kept.pk == pair[0].pk
    assert (kept.street, kept.unit, kept.life) == ("Hàng Bông", "P1", Life.CONFIRMED)
    assert kept.position == pytest.approx(NEXT)
    assert merged_into(kept, operator) == [pair[1]]


def test_the_merged_one_is_counted_and_drawn_no_more_but_leads_to_the_kept_one(operator, pair):
    run_coding(operator)
    code = fresh(pair[1]).vpostcode
    merge(pair[0].pk, pair[1].pk, "", operator)
    run_coding(operator)
    gone = fresh(pair[1])
    assert (gone.life, gone.position, gone.merged_into_id) == (Life.RETIRED, None, pair[0].pk)
    assert coverage(operator, today()).total.registered == 1
    by_identifier = look_up(gone.identifier, operator, today())
    assert by_identifier.addresses == [pair[0]]
    assert by_identifier.merged == gone
    assert pair[0] in look_up(code, operator, today()).addresses


def test_an_old_code_of_the_merged_one_finds_the_kept_one(operator, pair):
    run_coding(operator)
    code = fresh(pair[0]).vpostcode
    merge(pair[1].pk, pair[0].pk, "", operator)
    run_coding(operator)
    assert fresh(pair[1]).vpostcode != code
    answer = look_up(code, operator, today())
    assert answer.addresses == [pair[1]]


def test_parting_them_gives_back_exactly_what_was_there(operator, pair):
    run_coding(operator)
    before = states()
    merge(pair[0].pk, pair[1].pk, "", operator)
    run_coding(operator)
    assert states() != before
    split(pair[1].pk, "nhầm", operator)
    run_coding(operator)
    assert states() == before
    assert look_up(fresh(pair[1]).vpostcode, operator, today()).lapsed_on is None


def test_a_later_import_from_either_source_goes_to_the_kept_one(operator, pair):
    merge(pair[0].pk, pair[1].pk, "", operator)
    observe({"source_key": "9", "held_on": A_DAY, "street": "Hàng Gai"}, source="tax",
            learned_at=later(9))  # fmt: skip
    assert fresh(pair[0]).street == "Hàng Gai"
    assert fresh(pair[1]).merged_into_id == pair[0].pk
    observe({"source_key": "1", "held_on": A_DAY, "street": "Hàng Mã"}, source="post",
            learned_at=later(12))  # fmt: skip
    assert fresh(pair[0]).street == "Hàng Mã"
    assert fresh(pair[0]).code_state == CodeState.DUE


def test_in_a_chain_the_last_answers_and_each_link_can_be_undone(operator, pair):
    observe(door("5", NEXT, house_number="12", locality="TDP 5"), source="gas", learned_at=later(8))
    third = address_of("5", "gas")
    before = states()
    merge(pair[1].pk, pair[0].pk, "", operator)
    merge(third.pk, pair[1].pk, "", operator)
    assert (fresh(third).street, fresh(third).life) == ("Hàng Bông", Life.CONFIRMED)
    assert look_up(pair[0].identifier, operator, today()).addresses == [third]
    observe({"source_key": "1", "held_on": A_DAY, "lanes": "ngõ 5"}, source="post",
            learned_at=later(9))  # fmt: skip
    assert fresh(third).lanes == "ngõ 5"
    split(pair[1].pk, "", operator)
    assert (fresh(third).street, fresh(pair[1]).street) == ("", "Hàng Bông")
    assert look_up(pair[0].identifier, operator, today()).addresses == [pair[1]]
    split(pair[0].pk, "", operator)
    assert [s for s in states() if s[-1] != pair[0].pk] == before[1:]


def test_a_merge_into_a_merged_one_goes_to_who_answers_and_no_ring_can_be_made(operator, pair):
    observe(door("5", house_number="12"), source="gas")
    third = address_of("5", "gas")
    merge(pair[0].pk, pair[1].pk, "", operator)
    assert merge(pair[1].pk, third.pk, "", operator) == pair[0]
    for kept, merged in ((third, pair[0]), (pair[1], third), (pair[0], pair[0])):
        with pytest.raises(MergeError, match="same"):
            merge(kept.pk, merged.pk, "", operator)


def test_the_flats_of_a_merged_building_stand_in_the_kept_one_until_they_are_parted(operator):
    for source, at in (("post", MIDDLE), ("tax", NEXT)):
        flat = {"source_key": "f", "parent_key": "t", "held_on": A_DAY, "unit": f"P-{source}"}
        tower = door("t", at, building="CT2", is_household=False)
        observe(tower, flat, source=source, learned_at=later(0))
    run_coding(operator)
    before = states()
    kept, merged = address_of("t", "post"), address_of("t", "tax")
    merge(kept.pk, merged.pk, "", operator)
    run_coding(operator)
    moved = address_of("f", "tax")
    assert (moved.parent_id, moved.code_state) == (kept.pk, CodeState.CODED)
    assert moved.vpostcode == fresh(kept).vpostcode
    # a flat that the merged building's source adds later stands in the kept one too
    late = {"source_key": "g", "parent_key": "t", "held_on": A_DAY, "unit": "P9"}
    observe(late, source="tax", learned_at=later(3))
    assert address_of("g", "tax").parent_id == kept.pk
    split(merged.pk, "", operator)
    run_coding(operator)
    assert states()[:4] == before
    assert address_of("g", "tax").parent_id == merged.pk
    with pytest.raises(MergeError, match="building_and_unit"):
        merge(merged.pk, address_of("f", "tax").pk, "", operator)


def test_undoing_an_import_takes_its_statements_from_the_kept_one(operator):
    one = imported(operator, door("1", house_number="12", street="Hàng Bông"), source="post")
    two = imported(operator, door("9", NEXT, house_number="14"), source="tax", hours=5)
    kept, merged = address_of("1", "post"), address_of("9", "tax")
    merge(kept.pk, merged.pk, "", operator)
    assert fresh(kept).house_number == "14"
    withdraw_run(two, operator)
    assert (fresh(kept).house_number, fresh(kept).street) == ("12", "Hàng Bông")
    withdraw_run(one, operator)
    assert fresh(kept).is_withdrawn
    observe(door("9", NEXT, house_number="16"), source="tax", learned_at=later(9))
    assert fresh(kept).house_number == "16"


def test_the_rebuilt_registry_is_the_same_after_merges(operator, pair):
    observe(door("5", house_number="12"), source="gas")
    merge(pair[1].pk, pair[0].pk, "", operator)
    merge(address_of("5", "gas").pk, pair[1].pk, "", operator)
    before = states()
    scramble_states()
    rebuild_registry()
    assert states() == before


def test_only_who_may_see_both_can_join_them(operator, pair):
    stranger = User.objects.create(username="phường", role=Role.COMMUNE)
    for act in (merge, lambda a, b, why, who: keep_apart(a, b, who)):
        with pytest.raises(MergeError, match="unknown"):
            act(pair[0].pk, pair[1].pk, "", stranger)
    with pytest.raises(MergeError, match="unknown"):
        split(pair[0].pk, "", stranger)


def test_what_is_gone_or_was_never_merged_is_refused(operator, pair):
    with pytest.raises(MergeError, match="not_merged"):
        split(pair[0].pk, "", operator)
    observe({"source_key": "9", "held_on": A_DAY, "life": "retired"}, source="tax")
    with pytest.raises(MergeError, match="retired"):
        merge(pair[0].pk, pair[1].pk, "", operator)


def test_the_decision_that_two_are_not_the_same_is_kept(operator, pair):
    keep_apart(pair[1].pk, pair[0].pk, operator)
    kept = DuplicateProposal.objects.get()
    assert (kept.first_id, kept.second_id, kept.state) == (pair[0].pk, pair[1].pk, "apart")
