"""Everything held of one person as JSON, written as it is read: there may be many rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from diaban.spine.addresses import identifiers
from diaban.spine.parties.models import User
from diaban.spine.parties.people import subject_of
from diaban.spine.places.models import Charge
from diaban.spine.privacy.holdings import Holding, every_holding

_AT_ONCE = 2_000
# the registry's own numbers are told as the identifiers that people know
_ADDRESSES = frozenset({"address_id", "first_id", "second_id"})


def tell_person(person: User) -> Iterator[str]:
    """Yield the pieces of one JSON document; passwords and secrets are in none of them."""
    head = {"told_at": timezone.now().isoformat(), "account": _account(person)}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "held": ['
    for number, holding in enumerate(every_holding()):
        yield from _tell_holding(person, holding, first=number == 0)
    yield "]}\n"


def _account(person: User) -> dict[str, Any]:
    charges = Charge.ever.filter(user=person).select_related("unit")
    return {
        "subject": subject_of(person),
        "username": person.username,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "role": person.role,
        "administrator": person.is_administrator,
        "active": person.is_active,
        "joined_at": _plain(person.joined_at),
        "last_login": _plain(person.last_login),
        "territory": [
            {"unit": c.unit.full_name, "from": _plain(c.valid_from), "to": _plain(c.valid_to)}
            for c in charges
        ],
    }


def _tell_holding(person: User, holding: Holding, first: bool) -> Iterator[str]:
    about = {
        "what": holding.name, "vi": holding.vi, "en": holding.en,
        "kept": holding.kept, "erased": holding.erased,
    }  # fmt: skip
    yield ("" if first else ",") + "\n" + json.dumps(about, ensure_ascii=False)[:-1]
    yield ', "rows": ['
    rows = holding.rows_of(person).values_list(*holding.tells)
    for number, row in enumerate(rows.iterator(_AT_ONCE)):
        told = {name: _tell(name, value) for name, value in zip(holding.tells, row, strict=True)}
        yield ("," if number else "") + json.dumps(told, ensure_ascii=False, default=str)
    yield "]}"


def _tell(name: str, value: Any) -> Any:
    if name in _ADDRESSES and value is not None:
        return identifiers.write(value)
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
