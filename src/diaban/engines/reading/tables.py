"""Tables of tasks: columns known by their headings, each row a duty."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from diaban.engines.reading.bases import basis_spans, find_basis, find_places
from diaban.engines.reading.dates import find_terms
from diaban.engines.reading.draft import Deadline, Duty, Span, Target
from diaban.engines.reading.fields import choose, scaled, score, strongest
from diaban.engines.reading.heads import read_head
from diaban.engines.reading.layout import Line
from diaban.engines.reading.lexicon import alternatives
from diaban.engines.reading.numbers import amount, find_target
from diaban.engines.reading.parties import find_partners, split_names, tidy_name
from diaban.engines.reading.source import Source, key_of, open_source

__all__ = ["Table", "read_table"]

# in this order: "kết quả thực hiện nhiệm vụ" is the column of products
_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number", re.compile(alternatives("column number"))),
    *(
        (name, re.compile(f".*{alternatives(f'column {name}')}"))
        for name in (
            "unit",
            "goal",
            "product",
            "both",
            "partners",
            "lead",
            "begin",
            "term",
            "task",
            "note",
        )
    ),
)
_TASK = re.compile(alternatives("column task"))
_DITTO = re.compile(r"(?:như trên|nt|n/t|-\s*nt\s*-|”|\"|〃|như mục trên|như \(?\d+\)?)\.?$")
_GOAL = re.compile(
    r"\s*(?P<sign>≥|>=|≤|<=|>|<|trên|dưới|từ|tối thiểu|ít nhất|tối đa)?\s*"
    r"(?P<number>\d{1,3}(?:\.\d{3})+|\d+(?:[.,]\d+)?)\s*(?P<unit>%|[^\d\s][^\d]{0,30})?\s*"
)
_SIGNS = {
    "≥": ">=", ">=": ">=", "≤": "<=", "<=": "<=", ">": ">", "<": "<", "trên": ">", "dưới": "<",
    "từ": ">=", "tối thiểu": ">=", "ít nhất": ">=", "tối đa": "<=",
}  # fmt: skip
_RULE = re.compile(r"[\s|:+\-–—=]+")  # between the headings and the rows of a table of bars
_COUNTING = re.compile(r"\(?(?:\d{1,2}|[A-HĐ])\)?(?:\s*=.*)?")
_LED = re.compile(
    r"[\s\-+*]*(?:(?:đơn vị|cơ quan)\s+)?chủ trì(?:\s*thực hiện)?\s*[:\-–]\s*(?P<lead>.+?)"
    r"(?:[\s;,.\-+*]*(?:(?:đơn vị|cơ quan)\s+)?phối hợp(?:\s+với)?\s*[:\-–]?\s*(?P<with>.*))?$"
)
_LEADING = re.compile(
    r"(?P<lead>.+?)\s*(?:\(\s*(?:đơn vị |cơ quan )?chủ trì\s*\)|chủ trì)"
    r"[\s;,.\-+*]*(?:phối hợp(?:\s+với)?\s*[:\-–]?\s*)?(?P<with>.*)$"
)
_NOTHING = re.compile(r"[\s\-–—.…/x]*$")
_ROMAN = re.compile(r"(?:[ivx]+|[a-h])\.?$")
_BARE_MONTH = re.compile(r"(?<![\d/.\w])(?<!tháng )(?<!quý )(\d{1,2}/20\d{2})(?![\d/])")
_NO_TERM = re.compile(r"thường xuyên|hằng|hàng|định kỳ|liên tục|theo yêu cầu|đột xuất|mỗi|khi có")


@dataclass(frozen=True)
class Table:
    """Rows of cells as plain text, the headings among them.

    >>> Table((("STT", "Nhiệm vụ"), ("1", "Lập tổ"))).rows[1][1]
    'Lập tổ'
    """

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Row:
    """What is carried from one row to the next."""

    lead: str | None = None
    partners: tuple[str, ...] = ()
    term: str = ""
    product: str | None = None
    field: tuple[tuple[str, float], ...] = ()
    goal: Target | None = None


@dataclass(frozen=True)
class _Around:
    """What the text around a table says: its day, whose word it is, its subject."""

    today: datetime.date
    voice: str
    subject: dict[str, float]


def read_table(table: Table, *, year: int | None = None, voice: str = "unsaid") -> tuple[Duty, ...]:
    """Return one duty for each row that holds a task; none where no column of tasks is known.

    Spans are within the cell of the task. ``year`` is taken for terms without one.

    >>> rows = (("TT", "Nội dung", "Chủ trì", "Thời hạn"), ("1", "Lập tổ", "VP Sở", "Quý II"))
    >>> duty = read_table(Table(rows), year=2021)[0]
    >>> duty.quote, duty.lead, duty.deadline.day.isoformat(), duty.row
    ('Lập tổ', 'VP Sở', '2021-06-30', 1)
    """
    today = datetime.date(year or 2000, 1, 1)
    return read_rows(table, today, voice)


def columns_of(cells: Sequence[str]) -> dict[str, int]:
    """Return which column holds what, from a row of headings; empty where it is none.

    >>> columns_of(["STT", "Nội dung công việc", "Đơn vị chủ trì", "Thời hạn"])
    {'number': 0, 'task': 1, 'lead': 2, 'term': 3}
    """
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        key = " ".join(key_of(cell).split())
        if not key or len(key) > 80:
            continue
        name = next(
            (name for name, pattern in _COLUMNS if pattern.match(key) and name not in found), None
        )
        if name is not None:
            found[name] = place
    named = set(found) & {"lead", "partners", "both", "term", "product", "number", "unit", "goal"}
    return found if "task" in found and named else {}


def _heads_again(cells: Sequence[str], headed: dict[str, int]) -> bool:
    """Whether a row below the headings is one of headings too, and no task that sounds so."""
    task = key_of(cells[headed["task"]]).strip()
    return len(headed) > 2 and _TASK.match(task) is not None and len(task.split()) <= 6


def _is_counting(cells: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: "(1) (2) (3)"."""
    said = [cell.strip() for cell in cells if cell.strip()]
    return len(said) > 2 and all(_COUNTING.fullmatch(cell) for cell in said)


