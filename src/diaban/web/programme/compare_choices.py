"""What can be compared: targets of the programme, measures, registers; and units by name."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from diaban.spine.evidence.models import Register
from diaban.spine.evidence.stating import EARLIEST
from diaban.spine.figures.declaring import MeasureSpec, measures
from diaban.spine.places.models import Unit
from diaban.spine.programme.comparing import Source
from diaban.spine.programme.models import Programme, Target
from diaban.web.programme.titles import titled

__all__ = ["EARLIEST", "choices_of", "find_source", "find_unit", "named"]

_MOST_DIGITS = 15
Choice = tuple[str, str, bool]


def choices_of(chosen: Source | None) -> list[tuple[object, list[Choice]]]:
    """Return all that can be compared, in groups: key, name, whether it is chosen."""
    groups = [
        (_("Targets of the programme"), _targets()),
        (_("Measures of the registry"), list(measures().values())),
        (_("Registers of evidence"), list(Register.objects.order_by("key"))),
    ]
    picked = key_of(chosen) if chosen else ""
    return [
        (words, [(key_of(one), name_of(one), key_of(one) == picked) for one in sources])
        for words, sources in groups
        if sources
    ]


def find_source(key: str) -> Source | None:
    """Return what a key names, the first that there is for none; None where there is none."""
    kind, _colon, name = key.partition(":")
    if not key:
        return next(iter([*_targets()[:1], *measures().values()]), None)
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


def _targets() -> list[Target]:
    """Return the targets of the newest programme that something measures, in its order."""
    adopted = Programme.objects.filter(adopted_on__isnull=False)
    programme = adopted.order_by("-adopted_on", "-pk").first()
    if programme is None:
        return []
    found = Target.objects.filter(task__programme=programme, gauges__isnull=False)
    return list(found.select_related("task").distinct().order_by("task__pk", "pk"))
