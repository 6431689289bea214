"""Coverage for anybody: published once a day, without a figure of few households.

A reader who comes every hour sees the same figures, so that nobody learns of one household by
looking before and after. What is withheld and why: :mod:`diaban.engines.disclosure`.
"""

from __future__ import annotations

from datetime import date
from hashlib import blake2b
from typing import Any

import numpy as np

from diaban.engines.disclosure import WITHHELD, publish
from diaban.spine.addresses.coverage import CoverageRow, coverage
from diaban.spine.parties.models import local_operator
from diaban.spine.privacy.models import CoveragePublication

# certified addresses are published by door, with the open data: few of them would hide all others
PUBLISHED = ("registered", "complete", "coded", "confirmed")


def publish_coverage(day: date) -> CoveragePublication:
    """Return the day's publication, made of the registry of this moment if there is none yet."""
    published = CoveragePublication.objects.filter(day=day).first()
    if published is not None:
        return published
    counted = coverage(local_operator(), day)
    rows = sorted(counted.rows, key=lambda row: place_in_the_cover(row.unit.code))
    counts = np.array([[getattr(row, m) for m in PUBLISHED] for row in rows], dtype=np.int64)
    before = latest_publication()
    covered = before.covers if before else []
    figures, sums, covers = publish(
        counts.reshape(-1, len(PUBLISHED)), covered=[row.unit.code in covered for row in rows]
    )
    units = [_tell(row, told.tolist()) for row, told in zip(rows, figures, strict=True)]
    return CoveragePublication.objects.create(
        day=day,
        units=sorted(units, key=lambda unit: unit["code"]),
        sums=_by_measure(sums.tolist()),
        covers=[row.unit.code for row, covers_ in zip(rows, covers, strict=True) if covers_],
        synthetic=counted.synthetic,
    )


def latest_publication() -> CoveragePublication | None:
    return CoveragePublication.objects.order_by("-day").first()


def place_in_the_cover(code: str) -> bytes:
    """Return an order of units that has nothing to do with counts and is the same on every day."""
    return blake2b(code.encode(), person=b"cover").digest()


def _tell(row: CoverageRow, figures: list[int]) -> dict[str, Any]:
    return {
        "code": row.unit.code,
        "expected": row.expected,
        "expected_as_of": row.expected_as_of.isoformat() if row.expected_as_of else None,
        "expected_source": row.expected_source,
        **_by_measure(figures),
    }


def _by_measure(figures: list[int]) -> dict[str, int | None]:
    return {
        measure: None if figure == WITHHELD else figure
        for measure, figure in zip(PUBLISHED, figures, strict=True)
    }