def read_rows(
    table: Table,
    today: datetime.date,
    voice: str,
    *,
    spans: list[list[tuple[int, int]]] | None = None,
    source: Source | None = None,
    subject: dict[str, float] | None = None,
) -> tuple[Duty, ...]:
    """Return the duties of a table; ``spans`` say where each cell stands in ``source``.

    ``subject`` is what the text around the table gives to fields.
    """
    around = _Around(today, voice, subject or {})
    columns: dict[str, int] = {}
    held = _Row()
    duties: list[Duty] = []
    for number, cells in enumerate(table.rows):
        headed = columns_of(cells)
        if headed and (not columns or _heads_again(cells, headed)):
            columns = headed
            continue
        if not columns or _is_counting(cells):
            continue
        task = _cell(cells, columns, "task")
        following = table.rows[number + 1] if number + 1 < len(table.rows) else ()
        if _is_subheading(cells, columns, following):
            held = replace(held, field=_heading_field(cells))
            continue
        if not task.strip():
            continue
        held = _carried(cells, columns, held)
        duty = _duty(task, held, around, number)
        place = spans[number][columns["task"]] if spans is not None else None
        duties.append(_placed(duty, place, source))
    return tuple(duties)


def _placed(duty: Duty, place: tuple[int, int] | None, source: Source | None) -> Duty:
    if place is None or source is None:
        return duty
    return replace(duty, span=source.span(*place))


def _cell(cells: Sequence[str], columns: dict[str, int], name: str) -> str:
    place = columns.get(name)
    return cells[place].strip() if place is not None and place < len(cells) else ""


