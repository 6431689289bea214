"""Which duties become one task: an act and the number it is to reach, from one point of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import groupby

from diaban.spine.places.names import fold_name
from diaban.spine.programme.directives import Duty
from diaban.spine.programme.suggesting import terms_of
from diaban.spine.programme.titling import lacks_subject, says_how_much

_MOST_OF_A_POINT = 4
_TELLING = 2  # syllables that an act and a number share
# what tells how many there shall be, and not what is done
_COUNTS = re.compile(
    r"(?:bảo đảm|đảm bảo|phấn đấu|đạt|có|mỗi|từng|ít nhất|tối thiểu|trên|hơn|không dưới|tỷ lệ|\d)"
    r"(?!\w*[^\W\d])"
)


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
    """Return the duties of a point parted where somebody else leads.

    Where nobody is named for how much is to be there, who is named before it goes on.
    """
    runs: list[list[Duty]] = []
    for duty in duties:
        lead = fold_name(duty.lead_said)
        goes_on = lead == fold_name(runs[-1][0].lead_said) if runs else False
        if goes_on or (runs and not lead and duty.value is not None):
            runs[-1].append(duty)
        else:
            runs.append([duty])
    return runs


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
    """Whether both name a thing by the same word of two syllables: "mã địa chỉ".

    In one sentence, where the second has no act of its own, two syllables that are shared tell as
    much ("gắn mã cho hộ, bảo đảm 95% hộ có mã"), or that the act is done to what is counted: "củng
    cố tổ công nghệ số; mỗi thôn có ít nhất một tổ".
    """
    acted, counted = terms_of(_words(act)), terms_of(_words(duty))
    shared = acted & counted
    if any(" " in term for term in shared):
        return True
    between = duty.directive.text[act.end : duty.start]
    if any(mark in between for mark in ".:\n") or not _COUNTS.match(_words(duty).lower()):
        return False
    unit = duty.value_unit.lower().split()[:1]
    of_unit = bool(unit) and unit[0] in acted
    return of_unit or len({term for term in shared if not says_how_much(term)}) >= _TELLING


def _words(duty: Duty) -> str:
    return duty.wording or duty.quote
