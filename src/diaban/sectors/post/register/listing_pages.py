"""The list of points with what is missing, and the same list as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from diaban.sectors.post.choices import Kind
from diaban.sectors.post.models import Point
from diaban.sectors.post.page_above import page_above
from diaban.sectors.post.presence.staffed_lately import NOTHING, VERDICTS, Lately, staffed_lately
from diaban.sectors.post.presence.staffing import STAFFED_DAYS
from diaban.sectors.post.register.listing import (
    GAPS,
    NO_COMMUNE,
    PAGE_POINTS,
    STATES,
    Asked,
    count_gaps,
    listed_of,
)
from diaban.sectors.post.register.row_fields import POINT_FIELDS
from diaban.sectors.post.register.row_writing import cells_of
from diaban.sectors.post.register.words import GAP_WORDS, STAFFED_WORDS, STATE_WORDS
from diaban.spine.journal.recording import record
from diaban.spine.parties.access import DECIDING, OFFICE, Territory
from diaban.spine.parties.models import Role
from diaban.spine.places.models import Unit
from diaban.spine.places.units import city_communes, today
from diaban.spine.sectors import ListFile, Page, Screen

_SEEN_BY = OFFICE | {Role.OPERATOR}
_MOST_PAGES = 100_000
_UNKNOWN_KIND = "unknown"
_STAFFED_HEADINGS = (
    gettext_lazy("Somebody serves, by the last 28 days"),
    gettext_lazy("Time with somebody there, %"),
    gettext_lazy("Time unknown, %"),
)


@require_safe
def list_page(request: HttpRequest) -> Screen:
    asked = read_asked(request)
    rows = asked.points().select_related("commune", "operator")
    page = _page_asked(request)
    shown = list(rows[page * PAGE_POINTS : (page + 1) * PAGE_POINTS + 1])
    counts, lately = count_gaps(request.user), staffed_lately(today())
    context = {
        "asked": asked,
        "points": [(one, lately.get(one.pk, NOTHING)) for one in shown[:PAGE_POINTS]],
        "staffings": STAFFED_WORDS.items(),
        "days": STAFFED_DAYS,
        "count": rows.count(),
        "counts": counts,
        "gaps": [(gap, words, counts[gap]) for gap, words in GAP_WORDS.items()],
        "states": STATE_WORDS.items(),
        "kinds": [(kind or _UNKNOWN_KIND, words) for kind, words in Kind.choices],
        "kind_asked": _UNKNOWN_KIND if asked.kind == "" else asked.kind,
        "communes": city_communes(today()),
        "query": _query(request),
        "next": page + 1 if len(shown) > PAGE_POINTS else None,
        "previous": page - 1 if page else None,
        "may_see_questions": request.user.role in OFFICE,
        "may_add": request.user.role in DECIDING,
        "may_import": request.user.role == Role.DEPARTMENT,
    }
    return Screen(
        "post/points.html", _("Register of post points"), context, back=page_above(request),
        synthetic=any(point.synthetic for point in shown),
    )  # fmt: skip


@require_safe
def list_file(request: HttpRequest, ending: str) -> ListFile | StreamingHttpResponse:
    """Give the list that was asked for: to read on (CSV), to draw (GeoJSON), to take in again."""
    asked = read_asked(request)
    rows = asked.points().select_related("commune", "operator", "address", "successor")
    lately = staffed_lately(today())
    facts = {"rows": rows.count(), "format": ending}
    record(request.user, "post.points_exported", "post_points:list", facts)
    name = "diem-buu-chinh" + ("-mo-phong" if rows.filter(synthetic=True).exists() else "")
    if ending == ".geojson":
        answer = StreamingHttpResponse(
            _write_geojson(rows.iterator(500), lately), content_type="application/geo+json"
        )
        answer["Content-Disposition"] = f'attachment; filename="{name}.geojson"'
        return answer
    if ending == ".csv":
        headings = tuple(listed_of(Point(pk=1), NOTHING))
        return ListFile(
            name,
            headings,
            lambda: (
                list(listed_of(p, lately.get(p.pk, NOTHING)).values()) for p in rows.iterator(500)
            ),
            ending,
        )
    headings = tuple(field.label(get_language() or "vi") for field in POINT_FIELDS)
    return ListFile(
        name, (*headings, *map(str, _STAFFED_HEADINGS)),
        lambda: (
            [*cells_of(p, POINT_FIELDS), *_staffed_cells(lately.get(p.pk, NOTHING))]
            for p in rows.iterator(500)
        ),
        ending,
    )  # fmt: skip


def _staffed_cells(lately: Lately) -> list[object]:
    """Tell in a spreadsheet whether somebody serves; an import of the file reads none of it."""
    shares = (lately.share, lately.unknown_share)
    return [
        str(STAFFED_WORDS[lately.asked_as]),
        *(None if one is None else round(100 * one, 1) for one in shares),
    ]


def read_asked(request: HttpRequest) -> Asked:
    """Read what a list is asked for; Http404 for what is no commune, kind, gap or state."""
    told = request.GET
    code, kind, gap = told.get("commune", ""), told.get("kind", ""), told.get("lacks", "")
    state, staffed = told.get("state", "") or "open", told.get("staffed", "")
    if staffed and staffed not in VERDICTS:
        raise Http404
    if (gap and gap not in GAPS) or state not in STATES:
        raise Http404
    if kind and kind != _UNKNOWN_KIND and kind not in Kind.values:
        raise Http404
    return Asked(
        request.user,
        commune=_commune(code) if code and code != NO_COMMUNE else None,
        without_commune=code == NO_COMMUNE,
        kind=None if not kind else "" if kind == _UNKNOWN_KIND else kind,
        gap=gap,
        state=state,
        staffed=staffed,
        words=" ".join(told.get("q", "").replace("\0", " ").split())[:80],
    )


def _commune(code: str) -> Unit:
    plain = code.isascii() and code.isdecimal()
    unit = city_communes(today()).filter(code=code).first() if plain else None
    if unit is None:
        raise Http404
    return unit


def _page_asked(request: HttpRequest) -> int:
    text = request.GET.get("page", "") or "0"
    if not (text.isascii() and text.isdecimal()) or len(text) > 6 or int(text) > _MOST_PAGES:
        raise Http404
    return int(text)


def _query(request: HttpRequest) -> str:
    kept = {n: v for n, v in request.GET.items() if v and n != "page"}
    return urlencode(kept)


def _write_geojson(points: Iterator[Point], lately: Mapping[int, Lately]) -> Iterator[str]:
    yield '{"type": "FeatureCollection", "features": ['
    for number, point in enumerate(points):
        values = listed_of(point, lately.get(point.pk, NOTHING))
        lat, lng = values.pop("lat"), values.pop("lng")
        shape = {"type": "Point", "coordinates": [lng, lat]} if lat is not None else None
        feature = {"type": "Feature", "geometry": shape, "properties": values}
        yield (", " if number else "") + json.dumps(feature, ensure_ascii=False)
    yield "]}"


_TAKE_OUT = "take the list of post points out"
PAGES = (
    Page("points/", "post_points", list_page, _SEEN_BY, Territory.CHARGE, "post points"),
    Page("points/list.xlsx", "post_points_xlsx",
         lambda request: list_file(request, ".xlsx"), _SEEN_BY, Territory.CHARGE, _TAKE_OUT),
    Page("points/list.csv", "post_points_csv",
         lambda request: list_file(request, ".csv"), _SEEN_BY, Territory.CHARGE, _TAKE_OUT),
    Page("points/list.geojson", "post_points_geojson",
         lambda request: list_file(request, ".geojson"), _SEEN_BY, Territory.CHARGE, _TAKE_OUT),
)  # fmt: skip
