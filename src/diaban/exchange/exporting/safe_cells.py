"""Keeping a spreadsheet from running a cell as a formula, and undoing that when it comes back."""

from __future__ import annotations

import re

# what spreadsheets take for the beginning of a formula
_LEADS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*")
GUARDED = r"^'([=+\-@\t\r])"


def guard_cell(text: str) -> str:
    """Put an apostrophe before text that would be run; numbers stay numbers.

    >>> guard_cell("=1+1"), guard_cell("-12.5"), guard_cell("12 Hàng Bạc")
    ("'=1+1", '-12.5', '12 Hàng Bạc')
    """
    if text.startswith(_LEADS) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text
