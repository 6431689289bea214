"""Figures of a city: computed, brought up to date, opened; and they never disagree."""

import random
import threading
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.registry import A_DAY, MIDDLE, address_of, door, observe

from diaban.engines.measuring import Count, Label
from diaban.spine.addresses import history
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.coverage import coverage
from diaban.spine.addresses.models import Address
from diaban.spine.addresses.observing import rebuild_registry
from diaban.spine.figures import computing
from diaban.spine.figures.computing import bring_up_to_date, compute, days_kept, ground, specs_of
from diaban.spine.figures.declaring import UnknownMeasureError, find, measures, tables
from diaban.spine.figures.explaining import open_figure
from diaban.spine.figures.models import Computation
from diaban.spine.figures.snapshots import Snapshot
from diaban.spine.figures.telling import tell_figures
from diaban.spine.places.models import HouseholdCount
from diaban.spine.places.units import today

pytestmark = pytest.mark.usefixtures("official_hanoi")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def city(operator):
    """Ten doors about the middle, some coded, confirmed, certified; one shop; one nowhere."""
    lives = ["candidate", "collected", "confirmed", "certified"]
    observe(*(
        door(f"d{n}", (MIDDLE[0] + n / 5_000, MIDDLE[1]), life=lives[n % 4],
             house_number=str(n), street="Hàng Bài")
        for n in range(10)
    ))  # fmt: skip
    observe(door("shop", is_household=False), door("nowhere", None))
    run_coding(operator)
    bring_up_to_date()


def stored(name: str, day: date) -> Count:
    figures = Computation.objects.get(measure=name, as_of=day).figures.all()
    return sum((figure.count for figure in figures), Count())


def check_against_counting_anew() -> None:
    table = tables()["addresses"]
    again = compute(table, specs_of(table), days_kept(today()))
    on = ground()
    assert Computation.objects.count() == len(again)
    for (name, day), tally in again.items():
        kept = computing._read(Computation.objects.get(measure=name, as_of=day), on)
        assert kept.table.tolist() == tally.table.tolist(), (name, day)


def test_the_figures_are_those_of_the_coverage_page(operator, city):
    page = coverage(operator, today()).total
    coded = stored("households-coded", today())
    assert coded.numerator == page.coded == 10
    assert stored("households-confirmed", today()).numerator == page.confirmed == 4
    assert stored("households-certified", today()).numerator == page.certified == 2
    # the shop is no household, and of the door that nobody can place there is no code
    assert (coded.excluded, coded.rest) == (1, 1)


def test_a_month_before_anything_was_said_has_nothing_to_count(city):
    earliest = days_kept(today())[0]
    assert stored("households-coded", earliest) == Count()


def test_a_change_shows_without_counting_all_again_and_as_if_all_were(operator, city, monkeypatch):
    built = []
    monkeypatch.setattr(Snapshot, "build", built.append)
    observe(door("d1", life="certified", held_on=today() - timedelta(days=40)))
    assert bring_up_to_date() == 1
    assert not built
    assert stored("households-certified", today()).numerator == 3
    check_against_counting_anew()
    assert bring_up_to_date() == 0


def test_random_days_of_changes_end_as_counting_everything_again(operator, city):
    chance = random.Random(3)
    for _ in range(6):
        for _ in range(chance.randrange(1, 4)):
            number = chance.randrange(14)
            held = today() - timedelta(days=chance.randrange(0, 300))
            moved = (MIDDLE[0] + chance.randrange(60) / 2_000, MIDDLE[1])
            life = chance.choice(["collected", "confirmed", "certified"])
            observe(door(f"d{number}", moved, life=life, held_on=held))
        if chance.random() < 0.5:
            run_coding(operator)
        bring_up_to_date()
        check_against_counting_anew()


def test_a_new_rule_is_counted_anew_and_an_old_day_goes(operator, city, monkeypatch):
    later = today() + timedelta(days=1)
    Computation.objects.filter(measure="households-coded").update(version=9)
    monkeypatch.setattr(computing, "today", lambda: later)
    bring_up_to_date()
    days = set(Computation.objects.values_list("as_of", flat=True))
    assert days == set(days_kept(later))
    assert set(Computation.objects.values_list("version", flat=True)) == {1}


def test_each_figure_opens_exactly_the_rows_it_counted(operator, city):
    on = ground()
    for spec in measures().values():
        kept = computing._read(Computation.objects.get(measure=spec.name, as_of=today()), on)
        for label in Label:
            opened = open_figure(spec, today(), label)
            assert opened.count == kept.table[:, label].sum()
            assert len(opened.ids) == opened.count
            # the last row is of what lies nowhere known
            counts = dict(zip(on.units, kept.table[:-1, label].tolist(), strict=True))
            for unit in filter(counts.get, on.units):
                assert open_figure(spec, today(), label, units=[unit]).count == counts[unit]
            others = [unit for unit in on.units if not counts[unit]]
            assert open_figure(spec, today(), label, units=others).count == 0
    coded = open_figure(find("households-coded"), today(), Label.NUMERATOR, limit=4)
    assert coded.count == 10
    more = open_figure(
        find("households-coded"), today(), Label.NUMERATOR, after=coded.ids[-1], limit=100
    )
    everyone = Address.objects.filter(is_household=True, okey__isnull=False)
    assert {*coded.ids, *more.ids} == set(everyone.values_list("pk", flat=True))


