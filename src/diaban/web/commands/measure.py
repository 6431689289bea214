"""What is measured, what the records say today, and the rows behind a figure."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from diaban.web.commands import address_lines, figure_lines, words
from diaban.web.commands.faults import FaultError

EXAMPLES = """\
examples:
  diaban measure list
  diaban measure run                                  every measure, for the whole city, today
  diaban measure run households-coded --units         by commune
  diaban measure explain households-coded --label unknown --unit 00070
"""
_LABELS = ("numerator", "rest", "unknown", "excluded")
_WORDS = {
    "numerator": "đạt / holds",
    "rest": "không đạt / does not hold",
    "unknown": "chưa rõ / unknown",
    "excluded": "không tính / excluded",
}
_NOWHERE = "chưa rõ xã, phường / commune not known"
Row = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True)
    listed = acts.add_parser("list", help="the measures that there are")
    run_ = acts.add_parser("run", help="bring the figures up to date and tell them")
    run_.add_argument("name", nargs="?", help="one measure; else all of them")
    run_.add_argument("--units", action="store_true", help="a row a commune")
    explain = acts.add_parser("explain", help="the rows that a figure was counted from")
    explain.add_argument("name", help="a measure, as `list` names it")
    explain.add_argument("--label", choices=_LABELS, default="rest")
    explain.add_argument("--unit", metavar="CODE", help="a commune's code; else the whole city")
    explain.add_argument("--limit", type=words.whole_number, default=100)
    for act in (run_, explain):
        act.add_argument("--as-of", type=address_lines.day, metavar="YYYY-MM-DD")
    for act in (listed, run_, explain):
        act.add_argument("--json", action="store_true", help="one JSON object a line")


def run(options: argparse.Namespace) -> int:
    from diaban.web.commands import building  # noqa: PLC0415 - after set-up

    building.prepare_database()
    building.prepare_places(download=False, quiet=True)
    try:
        return _act(options)
    except LookupError as error:
        raise _fault(error) from None


def _act(options: argparse.Namespace) -> int:
    figure_lines.require_past(getattr(options, "as_of", None))
    if options.act == "list":
        return figure_lines.print_rows(options, _listed(), _write_listed)
    if options.act == "run":
        return figure_lines.print_rows(options, _run(options), write_figure)
    return figure_lines.print_rows(options, _explained(options), _write_row)


def _listed() -> Iterator[Row]:
    from diaban.spine.figures.declaring import measures  # noqa: PLC0415

    for name, spec in sorted(measures().items()):
        yield {
            "name": name, "version": spec.version, "field": spec.field.value if spec.field else "",
            "title_vi": spec.title_vi, "title_en": spec.title_en, "source": spec.source,
        }  # fmt: skip


def _run(options: argparse.Namespace) -> Iterator[Row]:
    from diaban.spine.figures.computing import bring_up_to_date  # noqa: PLC0415
    from diaban.spine.figures.declaring import find, measures  # noqa: PLC0415
    from diaban.spine.figures.telling import tell_figures  # noqa: PLC0415
    from diaban.spine.places.units import today  # noqa: PLC0415

    specs = [find(options.name)] if options.name else list(measures().values())
    bring_up_to_date()
    for told in tell_figures(specs, options.as_of or today(), by_unit=options.units):
        yield told.as_row() | {"about": _about(told)}


def _about(told) -> Row | None:
    """Return about how many people, or what else the records stand for; None: for themselves."""
    stands = told.spec.stands_for
    if stands is None:
        return None
    counts = {name: getattr(told.count, name) for name in ("numerator", "denominator", "unknown")}
    return {
        "noun_vi": stands.noun_vi, "noun_en": stands.noun_en, "mean": stands.mean,
        "of": str(stands.of), **{name: stands.estimate(n) for name, n in counts.items()},
    }  # fmt: skip


def _explained(options: argparse.Namespace) -> Iterator[Row]:
    from diaban.engines.measuring import Label  # noqa: PLC0415
    from diaban.spine.figures.computing import bring_up_to_date  # noqa: PLC0415
    from diaban.spine.figures.declaring import find  # noqa: PLC0415
    from diaban.spine.figures.explaining import open_figure, tell_why  # noqa: PLC0415
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.spine.places.models import Unit  # noqa: PLC0415
    from diaban.spine.places.units import today  # noqa: PLC0415

    spec, on = find(options.name), options.as_of or today()
    units = [_unit(options.unit)] if options.unit else None
    bring_up_to_date()
    label = Label[options.label.upper()]
    opened = open_figure(spec, on, label, units=units, limit=options.limit)
    told = spec.records.tell(local_operator(), opened.ids)
    why = tell_why(spec, on, opened.ids)
    communes = Unit.objects.in_bulk({row.place for row in told.values() if row.place})
    for number in opened.ids:
        row, (why_vi, why_en) = told[number], why.get(number, ("", ""))
        commune = communes.get(row.place)
        yield {
            "identifier": row.identifier, "line": row.title,
            "unit": commune.code if commune else None,
            "unit_name": commune.full_name if commune else None,
            "note_vi": row.note_vi, "note_en": row.note_en, "why_vi": why_vi, "why_en": why_en,
            "label": options.label, "as_of": str(on), "of": opened.count,
        }  # fmt: skip


def _unit(code: str) -> int:
    from diaban.spine.places.units import city_communes, today  # noqa: PLC0415

    found = city_communes(today()).filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise FaultError(
            f"Không có xã, phường nào mang mã {code}. Xem mã: diaban places list",
            f"No commune has the code {code}. See the codes: diaban places list",
        )
    return found


def _fault(error: LookupError) -> Exception:
    from diaban.spine.figures.declaring import UnknownMeasureError  # noqa: PLC0415

    if not isinstance(error, UnknownMeasureError):
        return error
    known = ", ".join(error.known)
    return FaultError(
        f"Không có chỉ tiêu {error.name}. Các chỉ tiêu: {known}",
        f"There is no measure {error.name}. The measures: {known}",
    )


def _write_listed(row: Row) -> str:
    return f"{row['name']}  v{row['version']}  {row['title_vi']} / {row['title_en']}"


def write_figure(row: Row) -> str:
    """Write what was counted: the share with its bounds, never a false 0 or 100 %."""
    place = _NOWHERE if row["unplaced"] else row["unit_name"] or row["title_vi"]
    if row["share"] is None:
        return f"{place}: chưa biết gì / nothing known ({row['unknown']:,})"
    told = f"{place}: {figure_lines.write_counts(row)}"
    return told if row["about"] is None else told + _write_about(row["about"])


def _write_about(about: Row) -> str:
    return (
        f"; ước tính / estimated ≈ {about['numerator']:,}/{about['denominator']:,} "
        f"{about['noun_vi']} / {about['noun_en']} (× {about['mean']}, {about['of']})"
    )


def _write_row(row: Row) -> str:
    said = (_both(row[f"{name}_vi"], row[f"{name}_en"]) for name in ("note", "why"))
    more = [row["unit_name"] or _NOWHERE, *said, _WORDS[row["label"]]]
    return f"{row['identifier']}  {row['line']}  · " + " · ".join(filter(None, more))


def _both(vi: str, en: str) -> str:
    return " / ".join(dict.fromkeys(filter(None, (vi, en))))
