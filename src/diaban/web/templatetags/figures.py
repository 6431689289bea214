"""How numbers, shares, days and codes are written on a page, in either language."""

from __future__ import annotations

from datetime import date, datetime
from math import isinf

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diaban.engines import vpostcode
from diaban.engines.measuring import ShareBounds
from diaban.spine.parties.models import User

register = template.Library()
# between a number and its sign, so that no line ends there
NO_BREAK = "\N{NO-BREAK SPACE}"
_PERCENT = f"{NO_BREAK}%"
VIETNAMESE_MARKS = str.maketrans({",": ".", ".": ","})


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    """Write 1234567 as 1.234.567 in Vietnamese and 1,234,567 in English."""
    if value is None:
        return ""
    text = f"{value:,.{decimals}f}"
    return text.translate(VIETNAMESE_MARKS) if get_language() == "vi" else text


@register.filter
def plain(value: float | None) -> str:
    """Write a number as it is typed into a form: 95, or 95,5 in Vietnamese and 95.5 in English."""
    if value is None:
        return ""
    text = str(int(value)) if value == int(value) else str(value)
    return text.replace(".", ",") if get_language() == "vi" else text


@register.filter
def percent(share: float | None) -> str:
    """Write a share of one as percents are typed into a form."""
    return "" if share is None else plain(round(share * 100, 6))


@register.filter
def share(value: float | None) -> str:
    """Write a share of one as a percentage that never rounds to a false 0 or 100.

    An upper bound that nobody can tell is a question mark.
    """
    if value is None:
        return ""
    if isinf(value):
        return "?"
    percent = value * 100
    if 0 < percent < 0.1:
        return f"<{NO_BREAK}{number(0.1, 1)}{_PERCENT}"
    if 99.9 < percent < 100:
        return f">{NO_BREAK}{number(99.9, 1)}{_PERCENT}"
    return number(percent, 0 if percent in {0, 100} else 1) + _PERCENT


@register.filter
def sign(relation: str) -> str:
    """Write how a target relates to its threshold: >= as ≥."""
    return {">=": "≥", "<=": "≤"}.get(relation, relation)


@register.filter
def bounds(shares: ShareBounds) -> str:
    """Write between which shares one lies; nothing where nothing is open."""
    low, high = share(shares.low), share(shares.high)
    return low if low == high else f"{low.removesuffix(_PERCENT)}–{high}"


@register.filter
def points(value: float, decimals: int = 1) -> str:
    """Write the difference of two shares in percentage points, with its sign."""
    return ("+" if value > 0 else "−" if value < 0 else "") + number(abs(value) * 100, decimals)


@register.filter
def chance(value: float) -> str:
    """Write a probability in whole percents; what is not certain is never 0 or 100."""
    if 0 < value < 0.01:
        return "< 1 %"
    if 0.99 < value < 1:
        return "> 99 %"
    return f"{value * 100:.0f} %"


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day; of a moment, the day that it was in Viet Nam."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return date_format(value, "j/n/Y" if get_language() == "vi" else "j M Y")


@register.filter
def iso_day(text: str) -> date:
    """Read a day that is kept as 2026-06-30."""
    return date.fromisoformat(text)


@register.filter
def spaced(code: str) -> str:
    return vpostcode.format_code(code)


@register.filter
def degrees(value: float) -> str:
    """Write a coordinate with six decimals and a point, as it is typed into other programs."""
    return f"{value:.6f}"


@register.filter
def minutes(seconds: int) -> int:
    return max(1, round(seconds / 60))


@register.filter
def person(user: User | None) -> str:
    """Write who somebody is: by their full name, or the name they sign in with.

    Whoever uses the computer that Diaban runs on has signed in nowhere and has no name.
    """
    if user is None:
        return ""
    return _("this computer's user") if user.is_local_operator else _name_of(user)


def _name_of(user: User) -> str:
    return user.get_full_name() or user.username
