"""What is in a text but says nothing of tasks: its head, recipients, signature, captions, links."""

from __future__ import annotations

import re

from diaban.engines.reading.layout import Line, is_page_mark
from diaban.engines.reading.lexicon import alternatives
from diaban.engines.reading.source import Source

_TITLE = re.compile(rf"{alternatives('title')}(?!\w)")
_HEAD = re.compile(alternatives("head furniture"))
_PRESS = re.compile(alternatives("news furniture"))
_SPOKEN = re.compile(
    r"phát biểu|nhấn mạnh|cho biết|cho hay|nêu rõ trong|khẳng định|hội nghị"
    r"|thứ trưởng|lượt xem|\(ttxvn|ghi nhận|chia sẻ"
)
_TOLD = re.compile(r"(?<!\w)(?:đã|đang|vừa)(?!\w)")
# "(TTXVN) Sáng 14/1, …", or the day of a page on a line of its own
_DATELINE = re.compile(
    r"(?:^|[-–)]\s?)(?:Sáng|Chiều|Tối|Ngày)\s+(?:ngày\s+)?\d{1,2}\s?[-/.]\s?\d{1,2}"
    r"|^(?:[^\n]{0,20},\s*)?\d{1,2}/\d{1,2}/\d{4}",
    re.MULTILINE,
)
# "Thủ tướng cũng yêu cầu", "Chỉ thị của Bộ trưởng nêu rõ": somebody tells what others asked
_REPORTED = re.compile(
    rf"(?<!\w){alternatives('reported askers')}(?:\s[^\s,.;:()“”\"]+){{0,7}}?"
    rf"\s(?:(?:cũng|đã|vừa|tiếp tục)\s)*{alternatives('reported asking')}(?!\w)"
)
_JUST_DONE = re.compile(
    r"(?<!\w)vừa\s(?:mới\s)?(?:ký|ban hành|có|gửi|thông báo|phê duyệt|phát|ra|yêu cầu)(?!\w)"
)
_CAPTION = re.compile(r"\[ảnh|^ảnh$|\(ảnh|ảnh\s*:")
_RECIPIENTS = re.compile(r"nơi nhận")
_ACCENT = re.compile(r"[^\x00-\x7f]")
_BYLINE = re.compile(
    r"(?:bài và ảnh|tin và ảnh)?[\s:]*(?:[A-ZĐÂĂÊÔƠƯ][\w.]*[\s\-–,/&]*){1,6}"
    r"(?:\((?:[^()]{2,30})\))?$"
)
_RECIPIENT_END = re.compile(r"phụ lục|danh mục|bảng|biểu")


def genre_of(source: Source, lines: list[Line]) -> str:
    r"""Return what a text is: order, report, press, or plain where nothing tells.

    >>> from diaban.engines.reading.layout import find_lines
    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("Số: 12/KH-UBND\nKẾ HOẠCH\nnăm 2021")
    >>> genre_of(source, find_lines(source))
    'order'
    """
    for line in lines[:40]:
        text = source.text[line.start : line.end]
        found = _TITLE.match(source.key, line.start, line.end)
        if found and text[: found.end() - found.start()].isupper():
            return "report" if found[0] == "báo cáo" else "order"
    head = source.key[: lines[min(len(lines), 15) - 1].end] if lines else ""
    if re.search(r"số\s*:\s*\d*\s*/|cộng h[òo]a xã hội|kính gửi", head):
        return "order"
    return "press" if _is_news(source) else "plain"


def _is_news(source: Source) -> bool:
    spoken = len(_SPOKEN.findall(source.key, 0, 20000))
    told = len(_TOLD.findall(source.key, 0, 20000))
    dated = _DATELINE.search(source.text, 0, 800) is not None
    return spoken >= 3 or (spoken + told >= 2 and dated) or _reports(source)


def _reports(source: Source) -> bool:
    """Whether a text tells, in the words of somebody else, what was asked of others."""
    reported = len(_REPORTED.findall(source.key, 0, 20000))
    just_done = _JUST_DONE.search(source.key, 0, 1500) is not None
    return reported >= 3 or (reported >= 1 and just_done)


