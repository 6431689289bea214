"""Filling the registry with the synthetic city, labelled throughout."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from django.db import transaction
from numpy.typing import NDArray

from diaban.exchange.demonstration_streets import store_streets
from diaban.exchange.importing.problems import Problem
from diaban.exchange.synthetic_city import Commune, FormerCommune, SyntheticCity
from diaban.spine.addresses.models import Address, RejectedRow
from diaban.spine.addresses.observing import Statement, observe_records
from diaban.spine.parties.models import User
from diaban.spine.places.areas import areas_in_force
from diaban.spine.places.models import HouseholdCount, Unit
from diaban.spine.places.units import city_communes, legal_predecessors, today
from diaban.spine.runs.models import Generation, Kind, Run, State, look_alone

SOURCE = "synthetic"
ROWS = 50_000
_PARAMETERS = re.compile(r"synthetic city, (\d+) households, seed (\d+)")


def demonstration_is_due() -> bool:
    """True for an empty registry, and where a demonstration was begun and not finished."""
    if _unfinished():
        return True
    return not Address.objects.everywhere("is there any?").exists()


class DemonstrationIsRunningError(RuntimeError):
    """Another process builds the city at this moment."""


@dataclass(frozen=True)
class CityRequest:
    """How many households, from which seed, and how many rows a transaction takes."""

    households: int
    seed: int
    rows: int = ROWS


def build_demonstration(
    actor: User, request: CityRequest, progress: Callable[[Run], None] = lambda run: None
) -> Run:
    """Generate the city and register it; a run that was killed goes on with its own parameters.

    Raises DemonstrationIsRunningError while another process is at it.
    """
    run = _open_run(actor, request)
    households, seed = (int(n) for n in _PARAMETERS.fullmatch(run.source).groups())
    statement = Statement(SOURCE, actor, run, synthetic=True)
    city = _city(households, seed)
    for batch in _from_position(city.batches(request.rows), run.position):
        with transaction.atomic():
            sound = _reject_swapped(batch, run)
            outcome = observe_records(sound, statement)
            run.advance(batch.height, outcome.counts())
        progress(run)
    _expect_households(city.expected_households(), run)
    store_streets(city, SOURCE, run)
    Generation.grow("addresses")
    run.finish()
    return run


def _open_run(actor: User, request: CityRequest) -> Run:
    with transaction.atomic():
        look_alone(Kind.DEMONSTRATION)
        run = _unfinished()
        if run is None:
            return Run.objects.create(
                kind=Kind.DEMONSTRATION,
                actor=actor,
                source=f"synthetic city, {request.households} households, seed {request.seed}",
                synthetic=True,
            )
        if run.is_leased:
            raise DemonstrationIsRunningError
        run.take_over()
        return run


def _unfinished() -> Run | None:
    return Run.objects.filter(kind=Kind.DEMONSTRATION, state=State.RUNNING).order_by("pk").last()


def _from_position(batches: Iterator[pl.DataFrame], position: int) -> Iterator[pl.DataFrame]:
    """Leave out the first ``position`` rows: they are in the registry."""
    for batch in batches:
        if position >= batch.height:
            position -= batch.height
            continue
        yield batch.slice(position)
        position = 0


def _reject_swapped(batch: pl.DataFrame, run: Run) -> pl.DataFrame:
    """Keep back the rows whose latitude and longitude the generator swapped, as an import does."""
    numbered = batch.with_row_index("place", offset=run.position + 1)
    swapped = numbered.filter(pl.col("lat_e7").abs() > 900_000_000)
    RejectedRow.objects.bulk_create(
        RejectedRow(run=run, row_number=row["place"], cells=_cells(row), problems=[_swapped(row)])
        for row in swapped.iter_rows(named=True)
    )
    return batch.filter(pl.col("lat_e7").is_null() | (pl.col("lat_e7").abs() <= 900_000_000))


def _cells(row: dict[str, object]) -> dict[str, str]:
    told = ("source_key", "written", "lat_e7", "lng_e7")
    return {name: "" if row[name] is None else str(row[name]) for name in told}


def _swapped(row: dict[str, object]) -> dict[str, object]:
    lat, lng = row["lat_e7"] / 1e7, row["lng_e7"] / 1e7
    return Problem(
        "position_swapped", row["place"], "lat_e7", str(lat), {"lat": lat, "lng": lng}
    ).as_json()


def _city(households: int, seed: int) -> SyntheticCity:
    """Build the generator on the real units, keeping each door within its unit's ground."""
    units = list(city_communes(today()).order_by("code"))
    predecessors = legal_predecessors()
    formers = Unit.objects.select_related("parent").in_bulk(
        {old for unit in units for old in predecessors.get(unit.pk, ())}
    )
    communes = tuple(
        _commune(unit, [formers[old] for old in predecessors.get(unit.pk, ())]) for unit in units
    )
    areas = areas_in_force(today())
    place = {unit.pk: index for index, unit in enumerate(units)}
    places = np.full(max(place) + 1, -1)
    places[list(place)] = list(place.values())

    def locate(lat: NDArray[np.float64], lng: NDArray[np.float64]) -> NDArray[np.int64]:
        numbers, _ = areas.candidates(np.asarray(lat), np.asarray(lng))
        return np.where(numbers[:, 0] > 0, places[numbers[:, 0]], -1)

    return SyntheticCity(communes, locate, households, seed)


def _commune(unit: Unit, formers: list[Unit]) -> Commune:
    return Commune(
        code=unit.code,
        kind=unit.kind,
        name=unit.name,
        lat=unit.lat,
        lng=unit.lng,
        area_km2=unit.area_km2,
        former=tuple(_former(old) for old in formers),
    )


def _expect_households(expected: pl.DataFrame, run: Run) -> None:
    units = dict(city_communes(today()).values_list("code", "id"))
    HouseholdCount.objects.bulk_create(
        [
            HouseholdCount(
                unit_id=units[row["unit_code"]],
                count=row["count"],
                as_of=row["as_of"],
                source=row["source"],
                synthetic=True,
                run=run,
            )
            for row in expected.iter_rows(named=True)
        ],
        ignore_conflicts=True,
    )


def _former(old: Unit) -> FormerCommune:
    district = old.parent
    return FormerCommune(
        old.code, old.kind, old.name, district.kind, district.name, old.lat, old.lng
    )
