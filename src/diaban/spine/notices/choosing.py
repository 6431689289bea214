"""Which addresses a mailing goes to."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from diaban.spine.addresses.models import Address, AddressQuerySet, CodeState, Life
from diaban.spine.fieldwork.models import Lot, LotDoor
from diaban.spine.notices.models import Notice, NoticeState
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today
from diaban.spine.plates.ordering import walking_order

COLLECTED, UNANSWERED, LOT, AGAIN = "collected", "unanswered", "lot", "again"
_BLANK = dict.fromkeys(("house_number", "lanes", "street", "building", "locality"), "")


def may_be_told(actor: User) -> AddressQuerySet:
    """Return the households with a code and a written address that hold no standing letter."""
    seen = Address.objects.visible_to(actor).present().households()
    coded = seen.filter(code_state=CodeState.CODED)
    coded = coded.exclude(vpostcode="", official_code="")
    # a flat is found by the line of its building
    lined = coded.exclude(Q(**_BLANK) & (Q(parent=None) | Q(**_of_parent())))
    standing = Notice.objects.filter(
        address=OuterRef("pk"), state=NoticeState.ISSUED, mailing__answer_by__gte=today()
    )
    return lined.filter(~Exists(standing))


def choose(actor: User, unit: Unit, choice: str, lot: Lot | None = None) -> AddressQuerySet:
    """Return the households of a commune that a choice means.

    ``collected``: visited and not told yet; ``unanswered``: told, and the letter has expired or
    come back; ``lot``: of the doors of a lot and the flats in them, whoever was not told yet.
    """
    rows = may_be_told(actor).filter(commune=unit)
    if choice == UNANSWERED:
        told = Notice.objects.filter(address=OuterRef("pk"))
        answered = told.filter(state=NoticeState.ANSWERED)
        return rows.filter(Exists(told), ~Exists(answered), life__lt=Life.CONFIRMED)
    if choice == LOT and lot is not None:
        doors = LotDoor.objects.filter(lot=lot).values("address")
        rows = rows.filter(Q(pk__in=doors) | Q(parent__in=doors))
        return rows.filter(life__lt=Life.NOTIFIED)
    if choice == COLLECTED:
        return rows.filter(life=Life.COLLECTED)
    raise ValueError(choice)


def waiting_for_a_code(actor: User, unit: Unit) -> int:
    """Count the households that were visited, and whose letter waits until the next coding run."""
    seen = Address.objects.visible_to(actor).present().households().filter(commune=unit)
    return seen.filter(code_state=CodeState.DUE, life=Life.COLLECTED).count()


def in_walking_order(rows: AddressQuerySet) -> list[int]:
    """Return their numbers in the order in which a person walks the doors, flats with theirs."""
    told = rows.values_list(
        "pk", "street", "lanes", "house_number", "parent__street", "parent__lanes",
        "parent__house_number", "unit",
    )  # fmt: skip
    places = {
        pk: (*walking_order(None, *(own if any(own) else _texts(theirs))), unit.casefold())
        for pk, *own_and_theirs, unit in told
        for own, theirs in [(own_and_theirs[:3], own_and_theirs[3:])]
    }
    return sorted(places, key=lambda pk: (places[pk], pk))


def _texts(values: list[str | None]) -> list[str]:
    return [value or "" for value in values]


def _of_parent() -> dict[str, str]:
    return {f"parent__{name}": "" for name in _BLANK}
