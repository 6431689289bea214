"""How a figure was made, so that anybody can make it again and compare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from diaban.spine.evidence.models import Evidence, Register
from diaban.spine.figures.auditing import Corrected, correct, newest_audit
from diaban.spine.figures.computing import compute, fingerprint
from diaban.spine.figures.declaring import MeasureSpec, measures, tables
from diaban.spine.figures.models import FigureAudit
from diaban.spine.programme.models import Gauge
from diaban.spine.programme.targets import Standing
from diaban.web.programme.titles import estimate_of_count, noun_of, source_of, titled


@dataclass(frozen=True)
class Recipe:
    """The rule and the records of a figure; ``again`` is the fingerprint of counting anew.

    ``audit`` is the last one of the whole city that was looked at, ``corrected`` what it found.
    ``estimate``: the figure in people, where its records are households. ``since``: the day from
    which this measures the target; None of the first, which did so from the first day taken in on.
    """

    gauge: Gauge
    title: str
    source: str
    name: str
    noun: str = ""
    version: int | None = None
    fingerprint: str = ""
    counted_at: datetime | None = None
    newest: str = ""
    newest_at: datetime | None = None
    again: str = ""
    audit: FigureAudit | None = None
    corrected: Corrected | None = None
    estimate: str = ""

    @cached_property
    def since(self) -> date | None:
        before = self.gauge.target.gauges.filter(valid_from__lt=self.gauge.valid_from)
        return self.gauge.valid_from if before.exists() else None

    @property
    def is_same(self) -> bool:
        return bool(self.again) and self.again == self.fingerprint


def recipe_of(standing: Standing, recount: bool) -> Recipe | None:
    """Return how a target's figure of a day is made; None where nothing measures it."""
    gauge = standing.gauge
    if gauge is None:
        return None
    if gauge.register is not None:
        return _of_register(gauge, gauge.register, standing.as_of)
    return _of_measure(gauge, measures()[gauge.measure], standing, recount)


def gauge_choices() -> list[tuple[str, str]]:
    """Return everything that may measure a target: declared measures, then registers."""
    own = [(name, titled(spec)) for name, spec in sorted(measures().items())]
    registers = [(one.key, titled(one)) for one in Register.objects.order_by("key")]
    return own + [(key, title) for key, title in registers if key not in measures()]


def _of_register(gauge: Gauge, register: Register, as_of: date) -> Recipe:
    said = Evidence.objects.filter(register=register, held_on__lte=as_of)
    newest = said.order_by("-held_on", "-id").first()
    return Recipe(
        gauge, titled(register), source_of(register), register.key, noun_of(register),
        newest=newest.source_file if newest else "",
        newest_at=newest.learned_at if newest else None,
    )  # fmt: skip


def _of_measure(gauge: Gauge, spec: MeasureSpec, standing: Standing, recount: bool) -> Recipe:
    stored, day = standing.stored, standing.as_of
    again = ""
    if recount or stored is None:
        tally = compute(tables()[spec.table], [spec], [day])[spec.name, day]
        again = fingerprint((spec.name, spec.version), day, tally)
    audit = newest_audit(spec.name, day)
    corrected = correct([audit])[audit.pk] if audit else []
    return Recipe(
        gauge, titled(spec), source_of(spec), spec.name, noun_of(spec), spec.version,
        fingerprint=stored.fingerprint if stored else again,
        counted_at=stored.computed_at if stored else None,
        newest=str(stored.mark) if stored else "",
        again=again if recount else "",
        audit=audit,
        corrected=next((one for one in corrected if one.spec.name == spec.name), None),
        estimate=estimate_of_count(spec, standing.total),
    )  # fmt: skip
