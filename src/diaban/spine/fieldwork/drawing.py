"""Drawing lots for a team: which doors, shared out evenly, each lot with its outline and walk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil, cos, radians

import numpy as np
import shapely
from django.db import transaction
from django.db.models import Count, Q
from numpy.typing import NDArray

from diaban.engines.rounds import Ways, draw_lots, order_walk, walk_length
from diaban.spine.addresses.models import Address, AddressQuerySet, Life
from diaban.spine.addresses.viewport import doors_of
from diaban.spine.fieldwork.conflicts import fold_door
from diaban.spine.fieldwork.lots import newest_observation
from diaban.spine.fieldwork.models import Drawing, Lot, LotDoor, LotState
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit

# each household behind a door beyond the first takes this much of a door's time
HOUSEHOLD_WORK = 0.25
FEWEST_A_DAY, MOST_A_DAY, MOST_COLLECTORS = 10, 1_000, 200
# the outline keeps this far from its outermost doors
_MARGIN_METRES = 12.0
_METRES_PER_DEGREE = 111_195
_DIGITS = re.compile(r"\d+")


class NothingToDrawError(ValueError):
    """No door of the commune waits for a collector."""


@dataclass(frozen=True)
class Plan:
    """For which commune and team; ``doors_a_day`` is what one collector does in a day."""

    unit: Unit
    team: str
    collectors: int
    doors_a_day: int


@dataclass(frozen=True)
class ProposedLot:
    """``doors`` are row numbers of addresses, ``work`` counts doors by the time they take."""

    doors: list[int]
    work: float
    area: list[list[float]]


@dataclass(frozen=True)
class Proposal:
    plan: Plan
    lots: list[ProposedLot]
    doors: int
    households: int
    synthetic: bool
    places: dict[int, tuple[float, float]]

    @property
    def days(self) -> int:
        """How long the team is out."""
        return ceil(len(self.lots) / self.plan.collectors)


def propose_lots(actor: User, plan: Plan) -> Proposal:
    """Share out the doors that wait for a collector; writes nothing.

    Waiting are doors in the actor's territory with a position that nobody has collected and that
    are in no open lot. Raises NothingToDrawError.
    """
    doors = _waiting_doors(actor, plan.unit)
    if not doors:
        raise NothingToDrawError(plan.unit.code)
    lat, lng = (np.array([door[n] for door in doors], dtype=float) / 1e7 for n in (1, 2))
    units = np.array([door[3] for door in doors], dtype=float)
    work = 1.0 + HOUSEHOLD_WORK * np.maximum(0.0, units - 1.0)
    count = min(len(doors), ceil(float(work.sum()) / plan.doors_a_day))
    drawn = draw_lots(lat, lng, work, count)
    lots = []
    for number in range(count):
        rows = np.flatnonzero(drawn.lot == number)
        outline = draw_outline(lat[rows], lng[rows])
        lots.append(ProposedLot([doors[r][0] for r in rows], float(drawn.work[number]), outline))
    places = {door[0]: (door[1] / 1e7, door[2] / 1e7) for door in doors}
    households = int(np.maximum(1.0, units).sum())
    return Proposal(plan, lots, len(doors), households, any(d[4] for d in doors), places)


@transaction.atomic
def draw(actor: User, plan: Plan, *, first_only: int | None = None) -> Drawing:
    """Draw the lots that ``propose_lots`` shows, each with the order of its walk.

    ``first_only`` keeps so many of them; the doors of the others go on waiting.
    """
    proposal = propose_lots(actor, plan)
    drawing = Drawing.objects.create(
        unit=plan.unit,
        team=plan.team,
        collectors=plan.collectors,
        doors_a_day=plan.doors_a_day,
        synthetic=proposal.synthetic,
        drawn_by=actor,
    )
    newest = newest_observation()
    kept = proposal.lots[:first_only]
    for number, lot in enumerate(kept, start=1):
        _keep_lot(drawing, f"{number:03d}", lot, newest)
    facts = {
        "drawing": drawing.pk,
        "team": plan.team,
        "lots": len(kept),
        "doors": sum(len(lot.doors) for lot in kept),
    }
    record(actor, "lots.drawn", f"unit:{plan.unit.code}", facts)
    return drawing


def close_lot(actor: User, lot: Lot) -> None:
    """End the work on a lot: its doors that nobody collected may be drawn again.

    What phones still hold of it is taken all the same.
    """
    with transaction.atomic():
        Lot.objects.filter(pk=lot.pk).update(state=LotState.CLOSED)
        record(actor, "lot.closed", f"lot:{lot.pk}", {"name": lot.name})


def draw_outline(lat: NDArray[np.float64], lng: NDArray[np.float64]) -> list[list[float]]:
    """Return a closed outline around doors, a list of [lng, lat]."""
    squeeze = cos(radians(float(lat.mean())))
    plane = shapely.points(lng * squeeze, lat)
    hull = shapely.convex_hull(shapely.union_all(plane))
    around = shapely.buffer(hull, _MARGIN_METRES / _METRES_PER_DEGREE, quad_segs=2)
    ring = shapely.get_coordinates(shapely.simplify(around, 2e-5))
    return [[round(x / squeeze, 6), round(y, 6)] for x, y in ring.tolist()]


def uncollected(rows: AddressQuerySet) -> AddressQuerySet:
    """Narrow ``rows`` to doors on the map at which nobody has been."""
    return doors_of(rows).filter(life__lt=Life.COLLECTED)


def _waiting_doors(actor: User, unit: Unit) -> list[tuple[int, int, int, int, bool]]:
    taken = LotDoor.objects.filter(lot__state=LotState.OPEN, lot__drawing__unit=unit)
    rows = uncollected(Address.objects.visible_to(actor)).filter(commune=unit)
    is_household = Q(units__is_household=True) & ~Q(units__life=Life.RETIRED)
    rows = rows.exclude(pk__in=taken.values("address"))
    rows = rows.annotate(n=Count("units", filter=is_household)).order_by("pk")
    return list(rows.values_list("pk", "lat_e7", "lng_e7", "n", "synthetic"))


def _keep_lot(drawing: Drawing, name: str, proposed: ProposedLot, newest: int) -> None:
    doors = Address.objects.everywhere("the doors of a lot being drawn").in_bulk(proposed.doors)
    rows = [doors[number] for number in proposed.doors]
    lat, lng = (np.array([getattr(row, n) for row in rows]) / 1e7 for n in ("lat_e7", "lng_e7"))
    walk = order_walk(lat, lng, read_ways(rows))
    lot = Lot.objects.create(
        drawing=drawing,
        name=name,
        area=proposed.area,
        walk_metres=round(walk_length(lat, lng, walk), 1),
    )
    LotDoor.objects.bulk_create(
        LotDoor(lot=lot, address=rows[row], place=place, seen_through=newest)
        for place, row in enumerate(walk.tolist())
    )


def read_ways(doors: list[Address]) -> Ways:
    """Tell on which street or lane, and on which side of it, each door stands."""
    names = [fold_door(door.street) + "|" + fold_door(door.lanes) for door in doors]
    known = {name: number for number, name in enumerate(sorted(set(names) - {"|"}))}
    way = np.array([known.get(name, -1) for name in names], dtype=np.int64)
    found = [_DIGITS.search(door.house_number) for door in doors]
    side = np.array([int(f[0][-1]) % 2 if f else -1 for f in found], dtype=np.int64)
    return Ways(way, side)
