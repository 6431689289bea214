"""Pages of HTML as text: blocks as lines, tables as lines parted by tabs."""

from __future__ import annotations

from html.parser import HTMLParser

from diaban.exchange.directives.cell_lines import line_of, said_in_one

_BLOCKS = frozenset(
    ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "ul", "ol",
     "blockquote", "figcaption", "title", "hr", "header", "footer", "tr")
)  # fmt: skip
_WIDEST = 60  # columns or rows of one cell
_Hanging = dict[int, tuple[int, int, str]]  # by column: rows still to come, columns, words
_SILENT = frozenset(("script", "style", "noscript", "template", "svg", "nav", "button", "select"))


def read_page(page: str) -> str:
    r"""Return the text a page shows.

    >>> read_page("<p>Lập&nbsp;tổ</p><table><tr><td>1</td><td>Rà<br>soát</td></tr></table>")
    'Lập tổ\n1\tRà soát'
    """
    reader = _Page()
    reader.feed(page)
    reader.close()
    return reader.text()


class _Row:
    """A row of a table; cells of rows above that reach down into it are said in it again."""

    def __init__(self, hanging: _Hanging) -> None:
        self._cells: list[str] = []
        self._hanging = hanging

    def add(self, cell: str, wide: int, high: int) -> None:
        """Add a cell that takes so many columns and rows."""
        self._take_over()
        if high > 1:
            self._hanging[len(self._cells)] = (high - 1, wide, cell)
        self._cells.extend([cell, *[""] * (wide - 1)])

    def _take_over(self) -> None:
        while (held := self._hanging.get(len(self._cells))) is not None:
            place = len(self._cells)
            rows, wide, cell = held
            if rows > 1:
                self._hanging[place] = (rows - 1, wide, cell)
            else:
                del self._hanging[place]
            self._cells.extend([cell, *[""] * (wide - 1)])

    def whole(self) -> list[str]:
        """Return the cells, with those that reach down at the end."""
        self._take_over()
        return self._cells


def _taken(attrs: list[tuple[str, str | None]], name: str) -> int:
    written = dict(attrs).get(name) or "1"
    return min(int(written), _WIDEST) if written.isdecimal() and written.strip("0") else 1


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._words: list[str] = []
        self._rows: list[_Row] = []  # rows open around the place, tables inside one another
        self._cells: list[list[str]] = []
        self._spans: list[tuple[int, int]] = []  # columns and rows each open cell takes
        self._hanging: list[_Hanging] = []  # of each open table
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._break()
            self._hanging.append({})
        elif tag == "tr":
            self._break()
            self._rows.append(_Row(self._hanging[-1] if self._hanging else {}))
        elif tag in {"td", "th"} and self._rows:
            while len(self._cells) >= len(self._rows):  # the cell before was never closed
                self._close_cell()
            self._cells.append([])
            self._spans.append((_taken(attrs, "colspan"), _taken(attrs, "rowspan")))
        elif tag in _BLOCKS:
            self._break()
        elif tag == "img":
            self._say(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in {"td", "th"} and self._cells:
            self._close_cell()
        elif tag == "tr" and self._rows:
            while len(self._cells) >= len(self._rows):
                self._close_cell()
            self._put(line_of(self._rows.pop().whole()))
        elif tag == "table" and self._hanging:
            self._break()
            self._hanging.pop()
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._say(" ".join(data.split("\n")))

    def _close_cell(self) -> None:
        cell = said_in_one("".join(self._cells.pop()))
        wide, high = self._spans.pop()
        if self._rows:
            self._rows[-1].add(cell, wide, high)

    def _say(self, words: str) -> None:
        (self._cells[-1] if self._cells else self._words).append(words)

    def _break(self) -> None:
        if self._cells:
            self._cells[-1].append("\n")
            return
        line = " ".join("".join(self._words).split())
        self._words.clear()
        if line:
            self._lines.append(line)

    def _put(self, line: str) -> None:
        if self._cells:  # a table inside a cell is words of that cell
            self._cells[-1].append(line.replace("\t", " "))
        elif line.strip():
            self._lines.append(line)

    def text(self) -> str:
        """Return what was read; what an unclosed tag left open is said too."""
        for row in self._rows:
            self._put(line_of(row.whole()))
        self._cells.clear()
        self._break()
        return "\n".join(self._lines)
