"""The points that a survey asks about: those that stood on a day, where, and whether staffed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import polars as pl

from diaban.sectors.post.choices import PUBLIC_KINDS, Kind
from diaban.sectors.post.models import Point
from diaban.sectors.post.presence.staffing import (
    STAFFED_DAYS,
    STAFFED_SHARE,
    staffed_by_share,
)

_SCHEMA = {
    "id": pl.Int64,
    "lat_e7": pl.Int64,
    "lng_e7": pl.Int64,
    "commune": pl.Int64,
    "staffed": pl.Boolean,
}


@dataclass(frozen=True)
class OpenPoints:
    """Points that anybody can go to: ``placed`` have a position, of the rest one knows only where.

    ``placed``: id, lat_e7, lng_e7, commune, staffed (null: nobody knows). ``unplaced`` holds how
    many open points of each commune (None: nowhere known) have no position, or are of a kind that
    nobody knows: one of them may be nearer to somebody than all that are placed.
    """

    placed: pl.DataFrame
    unplaced: dict[int | None, int]
    synthetic: bool

    @property
    def digest(self) -> str:
        """A digest of all that a survey rests on: with the same it finds the same."""
        told = self.placed.sort("id").rows(), sorted(self.unplaced.items(), key=str)
        return blake2b(repr(told).encode(), digest_size=16).hexdigest()


def open_points(on: date) -> OpenPoints:
    """Return the points that stand on a day, by what is known now."""
    standing = (
        Point.objects.everywhere("survey of reach").open_on(on).exclude(kind=Kind.KEY_ACCOUNTS)
    )
    staffed = staffed_points(on)
    placed, unplaced, synthetic = [], dict[int | None, int](), False
    for point in standing.only("id", "kind", "lat_e7", "lng_e7", "commune_id", "synthetic"):
        synthetic |= point.synthetic
        if point.kind in PUBLIC_KINDS and point.position is not None:
            at = (point.pk, point.lat_e7, point.lng_e7, point.commune_id)
            placed.append((*at, staffed.get(point.pk)))
        else:
            unplaced[point.commune_id] = unplaced.get(point.commune_id, 0) + 1
    frame = pl.DataFrame(placed, schema=_SCHEMA, orient="row")
    return OpenPoints(frame, unplaced, synthetic)


def staffed_points(on: date) -> dict[int, bool]:
    """Return whether somebody serves at a point, by its number; who is missing nobody knows of.

    By the evidence of the last `STAFFED_DAYS`: yes where enough is evidenced, no where even all
    that is unknown could not make it enough.
    """
    return staffed_by_share(on, STAFFED_DAYS, STAFFED_SHARE)
