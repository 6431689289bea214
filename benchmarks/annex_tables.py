"""Annex tables of tasks as files of many layouts, and how many of their cells are read right.

    python -m benchmarks.annex_tables [--tables 300] [--seed 1] [--show]

Each table is written as DOCX, XLSX or HTML, opened and read as any uploaded file is, and compared
cell by cell with what was written: task, lead, each list of partners, term, product. A row that is
missed counts all its cells wrong; a heading of a group read as a task counts one cell wrong. The
words are the generator's own and must not be taken from the reader's lexicon, nor changed to suit
the reader.
"""

from __future__ import annotations

import argparse
import datetime
import html
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import docx
import xlsxwriter
from benchmarks.annex_words import ACTIONS, GROUPS, HEADS, ORGANS, PRODUCTS, THINGS

from diaban.engines.reading import Duty, read
from diaban.exchange.directives import open_directive

YEAR = 2024
KINDS = ("task", "lead", "partners", "term", "product")

_MONTH_ENDS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


@dataclass(frozen=True)
class Row:
    """What one row says: a heading of a group where ``task`` alone is told."""

    task: str
    lead: str = ""
    partners: tuple[str, ...] = ()
    term: str = ""
    day: datetime.date | None = None
    product: str = ""
    number: str = ""
    group: bool = False


@dataclass
class Cell:
    """A cell as laid out: words, how many columns and rows it takes; None is covered."""

    words: str
    wide: int = 1
    high: int = 1


Grid = list[list[Cell | None]]


@dataclass
class Score:
    """Cells compared and right, by kind and by file."""

    cells: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, kind: str, format_: str, *, good: bool, told: str = "") -> None:
        """Count one cell."""
        for key in (kind, format_, "all"):
            self.cells[key] += 1
            self.right[key] += good
        if not good:
            self.wrong.append(f"{format_} {kind}: {told}")

    def lines(self) -> list[str]:
        """Return the shares, one a line."""
        return [
            f"{key:10} {self.cells[key]:6} {100 * self.right[key] / self.cells[key]:6.2f} %"
            for key in (*KINDS, "group", "docx", "xlsx", "html", "all")
            if self.cells[key]
        ]


def say_term(dice: random.Random) -> tuple[str, datetime.date | None]:
    """Return a term as people write it, and its last day (None where it recurs or is open)."""
    month, day = dice.randint(1, 12), dice.randint(2, 28)
    quarter = dice.randint(1, 4)
    last = datetime.date(YEAR, month, _MONTH_ENDS[month - 1])
    quarter_end = datetime.date(YEAR, quarter * 3, _MONTH_ENDS[quarter * 3 - 1])
    roman = ("I", "II", "III", "IV")[quarter - 1]
    that_day = datetime.date(YEAR, month, day)
    forms: tuple[tuple[str, datetime.date | None], ...] = (
        (f"Quý {roman}/{YEAR}", quarter_end),
        (f"Trong quý {roman} năm {YEAR}", quarter_end),
        (f"Quý {roman}", quarter_end),
        (f"Tháng {month}/{YEAR}", last),
        (f"Tháng {month:02}", last),
        (f"Trước ngày {day:02}/{month:02}/{YEAR}", that_day - datetime.timedelta(days=1)),
        (f"Trước {day}/{month}", that_day - datetime.timedelta(days=1)),
        (f"{day:02}/{month:02}/{YEAR}", that_day),
        (f"Chậm nhất ngày {day}/{month}/{YEAR}", that_day),
        (f"Ngày {day} tháng {month} năm {YEAR}", that_day),
        (f"Năm {YEAR}", datetime.date(YEAR, 12, 31)),
        (f"{YEAR}", datetime.date(YEAR, 12, 31)),
        (f"{YEAR}-{YEAR + 2}", datetime.date(YEAR + 2, 12, 31)),
        (f"Giai đoạn {YEAR} - {YEAR + 1}", datetime.date(YEAR + 1, 12, 31)),
        (f"Từ tháng 1 đến tháng {max(2, month)}/{YEAR}",
         datetime.date(YEAR, max(2, month), _MONTH_ENDS[max(2, month) - 1])),
        ("6 tháng đầu năm", datetime.date(YEAR, 6, 30)),
        (f"Đến hết năm {YEAR + 1}", datetime.date(YEAR + 1, 12, 31)),
        (f"Xong trước 30/{(month % 12) + 1 if (month % 12) + 1 != 2 else 3}/{YEAR}",
         datetime.date(YEAR, (month % 12) + 1 if (month % 12) + 1 != 2 else 3, 29)),
        (f"Quý I, II/{YEAR}", datetime.date(YEAR, 6, 30)),
        (f"Quý III - IV/{YEAR}", datetime.date(YEAR, 12, 31)),
        (f"{month:02}/{YEAR}", last),
        (f"T{month}/{YEAR}", last),
        (f"Trong năm {YEAR}", datetime.date(YEAR, 12, 31)),
        (f"Cuối năm {YEAR}", datetime.date(YEAR, 12, 31)),
        (f"Từ 01/3/{YEAR} đến 30/6/{YEAR}", datetime.date(YEAR, 6, 30)),
        (f"01/4/{YEAR} - 15/9/{YEAR}", datetime.date(YEAR, 9, 15)),
        (f"Trước 17 giờ ngày {day}/{month}/{YEAR}", that_day),
        (f"Hoàn thành trong tháng {month}/{YEAR}", last),
        (f"Quý {quarter}/{YEAR}", quarter_end),
        (f"Tháng {month} năm {YEAR}", last),
        (f"{day:02}.{month:02}.{YEAR}", that_day),
        ("Sau khi có hướng dẫn của Bộ", None), ("Theo tiến độ dự án", None),
        ("Khi phát sinh", None), ("Cả năm", datetime.date(YEAR, 12, 31)),
        ("Trước ngày 20 hằng tháng", None), ("Tháng 12 hằng năm", None),
        ("Thường xuyên", None), ("Hằng năm", None), ("Hàng quý", None),
        ("Theo yêu cầu của lãnh đạo", None), ("Định kỳ hằng tháng", None), ("", None),
    )  # fmt: skip
    return dice.choice(forms)


