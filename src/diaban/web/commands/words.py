"""Words of the command line that mean numbers, refused plainly where they do not."""

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


def _read(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"không phải số / not a number: {text}") from None
