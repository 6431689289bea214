"""The map of reach, and households of one kind as a list that is drawn on it."""

from __future__ import annotations

from urllib.parse import urlencode

import polars as pl
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diaban.sectors.post.reach.models import ReachSurvey
from diaban.sectors.post.reach.reading import ROWS, WHICH, Asked, read_rows
from diaban.sectors.post.reach.table import Reason, box_about, degrees_of
from diaban.spine.addresses.models import Address
from diaban.spine.parties.access import OFFICE, Territory
from diaban.spine.places.areas import areas_in_force
from diaban.spine.places.models import Unit
from diaban.spine.places.units import LAST_THREE_TIER_DAY, city_communes, today
from diaban.spine.sectors import Page, Screen

TITLES = {
    "beyond": gettext_lazy("Households more than 3 km by road from a point in service"),
    "within": gettext_lazy("Households within 3 km by road of a point in service"),
    "unknown": gettext_lazy("Households of which nobody can tell"),
    "staffed": gettext_lazy("Households within 3 km by road of a staffed point"),
    "remote": gettext_lazy("Remote households"),
    "remote-beyond": gettext_lazy(
        "Remote households more than 3 km by road from a point in service"
    ),
    "all": gettext_lazy("All households"),
}
# what of the households the layer of those without a point draws
_DRAWN = ("beyond", "remote-beyond", "unknown")
REASONS = {
    Reason.NO_POSITION: gettext_lazy("the household has no position"),
    Reason.OFF_NETWORK: gettext_lazy("no road is drawn near it"),
    Reason.ISLAND: gettext_lazy("the roads drawn about it lead to no point in service"),
    Reason.NO_POINT: gettext_lazy("no point in service has a position, or no streets are drawn"),
    Reason.IN_WATER: gettext_lazy("its position lies in water"),
    Reason.MISPLACED: gettext_lazy("its position lies far from its own commune"),
}


def reach_page(request: HttpRequest) -> Screen:
    """Draw points and unserved households, and list the households that were asked for."""
    survey = newest_survey(request)
    asked = _asked(request)
    found = read_rows(survey, request.user, asked, _after(request))
    numbers = found.rows["id"].to_list()[:ROWS]
    addresses = Address.objects.visible_to(request.user).select_related("commune")
    known = addresses.in_bulk(numbers)
    told = found.rows.head(ROWS).iter_rows(named=True)
    context = {
        "survey": survey,
        "asked": asked,
        "count": found.count,
        "rows": [_told(row, known[row["id"]]) for row in told if row["id"] in known],
        "next": _next(request, found.rows["id"].to_list()),
        "is_first": not _after(request),
        "by_staffed": asked.which == "staffed",
        "choices": [(name, title, name == asked.which) for name, title in TITLES.items()],
    }
    title = TITLES[asked.which]
    return Screen(
        template="post/reach_map.html",
        title=f"{title}: {asked.unit.full_name}" if asked.unit else str(title),
        context=context,
        back=(reverse("post_overview"), _("Post")),
        layers=("post-points", "post-unserved"),
        layers_off=() if asked.which in _DRAWN else ("post-unserved",),
        box=_box(asked, found.rows),
        scripts=("post/places.js",),
        styles=("post/reach.css",),
        synthetic=survey.synthetic,
    )


def newest_survey(request: HttpRequest) -> ReachSurvey:
    """Return the newest survey. Raises Http404 where there is none."""
    survey = ReachSurvey.objects.visible_to(request.user).newest()
    if survey is None:
        raise Http404
    return survey


def _box(asked: Asked, rows: pl.DataFrame) -> tuple[float, float, float, float] | None:
    """Return what the map shows: the commune that was asked for; None is the whole city.

    Of a commune of before July 2025 there is no area: what is listed of it.
    """
    if asked.unit is None:
        return None
    if not asked.is_former:
        return areas_in_force(today()).box_of(asked.unit.pk)
    placed = rows.drop_nulls(["lat_e7", "lng_e7"])
    return box_about([*zip(*degrees_of(placed), strict=True)]) if placed.height else None


def _asked(request: HttpRequest) -> Asked:
    which = request.GET.get("which", "beyond")
    if which not in WHICH:
        raise Http404
    is_former = request.GET.get("units") == "former"
    code = request.GET.get("unit", "")
    if code in ("", "none"):
        return Asked(which, is_former=is_former, unplaced=code == "none")
    day = LAST_THREE_TIER_DAY if is_former else today()
    unit: Unit | None = city_communes(day).filter(code=code).first()
    if unit is None:
        raise Http404
    return Asked(which, unit, is_former)


def _after(request: HttpRequest) -> int:
    after = request.GET.get("after", "")
    return int(after) if after.isdecimal() and len(after) < 16 else 0


def _next(request: HttpRequest, numbers: list[int]) -> str:
    if len(numbers) <= ROWS:
        return ""
    asked = request.GET.dict() | {"after": str(numbers[ROWS - 1])}
    return "?" + urlencode(asked)


def _told(row: dict[str, object], address: Address) -> dict[str, object]:
    at = address.position
    return {
        "row": row, "address": address, "reason": REASONS.get(Reason(row["reason"])),
        "at": f"{at[1]:.7f},{at[0]:.7f}" if at else "",
    }  # fmt: skip


PAGES = (
    Page(
        "reach/", "post_reach", reach_page, OFFICE, Territory.CHARGE,
        "who reaches which post point, on the map and as a list",
    ),
)  # fmt: skip
