"""To whom an address of the site is open, and of what ground it tells: the words of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from diaban.spine.parties.models import Role

VISITOR = "visitor"
ADMINISTRATOR = "administrator"
ROLES: tuple[str, ...] = (
    VISITOR,
    Role.PUBLIC,
    Role.API_CLIENT,
    Role.COLLECTOR,
    Role.OPERATOR,
    Role.COMMUNE,
    Role.AUDITOR,
    Role.DEPARTMENT,
)


class Territory(StrEnum):
    """Of what ground an address tells those whom it is open to."""

    OPEN = "open"  # what is public: codes, units, a door's number, street and entrance
    CHARGE = "charge"  # what lies in their charge; the whole city for department and auditor
    CITY = "city"  # the whole city: only for those who see it
    OWN = "own"  # what is theirs: their account, their files, their acts


@dataclass(frozen=True)
class Rule:
    """To whom an address is open, of what ground it tells them, and what one does there."""

    roles: frozenset[str]
    territory: Territory
    does: str


ANYBODY = frozenset(ROLES)
SIGNED_IN = ANYBODY - {VISITOR}
DEPARTMENT = frozenset({Role.DEPARTMENT})
CITY = DEPARTMENT | {Role.AUDITOR}
OFFICE = CITY | {Role.COMMUNE}
DECIDING = DEPARTMENT | {Role.COMMUNE}
FIELD = DECIDING | {Role.COLLECTOR}
ADMINISTRATORS = frozenset({ADMINISTRATOR})
