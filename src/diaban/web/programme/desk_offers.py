"""What the desk offers for many duties at once: accept the settled, name leads, take back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from diaban.spine.parties.models import Organisation
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import today
from diaban.spine.programme.asking import Question
from diaban.spine.programme.bodies import Bodies, Ended, elsewhere_of
from diaban.spine.programme.directives import Directive, Duty, DutyState


@dataclass(frozen=True)
class Several:
    """Duties that one button is about: their numbers on the desk, and which versions were seen."""

    numbers: list[int] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    body: Organisation | None = None
    since: date | None = None

    @property
    def told(self) -> str:
        """The numbers in words, those that follow one another by their ends: "1–3, 5"."""
        placed = groupby(enumerate(self.numbers), key=lambda one: one[1] - one[0])
        rows = [[number for _place, number in row] for _gap, row in placed]
        return ", ".join(f"{row[0]}–{row[-1]}" if len(row) > 1 else str(row[0]) for row in rows)

    @classmethod
    def of(
        cls, duties: Iterable[Duty], places: Mapping[int, int], body: Organisation | None = None
    ) -> Several:
        rows = list(duties)
        return cls(
            [places[duty.pk] for duty in rows],
            [f"{duty.pk}.{duty.version}" for duty in rows],
            body,
            body.valid_to if body else None,
        )


def offer_bodies(duties: Iterable[Duty], issuers: Iterable[Directive]) -> list[str]:
    """Return names to choose from for who leads: whom the documents name, then all that are known.

    Of those named first who leads, then who works with them, then who issued; a body that is known
    by its own name.
    """
    rows = list(Organisation.objects.order_by("name"))
    known, documents = Bodies([(fold_name(body.name), body) for body in rows]), list(issuers)
    places = {elsewhere_of(one) for one in documents}
    place = places.pop() if len(places) == 1 else ""
    asked = list(duties)
    said = [duty.lead_said for duty in asked]
    said += [name.strip() for duty in asked for name in duty.partners_said.split(";")]
    said += [one.issuer_name for one in documents]
    meant = {name: known.meant_by(name, place) for name in said}
    # who has the work of a body that ended is asked for on its own
    there = {name: body for name, body in meant.items() if not body or body.is_in_force(today())}
    names = [body.name if body else name for name, body in there.items()]
    since = min((one.issued_on for one in documents), default=today())
    names += [body.name for body in rows if body.is_in_force(since)]
    found: dict[str, str] = {}
    for name in filter(None, names):
        found.setdefault(fold_name(name), name)
    return list(found.values())


def offer(
    duties: Sequence[Duty],
    questions: Iterable[Question],
    ended: Mapping[int, Ended],
    taken: str,
) -> dict[str, object]:
    """Return what the desk offers for many duties: accept the settled, name leads, take it back."""
    places = {duty.pk: number for number, duty in enumerate(duties, start=1)}
    open_ones = {question.duty.pk for question in questions if question.is_open}
    orphaned = {number for number, one in ended.items() if not one.owners}
    free = [duty for duty in duties if duty.state != DutyState.REJECTED and not duty.tasks.all()]
    settled = [
        duty
        for duty in free
        if duty.state == DutyState.DRAFT and duty.sure and duty.pk not in open_ones | orphaned
    ]
    bodies = {ended[number].body.pk: ended[number].body for number in sorted(orphaned)}
    numbers = {int(said) for said in taken.split(".") if re.fullmatch(r"\d{1,9}", said)}
    return {
        "settled": Several.of(settled, places),
        "proposed": Several.of(
            (d for d in free if d.state == DutyState.DRAFT and d.proposed), places
        ),
        "leadless": Several.of((duty for duty in free if not duty.lead_said), places),
        "orphaned": [
            Several.of(
                (d for d in free if d.pk in orphaned and ended[d.pk].body.pk == body), places, one
            )
            for body, one in bodies.items()
        ],
        "dropped": Several.of(
            (d for d in duties if d.pk in numbers and d.state == DutyState.REJECTED), places
        ),
        "taken": Several.of(
            (d for d in free if d.pk in numbers and d.state == DutyState.ACCEPTED), places
        ),
    }
