"""The server side of the phones' contract, kept in memory, with the faults of a bad network."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from diaban.web.urls import handler404, handler500
from diaban.web.urls import urlpatterns as real_patterns

__all__ = ["handler404", "handler500"]

# a door stands every 9 m along Phố Thử
STEP_DEGREES = 8e-5
_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)")


@dataclass
class Office:
    """What the office gave out and has received."""

    doors: int = 12
    lots: dict[int, dict[str, Any]] = field(default_factory=dict)
    captures: dict[str, dict[str, Any]] = field(default_factory=dict)
    photos: dict[str, bytearray] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    sendings: list[int] = field(default_factory=list)
    refuse: Callable[[dict[str, Any]], dict[str, Any] | None] = lambda one: None
    dispute: Callable[[dict[str, Any]], dict[str, Any] | None] = lambda one: None
    # what goes wrong with each of the next sendings: "lost" keeps them and says nothing
    faults: list[str] = field(default_factory=list)
    signed_out: bool = False

    @property
    def outcomes(self) -> list[str]:
        return [one["outcome"] for one in sorted(self.captures.values(), key=lambda c: c["seq"])]


office = Office()


def open_lot(number: int, name: str, doors: int, at: tuple[float, float]) -> None:
    """Give out a lot of doors on both sides of a street."""
    lat, lng = at
    east = lng + STEP_DEGREES * doors / 2
    ring = [(lng, lat), (east, lat), (east, lat + 2e-4), (lng, lat + 2e-4), (lng, lat)]
    office.lots[number] = {
        "lot": {
            "id": number,
            "name": name,
            "version": 1,
            "area": {"type": "Polygon", "coordinates": [ring]},
        },
        "doors": [
            {
                "id": f"D{number}-{order}",
                "order": order,
                "lat": lat + (order % 2) * 2e-4,
                "lng": lng + (order // 2) * STEP_DEGREES,
                "line": f"{order} Phố Thử",
                "house_number": str(order),
                "lanes": "",
                "street": "Phố Thử",
                "building": "",
                "households": None,
                "state": "waiting",
                "at": None,
            }
            for order in range(1, doors + 1)
        ],
    }


def lots_file(request: HttpRequest) -> HttpResponse:
    if office.signed_out:
        return HttpResponse(status=403)
    rows = [
        {**one["lot"], "doors": len(one["doors"]), "done": 0, "synthetic": True}
        for one in office.lots.values()
    ]
    return JsonResponse({"now": 0, "lots": rows})


def lot_file(request: HttpRequest, number: int) -> HttpResponse:
    return JsonResponse(office.lots[number])


def sync(request: HttpRequest) -> HttpResponse:
    fault = office.faults.pop(0) if office.faults else ""
    if office.signed_out:
        return HttpResponse(status=403)
    if fault == "busy":
        return HttpResponse(status=503)
    sent = json.loads(request.body)["captures"]
    office.sendings.append(len(sent))
    answer: dict[str, list[Any]] = {"taken": [], "again": [], "refused": [], "conflicts": []}
    for one in sent:
        if refusal := office.refuse(one):
            answer["refused"].append({"key": one["key"], **refusal})
            continue
        answer["again" if one["key"] in office.captures else "taken"].append(one["key"])
        office.captures.setdefault(one["key"], one)
        if dispute := office.dispute(one):
            answer["conflicts"].append({"key": one["key"], "door": one["door"], **dispute})
    if fault == "lost":
        return HttpResponse(status=504)
    return JsonResponse({"now": 0, **answer})


def photo(request: HttpRequest, key: str) -> HttpResponse:
    first, last, size = _RANGE.fullmatch(request.headers["Content-Range"]).groups()
    held = office.photos.setdefault(key, bytearray())
    office.sizes[key] = int(size)
    if first is not None and int(first) == len(held):
        piece = request.read(int(request.headers["Content-Length"]))
        assert len(piece) == int(last) - int(first) + 1
        held += piece
    return JsonResponse({"received": len(held), "size": int(size), "whole": len(held) == int(size)})


urlpatterns = [
    path("field/lots.json", lots_file, name="field_lots"),
    path("field/lots/<int:number>.json", lot_file, name="field_lot_file"),
    path("field/sync/", sync, name="field_sync"),
    path("field/photos/<str:key>", photo, name="field_photo"),
    *real_patterns,
]
