"""How shares with bounds are drawn, and units named, on the programme's pages."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from diaban.engines.measuring import ShareBounds
from diaban.spine.places.models import Unit
from diaban.spine.programme.commending import Judged
from diaban.spine.programme.models import Gauge
from diaban.spine.programme.nouns import noun_of
from diaban.web.programme.commendation import Case, Figure
from diaban.web.programme.compare_choices import named

register = template.Library()


@register.filter
def of_hundred(share: float) -> str:
    """Write a share as hundredths for a drawing: with a point in every language."""
    return f"{share * 100:.2f}"


@register.filter
def width_of_hundred(bounds: ShareBounds) -> str:
    """Write how wide the bounds are, in hundredths for a drawing."""
    low, high = (min(1.0, share) for share in bounds[1:])
    return f"{(high - low) * 100:.2f}"


@register.filter
def figure_of(case: Case, judged: Judged) -> Figure | None:
    """Return a commune's figure of one target; None where the target is not about it."""
    return next((one for one in case.figures if one.judged is judged), None)


@register.filter
def noun(gauge: Gauge) -> str:
    """Name what a gauge counts: households."""
    counted = noun_of(gauge)
    return counted.vi if get_language() == "vi" else counted.en


@register.filter
def unit_with_code(unit: Unit) -> str:
    return named(unit)
