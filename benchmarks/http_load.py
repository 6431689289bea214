"""A small client that keeps a few connections busy: raw sockets, bounded in time, loopback only.

It costs about a tenth of what the server does, but it shares the same processors: its own share
is measured and stated. Run by lookups.py in a process of its own.
"""

from __future__ import annotations

import selectors
import socket
import statistics
import time
from collections import deque
from dataclasses import dataclass, field
from itertools import cycle


@dataclass
class _Line:
    """One kept-alive connection and what has come in on it."""

    socket: socket.socket
    asked_at: float = 0.0
    received: bytes = b""


@dataclass
class Load:
    """What a run measured."""

    answers: int = 0
    wrong: int = 0
    wall_seconds: float = 0.0
    client_cpu_seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        return sorted(self.milliseconds)[int(len(self.milliseconds) * share)]

    @property
    def median(self) -> float:
        return statistics.median(self.milliseconds)


def request_for(path: str, headers: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode()


def run(port: int, paths: list[str], seconds: float, connections: int, headers: str = "") -> Load:
    """Ask for the paths in turn over and over until the time is up."""
    load = Load()
    requests = cycle([request_for(path, headers) for path in paths])
    selector = selectors.DefaultSelector()
    for line in _connect(port, connections):
        selector.register(line.socket, selectors.EVENT_READ, line)
        _ask(line, next(requests))
    started, cpu = time.perf_counter(), time.process_time()
    while time.perf_counter() - started < seconds:
        for key, _ in selector.select(timeout=1):
            if _take(key.data, load):
                _ask(key.data, next(requests))
    load.wall_seconds = time.perf_counter() - started
    load.client_cpu_seconds = time.process_time() - cpu
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    return load


def run_steadily(  # noqa: PLR0917 - handed to another process as they are
    port: int, paths: list[str], seconds: float, rate: float, connections: int, headers: str = ""
) -> Load:
    """Ask so many times a second, whether or not the answers keep up.

    A time is counted from the moment at which the question was due: who waits in line waits too.
    """
    load = Load()
    requests = cycle([request_for(path, headers) for path in paths])
    selector = selectors.DefaultSelector()
    # in turn: a server ends what nobody has asked on for half a minute
    idle = deque(_connect(port, connections))
    for line in idle:
        selector.register(line.socket, selectors.EVENT_READ, line)
    due: deque[float] = deque()
    started, cpu, asked = time.perf_counter(), time.process_time(), 0
    while (now := time.perf_counter()) - started < seconds or due or len(idle) < connections:
        while asked < (now - started) * rate and now - started < seconds:
            due.append(started + asked / rate)
            asked += 1
        while due and idle:
            line = idle.popleft()
            _ask(line, next(requests))
            line.asked_at = due.popleft()
        for key, _ in selector.select(timeout=0.0005):
            if _take(key.data, load):
                idle.append(key.data)
    load.wall_seconds = time.perf_counter() - started
    load.client_cpu_seconds = time.process_time() - cpu
    for line in idle:
        line.socket.close()
    return load


def _connect(port: int, connections: int) -> list[_Line]:
    lines = []
    for _ in range(connections):
        line = _Line(socket.create_connection(("127.0.0.1", port)))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines.append(line)
    return lines


def _ask(line: _Line, request: bytes) -> None:
    line.asked_at, line.received = time.perf_counter(), b""
    line.socket.sendall(request)


def _take(line: _Line, load: Load) -> bool:
    """Read what has come; True when the answer is whole."""
    arrived = line.socket.recv(65536)
    if not arrived:
        raise SystemExit("the server closed a connection")
    line.received += arrived
    head, _, body = line.received.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    if not length or len(body) < int(length):
        return False
    load.answers += 1
    load.wrong += not head.startswith(b"HTTP/1.1 200") or b'"identifier"' not in body
    load.milliseconds.append((time.perf_counter() - line.asked_at) * 1e3)
    return True
