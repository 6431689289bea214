"""A point, or a commune, as the row behind a figure."""

from __future__ import annotations

from diaban.sectors.post.models import Point, Statement
from diaban.spine.figures.declaring import RowTold
from diaban.spine.parties.models import User
from diaban.spine.parties.territory import in_charge
from diaban.spine.places.models import Unit
from diaban.spine.places.units import city_communes, today


def tell_points(actor: User, numbers: list[int]) -> dict[int, RowTold]:
    """Tell those of the points that somebody may see."""
    rows = Point.objects.visible_to(actor).filter(pk__in=numbers)
    return {
        point.pk: RowTold(
            title=point.name or point.identifier, identifier=point.identifier,
            place=point.commune_id, lat_e7=point.lat_e7, lng_e7=point.lng_e7,
            note_vi=point.address_text, note_en=point.address_text, page="post_point",
            parts={"number": point.pk},
        )
        for point in rows
    }  # fmt: skip


def tell_communes(actor: User, numbers: list[int]) -> dict[int, RowTold]:
    rows = city_communes(today()).filter(pk__in=numbers)
    return {unit.pk: _commune(unit) for unit in _seen(rows, actor)}


def recorded_by(actor: User, numbers: list[int]) -> set[int]:
    """Return of which of these points somebody said anything themselves."""
    said = Statement.objects.filter(actor=actor, point__in=numbers)
    return set(said.values_list("point_id", flat=True))


def _seen(rows, actor: User):
    return rows if actor.sees_whole_city else rows.filter(in_charge(actor))


def _commune(unit: Unit) -> RowTold:
    return RowTold(
        title=unit.full_name, identifier=unit.code, place=unit.pk, page="post_points",
        query={"commune": unit.code},
    )  # fmt: skip
