"""The page about installing lists every exit code of set-up."""

import re
from pathlib import Path

from scripts.bootstrap.faults import FAULTS

PAGE = Path(__file__).resolve().parent.parent.parent / "docs/how-to/install.md"


def test_every_exit_code_is_documented_and_no_other() -> None:
    listed = re.findall(r"^\| (\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    known = {fault.exit_code for fault in FAULTS.values()} | {71}
    assert {int(code) for code in listed} == known
    assert len(listed) == len(known)
