"""The coding run: who gets a code, who waits and why, and what becomes of old codes."""

import socket
import subprocess
import sys

import numpy as np
import pytest
import shapely
from django.utils import timezone
from tests.hanoi import add_boundaries, commune_of_postal_code, sketches
from tests.registry import MIDDLE, address_of, door, later, observe, states

from diaban.spine.addresses import coding
from diaban.spine.addresses.coding import (
    CodingIsRunningError,
    code_in_passing,
    mark_all_due,
    run_coding,
)
from diaban.spine.addresses.models import (
    Act,
    CodeBasis,
    CodeState,
    LapsedCode,
    Observation,
)
from diaban.spine.places.areas import areas_in_force
from diaban.spine.places.models import PostalCode, Succession
from diaban.spine.places.units import TWO_TIER_FROM, today
from diaban.spine.runs.models import Generation, Kind, Run, State

OTHER_DOOR = (21.0290, 105.8545)
BA_DINH = (21.0368, 105.8346)
SAI_GON = (10.7769, 106.7009)


def _coded(operator, *records):
    observe(*records)
    run_coding(operator)
    return [address_of(record["source_key"]) for record in records]


# --- on official ground ---------------------------------------------------------------------


def test_a_well_placed_address_gets_the_code_of_its_cell_and_commune(operator, official_hanoi):
    [found] = _coded(operator, door("1"))
    assert found.vpostcode == "110242VH3CM3"
    assert found.code_state == CodeState.CODED
    assert found.code_basis == CodeBasis.OFFICIAL_AREA
    assert found.commune == commune_of_postal_code("11024")


@pytest.mark.parametrize(
    ("record", "state"),
    [
        (door("1", None), CodeState.NO_POSITION),
        (door("1", accuracy_metres=30.5), CodeState.TOO_COARSE),
        (door("1", SAI_GON), CodeState.OUTSIDE),
        (door("1", SAI_GON, commune_code="00070"), CodeState.OUTSIDE),
        (door("1", MIDDLE, commune_code="00004"), CodeState.CONFLICT),
    ],
)
def test_an_address_that_waits_says_why_and_has_no_code(operator, official_hanoi, record, state):
    [found] = _coded(operator, record)
    assert found.code_state == state
    assert found.vpostcode == ""
    assert found.code_basis == CodeBasis.NONE


def test_thirty_metres_are_still_good_enough(operator, official_hanoi):
    [found] = _coded(operator, door("1", accuracy_metres=30.0))
    assert found.code_state == CodeState.CODED


def test_a_commune_without_a_postal_code_waits_for_the_decision(operator, official_hanoi):
    PostalCode.objects.filter(code="11024").delete()
    Generation.grow("places")
    [found] = _coded(operator, door("1"))
    assert found.code_state == CodeState.NO_POSTAL_CODE
    assert found.vpostcode == ""
    assert found.commune.code == "00070"


def test_without_a_position_an_address_counts_where_it_says_it_is(operator, official_hanoi):
    [found] = _coded(operator, door("1", None, commune_code="00004"))
    assert found.commune.code == "00004"


@pytest.fixture
def border_point(official_hanoi):
    """A point of Hoàn Kiếm 8 m from its neighbour: (position, neighbour, far-away commune)."""
    areas = areas_in_force(today())
    mine, other = (commune_of_postal_code(code) for code in ("11024", "11018"))
    shared = areas.shapes[mine.pk].boundary.intersection(areas.shapes[other.pk].boundary)
    near = shapely.intersection(
        shared.buffer(8 / 111_195), shapely.buffer(areas.shapes[mine.pk], -7 / 111_195)
    ).representative_point()
    return (near.y, near.x), other, commune_of_postal_code("11120")


def test_near_the_border_the_declared_commune_wins(operator, border_point):
    position, neighbour, _ = border_point
    [found] = _coded(operator, door("1", position, commune_code=neighbour.code))
    assert found.code_state == CodeState.CODED
    assert found.code_basis == CodeBasis.DECLARED
    assert found.vpostcode.startswith("11018")
    assert found.commune == neighbour


