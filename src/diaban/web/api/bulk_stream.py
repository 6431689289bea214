"""The two ends of a bulk request: the body as it comes, and the bounds of the work.

The server hands the body over while it is still being sent, and blocks until as much is there as
was asked for. So little is asked for from a slow sender and much from a fast one, and a thread of
its own waits, so that a sender who falls silent does not hold the work for ever.
"""

from __future__ import annotations

import queue
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest

from diaban.exchange.row_streams.faults import StreamError
from diaban.web.api.stuck_clients import hang_up_silent

_LEAST_PIECE, _LARGEST_PIECE = 4 << 10, 512 << 10
_SLOW_SECONDS = 0.2
_TIME_TO_HANG_UP = 5


@dataclass(frozen=True)
class Limits:
    """How much one request may ask. ``streams`` are those at a time in each server process.

    ``idle_seconds`` bound the wait for what is sent, ``unread_seconds`` for what is taken.
    """

    rows: int = 5_000_000
    bytes: int = 1 << 30
    line_bytes: int = 64 << 10
    seconds: float = 3_600
    idle_seconds: float = 30
    unread_seconds: float = 60
    streams: int = 1

    def header(self) -> str:
        return (
            f"rows={self.rows}, bytes={self.bytes}, line-bytes={self.line_bytes}, "
            f"seconds={self.seconds:g}, idle-seconds={self.idle_seconds:g}, "
            f"unread-seconds={self.unread_seconds:g}, streams={self.streams}"
        )


LIMITS = Limits()
# one of a server process's two threads stays free for everything else
_free = threading.BoundedSemaphore(LIMITS.streams)


class Slot:
    """The right to work on one stream; given back once, whatever happens."""

    def __init__(self) -> None:
        if not _free.acquire(blocking=False):
            raise StreamError("busy")
        self._lock = threading.Lock()
        self._held = True

    def free(self) -> None:
        with self._lock:
            if self._held:
                self._held = False
                _free.release()


def body_reader(request: HttpRequest) -> Callable[[int], bytes]:
    """Return how to read the body, with a length stated or in chunks without one."""
    if not request.META.get("CONTENT_LENGTH") and request.META.get("wsgi.input_terminated"):
        read: Callable[[int], bytes] = request.META["wsgi.input"].read
        return read
    return request.read


class Body:
    """The pieces of a body, unpacked; counts its bytes and watches the clock."""

    def __init__(
        self, read: Callable[[int], bytes], limits: Limits, *, packed: bool, port: int
    ) -> None:
        self._limits = limits
        self._port = port
        self._pieces: queue.Queue[bytes | BaseException] = queue.Queue(maxsize=2)
        self._unpack = zlib.decompressobj(31) if packed else None
        self._stopped = threading.Event()
        self.bytes = 0
        self.started = time.monotonic()
        self._thread = threading.Thread(target=self._fetch, args=(read,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the reading: the server stands still if an answer ends while it still waits."""
        self._stopped.set()
        self._thread.join(self._limits.idle_seconds)
        self._hang_up()

    def _hang_up(self) -> None:
        if self._thread.is_alive():
            hang_up_silent(self._port, self._limits.idle_seconds)
            self._thread.join(_TIME_TO_HANG_UP)

    def _fetch(self, read: Callable[[int], bytes]) -> None:
        size = _LEAST_PIECE
        while True:
            began = time.monotonic()
            try:
                piece: bytes | BaseException = read(size)
            except Exception as error:
                # told to whoever waits for the piece
                piece = error
            if not self._hand_over(piece) or not piece or isinstance(piece, BaseException):
                return
            is_slow = time.monotonic() - began > _SLOW_SECONDS
            size = _LEAST_PIECE if is_slow else min(size * 2, _LARGEST_PIECE)

    def _hand_over(self, piece: bytes | BaseException) -> bool:
        while not self._stopped.is_set():
            try:
                self._pieces.put(piece, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._next():
            for part in self._unpacked(piece):
                self.bytes += len(part)
                if self.bytes > self._limits.bytes:
                    raise StreamError("limit_bytes", limit=self._limits.bytes)
                yield part
        if self._unpack is not None and not self._unpack.eof:
            raise StreamError("half_sent")

    def _next(self) -> bytes:
        if self.seconds > self._limits.seconds:
            raise StreamError("limit_seconds", limit=f"{self._limits.seconds:g}")
        try:
            piece = self._pieces.get(timeout=self._limits.idle_seconds)
        except queue.Empty:
            self._hang_up()
            raise StreamError("limit_idle", limit=f"{self._limits.idle_seconds:g}") from None
        if isinstance(piece, BaseException):
            raise piece
        return piece

    def _unpacked(self, piece: bytes) -> Iterator[bytes]:
        """Unpack in parts of bounded size, so that a small piece cannot fill the memory."""
        if self._unpack is None:
            yield piece
            return
        while piece:
            try:
                part = self._unpack.decompress(piece, _LARGEST_PIECE)
            except zlib.error:
                raise StreamError("half_sent") from None
            if part:
                yield part
            piece = self._unpack.unconsumed_tail
            if self._unpack.eof and self._unpack.unused_data:
                # gzip files may be joined end to end
                piece = self._unpack.unused_data
                self._unpack = zlib.decompressobj(31)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started
