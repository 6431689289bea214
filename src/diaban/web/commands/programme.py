"""The programme: whether each duty is measured, or says what it lacks."""

from __future__ import annotations

import argparse
import json

EXAMPLES = """\
examples:
  diaban programme check          the documents that adopted programmes were made of
  diaban programme check --all    every document with accepted duties, drafts and what waits too
"""
_KINDS = {
    "no_task": ("chưa có việc nào thực hiện", "no task carries it out"),
    "no_target": ("việc của nó không có chỉ tiêu", "its task has no target"),
    "no_gauge": (
        "chưa có cách đếm và chưa nói rõ còn thiếu gì",
        "nothing counts it yet, and nobody says what is missing",
    ),
    "unknown_measure": ("thước đo không còn nữa", "what counted it is not there any more"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True)
    check = acts.add_parser("check", help="fail where nothing serves an accepted duty")
    check.add_argument("--all", action="store_true", help="of drafts, and without a plan, too")
    check.add_argument("--json", action="store_true", help="one JSON object a line")


def run(options: argparse.Namespace) -> int:
    from diaban.spine.programme.models import Directive, Duty, DutyState  # noqa: PLC0415
    from diaban.spine.programme.orphans import adopted_directives, find_orphans  # noqa: PLC0415
    from diaban.web.commands import building  # noqa: PLC0415 - after set-up

    building.prepare_database()
    directives = list(Directive.objects.all()) if options.all else adopted_directives()
    orphans = find_orphans(*directives)
    for found in orphans:
        print(json.dumps(_row(found), ensure_ascii=False) if options.json else _line(found))
    if not orphans and not options.json:
        duties = Duty.objects.filter(directive__in=directives, state=DutyState.ACCEPTED)
        print(
            f"✓ {duties.count():,} nhiệm vụ được giao đều có số đo hoặc nói rõ còn thiếu gì"
            " / duties, each measured or saying what it lacks"
        )
    return int(bool(orphans))


def _row(found) -> dict[str, object]:
    return {
        "document": str(found.duty.directive),
        "duty": found.duty.pk,
        "key": found.duty.key,
        "words": found.duty.wording or found.duty.quote,
        "reason": found.reason,
        "target": found.target and found.target.title,
    }


def _line(found) -> str:
    row, (vi, en) = _row(found), _KINDS[found.reason]
    name = " ".join(filter(None, [found.duty.key, f"“{row['words']}”"]))
    at = f" [{found.target.title}]" if found.target else ""
    return f"✗ {row['document']}: {name}{at}: {vi} / {en}"
