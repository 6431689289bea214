"""Bulk requests on the server itself: senders and takers that are slow, silent or gone."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from tests.conftest import PROJECT
from tests.installation import Installation

PROGRAM = Path(__file__).with_name("bulk_server.py")
ROW = b"110242VH3CM3,so 5 ngo 2\n"
LIMITS = {"idle_seconds": 1.5, "seconds": 6, "unread_seconds": 2}


@contextmanager
def server(place: Installation, **limits: float) -> Iterator[tuple[int, int]]:
    """Yield the port and the process number of the server's only worker."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = f"{PROJECT / 'src'}{os.pathsep}{PROJECT}"
    own = {"PYTHONPATH": path, **{name: str(value) for name, value in limits.items()}}
    process = subprocess.Popen([sys.executable, str(PROGRAM), str(port)], env=place.variables | own)
    try:
        wait_until(lambda: is_up(port), 40)
        yield port, worker_of(process.pid)
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def hasty(uncoded_city: Installation) -> Iterator[tuple[int, int]]:
    with server(uncoded_city, **LIMITS) as started:
        yield started


def wait_until(condition: Callable[[], bool], seconds: float) -> float:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it did not come about in time"
        time.sleep(0.05)
    return time.monotonic() - began


def is_up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def worker_of(server: int) -> int:
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == server:
            return int(entry.parent.name)
    raise LookupError(server)


def megabytes(process: int) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("Anonymous:"))


class Stream:
    """A bulk request sent in chunks, piece by piece, on a bare socket."""

    def __init__(self, port: int, room: int = 0, heading: bytes = b"code,note\n") -> None:
        self._socket = socket.socket()
        if room:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        self._socket.settimeout(30)
        self._socket.connect(("127.0.0.1", port))
        self._socket.sendall(
            b"POST /api/v1/bulk/check HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/csv\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        self.send(heading)

    def send(self, piece: bytes) -> None:
        self._socket.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))

    def end(self) -> None:
        self._socket.sendall(b"0\r\n\r\n")

    def send_many(self, piece: bytes, times: int) -> None:
        for _ in range(times):
            self.send(piece)
        self.end()

    def begin_answer(self) -> bytes:
        return self._socket.recv(65_536)

    def read_until(self, words: bytes) -> bytes:
        told = b""
        while words not in told:
            piece = self._socket.recv(65_536)
            assert piece, told[-500:]
            told += piece
        return told

    def fill(self, seconds: float) -> None:
        """Send rows until the server takes no more."""
        self._socket.settimeout(seconds)
        piece = ROW * 2_000
        with suppress(TimeoutError):
            while True:
                self.send(piece)

    def is_cut_off(self) -> bool:
        try:
            while self._socket.recv(65_536):
                pass
        except ConnectionError:
            return True
        return True

    def close(self) -> None:
        self._socket.close()


def can_stream(port: int) -> bool:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/bulk/check",
        b"code\nx\n",
        {"Content-Type": "text/csv"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read().count(b"\n") == 2
    except urllib.error.HTTPError:
        return False


def test_a_row_is_answered_before_the_next_is_sent_and_others_are_told_to_wait(hasty):
    port, _ = hasty
    wait_until(lambda: can_stream(port), 10)
    with closing(Stream(port)) as stream:
        stream.send(ROW * 200)
        told = stream.read_until(b"so 5 ngo 2")
        for _ in range(6):
            time.sleep(0.3)
            stream.send(ROW * 200)
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/bulk/check", b"code\n", {"Content-Type": "text/csv"}
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        assert refused.value.code == 503
        assert refused.value.headers["Retry-After"] == "5"
        assert "Thử lại sau vài giây" in json.loads(refused.value.read())["vi"]
        assert is_up(port), "pages have to go on beside a stream"
        stream.end()
        stream.read_until(b"0\r\n\r\n")
    assert b"200 OK" in told


def test_a_sender_who_falls_silent_is_told_so_and_gives_the_stream_back(hasty):
    port, _ = hasty
    wait_until(lambda: can_stream(port), 10)
    with closing(Stream(port)) as stream:
        stream.send(ROW * 200)
        told = stream.read_until(b"nothing came for 1.5 seconds").decode()
        assert "limit_idle" in told
        assert "1.5 giây không nhận thêm dữ liệu" in told
        wait_until(lambda: can_stream(port), 5)


def test_who_is_refused_and_stays_silent_leaves_the_server_free(hasty):
    port, _ = hasty
    wait_until(lambda: can_stream(port), 10)
    with closing(Stream(port, heading=b"no,such\n" + b"1,2\n" * 2_000)) as stream:
        assert "Thiếu cột code" in stream.read_until(b"Rename the column").decode()
        assert is_up(port)
        wait_until(lambda: can_stream(port), 5)


def test_a_sender_who_never_ends_is_stopped_in_midstream(hasty):
    port, _ = hasty
    wait_until(lambda: can_stream(port), 10)
    began = time.monotonic()
    with closing(Stream(port)) as stream:
        try:
            while time.monotonic() - began < 20:
                stream.send(ROW * 200)
                time.sleep(0.3)
                if b"limit_seconds" in stream.begin_answer():
                    break
        except ConnectionError:
            pass
        assert 5 < time.monotonic() - began < 15
        wait_until(lambda: can_stream(port), 5)


def test_a_client_who_goes_away_gives_the_stream_back(hasty):
    port, _ = hasty
    wait_until(lambda: can_stream(port), 10)
    with closing(Stream(port)) as stream:
        stream.send(ROW * 200)
        stream.read_until(b"so 5 ngo 2")
        assert not can_stream(port)
    assert wait_until(lambda: can_stream(port), 10) < 5


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system cannot do it")
def test_who_sends_but_never_reads_is_cut_off(hasty):
    port, _ = hasty
    wait_until(lambda: can_stream(port), 10)
    with closing(Stream(port, room=4_096)) as stream:
        stream.fill(1)
        assert is_up(port)
        wait_until(lambda: can_stream(port), 15)
        assert stream.is_cut_off()


@pytest.mark.soak
def test_a_million_rows_go_through_in_constant_memory(uncoded_city: Installation):
    with server(uncoded_city) as (port, worker):
        assert can_stream(port)
        before = most = megabytes(worker)

        lines = 0
        with closing(Stream(port)) as stream:
            sender = threading.Thread(target=stream.send_many, args=(ROW * 2_000, 500))
            sender.start()
            while not (piece := stream.begin_answer()).endswith(b"0\r\n\r\n"):
                lines += piece.count(b"note") + piece.count(b"ngo 2")
                most = max(most, megabytes(worker)) if lines % 50 == 0 else most
            lines += piece.count(b"ngo 2")
            sender.join()
        assert 999_000 < lines <= 1_000_001
        assert most - before < 120
