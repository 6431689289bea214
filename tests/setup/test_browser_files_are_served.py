"""What the pages ask for is what set-up puts in place."""

import re
from pathlib import Path

from scripts.bootstrap.stamp import VENDOR_FILES, VENDOR_FOLDER
from tests.conftest import PROJECT

TEMPLATES = PROJECT / "src/diaban/web/templates"
STATIC = Path("src/diaban/web/static")


def test_every_vendored_file_that_a_page_names_is_fetched_by_set_up() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in TEMPLATES.rglob("*.html"))
    named = {STATIC / name for name in re.findall(r"static '(vendor/[^']+)'", pages)}
    assert named
    assert named == {VENDOR_FOLDER / name for name in VENDOR_FILES}
