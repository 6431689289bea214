"""Which duties become one task: an act and the number it is to reach, from one point of a text."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import groupby

from diaban.spine.places.names import fold_name
from diaban.spine.programme.directives import Duty
from diaban.spine.programme.titling import lacks_subject

_MOST_OF_A_POINT = 4


class Join(StrEnum):
    """How tasks are made of duties: of each one, of each point of the text, or one of all."""

    EACH = "each"
    POINTS = "points"
    ONE = "one"


def group_duties(duties: Sequence[Duty], join: Join) -> list[list[Duty]]:
    """Return the duties in the groups of which a task each is made."""
    if join == Join.ONE:
        return [list(duties)]
    if join == Join.EACH:
        return [[duty] for duty in duties]
    ordered = sorted(duties, key=lambda duty: (duty.directive_id, duty.start))
    groups: list[list[Duty]] = []
    for _point, some in groupby(ordered, key=_point_of):
        for run in _runs(list(some)):
            groups += [run] if _are_one(run) else [[duty] for duty in run]
    return groups


def _runs(duties: list[Duty]) -> list[list[Duty]]:
    """Return the duties of a point parted where somebody else leads."""
    return [list(some) for _lead, some in groupby(duties, lambda one: fold_name(one.lead_said))]


def _point_of(duty: Duty) -> tuple[int, int]:
    """Return the document and where the paragraph begins in it that a duty stands in."""
    return duty.directive_id, duty.directive.text.rfind("\n", 0, duty.start)


def _are_one(duties: Sequence[Duty]) -> bool:
    """Whether a point asks for an act and says in one number, maybe with its day, how far.

    "Gắn mã cho mọi nhà; đến 30/6 đạt 80%" is one thing to do, and its next stages are: "năm 2027
    đạt 100%". Two numbers of two things are two, and so is what has a day of its own or recurs.
    """
    acts = [duty for duty in duties if duty.value is None]
    numbers = [duty for duty in duties if duty.value is not None]
    return (
        bool(numbers)
        and 1 < len(duties) <= _MOST_OF_A_POINT
        and not any(duty.until or duty.recurs for duty in acts)
        and all(lacks_subject(duty.wording or duty.quote) for duty in numbers[1:])
    )
