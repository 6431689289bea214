"""Look up codes, positions, identifiers, places and addresses; one a line on standard input too."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import date

EXAMPLES = """\
examples:
  diaban lookup 110242VH3CM3
  diaban lookup "21.028511, 105.854167"
  diaban lookup "phường Cửa Nam" --as-of 2025-06-30
  cut -f1 codes.txt | diaban lookup --json > answers.ndjson
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", help="what to look up; standard input if absent")
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(options: argparse.Namespace) -> int:
    from diaban.spine.addresses.looking_up import look_up  # noqa: PLC0415 - after set-up
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.web.commands import answers, building  # noqa: PLC0415
    from diaban.web.pages.days import require_known_day  # noqa: PLC0415

    as_of = require_known_day(options.as_of)
    building.prepare_database()
    building.prepare_places(download=False, quiet=True)
    actor = local_operator()
    missed = 0
    for text in _texts(options.text):
        answer = look_up(text, actor, as_of)
        missed += answer.kind == "nothing"
        if options.json:
            print(json.dumps(answers.as_json(text, answer, as_of), ensure_ascii=False), flush=True)
        else:
            print(answers.as_text(answer, as_of), flush=True)
    return 1 if missed else 0


def _texts(words: list[str]) -> Iterable[str]:
    if words:
        return [" ".join(words)]
    return (line for line in map(str.strip, sys.stdin) if line)
