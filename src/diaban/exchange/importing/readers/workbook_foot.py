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
    out: list[int] = []
    for row in likely.iter_rows(named=True):
        cells = [row[name] for name in names if row[name]]
        is_total = pl.Series([cells[0]]).str.contains(_TOTAL)[0]
        if (is_total and not any(_is_text(c) for c in cells[1:])) or len(cells) <= _FEW - 1:
            out.append(row[ROW])
            notes.append(Problem("rows_left_out", row[ROW], value=cells[0]))
    return frame.filter(~pl.col(ROW).is_in(out))


def _is_text(cell: str) -> bool:
    return not cell.replace(".", "").replace(",", "").replace(" ", "").isdigit()
