"""Written addresses, one at a time: read into parts, carried to the communes of a day."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.http import HttpRequest
from ninja import NinjaAPI, Query

from diaban.exchange.cleaning import telling
from diaban.exchange.cleaning.searching import tell_search
from diaban.spine.addresses.commune_evidence import commune_evidence
from diaban.spine.places.units import today
from diaban.web.api.address_schemas import AddressPartsOut, ConvertedOut, SearchedOut
from diaban.web.api.bulk_answers import LONGEST_ADDRESS
from diaban.web.api.schemas import ErrorOut
from diaban.web.pages.days import require_addressed_day

_TEXT = Query(
    ...,
    max_length=LONGEST_ADDRESS,
    description=f"The address as it is written, at most {LONGEST_ADDRESS:,} characters",
    examples=["12 Hàng Bông, phường Hàng Gai, quận Hoàn Kiếm, Hà Nội"],
)
_AS_OF = Query(None, description="Day whose communes are wanted, from 2018-01-01; today if absent")

_POINT = "of the door, if known, with the other one: it decides between communes"
_LAT = Query(None, ge=-90, le=90, description=f"Latitude {_POINT}")
_LNG = Query(None, ge=-180, le=180, description=f"Longitude {_POINT}")


def add_addresses(api: NinjaAPI) -> None:
    """Add GET /parse, /convert and /search."""
    api.get(
        "/parse",
        response={200: AddressPartsOut, 422: ErrorOut},
        summary="Written address to its parts",
    )(parse)
    api.get(
        "/convert",
        response={200: ConvertedOut, 422: ErrorOut},
        summary="Written address to the communes of a day",
    )(convert)
    api.get(
        "/search",
        response={200: SearchedOut, 422: ErrorOut},
        summary="Whatever was typed to registered doors",
    )(search)


def parse(request: HttpRequest, text: str = _TEXT):
    return telling.tell_address(telling.read_address(text))


def convert(
    request: HttpRequest,
    text: str = _TEXT,
    as_of: date | None = _AS_OF,
    lat: float | None = _LAT,
    lng: float | None = _LNG,
):
    day = require_addressed_day(as_of)
    address = telling.read_address(text)
    point = (lat, lng) if lat is not None and lng is not None else None
    ask = partial(commune_evidence, as_of=day, point=point)
    return telling.tell_conversion(address, telling.convert_address(address, day, ask), day)


def search(request: HttpRequest, text: str = _TEXT):
    return tell_search(text, request.user, today())
