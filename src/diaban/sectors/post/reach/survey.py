"""The survey: how far every household is from the points that stand today, by road.

It is read off the roads, points and households of one moment, stored as one row a household, and
never changed; the next one is another file.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np
import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from diaban.sectors.post.presence.staffing import STAFFED_DAYS, STAFFED_SHARE
from diaban.sectors.post.reach.distances import Nearness, find_nearness
from diaban.sectors.post.reach.figures import sum_up
from diaban.sectors.post.reach.households import households, households_mark
from diaban.sectors.post.reach.journeys import are_roads_kept, keep_roads
from diaban.sectors.post.reach.models import ReachFigure, ReachSurvey, new_name
from diaban.sectors.post.reach.network import Roads, read_roads
from diaban.sectors.post.reach.points import OpenPoints, open_points
from diaban.sectors.post.reach.sharing import share_points
from diaban.sectors.post.reach.table import (
    MISPLACED_METRES,
    REMOTE_METRES,
    SERVICE_METRES,
    SURVEY_SCHEMA,
    Reason,
    degrees_of,
)
from diaban.sectors.post.reach.versions import forget_superseded
from diaban.spine.basemap.features import GENERATION as GROUND
from diaban.spine.basemap.models import MapFeature, MapKind
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.places.distances import METRES_PER_DEGREE
from diaban.spine.places.units import city_communes, today
from diaban.spine.runs.models import Generation, Run

logger = logging.getLogger(__name__)
# grows with every survey; caches of what is read from it carry the number
GENERATION = "post-reach"
STEPS = 3


@dataclass(frozen=True)
class Grounds:
    """What a survey rests on: with the same three, another would find the same."""

    ground: int
    points_digest: str
    addresses_mark: int


def survey_reach(
    actor: User, run: Run | None = None, progress: Callable[[str], None] = lambda step: None
) -> ReachSurvey:
    """Survey the reach of every household as of today and store it, with its sums by commune."""
    bring_up_to_date()
    points = open_points(today())
    grounds = _grounds(points)
    progress("roads")
    roads = read_roads()
    progress("households")
    people = households()
    rows = survey_rows(people, points, roads)
    shares = share_points(rows, points.placed, roads.walking)
    progress("store")
    survey = ReachSurvey(
        name=new_name(), as_of=today(), made_at=timezone.now(), actor=actor, run=run,
        ground=grounds.ground, points_digest=grounds.points_digest,
        addresses_mark=grounds.addresses_mark,
        parameters={
            "service_metres": SERVICE_METRES, "remote_metres": REMOTE_METRES,
            "misplaced_metres": MISPLACED_METRES,
            "staffed_days": STAFFED_DAYS, "staffed_share": STAFFED_SHARE,
        },
        counts=_counts(rows, points, roads),
        synthetic=_is_synthetic(rows, points),
    )  # fmt: skip
    _write(rows, survey.path)
    keep_roads(survey.name, roads)
    with transaction.atomic():
        survey.save()
        ReachFigure.objects.bulk_create(sum_up(rows, shares, survey), batch_size=500)
        Generation.grow(GENERATION)
        facts = {"as_of": str(survey.as_of), "households": rows.height}
        record(actor, "post.surveyed", f"reach:{survey.pk}", facts)
    forget_superseded()
    bring_up_to_date()
    return survey


def is_due() -> bool:
    """Whether anything that the last survey rested on has changed since, or its roads are lost."""
    last = ReachSurvey.objects.newest()
    if last is None:
        return open_points(today()).placed.height > 0
    if last.counts["ways"] and not are_roads_kept(last.name):
        return True
    known = Grounds(last.ground, last.points_digest, last.addresses_mark)
    return known != _grounds(open_points(today()))


def survey_ordered(run: Run) -> None:
    """Do what a page ordered."""
    run.total = STEPS
    survey = survey_reach(run.actor, run, lambda step: run.advance(1, {}))
    run.report = {"survey": survey.pk, **survey.counts}
    run.synthetic = survey.synthetic
    run.save(update_fields=["report", "synthetic"])


def survey_rows(people: pl.DataFrame, points: OpenPoints, roads: Roads) -> pl.DataFrame:
    """Return a row of `SURVEY_SCHEMA` for each household, in their order."""
    lat, lng = degrees_of(people)
    placed = points.placed
    nearest, own = _metres_to_centres(people, lat, lng)
    # so far from where it says it is, a position is a slip: it tells nothing, least of all "remote"
    misplaced = np.fmax(own, nearest) > MISPLACED_METRES
    lat, lng = np.where(misplaced, np.nan, lat), np.where(misplaced, np.nan, lng)
    near = find_nearness((lat, lng), placed, roads)
    told = people.with_columns(
        **near.columns(placed["id"]),
        remote=pl.Series(nearest > REMOTE_METRES).set(pl.Series(np.isnan(lat)), None),
        doubtful=_is_doubtful(people, points),
    )
    slip = pl.Series(misplaced)
    told = told.with_columns(reason=told["reason"].set(slip, int(Reason.MISPLACED)))
    return told.select(pl.col(name).cast(kind) for name, kind in SURVEY_SCHEMA.items())


def _grounds(points: OpenPoints) -> Grounds:
    return Grounds(Generation.of(GROUND), points.digest, households_mark())


def _is_doubtful(people: pl.DataFrame, points: OpenPoints) -> pl.Series:
    """Mark who may have a point nearer than all that are placed: one that nobody knows where."""
    if None in points.unplaced:
        return pl.repeat(value=True, n=people.height, eager=True)
    communes = [commune for commune in points.unplaced if commune is not None]
    # where a household's own commune is not known, it may be that one
    return people["place"].is_in(communes).fill_null(value=bool(communes))


def _metres_to_centres(
    people: pl.DataFrame, lat: np.ndarray, lng: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return how far each lives straight from the nearest commune's centre, and from its own's.

    NaN where there is no position or no centre.
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415 - half a second, and only here

    rows = city_communes(today()).exclude(lat=None).values_list("id", "lat", "lng")
    centres = np.array(list(rows), dtype=np.float64).reshape(-1, 3)
    nearest, own = np.full(len(lat), np.nan), np.full(len(lat), np.nan)
    known = np.flatnonzero(~np.isnan(lat))
    if not len(centres) or not len(known):
        return nearest, own
    scale = np.array([1.0, np.cos(np.radians(centres[:, 1].mean()))]) * METRES_PER_DEGREE
    at, here = centres[:, 1:] * scale, np.stack((lat, lng), axis=1)[known] * scale
    nearest[known], _ = cKDTree(at).query(here)
    numbers = centres[:, 0].astype(np.int64)
    rows_of = people["place"].replace_strict(
        numbers, np.arange(len(numbers)), default=-1, return_dtype=pl.Int64
    )
    place = rows_of.fill_null(-1).to_numpy()[known]
    own[known] = np.where(place < 0, np.nan, np.hypot(*(here - at[place]).T))
    return nearest, own


def _counts(rows: pl.DataFrame, points: OpenPoints, roads: Roads) -> dict[str, object]:
    reasons = dict(rows["reason"].value_counts().iter_rows())
    report = roads.walking.report if roads.walking is not None else None
    return {
        "households": rows.height,
        "points": points.placed.height,
        "points_staffed": int((points.placed["staffed"] == True).sum()),  # noqa: E712 - of a column
        "points_unplaced": sum(points.unplaced.values()),
        **{reason.name.lower(): reasons.get(int(reason), 0) for reason in Reason},
        "ways": report.ways if report else 0,
        "islands": report.islands if report else 0,
        "joints": report.joints if report else 0,
    }


def _is_synthetic(rows: pl.DataFrame, points: OpenPoints) -> bool:
    drawn = MapFeature.objects.current().filter(kind=MapKind.STREET, source__synthetic=True)
    return points.synthetic or bool(rows["synthetic"].any()) or drawn.exists()


def _write(rows: pl.DataFrame, path: Path) -> None:
    Path(settings.REACH_FOLDER).mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{uuid4().hex}.part")
    rows.write_parquet(unfinished, compression="zstd", row_group_size=50_000)
    unfinished.replace(path)


__all__ = ["GENERATION", "Nearness", "is_due", "survey_ordered", "survey_reach"]
