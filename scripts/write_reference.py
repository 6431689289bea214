"""Write docs/reference/ anew from the parsers, the OpenAPI document and the engines' docstrings.

The answers in docs/addresses.md are those of the commands above them, run again.

    PYTHONPATH=src .venv/bin/python scripts/write_reference.py

A test fails while the committed pages differ from what this script would write.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "docs" / "reference"
PLACE = "PYTHONPATH=src .venv/bin/python scripts/write_reference.py"
MARK = f"<!-- Written by scripts/write_reference.py; do not edit. Renew: {PLACE} -->\n"


def write_pages() -> dict[str, str]:
    """Return the text of each generated page by its place."""
    from scripts.reference import (  # noqa: PLC0415 - after set-up
        addresses,
        api,
        asvs,
        command_line,
        engines,
        open_data,
        personal_data,
        roles,
        sectors,
    )

    return {
        "command-line.md": MARK + command_line.write_page(),
        "api.md": MARK + api.write_page(),
        "engines.md": MARK + engines.write_page(PROJECT / "src"),
        "open-data.md": MARK + open_data.write_page(),
        "asvs.md": MARK + asvs.write_page(),
        "personal-data.md": MARK + personal_data.write_page(),
        "roles.md": MARK + roles.write_page(),
        "sectors.md": MARK + sectors.write_page(),
        "../addresses.md": addresses.write_page(),
    }


def set_up() -> None:
    """Let Django be imported without a data folder: nothing is read or written there."""
    for folder in (PROJECT, PROJECT / "src"):
        sys.path.insert(0, str(folder))
    # answers must not depend on what the writer has registered
    os.environ.pop("DIABAN_DATABASE_URL", None)
    os.environ["DIABAN_DATA"] = str(Path(tempfile.gettempdir()) / "diaban-has-no-data-here")
    os.environ.setdefault("DIABAN_SECRET_KEY", "only to write the reference")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diaban.web.settings")
    import django  # noqa: PLC0415

    django.setup()


if __name__ == "__main__":
    set_up()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in write_pages().items():
        path = (FOLDER / name).resolve()
        path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(PROJECT)}: {text.count(chr(10))} lines")
