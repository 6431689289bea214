"""Clean a list of written addresses: parts, communes today, and the rows that need a person."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from diaban.web.commands import address_lines
from diaban.web.commands.evidence import database_is_there
from diaban.web.commands.words import whole_number

if TYPE_CHECKING:
    from diaban.exchange.cleaning.lists import ListReport, ListRequest

EXAMPLES = """\
examples:
  diaban clean customers.xlsx
  diaban clean customers.csv --column "Địa chỉ KH" --output cleaned.csv
  diaban clean customers.csv --column "Số nhà" --column "Đường" --column "Phường"
  diaban clean customers.csv --registry
  diaban clean customers.csv --as-of 2025-06-30 --json
CSV and XLSX of any size: memory does not grow with the list, and all cores work. Broken off, it
goes on where it stopped when run again.
"""
_WORDS = {
    "rows": "dòng / rows",
    "decided": "một phường, xã / one commune",
    "several": "nhiều phường, xã có thể / several communes possible",
    "none": "không rõ phường, xã / no commune",
    "matched": "có trong sổ địa chỉ / found in the registry",
    "parsed": "địa chỉ đủ / address complete",
    "partial": "địa chỉ có một phần / address in part",
    "absent": "không có địa chỉ / no address",
    "exceptions": "cần người xem / need a person",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="HEADING",
        help="where the address stands, if not found out; several are joined in this order",
    )
    parser.add_argument("--output", type=Path, help=".csv or .xlsx; beside the file if absent")
    parser.add_argument("--exceptions", type=Path, help="where the rows for a person go")
    parser.add_argument(
        "--as-of",
        type=address_lines.day,
        metavar="YYYY-MM-DD",
        help="the day whose communes are wanted, from 2018-01-01; today if absent",
    )
    parser.add_argument(
        "--registry", action="store_true", help="also look for each address in the registry"
    )
    parser.add_argument("--sheet", help="which sheet of a workbook")
    parser.add_argument(
        "--processes", type=whole_number, metavar="N", help="as many as there are cores if absent"
    )
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    from diaban.exchange.cleaning.lists import clean_list  # noqa: PLC0415 - help must not wait
    from diaban.exchange.importing.problems import InputError  # noqa: PLC0415
    from diaban.web.commands.progress import Progress  # noqa: PLC0415

    request = _request(options)
    shown = Progress("Đang làm sạch / cleaning")
    try:
        report = clean_list(request, shown.show)
    except InputError as error:
        from diaban.web.commands.faults import FaultError  # noqa: PLC0415

        raise FaultError(error.problem.say("vi"), error.problem.say("en")) from None
    shown.finish(f"{report.counts['rows']:,}")
    print(_as_json(report, request) if options.json else _as_text(report, request))
    return 1 if report.counts["exceptions"] else 0


def _request(options: argparse.Namespace) -> ListRequest:
    from diaban.exchange.cleaning.lists import ListRequest  # noqa: PLC0415
    from diaban.exchange.importing.tables import ReadOptions  # noqa: PLC0415
    from diaban.spine.places.gazetteer import today_in_viet_nam  # noqa: PLC0415

    ending = ".xlsx" if options.file.suffix.lower() in {".xlsx", ".xlsm", ".xls"} else ".csv"
    output = options.output or options.file.with_name(f"{options.file.stem}.cleaned{ending}")
    exceptions = options.exceptions or output.with_name(f"{output.stem}.exceptions{output.suffix}")
    return ListRequest(
        options.file,
        output,
        exceptions,
        options.as_of or today_in_viet_nam(),
        tuple(options.column),
        ReadOptions(sheet=options.sheet),
        options.processes,
        _actor() if options.registry else None,
        with_evidence=database_is_there(),
    )


def _actor() -> int:
    """Make the registry ready and return who asks it."""
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.web.commands import building  # noqa: PLC0415

    building.prepare_database()
    building.prepare_places(download=False, quiet=True)
    return local_operator().pk


def _as_json(report: ListReport, request: ListRequest) -> str:
    told = {
        "columns": report.columns,
        "as_of": request.as_of.isoformat(),
        "counts": {name: report.counts[name] for name in _WORDS},
        "output": str(request.output),
        "exceptions": str(request.exceptions),
        "resumed_at": report.resumed_at,
        "notes": [[note.say("vi"), note.say("en")] for note in report.notes],
    }
    return json.dumps(told, ensure_ascii=False)


def _as_text(report: ListReport, request: ListRequest) -> str:
    for note in report.notes:
        print(f"  ! {note.say('vi')}\n    {note.say('en')}", file=sys.stderr)
    lines = [f"  cột / columns: {', '.join(report.columns)}"]
    lines += [f"  {report.counts[name]:>12,}  {words}" for name, words in _WORDS.items()]
    lines.append(f"  kết quả / output: {request.output}")
    lines.append(f"  cần người xem / for a person: {request.exceptions}")
    return "\n".join(lines)
