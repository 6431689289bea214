"""The rule's own figures on one page, with what of them nobody has verified."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from diaban.sectors.post.register.statutory import STANDARDS, Geography, statutory_figures
from diaban.spine.addresses.household_size import PEOPLE
from diaban.spine.parties.access import CITY, Territory
from diaban.spine.places.units import LAST_THREE_TIER_DAY, today
from diaban.spine.sectors import Page, Screen

_GEOGRAPHIES = {
    Geography.NOW: gettext_lazy("communes of today"),
    Geography.FORMER: gettext_lazy("communes of 30 June 2025"),
    Geography.DISTRICTS: gettext_lazy("districts of 30 June 2025"),
}
STANDARD_WORDS = {
    "radius": gettext_lazy("average service radius, at most 3 km"),
    "people": gettext_lazy("people for each point, at most 8,000"),
    "one_each": gettext_lazy("at least one point in each commune"),
    "hours_other": gettext_lazy("at least 4 hours on each day of service"),
    "hours_centre": gettext_lazy("at least 8 hours in the centre of the province"),
}
_LEAST_PEOPLE, _MOST_PEOPLE = 1.0, 10.0


@require_safe
def statutory_page(request: HttpRequest) -> Screen:
    geography = _geography(request.GET.get("units", ""))
    figures = statutory_figures(today(), geography)
    stated = _people_a_household(request.GET.get("size", ""))
    size = stated or PEOPLE.mean
    context = {
        "figures": figures,
        "geographies": [(one, words, one == geography) for one, words in _GEOGRAPHIES.items()],
        "geography": geography,
        "standards": [(one, STANDARD_WORDS[one.name]) for one in STANDARDS],
        "size": size,
        "is_stated": stated is not None,
        "size_source": PEOPLE.source_vi if get_language() == "vi" else PEOPLE.source_en,
        "people_a_point": figures.people_a_point(size),
        "former_day": LAST_THREE_TIER_DAY,
    }
    return Screen(
        "post/statutory.html", _("Post points by the rule"), context,
        back=("/post/", _("Post: access to points in service")), synthetic=figures.synthetic,
    )  # fmt: skip


def _geography(text: str) -> Geography:
    if text and text not in set(Geography):
        raise Http404
    return Geography(text) if text else Geography.NOW


def _people_a_household(text: str) -> float | None:
    """Read how many people a household has, as somebody states it; None for none."""
    try:
        size = float(text.replace(",", "."))
    except ValueError:
        return None
    return size if _LEAST_PEOPLE <= size <= _MOST_PEOPLE else None


PAGES = (
    Page("statutory/", "post_statutory", statutory_page, CITY, Territory.CITY,
         "post points by the rule"),
)  # fmt: skip
