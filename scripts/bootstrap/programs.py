"""Run the tools that set-up leans on (uv, pip, npm) and explain their failures."""

import os
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .faults import SetupError, diagnose_os_error, diagnose_output
from .progress import Progress

# Variables that would bend the environment away from the locks.
FOREIGN_VARIABLES = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
REDRAW_SECONDS = 0.3


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return this process's variables less those that lead Python to foreign packages."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN_VARIABLES}
    return {**kept, **(extra or {})}


@dataclass(frozen=True)
class Toolbox:
    """How set-up runs a program: with progress, and holding the lock of the folder.

    Children inherit `lock_fd`: after a `kill -9` of set-up itself the folder stays locked
    until the last orphan has stopped writing, so that a restart cannot race it.
    """

    progress: Progress
    lock_fd: int | None = None

    def run(self, command: Sequence[str | Path], folder: Path | None = None) -> str:
        """Run `command`, return what it printed; raise SetupError if it fails."""
        arguments = [str(part) for part in command]
        inherited = () if self.lock_fd is None else (self.lock_fd,)
        try:
            process = subprocess.Popen(
                arguments,
                cwd=folder,
                env=clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=inherited,
            )
        except OSError as error:
            raise diagnose_os_error(error) from error
        printed = self._follow(process)
        if process.returncode != 0:
            raise SetupError(diagnose_output(printed), printed)
        return printed

    def _follow(self, process: subprocess.Popen[bytes]) -> str:
        chunks: list[bytes] = []
        reader = threading.Thread(target=_drain, args=(process.stdout, chunks), daemon=True)
        reader.start()
        try:
            while True:
                try:
                    process.wait(timeout=REDRAW_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    self.progress.tick()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        reader.join(timeout=5)
        return b"".join(chunks).decode("utf-8", "replace")


def _drain(pipe: IO[bytes], chunks: list[bytes]) -> None:
    with pipe:
        chunks.extend(iter(lambda: pipe.read1(65536), b""))  # type: ignore[attr-defined]


def find_working(name: str) -> str | None:
    """Return the path of program `name` if PATH has one that truly runs (a shim may not)."""
    path = shutil.which(name)
    if path is None:
        return None
    try:
        answer = subprocess.run(
            [path, "--version"], capture_output=True, check=False, timeout=60, text=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return path if answer.returncode == 0 else None
