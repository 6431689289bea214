"""Version 1: encode, decode, check and locate, for one point or many."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import numpy as np
from django.http import HttpRequest
from ninja import NinjaAPI, Path, Query
from ninja.renderers import JSONRenderer

from diaban import __version__
from diaban.engines import vpostcode
from diaban.spine.addresses.city_codes import Candidate, city_codes
from diaban.spine.addresses.looking_up import former_units
from diaban.spine.places.models import Unit
from diaban.web.api import answering
from diaban.web.api.addresses import add_addresses
from diaban.web.api.bulk import add_bulk
from diaban.web.api.changes import add_changes
from diaban.web.api.deliveries import add_deliveries
from diaban.web.api.evidence import add_evidence
from diaban.web.api.examples import add_examples
from diaban.web.api.keys import refuse_keys
from diaban.web.api.lists import add_lists
from diaban.web.api.measures import add_measures
from diaban.web.api.reading import add_reading
from diaban.web.api.refusing import refuse_in_words
from diaban.web.api.schemas import (
    CheckOut,
    CodeOut,
    EncodedPointOut,
    EncodeManyOut,
    EncodeOut,
    ErrorOut,
    LocateManyOut,
    LocateOut,
    PointsIn,
)
from diaban.web.api.targets import add_targets
from diaban.web.api.verification import add_verification
from diaban.web.api.webhooks import add_webhooks
from diaban.web.pages.days import require_known_day


class _Renderer(JSONRenderer):
    """Vietnamese as it is written, as the fast door answers too."""

    json_dumps_params: ClassVar = {"ensure_ascii": False}


class _Api(NinjaAPI):
    """Names each call by its function: clients made from the description are called so."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._described: dict[str, dict[str, Any]] = {}

    def get_openapi_operation_id(self, operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the description, made once: anybody may ask for it, and it takes a while."""
        prefix = path_prefix or self.get_root_path(path_params or {})
        if prefix not in self._described:
            made = super().get_openapi_schema(path_prefix=prefix)
            self._described[prefix] = add_examples(made)
        return self._described[prefix]


api = _Api(
    renderer=_Renderer(),
    title="Diaban",
    version=__version__,
    urls_namespace="api-v1",
    description=(
        "Address codes of a Vietnamese city: from a position to its code and back. Codes are "
        "computed (scheme vpostcode-2020), not official."
    ),
    docs_url=None,
)

_LAT = Query(
    ...,
    allow_inf_nan=False,
    ge=-90,
    le=90,
    description="Latitude, degrees WGS 84",
    examples=[21.028511],
)
_LNG = Query(
    ...,
    allow_inf_nan=False,
    ge=-180,
    le=180,
    description="Longitude, degrees WGS 84",
    examples=[105.854167],
)
_CODE = Query(..., description="As typed", examples=["11024 2VH3 CM3"])
_CODE_IN_PATH = Path(..., description="As typed; a tail too", examples=["110242VH3CM3"])
_AS_OF = Query(
    None, description="Day whose units and postal codes count, from 2025-01-01; today if absent"
)


refuse_in_words(api)
refuse_keys(api)
add_bulk(api)
add_addresses(api)
add_verification(api)
add_changes(api)
add_deliveries(api)
add_webhooks(api)
add_lists(api)
add_measures(api)
add_targets(api)
add_evidence(api)
add_reading(api)
_REFUSED_BODY = {400: ErrorOut, 422: ErrorOut}


@api.get("/encode", response={200: EncodeOut, 422: ErrorOut}, summary="Position to code")
def encode(request: HttpRequest, lat: float = _LAT, lng: float = _LNG, as_of: date | None = _AS_OF):
    codes = city_codes(require_known_day(as_of))
    found = codes.candidates(lat, lng)
    cell = vpostcode.cell_at(lat, lng)
    return {
        "vpostcode": found[0].vpostcode if len(found) == 1 and found[0].certain else None,
        "tail": cell.tail,
        "cell": answering.write_cell(cell),
        "candidates": [write_candidate(c) for c in found],
        "areas": codes.standing,
    }


@api.post(
    "/encode", response={200: EncodeManyOut, **_REFUSED_BODY}, summary="Many positions to codes"
)
def encode_many(request: HttpRequest, body: PointsIn):
    codes = city_codes(require_known_day(body.as_of))
    lat, lng = _columns(body)
    tails = vpostcode.write_tails(vpostcode.encode_tails(lat, lng))
    units = codes.areas.locate(lat, lng)
    return {
        "areas": codes.standing,
        "points": [
            _encoded(tail, codes.units.get(int(unit)), codes.postal_codes.get(int(unit)))
            for tail, unit in zip(tails, units, strict=True)
        ],
    }


def _encoded(tail: str, unit: Unit | None, postal_code: str | None) -> EncodedPointOut:
    return EncodedPointOut(
        vpostcode=postal_code + tail if postal_code else None,
        tail=tail,
        unit=unit.code if unit else None,
    )


@api.get(
    "/codes/{code}", response={200: CodeOut, 422: ErrorOut}, summary="Code to cell and its doors"
)
def read_code(request: HttpRequest, code: str = _CODE_IN_PATH):
    """The cell of a code, its commune, and the registered doors in it (public fields only)."""
    return answering.answer_code(code)


@api.get(
    "/check",
    response={200: CheckOut, 422: ErrorOut},
    summary="Can this code exist, and if not, what was meant?",
)
def check(request: HttpRequest, code: str = _CODE, as_of: date | None = _AS_OF):
    return answering.check_code(code, city_codes(require_known_day(as_of)))


@api.get(
    "/locate",
    response={200: LocateOut, 422: ErrorOut},
    summary="Position to unit, now and before July 2025",
)
def locate(request: HttpRequest, lat: float = _LAT, lng: float = _LNG, as_of: date | None = _AS_OF):
    day = require_known_day(as_of)
    codes = city_codes(day)
    found = codes.candidates(lat, lng)
    return {
        "areas": codes.standing,
        "as_of": day,
        "candidates": [write_candidate(c) for c in found],
        "former": [
            {"unit": f.unit, "probability": f.probability} for f in former_units(lat, lng, found)
        ],
    }


@api.post(
    "/locate", response={200: LocateManyOut, **_REFUSED_BODY}, summary="Many positions to units"
)
def locate_many(request: HttpRequest, body: PointsIn):
    day = require_known_day(body.as_of)
    codes = city_codes(day)
    units, shares = codes.areas.candidates(*_columns(body))
    return {
        "areas": codes.standing,
        "as_of": day,
        "points": [
            {
                "unit": codes.units[int(unit[0])].code if unit[0] else None,
                "probability": float(share[0]),
            }
            for unit, share in zip(units, shares, strict=True)
        ],
    }


def _columns(body: PointsIn) -> tuple[np.ndarray, np.ndarray]:
    points = np.array(body.points, dtype=np.float64).reshape(-1, 2)
    return np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])


def write_candidate(candidate: Candidate) -> dict[str, object]:
    return {
        "vpostcode": candidate.vpostcode or None,
        "postal_code": candidate.postal_code or None,
        "unit": candidate.unit,
        "probability": round(candidate.probability, 4),
        "certain": candidate.certain,
    }