def test_many_changes_become_a_new_base(operator, city, monkeypatch):
    monkeypatch.setattr("diaban.spine.figures.snapshots.MOST_FRESH", 1)
    observe(door("d1", life="certified"), door("d2", life="certified"))
    bring_up_to_date()
    assert Snapshot(tables()["addresses"])._state()["fresh"] is None
    check_against_counting_anew()


def test_a_lost_snapshot_is_made_again(operator, city, settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path / "elsewhere"
    observe(door("d1", life="certified"))
    bring_up_to_date()
    assert stored("households-certified", today()).numerator == 3
    check_against_counting_anew()


def test_who_asks_for_a_measure_that_there_is_not_is_told_which_there_are():
    with pytest.raises(UnknownMeasureError) as caught:
        find("households-happy")
    assert "households-coded" in caught.value.known


def test_every_measure_says_in_both_languages_what_it_counts_and_where_that_is_written():
    for spec in measures().values():
        assert all((spec.title_vi, spec.title_en, spec.noun_vi, spec.noun_en, spec.source))
        assert set(spec.measure.columns) <= set(tables()[spec.table].schema)


def test_a_code_that_waits_is_unknown_and_a_refused_position_is_no(operator):
    observe(door("due"), door("nowhere", None))
    bring_up_to_date()
    waiting = stored("households-coded", today())
    assert (waiting.numerator, waiting.unknown) == (0, 2)
    run_coding(operator)
    bring_up_to_date()
    assert stored("households-coded", today()) == Count(1, 2)
    assert address_of("due").vpostcode


def test_two_who_bring_up_to_date_at_once_count_a_change_once(operator, city, monkeypatch):
    """The second waits for the first, and then finds nothing left to do."""
    order = []
    follow = computing._follow

    def followed(snapshot):
        order.append("in")
        moved = follow(snapshot)
        order.append("out")
        return moved

    monkeypatch.setattr(computing, "_follow", followed)
    observe(door("d1", life="certified"))
    table = tables()["addresses"]
    held = threading.Event()

    def hold():
        with Snapshot(table).alone():
            held.set()
            time.sleep(0.3)
            order.append("free")

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    assert bring_up_to_date() == 1
    holder.join()
    assert order == ["free", "in", "out"]
    assert bring_up_to_date() == 0
    check_against_counting_anew()


def test_what_is_told_is_the_stored_figure_or_counted_for_any_other_day(operator, city):
    spec = find("households-certified")
    [now] = tell_figures([spec], today())
    assert now.count.numerator == 2
    [other] = tell_figures([spec], today() - timedelta(days=3))
    assert other.count == now.count
    rows = [told.as_row() for told in tell_figures([spec], today(), by_unit=True)]
    placed = [row for row in rows if not row["unplaced"]]
    assert len(placed) == ground().size - 1
    assert sum(row["numerator"] for row in rows) == 2
    assert [row["denominator"] for row in rows if row["unplaced"]] == [1]


def test_households_that_a_source_counts_and_the_registry_lacks_are_unknown(operator, city):
    unit = address_of("d0").commune
    HouseholdCount.objects.create(unit=unit, count=15, as_of=A_DAY, source="Cục Thống kê")
    rows = {
        told.unit: told for told in tell_figures([find("households-coded")], today(), by_unit=True)
    }
    here = rows[unit]
    assert (here.count.numerator, here.missing, here.count.unknown) == (10, 5, 5)
    assert (here.count.share, here.count.low) == (1.0, 10 / 15)
    [whole] = tell_figures([find("households-coded")], today())
    assert whole.missing == 5
    [others] = tell_figures([find("addresses-written")], today())
    assert others.missing == 0


def test_what_is_said_while_figures_are_counted_is_counted_the_next_time(
    operator, city, monkeypatch
):
    table = tables()["addresses"]
    said = []

    def and_somebody_speaks(mark: int, limit: int):
        ids = history.changed_since(mark, limit)
        if not said:
            said.append(observe(door("d1", life="certified")))
        return ids

    listened = replace(table, changed_since=and_somebody_speaks)
    monkeypatch.setattr(computing, "tables", lambda: {"addresses": listened})
    bring_up_to_date()
    bring_up_to_date()
    assert stored("households-certified", today()).numerator == 3


def test_a_registry_that_was_rebuilt_is_read_anew(operator, city, monkeypatch):
    built = []
    build = Snapshot.build
    monkeypatch.setattr(Snapshot, "build", lambda s, basis: (built.append(1), build(s, basis)))
    bring_up_to_date()
    assert not built
    rebuild_registry()
    bring_up_to_date()
    assert built
    check_against_counting_anew()


def test_figures_of_made_up_records_say_so_from_the_first_on_and_no_others(operator, city):
    def told() -> set[bool]:
        specs = list(measures().values())
        return {one.synthetic for one in tell_figures(specs, today(), by_unit=True)}

    assert told() == {False}
    observe(door("made up", MIDDLE), source="a demonstration", synthetic=True)
    bring_up_to_date()
    assert told() == {True}
    Snapshot(tables()["addresses"]).build([])
    assert told() == {True}
