"""Whole numbers as people write them in forms and workbooks."""

from __future__ import annotations

import re

# one mark throughout: 1.234,567 may mean two things, and 0.500 is half of one
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}([., \u00a0])[0-9]{3}(\1[0-9]{3})*")
# a workbook may hand a whole number over as 87.0
_WHOLE = re.compile(r"[0-9]+([.,]0+)?")
_MOST = 10**12


def read_whole(text: str) -> int | None:
    """Read a whole number, thousands marked or not; None where it is none or beyond 10^12.

    >>> read_whole("1.234"), read_whole("87"), read_whole("có"), read_whole("87%")
    (1234, 87, None, None)
    """
    plain = text.strip()
    if _THOUSANDS.fullmatch(plain):
        plain = re.sub(r"\D", "", plain)
    elif not _WHOLE.fullmatch(plain):
        return None
    number = int(re.split("[.,]", plain)[0])
    return number if number <= _MOST else None
