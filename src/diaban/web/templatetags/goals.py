"""What a target shall reach, in words."""

from __future__ import annotations

from django import template

from diaban.spine.programme.models import Relation, Target
from diaban.spine.programme.titling import tell_each
from diaban.web.programme.directive_words import RELATIONS
from diaban.web.templatetags.figures import NO_BREAK, percent, plain

register = template.Library()


@register.filter
def each(title: str, most: int) -> str:
    """Write the title of a task so that each of its acts is told of in so many characters."""
    return tell_each(title, most)


@register.filter
def amount_noun(target: Target) -> str:
    """Return what an amount is of, as the document says; empty once another number was set."""
    duty = target.duty
    return duty.value_unit if duty is not None and duty.value == target.amount else ""


@register.filter
def bound(target: Target) -> str:
    """Write in words on which side of its number a target shall stay: "at most"."""
    return RELATIONS[target.relation]


@register.filter
def falls(target: Target) -> bool:
    """Whether more than its number is a fault."""
    return target.relation in {Relation.AT_MOST, Relation.BELOW}


@register.filter
def goal(target: Target) -> str:
    """Write "at least 95 %"; of a count that no share was made of, "at least 2 models"."""
    if target.amount is not None:
        return f"{RELATIONS[target.relation]} {plain(target.amount)} {amount_noun(target)}".strip()
    if target.threshold is not None:
        return f"{RELATIONS[target.relation]} {percent(target.threshold)}{NO_BREAK}%"
    duty = target.duty
    if duty is None or duty.value is None:
        return ""
    said = "" if duty.relation in {"", "="} else RELATIONS[duty.relation]
    return f"{said} {plain(duty.value)} {duty.value_unit}".strip()