def furniture_lines(source: Source, lines: list[Line], genre: str) -> set[int]:
    """Return the numbers of the lines that are furniture."""
    found = {number for number, line in enumerate(lines) if _is_furniture(source, line, genre)}
    found |= _captions(source, lines)
    if genre in {"order", "report"}:
        found |= _recipients(source, lines)
        found |= _head_block(source, lines)
    else:
        found |= _bylines(source, lines)
        found |= _related(source, lines)
    return found


def _is_furniture(source: Source, line: Line, genre: str) -> bool:
    length = line.end - line.start
    if is_page_mark(source, line):
        return True
    if length <= 160 and _HEAD.match(source.key, line.start, line.end):
        return True
    if length <= 220 and _PRESS.match(source.key, line.start, line.end):
        return genre == "press" or length <= 90
    if genre == "press" and length <= 220 and re.search(r"»|\|", source.key[line.start : line.end]):
        return True
    return _is_slug(source.text[line.start : line.end])


def _is_slug(text: str) -> bool:
    """Whether a line is a title without accents, as in links."""
    if _ACCENT.search(text):
        return False
    words = re.findall(r"[A-Za-z]{2,}", text)
    return len(words) >= 5 and len(text) >= 24


def _captions(source: Source, lines: list[Line]) -> set[int]:
    """Return the lines of captions: behind a picture's mark, or ending in "Ảnh: …"."""
    found = set()
    for number, line in enumerate(lines):
        key = source.key[line.start : line.end]
        if _CAPTION.match(key) and number + 1 < len(lines) and len(key) <= 12:
            following = lines[number + 1]
            if following.end - following.start <= 300:
                found.add(number + 1)
        if len(key) <= 300 and re.search(r"(?:\(\s*)?ảnh\s*:\s*[^.:]{2,40}\)?\.?$", key):
            found.add(number)
    return found


def _recipients(source: Source, lines: list[Line]) -> set[int]:
    found: set[int] = set()
    number = 0
    while number < len(lines):
        if _RECIPIENTS.match(source.key, lines[number].start, lines[number].end):
            last = _recipients_end(source, lines, number)
            found.update(range(number, last))
            number = last
        number += 1
    return found


def _recipients_end(source: Source, lines: list[Line], start: int) -> int:
    """Return the line behind a list of recipients and the signature beside or under it."""
    number = start + 1
    while number < len(lines) and number < start + 40:
        line = lines[number]
        text = source.text[line.start : line.end]
        if _RECIPIENT_END.match(source.key, line.start, line.end) and text[:4].isupper():
            return number
        if line.marker in {"roman", "part", "article"} or len(text) > 170:
            return number
        number += 1
    return number


def _head_block(source: Source, lines: list[Line]) -> set[int]:
    """Return the lines in capitals before the first title: who issues the document."""
    for number, line in enumerate(lines[:25]):
        text = source.text[line.start : line.end]
        found = _TITLE.match(source.key, line.start, line.end)
        if found and text[: found.end() - found.start()].isupper():
            return set(range(number)) if number <= 12 else set()
        if source.key.startswith("kính gửi", line.start):
            return set(range(number + 1))
    return set()


def _bylines(source: Source, lines: list[Line]) -> set[int]:
    found = set()
    for number, line in enumerate(lines):
        text = source.text[line.start : line.end]
        if number > len(lines) * 0.5 and len(text) <= 60 and _BYLINE.match(text):
            found.add(number)
    return found


def _related(source: Source, lines: list[Line]) -> set[int]:
    """Return the lines behind "Tin liên quan" up to the end of a news page."""
    for number, line in enumerate(lines):
        tail = number > len(lines) * 0.6
        if tail and re.match(
            r"tin liên quan|tin cùng|bài liên quan|từ khóa|các tin khác|tin khác",
            source.key[line.start : line.end],
        ):
            return set(range(number, len(lines)))
    return set()
