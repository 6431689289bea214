"""The survey of reach: distances by road, and what cannot be told kept apart from what is far."""

from pathlib import Path

import polars as pl
import pytest
from django.conf import settings
from tests.registry import address_of
from tests.sectors.post.points import a_point, correct
from tests.sectors.post.town import at, draw_line, draw_road, live_at, north, surveys

from diaban.sectors.post.reach import points as reach_points
from diaban.sectors.post.reach.measures import TABLES
from diaban.sectors.post.reach.models import ReachFigure
from diaban.sectors.post.reach.network import read_roads
from diaban.sectors.post.reach.orders import order_daily
from diaban.sectors.post.reach.points import open_points
from diaban.sectors.post.reach.sharing import share_points
from diaban.sectors.post.reach.survey import is_due, survey_reach
from diaban.sectors.post.reach.table import Reason
from diaban.sectors.post.reach.versions import read_versions
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.figures.declaring import measures
from diaban.spine.figures.telling import tell_figures
from diaban.spine.places.units import today
from diaban.spine.runs.jobs import do_job
from diaban.spine.runs.models import Kind, Run, State

pytestmark = pytest.mark.usefixtures("official_hanoi")


def rows_of(survey) -> dict[int, dict]:
    return {row["id"]: row for row in pl.read_parquet(survey.path).iter_rows(named=True)}


def row_of(survey, key: str) -> dict:
    return rows_of(survey)[address_of(key).pk]


def counted(name: str):
    return next(iter(tell_figures([measures()[name]], today()))).count


@pytest.fixture
def road():
    draw_road(0, 1_000, 2_000, 4_000, 6_000)


def test_a_household_is_as_far_as_the_road_is_long_and_its_minutes_are_those_of_a_walk(
    operator, road
):
    point = a_point(**at(north(0)))
    live_at(near=north(500), far=north(3_500), beside=north(1_000, east=50))
    survey = survey_reach(operator)
    near, far, beside = (row_of(survey, key) for key in ("near", "far", "beside"))
    assert near["open_metres"] == pytest.approx(500, abs=2)
    assert near["walk_minutes"] == pytest.approx(6.0, abs=0.1)
    assert near["ride_minutes"] == pytest.approx(1.5, abs=0.1)
    assert far["open_metres"] == pytest.approx(3_500, abs=5)
    assert beside["open_metres"] == pytest.approx(1_050, abs=3)
    assert beside["straight_metres"] == pytest.approx(1_001, abs=3)
    assert {one["open_point"] for one in (near, far, beside)} == {point.pk}
    assert survey.counts["households"] == 3
    assert survey.counts["known"] == 3


def test_a_way_round_counts_as_the_way_and_the_straight_line_stands_beside_it(operator):
    # two roads side by side that meet only far up
    draw_line(north(0), north(3_000), north(3_000, east=200), north(0, east=200), key="round")
    a_point(**at(north(0)))
    live_at(across=north(100, east=200))
    row = row_of(survey_reach(operator), "across")
    assert row["open_metres"] == pytest.approx(3_000 + 200 + 2_900, abs=8)
    assert row["straight_metres"] == pytest.approx(224, abs=2)


def test_who_has_no_position_or_no_road_is_unknown_and_never_far(operator, road):
    a_point(**at(north(0)))
    live_at(near=north(500), nowhere=None, off=north(1_500, east=900))
    survey = survey_reach(operator)
    assert row_of(survey, "nowhere")["reason"] == Reason.NO_POSITION
    assert row_of(survey, "off")["reason"] == Reason.OFF_NETWORK
    assert row_of(survey, "off")["open_metres"] is None
    count = counted("households-within-3km")
    assert (count.numerator, count.unknown) == (1, 2)
    assert count.denominator == 1
    # 1.7 km in a straight line is more than 1 km by any road
    near = counted("households-within-1km")
    assert (near.numerator, near.denominator, near.unknown) == (1, 2, 1)


def test_roads_that_nothing_ties_to_a_point_leave_the_distance_open(operator, road):
    draw_road(10_000, 11_000, key="island")
    a_point(**at(north(0)))
    live_at(near=north(100), cut_off=north(10_500))
    survey = survey_reach(operator)
    assert row_of(survey, "cut_off")["reason"] == Reason.ISLAND
    # but no road is shorter than the straight line, so that it is surely beyond 5 km
    assert counted("households-within-5km").unknown == 0
    assert counted("households-within-30min").unknown == 1


