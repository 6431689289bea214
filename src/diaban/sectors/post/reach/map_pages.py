"""The map of reach, the same as a list, and one household's reach."""

from __future__ import annotations

from urllib.parse import urlencode

import polars as pl
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diaban.sectors.post.models import Point
from diaban.sectors.post.reach.models import ReachSurvey
from diaban.sectors.post.reach.reading import ROWS, WHICH, Asked, read_row, read_rows
from diaban.sectors.post.reach.table import SERVICE_METRES, Reason
from diaban.spine.addresses.models import Address
from diaban.spine.parties.access import OFFICE, Territory
from diaban.spine.places.models import Unit
from diaban.spine.places.units import LAST_THREE_TIER_DAY, city_communes, today
from diaban.spine.sectors import Page, Screen

TITLES = {
    "beyond": gettext_lazy("Households more than 3 km by road from an open point"),
    "within": gettext_lazy("Households within 3 km by road of an open point"),
    "unknown": gettext_lazy("Households of which nobody can tell"),
    "staffed": gettext_lazy("Households within 3 km by road of a staffed point"),
    "remote": gettext_lazy("Remote households"),
    "remote-beyond": gettext_lazy("Remote households more than 3 km by road from an open point"),
    "all": gettext_lazy("All households"),
}
REASONS = {
    Reason.NO_POSITION: gettext_lazy("the household has no position"),
    Reason.OFF_NETWORK: gettext_lazy("no road is drawn near it"),
    Reason.ISLAND: gettext_lazy("the roads drawn about it lead to no open point"),
    Reason.NO_POINT: gettext_lazy("no open point has a position, or no streets are drawn"),
    Reason.IN_WATER: gettext_lazy("its position lies in water"),
    Reason.MISPLACED: gettext_lazy("its position lies far from its own commune"),
}


def reach_page(request: HttpRequest) -> Screen:
    """Draw points and unserved households, and list the households that were asked for."""
    survey = _survey(request)
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
        "choices": [(name, title, name == asked.which) for name, title in TITLES.items()],
    }
    title = TITLES[asked.which]
    return Screen(
        template="post/reach_map.html",
        title=f"{title}: {asked.unit.full_name}" if asked.unit else str(title),
        context=context,
        back=(reverse("post_overview"), _("Post")),
        layers=("post-points", "post-unserved"),
        centre=_first_place(found.rows) if asked.unit else None,
        styles=("post/reach.css",),
        synthetic=survey.synthetic,
    )


def household_page(request: HttpRequest, number: int) -> Screen:
    """Tell how far one household is, along which roads' kind, or why nobody can tell."""
    survey = _survey(request)
    address = Address.objects.visible_to(request.user).filter(pk=number).first()
    row = read_row(survey, request.user, number)
    if address is None or row is None:
        raise Http404
    points = Point.objects.everywhere("the point that a household goes to")
    context = {
        "survey": survey,
        "address": address,
        "row": row,
        "point": points.filter(pk=row["open_point"]).first(),
        "reason": REASONS.get(Reason(row["reason"])),
        "metres": row["open_metres"],
        "is_surely_far": (row["straight_metres"] or 0) > SERVICE_METRES,
        "straight": row["straight_metres"],
    }
    return Screen(
        template="post/household.html",
        title=address.public_line or address.identifier,
        title_language="vi",
        context=context,
        back=(f"{reverse('post_reach')}?which=all", _("Map of reach")),
        layers=("post-points",) if address.position else (),
        centre=address.position,
        synthetic=survey.synthetic,
    )


def _survey(request: HttpRequest) -> ReachSurvey:
    survey = ReachSurvey.objects.visible_to(request.user).newest()
    if survey is None:
        raise Http404
    return survey


def _first_place(rows: pl.DataFrame) -> tuple[float, float] | None:
    """Return where the first household lies that lies anywhere: there the map opens."""
    placed = rows.filter(pl.col("lat_e7").is_not_null())
    return (placed["lat_e7"][0] / 1e7, placed["lng_e7"][0] / 1e7) if placed.height else None


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
    return {"row": row, "address": address, "reason": REASONS.get(Reason(row["reason"]))}


PAGES = (
    Page(
        "reach/", "post_reach", reach_page, OFFICE, Territory.CHARGE,
        "who reaches which post point, on the map and as a list",
    ),
    Page(
        "reach/<row:number>/", "post_household", household_page, OFFICE, Territory.CHARGE,
        "how far a household is from a post point",
    ),
)  # fmt: skip
