"""Addresses as the rows behind a figure: to people in charge, and to other systems."""

from __future__ import annotations

from diaban.engines import vpostcode
from diaban.spine.addresses.joining import roots_of
from diaban.spine.addresses.models import Address
from diaban.spine.addresses.public_doors import PublicDoor, read_doors
from diaban.spine.addresses.searching import territory_of
from diaban.spine.figures.declaring import RowTold
from diaban.spine.parties.models import User


def tell_addresses(actor: User, numbers: list[int]) -> dict[int, RowTold]:
    """Tell those of the addresses that lie in the actor's charge."""
    rows = Address.objects.visible_to(actor).filter(pk__in=numbers)
    return {address.pk: _tell(address) for address in rows}


def tell_doors(actor: User, numbers: list[int]) -> dict[int, RowTold]:
    """Tell each record by the door that answers for it now: never a flat or a household."""
    rows = Address.objects.everywhere("the records behind a figure").filter(pk__in=numbers)
    tops = {number: parent or number for number, parent in rows.values_list("pk", "parent_id")}
    roots = roots_of(tops.values()) if tops else {}
    answering = {number: roots.get(top, top) for number, top in tops.items()}
    doors = read_doors(set(answering.values()), territory_of(actor))
    return {number: _tell_door(doors[door]) for number, door in answering.items() if door in doors}


def _tell(address: Address) -> RowTold:
    line = ", ".join(filter(None, (address.public_line, address.unit)))
    code = vpostcode.format_code(address.vpostcode) if address.vpostcode else ""
    return RowTold(
        title=line or address.identifier,
        identifier=address.identifier,
        place=address.commune_id,
        lat_e7=address.lat_e7,
        lng_e7=address.lng_e7,
        note_vi=code or "chưa có mã",
        note_en=code or "no code yet",
        page="look_up",
        query={"q": address.identifier},
    )


def _tell_door(door: PublicDoor) -> RowTold:
    return RowTold(title=door.line, identifier=door.identifier, place=door.commune)
