"""What the files of a sector say, read from their syntax: imports, acts, tags of templates."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from diaban.spine.sectors import SectorConfig

_TAG = re.compile(r"\{%\s*(extends|include|load)\s+([^%]*?)\s*%\}")


def folder_of(sector: SectorConfig) -> Path:
    return Path(sector.path)


def modules_of(sector: SectorConfig) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(folder_of(sector).rglob("*.py")):
        if "tests" not in path.relative_to(folder_of(sector)).parts:
            name = path.relative_to(folder_of(sector)).as_posix()
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def imported_by(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def acts_of(sector: SectorConfig) -> set[str]:
    """Return the acts that the sector writes into the journal, where they stand as they are."""
    return {
        part.value
        for _name, tree in modules_of(sector)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "record" and len(node.args) > 1
        for part in ast.walk(node.args[1])
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def tags_of(sector: SectorConfig) -> Iterator[tuple[str, str, str]]:
    """Yield file, tag and what it names, of each tag that reaches beyond its own file."""
    for path in sorted(folder_of(sector).rglob("templates/**/*.html")):
        for tag, named in _TAG.findall(path.read_text(encoding="utf-8")):
            yield path.name, tag, named