def test_near_the_border_a_commune_that_lies_elsewhere_is_still_a_conflict(operator, border_point):
    position, _, far = border_point
    [found] = _coded(operator, door("1", position, commune_code=far.code))
    assert found.code_state == CodeState.CONFLICT
    assert found.commune.code == "00070"


def test_the_same_ground_gives_stacked_flats_one_code(operator, official_hanoi):
    found = _coded(operator, *[door(str(n), unit=f"P{n}") for n in range(3)])
    assert len({a.vpostcode for a in found}) == 1
    assert len({a.identifier for a in found}) == 3


# --- on approximate ground ------------------------------------------------------------------


def test_on_approximate_ground_a_position_alone_gets_no_code(operator, hanoi):
    [found] = _coded(operator, door("1"))
    assert found.code_state == CodeState.AREA_UNCERTAIN
    assert found.vpostcode == ""


def test_on_approximate_ground_a_plausible_declared_commune_decides(operator, hanoi):
    [found] = _coded(operator, door("1", commune_code="00070"))
    assert (found.vpostcode, found.code_basis) == ("110242VH3CM3", CodeBasis.DECLARED)


def test_on_approximate_ground_an_implausible_declared_commune_is_a_conflict(operator, hanoi):
    [found] = _coded(operator, door("1", commune_code="09784"))
    assert found.code_state == CodeState.CONFLICT


def test_on_approximate_ground_an_old_ward_decides_where_one_of_its_heirs_is_plausible(
    operator, hanoi
):
    """Between the centres of the two heirs of each ward that was split."""
    areas, split = areas_in_force(today()), _wards_with_two_heirs()
    places = [((a.lat + b.lat) / 2, (a.lng + b.lng) / 2) for a, b in split.values()]
    found = _coded(
        operator,
        *[door(w, p, former_commune_code=w) for w, p in zip(split, places, strict=True)],
    )
    units, shares = areas.candidates(*map(np.array, zip(*places, strict=True)))
    expected = []
    for (one, other), here, share in zip(split.values(), units, shares, strict=True):
        plausible = set(here[share >= 0.01].tolist()) & {one.pk, other.pk}
        expected.append(bool(len(plausible) == 1))
    assert [a.code_state == CodeState.CODED for a in found] == expected
    assert True in expected
    assert False in expected


def _wards_with_two_heirs():
    heirs = {}
    steps = Succession.objects.filter(on=TWO_TIER_FROM).select_related("predecessor", "successor")
    for step in steps.order_by("pk"):
        heirs.setdefault(step.predecessor.code, []).append(step.successor)
    return {code: pair for code, pair in heirs.items() if len(pair) == 2}


def test_no_code_of_twelve_on_approximate_ground_without_a_declared_commune(operator, hanoi):
    draw = np.random.default_rng(2021)
    points = zip(draw.uniform(20.6, 21.4, 400), draw.uniform(105.3, 106.1, 400), strict=True)
    found = _coded(operator, *[door(str(n), point) for n, point in enumerate(points)])
    assert {a.vpostcode for a in found} == {""}
    assert {a.code_state for a in found} == {CodeState.AREA_UNCERTAIN, CodeState.OUTSIDE}


# --- where only some communes have official boundaries --------------------------------------


@pytest.fixture
def half_official(hanoi):
    """Hoàn Kiếm alone has an official boundary."""
    mine = commune_of_postal_code("11024")
    add_boundaries({mine.pk: sketches()[mine.pk]})
    Generation.grow("places")
    return mine


def test_inside_the_only_official_commune_a_position_is_enough(operator, half_official):
    centre = sketches()[half_official.pk].representative_point()
    [found] = _coded(operator, door("1", (centre.y, centre.x)))
    assert (found.code_state, found.code_basis) == (CodeState.CODED, CodeBasis.OFFICIAL_AREA)


