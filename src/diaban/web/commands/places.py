"""Units through time: list them, follow one, locate points, take in boundaries and codes."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import date

from diaban.web.commands.faults import FaultError
from diaban.web.commands.importing import metres

EXAMPLES = """\
examples:
  diaban places list --as-of 2025-06-30          Hanoi's 526 communes of then
  diaban places lineage 00004                    what became of a code, and what it came from
  diaban places locate 21.0285 105.8542
  diaban places locate --json < points.txt       one "lat lng" a line
  diaban places restate --from 2025-06-30 < counts.csv    "code,count" lines on today's communes
  diaban places import communes.geojson --source "Sở Nông nghiệp và Môi trường" --dry-run
  diaban places import-codes ward_codes.csv --decision 2475/QĐ-BTTTT --from 2018-01-01
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="communes of the city on a day")
    lineage = actions.add_parser("lineage", help="predecessors and successors of a code")
    lineage.add_argument("code")
    locate = actions.add_parser("locate", help="points to units")
    locate.add_argument("point", nargs="*", type=float, metavar="LAT LNG")
    restate = actions.add_parser("restate", help="counts of one day's communes on another's")
    restate.add_argument("--from", dest="from_date", type=date.fromisoformat, required=True)
    restate.add_argument("--to", dest="to_date", type=date.fromisoformat)
    taking = actions.add_parser("import", help="boundaries, of any map format")
    taking.add_argument("file")
    taking.add_argument("--source", required=True)
    taking.add_argument("--from", dest="valid_from", type=date.fromisoformat)
    taking.add_argument("--dry-run", action="store_true")
    taking.add_argument(
        "--snap", type=metres, metavar="METRES", help="close gaps and overlaps narrower than this"
    )
    codes = actions.add_parser("import-codes", help="postal codes of a decision as CSV")
    codes.add_argument("file")
    codes.add_argument("--decision", required=True)
    codes.add_argument("--from", dest="valid_from", type=date.fromisoformat, required=True)
    codes.add_argument("--to", dest="valid_to", type=date.fromisoformat)
    for action in (listing, lineage, locate, restate, taking, codes):
        action.add_argument("--json", action="store_true")
    for action in (listing, locate):
        action.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD")


def run(options: argparse.Namespace) -> int:
    from diaban.web.commands import building, place_imports  # noqa: PLC0415
    from diaban.web.pages.days import require_known_day  # noqa: PLC0415

    if len(getattr(options, "point", ())) not in {0, 2}:
        raise FaultError(
            "Cần đúng hai số: vĩ độ, kinh độ.",
            "Two numbers are needed: latitude, longitude.",
            exit_code=2,
        )
    as_of = require_known_day(getattr(options, "as_of", None))
    for day in ("from_date", "to_date"):
        require_known_day(getattr(options, day, None))
    building.prepare_database()
    building.prepare_places(download=False, quiet=True)
    actions = {
        "list": lambda: _list(as_of, options.json),
        "lineage": lambda: _lineage(options.code, options.json),
        "locate": lambda: _locate(_points(options.point), as_of, options.json),
        "restate": lambda: _restate(options),
        "import": lambda: place_imports.import_boundaries(options),
        "import-codes": lambda: place_imports.import_codes(options),
    }
    return actions[options.action]()


def _list(as_of: date, as_json: bool) -> int:
    from diaban.spine.places.units import city_communes, postal_codes_of  # noqa: PLC0415

    codes = postal_codes_of(as_of)
    units = list(city_communes(as_of).select_related("parent"))
    if not units:
        print(
            f"Không biết đơn vị nào của ngày {as_of}. / No unit is known on {as_of}.",
            file=sys.stderr,
        )
    for unit in units:
        row = {
            "code": unit.code,
            "name": unit.full_name,
            "postal_code": codes.get(unit.pk),
            "parent": unit.parent.full_name,
        }
        print(json.dumps(row, ensure_ascii=False) if as_json else _columns(row))
    return 0 if units else 1


