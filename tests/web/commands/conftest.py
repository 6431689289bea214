"""Commands run in this process on the test's database, or from outside on one of their own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest

from diaban.web.commands.entry import main


@dataclass(frozen=True)
class Spoken:
    exit_code: int
    out: str
    err: str

    @property
    def objects(self) -> list[Any]:
        """The lines of standard output as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def diaban(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> Callable[..., Spoken]:
    """`diaban("lookup", "…")` as the command line would run it."""
    monkeypatch.setenv("DIABAN_DATA", str(tmp_path / "data"))

    def speak(*words: object, given: str = "") -> Spoken:
        monkeypatch.setattr("sys.stdin", StringIO(given))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        said = capsys.readouterr()
        return Spoken(int(ended.value.code or 0), said.out, said.err)

    return speak
