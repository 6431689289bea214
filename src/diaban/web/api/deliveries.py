"""Couriers say how deliveries ended; unknown fields are refused, so that no person slips in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema
from pydantic import ConfigDict, model_validator

from diaban.spine.deliveries.taking import MOST_DELIVERIES, Report, Taken, take_deliveries
from diaban.spine.parties.api_keys import Scope
from diaban.web.api.keys import require_key
from diaban.web.api.refusing import refuse_plainly
from diaban.web.api.schemas import ErrorOut, Latitude, Longitude

_REFUSALS = {
    "not_registered": (
        "Không có địa chỉ này trong địa bàn của khóa API. Hỏi lại bằng /api/v1/verify.",
        "There is no such address on the key's ground. Ask /api/v1/verify again.",
    ),
    "time": (
        "Giờ giao phải trong vòng một năm qua và không ở tương lai.",
        "The time must lie within the last year and not in the future.",
    ),
    "reference_taken": (
        "Mã tham chiếu này đã dùng cho một lần giao khác. Dùng mã mới.",
        "This reference stands for another delivery. Use a new one.",
    ),
}
Reference = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9._:\-]{1,64}$",
        description="Your own number of the delivery, no name and no telephone number: sent "
        "again it changes nothing. Only its digest is kept",
        examples=["2026-03-02-000817"],
    ),
]


class DeliveryIn(Schema):
    """One delivery. No field holds anything of a person; other fields are refused."""

    model_config = ConfigDict(extra="forbid")

    reference: Reference
    identifier: str = Field(
        min_length=9, max_length=20, description="Of the address", examples=["VXD3-JD06-Q"]
    )
    outcome: Literal["found", "wrong_place", "not_found", "closed", "refused"] = Field(
        examples=["found"]
    )
    happened_at: datetime | None = Field(
        None, description="Now if absent", examples=["2026-03-02T15:04:05+07:00"]
    )
    lat: Latitude | None = Field(
        None, description="Where you went in, with lng", examples=[21.028511]
    )
    lng: Longitude | None = Field(None, examples=[105.854167])

    @model_validator(mode="after")
    def both_or_none(self):
        """Refuse half a position."""
        if (self.lat is None) != (self.lng is None):
            raise ValueError("lat and lng belong together")
        return self


class DeliveriesIn(Schema):
    model_config = ConfigDict(extra="forbid")

    deliveries: list[DeliveryIn] = Field(min_length=1, max_length=MOST_DELIVERIES)


class TakenOut(Schema):
    """`result` is taken, again (it was here before) or refused; then with the reason in words."""

    reference: str
    result: str
    reason: str | None
    vi: str | None
    en: str | None


class DeliveriesOut(Schema):
    """In the order in which they were sent."""

    deliveries: list[TakenOut]


_REFUSED = dict.fromkeys((400, 401, 403, 422, 429), ErrorOut)


def add_deliveries(api: NinjaAPI) -> None:
    """Add POST /deliveries and /deliveries/batch."""
    api.post(
        "/deliveries",
        response={200: TakenOut, 404: ErrorOut, 409: ErrorOut, **_REFUSED},
        summary="How a delivery ended",
    )(report_delivery)
    api.post(
        "/deliveries/batch",
        response={200: DeliveriesOut, **_REFUSED},
        summary="How many deliveries ended",
    )(report_deliveries)


def report_delivery(request: HttpRequest, body: DeliveryIn):
    """Take one report; one that was here before is answered alike."""
    held = require_key(request, Scope.DELIVERIES)
    [taken] = take_deliveries(held.key, [_report(body)], held.territory)
    if taken.result == "refused":
        return _refuse(taken)
    return _write(taken)


def report_deliveries(request: HttpRequest, body: DeliveriesIn):
    """Take up to 1,000 reports; one that is refused does not hold up the others."""
    held = require_key(request, Scope.DELIVERIES)
    reports = [_report(one) for one in body.deliveries]
    taken = take_deliveries(held.key, reports, held.territory)
    return {"deliveries": [_write(one) for one in taken]}


def _report(body: DeliveryIn) -> Report:
    return Report(**body.model_dump())


def _write(taken: Taken) -> dict[str, str | None]:
    vi, en = _REFUSALS.get(taken.reason, (None, None))
    told = {"reference": taken.reference, "result": taken.result}
    return {**told, "reason": taken.reason or None, "vi": vi, "en": en}


def _refuse(taken: Taken) -> HttpResponse:
    status = {"not_registered": 404, "reference_taken": 409}.get(taken.reason, 422)
    return refuse_plainly(status, taken.reason, *_REFUSALS[taken.reason])
