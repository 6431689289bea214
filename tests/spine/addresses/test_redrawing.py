"""Boundaries that change: only the addresses they concern are coded again, and none is missed."""

from typing import Any

import numpy as np
import pytest
import shapely
import shapely.ops
from django.db import transaction
from tests.hanoi import add_boundaries, commune_of_postal_code, sketches
from tests.registry import MIDDLE, address_of, door, observe, states

from diaban.spine.addresses import changed_ground
from diaban.spine.addresses.coding import count_due, mark_all_due, run_coding
from diaban.spine.addresses.models import Act, Address, CodeChange, CodeState, Observation
from diaban.spine.addresses.observing import Statement, rebuild_registry
from diaban.spine.addresses.recoding import changed_addresses, differences
from diaban.spine.addresses.redrawing import redraw
from diaban.spine.places.areas import areas_in_force
from diaban.spine.places.models import Boundary
from diaban.spine.places.units import today
from diaban.spine.runs.models import Run

METRES = 1 / 111_195


def shapes() -> dict[int, Any]:
    return areas_in_force(today()).shapes


def store(operator: Any, redrawn: dict[int, Any], gone: tuple[int, ...] = ()) -> int:
    """Write these shapes as an import does; return how many addresses are due."""

    def change() -> bool:
        Boundary.objects.filter(unit__in=gone).delete()
        for unit, shape in redrawn.items():
            wkb = shapely.to_wkb(shape)
            made = Boundary.objects.filter(unit=unit).update(geometry=wkb, digest=str(hash(wkb)))
            if not made:
                add_boundaries({unit: shape})
        return True

    with transaction.atomic():
        return redraw(change, Statement("boundaries", operator))[1]


def widened(metres: float) -> dict[int, Any]:
    """Hoàn Kiếm wider by some metres, its neighbours smaller by as much."""
    mine, known = commune_of_postal_code("11024").pk, shapes()
    wide = known[mine].buffer(metres * METRES)
    touched = {u: s.difference(wide) for u, s in known.items() if u != mine and s.intersects(wide)}
    return {mine: wide.intersection(shapely.union_all(list(known.values())))} | touched


def scatter(count: int, seed: int) -> None:
    """Doors, towers with flats, coarse and declared ones, all round the border of a commune."""
    random = np.random.default_rng(seed)
    unit = commune_of_postal_code("11024")
    border = shapes()[unit.pk].boundary
    codes = [c.code for c in Address._meta.get_field("commune").related_model.objects.filter(
        pk__in=[u for u, s in shapes().items() if s.distance(border) < 400 * METRES])]  # fmt: skip
    records = []
    for number in range(count):
        spot = border.interpolate(random.random(), normalized=True)
        away = random.normal(0, random.choice([8, 60, 400]), 2) * METRES
        position = (spot.y + away[0], spot.x + away[1])
        facts: dict[str, Any] = {"accuracy_metres": float(random.choice([3, 14, 29, 45, 300]))}
        if random.random() < 0.5:
            facts["commune_code"] = str(random.choice(codes))
        records.append(door(str(number), position, is_household=number % 4 > 0, **facts))
        if number % 4 == 0:
            records.append(door(f"{number}-flat", None, parent_key=str(number)))
            own = (position[0] + 90 * METRES, position[1])
            records.append(door(f"{number}-own", own, parent_key=str(number)))
    observe(*records)


def as_after_a_full_run(operator: Any) -> list[tuple[Any, ...]]:
    mark_all_due()
    run_coding(operator)
    return states()


@pytest.mark.parametrize("seed", range(4))
def test_after_a_border_moved_the_registry_is_as_after_a_full_run(operator, official_hanoi, seed):
    scatter(150, seed)
    run_coding(operator)
    marked = store(operator, widened([200.0, 30.0, 4.0, 700.0][seed]))
    assert 0 < marked < 250
    run_coding(operator)
    found = states()
    rebuild_registry()
    assert states() == found
    assert as_after_a_full_run(operator) == found


def test_a_boundary_that_goes_makes_its_ground_approximate_for_whom_it_concerns(
    operator, official_hanoi
):
    scatter(120, seed=9)
    observe(door("far", (21.26, 105.85)))
    run_coding(operator)
    mine = commune_of_postal_code("11024").pk
    shape = shapes()[mine]
    store(operator, {}, gone=(mine,))
    assert address_of("far").code_state != CodeState.DUE
    run_coding(operator)
    found = states()
    assert as_after_a_full_run(operator) == found
    store(operator, {mine: shape.buffer(50 * METRES)})
    run_coding(operator)
    found = states()
    assert as_after_a_full_run(operator) == found


