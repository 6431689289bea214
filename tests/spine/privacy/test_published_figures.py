"""Measures and registers for anybody: nothing small, nothing that a sum or a day gives away."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.registry import door, observe

from diaban.engines.measuring import Count, roll_up
from diaban.spine.addresses.coding import run_coding
from diaban.spine.evidence.keeping import Words, open_register
from diaban.spine.evidence.reading import places_of
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.journal.models import Entry
from diaban.spine.places.units import today
from diaban.spine.privacy.models import PublishedFigures
from diaban.spine.privacy.published_figures import bounds_told, mask, publish_figures

LARGE = {"a": Count(57, 61, 4), "b": Count(123, 140, 0), "c": Count(200, 220, 30)}


def test_figures_are_rounded_down_and_the_unknown_is_their_difference():
    masked = mask(LARGE)
    assert masked.units["a"] == [50, 60, 60]
    assert masked.city == [380, 420, 450]
    assert masked.covers == []


def test_a_small_figure_is_withheld_and_covered_by_a_whole_row():
    masked = mask({**LARGE, "d": Count(3, 40, 0)})
    assert masked.units["d"] == [None, 40, 40]
    [cover] = masked.covers
    assert masked.units[cover] == [None, None, None]


def test_a_row_that_covered_goes_on_to_cover_while_anything_is_small():
    few = {**LARGE, "d": Count(3, 40, 0)}
    other = next(code for code in LARGE if code not in mask(few).covers)
    assert other in mask(few, frozenset({other})).covers
    assert mask(LARGE, frozenset({other})).covers == []


def test_what_is_small_in_most_units_is_withheld_of_all_and_hides_nothing_else():
    counts = {str(n): Count(1, 100, 0) for n in range(30)} | {"z": Count(50, 100, 0)}
    masked = mask(counts)
    assert {row[0] for row in masked.units.values()} == {None}
    assert {row[1] for row in masked.units.values()} == {100}
    assert masked.city == [80, 3100, 3100]
    assert mask({str(n): Count(0, 100) for n in range(30)}).city[0] is None


COUNTS = st.builds(
    lambda held, rest, unknown: Count(held, held + rest, unknown),
    *[st.integers(0, 40)] * 3,
)


@given(rows=st.lists(COUNTS, min_size=1, max_size=12))
def test_whatever_is_told_is_a_multiple_of_ten_and_each_figure_holds_the_one_before(rows):
    counts = {str(number): count for number, count in enumerate(rows)}
    masked = mask(counts)
    for row in [masked.city, *masked.units.values()]:
        told = [figure for figure in row if figure is not None]
        assert all(figure % 10 == 0 and figure > 0 for figure in told)
        assert told == sorted(told)
    for place in range(3):
        hidden = [
            (c.numerator, c.denominator, c.belonging)[place]
            for code, c in counts.items()
            if masked.units[code][place] is None
        ]
        assert masked.city[place] is None or not hidden or sum(hidden) >= 20


LARGE_COUNTS = st.builds(
    lambda held, rest, unknown: Count(held, held + rest, unknown), *[st.integers(0, 3000)] * 3
)


@given(rows=st.lists(LARGE_COUNTS, min_size=1, max_size=8))
def test_bounds_that_are_told_hold_the_true_ones(rows):
    counts = {str(number): count for number, count in enumerate(rows)}
    masked = mask(counts)
    told = [(masked.units[code], count) for code, count in counts.items()]
    for figures, count in [*told, (masked.city, roll_up(rows))]:
        bounds = bounds_told(figures)
        assert (bounds is None) == (None in figures)
        if bounds is not None:
            low, high = bounds
            assert 0 <= low <= count.low <= count.share <= count.high <= high <= 1
            # and the share of what is told lies between them, too
            assert low <= figures[0] / figures[1] <= high


def test_a_share_that_rounding_moved_lies_within_what_is_told():
    # 62 of 175 was once told as 35.29 to 35.29 %, where it is 35.43 %
    [figures] = mask({"a": Count(62, 175)}).units.values()
    low, high = bounds_told(figures)
    assert low <= 62 / 175 <= high
    assert (low, high) == (0.3351, 0.4358)


@pytest.fixture
def register(official_hanoi, operator, settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path / "figures"
    words = Words("Đài", "Stations", "đài", "stations", "1/2021")
    return open_register("stations", words, "commune", None, operator)


def last_month_end() -> date:
    return today().replace(day=1) - timedelta(days=1)


def test_month_ends_are_published_once_and_again_only_when_they_change(register, operator):
    observe(door("a", house_number="4", street="Hàng Bài"))
    run_coding(operator)
    units = list(places_of(register, today()).order_by("pk")[:3])
    said = [Said(unit, last_month_end(), 40, 60, 5) for unit in units]
    state(register, said, operator, Source("a.xlsx", synthetic=True))
    assert "evidence-stations" in publish_figures(operator, today())
    kept = PublishedFigures.objects.get(dataset="evidence-stations")
    [month] = kept.months
    assert month["as_of"] == str(last_month_end())
    assert month["units"] == {unit.code: [40, 60, 60] for unit in units}
    assert kept.synthetic
    assert publish_figures(operator, today()) == []
    assert Entry.objects.filter(act="open_data.figures_published").count() == 1
    state(register, [Said(units[0], last_month_end(), 52, 60)], operator, Source())
    assert publish_figures(operator, today()) == ["evidence-stations"]
    again = PublishedFigures.objects.get(dataset="evidence-stations")
    assert again.months[0]["units"][units[0].code] == [50, 60, 60]
    assert (again.issued_at, again.modified_at > kept.modified_at) == (kept.issued_at, True)


def test_the_present_day_is_never_published(register, operator):
    unit = places_of(register, today()).first()
    state(register, [Said(unit, today(), 40, 60)], operator, Source())
    assert "evidence-stations" not in publish_figures(operator, today())
