"""Give, check and re-issue the codes of all addresses that are due; resumable after any stop."""

from __future__ import annotations

import argparse
import json

from diaban.web.commands.words import whole_number

EXAMPLES = """\
examples:
  diaban code                code what is new or has changed since the last run
  diaban code --all          look at every address again
  diaban code --rebuild      derive every address anew from what was said of it, then code
  diaban code --report       print the last report without running
  diaban code --json         the report for a machine
  diaban code --batch 5000   smaller transactions, where other work must get a turn
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="mark every address as due first")
    parser.add_argument(
        "--rebuild", action="store_true", help="derive every address from its observations first"
    )
    parser.add_argument("--report", action="store_true", help="only print the last report")
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--batch", type=whole_number, default=50_000, metavar="N", help="addresses a transaction"
    )


def run(options: argparse.Namespace) -> int:
    from diaban.spine.addresses import (  # noqa: PLC0415 - Django must be set up first
        coding,
        observing,
    )
    from diaban.web.commands import building, reports  # noqa: PLC0415

    building.prepare_database()
    building.prepare_places(download=False)
    if not options.report:
        if options.rebuild:
            observing.rebuild_registry()
        if options.all:
            coding.mark_all_due()
        building.code_addresses(options.batch)
    last = coding.last_report()
    if last is None:
        print("Chưa có lần cấp mã nào. / Nothing has been coded yet.")
        return 1
    print(json.dumps(last, ensure_ascii=False) if options.json else reports.coding_report(last))
    return 0
