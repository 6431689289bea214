"""The generated reference says what the program does today."""

import re
from functools import cache
from pathlib import Path

import pytest
from scripts.reference import command_line
from scripts.write_reference import write_pages

BARE = re.compile(r"`[\w.]+`\.\s*")
PAGES = [
    "command-line.md", "api.md", "engines.md", "roles.md", "sectors.md", "open-data.md",
    "../addresses.md",
]  # fmt: skip
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"


@cache
def _written() -> dict[str, str]:
    return write_pages()


@pytest.mark.parametrize("page", PAGES)
def test_the_committed_page_is_what_the_script_would_write(page):
    written = (FOLDER / page).read_text(encoding="utf-8")
    assert written == _written()[page], "run scripts/write_reference.py"


def test_every_argument_of_every_command_is_explained():
    page = command_line.write_page()
    assert [line for line in page.splitlines() if line.endswith("|  |")] == []


def test_every_public_name_of_the_engines_is_explained():
    page = _written()["engines.md"]
    parts = page.split("\n### ")[1:]
    blank = [part.splitlines()[0] for part in parts if BARE.fullmatch(part.splitlines()[2])]
    assert blank == []
