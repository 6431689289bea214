"""Compile message catalogues (.po -> .mo) in pure Python: no gettext tools are needed.

python scripts/compile_messages.py            compile every catalogue: the pages', each sector's
python scripts/compile_messages.py --missing  list the texts that have no translation yet
python scripts/compile_messages.py FOLDER     the same for a sector that lies elsewhere
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from pathlib import Path

from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parent.parent
WEB = PROJECT / "src" / "diaban" / "web"
SECTORS = PROJECT / "src" / "diaban" / "sectors"
PLURAL, CONTEXT = "\0", "\4"
_MAGIC = 0x950412DE
_KEYWORDS = ("msgctxt", "msgid_plural", "msgid", "msgstr")
_CALL_NAMES = ("_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy")


class CatalogueError(ValueError):
    """A line of a catalogue cannot be read; the message names file and line."""


def read_catalogue(path: Path) -> dict[str, str]:
    """Read a .po file: message key (with context and plural as .mo keys have them) -> text."""
    messages: dict[str, str] = {}
    for entry in _entries(path):
        key = entry["msgid"]
        if "msgid_plural" in entry:
            key += PLURAL + entry["msgid_plural"]
        if "msgctxt" in entry:
            key = entry["msgctxt"] + CONTEXT + key
        if key in messages:
            raise CatalogueError(f"{path.name}: translated twice: {entry['msgid']!r}")
        forms = [entry[name] for name in sorted(entry) if name.startswith("msgstr")]
        if all(forms):
            messages[key] = PLURAL.join(forms)
    return messages


def _entries(path: Path) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = []
    field = ""
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith('"'):
            entries[-1][field] += ast.literal_eval(line)
            continue
        found = re.fullmatch(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")', line)
        if found is None:
            raise CatalogueError(f"{path.name}, line {number}: {line}")
        new_field = found[1]
        starts = new_field == "msgctxt" or (new_field == "msgid" and field != "msgctxt")
        if starts:
            entries.append({})
        field = new_field
        entries[-1][field] = ast.literal_eval(found[2])
    return entries


def compile_catalogue(messages: dict[str, str]) -> bytes:
    """Write messages in the format of .mo files, sorted, so that the same text is the same file."""
    pairs = [(key.encode(), messages[key].encode()) for key in sorted(messages)]
    offset = 28 + 16 * len(pairs)
    tables: list[list[int]] = [[], []]
    blob = b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += [len(pair[side]), offset + len(blob)]
            blob += pair[side] + b"\0"
    head = (_MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 28 + 16 * len(pairs))
    numbers = [*head, *tables[0], *tables[1]]
    return struct.pack(f"<{len(numbers)}I", *numbers) + blob


def roots() -> list[Path]:
    """Return the folders that have a catalogue of their own: the pages, then each sector."""
    return [WEB, *sorted(path.parent for path in SECTORS.glob("*/locale"))]


def catalogues(root: Path) -> list[Path]:
    return sorted(root.glob("locale/*/LC_MESSAGES/*.po"))


def used_messages(root: Path) -> dict[str, list[str]]:
    """Collect what templates and code want translated: message key -> files that use it."""
    used: dict[str, list[str]] = {}
    for path in sorted(root.rglob("*.html")):
        # templatize leaves X for what needs no translation: only the calls are Python
        code = templatize(path.read_text(encoding="utf-8"))
        for call in re.findall(
            r"\b(?:n?gettext)\((?:[^()'\"]|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")*\)", code
        ):
            _note(used, ast.parse(call), path)
    for path in sorted(root.rglob("*.py")):
        _note(used, ast.parse(path.read_text(encoding="utf-8")), path)
    return used


def _note(used: dict[str, list[str]], tree: ast.AST, path: Path) -> None:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in _CALL_NAMES:
            continue
        texts = [
            a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
        ]
        if texts:
            count = 2 if node.func.id.startswith("n") else 1
            used.setdefault(PLURAL.join(texts[:count]), []).append(path.name)


def known_messages(root: Path, language: str) -> set[str]:
    """Return what is translated where a folder's pages are shown: of its own, and the pages'."""
    places = {root, WEB}
    return {
        key
        for place in places
        for path in catalogues(place)
        if path.parts[-3] == language
        for key in read_catalogue(path)
    }


def main(arguments: list[str]) -> int:
    folders = [Path(one).resolve() for one in arguments if not one.startswith("-")]
    for root in folders or roots():
        for source in catalogues(root):
            if "--missing" in arguments:
                known = known_messages(root, source.parts[-3])
                for key, files in used_messages(root).items():
                    if key not in known:
                        print(f"{key.replace(PLURAL, ' | ')}   ({', '.join(files)})")
                continue
            messages = read_catalogue(source)
            source.with_suffix(".mo").write_bytes(compile_catalogue(messages))
            print(f"{_name(source)}: {len(messages)} messages")
    return 0


def _name(path: Path) -> Path:
    return path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