def _lineage(code: str, as_json: bool) -> int:
    from diaban.spine.places.models import Unit  # noqa: PLC0415

    units = list(Unit.objects.filter(code=code, level="commune").order_by("valid_from"))
    for unit in units:
        told = {
            "unit": str(unit),
            "valid_from": unit.valid_from.isoformat(),
            "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
            "came_from": [_step(s.predecessor, s) for s in unit.came_from.all()],
            "became": [_step(s.successor, s) for s in unit.became.all()],
        }
        if as_json:
            print(json.dumps(told, ensure_ascii=False))
            continue
        print(f"{unit} ({unit.valid_from} → {unit.valid_to or ''})")
        for way, mark in (("came_from", "←"), ("became", "→")):
            for step in told[way]:
                print(f"  {mark} {step['unit']}: {step['extent']} ({step['resolution']})")
    if not units:
        print(
            f"Không có đơn vị nào mang mã {code}. / No unit has the code {code}.", file=sys.stderr
        )
    return 0 if units else 1


def _step(unit: object, succession: object) -> dict[str, str]:
    return {
        "unit": str(unit),
        "code": unit.code,
        "extent": succession.extent,
        "resolution": f"{succession.resolution}, {succession.clause}".rstrip(", "),
    }


def _points(words: list[float]) -> Iterable[tuple[float, float]]:
    if words:
        yield words[0], words[1]
        return
    from diaban.spine.places.points import read_point  # noqa: PLC0415

    for line in sys.stdin:
        point = read_point(line.strip())
        if point:
            yield point
        elif line.strip():
            print(f"không phải tọa độ / not a position: {line.strip()}", file=sys.stderr)


def _locate(points: Iterable[tuple[float, float]], as_of: date, as_json: bool) -> int:
    from diaban.spine.addresses.city_codes import city_codes  # noqa: PLC0415

    codes, missed = city_codes(as_of), 0
    for lat, lng in points:
        found = codes.candidates(lat, lng)
        missed += not found
        told = {
            "lat": lat,
            "lng": lng,
            "areas": codes.standing.value,
            "candidates": [
                {"code": c.unit.code, "name": str(c.unit), "probability": round(c.probability, 4)}
                for c in found
            ],
        }
        if as_json:
            print(json.dumps(told, ensure_ascii=False))
        else:
            named = ", ".join(f"{c.unit} {c.probability:.0%}" for c in found)
            print(f"{lat}, {lng}: {named or 'ngoài thành phố / outside the city'}")
    return 1 if missed else 0


def _restate(options: argparse.Namespace) -> int:
    from diaban.spine.places.restating import UnknownUnitError, restate_counts  # noqa: PLC0415
    from diaban.spine.places.units import city_communes, today  # noqa: PLC0415

    to_date = options.to_date or today()
    try:
        bounds = restate_counts(_read_counts(), options.from_date, to_date)
    except UnknownUnitError as error:
        codes = ", ".join(error.codes[:10])
        raise FaultError(
            f"Ngày {error.on} thành phố không có xã, phường mang mã: {codes}. Sửa mã hoặc --from.",
            f"On {error.on} no commune of the city had the code: {codes}. Mend it, or --from.",
        ) from None
    names = {unit.code: str(unit) for unit in city_communes(to_date)}
    if not options.json:
        print("mã / code  xã, phường / commune  ít nhất / low  nhiều nhất / high  giá trị / value")
    for code, bound in bounds.items():
        if not options.json and not bound.low and bound.high is None:
            continue  # nothing was given that could have gone into it
        told = {
            "code": code,
            "name": names[code],
            "low": bound.low,
            "high": bound.high,
            "value": bound.value,
            "exact": bound.exact,
        }
        if not options.json:
            told.pop("exact")
        print(json.dumps(told, ensure_ascii=False) if options.json else _columns(told))
    return 0


def _read_counts() -> dict[str, float]:

    counts: dict[str, float] = {}
    for number, line in enumerate(sys.stdin, start=1):
        code, _, count = line.strip().partition(",")
        if not line.strip() or (number == 1 and not count.strip().isdigit()):
            continue
        if not count.strip().isdigit():
            raise FaultError(
                f"Dòng {number}: “{count}” không phải số đếm. Cần dạng: mã xã,số",
                f"Line {number}: “{count}” is not a count. Needed: commune code,number",
            )
        counts[code.strip().zfill(5)] = int(count)
    return counts


def _columns(row: dict[str, object]) -> str:
    return "  ".join("–" if value is None else str(value) for value in row.values())
