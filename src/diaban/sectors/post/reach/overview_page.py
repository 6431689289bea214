"""The leading page of the sector: the statutory average radius beside the real reach."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diaban.sectors.post.presence.work import work_of
from diaban.sectors.post.reach.models import ReachFigure, ReachSurvey
from diaban.sectors.post.reach.orders import SURVEY, unfinished
from diaban.sectors.post.register.statutory import (
    RADIUS_KM,
    Averaged,
    Geography,
    Statutory,
    statutory_figures,
)
from diaban.spine.addresses.household_size import PEOPLE
from diaban.spine.parties.access import OFFICE, Territory
from diaban.spine.parties.models import Role, User
from diaban.spine.parties.territory import in_charge
from diaban.spine.places.models import Unit
from diaban.spine.places.units import LAST_THREE_TIER_DAY, city_communes, today
from diaban.spine.sectors import Page, Screen

_SUMMED = (
    "households", "within_1km", "within_2km", "within_3km", "beyond_3km", "unknown",
    "staffed_3km", "staffed_unknown", "remote", "remote_beyond", "remote_unknown", "unsure",
    "shared_households", "shared_doubtful", "shared_points",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line(Averaged):
    """A commune, or all of them: what the rule says of it and what is real.

    ``sums`` are those of `ReachFigure`; None where no survey speaks of it.
    """

    unit: Unit | None
    sums: dict[str, float] | None

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
    figures = statutory_figures(today(), Geography.FORMER if is_former else Geography.NOW)
    sums = _sums(actor, survey, is_former=is_former)
    lines = _lines(figures, sums, _own_units(actor, is_former=is_former))
    total = _total(lines, figures if actor.sees_whole_city else None, sums)
    context = {
        "survey": survey,
        "total": total,
        "people_beyond": PEOPLE.estimate(total.sums["beyond_3km"]),
        "people": PEOPLE,
        "people_source": PEOPLE.source_vi if get_language() == "vi" else PEOPLE.source_en,
        "lines": sorted(lines, key=_worst_first),
        "is_former": is_former,
        "work": work_of(actor),
        "is_whole_city": actor.sees_whole_city,
        "rule_km": RADIUS_KM,
        "without_point": sum(not line.points for line in lines),
        "elsewhere": figures.unplaced,
        "failing": sum(line.passes is False for line in lines),
        "unmeasured": sum(not line.area_km2 for line in lines),
        "may_survey": actor.role == Role.DEPARTMENT,
        "run": unfinished(SURVEY),
        "former_day": LAST_THREE_TIER_DAY,
    }
    return Screen(
        template="post/overview.html",
        title=_("Post: access to points in service"),
        context=context,
        styles=("post/reach.css",),
        synthetic=survey is not None and survey.synthetic,
    )


def _worst_first(line: Line) -> tuple[int, str]:
    return -(line.sums["beyond_3km"] if line.sums else 0), line.unit.sort_key if line.unit else ""


def _lines(
    figures: Statutory, sums: dict[int | None, dict[str, float]], own: set[int] | None
) -> list[Line]:
    return [
        Line(
            unit=one.unit, points=one.points, area_km2=one.area_km2, elsewhere=one.elsewhere,
            sums=sums.get(one.unit.pk),
        )
        for one in figures.lines
        if own is None or one.unit.pk in own
    ]  # fmt: skip


def _own_units(actor: User, *, is_former: bool) -> set[int] | None:
    """Return the units in somebody's charge, or what went into them before; None: all."""
    if actor.sees_whole_city:
        return None
    own = city_communes(today()).filter(in_charge(actor))
    if is_former:
        heirs = Unit.objects.filter(in_charge(actor)).values("pk")
        own = city_communes(LAST_THREE_TIER_DAY).filter(became__successor__in=heirs)
    return set(own.values_list("pk", flat=True))


def _sums(
    actor: User, survey: ReachSurvey | None, *, is_former: bool
) -> dict[int | None, dict[str, float]]:
    if survey is None:
        return {}
    figures = ReachFigure.objects.visible_to(actor).filter(survey=survey, is_former=is_former)
    return {row["unit_id"]: row for row in figures.values("unit_id", *_SUMMED)}


def _total(
    lines: list[Line], city: Statutory | None, sums: dict[int | None, dict[str, float]]
) -> Line:
    """Sum up; for the whole city with the households and points that lie in no known commune."""
    told = [line.sums for line in lines if line.sums]
    if city is not None and None in sums:
        told.append(sums[None])
    summed = {name: sum(one[name] for one in told) for name in _SUMMED}
    if city is not None:
        return Line(unit=None, points=city.points, area_km2=city.area_km2, sums=summed)
    areas = [line.area_km2 for line in lines]
    area = sum(areas) if areas and all(areas) else None
    points = sum(line.points for line in lines)
    elsewhere = lines[0].elsewhere if lines else 0
    return Line(unit=None, points=points, area_km2=area, sums=summed, elsewhere=elsewhere)


PAGES = (
    Page("", "post_overview", overview_page, OFFICE, Territory.CHARGE, "reach of post points"),
)  # fmt: skip
