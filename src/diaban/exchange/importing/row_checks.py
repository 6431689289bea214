"""Checks that run over a whole batch at once and name the rows that fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.tables import ROW


@dataclass(frozen=True)
class Check:
    """``mask`` is true where a row fails; ``params`` are shown in the problem's words."""

    code: str
    field: str
    mask: pl.Expr
    params: Mapping[str, pl.Expr] = field(default_factory=dict)


def run_checks(
    frame: pl.DataFrame, checks: Sequence[Check], heading: Callable[[str], str]
) -> list[Problem]:
    """Return a problem for each row that fails a check; the checks cost one pass together."""
    masks = frame.select(
        check.mask.fill_null(value=False).alias(str(i)) for i, check in enumerate(checks)
    )
    problems: list[Problem] = []
    for position, check in enumerate(checks):
        mask = masks[str(position)]
        if mask.any():
            problems += _explain(frame.filter(mask), check, heading)
    return problems


def _explain(failed: pl.DataFrame, check: Check, heading: Callable[[str], str]) -> list[Problem]:
    value = pl.col(check.field) if check.field in failed.columns else pl.lit("")
    shown = failed.select(
        pl.col(ROW).alias("?row"),
        value.alias("?value"),
        *(e.alias(n) for n, e in check.params.items()),
    )
    title = heading(check.field) if check.field else ""
    return [
        Problem(check.code, row.pop("?row"), title, row.pop("?value") or "", row)
        for row in shown.iter_rows(named=True)
    ]
