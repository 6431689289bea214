"""What the interface answers of written addresses: the fields of `diaban parse` and `convert`."""

from __future__ import annotations

from datetime import date

from ninja import Field, Schema


class ComponentOut(Schema):
    """A part of the text: `text == input[start:end]`, counted in code points."""

    kind: str
    text: str
    start: int
    end: int
    confidence: float
    reason: str


class LaneOut(Schema):
    word: str = Field(description="ngõ, ngách, hẻm, kiệt, or empty")
    number: str


class ReadingOut(Schema):
    """One way to read house and lanes; lanes outermost first."""

    house: str
    lanes: list[LaneOut]


class NamedUnitOut(Schema):
    """A unit that the text names."""

    level: str
    code: str
    name: str
    district: str | None
    province: str | None
    valid_from: date
    valid_to: date | None
    probability: float
    reasons: list[str]


class AddressPartsOut(ReadingOut):
    """`house` and `lanes` are the likeliest of `readings`."""

    input: str
    components: list[ComponentOut]
    orientation: str = Field(description="outer_first, inner_first or unknown")
    readings: list[ReadingOut]
    street: str
    building: str
    block: str
    floor: str
    flat: str
    hamlet: str
    group: str
    area: str
    places: list[NamedUnitOut]
    line: str | None = Field(description="The address written out; null where it is not decided")
    reasons: list[str]


class CommuneOut(Schema):
    """A commune on the day; `events` are the clauses that lead there, oldest first."""

    code: str
    name: str
    district: str | None
    province_code: str
    province: str
    probability: float
    reasons: list[str]
    events: list[str]


class ConvertedOut(AddressPartsOut):
    """All communes that the address may lie in; never one guess for a commune that was split."""

    as_of: date
    candidates: list[CommuneOut] = Field(
        description="Best first; what is missing to 1 is none of these"
    )
    ruled_out: list[CommuneOut]
    possible: list[CommuneOut] = Field(description="Where only a district is named")


class FoundDoorOut(Schema):
    """A registered door: what anybody may see of it."""

    identifier: str
    vpostcode: str | None
    line: str
    code: str | None = Field(description="The commune it lies in")
    name: str | None
    province: str | None
    probability: float
    reasons: list[str]
    lat: float | None
    lng: float | None
    synthetic: bool


class StreetOut(Schema):
    """A street, hamlet or building in one commune; `count` doors are on it."""

    name: str
    code: str | None
    line: str
    count: int


class SearchedOut(AddressPartsOut):
    """`candidates` are doors, best first; none where nothing in the registry is near enough."""

    as_of: date
    kind: str = Field(description="written, place, code, point, address (an identifier), nothing")
    candidates: list[FoundDoorOut]
    nearest: list[FoundDoorOut] = Field(
        description="Neighbours on the same street, where the very door is not registered"
    )
    streets: list[StreetOut]
    communes: list[CommuneOut] = Field(description="Those that the text alone leaves open")
    ruled_out: list[CommuneOut]
    possible: list[CommuneOut]