def test_around_the_only_official_commune_a_position_alone_stays_uncertain(operator, half_official):
    [found] = _coded(operator, door("1", BA_DINH))
    assert (found.code_state, found.vpostcode) == (CodeState.AREA_UNCERTAIN, "")


def test_just_outside_the_only_official_commune_its_own_doors_are_coded(operator, half_official):
    edge = sketches()[half_official.pk].buffer(12 / 111_195).exterior.coords[0]
    [found] = _coded(operator, door("1", (edge[1], edge[0]), commune_code="00070"))
    assert (found.code_state, found.code_basis) == (CodeState.CODED, CodeBasis.DECLARED)
    assert found.vpostcode.startswith("11024")


# --- again, and after a change --------------------------------------------------------------


def test_a_run_looks_only_at_what_is_due(operator, official_hanoi):
    _coded(operator, door("1"), door("2"))
    observe(door("3"))
    assert coding.count_due() == 1
    assert run_coding(operator).position == 1
    assert Observation.objects.filter(act=Act.CODING).count() == 3


def test_a_run_with_nothing_to_do_writes_nothing(operator, official_hanoi):
    _coded(operator, door("1"))
    before = states()
    assert run_coding(operator).position == 0
    assert states() == before
    assert Observation.objects.count() == 2


@pytest.mark.parametrize("batch", [1, 2, 3, 1_000])
def test_the_size_of_the_batches_changes_nothing(operator, official_hanoi, batch):
    observe(*[door(str(n), MIDDLE if n % 2 else None) for n in range(7)])
    run = run_coding(operator, batch=batch)
    assert run.position == run.total == 7
    assert run.counts["registry"] == {"coded": 3, "no_position": 4}


def test_a_moved_address_gets_another_code_and_its_old_one_is_kept(operator, official_hanoi):
    _coded(operator, door("1"))
    observe(door("1", OTHER_DOOR))
    run = run_coding(operator)
    lapsed = LapsedCode.objects.get()
    assert run.counts["reissued"] == 1
    assert (lapsed.code, lapsed.address, lapsed.valid_to) == (
        "110242VH3CM3",
        address_of("1"),
        today(),
    )
    assert address_of("1").vpostcode not in {"", "110242VH3CM3"}


def test_a_moved_address_keeps_its_old_code_while_it_waits(operator, official_hanoi):
    """The old plate still hangs at the door; only the coding run takes the code away."""
    _coded(operator, door("1"))
    observe(door("1", OTHER_DOOR))
    assert address_of("1").vpostcode == "110242VH3CM3"
    assert address_of("1").code_state == CodeState.DUE


def test_a_changed_detail_that_moves_nothing_lapses_no_code(operator, official_hanoi):
    _coded(operator, door("1"))
    observe(door("1", house_number="7"))
    assert run_coding(operator).counts["reissued"] == 0
    assert address_of("1").vpostcode == "110242VH3CM3"
    assert not LapsedCode.objects.exists()


def test_a_new_decision_on_postal_codes_re_issues_the_codes_of_the_commune(
    operator, official_hanoi
):
    _coded(operator, door("1"), door("2", BA_DINH))
    PostalCode.objects.filter(code="11024").update(valid_to=today())
    mine = address_of("1").commune
    PostalCode.objects.create(code="11099", unit=mine, valid_from=today(), decision="thử")
    Generation.grow("places")
    mark_all_due()
    assert run_coding(operator).counts["reissued"] == 1
    assert address_of("1").vpostcode == "110992VH3CM3"
    assert LapsedCode.objects.get().code == "110242VH3CM3"


def test_official_boundaries_make_codes_certain_that_waited_for_them(operator, hanoi):
    [found] = _coded(operator, door("1"))
    assert found.code_state == CodeState.AREA_UNCERTAIN
    add_boundaries(sketches())
    Generation.grow("places")
    mark_all_due()
    assert address_of("1").code_state == CodeState.DUE
    run_coding(operator)
    found = address_of("1")
    assert (found.vpostcode, found.code_basis) == ("110242VH3CM3", CodeBasis.OFFICIAL_AREA)


