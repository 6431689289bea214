"""The targets of the year's programme: measured, declared, expected, and when reached."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from diaban.web.commands import address_lines, figure_lines, words
from diaban.web.commands.faults import FaultError

if TYPE_CHECKING:
    from diaban.spine.programme.models import Gauge, Programme, Target
    from diaban.web.programme.target_places import Place

EXAMPLES = """\
examples:
  diaban target list                                  of the programme that the pages open first
  diaban target list --programme 2 --as-of 2026-06-30
  diaban target show 7                                its places, counts and source
  diaban target show 7 --json
"""
_SIGNS = {">=": "≥", "<=": "≤"}
_NOT_MEASURED = "chưa đo được / not measurable yet"
_OUTLOOKS = {
    "reached": "đã đạt / reached {likeliest}",
    "known_part": "phần đã biết đạt / what is known reaches it {likeliest}",
    "expected": "≈ {likeliest} ({earliest} – {latest})",
    "not_before": "không trước / not before {earliest}",
    "cannot_tell": "chưa thể nói / cannot be told",
}
_SHOWN = 40
Row = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True)
    listed = acts.add_parser("list", help="the targets of a programme, as the leader's page ranks")
    listed.add_argument("--programme", type=words.whole_number, metavar="NUMBER",
                        help="an adopted one; else that which the pages open first")  # fmt: skip
    show = acts.add_parser("show", help="one target: its places, counts and source")
    show.add_argument("number", type=words.whole_number, help="of the target, as `list` tells it")
    for act in (listed, show):
        act.add_argument("--as-of", type=address_lines.day, metavar="YYYY-MM-DD",
                         help="as the records tell of this day; today if absent")  # fmt: skip
        act.add_argument("--json", action="store_true", help="one JSON object a line")


def run(options: argparse.Namespace) -> int:
    from diaban.spine.figures.computing import bring_up_to_date  # noqa: PLC0415 - after set-up
    from diaban.web.commands import building  # noqa: PLC0415

    building.prepare_database()
    building.prepare_places(download=False, quiet=True)
    figure_lines.require_past(options.as_of)
    bring_up_to_date()
    return _list(options) if options.act == "list" else _show(options)


def _list(options: argparse.Namespace) -> int:
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.spine.programme.adopted import adopted_programmes  # noqa: PLC0415

    programmes = adopted_programmes(local_operator())
    if not programmes:
        print("Chưa có chương trình nào được ban hành. / No programme is adopted yet.",
              file=sys.stderr)  # fmt: skip
        return 1
    programme = _programme(options.programme, programmes)
    if not options.json:
        print(f"{programme.title} ({programme.begins_on} – {programme.ends_on})")
        for other in programmes:
            if other != programme:
                print(f"Cũng có / there is also: --programme {other.pk}  {other.title}",
                      file=sys.stderr)  # fmt: skip
    return figure_lines.print_rows(options, _listed(programme, options), _write_listed)


def _programme(number: int | None, programmes: list[Programme]) -> Programme:
    found = next((one for one in programmes if number in {None, one.pk}), None)
    if found is not None:
        return found
    known = ", ".join(f"{one.pk} {one.title}" for one in programmes)
    raise FaultError(
        f"Không có chương trình số {number} đã ban hành. Các chương trình: {known}",
        f"No adopted programme has the number {number}. The programmes: {known}",
    )


def _listed(programme: Programme, options: argparse.Namespace) -> Iterator[Row]:
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.spine.places.units import today  # noqa: PLC0415
    from diaban.spine.programme.targets import gauge_of  # noqa: PLC0415
    from diaban.web.programme.leader import lines_of, tasks_of  # noqa: PLC0415
    from diaban.web.programme.target_facts import describe, tell_standing  # noqa: PLC0415

    tasks = tasks_of(programme, local_operator())
    for line in lines_of(tasks, options.as_of or today()):
        if line.standing is None:
            continue
        told = describe(line.standing.target, gauge_of(line.standing.target, today()))
        told |= tell_standing(line.standing, "city", line.forecast)
        yield told | {"programme_id": programme.pk}


def _show(options: argparse.Namespace) -> int:
    from diaban.spine.places.units import today  # noqa: PLC0415
    from diaban.spine.programme.targets import foresee_from, gauge_of, read_curve  # noqa: PLC0415
    from diaban.web.programme.target_facts import (  # noqa: PLC0415
        adopted_targets,
        describe,
        tell_standing,
    )

    target = adopted_targets().filter(pk=options.number).first()
    if target is None:
        raise FaultError(
            f"Không có mục tiêu số {options.number}. Xem các mục tiêu: diaban target list",
            f"No target has the number {options.number}. See the targets: diaban target list",
        )
    curve = read_curve(target, options.as_of or today())
    standing = curve[-1][1]
    row = describe(target, gauge_of(target, today()))
    row |= tell_standing(standing, "city", foresee_from(curve))
    row |= {"programme_id": target.task.programme_id, "source": _source(standing.gauge)}
    row |= {"written": _written(target), "places": _places(standing)}
    print(figure_lines.as_json(row) if options.json else "\n".join(_write_shown(row)))
    return 0


def _source(gauge: Gauge | None) -> str | None:
    """Return where the rule or the register that measures it is written."""
    from diaban.spine.figures.declaring import find  # noqa: PLC0415

    if gauge is None:
        return None
    return gauge.register.source if gauge.register else find(gauge.measure).source


def _written(target: Target) -> Row | None:
    """Return the sentence that a target comes from, and of which document it is."""
    if target.duty is None:
        return None
    directive = target.duty.directive
    return {"quote": target.duty.quote, "document": directive.abstract,
            "issuer": directive.issuer_name, "issued_on": directive.issued_on}  # fmt: skip


def _places(standing) -> list[Row]:
    from diaban.spine.places.models import Unit  # noqa: PLC0415
    from diaban.web.programme.target_places import places_of, units_told  # noqa: PLC0415

    if not standing.is_measurable:
        return []
    places = places_of(standing, Unit.objects.in_bulk(units_told(standing)))
    return [_place(place) for place in places]


def _place(place: Place) -> Row:
    count, said = place.count, place.declared
    bounds = count if count is not None and count.belonging else None
    return {
        "code": place.unit.code,
        "name": place.unit.full_name,
        "numerator": count.numerator if count else None,
        "denominator": count.denominator if count else None,
        "unknown": count.unknown if count else None,
        "share": count.share if count else None,
        "low": bounds.low if bounds else None,
        "high": bounds.high if bounds else None,
        "adds": place.adds,
        "declared": said.share if said else None,
        "stale": place.stale,
    }


def _write_listed(row: Row) -> str:
    name = f"#{row['id']}  {row['task_number']}. {row['title']}"
    if row["gauge"] is None and row["measured_by"] is None:
        return f"{name}: {_NOT_MEASURED}" + (f": {row['lacks']}" if row["lacks"] else "")
    told = figure_lines.write_bounds(row) if row["share"] is not None else _nothing(row)
    return "; ".join([f"{name}: {told}{_goal(row, ', ')}", *_beside(row)])


def _nothing(row: Row) -> str:
    return figure_lines.write_counts(row) if row["measured_by"] else _NOT_MEASURED


def _goal(row: Row, before: str = "") -> str:
    if row["threshold"] is None:
        return ""
    sign = _SIGNS.get(row["relation"], row["relation"])
    if row["amount"] is not None:
        return f"{before}{sign} {row['amount']:,}"
    return f"{before}{sign} {words.share(row['threshold'])}"


def _beside(row: Row) -> list[str]:
    """Write what was declared, expected and foreseen beside what was measured."""
    told = []
    if row["declared"]:
        over = f" ({row['difference'] * 100:+.1f})" if row["difference"] is not None else ""
        told.append(f"khai báo / declared {words.share(row['declared']['share'])}{over}")
        if row["declared"]["other_noun_vi"]:
            nouns = row["declared"]["other_noun_vi"], row["declared"]["other_noun_en"]
            told.append("đếm thứ khác / of another thing: {} / {}".format(*nouns))
    if row["expected"] is not None:
        told.append(f"lẽ ra / expected {words.share(row['expected'])}")
    if row["forecast"]:
        outlook = _OUTLOOKS[row["forecast"]["outlook"]].format(**row["forecast"])
        told.append(f"dự kiến / outlook {outlook}")
    return told


def _write_shown(row: Row) -> Iterator[str]:
    yield row["title"]
    yield f"  {row['programme']} · {row['task_number']}. {row['task']}"
    if row["measured_by"] is None:
        yield f"  {_NOT_MEASURED}" + (f": {row['lacks']}" if row["lacks"] else "")
    else:
        yield f"  đo được / measured {row['as_of']}: {figure_lines.write_counts(row)}"
    if row["threshold"] is not None:
        yield f"  cần đạt / to reach: {_goal(row)}, {row['begins_on']} – {row['ends_on']}"
    for told in _beside(row):
        yield f"  {told}"
    if row["measured_by"] is not None:
        yield f"  đo bằng / measured by: {row['measured_by']} · {row['source']}"
    if row["written"]:
        said = row["written"]
        yield f"  “{said['quote']}” ({said['issuer']}, {said['issued_on']})"
    counted = [place for place in row["places"] if place["numerator"] is not None]
    for place in counted[:_SHOWN]:
        yield f"  {_write_place(place)}"
    if len(counted) > _SHOWN:
        left = len(counted) - _SHOWN
        yield f"  … {left} nơi nữa, xem bằng --json / {left} more places, see --json"
    if row["silent"]:
        yield f"  chưa có số / silent: {row['silent']}"


def _write_place(place: Row) -> str:
    where = f"{place['code']}  {place['name']}"
    if not place["denominator"] and not place["unknown"]:
        return f"{where}: không có gì để đếm / nothing to count"
    stale = ", đã quá hạn / past its time" if place["stale"] else ""
    return f"{where}: {figure_lines.write_counts(place)}{stale}"
