"""The server itself, in a process of its own that has done nothing else.

Granian forks its workers. A process that has built or coded a city holds thread pools, and a
forked child inherits their locks without their threads: its first bulk work would wait for ever.
So `up` replaces itself by this module, which imports neither Django nor Polars before the fork.
Bulk work that the pages order is done by a worker in a process beside it, never by the server.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

from granian import Granian
from granian.constants import Interfaces, SSLProtocols

from diaban.web.commands.supervising import start_supervisor

# workers read it to end with the server, however it ends
SERVER_PROCESS = "SERVER_PROCESS_OF_DIABAN"


@dataclass(frozen=True)
class Server:
    """Where the server listens, and with which certificate, PEM files both.

    ``told`` is said once it answers; ``opened`` is opened in a browser then.
    """

    port: int
    workers: int
    told: str = ""
    address: str = "127.0.0.1"
    certificate: str | None = None
    key: str | None = None
    opened: str = ""


def become_server(server: Server) -> NoReturn:
    """Replace this process by the server."""
    flags = ["-P"] if sys.flags.safe_path else []
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(  # noqa: S606 - our own interpreter and module
        sys.executable, [sys.executable, *flags, "-m", __name__, json.dumps(asdict(server))]
    )


def serve(server: Server) -> None:
    os.environ[SERVER_PROCESS] = str(os.getpid())
    start_supervisor(server.address, server.port, server.told, server.opened)
    make_server(server).serve()


def make_server(server: Server, application: str = "diaban.web.wsgi:application") -> Granian:
    return Granian(
        application,
        address=server.address,
        port=server.port,
        interface=Interfaces.WSGI,
        workers=server.workers,
        blocking_threads=2,
        websockets=False,
        log_level="warning",
        ssl_cert=Path(server.certificate) if server.certificate else None,
        ssl_key=Path(server.key) if server.key else None,
        ssl_protocol_min=SSLProtocols.tls12,
    )


if __name__ == "__main__":
    serve(Server(**json.loads(sys.argv[1])))
