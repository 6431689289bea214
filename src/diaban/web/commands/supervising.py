"""A small process beside the server that keeps one worker running and ends with the server.

It says where the server is as soon as that answers: said earlier, the first page is refused. It
imports nothing of the product, so that it is small and cannot break; a worker that dies is
started again and takes up what it was at.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import webbrowser

_SERVER = "SERVER_PROCESS_OF_DIABAN"
_SUPERVISOR = "SUPERVISOR_OF_DIABAN"
# a worker that dies at once is not started again in the same breath
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0


def start_supervisor(
    address: str, port: int, told: str, opened: str = ""
) -> subprocess.Popen[bytes]:
    """Start the supervisor as a child of this process, the server."""
    return subprocess.Popen([*_python(), "-m", __name__, address, str(port), told, opened])


def supervise(address: str, port: int, told: str, opened: str) -> None:
    server = int(os.environ[_SERVER])
    if _wait_for_answer(server, address, port):
        print(told, file=sys.stderr, flush=True)
        if opened:
            webbrowser.open(opened)
    wait = _FIRST_WAIT
    while os.getppid() == server:
        begun = time.monotonic()
        _watch(server)
        wait = _FIRST_WAIT if time.monotonic() - begun > _LONGEST_WAIT else wait * 2
        end = time.monotonic() + min(wait, _LONGEST_WAIT)
        while time.monotonic() < end and os.getppid() == server:
            time.sleep(0.1)


def _wait_for_answer(server: int, address: str, port: int) -> bool:
    """Wait until the server takes connections; False where it ended before that."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - compared
    while os.getppid() == server:
        try:
            with socket.create_connection((here, port), timeout=1):
                return True
        except OSError:
            time.sleep(0.1)
    return False


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
        supervise(sys.argv[1], int(sys.argv[2]), *sys.argv[3:5])
    except KeyboardInterrupt:
        sys.exit(130)
