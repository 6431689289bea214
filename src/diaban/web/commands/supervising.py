"""A small process beside the server that keeps one worker running and ends with the server.

It imports nothing of the product, so that it is small and cannot break; a worker that dies is
started again and takes up what it was at.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

_SERVER = "SERVER_PROCESS_OF_DIABAN"
_SUPERVISOR = "SUPERVISOR_OF_DIABAN"
# a worker that dies at once is not started again in the same breath
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0


def start_supervisor() -> subprocess.Popen[bytes]:
    """Start the supervisor as a child of this process, the server."""
    return subprocess.Popen([*_python(), "-m", __name__])


def supervise() -> None:
    server = int(os.environ[_SERVER])
    wait = _FIRST_WAIT
    while os.getppid() == server:
        begun = time.monotonic()
        _watch(server)
        wait = _FIRST_WAIT if time.monotonic() - begun > _LONGEST_WAIT else wait * 2
        end = time.monotonic() + min(wait, _LONGEST_WAIT)
        while time.monotonic() < end and os.getppid() == server:
            time.sleep(0.1)


def _watch(server: int) -> None:
    """Run one worker until it or the server ends."""
    variables = os.environ | {_SUPERVISOR: str(os.getpid())}
    command = [*_python(), "-m", "diaban", "work"]
    worker = subprocess.Popen(command, env=variables)
    while worker.poll() is None:
        if os.getppid() != server:
            worker.kill()
            worker.wait()
            return
        time.sleep(0.5)


def _python() -> list[str]:
    return [sys.executable, *(["-P"] if sys.flags.safe_path else [])]


if __name__ == "__main__":
    try:
        supervise()
    except KeyboardInterrupt:
        sys.exit(130)
