"""Last year's figures on this year's units."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.places import (
    Basis,
    Bounds,
    Division,
    Lineage,
    RestatementError,
    Succession,
    Unit,
    restate,
)

THEN, REFORM = date(2025, 1, 1), date(2025, 7, 1)


def lineage_of(successors):
    """Build a lineage from {old: {new: extent}}."""
    news = sorted({new for heirs in successors.values() for new in heirs})
    units = [Unit(k, "commune", k, k, "xã", "01", THEN, REFORM) for k in successors]
    units += [Unit(k, "commune", k, k, "xã", "01", REFORM) for k in news]
    rows = [
        Succession(old, new, REFORM, extent)
        for old, heirs in successors.items()
        for new, extent in heirs.items()
    ]
    return Lineage(units, rows)


def forward(figures, lineage, **options):
    return restate(figures, lineage, THEN, REFORM, **options)


SPLIT = lineage_of({"A": {"X": "whole"}, "B": {"X": "part", "Y": "part"}})
LAND_ONLY = lineage_of({"B": {"X": "part_area_all_people", "Y": "part_area"}})


@st.composite
def histories(draw):
    """Old units, each cut into 1 to 4 pieces at random; people counted in every piece."""
    olds = draw(st.integers(1, 8))
    news = [f"n{i}" for i in range(draw(st.integers(1, 5)))]
    pieces = {}
    for i in range(olds):
        heirs = draw(st.lists(st.sampled_from(news), min_size=1, max_size=4, unique=True))
        pieces[f"o{i}"] = {new: draw(st.integers(0, 10_000)) for new in heirs}
    return pieces


def as_lineage(pieces):
    return lineage_of(
        {
            o: dict.fromkeys(heirs, "part" if len(heirs) > 1 else "whole")
            for o, heirs in pieces.items()
        }
    )


def totals(pieces):
    truth = {}
    for heirs in pieces.values():
        for new, people in heirs.items():
            truth[new] = truth.get(new, 0) + people
    return {old: sum(heirs.values()) for old, heirs in pieces.items()}, truth


@given(histories())
@settings(deadline=None)
def test_bounds_contain_the_truth_whatever_the_division_was(pieces):
    figures, truth = totals(pieces)
    restated = forward(figures, as_lineage(pieces)).by_unit
    assert all(restated[new].low <= truth[new] <= restated[new].high for new in truth)
    assert sum(b.low for b in restated.values()) <= sum(figures.values())
    assert sum(b.high for b in restated.values()) >= sum(figures.values())


@given(histories(), st.data())
@settings(deadline=None)
def test_bounds_contain_the_truth_when_some_records_have_points(pieces, data):
    figures, truth = totals(pieces)
    counts = {
        (old, new): data.draw(st.integers(0, people))
        for old, heirs in pieces.items()
        for new, people in heirs.items()
    }
    division = Division(point_counts=counts)
    restated = forward(figures, as_lineage(pieces), division=division).by_unit
    assert all(restated[new].low <= truth[new] <= restated[new].high for new in truth)


@given(histories())
@settings(deadline=None)
def test_points_of_all_records_make_every_figure_exact(pieces):
    figures, truth = totals(pieces)
    counts = {(old, new): n for old, heirs in pieces.items() for new, n in heirs.items()}
    restated = forward(figures, as_lineage(pieces), division=Division(point_counts=counts))
    assert {key: bounds.value for key, bounds in restated.by_unit.items()} == truth
    assert all(bounds.exact for bounds in restated.by_unit.values())


@given(histories())
@settings(deadline=None)
def test_whole_successions_are_exact_and_keep_the_total(pieces):
    pieces = {old: dict(list(heirs.items())[:1]) for old, heirs in pieces.items()}
    figures, truth = totals(pieces)
    restated = forward(figures, as_lineage(pieces))
    assert {key: bounds.value for key, bounds in restated.by_unit.items()} == truth
    assert restated.total_value == sum(figures.values())


@given(histories(), st.data())
@settings(deadline=None)
def test_estimates_by_shares_keep_the_total_and_stay_within_the_bounds(pieces, data):
    figures, _ = totals(pieces)
    weights = st.floats(0.01, 1000)
    shares = {(old, new): data.draw(weights) for old, heirs in pieces.items() for new in heirs}
    restated = forward(figures, as_lineage(pieces), division=Division(shares=shares))
    assert restated.total_value == pytest.approx(sum(figures.values()))
    for bounds in restated.by_unit.values():
        assert bounds.low - 1e-6 <= bounds.value <= bounds.high + 1e-6


@given(histories())
@settings(deadline=None)
def test_going_back_contains_the_truth_too(pieces):
    before, after = totals(pieces)
    lineage = as_lineage(pieces)
    restated = restate(after, lineage, REFORM, THEN).by_unit
    assert all(restated[old].low <= before[old] <= restated[old].high for old in before)


def test_an_estimate_does_not_narrow_the_bounds():
    shares = Division(shares={("B", "X"): 3, ("B", "Y"): 1})
    restated = forward({"A": 100, "B": 40}, SPLIT, division=shares).by_unit
    assert restated["X"] == Bounds(100, 140, 130)
    assert restated["Y"] == Bounds(0, 40, 10)


def test_people_follow_the_row_that_hands_over_all_people():
    assert forward({"B": 40}, LAND_ONLY).by_unit == {
        "X": Bounds(40, 40, 40, exact=True),
        "Y": Bounds(0, 0, 0, exact=True),
    }


def test_land_does_not_follow_people():
    restated = forward({"B": 40}, LAND_ONLY, basis=Basis.LAND).by_unit
    assert restated == {"X": Bounds(0, 40), "Y": Bounds(0, 40)}


def test_a_missing_figure_is_unknown_and_not_zero():
    restated = forward({"A": 100}, SPLIT).by_unit
    assert restated["X"] == Bounds(100, None, missing=("B",))
    assert restated["Y"] == Bounds(0, None, missing=("B",))


def test_a_missing_figure_matters_only_to_those_who_may_have_people():
    restated = forward({}, LAND_ONLY).by_unit
    assert restated["X"].missing == ("B",)
    assert restated["Y"].missing == ()


def test_a_unit_of_unknown_origin_is_unknown():
    island = Unit("I", "commune", "I", "I", "đặc khu", "48", REFORM)
    assert forward({}, Lineage([island])).by_unit["I"] == Bounds(0, None)


def test_a_figure_that_no_row_places_is_reported_as_unplaced():
    lost = Unit("L", "commune", "L", "L", "xã", "01", THEN, REFORM)
    restated = forward({"L": 7}, Lineage([lost]))
    assert restated.unplaced == {"L": 7}
    assert restated.by_unit == {}


def test_the_total_is_unknown_where_one_value_is():
    assert forward({"A": 100, "B": 40}, SPLIT).total_value is None


def test_the_same_date_gives_the_same_figures():
    restated = restate({"A": 100, "B": 40}, SPLIT, THEN, THEN)
    assert {key: bounds.value for key, bounds in restated.by_unit.items()} == {"A": 100, "B": 40}


@pytest.mark.parametrize(
    ("reason", "figures", "division"),
    [
        ("negative_figure", {"A": -1}, Division()),
        ("negative_figure", {"A": float("nan")}, Division()),
        ("not_in_force", {"X": 1}, Division()),
        ("not_a_successor", {"A": 1}, Division(point_counts={("A", "Y"): 1})),
        ("more_points_than_figure", {"B": 1}, Division(point_counts={("B", "Y"): 2})),
        ("negative_count", {"B": 1}, Division(point_counts={("B", "Y"): -2})),
        ("negative_share", {"B": 1}, Division(shares={("B", "Y"): -0.1})),
    ],
)
def test_what_cannot_be_right_is_refused_with_a_reason(reason, figures, division):
    with pytest.raises(RestatementError) as caught:
        forward(figures, SPLIT, division=division)
    assert caught.value.reason == reason
