"""Which duties become one task: an act and the number it is to reach, from one point of a text."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import groupby

from diaban.spine.places.names import fold_name
from diaban.spine.programme.directives import Duty
from diaban.spine.programme.suggesting import terms_of
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
            groups += _parted(run)
    return groups


def _runs(duties: list[Duty]) -> list[list[Duty]]:
    """Return the duties of a point parted where somebody else leads."""
    return [list(some) for _lead, some in groupby(duties, lambda one: fold_name(one.lead_said))]


def _point_of(duty: Duty) -> tuple[int, int]:
    """Return the document and where the paragraph begins in it that a duty stands in."""
    return duty.directive_id, duty.directive.text.rfind("\n", 0, duty.start)


def _parted(run: Sequence[Duty]) -> list[list[Duty]]:
    groups: list[list[Duty]] = []
    for duty in run:
        if groups and _says_how_far(groups[-1], duty):
            groups[-1].append(duty)
        else:
            groups.append([duty])
    return groups


def _says_how_far(group: Sequence[Duty], duty: Duty) -> bool:
    """Whether a duty only says how far what stands before it is to get, and maybe by when.

    "Gắn mã cho mọi nhà; đến 30/6 đạt 80%" is one thing to do, and its next stages are: "năm 2027
    đạt 100%". Two acts are two, so are two numbers of two things, and what has a day of its own or
    recurs. Of two acts the number is the last one's.
    """
    first = group[0]
    if duty.value is None or len(group) >= _MOST_OF_A_POINT:
        return False
    if first.value is None and (first.until or first.recurs):
        return False
    if lacks_subject(_words(duty)):
        return True
    return len(group) == 1 and first.value is None and _are_of_one_thing(first, duty)


def _are_of_one_thing(act: Duty, duty: Duty) -> bool:
    """Whether both name a thing by the same word of two syllables: "mã địa chỉ"."""
    shared = terms_of(_words(act)) & terms_of(_words(duty))
    return any(" " in term for term in shared)


def _words(duty: Duty) -> str:
    return duty.wording or duty.quote
