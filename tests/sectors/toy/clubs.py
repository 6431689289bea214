"""Clubs: an organisation whose source holds what the toy knows of it, as JSON."""

import json
from collections.abc import Iterable
from typing import Any

from diaban.spine.parties.models import Organisation
from diaban.spine.parties.territory import in_charge

SIGN = "toy-club"


def put_club(name: str, unit=None, **facts: Any) -> Organisation:
    """Keep a club with ``lat_e7``, ``lng_e7`` and whether it is ``open``."""
    told = json.dumps({"sign": SIGN, **facts}, sort_keys=True)
    return Organisation.objects.create(name=name, unit=unit, source=told)


def every_club():
    return Organisation.objects.filter(source__contains=SIGN).order_by("pk")


def clubs_of(actor):
    if not actor.is_authenticated:
        return every_club().none()
    return every_club() if actor.sees_whole_city else every_club().filter(in_charge(actor, "unit"))


def facts_of(club: Organisation) -> dict[str, Any]:
    return json.loads(club.source)


def frame_rows(clubs: Iterable[Organisation]) -> list[dict[str, Any]]:
    return [{"id": club.pk, "unit": club.unit_id, "name": club.name, **facts_of(club)}
            for club in clubs]  # fmt: skip
