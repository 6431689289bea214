"""Rows at the foot of an office's sheet that are no addresses: totals, dates and signatures."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.tables import ROW

_TOTAL = r"(?i)^\s*(tổng cộng|tổng số|tổng|cộng|total|grand total)\s*[:.]?\s*(\d.*)?$"
_SIGNED = (
    r"(?i)^\s*\(?(người lập|người lập biểu|thủ trưởng|chủ tịch|phó chủ tịch|kế toán|giám đốc|"
    r"cán bộ|ký tên|ký, ghi rõ|tm\.|kt\.|xác nhận của|nơi nhận|.{0,40}ngày .{1,6}tháng .{1,6}năm)"
)
_FEW = 3
_LOOKED_AT = 12


def leave_out_foot(frame: pl.DataFrame, names: Sequence[str], notes: list[Problem]) -> pl.DataFrame:
    """Return the frame without totals and signatures; each is noted with its row.

    A total is known by its first words; a signature also by standing nearly alone in its row.
    """
    first = pl.coalesce(
        *(pl.when(pl.col(n) != "").then(pl.col(n)) for n in names[:_LOOKED_AT]), pl.lit("")
    )
    likely = frame.filter(first.str.contains(_TOTAL) | first.str.contains(_SIGNED))
    if likely.is_empty():
        return frame
    filled = frame.select(pl.sum_horizontal(pl.col(names) != "")).to_series()
    out: list[int] = []
    for row in likely.iter_rows(named=True):
        cells = [row[name] for name in names if row[name]]
        is_total = pl.Series([cells[0]]).str.contains(_TOTAL)[0]
        if (is_total and not any(_is_text(c) for c in cells[1:])) or len(cells) <= _FEW - 1:
            out.append(row[ROW])
            notes.append(Problem("rows_left_out", row[ROW], value=cells[0]))
    for row in _after_foot(frame[ROW], filled, out):
        out.append(row)
        notes.append(Problem("rows_below_foot", row))
    return frame.filter(~pl.col(ROW).is_in(out))


def _after_foot(rows: pl.Series, filled: pl.Series, out: Sequence[int]) -> list[int]:
    """Return the names under signatures: rows after the foot, where nothing fuller follows."""
    if not out:
        return []
    body = filled.filter(rows < min(out))
    full = rows.filter(filled >= _FEW)
    last_full = full.filter(~full.is_in(out)).max()
    begin = max([min(out), *([] if last_full is None else [int(str(last_full))])])
    is_wide = not body.is_empty() and float(str(body.median())) > _FEW
    if not is_wide or not any(row >= begin for row in out):
        return []
    start = min(row for row in out if row >= begin)
    return [row for row in rows if row > start and row not in out]


def _is_text(cell: str) -> bool:
    return not cell.replace(".", "").replace(",", "").replace(" ", "").isdigit()
