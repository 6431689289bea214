"""The server itself, in a process of its own that has done nothing else.

Granian forks its workers. A process that has built or coded a city holds thread pools, and a
forked child inherits their locks without their threads: its first bulk work would wait for ever.
So `up` replaces itself by this module, which imports neither Django nor Polars before the fork.
Bulk work that the pages order is done by a worker in a process beside it, never by the server.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from granian import Granian
from granian.constants import Interfaces

from diaban.web.commands.supervising import start_supervisor

# workers read it to end with the server, however it ends
SERVER_PROCESS = "SERVER_PROCESS_OF_DIABAN"


def become_server(port: int, workers: int) -> NoReturn:
    """Replace this process by the server on loopback."""
    flags = ["-P"] if sys.flags.safe_path else []
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(  # noqa: S606 - our own interpreter and module
        sys.executable, [sys.executable, *flags, "-m", __name__, str(port), str(workers)]
    )


def serve(port: int, workers: int) -> None:
    os.environ[SERVER_PROCESS] = str(os.getpid())
    start_supervisor()
    make_server(port, workers).serve()


def make_server(
    port: int, workers: int, application: str = "diaban.web.wsgi:application"
) -> Granian:
    return Granian(
        application,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        websockets=False,
        log_level="warning",
    )


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