def test_official_boundaries_in_place_of_approximate_areas_concern_everybody(operator, hanoi):
    observe(door("1"), door("2", None))
    run_coding(operator)
    assert store(operator, sketches()) == 2
    run_coding(operator)
    assert address_of("1").vpostcode == "110242VH3CM3"


def test_what_stands_elsewhere_is_left_alone(operator, official_hanoi):
    observe(door("middle", MIDDLE), door("away", (21.26, 105.85)))
    run_coding(operator)
    before = Observation.objects.count()
    assert store(operator, widened(100)) == 0
    assert count_due() == 0
    assert Observation.objects.count() == before


def test_a_redrawing_that_says_the_same_concerns_nobody(operator, official_hanoi):
    scatter(30, seed=1)
    run_coding(operator)
    assert store(operator, dict(shapes())) == 0


def test_an_address_that_is_due_already_is_not_marked_again(operator, official_hanoi):
    spot = shapes()[commune_of_postal_code("11024").pk].boundary.interpolate(0.3, normalized=True)
    observe(door("border", (spot.y, spot.x)))
    assert store(operator, widened(100)) == 0
    assert count_due() == 1


def test_the_differences_name_communes_codes_and_addresses(operator, official_hanoi):
    mine = commune_of_postal_code("11024")
    scatter(150, seed=3)
    observe(door("outside", (20.0, 105.0)))
    run_coding(operator)
    assert not CodeChange.objects.exists()
    old = {a.pk: (a.commune_id, a.vpostcode) for a in Address.objects.everywhere("test")}
    store(operator, widened(200))
    run = run_coding(operator)
    new = {a.pk: (a.commune_id, a.vpostcode) for a in Address.objects.everywhere("test")}
    changed = {pk for pk in old if old[pk] != new[pk]}
    listed = list(changed_addresses(run, operator))
    assert {c.address_id for c in listed} == changed != set()
    assert all((c.commune_before_id, c.code_before) == old[c.address_id] for c in listed)
    told = differences(run, operator)
    assert sum(d.moved for d in told) == sum(old[a][0] != new[a][0] for a in old)
    assert sum(d.moved for d in told) == run.counts["moved"]
    lapsed = sum(d.reissued + d.newly_uncertain for d in told)
    assert lapsed == run.counts["reissued"] > 0
    assert sum(d.newly_coded for d in told) == run.counts["newly_coded"]
    assert sum(d.newly_uncertain for d in told) == run.counts["newly_uncertain"]
    assert any(d.after == mine and d.before != mine for d in told)


def test_an_address_from_outside_every_commune_is_newly_coded(operator, official_hanoi):
    outline = shapely.union_all(list(shapes().values()))
    west = outline.bounds[0]
    spot = shapely.Point(west - 100 * METRES, shapely.ops.nearest_points(
        outline, shapely.box(west - 1, 20, west, 22))[0].y)  # fmt: skip
    unit = min(shapes(), key=lambda u: shapes()[u].distance(spot))
    observe(door("beyond", (spot.y, spot.x)))
    run_coding(operator)
    assert address_of("beyond").code_state == CodeState.OUTSIDE
    store(operator, {unit: shapes()[unit].union(spot.buffer(150 * METRES))})
    begun = Run.objects.create(kind="places", actor=operator)
    run = run_coding(operator, follows=begun)
    assert run.counts["newly_coded"] == 1
    (told,) = differences(run, operator)
    assert (told.before, told.after.pk, told.newly_coded) == (None, unit, 1)


def test_each_address_that_is_looked_at_again_says_so_in_its_history(operator, official_hanoi):
    scatter(40, seed=5)
    run_coding(operator)
    marked = store(operator, widened(200))
    empty = Observation.objects.filter(act=Act.RECORD, facts="{}")
    assert empty.count() == marked
    assert set(empty.values_list("address_id", flat=True)) == set(
        Address.objects.everywhere("test").filter(code_state=0).values_list("id", flat=True)
    )


def test_ground_is_asked_for_in_few_ranges(official_hanoi):
    before = areas_in_force(today())
    mine = commune_of_postal_code("11024").pk
    after = changed_ground.Areas(
        before.as_of, before.units, before.official, before.official_units,
        before.shapes | {mine: before.shapes[mine].buffer(200 * METRES)}, None,
    )  # fmt: skip
    ground = changed_ground.compare_areas(before, after)
    ranges = changed_ground._Plane.of(ground.shape).key_ranges()
    assert len(ranges) < 120
    assert all(first < last for first, last in ranges)
    assert 0.5 < ground.area_km2 < 5
