"""The answers in docs/addresses.md: each command of a console block is run again."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

from diaban.web.commands.entry import main

PAGE = Path(__file__).resolve().parents[2] / "docs" / "addresses.md"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROMPT = "$ diaban "


def write_page() -> str:
    return _BLOCK.sub(_answer, PAGE.read_text(encoding="utf-8"))


def _answer(block: re.Match[str]) -> str:
    commands = [line for line in block[1].splitlines() if line.startswith(_PROMPT)]
    answered = [f"{line}\n{_run(shlex.split(line.removeprefix(_PROMPT)))}" for line in commands]
    return "```console\n" + "".join(answered) + "```"


def _run(words: list[str]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main(words)
    return out.getvalue()
