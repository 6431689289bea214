"""Figures on the units of another day: bounds that hold, exact where the records say."""

from datetime import date

import numpy as np
import pytest
from tests.registry import MIDDLE, door, observe

from diaban.engines.measuring import Count, roll_up
from diaban.engines.places import RestatementError
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.models import Address
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.figures.declaring import find
from diaban.spine.figures.restating import Restated, restate_counts, restate_measure, sum_up
from diaban.spine.places.layouts import Layout, descents
from diaban.spine.places.models import Level
from diaban.spine.places.units import LAST_THREE_TIER_DAY, city_communes, today

THEN = Layout.communes(LAST_THREE_TIER_DAY)
DISTRICTS = Layout.districts()
CITY = Layout(Level.PROVINCE, today())
# one day for the whole file: midnight may pass while it runs
NOW = Layout.communes(today())
RUNS = 12


def divided(chance: np.random.Generator, went) -> dict[tuple[str, str], Count]:
    """Return a made-up truth: records of every former commune by the commune they passed to."""
    pieces = {}
    for old, heirs in went.items():
        able = [heir for heir in heirs if heir.may_have_people]
        whole = [heir for heir in heirs if heir.all_people]
        for heir in whole or able:
            rest, numerator, unknown, excluded = chance.integers(0, 400, 4).tolist()
            pieces[old, heir.key] = Count(numerator, numerator + rest, unknown, excluded)
    return pieces


def by(pieces, place: int, above: dict[str, str] | None = None) -> dict[int, Count]:
    """Sum the pieces by the commune they come from (0) or went to (1), or what that lies in."""
    found: dict[int, list[Count]] = {}
    for pair, count in pieces.items():
        unit = above[pair[place]] if above else pair[place]
        found.setdefault(int(unit), []).append(count)
    return {unit: roll_up(counts) for unit, counts in found.items()}


def holds(figure: Restated, truth: Count) -> bool:
    classes = ("numerator", "rest", "unknown", "excluded")
    pairs = [(getattr(figure, name), getattr(truth, name)) for name in classes]
    within = all(low <= told and (high is None or told <= high) for (low, high), told in pairs)
    low, high = figure.shares.low - 1e-12, figure.shares.high + 1e-12
    return within and low <= truth.low <= truth.high <= high


@pytest.mark.usefixtures("hanoi")
class TestCounts:
    @pytest.mark.parametrize("after", [NOW, DISTRICTS, CITY], ids=["communes", "districts", "city"])
    def test_the_truth_lies_within_the_bounds_however_communes_were_divided(self, after):
        onto_now = descents(THEN, NOW)
        above = {unit: heirs[0].key for unit, heirs in descents(THEN, after).items()}
        for seed in range(RUNS):
            pieces = divided(np.random.default_rng(seed), onto_now)
            told = restate_counts(by(pieces, 0), THEN, after)
            truth = by(pieces, 1) if after == NOW else by(pieces, 0, above)
            assert all(holds(told[unit], truth.get(unit, Count())) for unit in told)

    @pytest.mark.parametrize("before", [NOW, DISTRICTS], ids=["communes", "districts"])
    def test_going_back_and_coming_down_hold_the_truth_too(self, before):
        districts = {unit: heirs[0].key for unit, heirs in descents(THEN, DISTRICTS).items()}
        for seed in range(RUNS):
            pieces = divided(np.random.default_rng(seed), descents(THEN, NOW))
            if before == DISTRICTS:
                given, after, truth = by(pieces, 0, districts), NOW, by(pieces, 1)
            else:
                given, after, truth = by(pieces, 1), THEN, by(pieces, 0)
            told = restate_counts(given, before, after)
            assert all(holds(told[unit], truth.get(unit, Count())) for unit in told)

    def test_districts_of_then_are_the_sums_of_their_communes(self):
        counts = dict.fromkeys(THEN.units.values_list("pk", flat=True), Count(1, 2, 1))
        told = restate_counts(counts, THEN, DISTRICTS)
        assert len(told) == 30
        assert all(figure.is_exact for figure in told.values())
        assert sum_up(told.values()).count == roll_up(counts.values())
        [city] = restate_counts(counts, THEN, CITY).values()
        assert city.count == roll_up(counts.values())

    def test_a_commune_that_passed_whole_stays_exact_and_a_divided_one_does_not(self):
        counts = dict.fromkeys(THEN.units.values_list("pk", flat=True), Count(8, 10))
        told = restate_counts(counts, THEN, NOW)
        exact = [figure for figure in told.values() if figure.is_exact]
        assert 0 < len(exact) < len(told) == 126
        assert all(figure.count.share == pytest.approx(0.8) for figure in exact)

    def test_a_commune_that_said_nothing_leaves_its_heirs_open(self):
        units = list(THEN.units.values_list("pk", flat=True))
        silent, heirs = units[0], descents(THEN, NOW)[str(units[0])]
        told = restate_counts(dict.fromkeys(units[1:], Count(8, 10)), THEN, NOW)
        for heir in heirs:
            figure = told[int(heir.key)]
            assert figure.missing == {silent}
            assert figure.shares.high == 1.0
            assert figure.count is None
        others = set(told) - {int(heir.key) for heir in heirs}
        assert not any(told[unit].missing for unit in others)

    def test_the_layout_of_the_figures_themselves_changes_nothing(self):
        units = list(NOW.units.values_list("pk", flat=True))
        told = restate_counts({units[0]: Count(3, 4, 1, 2)}, NOW, NOW)
        assert told[units[0]].count == Count(3, 4, 1, 2)
        assert told[units[1]].missing == {units[1]}

    def test_the_communes_of_january_2021_are_the_oldest_that_the_registry_knows(self):
        assert Layout.communes(date(2021, 1, 31)).units.count() == 526
        assert Layout.districts(date(2021, 1, 31)).units.count() == 30

    def test_a_count_of_a_unit_of_another_layout_is_refused(self):
        stranger = NOW.units.first().pk
        with pytest.raises(RestatementError, match="not_in_force"):
            restate_counts({stranger: Count(1, 1)}, THEN, DISTRICTS)


