"""A progress bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time

_WIDTH = 28


class Progress:
    """Shows how far one step is; ``total`` 0 means unknown."""

    def __init__(self, title: str, total: int = 0) -> None:
        self.title, self.total = title, total
        self.started = time.monotonic()
        self._last_shown = 0.0
        self._on_terminal = sys.stderr.isatty()
        if not self._on_terminal:
            print(f"{title} …", file=sys.stderr, flush=True)

    def show(self, done: int) -> None:
        now = time.monotonic()
        if not self._on_terminal or now - self._last_shown < 0.1:
            return
        self._last_shown = now
        if self.total:
            share = min(1.0, done / self.total)
            bar = "█" * round(share * _WIDTH) + "·" * (_WIDTH - round(share * _WIDTH))
            line = f"{self.title} {bar} {share:4.0%}  {done:,}/{self.total:,}"
        else:
            line = f"{self.title}  {done:,}"
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    def finish(self, summary: str = "") -> None:
        seconds = time.monotonic() - self.started
        start = "\r\x1b[K" if self._on_terminal else ""
        print(f"{start}✓ {self.title} {summary} ({seconds:.1f} s)", file=sys.stderr, flush=True)
