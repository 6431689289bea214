"""Which addresses a commune may certify now, and what is known of each, side by side."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q

from diaban.spine.addresses.models import (
    Act,
    Address,
    AddressQuerySet,
    CodeState,
    Life,
    Observation,
    PositionSource,
    PostalQuality,
)
from diaban.spine.certification.models import Hold
from diaban.spine.fieldwork.models import Capture, Conflict, Effect, Outcome
from diaban.spine.notices.models import Answer, AnswerState, Kind
from diaban.spine.parties.models import User
from diaban.spine.places.distances import metres_between
from diaban.spine.places.models import Unit

PARTS = ("house_number", "lanes", "street", "locality", "building", "unit")
# of a door that nobody has confirmed: about two house fronts, so that it is this door or the next
GOOD_METRES = 10.0


@dataclass(frozen=True)
class Side:
    """One telling of an address: its parts, where, and since when; nothing that was not said."""

    parts: dict[str, str] = field(default_factory=dict)
    position: tuple[float, float] | None = None
    accuracy_metres: float | None = None
    on: date | datetime | None = None


@dataclass(frozen=True)
class Evidence:
    """An address with what was registered first, collected last and said by its household.

    Distances are in metres from where the registry has it now.
    """

    address: Address
    registered: Side
    collected: Side | None
    answer: Answer | None

    @property
    def metres_registered(self) -> float | None:
        return metres_apart(self.address.position, self.registered.position)

    @property
    def metres_collected(self) -> float | None:
        place = self.collected.position if self.collected else None
        return metres_apart(self.address.position, place)

    @property
    def metres_answered(self) -> float | None:
        place = self.answer.position if self.answer else None
        return metres_apart(_stands(self.address).position, place)

    @property
    def changed_parts(self) -> list[str]:
        """Which parts are written otherwise now than they were first registered."""
        now = parts_of(self.address)
        return [name for name in PARTS if self.registered.parts.get(name, "") != now[name]]


def candidates(actor: User) -> AddressQuerySet:
    """Return the addresses that are certified or may be: with a code, of the living.

    What was merged or withdrawn has no code. An index counts these without reading a row.
    """
    coded = Address.objects.visible_to(actor).filter(code_state=CodeState.CODED)
    return coded.exclude(life=Life.RETIRED)


def ready(actor: User, unit: Unit | None = None) -> AddressQuerySet:
    """Return what may be certified: confirmed, or seen with good evidence, and not disputed.

    A position pointed out on the map is none: nobody measured it, so a household has to confirm.
    """
    good = Q(
        life__in=(Life.COLLECTED, Life.NOTIFIED),
        position_source=PositionSource.GNSS,
        accuracy_metres__lte=GOOD_METRES,
        postal_quality__gte=PostalQuality.PARSED,
    )
    rows = candidates(actor).filter(Q(life=Life.CONFIRMED) | good)
    held = Hold.objects.filter(address=OuterRef("pk"), lifted_at=None)
    disputed = Answer.objects.filter(address=OuterRef("pk"), state=AnswerState.OPEN)
    differing = Conflict.objects.waiting().filter(capture__address=OuterRef("pk"))
    rows = rows.filter(~Exists(held), ~Exists(disputed), ~Exists(differing))
    return rows.filter(commune=unit) if unit else rows


def pointed_out(actor: User, unit: Unit) -> AddressQuerySet:
    """Return what was visited and is not ready for its position was only pointed out."""
    visited = candidates(actor).filter(commune=unit, life__in=(Life.COLLECTED, Life.NOTIFIED))
    return visited.filter(position_source=PositionSource.POINTED)


@dataclass(frozen=True)
class Progress:
    """How far a commune is: of its addresses with a code, how many are confirmed and certified."""

    unit: Unit
    coded: int
    confirmed: int
    certified: int
    to_decide: int

    @property
    def share(self) -> float | None:
        return self.certified / self.coded if self.coded else None


def progress(actor: User, unit: Unit | None = None) -> list[Progress]:
    """Return each commune in the actor's territory that has addresses with a code, by name."""
    rows, open_ = candidates(actor), Answer.objects.visible_to(actor).filter(state=AnswerState.OPEN)
    if unit:
        rows, open_ = rows.filter(commune=unit), open_.filter(address__commune=unit)
    counted = rows.values_list("commune", "life").annotate(n=Count("*")).order_by()
    lives: dict[int, Counter[int]] = {}
    for pk, life, n in counted:
        if pk is not None:
            lives.setdefault(pk, Counter())[life] += n
    answers = dict(open_.values_list("address__commune").annotate(n=Count("pk")).order_by())
    told = [
        Progress(
            one,
            lives[pk].total(),
            lives[pk][Life.CONFIRMED],
            lives[pk][Life.CERTIFIED],
            answers.get(pk, 0),
        )
        for pk, one in Unit.objects.in_bulk(list(lives)).items()
    ]
    return sorted(told, key=lambda row: row.unit.sort_key)


def gather(addresses: Iterable[Address]) -> list[Evidence]:
    """Gather what is known of addresses that an actor may see, in their order."""
    rows = list(addresses)
    numbers = [row.pk for row in rows]
    first, collected = _first_said(numbers), _last_captured(numbers)
    answers = {
        answer.address_id: answer
        for answer in Answer.objects.filter(address__in=numbers).order_by("pk")
    }
    return [
        Evidence(row, first.get(row.pk, Side()), collected.get(row.pk), answers.get(row.pk))
        for row in rows
    ]


def _first_said(numbers: list[int]) -> dict[int, Side]:
    told = Observation.objects.filter(address__in=numbers, act=Act.RECORD).exclude(facts="{}")
    sides: dict[int, Side] = {}
    for number, facts, on in told.order_by("-pk").values_list("address_id", "facts", "held_on"):
        said = json.loads(facts)
        place = None
        if "lat_e7" in said:
            place = said["lat_e7"] / 1e7, said["lng_e7"] / 1e7
        parts = {name: said[name] for name in PARTS if said.get(name)}
        sides[number] = Side(parts, place, said.get("accuracy_metres"), on)
    return sides


def _last_captured(numbers: list[int]) -> dict[int, Side]:
    told = Capture.objects.filter(
        address__in=numbers, outcome=Outcome.FOUND, effect=Effect.OBSERVED
    )
    return {
        one.address_id: Side(dict(one.door), one.position, one.accuracy_metres, one.captured_at)
        for one in told.order_by("captured_at", "pk")
    }


def parts_of(address: Address) -> dict[str, str]:
    return {name: getattr(address, name) for name in PARTS}


def metres_apart(
    one: tuple[float, float] | None, other: tuple[float, float] | None
) -> float | None:
    """Return the distance in metres; None where one of them is unknown."""
    if one is None or other is None:
        return None
    return metres_between(one, other)


def _stands(address: Address) -> Address:
    inside = address.position is None and address.parent is not None
    return address.parent if inside else address


def needs_decision(actor: User, unit: Unit | None = None):
    """Return the corrections and objections that wait for the commune, the oldest first."""
    rows = Answer.objects.visible_to(actor).filter(state=AnswerState.OPEN)
    if unit:
        rows = rows.filter(address__commune=unit)
    return rows.select_related("address__commune", "address__parent", "words").order_by("at", "pk")


def is_objection(answer: Answer) -> bool:
    return answer.kind == Kind.OBJECT