def make_rows(dice: random.Random) -> list[Row]:
    """Return the rows of a table, groups among them, numbered in one of the usual ways."""
    rows: list[Row] = []
    style = dice.choice(("plain", "roman", "levels", "letters"))
    groups = 0
    count = 0
    for place in range(dice.randint(5, 14)):
        if style != "plain" and (place == 0 or dice.random() < 0.22):
            groups += 1
            count = 0
            mark = _mark(style, groups)
            rows.append(Row(dice.choice(GROUPS), number=mark, group=True))
        count += 1
        number = f"{groups}.{count}" if style == "levels" else f"{count}"
        term, day = say_term(dice)
        organs = dice.sample(ORGANS, 4)
        rows.append(
            Row(
                dice.choice(ACTIONS).format(dice.choice(THINGS)),
                organs[0],
                tuple(organs[1 : dice.randint(1, 4)]),
                term,
                day,
                dice.choice(PRODUCTS),
                number,
            )
        )
    return rows


def _mark(style: str, place: int) -> str:
    if style == "levels":
        return str(place)
    return "ABCDEFGHIK"[place - 1] if style == "letters" else _ROMANS[place - 1]


_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True)
class Layout:
    """The columns of a table in their order, and how its rows are laid out."""

    columns: tuple[str, ...]
    two_lines: bool  # "Đơn vị thực hiện" over "Chủ trì" and "Phối hợp"
    counted: bool  # a row "(1) (2) (3)" under the headings
    again: bool  # headings again in the middle, as behind a page break
    merged: bool  # one lead for several rows
    ditto: str  # how "the same as above" is written, or ""
    group_wide: bool  # a group's name over the whole row


def make_layout(dice: random.Random) -> Layout:
    """Return one of the usual layouts."""
    columns = ["number", "task"]
    both = dice.random() < 0.25
    rest = ["both"] if both else ["lead", "partners"]
    rest += ["term", *(["product"] if dice.random() < 0.7 else [])]
    if dice.random() < 0.3 and not both:
        rest.remove("lead")
        rest.remove("partners")
        rest += ["lead", "partners"]
    if dice.random() < 0.3:
        rest.append("note")
    columns += rest
    if dice.random() < 0.1:
        columns.remove("number")
    return Layout(
        tuple(columns),
        two_lines=not both and dice.random() < 0.35,
        counted=dice.random() < 0.2,
        again=dice.random() < 0.15,
        merged=dice.random() < 0.3,
        ditto=dice.choice(("", "", "Như trên", "nt", "-nt-", "Như trên")),
        group_wide=dice.random() < 0.5,
    )