def _is_subheading(cells: Sequence[str], columns: dict[str, int], following: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return True
    number = key_of(_cell(cells, columns, "number"))
    others = [
        n
        for n in ("lead", "partners", "both", "term", "product", "unit", "goal")
        if _cell(cells, columns, n)
    ]
    if others:
        return False
    if len(filled) == 1:
        return True
    # all cells merged into one repeat its text
    if len(set(filled)) == 1:
        return True
    task = open_source(_cell(cells, columns, "task"))
    holds = number and key_of(_cell(following, columns, "number")).startswith(
        number.rstrip(".") + "."
    )
    acts = read_head(task, 0, len(task.words), [], opens=True).verb is not None
    return bool(_ROMAN.match(number) or holds or task.text.isupper() or (number and not acts))


def _heading_field(cells: Sequence[str]) -> tuple[tuple[str, float], ...]:
    source = open_source(" ".join(cells))
    told = score(source, 0, len(source.words))
    return tuple(told.items()) if strongest(told) else ()


def _carried(cells: Sequence[str], columns: dict[str, int], held: _Row) -> _Row:
    lead, partners = _cell(cells, columns, "lead"), _cell(cells, columns, "partners")
    if "both" in columns:
        lead, partners = _parted(_cell(cells, columns, "both"))
    term, product = _cell(cells, columns, "term"), _cell(cells, columns, "product")
    return replace(
        held,
        lead=held.lead if _is_ditto(lead) else (None if _NOTHING.match(lead) else tidy_name(lead)),
        partners=held.partners if _is_ditto(partners) else _names(partners),
        term=held.term if _is_ditto(term) else term,
        goal=_goal(_cell(cells, columns, "goal"), _cell(cells, columns, "unit")),
        product=held.product
        if _is_ditto(product)
        else (None if _NOTHING.match(product) else product),
    )


def _parted(cell: str) -> tuple[str, str]:
    """Return who leads and who helps of a cell that names both: "Chủ trì: X; phối hợp: Y".

    >>> _parted("Sở Nội vụ (chủ trì); Sở Tư pháp; Thanh tra")
    ('Sở Nội vụ', 'Sở Tư pháp; Thanh tra')
    """
    words = " ".join(cell.split())
    key = key_of(words)
    found = _LED.match(key) or _LEADING.match(key)
    if found is None:
        names = split_names(words)
        return (names[0], "; ".join(names[1:])) if names else (words, "")
    helping = words[found.start("with") : found.end("with")] if found["with"] else ""
    return words[found.start("lead") : found.end("lead")], helping


def _is_ditto(cell: str) -> bool:
    return _DITTO.match(key_of(cell)) is not None


def _names(cell: str) -> tuple[str, ...]:
    return () if _NOTHING.match(cell) else split_names(cell)


def _duty(task: str, held: _Row, around: _Around, row: int) -> Duty:
    today = around.today
    source = open_source(task)
    stop = len(source.words)
    head = read_head(source, 0, stop, [], opens=True)
    terms = find_terms(source.key, 0, len(source.key), today)
    taken = [(term.start, term.end) for term in terms] + basis_spans(source.text)
    verb = source.slice(head.verb, head.verb_end) if head.verb is not None else ""
    return Duty(
        span=Span(0, len(task)),
        quote=task,
        voice=around.voice,
        field=choose(score(source, 0, stop), scaled(dict(held.field), 5.0), around.subject),
        verb_class=head.verb_class,
        verb=verb,
        thing=source.slice(head.verb_end, stop) if verb else " ".join(source.text.split()),
        target=find_target(source.key, source.text, taken)
        or held.goal
        or _promised(held.product, today),
        deadline=_deadline(held.term, today),
        lead=held.lead,
        partners=held.partners or find_partners(source, 0, stop),
        places=find_places(source.text, source.key),
        basis=find_basis(source.text),
        product=held.product,
        open_ended=task.rstrip(" ;").endswith(("…", "...", "v.v", "v.v.")),
        row=row,
    )


def _goal(cell: str, unit: str) -> Target | None:
    """Return the number of a column of goals, in the unit of its own column: "≥ 90", "%"."""
    found = _GOAL.fullmatch(key_of(cell))
    if found is None:
        return None
    relation = _SIGNS.get((found["sign"] or "=").strip(), "=")
    return Target(relation, amount(found["number"]), (found["unit"] or unit).strip())


def _promised(product: str | None, today: datetime.date) -> Target | None:
    """Return the number of a product: "05 phóng sự"."""
    if product is None:
        return None
    product = product.replace("(", " ").replace(")", " ")  # the first number counts
    key = key_of(product)
    taken = [(term.start, term.end) for term in find_terms(key, 0, len(key), today)]
    return find_target(key, product, taken + basis_spans(product))


def _deadline(cell: str, today: datetime.date) -> Deadline | None:
    key = key_of(cell)
    if not key.strip() or _NO_TERM.search(key):
        return None
    bare = re.fullmatch(r"\s*(?:năm\s+)?(20\d\d)\s*", key)
    if bare:
        return Deadline(datetime.date(int(bare[1]), 12, 31), cell)
    key = _BARE_MONTH.sub(r"tháng \1", key)
    found = find_terms(key, 0, len(key), today)
    terms = [term for term in found if not (term.beginning or term.recurring)]
    if not terms:
        return None
    return Deadline(max(term.day for term in terms), cell)


def table_in_lines(
    source: Source, lines: list[Line], number: int
) -> tuple[Table, list[list[tuple[int, int]]], int] | None:
    """Return the table whose headings stand in a line parted by tabs or bars, and its end."""
    cells = _split(source, lines[number])
    if len(cells) < 3 or not columns_of([source.text[a:b] for a, b in cells]):
        return None
    rows = [cells]
    behind = number + 1
    while behind < len(lines):
        line = lines[behind]
        if _has_cells(source, line):
            if not _RULE.fullmatch(source.text, line.start, line.end):
                rows.append(_split(source, line))
        elif _is_inner_heading(source, lines, behind):
            rows.append([(line.start, line.end)])
        else:
            break
        behind += 1
    texts = tuple(tuple(source.text[a:b] for a, b in row) for row in rows)
    return Table(texts), rows, behind


def _has_cells(source: Source, line: Line) -> bool:
    written = source.text[_line_start(source, line) : line.end]
    return "\t" in written or "|" in written


def _line_start(source: Source, line: Line) -> int:
    """Return where a line begins with its blanks: an empty first cell is a cell."""
    return source.text.rfind("\n", 0, line.start) + 1


def _is_inner_heading(source: Source, lines: list[Line], number: int) -> bool:
    line = lines[number]
    following = lines[number + 1] if number + 1 < len(lines) else None
    short = line.end - line.start <= 120
    return short and following is not None and _has_cells(source, following)


def _split(source: Source, line: Line) -> list[tuple[int, int]]:
    begin = _line_start(source, line)
    end = source.text.find("\n", line.end)
    end = len(source.text) if end < 0 else end
    written = source.text[begin:end]
    bar = "\t" if "\t" in written else "|"
    if bar == "|" and written.strip().startswith("|"):  # "| 1 | Lập tổ |": bars around a row
        begin = source.text.index("|", begin) + 1
        behind = source.text.rfind("|", begin, end) if written.rstrip().endswith("|") else -1
        end = end if behind < 0 else behind
    cells = []
    start = begin
    for cell in source.text[begin:end].split(bar):
        inner = start + len(cell) - len(cell.lstrip())
        cells.append((inner, max(inner, start + len(cell.rstrip()))))
        start += len(cell) + 1
    return cells
