"""The converters that Diaban is measured beside, each in a process of the peers' environment.

A peer's answer names communes in words; here they become the statistics office's codes. The
environment is made by hand and named by --peers, see docs/benchmarks.md.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.address_units import NewCommunes

RUNNER = Path(__file__).with_name("address_peer_runner.py")
NAMES = (
    "vietnamadminunits",
    "vietnamadminunits-tables",
    "vietnam-address-converter",
    "underthesea",
    "vn-address-converter",
)
TIMED = tuple(name for name in NAMES if not name.endswith("-tables"))


@dataclass(frozen=True)
class Candidate:
    """A commune in force, and how likely; a peer gives no probability."""

    code: str
    probability: float | None = None


@dataclass(frozen=True)
class Batch:
    """The answers to a list of addresses, each best first, and the processor seconds it took."""

    answers: list[list[Candidate]]
    seconds: float
    failed: int = 0


class Peer:
    """One tool, started once and asked many times."""

    def __init__(self, name: str, python: Path, communes: NewCommunes) -> None:
        self.name = name
        self._communes = communes
        self._process = subprocess.Popen(
            [python, "-I", RUNNER, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"},
        )
        self.start_up: float = self._read()["start_up"]
        self.unknown: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=60)

    def _read(self) -> dict:
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended; is it installed in the peers' environment?")
        return json.loads(line)

    def convert(self, texts: Sequence[str], forms: Sequence[str | None]) -> Batch:
        """Return what the tool says of each text, told its form where the form is known."""
        lines = [[text, form] for text, form in zip(texts, forms, strict=True)]
        self._process.stdin.write(json.dumps({"lines": lines}, ensure_ascii=False) + "\n")
        self._process.stdin.flush()
        said = self._read()
        answers = [self._codes(pairs) for pairs in said["answers"]]
        return Batch(answers, said["seconds"], said["failed"])

    def _codes(self, pairs: list[list[str]]) -> list[Candidate]:
        codes = []
        for ward, province in pairs:
            code = self._communes.code_of(ward, province)
            if not code:  # a name that no commune in force bears is an answer, and a wrong one
                self.unknown.append(f"{ward}, {province}")
            codes.append(code or f"?{ward}, {province}")
        return [Candidate(code) for code in dict.fromkeys(codes)]


def peers_python(given: Path | None) -> Path | None:
    """Return the interpreter of the peers' environment, None if there is none."""
    python = given / "bin" / "python" if given else None
    return python if python and python.exists() else None
