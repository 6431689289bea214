"""What is told of a target to other programs, by the API and by the command line alike."""

from __future__ import annotations

from math import isfinite
from typing import Any

from diaban.engines.measuring import Forecast
from diaban.spine.programme.models import Gauge, Stage, Target
from diaban.spine.programme.nouns import noun_of
from diaban.spine.programme.targets import Standing

Facts = dict[str, Any]


def adopted_targets():
    """Return the targets of adopted programmes in their order, with what facts are read from."""
    adopted = Target.objects.exclude(task__programme__stage=Stage.DRAFT)
    found = adopted.select_related("task__programme").prefetch_related("gauges__register")
    return found.order_by("task__programme", "task", "pk")


def describe(target: Target, gauge: Gauge | None) -> Facts:
    """Tell what a target asks for and what measures it."""
    task = target.task
    kind, name = _gauge(gauge)
    return {
        "id": target.pk,
        "title": target.title,
        "programme": task.programme.title,
        "task_number": task.number,
        "task": task.title,
        "field": task.field,
        "relation": target.relation,
        "threshold": target.threshold,
        "amount": target.amount,
        "begins_on": target.begins_on,
        "ends_on": target.ends_on,
        "gauge": kind,
        "gauge_name": name,
        "lacks": target.lacks,
        "synthetic": task.programme.synthetic,
    }


def tell_standing(standing: Standing, ground: str, foreseen: Forecast | None) -> Facts:
    """Tell how a target stands on a day; ``ground``: of the whole city, or of a charge alone."""
    shares, total = standing.shares, standing.total
    said = standing.declarations[0] if standing.declarations else None
    return {
        "as_of": standing.as_of,
        "ground": ground,
        "measured_by": _gauge(standing.gauge)[1],
        "numerator": total.numerator,
        "denominator": total.denominator,
        "unknown": total.unknown,
        "share": shares.share if shares else None,
        "low": shares.low if shares else None,
        "high": shares.high if shares and isfinite(shares.high) else None,
        "is_reached": standing.is_reached,
        "silent": len(standing.silent),
        "stale": len(standing.stale),
        "lapsed": len(standing.lapsed),
        "declared": said and {
            "numerator": said.numerator, "denominator": said.denominator, "share": said.share,
            "held_on": said.held_on, **_other_noun(said.other),
        },
        "difference": standing.difference,
        "expected": standing.expected,
        "forecast": foreseen and _foresee(foreseen),
        "standing_synthetic": standing.synthetic,
    }  # fmt: skip


def _other_noun(other: Gauge | None) -> Facts:
    """Tell what a declaration counts where that is another thing than the target's gauge counts."""
    noun = noun_of(other) if other is not None else None
    return {"other_noun_vi": noun and noun.vi, "other_noun_en": noun and noun.en}


def _gauge(gauge: Gauge | None) -> tuple[str | None, str | None]:
    if gauge is None:
        return None, None
    if gauge.register is not None:
        return "register", gauge.register.key
    return "measure", gauge.measure


def _foresee(foreseen: Forecast) -> Facts:
    return {
        "outlook": foreseen.outlook.value,
        "likeliest": foreseen.day,
        "earliest": foreseen.earliest,
        "latest": foreseen.latest,
    }
