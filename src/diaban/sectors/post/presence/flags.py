"""Doubts about check-ins: shown to who is concerned, explained by them, settled by somebody else.

A rule raises a doubt and judges nobody. Whether the check-ins count on as evidence is decided by a
person who answers for the point, with a reason, and never by the one whom the doubt concerns, nor
by the inspector whose visit stands against the check-ins: each of them is a side.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from diaban.sectors.post.presence.contradictions import visit_entries
from diaban.sectors.post.presence.models import CheckIn
from diaban.sectors.post.presence.staffing import refresh
from diaban.sectors.post.presence.staffing_models import Flag, FlagComment
from diaban.sectors.post.refusing import ReasonedError
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User

LONGEST_TEXT, LONGEST_NOTE = 500, 240


class FlagError(ReasonedError):
    """A doubt cannot be settled or spoken of.

    ``reason``: no_text, own, own_visit, no_standing, settled.
    """


def may_settle(actor: User, flag: Flag) -> bool:
    if actor.pk == flag.person_id or actor.role == Role.AUDITOR or _saw(actor, flag):
        return False
    return Flag.objects.answered_for_by(actor).filter(pk=flag.pk).exists()


def comment(actor: User, flag: Flag, text: str) -> FlagComment:
    """Say something of a doubt; whoever may see it may speak. Raises FlagError."""
    said = " ".join(text.split())
    FlagError.unless(said, "no_text")
    FlagError.unless(actor.role != Role.AUDITOR, "no_standing")
    with transaction.atomic():
        made = FlagComment.objects.create(flag=flag, author=actor, text=said[:LONGEST_TEXT])
        record(actor, "post.flag_commented", f"post_flag:{flag.pk}", {"comment": made.pk})
    return made


def settle(actor: User, flag: Flag, note: str, *, counts: bool) -> None:
    """Write down what somebody found who looked into a doubt. Raises FlagError.

    ``counts`` False: the check-ins are no evidence any more, of either side.
    """
    said = " ".join(note.split())
    FlagError.unless(actor.pk != flag.person_id, "own")
    FlagError.unless(not _saw(actor, flag), "own_visit")
    FlagError.unless(may_settle(actor, flag), "no_standing")
    FlagError.unless(said, "no_text")
    with transaction.atomic():
        held = Flag.objects.select_for_update().get(pk=flag.pk)
        FlagError.unless(held.settled_at is None, "settled")
        held.note, held.counts = said[:LONGEST_NOTE], counts
        held.settled_by, held.settled_at = actor, timezone.now()
        held.save(update_fields=["note", "counts", "settled_by", "settled_at"])
        facts = {"kind": held.kind, "counts": counts}
        record(actor, "post.flag_settled", f"post_flag:{held.pk}", facts)
        if not counts:
            _refresh_days(held)


def _saw(actor: User, flag: Flag) -> bool:
    return any(entry.inspector_id == actor.pk for entry in visit_entries(flag))


def _refresh_days(flag: Flag) -> None:
    rows = CheckIn.objects.filter(pk__in=flag.check_ins)
    told = list(rows.values_list("point", "happened_at"))
    days = [timezone.localdate(at) for _point, at in told]
    if days:
        refresh({point for point, _at in told}, min(days), max(days))
