"""Numbers of the command line: read from words, refused plainly where they are none; shares."""

from __future__ import annotations

import argparse


def whole_number(text: str) -> int:
    """Read a number of at least one."""
    number = _read(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"phải từ 1 trở lên / must be 1 or more: {text}")
    return number


def port_number(text: str) -> int:
    number = _read(text)
    if not 0 <= number <= 65_535:
        raise argparse.ArgumentTypeError(f"cổng từ 0 đến 65535 / a port is 0 to 65535: {text}")
    return number


def share(value: float) -> str:
    """Write a share of one as a percentage that never rounds to a false 0 or 100.

    >>> share(0.9997), share(1.0)
    ('> 99.9%', '100%')
    """
    percent = value * 100
    if 0 < percent < 0.1:
        return "< 0.1%"
    if 99.9 < percent < 100:
        return "> 99.9%"
    return f"{percent:.0f}%" if percent in {0, 100} else f"{percent:.1f}%"


def _read(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"không phải số / not a number: {text}") from None
