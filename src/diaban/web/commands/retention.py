"""What is kept how long, and what is past it: tell it, or delete it. The worker does so daily."""

from __future__ import annotations

import argparse
import json

EXAMPLES = """\
examples:
  diaban retention            what would be deleted or emptied today
  diaban retention --apply    do it
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--apply", action="store_true", help="delete and empty, not only tell")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415 - after set-up
    from diaban.spine.privacy import retention  # noqa: PLC0415
    from diaban.web.commands import building  # noqa: PLC0415

    building.prepare_database()
    days = _days()
    rows = [(kept, number, count) for kept, number, count in retention.look(days)]
    if options.apply:
        retention.apply(local_operator(), days)
    if options.json:
        told = [{"name": k.name, "days": n, "past": count} for k, n, count in rows]
        print(json.dumps({"applied": options.apply, "kept": told}))
        return 0
    for kept, number, count in rows:
        print(f"{kept.name:<17} {number:>5} ngày/days {count:>9,}  {kept.vi} / {kept.en}")
    if not options.apply and any(count for _, _, count in rows):
        print("Chưa xóa gì; thêm --apply để xóa. / Nothing was deleted; add --apply to do so.")
    return 0


def _days() -> dict[str, int]:
    from diaban.spine.privacy.retention import (  # noqa: PLC0415 - after set-up
        KeepError,
        days_said,
        every_kept,
    )
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

    try:
        return days_said()
    except KeepError as error:
        names = ", ".join(kept.name for kept in every_kept())
        raise FaultError(
            f"DIABAN_KEEP: không hiểu “{error}”. Viết như photos=365; các tên: {names}.",
            f"DIABAN_KEEP: “{error}” means nothing. Write photos=365; the names: {names}.",
        ) from None
