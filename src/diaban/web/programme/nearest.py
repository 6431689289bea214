"""What lies nearest to a target by its words: what it counts, by which source, where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from diaban.engines.measuring import Count, roll_up
from diaban.spine.evidence.models import Register
from diaban.spine.evidence.reading import read_registers
from diaban.spine.figures.declaring import MeasureSpec, measures
from diaban.spine.figures.telling import read_figures
from diaban.spine.places.units import today
from diaban.web.programme.titles import noun_of, source_of, titled


@dataclass(frozen=True)
class Near:
    """A measure or register as somebody needs it to choose: of two alike by name, which is meant.

    ``whole`` is the city's count of today. ``is_register``: units fill it in; else it is counted
    from the records. ``differs`` says in what it is not what the target asks.
    """

    key: str
    title: str
    noun: str
    source: str
    whole: Count
    is_register: bool
    differs: str = ""


def tell_near(keys: Iterable[str]) -> dict[str, Near]:
    """Tell measures and registers by their keys, each read once for the whole table."""
    wanted = set(keys)
    specs = [one for name, one in measures().items() if f"measure:{name}" in wanted]
    names = [key.partition(":")[2] for key in wanted if key.startswith("register:")]
    registers = list(Register.objects.filter(key__in=names).prefetch_related("shelf_lives"))
    day = today()
    figures = read_figures(specs, [day]) if specs else {}
    readings = read_registers(registers, [day])
    told = [
        _near(f"measure:{one.name}", one, roll_up(figures[one.name, day].counts.values()))
        for one in specs
    ]
    told += [
        _near(f"register:{one.key}", one, roll_up(readings[one.pk, day].counts.values()))
        for one in registers
    ]
    return {one.key: one for one in told}


def _near(key: str, one: MeasureSpec | Register, whole: Count) -> Near:
    return Near(key, titled(one), noun_of(one), source_of(one), whole, isinstance(one, Register))
