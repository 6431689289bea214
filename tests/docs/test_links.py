"""What the documentation promises is there: links, commands, settings, reasons."""

import re
from pathlib import Path

import pytest

from diaban.web.commands.entry import COMMANDS

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"
PAGES = sorted(
    page
    for page in [*PROJECT.glob("*.md"), *DOCS.rglob("*.md"), *(PROJECT / "src").rglob("*.md")]
    if "static" not in page.parts
)
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
SETTING = re.compile(r"DIABAN_[A-Z_]*[A-Z]")
SPEAKING_CODE = ("src", "scripts", "tests", "benchmarks")


def names(pages: list[Path]) -> list[str]:
    return [page.relative_to(PROJECT).as_posix() for page in pages]


def anchors(page: Path) -> set[str]:
    """Return the anchors that a page's headings make, as the usual hosts write them."""
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    kept = (re.sub(r"[^\w\- ]", "", title.lower()) for title in HEADING.findall(prose))
    return {title.strip().replace(" ", "-") for title in kept}


def broken_links(page: Path) -> list[str]:
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    broken = []
    for link in LINK.findall(prose):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        is_there = not path or (target.exists() and PROJECT in target.parents)
        if not is_there or (anchor and anchor not in anchors(target)):
            broken.append(link)
    return broken


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_every_relative_link_leads_somewhere(page):
    assert broken_links(page) == []


def test_a_link_that_leads_nowhere_is_noticed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("[a](absent.md) [b](https://example.org) [c](#here)\n# Here\n", "utf-8")
    assert broken_links(page) == ["absent.md"]


def test_every_page_can_be_reached_from_the_index():
    reached, waiting = set(), [PROJECT / "README.md", DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.is_file():
            continue
        reached.add(page)
        links = LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
        waiting += [(page.parent / link.partition("#")[0]).resolve() for link in links]
    assert names(sorted(set(DOCS.rglob("*.md")) - reached)) == []


def test_the_readme_starts_with_exactly_two_commands():
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    first = FENCE.search(readme)
    assert first is not None
    commands = [line.partition("#")[0].strip() for line in first.group().splitlines()[1:-1]]
    assert commands == ["./run up", "./run test"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_shown_at_work_outside_the_reference(command):
    pages = [page for page in DOCS.rglob("*.md") if page.parent.name != "reference"]
    blocks = [block for page in pages for block in FENCE.findall(page.read_text("utf-8"))]
    assert any(f"./run {command}" in block or f"diaban {command}" in block for block in blocks)


def test_every_setting_is_documented_and_no_other():
    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    files = [file for folder in SPEAKING_CODE for file in (PROJECT / folder).rglob("*.py")]
    files += [PROJECT / "run", PROJECT / ".ci" / "run"]
    used = {name for file in files for name in SETTING.findall(file.read_text("utf-8"))}
    assert set(SETTING.findall(page)) == used


@pytest.mark.parametrize("page", DECISIONS, ids=[page.stem for page in DECISIONS])
def test_a_decision_has_a_number_a_date_a_status_and_a_reason(page):
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.name[:4]}. ")
    assert re.search(r"^Date: \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    assert re.search(r"^Status: (accepted|proposed|superseded by \[\d{4}\])", text, re.MULTILINE)
    reason = re.search(r"^## Why\n+(.+?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert reason is not None
    assert len(reason.group(1).split()) > 15


def test_decisions_are_numbered_without_gaps():
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
