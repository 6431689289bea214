"""Read a workbook of 100,000 × 10 beside bare python-calamine: the ratio of medians in one run.

PYTHONPATH=src .venv/bin/python benchmarks/xlsx_read.py [rounds]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import python_calamine as calamine
import xlsxwriter

from diaban.exchange.importing.readers import open_table

ROWS = 100_000
HEADINGS = ["Mã", "Số nhà", "Ngõ", "Đường phố", "Phường/xã", "Mã xã", "Vĩ độ", "Kinh độ"]


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "a.xlsx")
        ours, bare = [], []
        for _ in range(rounds):
            bare.append(seconds(lambda: read_bare(path)))
            ours.append(seconds(lambda: read_ours(path)))
    one, other = statistics.median(ours), statistics.median(bare)
    print(f"Diaban {one:.2f} s, bare python-calamine {other:.2f} s, ratio {one / other:.2f}")


def write(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, [*HEADINGS, "Ngày", "Ghi chú"])
        for i in range(1, ROWS + 1):
            cells = [f"H{i}", i % 400, f"ngõ {i % 90}", f"Đường số {i % 700}", "Ba Đình", "00004"]
            page.write_row(i, 0, [*cells, 21 + i / 1e6, 105.8 + i / 1e6, "01/07/2025", f"số {i}"])
    return path


def read_bare(path: Path) -> int:
    sheet = calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    return sum(1 for _ in sheet.to_python())


def read_ours(path: Path) -> int:
    return sum(batch.frame.height for batch in open_table(path).batches)


def seconds(work: Callable[[], int]) -> float:
    start = time.perf_counter()
    if work() < ROWS:
        raise SystemExit("rows are missing")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
