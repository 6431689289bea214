"""Closing a report: the figures and the programme together, in one transaction or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from diaban.engines.measuring import Count, ReportingWindow
from diaban.spine.figures.closing import close_window
from diaban.spine.figures.closing import stands_unchanged as figures_stand
from diaban.spine.figures.models import Closing
from diaban.spine.journal.models import Entry
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.programme.closed import ClosedPlace, ClosedTarget, ClosedTask
from diaban.spine.programme.freezing import (
    FrozenTarget,
    FrozenTask,
    freeze,
    read_frozen,
    save_frozen,
)
from diaban.spine.programme.models import Programme

_ACT = "programme.closed"
Declared = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class TargetRevision:
    """A target's figure in one place as it stood and as it is known now, of the same day.

    ``unit`` is None for what lies nowhere known; ``whole``: the target in all its places. What was
    not there on one side is None, ``silent`` is a place that said nothing. ``same_rule``: gauge,
    version and threshold are those of then, so that the difference is the facts'.
    """

    target: ClosedTarget
    unit: int | None
    whole: bool
    stood: ClosedTarget | ClosedPlace | None
    known: ClosedTarget | ClosedPlace | None
    same_rule: bool


@dataclass(frozen=True, slots=True)
class TaskRevision:
    """A task whose state of that day is told otherwise now."""

    stood: ClosedTask | None
    known: ClosedTask | None

    @property
    def row(self) -> ClosedTask:
        return self.known or self.stood


@dataclass(frozen=True, slots=True)
class Revisions:
    tasks: list[TaskRevision]
    targets: list[TargetRevision]

    def of(self, programme: Programme | None) -> Revisions:
        """Return those of one programme."""
        number = programme.pk if programme else None
        return Revisions(
            [one for one in self.tasks if one.row.programme_id == number],
            [one for one in self.targets if one.target.row.programme_id == number],
        )


def close_report(window: ReportingWindow, actor: User) -> Closing:
    """Keep what measures and programmes say of the window's last day; raises ClosingError."""

    def keep(closing: Closing) -> None:
        frozen = freeze(window.opens_on, window.closes_on)
        save_frozen(frozen, closing)
        facts = {"tasks": len(frozen), "digest": digest_frozen(frozen)}
        record(actor, _ACT, f"closing:{closing.pk}", facts)

    return close_window(window, actor, also=keep)


def stands_unchanged(closing: Closing) -> bool:
    """Whether every row of a closing is one whose digest the journal holds."""
    entry = Entry.objects.filter(act=_ACT, subject=f"closing:{closing.pk}").first()
    told = json.loads(entry.facts)["digest"] if entry else digest_frozen([])
    return digest_frozen(read_frozen(closing)) == told and figures_stand(closing)


def digest_frozen(frozen: Iterable[FrozenTask]) -> str:
    """Return a digest of rows, in whatever order they come."""
    return sha256(repr(sorted(repr(task.told()) for task in frozen)).encode()).hexdigest()


def revise(closing: Closing) -> Revisions:
    """Return what would stand otherwise if the window were closed today."""
    stood = {task.row.task_id: task for task in read_frozen(closing)}
    # what was reported is compared, were it adopted later: closings of before did not ask for that
    reported = {task.row.programme_id for task in stood.values()}
    now = freeze(closing.opens_on, closing.closes_on, reported)
    known = {task.row.task_id: task for task in now}
    pairs = [(stood.get(key), known.get(key)) for key in sorted(stood.keys() | known.keys())]
    tasks = [
        TaskRevision(*(one and one.row for one in pair)) for pair in pairs if _state_moved(*pair)
    ]
    return Revisions(tasks, [one for pair in pairs for one in _of_targets(*pair)])


def _state_moved(stood: FrozenTask | None, known: FrozenTask | None) -> bool:
    if stood is None or known is None:
        return True
    return _state(stood.row) != _state(known.row)


def _state(row: ClosedTask) -> tuple[object, ...]:
    return row.status, row.due_on, row.done_on


def _of_targets(stood: FrozenTask | None, known: FrozenTask | None) -> list[TargetRevision]:
    before = {one.figure.target_id: one for one in stood.targets} if stood else {}
    after = {one.figure.target_id: one for one in known.targets} if known else {}
    found = []
    for key in sorted(before.keys() | after.keys()):
        found += _of_target(before.get(key), after.get(key))
    return found


def _of_target(stood: FrozenTarget | None, known: FrozenTarget | None) -> list[TargetRevision]:
    was, now = stood and stood.figure, known and known.figure
    same = was is not None and now is not None and was.rule == now.rule
    found = []
    if not same or _said(was) != _said(now):
        found.append(TargetRevision(now or was, None, True, was, now, same))
    before = {one.unit_id: one for one in stood.places} if stood else {}
    after = {one.unit_id: one for one in known.places} if known else {}
    for unit in sorted(before.keys() | after.keys(), key=lambda unit: unit or 0):
        pair = before.get(unit), after.get(unit)
        if _said(pair[0]) != _said(pair[1]):
            found.append(TargetRevision(now or was, unit, False, *pair, same))
    return found


def _said(row: ClosedTarget | ClosedPlace | None) -> tuple[Count, Declared, object] | None:
    if row is None:
        return None
    return row.count, (row.declared_numerator, row.declared_denominator), row.silent
