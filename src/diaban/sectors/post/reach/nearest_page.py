"""The page for anybody: the open points near me."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diaban.sectors.post.reach.journeys import MODES
from diaban.sectors.post.reach.nearest_open import NearPoint, find_around
from diaban.sectors.post.reach.opening_now import Opening, local_now
from diaban.sectors.post.reach.origins import Asked, Origin, find_origin
from diaban.sectors.post.weekdays import WEEKDAYS
from diaban.spine.parties.access import ANYBODY, Territory
from diaban.spine.places.points import read_point
from diaban.spine.sectors import Page, Screen

_LONGEST_QUESTION = 300
_BY = {
    "motorbike": gettext_lazy("by motorbike"),
    "bicycle": gettext_lazy("by bicycle"),
    "walk": gettext_lazy("on foot"),
}


def nearest_page(request: HttpRequest) -> Screen:
    """Ask where, and list the nearest points; a phone's position comes by POST and is not kept."""
    here = read_point(request.POST.get("here", "")) if request.method == "POST" else None
    mode = (request.POST if here else request.GET).get("mode", "")
    mode = mode if mode in MODES else next(iter(MODES))
    asked = request.GET.get("q", "").strip()[:_LONGEST_QUESTION]
    meant = Asked(Origin(*here)) if here else find_origin(asked) if asked else Asked(None)
    origin = meant.origin
    moment = local_now()
    context = {
        "asked": asked,
        "mode": mode,
        "modes": _BY.items(),
        "is_here": here is not None,
        "origin": origin,
        "choices": meant.choices,
        "not_found": bool(asked) and not here and origin is None and not meant.choices,
        "now": timezone.localtime(),
    }
    synthetic = False
    if origin is not None:
        around = find_around(origin, moment, mode)
        synthetic = around.synthetic
        away_now = _("open by its hours, but announced absent: nobody is there now")
        context |= {
            "around": around,
            "by": _BY[mode],
            "soonest": _told(around.soonest, moment) if around.soonest else None,
            "open_now": [_told(one, moment) for one in around.open_now],
            "away": [_told(one, moment) | {"state": away_now} for one in around.away],
            "closed": [_told(one, moment) for one in around.closed],
            "unknown": [_told(one, moment) for one in around.unknown],
        }
    return Screen(
        template="post/nearest.html",
        title=_("Post points open near me"),
        context=context,
        scripts=("post/nearest.js",),
        styles=("post/reach.css",),
        synthetic=synthetic,
    )


def _told(near: NearPoint, moment: datetime) -> dict[str, object]:
    lat, lng = near.point.position or (0.0, 0.0)
    return {
        "point": near.point,
        "metres": round(near.far_metres),
        "minutes": max(round(near.way.minutes), 1) if near.way else None,
        "served": _when(near.served_at, moment) if near.served_at else "",
        # its opening is told already
        "waits": near.served_at == near.opening.opens_at,
        "hours": hours_in_words(near.opening),
        "state": _state(near, moment),
        "kilometres": near.far_metres / 1_000,
        "spot": f"#17/{lat:.5f}/{lng:.5f}",
        "geo": f"geo:{lat:.5f},{lng:.5f}",
    }


def _state(near: NearPoint, moment: datetime) -> str:
    if near.opening.is_open and not near.is_open_on_arrival and near.opening.closes_at:
        closes = _clock(near.opening.closes_at)
        return _("open, but closes at %(time)s, before you are there") % {"time": closes}
    return state_in_words(near.opening, moment)


def _when(served: datetime, moment: datetime) -> str:
    """Tell a time of this day, or of a later one with its day."""
    if served.date() == moment.date():
        return _clock(served)
    return _("%(time)s %(day)s") % {"time": _clock(served), "day": _day(served, moment)}


def hours_in_words(opening: Opening) -> str:
    """Tell the hours of this day; "" where nobody knows them."""
    if opening.is_open is None and not opening.today:
        return ""
    if not opening.today:
        return _("closed all day, a public holiday") if opening.holiday else _("closed all day")
    if any(end - start >= timedelta(days=1) for start, end in opening.today):
        return ""
    spans = (f"{_clock(start)}–{_clock(end)}" for start, end in opening.today)
    return _("today %(hours)s") % {"hours": ", ".join(spans)}


def state_in_words(opening: Opening, moment: datetime) -> str:
    """Tell whether it is open, until when, and when it opens next."""
    if opening.is_open is None:
        return _("nobody has said when it is open")
    if opening.is_open:
        return _open_in_words(opening, moment)
    if opening.opens_at is None:
        return _("closed, and no day is known on which it opens")
    words = {"time": _clock(opening.opens_at), "day": _day(opening.opens_at, moment)}
    return _("closed now, opens %(day)s at %(time)s") % words


def _open_in_words(opening: Opening, moment: datetime) -> str:
    if opening.closes_at is None or opening.closes_at - moment > timedelta(hours=20):
        return _("open around the clock")
    if opening.closes_at - moment <= timedelta(minutes=30):
        return _("open, closes soon: at %(time)s") % {"time": _clock(opening.closes_at)}
    return _("open, closes at %(time)s") % {"time": _clock(opening.closes_at)}


def _clock(moment: datetime) -> str:
    return f"{moment.hour}:{moment.minute:02}"


def _day(moment: datetime, now: datetime) -> str:
    days = (moment.date() - now.date()).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return _("on %(weekday)s, %(day)s/%(month)s") % {
        "weekday": WEEKDAYS[moment.weekday()], "day": moment.day, "month": moment.month,
    }  # fmt: skip


PAGES = (
    Page(
        "nearest/", "post_nearest", nearest_page, ANYBODY, Territory.OPEN,
        "post points open near a place",
    ),
)  # fmt: skip
