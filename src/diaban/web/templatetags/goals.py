"""What a target shall reach, in words."""

from __future__ import annotations

from django import template

from diaban.spine.programme.models import Target
from diaban.web.programme.directive_words import RELATIONS
from diaban.web.templatetags.figures import plain, share

register = template.Library()


@register.filter
def goal(target: Target) -> str:
    """Write "at least 95 %"; of a count that no share was made of, "at least 2 models"."""
    if target.threshold is not None:
        return f"{RELATIONS[target.relation]} {share(target.threshold)}"
    duty = target.duty
    if duty is None or duty.value is None:
        return ""
    said = "" if duty.relation in {"", "="} else RELATIONS[duty.relation]
    return f"{said} {plain(duty.value)} {duty.value_unit}".strip()
