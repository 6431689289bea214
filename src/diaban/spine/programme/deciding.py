"""Many duties of a document at once: accepted or reopened together, or given one lead.

Each is named with the version that was seen; where one has changed meanwhile nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import transaction

from diaban.spine.parties.models import User
from diaban.spine.programme.bodies import refuse_ended
from diaban.spine.programme.directives import Directive, Duty
from diaban.spine.programme.drafting import DraftError, change, decide


def decide_all(directive: Directive, seen: Mapping[int, int], state: str, actor: User) -> None:
    """Accept, reject or reopen duties together. Raises DraftError."""
    with transaction.atomic():
        for duty, version in _held(directive, seen):
            decide(duty, version, state, actor)


def lead_all(directive: Directive, seen: Mapping[int, int], name: str, actor: User) -> None:
    """Say once who leads several duties, nobody who had ended by then. Raises DraftError."""
    if not name.strip():
        raise DraftError("field_missing", field="lead_said")
    with transaction.atomic():
        held = list(_held(directive, seen))
        fields = (duty.field for duty, _version in held)
        if refused := refuse_ended(name, directive.issued_on, fields, [directive]):
            raise DraftError(refused[0], **refused[1])
        for duty, version in held:
            change(duty, version, {"lead_said": name.strip()}, actor, is_looked_at=False)


def _held(directive: Directive, seen: Mapping[int, int]) -> Iterator[tuple[Duty, int]]:
    if not seen:
        raise DraftError("none_chosen")
    rows = Duty.objects.filter(directive=directive).in_bulk(list(seen))
    if len(rows) < len(seen):
        raise DraftError("changed_meanwhile")
    for number in sorted(seen):
        yield rows[number], seen[number]