def test_a_point_that_is_closed_or_serves_no_passers_by_does_not_count(operator, road):
    a_point(**at(north(0)))
    a_point("Đã đóng", closed_on="2026-02-01", **at(north(3_000)))
    a_point("Khách hàng lớn", kind="key_accounts", **at(north(3_000)))
    live_at(far=north(3_000))
    survey = survey_reach(operator)
    assert row_of(survey, "far")["open_metres"] == pytest.approx(3_000, abs=5)
    assert survey.counts["points"] == 1


def test_a_point_without_a_position_makes_every_no_of_its_commune_unknown(operator, road):
    placed = a_point(**at(north(0)))
    a_point("Chưa rõ ở đâu", commune_text=str(placed.commune))
    live_at(near=north(500), far=north(5_000))
    survey = survey_reach(operator)
    assert survey.counts["points_unplaced"] == 1
    count = counted("households-within-3km")
    assert (count.numerator, count.denominator, count.unknown) == (1, 1, 1)


def test_without_any_point_nobody_is_known_to_be_far(operator, road):
    live_at(one=north(500))
    survey = survey_reach(operator)
    assert row_of(survey, "one")["reason"] == Reason.NO_POINT
    assert counted("households-within-3km").unknown == 1


def test_staffed_unstaffed_and_unknown_points_are_kept_apart(operator, road, monkeypatch):
    staffed = a_point("Có người", **at(north(0)))
    empty = a_point("Không có người", **at(north(4_000)))
    a_point("Không rõ", **at(north(6_000)))
    told = {staffed.pk: True, empty.pk: False}
    monkeypatch.setattr(reach_points, "staffed_points", lambda on: told)
    live_at(low=north(200), middle=north(3_600), high=north(5_500))
    survey = survey_reach(operator)
    assert row_of(survey, "middle")["open_metres"] == pytest.approx(400, abs=2)
    assert row_of(survey, "middle")["staffed_metres"] == pytest.approx(3_600, abs=5)
    assert row_of(survey, "middle")["perhaps_metres"] == pytest.approx(2_400, abs=5)
    one, three = counted("households-within-1km-staffed"), counted("households-within-3km-staffed")
    # low surely, middle surely not, high nobody knows
    assert (one.numerator, one.denominator, one.unknown) == (1, 2, 1)
    assert (three.numerator, three.denominator, three.unknown) == (1, 1, 2)
    assert counted("households-within-1km").numerator == 3


def test_where_every_point_is_known_to_be_empty_nobody_is_served(operator, road, monkeypatch):
    empty = a_point(**at(north(0)))
    monkeypatch.setattr(reach_points, "staffed_points", lambda on: {empty.pk: False})
    live_at(near=north(100))
    survey_reach(operator)
    served = counted("households-within-1km-staffed")
    assert (served.numerator, served.denominator, served.unknown) == (0, 1, 0)


def test_remote_is_told_by_communes_centres_and_no_point_changes_it(operator, road):
    a_point(**at(north(0)))
    live_at(near=north(300), village=north(6_000))
    first = row_of(survey_reach(operator), "village")
    a_point("Mới mở", **at(north(6_000)))
    second = row_of(survey_reach(operator), "village")
    assert first["remote"] == second["remote"]


def test_a_position_far_from_its_own_commune_is_a_slip_and_nobody_remote(operator, road):
    a_point(**at(north(0)))
    live_at(near=north(300), slip=north(75_000))
    survey = survey_reach(operator)
    row = row_of(survey, "slip")
    assert (row["reason"], row["remote"], row["open_metres"]) == (Reason.MISPLACED, None, None)
    assert survey.counts["misplaced"] == 1
    assert counted("households-within-3km").unknown == 1
    assert counted("remote-households-served").denominator == 0


def test_sums_by_commune_are_those_of_the_measure(operator, road):
    a_point(**at(north(0)))
    live_at(near=north(500), far=north(5_000), off=north(1_500, east=900), nowhere=None)
    survey = survey_reach(operator)
    figures = ReachFigure.objects.filter(survey=survey, is_former=False)
    count = counted("households-within-3km")
    assert sum(one.within_3km for one in figures) == count.numerator
    assert sum(one.beyond_3km for one in figures) == count.denominator - count.numerator
    assert sum(one.unknown for one in figures) == count.unknown
    assert sum(one.households for one in figures) == 4
    former = ReachFigure.objects.filter(survey=survey, is_former=True)
    assert sum(one.households for one in former) == 4