def lay_out(rows: list[Row], layout: Layout, dice: random.Random) -> Grid:
    """Return the cells of a table, headings first."""
    heads = {name: dice.choice(words) for name, words in HEADS.items()}
    head = _head(layout, heads)
    grid = [list(line) for line in head]
    if layout.counted:
        grid.append([Cell(f"({place})") for place in range(1, len(layout.columns) + 1)])
    way = dice.choice((_named, _bracketed, _behind))
    for place, row in enumerate(rows):
        if layout.again and place == len(rows) // 2:
            grid.extend([list(line) for line in head])
        grid.append(_group(row, layout) if row.group else _line(row, layout, way))
    if layout.merged:
        _merge_leads(grid, rows, layout)
    elif layout.ditto:
        _write_dittos(grid, layout)
    return grid


def _head(layout: Layout, heads: dict[str, str]) -> Grid:
    if not layout.two_lines:
        return [[Cell(heads[name]) for name in layout.columns]]
    first: list[Cell | None] = []
    second: list[Cell | None] = []
    for name in layout.columns:
        if name == "lead":
            first.append(Cell("Đơn vị thực hiện", wide=2))
            second.append(Cell("Chủ trì"))
        elif name == "partners":
            first.append(None)
            second.append(Cell("Phối hợp"))
        else:
            first.append(Cell(heads[name], high=2))
            second.append(None)
    return [first, second]


def _group(row: Row, layout: Layout) -> list[Cell | None]:
    width = len(layout.columns)
    if layout.group_wide or "number" not in layout.columns:
        words = f"{row.number}. {row.task}" if row.number else row.task
        return [Cell(words, wide=width), *[None] * (width - 1)]
    cells: list[Cell | None] = [Cell("") for _ in range(width)]
    cells[0] = Cell(row.number)
    cells[1] = Cell(row.task)
    return cells


def _line(row: Row, layout: Layout, way: Callable[[Row], str]) -> list[Cell | None]:
    words = {
        "number": row.number, "task": row.task, "lead": row.lead,
        "partners": _listed(row.partners),
        "term": row.term, "product": row.product, "both": way(row), "note": "",
    }  # fmt: skip
    return [Cell(words[name]) for name in layout.columns]


def _listed(names: tuple[str, ...]) -> str:
    """Return names with a mark between them that none of them holds."""
    if "," in "".join(names):
        return "; ".join(names)
    return (", ", "; ", "\n")[len(names[0]) % 3 if names else 0].join(names)


def _named(row: Row) -> str:
    """Return "Chủ trì: X; Phối hợp: Y, Z"."""
    said = f"Chủ trì: {row.lead}"
    return said + (f"; Phối hợp: {'; '.join(row.partners)}" if row.partners else "")


def _bracketed(row: Row) -> str:
    """Return "X (chủ trì); Y; Z"."""
    return "; ".join((f"{row.lead} (chủ trì)", *row.partners))


def _behind(row: Row) -> str:
    """Return "X chủ trì; phối hợp: Y; Z"."""
    said = f"{row.lead} chủ trì"
    return said + (f", phối hợp với {'; '.join(row.partners)}" if row.partners else "")


def _merge_leads(grid: Grid, rows: list[Row], layout: Layout) -> None:
    """Write a lead once over two rows that share it."""
    if "lead" not in layout.columns:
        return
    column = layout.columns.index("lead")
    for place in range(len(grid) - 1):
        above, under = grid[place][column], grid[place + 1][column]
        same = above is not None and under is not None and above.words == under.words != ""
        if same and above is not None and above.high == 1:
            above.high = 2
            grid[place + 1][column] = None


def _write_dittos(grid: Grid, layout: Layout) -> None:
    for name in ("lead", "term"):
        if name not in layout.columns:
            continue
        column, above = layout.columns.index(name), ""
        for line in grid:
            cell = line[column]
            if cell is None:
                continue
            if cell.words == above != "" and not cell.words.startswith("("):
                cell.words = layout.ditto
            elif cell.words:
                above = cell.words


def repeat_some(rows: list[Row], dice: random.Random) -> list[Row]:
    """Return the rows with some leads and terms those of the row above."""
    kept: list[Row] = []
    for row in rows:
        before = kept[-1] if kept and not kept[-1].group and not row.group else None
        if before is not None and dice.random() < 0.35:
            partners = tuple(name for name in row.partners if name != before.lead)
            kept.append(
                replace(row, lead=before.lead, partners=partners, term=before.term, day=before.day)
            )
        else:
            kept.append(row)
    return kept


