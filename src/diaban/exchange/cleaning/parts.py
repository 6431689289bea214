"""What is done of a list so far: one file for each batch, whole or not there at all.

A kill at any moment leaves whole parts; the same work goes on behind the last of them.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import polars as pl

from diaban.exchange.importing.problems import InputError

_PLAN = "plan.json"
_LOCK = "lock"


class Parts:
    """The parts of one piece of work in a folder of their own beside its output."""

    def __init__(self, folder: Path, work: str) -> None:
        self.folder = folder
        self._lock = _hold(folder)
        plan = folder / _PLAN
        if not plan.exists() or json.loads(plan.read_text("utf-8")) != {"work": work}:
            self._clear()
            plan.write_text(json.dumps({"work": work}), "utf-8")

    def done(self) -> list[int]:
        """Return the last row that each part covers, of the parts from the first on."""
        found = []
        for number, path in enumerate(sorted(self.folder.glob("part-*.parquet"))):
            _, at, through = path.stem.split("-")
            if int(at) != number:
                break
            found.append(int(through))
        return found

    def keep(self, number: int, through: int, frame: pl.DataFrame) -> None:
        """Keep a part: it has its name only once it is whole and on the disk."""
        path = self.folder / f"part-{number:06}-{through}.parquet"
        writing = path.with_suffix(".writing")
        frame.write_parquet(writing, compression="lz4")
        with writing.open("rb+") as file:
            os.fsync(file.fileno())
        writing.replace(path)

    def frames(self) -> Iterator[pl.DataFrame]:
        for path in sorted(self.folder.glob("part-*.parquet")):
            yield pl.read_parquet(path)

    def remove(self) -> None:
        """Remove the parts: the work is done."""
        self.close()
        shutil.rmtree(self.folder)

    def close(self) -> None:
        os.close(self._lock)

    def _clear(self) -> None:
        for path in (*self.folder.glob("part-*"), self.folder / _PLAN):
            path.unlink(missing_ok=True)


def name_work(path: Path, choices: dict[str, object]) -> str:
    """Name a piece of work: the file's bytes and what decides how they are answered."""
    digest = sha256(json.dumps(choices, sort_keys=True, default=str).encode())
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _hold(folder: Path) -> int:
    """Keep others out of a folder for as long as this process lives; raise InputError if held."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR)
    try:
        import fcntl  # noqa: PLC0415 - not on Windows, where two at once are not kept apart

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        pass
    except OSError:
        os.close(lock)
        raise InputError("cleaning_is_running", name=folder.name) from None
    return lock