def test_a_point_is_shared_by_all_who_are_near_and_the_near_ones_have_more_of_it(operator, road):
    point = a_point(**at(north(0)))
    live_at(near=north(500), one=north(1_500), two=north(1_800), far=north(5_000), nowhere=None)
    survey = survey_reach(operator)
    rows, places = pl.read_parquet(survey.path), open_points(today()).placed
    shares = dict(zip(rows["id"], share_points(rows, places, read_roads().walking), strict=True))
    told = {key: shares[address_of(key).pk] for key in ("near", "one", "two", "far", "nowhere")}
    # one of full weight, two of 0.68: a zone farther each
    each = 1 / (1 + 2 * 0.68)
    assert told == pytest.approx(
        {"near": each, "one": 0.68 * each, "two": 0.68 * each, "far": 0.0, "nowhere": None}
    )
    figures = ReachFigure.objects.filter(survey=survey, is_former=False)
    assert sum(one.shared_points for one in figures) == pytest.approx(1.0)
    assert sum(one.shared_households for one in figures) == 4
    assert sum(one.shared_doubtful for one in figures) == 0
    a_point("Chưa rõ ở đâu", commune_text=str(point.commune))
    figures = ReachFigure.objects.filter(survey=survey_reach(operator), is_former=False)
    assert sum(one.shared_doubtful for one in figures) > 0


def survey_daily() -> None:
    """Do what the worker does on a day: the duty, and what it ordered."""
    order_daily()
    for run in Run.objects.filter(kind=Kind.SECTOR, state=State.WAITING):
        run.take_up()
        do_job(run)


def test_it_is_due_when_a_point_a_road_or_a_household_has_changed_and_not_otherwise(operator, road):
    assert not is_due()
    point = a_point(**at(north(0)))
    live_at(one=north(500))
    assert is_due()
    survey_daily()
    survey_daily()
    assert len(surveys()) == 1
    for path in Path(settings.REACH_FOLDER).glob("*.roads.npz"):
        path.unlink()
    assert is_due()
    survey_daily()
    assert not is_due()
    correct(point, **at(north(100)))
    assert is_due()
    survey_daily()
    draw_road(6_000, 7_000, key="longer")
    assert is_due()
    survey_daily()
    live_at(two=north(600))
    bring_up_to_date()
    survey_daily()
    assert len(surveys()) == 5
    assert Run.objects.get(report__survey=surveys()[-1].pk).state == State.DONE


def test_figures_of_the_days_before_the_first_survey_know_nothing(operator, road):
    a_point(**at(north(0)))
    live_at(one=north(500))
    survey_reach(operator)
    from datetime import timedelta

    before = next(
        iter(tell_figures([measures()["households-within-1km"]], today() - timedelta(days=40)))
    )
    assert (before.count.numerator, before.count.denominator) == (0, 0)


def test_surveys_that_say_the_same_are_one_version_and_a_change_begins_another(
    operator, road, monkeypatch
):
    from datetime import timedelta

    from diaban.sectors.post.reach import survey as reach_survey

    point = a_point(**at(north(0)))
    live_at(one=north(500), two=north(3_000))
    first_day = today() - timedelta(days=70)
    for days, place in ((70, 0), (35, 0), (0, 2_500)):
        correct(point, **at(north(place)))
        monkeypatch.setattr(reach_survey, "today", lambda days=days: today() - timedelta(days=days))
        survey_reach(operator)
    one = read_versions([address_of("one").pk])
    assert one["valid_from"].to_list() == [first_day, today()]
    assert one["valid_to"].to_list() == [today(), None]
    assert one["open_metres"].to_list() == pytest.approx([500, 2_000], abs=5)


def test_the_table_is_read_in_blocks_as_it_is_read_at_once(operator, road):
    a_point(**at(north(0)))
    live_at(**{f"d{n}": north(100 * n) for n in range(11)})
    survey_reach(operator)
    table = TABLES[0]
    whole = pl.concat(table.every())
    from diaban.sectors.post.reach.versions import every_version

    assert pl.concat(every_version(3)).equals(whole)
    assert table.read(whole["id"].to_list()).equals(whole)
    bring_up_to_date()


def test_a_point_is_staffed_by_the_evidence_of_four_weeks_and_not_where_too_much_is_missing(
    operator,
):
    from datetime import timedelta

    from diaban.sectors.post.models import StaffedDay

    def evidence(name: str, staffed: int, missing: int, unknown: int, days_ago: int = 1):
        point = a_point(name)
        StaffedDay.objects.create(
            point=point, day=today() - timedelta(days=days_ago),
            required_minutes=staffed + missing + unknown, staffed_minutes=staffed,
            not_staffed_minutes=missing, unknown_minutes=unknown,
        )  # fmt: skip
        return point.pk

    served = evidence("đủ", 400, 80, 0)
    left = evidence("thiếu", 100, 300, 80)
    evidence("chưa rõ", 300, 0, 180)
    evidence("đã lâu", 480, 0, 0, days_ago=60)
    evidence("nghỉ", 0, 0, 0)
    assert reach_points.staffed_points(today()) == {served: True, left: False}
