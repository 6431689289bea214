"""What can be compared: targets of the programme, measures, registers; and units by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from diaban.spine.evidence.models import Register
from diaban.spine.evidence.stating import EARLIEST
from diaban.spine.figures.declaring import MeasureSpec, measures
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit
from diaban.spine.programme.adopted import adopted_programmes
from diaban.spine.programme.comparing import Source
from diaban.spine.programme.models import Target
from diaban.web.programme.titles import titled

__all__ = ["EARLIEST", "choices_of", "find_source", "find_unit", "named"]

_MOST_DIGITS = 15
Choice = tuple[str, str, bool]


def choices_of(chosen: Source | None, actor: User) -> list[tuple[object, list[Choice]]]:
    """Return all that can be compared, in groups: key, name, whether it is chosen."""
    groups = [
        *_targets(actor),
        (_("Measures of the registry"), list(measures().values())),
        (_("Registers of evidence"), list(Register.objects.order_by("key"))),
    ]
    picked = key_of(chosen) if chosen else ""
    return [
        (words, [(key_of(one), name_of(one), key_of(one) == picked) for one in sources])
        for words, sources in groups
        if sources
    ]


def find_source(key: str, actor: User) -> Source | None:
    """Return what a key names, the first that there is for none; None where there is none."""
    kind, _colon, name = key.partition(":")
    if not key:
        targets = [target for _title, targets in _targets(actor) for target in targets]
        return next(iter([*targets[:1], *measures().values()]), None)
    if kind == "measure":
        return measures().get(name)
    if kind == "register":
        return Register.objects.filter(key=name).first()
    if kind == "target" and name.isascii() and name.isdigit() and len(name) <= _MOST_DIGITS:
        return Target.objects.select_related("task").filter(pk=int(name)).first()
    return None


def key_of(source: Source) -> str:
    if isinstance(source, MeasureSpec):
        return f"measure:{source.name}"
    if isinstance(source, Register):
        return f"register:{source.key}"
    return f"target:{source.pk}"


def name_of(source: Source) -> str:
    if isinstance(source, MeasureSpec | Register):
        return titled(source)
    return f"{source.task.number}. {source.title}"


def named(unit: Unit) -> str:
    """Write a unit so that it is found again: many former communes share a name."""
    return f"{unit.full_name} · {unit.code}"


def find_unit(text: str, units: Iterable[Unit]) -> Unit | None:
    """Return the one unit that a text names, by its code or its name; None for none or several."""
    wanted = text.casefold().strip()
    code = wanted.rpartition("·")[2].strip()
    by_code = [unit for unit in units if unit.code == code]
    found = by_code or [unit for unit in units if wanted in _names(unit)]
    return found[0] if len(found) == 1 else None


def _names(unit: Unit) -> set[str]:
    return {unit.name.casefold(), unit.full_name.casefold()}


def _targets(actor: User) -> list[tuple[str, list[Target]]]:
    """Return the targets that something measures, in their order, under their programme."""
    programmes = adopted_programmes(actor)
    found = Target.objects.filter(task__programme__in=programmes, gauges__isnull=False)
    by_programme: dict[int, list[Target]] = defaultdict(list)
    for target in found.select_related("task").distinct().order_by("task__pk", "pk"):
        by_programme[target.task.programme_id].append(target)
    return [(one.title, by_programme[one.pk]) for one in programmes]
