"""Read a directive, plan or report: its draft duties, what is to be asked, what stays unread."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from diaban.web.commands import words

NEEDS_DATABASE = False
EXAMPLES = """\
examples:
  diaban read ke-hoach.docx
  diaban read chi-thi.txt --json > duties.json
  diaban read tin-bao.html --year 2021        for days without a year
"""
_SEVERITIES = {
    "error": "không thể đúng / cannot be meant",
    "warning": "có thể là sót / probably a slip",
    "question": "cần hỏi / to be asked",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="DOCX, PDF, XLSX, XLS, ODS, HTML or text")
    parser.add_argument("--year", type=_year, help="of the document, where it does not say it")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(options: argparse.Namespace) -> int:
    from diaban.exchange.directives import open_directive  # noqa: PLC0415 - help must not wait
    from diaban.exchange.directives.telling import tell_reading  # noqa: PLC0415
    from diaban.exchange.importing.problems import InputError  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

    try:
        opened = open_directive(options.file)
    except InputError as error:
        raise FaultError(error.problem.say("vi"), error.problem.say("en")) from None
    told = tell_reading(opened, options.year)
    if options.json:
        print(json.dumps({"file": options.file.name, **told}, ensure_ascii=False))
    else:
        for note in opened.notes:
            print(note.say("vi"), note.say("en"), sep="\n")
        print(_as_table(told))
    return int(not told["duties"] or bool(told["unread"]) or _has_error(told))


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1945 <= int(text[:5]) <= 2100):
        raise argparse.ArgumentTypeError(f"không phải năm / not a year: {text}")
    return int(text)


def _has_error(told: dict[str, Any]) -> bool:
    return any(finding["severity"] == "error" for finding in told["findings"])


def _as_table(told: dict[str, Any]) -> str:
    lines = [_write(duty) for duty in told["duties"]]
    lines += [
        f"  ! {one['duty']}: {one['flaw']} ({_SEVERITIES[one['severity']]})"
        for one in told["findings"]
    ]
    count = len(told["duties"])
    lines.append(f"{count} nhiệm vụ / duties, chưa đọc / unread {words.share(told['unread'])}")
    return "\n".join(lines)


def _write(duty: dict[str, Any]) -> str:
    quote = " ".join(duty["quote"].split())
    said = [duty["field"], duty["lead"] or "–", duty["deadline"] or "–"]
    if duty["value"] is not None:
        said.append(f"{duty['relation']} {duty['value']:g} {duty['unit']}")
    if duty["proposed"]:
        said.append("mô hình gợi ý / proposed by a model")
    elif not duty["sure"]:
        said.append("chưa chắc / not sure")
    return f"{duty['number']:>3}  {quote[:90]}\n     {' · '.join(said)}"
