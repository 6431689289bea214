"""One household's reach: its nearest points, open and staffed, and the way on the map."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from diaban.engines.reach import find_path, find_positions
from diaban.sectors.post.models import Point
from diaban.sectors.post.reach.journeys import Place, network_of
from diaban.sectors.post.reach.map_pages import REASONS, newest_survey
from diaban.sectors.post.reach.reading import read_row
from diaban.sectors.post.reach.table import NOWHERE_METRES, SERVICE_METRES, Reason, box_about
from diaban.spine.addresses.models import Address
from diaban.spine.parties.access import OFFICE, Territory
from diaban.spine.sectors import Page, Screen

# a staffed point within so far is shown on the map with the open one
_SHOWN_TOO_METRES = 4_000


def household_page(request: HttpRequest, number: int) -> Screen:
    """Tell how far one household is, along which roads' kind, or why nobody can tell."""
    survey = newest_survey(request)
    address = Address.objects.visible_to(request.user).filter(pk=number).first()
    row = read_row(survey, request.user, number)
    if address is None or row is None:
        raise Http404
    points = Point.objects.everywhere("the points that a household goes to")
    # surveys of before they kept the staffed point lack its column
    found = points.in_bulk([row["open_point"] or 0, row.get("staffed_point") or 0])
    nearest, staffed = found.get(row["open_point"]), found.get(row.get("staffed_point"))
    here, there = address.position, nearest.position if nearest else None
    context = {
        "survey": survey,
        "address": address,
        "row": row,
        "point": nearest,
        "staffed": staffed,
        **_told(row),
        "at": f"{here[1]:.7f},{here[0]:.7f}" if here else "",
        "way": json.dumps(_way(here, there)) if here and there and not row["reason"] else "",
    }
    ends = [place for place in (here, there) if place]
    if staffed and staffed.position and row["staffed_metres"] <= _SHOWN_TOO_METRES:
        ends.append(staffed.position)
    return Screen(
        template="post/household.html",
        title=address.public_line or address.identifier,
        title_language="vi",
        context=context,
        back=(f"{reverse('post_reach')}?which=all", _("Map of access")),
        layers=("post-points",) if here else (),
        box=box_about(ends) if here else None,
        scripts=("post/places.js",),
        styles=("post/reach.css",),
        synthetic=survey.synthetic,
    )


def _told(row: dict[str, object]) -> dict[str, object]:
    """Tell the distances; None where nobody knows, or where there is no such point."""
    staffed, perhaps = row["staffed_metres"], row["perhaps_metres"]
    is_somewhere = staffed is not None and staffed < NOWHERE_METRES
    return {
        "reason": REASONS.get(Reason(row["reason"])),
        "metres": row["open_metres"],
        "staffed_metres": staffed if is_somewhere else None,
        "is_nowhere_staffed": staffed is not None and not is_somewhere,
        # somebody may serve nearer than where it is known
        "perhaps_metres": perhaps if perhaps not in (staffed, NOWHERE_METRES) else None,
        "straight": row["straight_metres"],
        "is_surely_far": (row["straight_metres"] or 0) > SERVICE_METRES,
    }


def _way(here: Place, there: Place) -> list[tuple[float, float]]:
    """Return the bends of the way on foot, longitude first; none where no roads were left."""
    network = network_of("walk")
    if network is None:
        return []
    start, goal = (find_positions(network, ([at[0]], [at[1]])) for at in (here, there))
    return [(round(lng, 6), round(lat, 6)) for lat, lng in find_path(network, start, goal).tolist()]


PAGES = (
    Page(
        "reach/<row:number>/", "post_household", household_page, OFFICE, Territory.CHARGE,
        "how far a household is from a post point",
    ),
)  # fmt: skip