@pytest.fixture
def city(official_hanoi, operator, settings, tmp_path):
    """Doors of which some say in which former commune they lay; one lies nowhere."""
    settings.FIGURE_FOLDER = tmp_path
    observe(
        *(door(f"d{n}", (MIDDLE[0] + n / 5_000, MIDDLE[1])) for n in range(6)),
        door("nowhere", None),
    )
    run_coding(operator)
    bring_up_to_date()


def test_records_with_points_are_exact_on_the_communes_of_today(city):
    told = restate_measure(find("households-coded"), today(), NOW)
    assert all(figure.is_exact for figure in told.by_unit.values())
    assert sum_up(told.by_unit.values()).count == Count(6, 6)
    assert (told.whole, told.nowhere) == (Count(6, 7), Count(0, 1))


def test_what_is_certain_is_counted_where_it_was_and_the_rest_stands_between_bounds(city):
    found = restate_measure(find("households-coded"), today(), THEN)
    told = found.by_unit
    doors = Address.objects.everywhere("a test").filter(commune__isnull=False)
    sure = {}
    for one in doors.filter(former_is_certain=True):
        sure[one.former_id] = sure.get(one.former_id, 0) + 1
    assert all(told[unit].numerator[0] >= count for unit, count in sure.items())
    likely = {one.former_id for one in doors}
    assert likely
    assert all(told[unit].numerator[1] >= 1 for unit in likely)
    assert sum(figure.numerator[0] for figure in told.values()) <= 6
    assert sum(figure.numerator[1] for figure in told.values()) >= 6
    assert (found.whole, found.nowhere) == (Count(6, 7), Count(0, 1))


def test_records_that_all_name_their_former_commune_are_exact_there(city, monkeypatch):
    from diaban.spine.figures import restating

    plain = restating.Snapshot.scan
    former = THEN.units.first().pk

    def all_certain(self):
        import polars as pl

        return plain(self).with_columns(former=pl.lit(former), former_is_certain=pl.lit(True))

    monkeypatch.setattr(restating.Snapshot, "scan", all_certain)
    told = restate_measure(find("households-coded"), today(), THEN)
    assert told.by_unit[former].count == Count(6, 7)
    assert all(figure.is_exact for figure in told.by_unit.values())
    assert told.nowhere == Count()
    by_district = restate_measure(find("households-coded"), today(), DISTRICTS).by_unit
    assert sum_up(by_district.values()).count == Count(6, 7)
    assert city_communes(today()).count() == 126
