"""What a gauge counts: households, hamlets. What is said of one is not held against the other."""

from __future__ import annotations

from dataclasses import dataclass

from diaban.spine.figures.declaring import measures
from diaban.spine.programme.models import Gauge


@dataclass(frozen=True, slots=True)
class Noun:
    """What one of the counted is called, in both languages."""

    vi: str
    en: str


def noun_of(gauge: Gauge) -> Noun:
    """Return what a gauge counts; of a measure that no app declares any more its name alone."""
    spec = gauge.register if gauge.register_id is not None else measures().get(gauge.measure)
    return Noun(spec.noun_vi, spec.noun_en) if spec else Noun(gauge.measure, gauge.measure)


def count_alike(one: Gauge, other: Gauge) -> bool:
    """Whether two gauges count the same thing: by one register, or by one name.

    >>> count_alike(Gauge(measure="gone"), Gauge(measure="gone"))
    True
    >>> count_alike(Gauge(measure="gone"), Gauge(measure="gone-too"))
    False
    """
    if one.register_id is not None and one.register_id == other.register_id:
        return True
    first, second = (noun_of(gauge).vi.casefold().split() for gauge in (one, other))
    return first == second
