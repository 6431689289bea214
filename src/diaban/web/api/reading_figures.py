"""Who may read exact figures of which ground: whoever signed in at an office, or a key for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from diaban.spine.addresses.searching import territory_of
from diaban.spine.parties.api_keys import Scope
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Unit
from diaban.spine.places.units import CITY, today
from diaban.web.api.keys import KeyRefusedError, require_key
from diaban.web.pages.days import require_known_day

_OFFICE = frozenset({Role.DEPARTMENT, Role.AUDITOR, Role.COMMUNE})


@dataclass(frozen=True)
class FigureReader:
    """``territory``: units by row number, None for the whole city and what lies nowhere known."""

    actor: User
    territory: frozenset[int] | None

    @property
    def ground(self) -> str:
        return "city" if self.territory is None else "charge"

    def sees(self, unit: int | None) -> bool:
        return self.territory is None or unit in self.territory


def figure_reader(request: HttpRequest) -> FigureReader | None:
    """Return who reads exact figures; None for whoever reads what is published alone."""
    if request.admitted is not None:
        held = request.admitted.held
        if Scope.FIGURES not in held.scopes:
            return None
        return _of(held.client, held.territory)
    user = request.user
    if not user.is_authenticated or user.role not in _OFFICE:
        return None
    return _of(user, territory_of(user))


def require_figure_reader(request: HttpRequest) -> FigureReader:
    """Return who reads exact figures. Raises KeyRefusedError for anybody else."""
    if request.admitted is not None:
        require_key(request, Scope.FIGURES)
    found = figure_reader(request)
    if found is None:
        raise KeyRefusedError("key_missing")
    return found


def _of(actor: User, territory: frozenset[int] | None) -> FigureReader:
    has_city = territory is not None and Unit.objects.filter(code=CITY, pk__in=territory).exists()
    return FigureReader(actor, None if has_city else territory)


def day_asked(as_of: date | None) -> date:
    """Return the day, today for none. Raises DayError for one of which nothing is known."""
    return require_known_day(as_of) if as_of else today()
