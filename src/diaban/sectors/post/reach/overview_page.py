"""The leading page of the sector: the statutory average radius beside the real reach."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diaban.engines.reach import average_radius_km
from diaban.sectors.post.models import Point
from diaban.sectors.post.presence.work import work_of
from diaban.sectors.post.reach.models import ReachFigure, ReachSurvey
from diaban.sectors.post.reach.orders import SURVEY, unfinished
from diaban.spine.addresses.household_size import PEOPLE
from diaban.spine.parties.access import OFFICE, Territory
from diaban.spine.parties.models import Role, User
from diaban.spine.parties.territory import in_charge
from diaban.spine.places.models import Unit
from diaban.spine.places.units import LAST_THREE_TIER_DAY, city_communes, today
from diaban.spine.sectors import Page, Screen

# the limit of QCVN 1:2008/BTTTT
RADIUS_KM = 3.0
_SUMMED = (
    "households", "within_1km", "within_2km", "within_3km", "beyond_3km", "unknown",
    "staffed_3km", "staffed_unknown", "remote", "remote_beyond", "remote_unknown", "unsure",
    "shared_households", "shared_doubtful", "shared_points",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A commune, or all of them: what the rule says of it and what is real.

    ``sums`` are those of `ReachFigure`; None where no survey speaks of it. ``elsewhere`` points lie
    in a commune that nobody knows: any of them may be in this one.
    """

    unit: Unit | None
    points: int
    area_km2: float | None
    sums: dict[str, float] | None
    elsewhere: int = 0

    @property
    def radius_km(self) -> float | None:
        return average_radius_km(self.area_km2, self.points) if self.area_km2 else None

    @property
    def passes(self) -> bool | None:
        """Whether the rule is kept; None where the area is not known, or a point's commune."""
        if not self.area_km2:
            return None
        if self.radius_km is not None and self.radius_km <= RADIUS_KM:
            return True
        return None if self.elsewhere else False

    @property
    def share_beyond(self) -> float | None:
        """Of the households that are known, how many have to go farther than 3 km."""
        known = self.sums and self.sums["beyond_3km"] + self.sums["within_3km"]
        return self.sums["beyond_3km"] / known if self.sums and known else None

    @property
    def per_10_000(self) -> float | None:
        """How many open points fall to 10,000 households that share them with all who are near."""
        known = self.sums and self.sums["shared_households"]
        return 10_000 * self.sums["shared_points"] / known if self.sums and known else None


def overview_page(request: HttpRequest) -> Screen:
    is_former = request.GET.get("units") == "former"
    actor = request.user
    survey = ReachSurvey.objects.visible_to(actor).newest()
    lines = _lines(actor, survey, is_former=is_former)
    total = _total(lines, survey, actor, is_former=is_former)
    context = {
        "survey": survey,
        "total": total,
        "people_beyond": PEOPLE.estimate(total.sums["beyond_3km"]) if total.sums else 0,
        "people": PEOPLE,
        "people_source": PEOPLE.source_vi if get_language() == "vi" else PEOPLE.source_en,
        "lines": sorted(lines, key=_worst_first),
        "is_former": is_former,
        "work": work_of(actor),
        "is_whole_city": actor.sees_whole_city,
        "rule_km": RADIUS_KM,
        "without_point": sum(not line.points for line in lines),
        "elsewhere": lines[0].elsewhere if lines else 0,
        "failing": sum(line.passes is False for line in lines),
        "may_survey": actor.role == Role.DEPARTMENT,
        "run": unfinished(SURVEY),
        "former_day": LAST_THREE_TIER_DAY,
    }
    return Screen(
        template="post/overview.html",
        title=_("Post: who reaches an open point"),
        context=context,
        styles=("post/reach.css",),
        synthetic=survey is not None and survey.synthetic,
    )


def _worst_first(line: Line) -> tuple[int, str]:
    return -(line.sums["beyond_3km"] if line.sums else 0), line.unit.sort_key if line.unit else ""


def _lines(actor: User, survey: ReachSurvey | None, *, is_former: bool) -> list[Line]:
    units = _units(actor, is_former=is_former)
    points = _points_by_unit(today(), is_former=is_former)
    sums = _sums(actor, survey, is_former=is_former)
    nowhere = points[None]
    return [Line(u, points[u.pk], u.area_km2, sums.get(u.pk), nowhere) for u in units]


def _units(actor: User, *, is_former: bool) -> list[Unit]:
    units = city_communes(LAST_THREE_TIER_DAY if is_former else today())
    if not actor.sees_whole_city:
        own = in_charge(actor)
        if is_former:
            heirs = Unit.objects.filter(own).values("pk")
            units = units.filter(became__successor__in=heirs).distinct()
        else:
            units = units.filter(own)
    return list(units.select_related("parent"))


def _points_by_unit(day: date, *, is_former: bool) -> Counter[int | None]:
    """Count the points that anybody can go to, as the rule counts them: by where they lie."""
    standing = Point.objects.everywhere("the rule counts all points").open_on(day).serving_anybody()
    field = "former_id" if is_former else "commune_id"
    counted = standing.order_by().values(field).annotate(n=Count("*"))
    return Counter({row[field]: row["n"] for row in counted})


def _sums(
    actor: User, survey: ReachSurvey | None, *, is_former: bool
) -> dict[int | None, dict[str, float]]:
    if survey is None:
        return {}
    figures = ReachFigure.objects.visible_to(actor).filter(survey=survey, is_former=is_former)
    return {row["unit_id"]: row for row in figures.values("unit_id", *_SUMMED)}


def _total(lines: list[Line], survey: ReachSurvey | None, actor: User, *, is_former: bool) -> Line:
    """Sum the communes up, with the households and points that lie in none that is known."""
    told = [line.sums for line in lines if line.sums]
    points = sum(line.points for line in lines)
    if actor.sees_whole_city:
        points = sum(_points_by_unit(today(), is_former=is_former).values())
        nowhere = _sums(actor, survey, is_former=is_former).get(None)
        told += [nowhere] if nowhere else []
    areas = [line.area_km2 for line in lines]
    area = sum(areas) if areas and None not in areas else None
    sums = {name: sum(one[name] for one in told) for name in _SUMMED} if survey else None
    return Line(None, points, area, sums)


PAGES = (
    Page("", "post_overview", overview_page, OFFICE, Territory.CHARGE, "reach of post points"),
)  # fmt: skip
