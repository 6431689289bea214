"""Roles, fields and faults in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from diaban.spine.parties.models import Role

ROLE_WORDS = {
    Role.DEPARTMENT: _("Department: the whole city"),
    Role.AUDITOR: _("Auditor: reads the whole city"),
    Role.COMMUNE: _("Commune officer"),
    Role.COLLECTOR: _("Collector"),
    Role.OPERATOR: _("Operator of a sector"),
    Role.API_CLIENT: _("Another system"),
    Role.PUBLIC: _("Public"),
}
FIELD_WORDS = {
    "post": _("Post"),
    "telecom": _("Telecommunications"),
    "digital": _("Digital transformation"),
    "security": _("Information security"),
    "industry": _("IT industry"),
    "press": _("Press and information"),
}
FAULTS = {
    "own": _("Nobody changes their own rights: ask another administrator."),
    "last": _("At least one administrator must stay. Make somebody else one first."),
    "unit": _("There is no commune or city with this code today."),
    "name": _("A name has up to 150 letters, digits and @ . + - _, and nobody else has it."),
}
ASSIGNING_REFUSALS = {
    "no_standing": _("Only the department assigns a field."),
    "name_missing": _("Write the name of the organisation that has it now."),
    "reason_missing": _("Write the reason: the document or the agreement that says so."),
    "owner_known": _("Somebody has assigned this meanwhile."),
}


def role_words(role: str) -> object:
    return ROLE_WORDS.get(role, role)
