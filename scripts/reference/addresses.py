"""The answers in docs/addresses.md, each command run again, and its table of reasons."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path
from unittest.mock import patch

from diaban.exchange.cleaning.reasons import WORDS
from diaban.web.commands.entry import main

PAGE = Path(__file__).resolve().parents[2] / "docs" / "addresses.md"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_REASONS = re.compile(r"(<!-- reasons -->).*?(<!-- end of reasons -->)", re.DOTALL)
_PROMPT = "$ diaban "


def write_page() -> str:
    # what the writer's own database knows of its streets is nobody else's answer
    with patch("diaban.web.commands.evidence.database_is_there", return_value=False):
        answered = _BLOCK.sub(_answer, PAGE.read_text(encoding="utf-8"))
    return _REASONS.sub(lambda found: f"{found[1]}\n{_write_reasons()}\n{found[2]}", answered)


def _write_reasons() -> str:
    rows = [f"| `{code}` | {words.vi} | {words.en} |" for code, words in WORDS.items()]
    return "\n".join(["| code | tiếng Việt | English |", "|---|---|---|", *rows])


def _answer(block: re.Match[str]) -> str:
    commands = [line for line in block[1].splitlines() if line.startswith(_PROMPT)]
    answered = [f"{line}\n{_run(shlex.split(line.removeprefix(_PROMPT)))}" for line in commands]
    return "```console\n" + "".join(answered) + "```"


def _run(words: list[str]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main(words)
    return out.getvalue()
