"""The inspector's round of the day: where to go next, why, and when one is there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from diaban.engines.reach import Network
from diaban.sectors.post.models import CitizenReport, Flag, Point, SpotCheck
from diaban.sectors.post.presence.roster_models import write_minute
from diaban.sectors.post.presence.staffing import (
    STAFFED_DAYS,
    minutes_of,
    required_of,
    staffed_share,
)
from diaban.sectors.post.presence.visit_round import (
    LONG_AGO_DAYS,
    VISIT_MINUTES,
    Candidate,
    Place,
    Rides,
    Stop,
    choose_round,
    estimate_rides,
    merge_opens,
)
from diaban.sectors.post.reach.journeys import network_of, ways_from
from diaban.spine.parties.access import DECIDING, Territory
from diaban.spine.parties.territory import in_charge
from diaban.spine.places.units import city_communes, today
from diaban.spine.sectors import Page, Screen

_LENGTHS = (60, 120, 180, 240, 360, 480)
_USUAL_MINUTES = 240
_MORNING = 8 * 60


@dataclass(frozen=True)
class Line:
    """A stop as the page shows it."""

    stop: Stop
    point: Point
    clock: str
    until: str
    kilometres: float
    reasons: list[str]

    @property
    def spot(self) -> str:
        """Where it is, for a map's address."""
        lat, lng = self.stop.candidate.place
        return f"{lat:.5f}/{lng:.5f}"

    @property
    def geo(self) -> str:
        """Where it is, for the phone's own map."""
        lat, lng = self.stop.candidate.place
        return f"geo:{lat:.5f},{lng:.5f}"


@require_safe
def round_page(request: HttpRequest) -> Screen:
    """Show the round from a commune's centre; what was visited today is in it no more."""
    units = city_communes(today()).exclude(lat=None).order_by("sort_key")
    if not request.user.sees_whole_city:
        units = units.filter(in_charge(request.user))
    units = list(units)
    start = next((one for one in units if one.code == request.GET.get("from")), None)
    begin = _clock(request.GET.get("begin", ""))
    asked = request.GET.get("minutes", "")
    minutes = int(asked) if asked in map(str, _LENGTHS) else _USUAL_MINUTES
    points = {
        one.pk: one
        for one in Point.objects.visible_to(request.user).open_on(today()).exclude(lat_e7=None)
    }
    candidates = _candidates(points)
    if start is None and units:
        start = _most_waiting(units, points, candidates)
    stops, network = [], network_of("motorbike")
    if start is not None:
        stops = choose_round(candidates, (start.lat, start.lng), begin, minutes, rides_on(network))
    lines = [
        Line(
            stop, points[stop.candidate.number], write_minute(stop.arrives),
            write_minute(stop.arrives + VISIT_MINUTES), stop.metres / 1000,
            _reasons(stop.candidate),
        )
        for stop in stops
    ]  # fmt: skip
    context = {
        "units": units, "start": start, "begin": write_minute(begin), "lengths": _LENGTHS,
        "minutes": minutes, "lines": lines, "placed": len(points),
        "by_road": network is not None,
        "ridden": sum(line.kilometres for line in lines),
        "ends": lines[-1].until if lines else "",
    }  # fmt: skip
    return Screen(
        "post/round.html", _("Round of the day"), context,
        back=(reverse("post_overview"), _("Post")),
        synthetic=any(line.point.synthetic for line in lines),
    )  # fmt: skip


def rides_on(network: Network | None) -> Rides:
    """Return each ride by motorbike along the roads, estimated where no road is known."""

    def rides(here: Place, places: Sequence[Place]) -> list[tuple[float, float]]:
        told = estimate_rides(here, places)
        ways = ways_from(network, here, places, is_rough=True)
        if ways is None:
            return told
        pairs = zip(ways, told, strict=True)
        return [(way.metres, way.minutes) if way else guess for way, guess in pairs]

    return rides


def _clock(text: str) -> int:
    """Read 8:30; what was not or wrongly written: now, or the morning where it is night."""
    told = re.fullmatch(r"([01]?[0-9]|2[0-3])[:hg]([0-5][0-9])", text.strip())
    if told:
        return int(told[1]) * 60 + int(told[2])
    now = timezone.localtime()
    minute = now.hour * 60 + now.minute
    return minute if _MORNING <= minute < 17 * 60 else _MORNING


def _candidates(points: dict[int, Point]) -> list[Candidate]:
    """Return the points with what waits at each, without those that were visited today."""
    day = today()
    waiting = CitizenReport.objects.filter(point__in=points, settled_at=None)
    reports = Counter(waiting.values_list("point", flat=True))
    doubts = Counter(
        Flag.objects.filter(point__in=points, settled_at=None).values_list("point", flat=True)
    )
    visits = SpotCheck.objects.standing().filter(point__in=points).values_list("point")
    last = {number: timezone.localdate(at) for number, at in visits.annotate(last=Max("at"))}
    unknown = {
        row["point"]: row["unknown_minutes"] / row["required_minutes"]
        for row in staffed_share(day - timedelta(days=1), STAFFED_DAYS).iter_rows(named=True)
        if row["required_minutes"]
    }
    spans, _known = required_of(list(points.values()), day, day)
    told = zip(spans.key.tolist(), spans.start.tolist(), spans.end.tolist(), strict=True)
    opens = merge_opens(list(told), minutes_of(day)[0])
    return [
        Candidate(
            number, point.position, reports[number], doubts[number], unknown.get(number),
            (day - last[number]).days if number in last else None, tuple(opens.get(number, ())),
        )
        for number, point in points.items()
        if last.get(number) != day
    ]  # fmt: skip


def _most_waiting(units, points: dict[int, Point], candidates: list[Candidate]):
    """Return the commune whose points a visit would tell most of."""
    worth: Counter[int | None] = Counter()
    for one in candidates:
        worth[points[one.number].commune_id] += one.worth
    return max(units, key=lambda unit: worth[unit.pk])


def _reasons(one: Candidate) -> list[str]:
    found = []
    if one.reports:
        found.append(
            ngettext("citizens said in %(n)s hour that it was closed",
                     "citizens said in %(n)s hours that it was closed", one.reports)
            % {"n": one.reports}
        )  # fmt: skip
    if one.doubts:
        found.append(
            ngettext("%(n)s doubt about check-ins waits", "%(n)s doubts about check-ins wait",
                     one.doubts) % {"n": one.doubts}
        )  # fmt: skip
    if one.unknown is not None and one.unknown > 0.5:
        found.append(_("mostly unknown whether somebody serves"))
    if one.days_since is None:
        found.append(_("never visited"))
    elif one.days_since >= LONG_AGO_DAYS or not found:
        last = ngettext("last visited %(n)s day ago", "last visited %(n)s days ago", one.days_since)
        found.append(last % {"n": one.days_since})
    return found


PAGES: tuple[Page, ...] = (
    Page("round/", "post_round", round_page, DECIDING, Territory.CHARGE,
         "the points to visit today"),
)  # fmt: skip
