"""What the interface takes and answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Field, Schema

MOST_POINTS = 10_000
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class CellOut(Schema):
    """The cell, about 2.8 × 3.3 m at Hanoi, in degrees WGS 84."""

    south: float
    west: float
    north: float
    east: float
    olc: str = Field(description="The full Open Location Code of the cell")


class UnitOut(Schema):
    level: str
    code: str
    name: str
    kind: str
    valid_from: date


class CandidateOut(Schema):
    """A code that is possible; null where no postal code was in force on the day."""

    vpostcode: str | None
    postal_code: str | None
    unit: UnitOut
    probability: float
    certain: bool


class EncodeOut(Schema):
    """`vpostcode` is given only where official boundaries make it certain."""

    vpostcode: str | None
    tail: str
    cell: CellOut
    candidates: list[CandidateOut] = Field(
        description="Most likely first; what is missing to 1 lies outside the city"
    )
    areas: str = Field(description="official or approximate")
    scheme: str = "vpostcode-2020"
    status: str = Field("computed", description="Never official: no specimen confirms the scheme")


class PointsIn(Schema):
    points: list[tuple[Latitude, Longitude]] = Field(
        max_length=MOST_POINTS,
        description="Latitude, longitude in degrees",
        examples=[[[21.028511, 105.854167], [21.0368, 105.8346]]],
    )
    as_of: date | None = Field(None, examples=["2025-06-30"])


class EncodedPointOut(Schema):
    vpostcode: str | None
    tail: str
    unit: str | None


class EncodeManyOut(Schema):
    areas: str
    points: list[EncodedPointOut]


class AddressOut(Schema):
    """A registered door: what anybody may see."""

    identifier: str
    line: str
    lat: float
    lng: float
    synthetic: bool


class MergedOut(Schema):
    """An address found to be the same door as another, and the one that answers for it now."""

    identifier: str
    merged_into: str


class CodeOut(Schema):
    """A code's place. ``verdict`` is valid, impossible or cannot_tell."""

    code: str
    verdict: str
    status: str = Field(description="Always computed: no specimen confirms the scheme")
    cell: CellOut | None
    unit: UnitOut | None
    areas: str
    addresses: list[AddressOut]
    merged: list[MergedOut] = Field(
        description="Addresses that had this code until they were merged into another"
    )


class SuggestionOut(Schema):
    code: str
    kind: str
    score: float


class CheckOut(Schema):
    code: str
    verdict: str
    reason: str | None
    suggestions: list[SuggestionOut]


class FormerOut(Schema):
    unit: UnitOut
    probability: float | None


class LocateOut(Schema):
    areas: str
    as_of: date
    candidates: list[CandidateOut]
    former: list[FormerOut]


class LocatedPointOut(Schema):
    unit: str | None
    probability: float


class LocateManyOut(Schema):
    areas: str
    as_of: date
    points: list[LocatedPointOut]


class FieldProblemOut(Schema):
    field: str
    problem: str
    vi: str = Field(description="The problem in Vietnamese")


class ErrorOut(Schema):
    """A refusal: `reason` for programs, a sentence in each language for people."""

    reason: str
    vi: str
    en: str
    detail: list[FieldProblemOut]
