"""Makes a key and questions for courier_api.py, in one city's environment; prints JSON."""

from __future__ import annotations

import json
import random
import sys
from datetime import timedelta
from urllib.parse import urlencode

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django must be set up first

from diaban.spine.addresses.models import Address, CodeState  # noqa: E402
from diaban.spine.parties.api_clients import find_or_add_client  # noqa: E402
from diaban.spine.parties.api_keys import KeyTerms, make_key  # noqa: E402
from diaban.spine.parties.models import local_operator  # noqa: E402
from diaban.spine.places.units import city_communes, today  # noqa: E402
from diaban.web.api.answering import current_codes  # noqa: E402

ENOUGH = 1_000_000_000


def main() -> None:
    number = int(sys.argv[1])
    city = city_communes(today()).first().parent
    client = find_or_add_client(local_operator(), "benchmark", units=[city])
    terms = KeyTerms(
        frozenset({"read"}), timezone.now() + timedelta(days=2), ENOUGH, ENOUGH, ENOUGH
    )
    _, token = make_key(local_operator(), client, terms)
    doors = random_doors(number)
    answer = {
        "addresses": Address.objects.everywhere("benchmark").count(),
        "areas": current_codes().codes.standing.value,
        "token": token,
        "paths": {
            "lookup, code": [path("lookup", code=d.vpostcode) for d in doors],
            "lookup, identifier": [path("lookup", code=d.identifier) for d in doors],
            "verify, code": [path("verify", text=d.vpostcode) for d in doors],
            "verify, identifier": [path("verify", text=d.identifier) for d in doors],
            "verify, text": [
                path("verify", text=f"{d.public_line}, {d.commune.full_name}, Hà Nội")
                for d in doors
            ],
        },
    }
    json.dump(answer, sys.stdout)


def random_doors(number: int) -> list[Address]:
    """Return doors that have a code, a number and a street, drawn with a fixed seed."""
    last = Address.objects.everywhere("benchmark").order_by("-pk").first().pk
    drawn = random.Random(5).sample(range(1, last + 1), min(last, number * 4))
    rows = Address.objects.everywhere("benchmark").filter(
        parent__isnull=True, code_state=CodeState.CODED
    )
    found = []
    for start in range(0, len(drawn), 5_000):
        part = rows.filter(pk__in=drawn[start : start + 5_000]).select_related("commune")
        found += [door for door in part if door.house_number and door.street]
    return found[:number]


def path(call: str, **asked: str) -> str:
    return f"/api/v1/{call}?{urlencode(asked)}"


if __name__ == "__main__":
    main()
