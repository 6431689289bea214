"""Undoing an import: as if it had never spoken, and bringing it back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
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

from diaban.engines import vpostcode
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.coverage import coverage
from diaban.spine.addresses.looking_up import look_up
from diaban.spine.addresses.models import Act, Address, CodeState, Life, Observation, SourceKey
from diaban.spine.addresses.observing import rebuild_registry
from diaban.spine.addresses.problems import count_problems
from diaban.spine.addresses.viewport import doors_within
from diaban.spine.addresses.withdrawing import (
    WithdrawalError,
    preview_withdrawal,
    undo_of,
    withdraw_run,
)
from diaban.spine.places.units import today
from diaban.spine.runs.models import Kind, Run, State

pytestmark = pytest.mark.usefixtures("official_hanoi")
AROUND = vpostcode.Box(MIDDLE[0] - 0.01, MIDDLE[1] - 0.01, MIDDLE[0] + 0.01, MIDDLE[1] + 0.01)


def imported(operator, *records, source="survey", hours=0.0, kind=Kind.IMPORT):
    run = Run.objects.create(kind=kind, actor=operator, source=source, owner="elsewhere:1")
    observe(*records, source=source, run=run, learned_at=later(hours))
    run.finish()
    return run


def test_an_address_that_only_the_import_spoke_of_is_off_every_list(operator):
    run = imported(operator, door("1", house_number="12", street="Hàng Bông"))
    run_coding(operator)
    code = address_of("1").vpostcode
    undo = withdraw_run(run, operator)
    found = address_of("1")
    assert (undo.kind, undo.state, undo.counts) == (
        Kind.UNDO, State.DONE, {"withdrawn": 1, "vanished": 1, "restored": 0}
    )  # fmt: skip
    assert found.is_withdrawn
    assert (found.life, found.position, found.vpostcode, found.public_line) == (
        Life.RETIRED, None, "", ""
    )  # fmt: skip
    assert not Address.objects.visible_to(operator).present().exists()
    assert not list(doors_within(Address.objects.visible_to(operator), AROUND))
    assert coverage(operator, today()).total.registered == 0
    assert count_problems(operator) == []
    assert look_up(code, operator, today()).addresses == []
    answer = look_up(found.identifier, operator, today())
    assert (answer.kind, answer.problem.reason) == ("nothing", "address_withdrawn")


def test_what_another_import_said_is_all_that_is_left(operator):
    imported(operator, door("1", house_number="12", street="Hàng Bông", commune_code="00070"))
    alone = states()
    run = imported(operator, door("1", house_number="14", unit="P2", life="confirmed"), hours=5)
    assert address_of("1").house_number == "14"
    withdraw_run(run, operator)
    assert states() == alone
    run_coding(operator)
    assert address_of("1").code_state == CodeState.CODED


def test_every_statement_gets_one_that_withdraws_it_and_none_is_deleted(operator):
    run = imported(operator, door("1"), door("2"))
    said = facts_told()
    undo = withdraw_run(run, operator)
    assert facts_told()[:2] == said
    reverse = Observation.objects.filter(act=Act.WITHDRAWAL)
    assert reverse.count() == 2
    assert {row.run_id for row in reverse} == {undo.pk}
    assert f'"withdrawn_run":{run.pk}' in reverse[0].facts


def test_undoing_twice_does_nothing_more(operator):
    run = imported(operator, door("1"))
    first = withdraw_run(run, operator)
    before = facts_told()
    assert withdraw_run(run, operator) == first
    assert undo_of(run) == first
    assert facts_told() == before


def test_the_same_list_again_brings_everything_back_under_the_same_identifiers(operator):
    records = [door(str(n), house_number=str(n), street="Hàng Gai") for n in range(9)]
    run = imported(operator, *records)
    before, numbers = states(), [address_of(str(n)).pk for n in range(9)]
    withdraw_run(run, operator)
    again = imported(operator, *records, hours=9)
    assert states() == before
    assert [address_of(str(n)).pk for n in range(9)] == numbers
    # and once more it is known
    assert observe(*records).counts() == {"created": 0, "updated": 0, "unchanged": 9}
    withdraw_run(again, operator)
    assert not Address.objects.visible_to(operator).present().exists()


def test_what_the_source_had_said_before_is_known_again_after_the_undo(operator):
    first = door("1", house_number="12", street="Hàng Bông")
    imported(operator, first)
    run = imported(operator, first | {"house_number": "14"}, hours=5)
    withdraw_run(run, operator)
    assert observe(first).counts() == {"created": 0, "updated": 0, "unchanged": 1}
    again = observe(first | {"house_number": "14"}, learned_at=later(9))
    assert again.counts() == {"created": 0, "updated": 1, "unchanged": 0}


def test_flats_are_without_a_place_when_their_building_is_withdrawn(operator):
    run = imported(operator, door("tower", building="CT2", is_household=False))
    flat = {"source_key": "flat", "parent_key": "tower", "held_on": A_DAY, "unit": "P1"}
    imported(operator, flat, hours=2)
    run_coding(operator)
    assert address_of("flat").code_state == CodeState.CODED
    withdraw_run(run, operator)
    run_coding(operator)
    assert address_of("flat").code_state == CodeState.NO_POSITION


def test_the_preview_tells_what_will_vanish_and_what_returns(operator):
    imported(operator, door("1"), door("2"))
    run = imported(operator, door("2", unit="P5"), door("3"), door("4"), hours=3)
    before = facts_told()
    preview = preview_withdrawal(run)
    assert (preview.statements, preview.vanishing, preview.returning) == (3, 2, 1)
    assert facts_told() == before
    undo = withdraw_run(run, operator)
    assert (undo.counts["vanished"], undo.counts["restored"]) == (2, 1)
    assert preview_withdrawal(run).vanishing == 2


def test_an_undo_that_was_broken_off_goes_on_where_it_stopped(operator):
    records = [door(str(n), house_number=str(n)) for n in range(10)]
    run = imported(operator, *records)

    def stop(undo):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        withdraw_run(run, operator, stop, batch=3)
    assert Observation.objects.filter(act=Act.WITHDRAWAL).count() == 3
    undo = withdraw_run(run, operator, batch=3)
    assert Observation.objects.filter(act=Act.WITHDRAWAL).count() == 10
    assert undo.counts == {"withdrawn": 10, "vanished": 10, "restored": 0}
    assert Run.objects.filter(kind=Kind.UNDO).count() == 1


def test_a_half_done_import_can_be_undone_and_is_not_taken_up_again(operator):
    run = imported(operator, door("1"))
    Run.objects.filter(pk=run.pk).update(state=State.PAUSED)
    withdraw_run(run, operator)
    run.refresh_from_db()
    assert run.state == State.DONE
    assert address_of("1").is_withdrawn


def test_a_running_import_and_another_kind_of_run_are_refused(operator):
    run = Run.objects.create(kind=Kind.IMPORT, actor=operator, source="survey")
    with pytest.raises(WithdrawalError, match="running"):
        withdraw_run(run, operator)
    coding = Run.objects.create(kind=Kind.CODING, actor=operator)
    with pytest.raises(WithdrawalError, match="not_an_import"):
        withdraw_run(coding, operator)
    with pytest.raises(WithdrawalError, match="not_an_import"):
        preview_withdrawal(coding)


def test_the_rebuilt_registry_is_the_same_after_an_undo(operator):
    imported(operator, door("1", house_number="1"), door("2"))
    run = imported(operator, door("2", house_number="2"), door("3"), hours=2)
    withdraw_run(run, operator)
    before = states()
    scramble_states()
    rebuild_registry()
    assert states() == before


KEYS = st.sampled_from(["1", "2", "3", "4", "5"])
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "house_number": st.sampled_from(["1", "2", "12A"]),
        "street": st.sampled_from(["Hàng Bông", "Hàng Gai"]),
        "life": st.sampled_from(["collected", "confirmed"]),
        "commune_code": st.just("00070"),
        "lat_e7": st.integers(210_280_000, 210_290_000),
    },
)
LISTS = st.dictionaries(KEYS, FACTS, min_size=1, max_size=5)


def _records(chosen, mark):
    """One list; what it says differs from every other list's in the flat's number."""
    return [
        {"source_key": key, "held_on": A_DAY, "unit": mark, **facts}
        | ({"lng_e7": 1_058_500_000} if "lat_e7" in facts else {})
        for key, facts in sorted(chosen.items())
    ]


def _by_key():
    """Every standing address by the source's own name for it, without its number."""
    rows = {state[-1]: state[:-1] for state in states()}
    keys = SourceKey.objects.values_list("source", "key", "address_id")
    told = {(source, key): rows[number] for source, key, number in keys}
    withdrawn = {a.pk for a in Address.objects.everywhere("a test") if a.is_withdrawn}
    gone = {(s, k) for s, k, number in keys if number in withdrawn}
    return {name: state for name, state in told.items() if name not in gone}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(a=LISTS, b=LISTS, sources=st.sampled_from([("x", "x"), ("x", "y")]))
def test_import_a_import_b_undo_a_equals_import_b_alone(operator, a, b, sources):
    from django.db import transaction

    def alone(chosen, mark, source, hours):
        with transaction.atomic():
            imported(operator, *_records(chosen, mark), source=source, hours=hours)
            told = _by_key()
            transaction.set_rollback(True)
        return told

    first, second = (a, "A", sources[0], 0), (b, "B", sources[1], 5)
    only_a, only_b = alone(*first), alone(*second)
    with transaction.atomic():
        run_a = imported(operator, *_records(a, "A"), source=sources[0], hours=0)
        run_b = imported(operator, *_records(b, "B"), source=sources[1], hours=5)
        mark = transaction.savepoint()
        withdraw_run(run_a, operator, batch=2)
        assert _by_key() == only_b
        withdraw_run(run_b, operator, batch=2)
        assert _by_key() == {}
        transaction.savepoint_rollback(mark)
        withdraw_run(run_b, operator, batch=2)
        assert _by_key() == only_a
        transaction.set_rollback(True)
