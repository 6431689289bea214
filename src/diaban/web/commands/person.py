"""One person's data: everything held of them, as JSON."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

EXAMPLES = """\
examples:
  diaban person export lan                    everything held of lan, to standard output
  diaban person export lan --output lan.json  into a file that only you can read
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True)
    export = acts.add_parser("export", help="write everything held of a person")
    export.add_argument("user", metavar="USER", help="the name under which they sign in")
    words = "write here, readable by you only"
    export.add_argument("--output", type=Path, metavar="FILE", help=words)


def run(options: argparse.Namespace) -> int:
    from diaban.spine.journal.recording import record  # noqa: PLC0415 - after set-up
    from diaban.spine.parties.models import User, local_operator  # noqa: PLC0415
    from diaban.spine.parties.people import subject_of  # noqa: PLC0415
    from diaban.spine.privacy.telling import tell_person  # noqa: PLC0415
    from diaban.web.commands import building  # noqa: PLC0415
    from diaban.web.commands.faults import FaultError  # noqa: PLC0415

    building.prepare_database()
    person = User.objects.filter(username=options.user).first()
    if person is None:
        raise FaultError(
            f"Không có ai tên {options.user}. Xem tên ở trang Người dùng.",
            f"Nobody is called {options.user}. The names are on the page of people.",
        )
    record(local_operator(), "person.exported", subject_of(person), {})
    if options.output is None:
        sys.stdout.writelines(tell_person(person))
        return 0
    descriptor = os.open(options.output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(tell_person(person))
    print(f"✓ {options.output}")
    return 0
