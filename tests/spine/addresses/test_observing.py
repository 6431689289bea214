"""Taking statements in: what they change, what they leave, and what can be built again."""

from datetime import date

import pytest
from tests.registry import (
    A_DAY,
    MIDDLE,
    address_of,
    door,
    facts_told,
    later,
    observe,
    scramble_states,
    states,
)

from diaban.spine.addresses.coding import mark_all_due, run_coding
from diaban.spine.addresses.models import (
    Act,
    Address,
    CodeState,
    Life,
    Observation,
    PositionSource,
    PostalQuality,
    SourceKey,
)
from diaban.spine.addresses.observing import UnknownParentError, rebuild_registry

pytestmark = pytest.mark.usefixtures("official_hanoi")


def test_a_record_becomes_an_address_with_what_it_said_and_nothing_more(operator):
    outcome = observe(door("1", house_number="12", street="Hàng Bông", commune_code="00070"))
    found = address_of("1")
    assert outcome.counts() == {"created": 1, "updated": 0, "unchanged": 0}
    assert (found.house_number, found.street, found.building) == ("12", "Hàng Bông", "")
    assert found.position == MIDDLE
    assert found.position_source == PositionSource.GNSS
    assert found.declared_commune.code == "00070"
    assert (found.life, found.postal_quality) == (Life.CANDIDATE, PostalQuality.PARSED)
    assert (found.code_state, found.vpostcode, found.commune) == (CodeState.DUE, "", None)


def test_the_same_batch_twice_changes_nothing(operator):
    batch = [door(str(n), house_number=str(n)) for n in range(20)]
    observe(*batch)
    run_coding(operator)
    before, said = states(), facts_told()
    assert observe(*batch).counts() == {"created": 0, "updated": 0, "unchanged": 20}
    assert states() == before
    assert facts_told() == said


def test_an_update_touches_only_what_it_speaks_of(operator):
    observe(
        door("1", house_number="12", street="Hàng Bông", commune_code="00070"), learned_at=later(0)
    )
    observe({"source_key": "1", "held_on": A_DAY, "street": "Hàng Gai"}, learned_at=later(9))
    found = address_of("1")
    assert (found.house_number, found.street) == ("12", "Hàng Gai")
    assert found.position == MIDDLE
    assert found.accuracy_metres == 4.0


def test_a_new_position_brings_its_own_accuracy_or_none(operator):
    observe(door("1"))
    observe({"source_key": "1", "held_on": A_DAY, "lat_e7": 210300000, "lng_e7": 1058500000})
    found = address_of("1")
    assert found.position == (21.03, 105.85)
    assert found.accuracy_metres is None
    assert found.position_source == PositionSource.UNKNOWN


def test_a_statement_learned_late_about_an_earlier_day_does_not_win(operator):
    observe(door("1", street="Hàng Gai", held_on=date(2026, 3, 10)), learned_at=later(0))
    observe(door("1", street="Hàng Bông", held_on=date(2026, 3, 1)), learned_at=later(100))
    assert address_of("1").street == "Hàng Gai"


def test_of_two_statements_about_one_day_the_one_learned_last_wins(operator):
    observe(door("1", street="Hàng Gai"), learned_at=later(5))
    observe(door("1", street="Hàng Bông"), learned_at=later(1))
    assert address_of("1").street == "Hàng Gai"


def test_the_life_of_an_address_only_moves_forward(operator):
    observe(door("1", life="confirmed"))
    observe(door("1", life="collected", held_on=date(2026, 4, 1)))
    assert address_of("1").life == Life.CONFIRMED


def test_two_sources_that_use_one_key_mean_two_addresses(operator):
    observe(door("1"), source="post")
    observe(door("1"), source="police")
    assert address_of("1", "post") != address_of("1", "police")


def test_a_quote_or_the_word_null_in_a_text_is_only_text(operator):
    texts = ['12" null', '","street":null,"', "{}", "\\", "null", "Ngõ 5/2,}"]
    observe(*[door(str(n), street=text) for n, text in enumerate(texts)])
    assert [address_of(str(n)).street for n in range(len(texts))] == texts


def test_a_flat_names_its_building_in_the_batch_or_in_the_registry(operator):
    observe(door("tower", is_household=False), {**door("1", None), "parent_key": "tower"})
    observe({**door("2", None), "parent_key": "tower"})
    assert address_of("1").parent == address_of("2").parent == address_of("tower")


def test_a_flat_of_an_unknown_building_is_refused_whole(operator):
    with pytest.raises(UnknownParentError, match="nowhere"):
        observe(door("1"), {**door("2", None), "parent_key": "nowhere"})
    assert not Address.objects.everywhere("test").exists()
    assert not SourceKey.objects.exists()


def test_flats_stand_where_their_building_stands(operator):
    observe(door("tower", is_household=False), {**door("1", None), "parent_key": "tower"})
    run_coding(operator)
    flat, tower = address_of("1"), address_of("tower")
    assert flat.code_state == CodeState.CODED
    assert flat.vpostcode == tower.vpostcode == "110242VH3CM3"
    assert flat.position is None


def test_flats_become_due_when_their_building_moves(operator):
    observe(door("tower", is_household=False), {**door("1", None), "parent_key": "tower"})
    run_coding(operator)
    observe(door("tower", (21.0290, 105.8545)))
    assert address_of("1").code_state == CodeState.DUE
    run_coding(operator)
    assert address_of("1").vpostcode == address_of("tower").vpostcode != "110242VH3CM3"
    before = states()
    rebuild_registry()
    assert states() == before


def test_flats_that_are_due_because_their_building_moved_stay_due_in_a_rebuild(operator):
    observe(door("tower", is_household=False), {**door("1", None), "parent_key": "tower"})
    run_coding(operator)
    observe(door("tower", (21.0290, 105.8545)))
    scramble_states()
    rebuild_registry()
    assert address_of("1").code_state == CodeState.DUE


def test_whatever_follows_a_coding_makes_an_address_due_whenever_it_was_learned(operator):
    """A long import carries the hour of its start: a coding run may have come in between."""
    observe(door("1"), learned_at=later(0))
    run_coding(operator)
    observe(door("1", (21.0290, 105.8545)), learned_at=later(1))
    assert address_of("1").code_state == CodeState.DUE


def test_every_observation_has_an_actor_a_day_and_an_hour(operator):
    observe(door("1", life="confirmed"))
    run_coding(operator)
    told = Observation.objects.order_by("id")
    assert [o.act for o in told] == [Act.RECORD, Act.CODING]
    assert all(o.actor_id == operator.pk and o.held_on and o.learned_at for o in told)


def test_observations_are_never_changed_and_never_deleted(operator):
    observe(door("1"))
    told = Observation.objects.get()
    with pytest.raises(TypeError, match="append"):
        Observation.objects.update(facts="{}")
    with pytest.raises(TypeError, match="append"):
        Observation.objects.all().delete()
    with pytest.raises(TypeError, match="append"):
        told.delete()
    told.facts = "{}"
    with pytest.raises(TypeError, match="append"):
        told.save()
    with pytest.raises(TypeError, match="append"):
        Observation.objects.bulk_update([told], ["facts"])
    assert Observation.objects.get().facts != "{}"


def test_what_waits_because_the_ground_changed_still_waits_after_a_rebuild(operator):
    observe(door("1"))
    run_coding(operator)
    mark_all_due()
    scramble_states()
    rebuild_registry()
    assert address_of("1").code_state == CodeState.DUE
    run_coding(operator)
    rebuild_registry()
    assert address_of("1").code_state == CodeState.CODED