# --- the former commune ---------------------------------------------------------------------


def test_a_stated_former_ward_that_the_law_allows_is_certain(operator, official_hanoi):
    legal = commune_of_postal_code("11024").came_from.values_list("predecessor__code", flat=True)
    [found] = _coded(operator, door("1", former_commune_code=min(legal)))
    assert found.former.code == min(legal)
    assert found.former_is_certain


def test_a_stated_former_ward_that_the_law_excludes_is_not_taken_over(operator, official_hanoi):
    far = commune_of_postal_code("12429").came_from.first().predecessor
    [found] = _coded(operator, door("1", former_commune_code=far.code))
    assert found.former != far
    assert not found.former_is_certain


# --- the report, and who may run ------------------------------------------------------------


def test_the_report_is_stored_with_the_run(operator, official_hanoi):
    assert coding.last_report() is None
    observe(door("1"), door("2", None), door("3", SAI_GON))
    run = run_coding(operator)
    report = coding.last_report()
    assert report["run"] == run.pk
    assert (report["looked_at"], report["reissued"]) == (3, 0)
    assert report["registry"] == {"coded": 1, "no_position": 1, "outside": 1}
    assert Run.objects.get(pk=run.pk).actor == operator


def test_progress_is_told_after_each_batch(operator, official_hanoi):
    observe(*[door(str(n)) for n in range(5)])
    told = []
    run_coding(operator, progress=lambda run: told.append((run.position, run.total)), batch=2)
    assert told == [(2, 5), (4, 5), (5, 5)]


def test_while_another_process_codes_a_second_run_is_refused(operator, official_hanoi):
    Run.objects.create(kind=Kind.CODING, actor=operator, owner=f"{socket.gethostname()}:1")
    with pytest.raises(CodingIsRunningError):
        run_coding(operator)


def test_a_run_of_another_machine_is_left_alone_until_its_lease_is_out(operator, official_hanoi):
    other = Run.objects.create(kind=Kind.CODING, actor=operator, owner="elsewhere:1")
    with pytest.raises(CodingIsRunningError):
        run_coding(operator)
    Run.objects.filter(pk=other.pk).update(heartbeat_at=later(0))
    assert run_coding(operator).pk == other.pk


def test_a_run_whose_process_is_gone_is_taken_over_and_finished(operator, official_hanoi):
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    observe(door("1"))
    left = Run.objects.create(
        kind=Kind.CODING, actor=operator, owner=f"{socket.gethostname()}:{gone}", position=4
    )
    run = run_coding(operator)
    assert run.pk == left.pk
    assert (run.position, run.total, run.state) == (5, 5, State.DONE)


def test_a_process_that_only_got_the_number_of_a_dead_one_holds_no_run(operator, official_hanoi):
    """Containers count their processes from one: a number that lives proves nothing for ever."""
    left = Run.objects.create(
        kind=Kind.CODING,
        actor=operator,
        owner=f"{socket.gethostname()}:1",
        heartbeat_at=later(0),
    )
    assert run_coding(operator).pk == left.pk


# --- in passing, by the worker ----------------------------------------------------------------


def test_the_worker_codes_what_the_field_left_due_but_not_every_moment(operator, official_hanoi):
    assert not code_in_passing(operator), "nothing is due"
    observe(door("1"))
    assert code_in_passing(operator)
    assert address_of("1").code_state == CodeState.CODED
    observe(door("2", OTHER_DOOR))
    assert not code_in_passing(operator), "a minute has not gone by"
    Run.objects.update(finished_at=timezone.now() - coding.BETWEEN)
    assert code_in_passing(operator)
    assert address_of("2").code_state == CodeState.CODED


def test_in_passing_nothing_is_coded_that_an_import_elsewhere_will_code_itself(
    operator, official_hanoi
):
    observe(door("1"))
    run = Run.objects.create(kind=Kind.IMPORT, actor=operator, owner="another-machine:7")
    assert not code_in_passing(operator)
    run.finish()
    assert code_in_passing(operator)
