"""Figures on the command line: of a day that has come, in words or as objects for machines."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from diaban.web.commands import words
from diaban.web.commands.faults import FaultError

Row = dict[str, Any]


def require_past(day: date | None) -> None:
    """Raise FaultError for a day that has not come yet."""
    from diaban.spine.places.units import today  # noqa: PLC0415 - after set-up

    if day is not None and day > today():
        raise FaultError(
            f"Ngày {day} chưa tới nên chưa có số đo. Chọn ngày đến hôm nay, {today()}.",
            f"{day} has not come yet, so there is no figure. Choose a day to today, {today()}.",
            exit_code=2,
        )


def print_rows(
    options: argparse.Namespace, rows: Iterable[Row], write: Callable[[Row], str]
) -> int:
    """Print a line a row; return 1 where there is none."""
    told = 0
    for row in rows:
        print(as_json(row) if options.json else write(row))
        told += 1
    return int(not told)


def as_json(row: Row) -> str:
    """Write a row as one line; days as 2026-06-30."""
    return json.dumps(row, ensure_ascii=False, default=str)


def write_counts(row: Row) -> str:
    """Write a share with its bounds and the counts that it is of."""
    if row["share"] is None:
        return f"chưa biết gì / nothing known ({row['unknown']:,})"
    return (
        f"{write_bounds(row)}, {row['numerator']:,}/{row['denominator']:,}, "
        f"chưa rõ / unknown {row['unknown']:,}"
    )


def write_bounds(row: Row) -> str:
    """Write a share between its bounds."""
    low, share, high = (
        "?" if row[name] is None else words.share(row[name]) for name in ("low", "share", "high")
    )
    return f"{share} ({low}–{high})"
