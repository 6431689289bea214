"""Registers that are opened for a target of a plan where nothing that exists counts it."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from diaban.engines.reading import counted_noun
from diaban.spine.evidence.keeping import RegisterError, Words, open_register
from diaban.spine.evidence.models import Register
from diaban.spine.parties.models import User
from diaban.spine.places.models import Level
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import today
from diaban.spine.programme import planning
from diaban.spine.programme.models import Target
from diaban.spine.programme.planning import PlanError
from diaban.spine.programme.targets import gauge_of
from diaban.web.programme.written import line_of

# what is chosen in the table of measures: a register of its own, and who writes into it
OWN = "own"
LEVELS = {
    Level.COMMUNE: _("a new register: each commune writes its own count"),
    Level.PROVINCE: _("a new register: the department writes one count of the city"),
}
# "mỗi xã, phường mở ít nhất 04 lớp": all of them shall have so many
_OF_EACH = re.compile(r"\b(?:mỗi|từng)\s+(?:xã|phường|thôn|tổ dân phố|đơn vị)\b", re.IGNORECASE)
_COMMUNES = frozenset({"xã", "phường"})
_LONGEST_TITLE, _LONGEST_NOUN, _DAYS = 200, 60, 90
_MOST_TRIES = 5


def noun_asked(target: Target) -> str:
    """Return what a target's own words count: "trạm" of "40 trạm", "hộ gia đình" of "100% hộ …"."""
    duty = target.duty
    if duty is None:
        return ""
    if target.amount and duty.value_unit:
        return duty.value_unit
    noun = counted_noun(duty.quote)
    return "xã, phường" if noun in _COMMUNES else noun


def asks_each(target: Target) -> bool:
    """Whether each commune or hamlet shall have so many: then it is all of them that shall."""
    duty = target.duty
    is_open = target.threshold is None and duty is not None and duty.value is not None
    return is_open and _OF_EACH.search(duty.quote) is not None


def choices() -> list[tuple[str, object]]:
    """Return the registers that may be opened, as the table's list has them."""
    return [(f"{OWN}:{level}", words) for level, words in LEVELS.items()]


def open_in_table(request: HttpRequest, target: Target, level: str) -> None:
    """Open a register named as the target, as the table of measures asks for it.

    The target is held. A form that is sent again opens nothing again; what something else counts
    by now gets no register beside it.
    """
    if level not in LEVELS:
        raise PlanError("not_a_choice", field="measure")
    title = target.title[:_LONGEST_TITLE]
    # read anew: what was read before the target was held may be over
    gauge = gauge_of(Target.objects.get(pk=target.pk), today())
    if gauge and gauge.register and gauge.register.title_vi == title:
        return
    if gauge:
        raise PlanError("counted_already")
    _open(request, target, title, line_of(request.POST, f"noun-{target.pk}"), level)


def open_for(request: HttpRequest, target: Target, title: str, noun: str) -> None:
    """Open a register of the communes for a target, and let it count the target."""
    _open(request, target, title, noun, Level.COMMUNE)


def _open(request: HttpRequest, target: Target, title: str, noun: str, level: str) -> None:
    if not noun:
        raise PlanError("field_missing", field="noun_vi")
    if len(noun) > _LONGEST_NOUN:
        raise PlanError("too_long", field="noun_vi", most=_LONGEST_NOUN)
    source = str(target.duty.directive if target.duty else target)
    words = Words(title, title, noun, noun, source[:240], target.task.field)
    register = _open_under_free_key(title, words, level, request.user)
    planning.count_by(target, request.user, register=register)


def _open_under_free_key(title: str, words: Words, level: str, actor: User) -> Register:
    """Open a register under a name that is free; another plan's may take it in between."""
    for _time in range(_MOST_TRIES):
        try:
            return open_register(_free_key(title), words, level, _DAYS, actor)
        except RegisterError as error:
            if error.reason != "key_taken":
                raise
    raise RegisterError("key_taken")


def _free_key(title: str) -> str:
    """Return a short name for a register that no other has."""
    base = re.sub("[^a-z0-9]+", "-", fold_name(title)).strip("-")[:48].strip("-") or "so-lieu"
    taken = set(Register.objects.filter(key__startswith=base).values_list("key", flat=True))
    names = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
