"""What a comparison can bear, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diaban.engines.measuring import Order, ShareBounds, compare_shares
from diaban.spine.programme.comparing import Laid, On
from diaban.web.templatetags.figures import day, number, share

if TYPE_CHECKING:
    from diaban.web.programme.compare import Row

BOUNDARIES = {
    On.NOW: gettext_lazy("today's communes"),
    On.FORMER: gettext_lazy("the communes of 30 June 2025"),
    On.DISTRICTS: gettext_lazy("the districts of 30 June 2025"),
    On.THEN: gettext_lazy("the units of the figure's own day"),
}
PROBLEMS = {
    "what": gettext_lazy("Nothing that is measured is called so; another is shown:"),
    "day": gettext_lazy("Not a day from 1 January 2000 to today; it was left out:"),
    "on": gettext_lazy("There are no such boundaries; today's are shown:"),
    "unit": gettext_lazy("No unit, or several, are called so here; pick one from the list:"),
}

_OVERLAP = gettext_lazy("The ranges overlap: more or less cannot be told yet.")
OVER_DAYS = {
    Order.MORE: gettext_lazy("It rose, whatever the unknown is."),
    Order.LESS: gettext_lazy("It fell, whatever the unknown is."),
    Order.EQUAL: gettext_lazy("It stayed the same."),
    Order.CANNOT_TELL: _OVERLAP,
}
BETWEEN_UNITS = {
    Order.MORE: gettext_lazy("The first is ahead, whatever the unknown is."),
    Order.LESS: gettext_lazy("The second is ahead, whatever the unknown is."),
    Order.EQUAL: gettext_lazy("They are the same."),
    Order.CANNOT_TELL: _OVERLAP,
}


def said_of(rows: Sequence[Row], told: Sequence[Laid], chosen: int) -> list[str]:
    """Say what can be said for certain, in one or two sentences."""
    if not told:
        return []
    if len(told) == 2:
        return [_whole_over_days(told), *([_units_over_days(rows)] if len(rows) > 1 else [])]
    cells = [row.cells[0] for row in rows]
    if chosen == 2 and len(rows) == 2 and all(cells):
        return [_two_units(rows)]
    return [_units_of_a_day(rows)]


def written(bounds: ShareBounds) -> str:
    """Write a share as one number, or as the range that it lies in."""
    if bounds.low == bounds.high:
        return share(bounds.low)
    return f"{share(bounds.low)} – {share(bounds.high)}"


def _whole_over_days(told: Sequence[Laid]) -> str:
    first, last = told
    parts = {
        "first": day(first.day),
        "last": day(last.day),
        "before": written(first.shares),
        "after": written(last.shares),
    }
    figures = _("All together: %(before)s on %(first)s, %(after)s on %(last)s.") % parts
    return f"{figures} {OVER_DAYS[compare_shares(last.shares, first.shares)]}"


def _units_over_days(rows: Sequence[Row]) -> str:
    found = Counter(row.order for row in rows)
    return _(
        "Units that rose for certain: %(more)s, fell: %(less)s, stayed: %(equal)s;"
        " cannot be told: %(open)s."
    ) % {
        "more": number(found[Order.MORE]),
        "less": number(found[Order.LESS]),
        "equal": number(found[Order.EQUAL]),
        "open": number(found[Order.CANNOT_TELL] + found[None]),
    }


def _two_units(rows: Sequence[Row]) -> str:
    first, second = rows
    shares = [row.cells[0].shares for row in rows]
    parts = {
        "first": first.unit.full_name,
        "second": second.unit.full_name,
        "one": written(shares[0]),
        "other": written(shares[1]),
    }
    figures = "{first}: {one}; {second}: {other}.".format(**parts)
    return f"{figures} {BETWEEN_UNITS[compare_shares(*shares)]}"


def _units_of_a_day(rows: Sequence[Row]) -> str:
    found = Counter(row.order for row in rows)
    above, below = found[Order.MORE], found[Order.LESS]
    return _(
        "Units above all together for certain: %(above)s, below: %(below)s;"
        " cannot be told: %(open)s."
    ) % {
        "above": number(above),
        "below": number(below),
        "open": number(len(rows) - above - below - found[Order.EQUAL]),
    }
