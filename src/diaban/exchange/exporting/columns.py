"""The columns of an address list, and who may have which (DESIGN §8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from diaban.spine.addresses import identifiers
from diaban.spine.addresses.models import (
    Address,
    AddressQuerySet,
    CodeBasis,
    CodeState,
    Life,
    PositionSource,
)
from diaban.spine.parties.models import Role, User

# house number, street and entrance point are public; household, flat and state are not
_TRUSTED = frozenset({Role.DEPARTMENT, Role.COMMUNE, Role.COLLECTOR, Role.AUDITOR})


@dataclass(frozen=True)
class Column:
    """``path`` is the field read from the database; ``write`` turns its value into a cell.

    ``short`` is the name where ten letters are all there is; ``kind`` the type of its cells.
    """

    name: str
    path: str
    write: Callable[[Any], Any] = lambda value: value
    is_public: bool = True
    short: str = ""
    kind: type = str


def _name(choices: Any) -> Callable[[Any], str]:
    names = {choice.value: choice.name.lower() for choice in choices}
    return lambda value: names.get(value, "")


def _degrees(e7: int | None) -> float | None:
    return None if e7 is None else e7 / 1e7


COLUMNS: tuple[Column, ...] = (
    Column("identifier", "id", identifiers.write),
    Column("vpostcode", "vpostcode"),
    Column("official_code", "official_code", short="off_code"),
    Column("digital_address", "digital_address", short="digital"),
    Column("house_number", "house_number", short="house_no"),
    Column("lanes", "lanes"),
    Column("street", "street"),
    Column("locality", "locality"),
    Column("building", "building"),
    Column("unit", "unit", is_public=False),
    Column("commune_code", "commune__code", short="comm_code"),
    Column("commune", "commune__name"),
    Column("former_commune_code", "former__code", short="form_code"),
    Column("former_commune", "former__name", short="former"),
    Column("lat", "lat_e7", _degrees, kind=float),
    Column("lng", "lng_e7", _degrees, kind=float),
    Column("accuracy_metres", "accuracy_metres", short="accuracy_m", kind=float),
    Column("position_source", "position_source", _name(PositionSource), short="pos_source"),
    Column("is_household", "is_household", is_public=False, short="household", kind=bool),
    Column("life", "life", _name(Life), is_public=False),
    Column("code_state", "code_state", _name(CodeState), is_public=False),
    Column("synthetic", "synthetic", kind=bool),
    Column(
        "code_status",
        "vpostcode",
        lambda code: "computed" if code else "",
        short="code_stat",
    ),
    Column("code_basis", "code_basis", _name(CodeBasis)),
)


def permitted_columns(actor: User) -> tuple[Column, ...]:
    """Return the columns that an actor's role may see."""
    if actor.role in _TRUSTED:
        return COLUMNS
    return tuple(column for column in COLUMNS if column.is_public)


def permitted_addresses(actor: User, addresses: AddressQuerySet | None = None) -> AddressQuerySet:
    """Return the addresses an actor may have: each door once, under the one that answers for it.

    Flats, and what was retired, only with trust.
    """
    within = Address.objects.visible_to(actor).present()
    if addresses is not None:
        within = within.filter(pk__in=addresses.values("pk"))
    if actor.role not in _TRUSTED:
        # without the column that says so, a door that is gone would look like a living one
        within = within.filter(parent__isnull=True).exclude(life=Life.RETIRED)
    return within.order_by("id")
