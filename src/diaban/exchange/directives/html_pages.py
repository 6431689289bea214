"""Pages of HTML as text: blocks as lines, tables as lines parted by tabs."""

from __future__ import annotations

from html.parser import HTMLParser

from diaban.exchange.directives.cell_lines import line_of

_BLOCKS = frozenset(
    ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "ul", "ol",
     "blockquote", "figcaption", "title", "hr", "header", "footer", "tr", "table")
)  # fmt: skip
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


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._words: list[str] = []
        self._rows: list[list[str]] = []  # rows open around the place, tables inside one another
        self._cells: list[list[str]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "tr":
            self._break()
            self._rows.append([])
        elif tag in {"td", "th"} and self._rows:
            while len(self._cells) >= len(self._rows):  # the cell before was never closed
                self._close_cell()
            self._cells.append([])
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
            self._put(line_of(self._rows.pop()))
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._say(data)

    def _close_cell(self) -> None:
        cell = " ".join("".join(self._cells.pop()).split())
        if self._rows:
            self._rows[-1].append(cell)

    def _say(self, words: str) -> None:
        (self._cells[-1] if self._cells else self._words).append(words)

    def _break(self) -> None:
        if self._cells:
            self._cells[-1].append(" ")
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
            self._put(line_of(row))
        self._cells.clear()
        self._break()
        return "\n".join(self._lines)
