"""The tutorial's commands give what the tutorial says they give."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tests.installation import PROJECT, Installation

PAGE = PROJECT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SAVED = "Save this as `houses.csv`"
COVERAGE = """
import django
django.setup()
from django.test import Client
print(Client(SERVER_NAME="127.0.0.1").get("/coverage/").content.decode())
"""


def blocks() -> list[str]:
    return [text for language, text in BLOCK.findall(PAGE.read_text("utf-8")) if not language]


def pairs() -> list[tuple[str, str]]:
    """Each block of commands with the output that follows it, which may be none."""
    told = blocks()
    found = []
    for place, text in enumerate(told):
        if "./run " in text:
            after = told[place + 1] if place + 1 < len(told) else ""
            found.append((text, "" if "./run " in after else after))
    return found


def lines(text: str) -> list[str]:
    """Return the lines that say something: times differ, and a bar is drawn anew on a terminal."""
    said = [re.sub(r"\s*\(\d+\.\d s\)", "", line).rstrip() for line in text.splitlines()]
    return [line for line in said if line and not (line.endswith(" …") and line[0].isalpha())]


def holds(shown: list[str], came: list[str]) -> bool:
    """Whether the output is as shown, where ``…`` stands for some lines or for the rest of one."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line) + r"\n" for line in shown
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in came)) is not None


def run(city: Installation, folder: Path, commands: str) -> str:
    """Run a block as a shell would; what serves builds only."""
    program = f"{shlex.quote(sys.executable)} -m diaban"
    script = commands.replace("./run", program).replace(" --offline", " --offline --no-serve")
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=folder,
        # both streams in the order in which a terminal shows them
        env={**city.variables, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="the page says which commands are of Linux")
def test_every_command_gives_what_the_page_shows(installation: Installation, tmp_path: Path):
    page = PAGE.read_text("utf-8")
    [table] = re.findall(rf"{SAVED}.*?```csv\n(.*?)```", page, re.DOTALL)
    (tmp_path / "houses.csv").write_text(table, encoding="utf-8")
    walked = pairs()
    assert len(walked) > 8
    for commands, shown in walked:
        served = "\nĐịa bàn: http"  # the lines of a server that goes on
        came = run(installation, tmp_path, commands)
        assert not shown or holds(lines(shown.partition(served)[0]), lines(came)), (
            f"{commands}\n{came}"
        )
    figures = coverage(installation)
    section = page.partition("## 7. Read the coverage")[2].partition("Click a number")[0]
    told = re.findall(r"\| (\d[\d.]*)", section)
    assert len(told) == 6
    assert [n for n in told if not re.search(rf">\s*{re.escape(n)}\s*<", figures)] == []


def coverage(city: Installation) -> str:
    variables = {**city.variables, "DJANGO_SETTINGS_MODULE": "diaban.web.settings"}
    done = subprocess.run(
        [sys.executable, "-c", COVERAGE], env=variables, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize(
    ("shown", "came", "held"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a", "b"], ["a", "b", "c"], False),
        (["a", "…", "c"], ["a", "b", "b", "c"], True),
        (["a", "…"], ["a", "b"], True),
        (["a"], ["A"], False),
    ],
)
def test_what_stands_for_left_out_lines_stands_for_nothing_else(shown, came, held):
    assert holds(shown, came) is held
