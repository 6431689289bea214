"""The present state is a reading of the observations: lose it, and it can be read again."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.registry import MIDDLE, door, later, observe, scramble_states, states

from diaban.spine.addresses.coding import mark_all_due, run_coding
from diaban.spine.addresses.observing import rebuild_registry

pytestmark = pytest.mark.usefixtures("official_hanoi")

POSITIONS = [
    MIDDLE,
    (21.0368, 105.8346),
    (20.9955, 105.8075),
    (10.77, 106.69),
    None,
]
COMMUNES = ["00070", "00004", "99999", None]
one_record = st.fixed_dictionaries(
    {
        "source_key": st.sampled_from([f"door {n}" for n in range(6)]),
        "held_on": st.integers(0, 40).map(lambda n: date(2026, 3, 1) + timedelta(days=n)),
    },
    optional={
        "house_number": st.sampled_from(["1", "12A", '7"', ""]),
        "street": st.text('abcđêô null"{},:\\', max_size=8),
        "commune_code": st.sampled_from(COMMUNES),
        "former_commune_code": st.sampled_from(["00037", "00004", None]),
        "place": st.sampled_from(POSITIONS),
        "accuracy_metres": st.sampled_from([None, 3.0, 80.0]),
        "life": st.sampled_from(["candidate", "collected", "confirmed", "retired"]),
        "official_code": st.sampled_from(["110242VH3CM3", ""]),
        "parent_key": st.just("tower"),
    },
)
record_batches = st.lists(one_record, min_size=1, max_size=5, unique_by=lambda r: r["source_key"])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("observe"), record_batches, st.integers(0, 200)),
        st.just(("code",)),
        st.just(("ground",)),
        st.tuples(st.just("tower"), st.sampled_from(POSITIONS), st.integers(0, 200)),
    ),
    min_size=2,
    max_size=9,
)


def _place(record: dict) -> dict:
    facts = {name: value for name, value in record.items() if name != "place"}
    return {**facts, **door("", record.get("place"), **facts)}


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sequence=steps)
def test_any_history_is_read_again_column_by_column(operator, sequence):
    observe(door("tower", is_household=False))
    for kind, *rest in sequence:
        if kind == "observe":
            observe(*map(_place, rest[0]), learned_at=later(rest[1]))
        elif kind == "tower":
            observe(door("tower", rest[0], is_household=False), learned_at=later(rest[1]))
        elif kind == "code":
            run_coding(operator)
        else:
            mark_all_due()
    before = states()
    scramble_states()
    assert states() != before
    done = rebuild_registry()
    assert states() == before
    assert done["addresses"] == len(before)
