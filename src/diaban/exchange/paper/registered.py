"""Plates of the registry as the text that paper shows."""

from __future__ import annotations

from diaban.exchange.paper.plates import PlateText, short_link
from diaban.spine.plates.models import Plate, Printing


def text_of(plate: Plate, site: str) -> PlateText:
    """Return what a printed plate says; ``site`` is the scheme and host that its QR leads to."""
    identifier = plate.address.identifier
    return PlateText(
        door=plate.door,
        rest=plate.rest,
        place=plate.place,
        code=plate.code,
        identifier=identifier,
        link=short_link(site, identifier),
        official=plate.official,
        sample=plate.sample,
    )


def texts_of(printing: Printing) -> list[PlateText]:
    """Return the plates of a run in the order in which it printed them."""
    plates = printing.plates.select_related("address").order_by("place_in_run")
    return [text_of(plate, printing.site) for plate in plates]