def write_html(grid: Grid, path: Path) -> None:
    """Write a table as a page."""
    lines = []
    for line in grid:
        cells = "".join(_tag(cell) for cell in line if cell is not None)
        lines.append(f"<tr>{cells}</tr>")
    page = f"<html><body><p>PHỤ LỤC</p><table>{''.join(lines)}</table></body></html>"
    path.write_text(page, encoding="utf-8")


def _tag(cell: Cell) -> str:
    spans = f' colspan="{cell.wide}"' if cell.wide > 1 else ""
    spans += f' rowspan="{cell.high}"' if cell.high > 1 else ""
    words = html.escape(cell.words).replace("\n", "<br>")
    return f"<td{spans}>{words}</td>"


def write_docx(grid: Grid, path: Path) -> None:
    """Write a table as a document."""
    document = docx.Document()
    document.add_paragraph("PHỤ LỤC")
    table = document.add_table(rows=len(grid), cols=len(grid[0]))
    for row, line in enumerate(grid):
        for column, cell in enumerate(line):
            if cell is None:
                continue
            first = table.cell(row, column)
            first.text = cell.words
            if cell.wide > 1 or cell.high > 1:
                first.merge(table.cell(row + cell.high - 1, column + cell.wide - 1))
    document.save(str(path))


def write_xlsx(grid: Grid, path: Path) -> None:
    """Write a table as a sheet."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Phụ lục")
        for row, line in enumerate(grid):
            for column, cell in enumerate(line):
                if cell is None:
                    continue
                if cell.wide > 1 or cell.high > 1:
                    last = (row + cell.high - 1, column + cell.wide - 1)
                    sheet.merge_range(row, column, *last, cell.words)
                else:
                    sheet.write_string(row, column, cell.words)


WRITERS: dict[str, Callable[[Grid, Path], None]] = {
    "docx": write_docx, "xlsx": write_xlsx, "html": write_html,
}  # fmt: skip


def measure(
    rows: list[Row], layout: Layout, duties: list[Duty], format_: str, score: Score
) -> None:
    """Compare the duties read with the rows written."""
    left = list(duties)
    for row in rows:
        if row.group:
            score.add("group", format_, good=not _take(left, row), told=row.task)
            continue
        duty = _take(left, row)
        for kind, good, told in _compare(row, layout, duty):
            score.add(kind, format_, good=good, told=f"{told} | {row.task}")
    for duty in left:
        score.add("task", format_, good=False, told=f"too much: {duty.quote}")


def _take(left: list[Duty], row: Row) -> Duty | None:
    duty = next((one for one in left if " ".join(one.quote.split()) == row.task), None)
    if duty is not None:
        left.remove(duty)
    return duty


def _compare(row: Row, layout: Layout, duty: Duty | None) -> list[tuple[str, bool, str]]:
    if duty is None:
        told = [kind for kind in KINDS if kind != "product" or "product" in layout.columns]
        return [(kind, False, "row missed") for kind in told]
    day = duty.deadline.day if duty.deadline else None
    found = [
        ("task", True, ""),
        ("lead", duty.lead == row.lead, f"{row.lead} read as {duty.lead}"),
        ("partners", duty.partners == row.partners, f"{row.partners} read as {duty.partners}"),
        ("term", day == row.day, f"{row.term!r} read as {day}"),
    ]
    if "product" in layout.columns:
        found.append(
            ("product", duty.product == row.product, f"{row.product} read as {duty.product}")
        )
    return found


def run(tables: int, seed: int) -> Score:
    """Return the score over so many tables, a third of each format."""
    score = Score()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(tables):
            dice = random.Random(f"{seed}-{number}")
            format_ = ("docx", "xlsx", "html")[number % 3]
            layout = make_layout(dice)
            rows = repeat_some(make_rows(dice), dice)
            path = Path(folder) / f"annex.{format_}"
            WRITERS[format_](lay_out(rows, layout, dice), path)
            duties = list(read(open_directive(path).text, year=YEAR).duties)
            measure(rows, layout, duties, format_, score)
    return score


def main() -> None:
    """Print the shares of cells read right."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tables", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print each wrong cell")
    options = parser.parse_args()
    score = run(options.tables, options.seed)
    for line in score.wrong if options.show else ():
        print(line)
    print("\n".join(score.lines()))


if __name__ == "__main__":
    main()
