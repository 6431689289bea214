"""Times of a phone whose clock is off, or was set anew between two captures."""

from hypothesis import given
from hypothesis import strategies as st

from diaban.spine.fieldwork.clocks import Tick, correct_times

NOW = 1_800_000_000_000
HOURS = 3_600_000

gaps = st.lists(st.integers(1, 2 * HOURS), min_size=1, max_size=12)


@given(gaps, st.integers(-(10**10), 10**10))
def test_a_clock_that_is_off_all_day_is_of_no_account(between, off):
    true = [NOW - sum(between[n:]) for n in range(len(between))]
    ticks = [Tick(n, at + off, at - true[0]) for n, at in enumerate(true)]
    sent = Tick(len(ticks), NOW + off, NOW - true[0])
    assert list(correct_times(ticks, sent, NOW).values()) == true


@given(gaps, st.integers(10_000, 10**10), st.booleans(), st.data())
def test_a_clock_set_anew_meanwhile_is_of_no_account_either(between, leap, back, data):
    """While the phone was up all the time, its uptime tells; forward or back, at any moment."""
    true = [NOW - sum(between[n:]) for n in range(len(between))]
    at_which = data.draw(st.integers(0, len(true)))
    step = -leap if back else leap
    ticks = [Tick(n, at + step * (n >= at_which), at - true[0] + 5) for n, at in enumerate(true)]
    sent = Tick(len(ticks), NOW + step * (len(ticks) >= at_which), NOW - true[0] + 5)
    assert list(correct_times(ticks, sent, NOW).values()) == true


@given(
    st.lists(st.tuples(st.integers(0, 2**53), st.integers(0, 2**40)), min_size=1, max_size=20),
    st.integers(0, 2**53), st.integers(-1, 2**40), st.integers(0, NOW * 2),
)  # fmt: skip
def test_whatever_a_phone_says_times_follow_its_count_and_are_not_to_come(
    told, clock, uptime, before
):
    ticks = [Tick(n, *one) for n, one in enumerate(told)]
    times = correct_times(ticks, Tick(len(ticks), clock, uptime), NOW, not_before=before)
    assert list(times) == sorted(times)
    assert list(times.values()) == sorted(times.values())
    assert all(min(before, NOW) <= at <= NOW for at in times.values())


def test_a_restart_between_two_captures_leaves_the_clock_to_tell():
    ticks = [Tick(1, 1_000, 900_000), Tick(2, 61_000, 2_000)]
    assert correct_times(ticks, Tick(3, 71_000, 12_000), NOW) == {1: NOW - 70_000, 2: NOW - 10_000}
