"""The commune that an address bar asks for, by its five digits."""

from __future__ import annotations

import re
from datetime import date

from django.http import Http404

from diaban.spine.places.models import Unit
from diaban.spine.places.units import city_communes

NO_COMMUNE = "none"
_UNIT_CODE = re.compile("[0-9]{5}")


def commune_asked(code: str, as_of: date) -> Unit | None:
    """Return the commune in force on the day; None for any or for none of them.

    Raises Http404 for what is no commune. Only digits reach the database: PostgreSQL fails on NUL.
    """
    if code in {"", NO_COMMUNE}:
        return None
    unit = city_communes(as_of).filter(code=code).first() if _UNIT_CODE.fullmatch(code) else None
    if unit is None:
        raise Http404
    return unit
