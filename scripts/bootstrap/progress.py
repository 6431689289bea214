"""Steps with elapsed seconds: one line that is redrawn on a terminal, plain lines elsewhere."""

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

BAR_CELLS = 12


@dataclass
class Progress:
    """Draws `steps` numbered steps on `stream`; `tick` redraws the one under way."""

    steps: int
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    _number: int = 0
    _label: str = ""
    _began: float = 0.0

    @property
    def live(self) -> bool:
        return self.stream.isatty()

    @contextmanager
    def step(self, label: str) -> Iterator[None]:
        """Show `label` as the next step until the block ends."""
        self._number += 1
        self._label = label
        self._began = time.monotonic()
        if not self.live:
            self._write(f"[{self._number}/{self.steps}] {label} ...\n")
        try:
            yield
        except BaseException:
            if self.live:
                self._write("\n")
            raise
        self._finish()

    def tick(self) -> None:
        """Redraw the seconds of the running step; nothing where lines cannot be redrawn."""
        if self.live:
            self._redraw(done=self._number - 1, end="")

    def _finish(self) -> None:
        if self.live:
            self._redraw(done=self._number, end="\n")
        else:
            self._write(f"[{self._number}/{self.steps}] {self._label}: {self._seconds()}\n")

    def _redraw(self, done: int, end: str) -> None:
        filled = BAR_CELLS * done // self.steps
        bar = "█" * filled + "░" * (BAR_CELLS - filled)
        line = f"{bar} {self._number}/{self.steps} {self._label} {self._seconds()}"
        width = shutil.get_terminal_size().columns - 1
        self._write(f"\r\x1b[K{line[:width]}{end}")

    def _seconds(self) -> str:
        return f"{time.monotonic() - self._began:.0f} s"

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
