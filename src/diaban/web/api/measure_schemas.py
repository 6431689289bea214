"""What is answered of measures."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ninja import Field, Schema

from diaban.spine.figures.explaining import ROWS


class StandsForOut(Schema):
    """What each record holds so many of on average: multiplied by it a figure is an estimate."""

    mean: float
    noun_vi: str
    noun_en: str
    of: date
    source_vi: str
    source_en: str


class MeasureOut(Schema):
    """A measure: what it counts, by which rule, and where that is written."""

    name: str
    version: int = Field(description="Of the rule: another version is another rule")
    field: str
    title_vi: str
    title_en: str
    noun_vi: str = Field(description="One of what is counted")
    noun_en: str
    source: str
    stands_for: StandsForOut | None = Field(
        None, description="People of a household, where figures are told in people too"
    )


class MeasuresOut(Schema):
    measures: list[MeasureOut]


class FigureOut(Schema):
    """`share` is of the known; `low` and `high` hold whatever the unknown are.

    Null is withheld, or of nothing known; `missing` of the unknown are records that a source counts
    and the registry does not hold.
    """

    unit: str | None = Field(description="Code of the commune; null: of the ground as a whole")
    unit_name: str | None
    unplaced: bool = Field(description="Of what lies in no known commune")
    numerator: int | None
    denominator: int | None
    unknown: int | None
    missing: int | None
    excluded: int | None
    share: float | None
    low: float | None
    high: float | None


class MeasureFiguresOut(MeasureOut):
    """`ground`: city, charge (the communes in your charge) or public (rounded, see the guide)."""

    as_of: date
    ground: str
    synthetic: bool
    fingerprint: str | None = Field(
        description="Of the counts of all communes, where they are stored; only for the whole city"
    )
    figures: list[FigureOut]


class RowsAsked(Schema):
    """Which records behind a figure are asked for."""

    as_of: date | None = Field(None, description="The end of this day; today if absent")
    label: Literal["numerator", "rest", "unknown", "excluded"] = Field(
        "rest", description="numerator: holds; rest: does not; unknown; excluded"
    )
    unit: str | None = Field(
        None, max_length=5, description="Code of a commune; all of your ground if absent"
    )
    after: int = Field(0, ge=0, le=(1 << 53) - 1, description="`after` of the answer before")
    limit: int = Field(ROWS, ge=1, le=ROWS, description="Rows of a page")


class MeasureRowOut(Schema):
    """A record as other systems may read it; null where it may not be told or is gone."""

    identifier: str | None = Field(
        description="The record's; of an address the door's: a flat's is that of its building"
    )
    line: str = Field(description="What it is called; of an address as anybody may read it")


class MeasureRowsOut(Schema):
    """`count` records bear the label; ask again with `after` until it is null."""

    measure: str
    version: int
    as_of: date
    label: str
    unit: str | None
    ground: str
    count: int
    rows: list[MeasureRowOut]
    after: int | None
