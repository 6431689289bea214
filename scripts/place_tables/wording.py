"""Mend the text of a resolution: the copies lost blanks, and words between them, in conversion."""

import re

from .names import tidy

_UPPER = "".join(letter for letter in map(chr, range(0x41, 0x1EFA)) if letter.isupper())
_KINDS = "xã|phường|thị trấn|đặc khu|huyện"
_ARTICLE = re.compile(r"Điều 1\. .*?như sau: (.*?)(?= Điều 2\.)")
_CLAUSE = re.compile(
    r"(?:^| )(\d{1,3})\. ?(?=[A-ZĐ])(.*?)\.? ?(?=$| \d{1,3}\. ?(?:Sắp|Nhập|Đổi|Sau))"
)
_REPAIRS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # Upper after lower case, as in "vàHải Thượng"; a name's own capitals follow a blank.
        (r"(?<=[^\W\d_])(?<![" + _UPPER + r"'])(?=[" + _UPPER + "])", " "),
        (r",(?=\S)", ", "),
        (r"(?<=\w)\(", " ("),
        (r"\)(?=\w)", ") "),
        (r"(?<=\S)(?=thành ?(?:" + _KINDS + ")(?: mới)? có tên)", " "),
        (r"(?<=\S)(?=sau khi sắp xếp)", " "),
        (r"(?<=\w)và(?= |các|xã|phường|thị)", " và"),
        (r"(?<=[^\W\d_])(?=(?:xã|phường) (?:mới|[" + _UPPER + "]))", " "),
        (r"(?<=tại)(?=khoản)", " "),
        (r"sau khi thực hiện sắp xếp", "sau khi sắp xếp"),
        (r"(?<=Điều này)(?=và|thành)", " "),
        (r"(?<=khoản)(?=\d)", " "),
        (r"(?<=xếp)(?=toàn bộ|một phần)", " "),
        (r"(?<=còn lại)(?=của)", " "),
        (r"(?<=số)(?=của)", " "),
        (r"(?<=gọi)(?=là)", " "),
        (r"\b(của|các|là|và)(?=các|một|phần|toàn|" + _KINDS + ")", r"\1 "),
        (r"\b(của|các|là|và)(?=các|một|phần|toàn|" + _KINDS + ")", r"\1 "),
        (r"\b(" + _KINDS + r")(?=(?:xã|phường)\b)", r"\1 "),
        (r"\b(của|các|phường|xã)(?: \1)+\b", r"\1"),
        (r"phường Phường(?= \d)", "Phường"),
        (r"(?<=[^\W\d_,])(?<!các)(?<!của)(?<!thị)(?<!và)(?<!là)(?<!thành)(?<!tên)(?<!số)(?<!bộ)"
         r" (?=xã [" + _UPPER + "])", ", "),
        (r" +", " "),
    )
]  # fmt: skip


def mend(markdown: str) -> str:
    """Return Article 1's clauses as one line of well spaced text without marks of emphasis."""
    text = tidy(re.sub(r"[*\\]", "", markdown))
    article = _ARTICLE.search(text)
    if not article:
        raise ValueError("no Article 1 in the text")
    text = article.group(1)
    for pattern, replacement in _REPAIRS:
        text = pattern.sub(replacement, text)
    return text.strip()


def read_clauses(markdown: str) -> list[tuple[int, str]]:
    """Return the numbered clauses of Article 1 without their full stops.

    Raises:
        ValueError: the numbers do not run from 1 upwards: the text lacks a clause.

    """
    clauses = [(int(number), body.strip()) for number, body in _CLAUSE.findall(mend(markdown))]
    if [number for number, _ in clauses] != list(range(1, len(clauses) + 1)):
        raise ValueError(f"clauses are numbered {[number for number, _ in clauses]}")
    return clauses
