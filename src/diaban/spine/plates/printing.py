"""Printing the queue: a run takes plates, writes down what they say, and they count as issued."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from diaban.spine.addresses.models import Address, LapsedCode
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.plates.models import Plate, PlateQuerySet, PlateState, PlateStep, Printing
from diaban.spine.plates.ordering import walking_order

_SAID = ("state", "changed_at", "printing", "place_in_run", "code", "official", "sample", "door",
         "rest", "place")  # fmt: skip


@dataclass(frozen=True)
class Site:
    """Where plates lead: scheme and host. Without a public one only samples are printed."""

    address: str
    is_public: bool


def print_plates(waiting: PlateQuerySet, size: str, site: Site, actor: User, most: int) -> Printing:
    """Take up to ``most`` plates off the queue, in the order in which a person walks the doors."""
    with transaction.atomic():
        chosen = _choose(waiting, most)
        printing = Printing.objects.create(
            size=size, actor=actor, site=site.address, sample=not site.is_public
        )
        now = timezone.now()
        for place, plate in enumerate(chosen):
            _write_down(plate, place, printing)
            plate.changed_at = now
        Plate.objects.bulk_update(chosen, _SAID, batch_size=500)
        PlateStep.objects.bulk_create(
            [PlateStep(plate=p, state=PlateState.ISSUED, at=now, actor=actor) for p in chosen]
        )
        facts = {"count": len(chosen), "size": size, "sample": printing.sample}
        record(actor, "plates.printed", f"printing:{printing.pk}", facts)
    return printing


def _choose(waiting: PlateQuerySet, most: int) -> list[Plate]:
    """Return the plates of the first doors on the walk; only the chosen ones are read whole."""
    told = waiting.values_list(
        "pk", "address__commune__sort_key", "address__street", "address__lanes",
        "address__house_number",
    )  # fmt: skip
    places = {row[0]: walking_order(*row[1:]) for row in told}
    first = sorted(places, key=places.__getitem__)[:most]
    # two people who print at once must not print one plate twice
    held = Plate.objects.select_for_update(of=("self",)).filter(state=PlateState.ORDERED)
    whole = held.select_related("address__commune").in_bulk(first)
    return [whole[number] for number in first if number in whole]


def _write_down(plate: Plate, place: int, printing: Printing) -> None:
    address = plate.address
    plate.state = PlateState.ISSUED
    plate.printing = printing
    plate.place_in_run = place
    plate.code, plate.official = code_of(address)
    plate.sample = printing.sample or address.synthetic
    plate.door, plate.rest = lines_of(address)
    plate.place = address.commune.full_name if address.commune else ""


def code_of(address: Address) -> tuple[str, bool]:
    """Return the code that a plate shows, and whether it is an official one."""
    if address.official_code:
        return address.official_code, True
    return address.vpostcode, False


def earlier_codes(address: Address) -> list[LapsedCode]:
    """Return the codes that old plates of this door may show, the last one first."""
    return list(address.lapsed_codes.order_by("-valid_to", "code"))


def lines_of(address: Address) -> tuple[str, str]:
    """Return the public line in two: house number and lanes; street, building and hamlet."""
    door = " ".join(part for part in (address.house_number, address.lanes) if part)
    rest = ", ".join(p for p in (address.street, address.building, address.locality) if p)
    return door, rest
