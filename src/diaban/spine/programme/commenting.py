"""Remarks on a task, and telling the people whom they mention."""

from __future__ import annotations

import re

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from diaban.spine.journal.recording import record
from diaban.spine.parties.models import CITY_WIDE, LOCAL_OPERATOR, Role, User
from diaban.spine.places.models import Charge
from diaban.spine.programme.models import Assignment, Comment, Mention, Task

LONGEST_COMMENT = 4_000
# a name as Django takes them, after a space or a bracket: an e-mail address mentions nobody
_NAMED = re.compile(r"(?<![\w.+-])@([\w.+@-]*\w)")
_NUMBERED = re.compile(r"@\{(\d{1,18})\}")


class CommentError(ValueError):
    """A comment that cannot be taken.

    ``reason``: ``empty``, ``too_long``, ``no_standing``, ``mention_unknown`` (nobody of that name
    can be told of the task; ``name`` is what was written).
    """

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(reason, name)
        self.reason = reason
        self.name = name


def people_of(task: Task, actor: User) -> QuerySet[User]:
    """Return whom somebody may tell of a task: all who see the city, and officers who see the task.

    Those are the officers of the units that it went to; for an officer those of their own units.
    """
    asked = Assignment.objects.visible_to(actor).filter(task=task)
    places = Q(unit__in=asked.values("unit_id")) | Q(unit__in=asked.values("unit__parent_id"))
    officers = Charge.objects.filter(places).values("user_id")
    seeing = Q(role__in=CITY_WIDE) | Q(role=Role.COMMUNE, pk__in=officers)
    people = User.objects.filter(seeing, is_active=True)
    return people.exclude(username=LOCAL_OPERATOR).order_by("username")


def comment(task: Task, text: str, actor: User) -> Comment:
    """Add a remark; whoever is written as ``@name`` in it is told. Raises CommentError."""
    words = text.strip()
    if not words:
        raise CommentError("empty")
    if len(words) > LONGEST_COMMENT:
        raise CommentError("too_long")
    if not Task.objects.visible_to(actor).filter(pk=task.pk).exists():
        raise CommentError("no_standing")
    mentioned = _mentioned(task, words, actor)
    kept = _NAMED.sub(lambda found: f"@{{{mentioned[found[1]].pk}}}", words)
    with transaction.atomic():
        row = Comment.objects.create(task=task, author=actor, text=kept, said_at=timezone.now())
        people = {person.pk for person in mentioned.values()} - {actor.pk}
        Mention.objects.bulk_create(Mention(comment=row, person_id=pk) for pk in sorted(people))
        facts = {"comment": row.pk, "mentioned": sorted(people)}
        record(actor, "task.commented", f"task:{task.pk}", facts)
        see(task, actor)
    return row


def read_text(remark: Comment) -> str:
    """Write a remark with the names that the mentioned people have now."""
    names = {mention.person_id: mention.person.username for mention in remark.mentions.all()}
    names.setdefault(remark.author_id, remark.author.username)
    return _NUMBERED.sub(lambda found: f"@{names.get(int(found[1]), found[1])}", remark.text)


def mentions_of(person: User) -> QuerySet[Mention]:
    """Return where a person is mentioned and has not said that they saw it, the newest first."""
    rows = Mention.objects.filter(person=person, seen_at__isnull=True)
    visible = Task.objects.visible_to(person).values("pk")
    told = rows.filter(comment__task__in=visible).select_related("comment__author", "comment__task")
    return told.order_by("-comment__said_at")


def see(task: Task, person: User) -> int:
    """Note that a person has seen where they are mentioned on a task; return how many were new."""
    waiting = Mention.objects.filter(person=person, comment__task=task, seen_at__isnull=True)
    return waiting.update(seen_at=timezone.now())


def _mentioned(task: Task, words: str, actor: User) -> dict[str, User]:
    names = set(_NAMED.findall(words))
    people = {
        person.username: person for person in people_of(task, actor).filter(username__in=names)
    }
    for name in sorted(names - set(people)):
        raise CommentError("mention_unknown", name)
    return people
