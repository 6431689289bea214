"""What lies in somebody's charge: the one rule that every query of a unit's rows goes through."""

from __future__ import annotations

from django.db.models import Q


def in_charge(actor, path: str = "") -> Q:
    """Write the condition that the commune found by ``path`` is in the actor's charge.

    Without a path the rows are units themselves. Whoever has a province or a district in charge has
    the communes in it.
    """
    units = actor.charges.values("unit_id")
    if not path:
        return Q(pk__in=units) | Q(parent__in=units)
    return Q(**{f"{path}__in": units}) | Q(**{f"{path}__parent__in": units})


def has_in_charge(actor, unit) -> bool:
    """Return whether one unit is in the actor's charge, by itself or with what it lies in."""
    return actor.charges.filter(unit__in=[unit.pk, unit.parent_id]).exists()
