"""The rows behind a target's figure: records by their label, or what places stated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from diaban.engines.measuring import Count, Label, roll_up
from diaban.spine.evidence.models import Evidence
from diaban.spine.evidence.reading import read_register
from diaban.spine.figures.declaring import measures
from diaban.spine.figures.explaining import ROWS, Opened, open_figure, tell_why
from diaban.spine.figures.telling import read_figures
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.models import Target
from diaban.spine.programme.targets import Standing, read_target
from diaban.web.pages.communes_asked import commune_asked
from diaban.web.pages.days import pick_day
from diaban.web.pages.share_classes import ShareClasses
from diaban.web.programme.freshness import lagging_tables
from diaban.web.programme.target import find_target, seen_units
from diaban.web.programme.target_places import classes_told
from diaban.web.programme.titles import estimate_of, noun_of
from diaban.web.programme.told_rows import read_rows

LABELS = {
    Label.NUMERATOR: _("holds"),
    Label.REST: _("does not hold"),
    Label.UNKNOWN: _("unknown"),
    Label.EXCLUDED: _("does not belong"),
}

# where no label is asked for: what is not reached first
_MOST_TELLING = (Label.REST, Label.UNKNOWN, Label.NUMERATOR, Label.EXCLUDED)


@dataclass(frozen=True)
class StatedRow:
    """What a place stated last by the day; None of the silent."""

    unit: Unit
    said: Evidence | None
    count: Count | None
    stale: bool
    classes: ShareClasses

    @property
    def map_class(self) -> str:
        return self.classes.class_of_count(self.count)


@require_safe
def rows_page(request: HttpRequest, number: int) -> HttpResponse:
    target, picked = find_target(request, number), pick_day(request, "on")
    standing = read_target(target, picked.as_of)
    if standing.gauge is None or picked.refused:
        raise Http404
    unit = commune_asked(request.GET.get("unit", ""), today())
    context = {
        "target": target,
        "s": standing,
        "as_of": picked.as_of,
        "unit": unit,
        "lagging": lagging_tables([standing]),
        "synthetic": target.task.programme.synthetic or standing.synthetic,
    }
    if standing.gauge.register is not None:
        return render(request, "programme/stated.html", context | _stated(request, standing, unit))
    return render(request, "programme/rows.html", context | _records(request, standing, unit))


def _records(request: HttpRequest, standing: Standing, unit: Unit | None) -> dict[str, object]:
    """Return the first records of a label; their number is the figure's, in the reader's places."""
    spec, day = measures()[standing.gauge.measure], standing.as_of
    units = _units(request, standing.target, unit)
    after = request.GET.get("after", "")
    last = int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0
    figures = read_figures([spec], [day])[spec.name, day]
    missing = sum(n for one, n in figures.missing.items() if units is None or one in units)
    said = request.GET.get("label")
    label, opened = _open(said, partial(open_figure, spec, day, units=units, after=last), missing)
    rows = read_rows(spec.records, request.user, opened.ids, tell_why(spec, day, opened.ids))
    count = opened.count + (missing if label == Label.UNKNOWN else 0)
    whole = roll_up(one for unit, one in figures.counts.items() if units is None or unit in units)
    total = {
        Label.NUMERATOR: whole.numerator, Label.REST: whole.rest,
        Label.UNKNOWN: whole.unknown, Label.EXCLUDED: whole.excluded,
    }  # fmt: skip
    return {
        "label": label.name.lower(),
        "labels": [(one.name.lower(), words, total[one]) for one, words in LABELS.items()],
        "words": LABELS[label],
        "count": count,
        "estimate": estimate_of(spec, count),
        "missing": missing if label == Label.UNKNOWN else 0,
        "noun": noun_of(spec),
        "rows": rows,
        "has_notes": any(row.note or not row.position for row in rows),
        "has_map": any(row.position for row in rows),
        "next": opened.ids[-1] if len(opened.ids) == ROWS else None,
        "shown": ROWS,
        "is_partial": units is not None and not request.user.sees_whole_city,
    }


def _open(
    said: str | None, open_label: Callable[[Label], Opened], missing: int
) -> tuple[Label, Opened]:
    """Open the label asked for; where none is, the first that has rows, or rows it misses."""
    if said is not None:
        return _label(said), open_label(_label(said))
    for label in _MOST_TELLING:
        opened = open_label(label)
        if opened.count or (label == Label.UNKNOWN and missing):
            return label, opened
    return _MOST_TELLING[0], open_label(_MOST_TELLING[0])


def _label(text: str) -> Label:
    found = {label.name.lower(): label for label in LABELS}.get(text)
    if found is None:
        raise Http404
    return found


def _units(request: HttpRequest, target: Target, unit: Unit | None) -> list[int] | None:
    """Return the communes to open: asked for, of the target, in the reader's charge; None: all."""
    listed = set(target.places.values_list("pk", flat=True))
    if unit is None and not listed and request.user.sees_whole_city:
        return None
    communes = {one.pk: one for one in city_communes(today())}
    asked = {unit.pk} if unit else listed or set(communes)
    if unit is not None and listed and unit.pk not in listed:
        raise Http404
    seen = seen_units(request.user, {pk: communes[pk] for pk in asked if pk in communes})
    if unit is not None and not seen:
        raise Http404
    return sorted(seen)


def _stated(request: HttpRequest, standing: Standing, unit: Unit | None) -> dict[str, object]:
    register = standing.gauge.register
    listed = list(standing.target.places.values_list("pk", flat=True))
    reading = read_register(register, standing.as_of, listed or None)
    units = Unit.objects.in_bulk([*reading.stated, *reading.silent])
    seen = seen_units(request.user, units)
    if unit is not None:
        seen &= {unit.pk}
        if not seen:
            raise Http404
    ids = [one.evidence.id for pk, one in reading.stated.items() if pk in seen]
    said = Evidence.objects.select_related("actor").in_bulk(ids)
    rows, classes = [], classes_told(standing)
    for pk in sorted(seen, key=lambda pk: units[pk].sort_key):
        one = reading.stated.get(pk)
        told = (said[one.evidence.id], one.count, one.stale) if one else (None, None, False)
        rows.append(StatedRow(units[pk], *told, classes))
    rows.sort(key=lambda row: (row.said is None, not row.stale))
    return {
        "register": register,
        "rows": rows,
        "has_map": register.level == Level.COMMUNE,
        "legend": classes.legend,
        "total": sum((row.count for row in rows if row.count), Count()),
        "is_partial": not request.user.sees_whole_city,
        "silent": sum(row.said is None for row in rows),
    }
