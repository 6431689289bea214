"""Do what the pages order: check files, take them, undo imports; code what the field sent.

`up` keeps one running.
"""

from __future__ import annotations

import argparse
import os
import threading
import time

EXAMPLES = """\
examples:
  diaban work           until stopped; beside a server that was started without `up`
  diaban work --once    what waits now, then end
"""
_LOOK_AGAIN = 0.5
SUPERVISOR = "SUPERVISOR_OF_DIABAN"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="end when nothing waits any more")


def run(options: argparse.Namespace) -> int:
    from diaban.exchange.importing.working import work_once  # noqa: PLC0415 - after set-up
    from diaban.spine.addresses.coding import code_in_passing  # noqa: PLC0415
    from diaban.spine.parties.models import local_operator  # noqa: PLC0415
    from diaban.web.commands import building  # noqa: PLC0415
    from diaban.web.commands.housekeeping import (  # noqa: PLC0415
        keep_house_once,
        start_keeping_house,
    )
    from diaban.web.daily import do_daily  # noqa: PLC0415

    if SUPERVISOR in os.environ:
        supervisor = int(os.environ[SUPERVISOR])
        threading.Thread(target=_end_with, args=(supervisor,), daemon=True).start()
    building.prepare_database()
    building.prepare_places(download=False, quiet=True)
    if not options.once:
        start_keeping_house()
    while True:
        if not work_once() and not do_daily() and not code_in_passing(local_operator()):
            if options.once:
                keep_house_once()
                return 0
            time.sleep(_LOOK_AGAIN)


def _end_with(supervisor: int) -> None:
    """End at any moment, as by kill -9: what is committed stands, the rest is done again."""
    while os.getppid() == supervisor:
        time.sleep(1)
    os._exit(0)
