"""What verify, lookup and reverse answer."""

from __future__ import annotations

from datetime import date

from ninja import Field, Schema

_TAKEN = "unknown, gnss, plan, imagery, street, open_map, or pointed: by hand on the map"


class CommuneNameOut(Schema):
    code: str
    name: str
    province: str | None


class PublicDoorOut(Schema):
    """A registered door or building: never a flat, a household or a person."""

    identifier: str = Field(description="Permanent: keep this in your system, not the code")
    vpostcode: str | None
    line: str = Field(description="House number, lane, street, building, hamlet")
    house_number: str
    lanes: str
    street: str
    building: str
    locality: str
    commune: CommuneNameOut | None
    lat: float | None
    lng: float | None
    accuracy_metres: float | None = Field(description="Null where nobody stated it")
    position_source: str = Field(description=_TAKEN)
    synthetic: bool


class DifferenceOut(Schema):
    """A part that is written otherwise than it is registered; `reason` for programs."""

    part: str
    written: str
    registered: str
    reason: str


class EntranceOut(Schema):
    """Where to go in. `source` is registry, or deliveries where two couriers agreed on the point.

    Of these, half of the `deliveries` lay within `accuracy_metres`.
    """

    lat: float
    lng: float
    accuracy_metres: float | None
    source: str
    position_source: str | None = Field(
        description="How the registry's point was taken; null of deliveries"
    )
    deliveries: int | None


class RiskOut(Schema):
    """The share of deliveries within two years that failed, whatever the cause.

    `share` and the interval (Wilson's, 95 %) count one courier for five deliveries at most, so
    that none outweighs another; `failed` and `deliveries` are what was reported.
    """

    share: float
    low: float
    high: float
    failed: int
    deliveries: int


class VerifyOut(Schema):
    """`verdict` is real, near or unknown; `spelled_so`: registered exactly as it was written.

    `address` is the door that was meant or is nearest, null where several share a code: they are
    then among `others`.
    """

    asked: str = Field(description="written, code or identifier")
    verdict: str
    spelled_so: bool
    probability: float
    reasons: list[str]
    registered: str | None = Field(description="The registered spelling, with the commune")
    differences: list[DifferenceOut]
    address: PublicDoorOut | None
    entrances: list[EntranceOut]
    life: str | None = Field(
        description="candidate, collected, notified, confirmed or certified; only for your ground"
    )
    last_confirmed_on: date | None = Field(
        description="Last day on which somebody was at the door or answered for it"
    )
    risk: RiskOut | None = Field(
        description="Measured risk of a failed delivery; null, which is unknown, before five "
        "deliveries by two couriers, or by one on five days"
    )
    others: list[PublicDoorOut]


class LookupOut(Schema):
    """`addresses`: one for an identifier, those of the cell for a code."""

    asked: str
    addresses: list[PublicDoorOut]
    answers_for: str | None = Field(
        description="The identifier that was asked for, where another address answers for it now"
    )


class NearDoorOut(PublicDoorOut):
    metres: float


class ReverseOut(Schema):
    """The nearest doors first; none within the distance: an empty list."""

    doors: list[NearDoorOut]
