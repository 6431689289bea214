"""The imports so far, newest first; and undoing a whole one by observations that take it back."""

from __future__ import annotations

import argparse
import json

from diaban.web.commands.words import whole_number

EXAMPLES = """\
examples:
  diaban imports               number, day, state, source, file, what was added and given back
  diaban imports --undo 12     take back all that import 12 said; the record of it stays
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--undo", type=whole_number, metavar="NUMBER", help="take back this import")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415 - after set-up
    from diaban.spine.runs.models import Kind, Run  # noqa: PLC0415
    from diaban.web.commands import building  # noqa: PLC0415

    building.prepare_database()
    if options.undo:
        return _undo(options)
    runs = Run.objects.visible_to(local_operator()).filter(kind__in=(Kind.IMPORT, Kind.UNDO))
    rows = [_row(run) for run in runs.order_by("-pk")[:100]]
    if options.json:
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    for row in rows:
        print(
            f"{row['number']:>6}  {row['day']}  {row['state']:<8} "
            f"+{row['added']:,} ~{row['changed']:,} ✗{row['rejected']:,}  "
            f"{row['source']} · {row['file']}"
        )
    if not rows:
        print("Chưa nhập tệp nào. / Nothing has been imported yet.")
    return 0


def _row(run) -> dict[str, object]:
    from django.utils import timezone  # noqa: PLC0415 - after set-up

    return {
        "number": run.pk,
        "kind": run.kind,
        "day": timezone.localdate(run.started_at).isoformat(),
        "state": run.state,
        "source": run.source,
        "file": run.file_name,
        "added": run.counts.get("created", 0),
        "changed": run.counts.get("updated", 0),
        "rejected": run.counts.get("rejected", 0),
    }


def _undo(options: argparse.Namespace) -> int:
    from diaban.exchange.importing import working  # noqa: PLC0415 - after set-up
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.spine.runs.models import Kind, Run, State  # noqa: PLC0415
    from diaban.web.commands import building  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

    actor = local_operator()
    run = Run.objects.visible_to(actor).filter(pk=options.undo, kind=Kind.IMPORT).first()
    if run is None:
        raise FaultError(
            f"Không có lần nhập số {options.undo}. Xem danh sách: diaban imports",
            f"There is no import number {options.undo}. See the list: diaban imports",
        )
    building.prepare_places(download=False, quiet=True)
    ordered = working.order_undo(run, actor)
    working.work_on(ordered)
    ordered.refresh_from_db()
    if ordered.state != State.DONE:
        vi, _line, en = ordered.error.partition("\n")
        raise FaultError(vi, en or vi)
    row = _row(ordered) | {"counts": ordered.counts}
    print(json.dumps(row, ensure_ascii=False) if options.json else _say(run, ordered))
    return 0


def _say(run, ordered) -> str:
    numbers = ", ".join(f"{name} {n:,}" for name, n in ordered.counts.items() if isinstance(n, int))
    return f"✓ Đã hoàn tác lần nhập {run.pk} / import {run.pk} was undone: {numbers}"
