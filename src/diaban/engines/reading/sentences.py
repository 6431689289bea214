"""Sentences of a paragraph, and their parts between commas, semicolons and colons."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from diaban.engines.reading.dates import Term
from diaban.engines.reading.layout import Paragraph
from diaban.engines.reading.lexicon import alternatives, phrases
from diaban.engines.reading.parties import begins_name
from diaban.engines.reading.source import Source

_END = re.compile(r"[.!?…]+(?=[\s”\"’)]|$)")
_SHORT = frozenset(
    [
        "p",
        "tp",
        "tt",
        "vp",
        "q",
        "h",
        "ths",
        "ts",
        "gs",
        "pgs",
        "kt",
        "tm",
        "tl",
        "đ",
        "st",
        "v",
        "bs",
        "ks",
        "cn",
        "đ/c",
        "ct",
        "pct",
        "vs",
    ]
)
_BRACKETS = re.compile(r"\([^()\n]{0,400}\)|\[[^\[\]\n]{0,400}\]")
_ITEM = re.compile(r"\((?:\d{1,2}|[a-hivx]{1,4})\)\s*")
_QUOTES = re.compile(r"“[^“”]{1,3000}”|\"[^\"]{1,3000}\"|«[^«»]{1,3000}»")
_NAME_COMMA = re.compile(
    r"(?<!\w)(?:Sở|Bộ|Phòng|Ban|Vụ|Cục|Trung tâm|Ủy ban|Báo và|Báo|Đài|Trường|Học viện|Viện|Hội"
    r"|Chi cục)"
    r"\s[A-ZĐÂĂÊÔƠƯ][^,;.:()\n]{1,24}"
    r"(?P<comma>,)\s(?=[A-ZĐÂĂÊÔƠƯ])"
)
_JOINED = re.compile(rf"(?<!\w){alternatives('joined pairs')}(?!\w)")
# "các quận, huyện" are asked together
_UNIT_COMMA = re.compile(
    rf"(?<!\w){alternatives('units in a row')}(?P<comma>,)"
    rf"(?=\s{alternatives('units in a row')}(?!\w))"
)
# "các Sở: Tài chính, Nội vụ, Y tế" are asked together
_NAMED_ALL = re.compile(
    r"(?<!\w)(?:[Cc]ác|[Nn]hững)\s(?:Bộ|Sở|Ban|Vụ|Cục|Chi cục|Phòng|Hội|[Hh]uyện|[Xx]ã|[Pp]hường"
    r"|[Tt]ỉnh|[Nn]gành|[Cc]ơ quan|[Đđ]ơn vị|[Đđ]ịa phương|[Dd]oanh nghiệp|[Nn]hà mạng)"
    r"(?P<colon>\s?:)\s(?P<names>(?:[A-ZĐÂĂÊÔƠƯ][^,;.:()\n]{1,40},\s)+)(?=[A-ZĐÂĂÊÔƠƯ])"
)
_COMMA = re.compile(",")
_ACTING = frozenset({"được", "có", "đạt", "sử", "dùng", "phải"})
_SAID_FIRST = frozenset({"đã", "đang", "sẽ", "phải", "cần", "không", "yêu"})  # in small letters
_INNER_END = re.compile(r"[.!?;](?:\s|$)")
_MOST_WORDS = 400  # a sentence longer than this is read in pieces


@dataclass(frozen=True)
class Part:
    """Words ``first`` to before ``last``; ``mark`` is what parts it from the part before."""

    first: int
    last: int
    mark: str  # "" at the beginning, then one of , ; : - và


@dataclass(frozen=True)
class Sentence:
    """Words ``first`` to before ``last``, with the stretches that hide their commas."""

    first: int
    last: int
    hidden: tuple[tuple[int, int], ...]

    def hides(self, place: int) -> bool:
        """Whether a character stands in brackets or in a quoted name."""
        number = bisect_right(self.hidden, (place, 1 << 60)) - 1
        return number >= 0 and self.hidden[number][0] <= place < self.hidden[number][1]


def hide_terms(sentence: Sentence, terms: list[Term]) -> Sentence:
    """Return a sentence whose terms hide their dashes too: "giai đoạn 2022 - 2025"."""
    spans = sorted([*sentence.hidden, *((term.start, term.end) for term in terms)])
    return Sentence(sentence.first, sentence.last, tuple(_merged(spans)))


def hidden_stretches(source: Source, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return the brackets and quoted names between two places; speech in quotes is not hidden.

    >>> from diaban.engines.reading.source import open_source
    >>> hidden_stretches(open_source("Đề án “Một, hai” (ba, bốn)"), 0, 26)
    ((6, 16), (17, 26))
    """
    found = [
        match.span()
        for match in _QUOTES.finditer(source.text, start, end)
        if not _is_speech(source, match, start)
    ]
    found += [
        match.span()
        for match in _BRACKETS.finditer(source.text, start, end)
        if not _ITEM.fullmatch(source.key, match.start(), match.end())
    ]
    found += _inner_commas(source, start, end)
    return tuple(_merged(sorted(found)))


def _inner_commas(source: Source, start: int, end: int) -> list[tuple[int, int]]:
    """Return the commas inside one name: "Sở Văn hóa, Thể thao và Du lịch"."""
    found = [match.span() for match in _JOINED.finditer(source.key, start, end)]
    found += [match.span("comma") for match in _UNIT_COMMA.finditer(source.key, start, end)]
    for match in _NAMED_ALL.finditer(source.text, start, end):
        found.append((match.start("colon"), match.end("colon")))
        found += [one.span() for one in _COMMA.finditer(source.text, *match.span("names"))]
    for match in _NAME_COMMA.finditer(source.text, start, end):
        word, stop = source.words_in(match.end(), min(end, match.end() + 60))
        if word < stop and not begins_name(source, word, stop):
            found.append((match.end("comma") - 1, match.end("comma")))
    return found


def colons_of_names(text: str, start: int, end: int) -> set[int]:
    """Return the colons that belong to the name of many.

    >>> colons_of_names("Giao các Sở: Y tế, Nội vụ trả lời: ngay", 0, 38)
    {11}
    """
    return {found.start("colon") for found in _NAMED_ALL.finditer(text, start, end)}


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _is_speech(source: Source, quote: re.Match[str], start: int) -> bool:
    inner = quote[0][1:-1]
    if len(inner) < 40:
        return False
    if _INNER_END.search(inner) or inner.split(maxsplit=1)[0] in _SAID_FIRST:
        return True
    before = source.text[start : quote.start()].rstrip()
    return not before or before[-1] in ":,"


def find_sentences(source: Source, paragraph: Paragraph) -> list[Sentence]:
    """Return the sentences of a paragraph, without its mark.

    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("Giao P. BCVT rà soát. Lập 1.234 tổ.")
    >>> [source.slice(s.first, s.last) for s in find_sentences(source, Paragraph(0, 35, "", 0))]
    ['Giao P. BCVT rà soát', 'Lập 1.234 tổ']
    """
    hidden = hidden_stretches(source, paragraph.body, paragraph.end)
    whole = Sentence(0, 0, hidden)
    sentences: list[Sentence] = []
    first, last = source.words_in(paragraph.body, paragraph.end)
    for match in _END.finditer(source.text, paragraph.body, paragraph.end):
        if whole.hides(match.start()):
            continue
        stop = source.words_in(paragraph.body, match.start())[1]
        if stop <= first or not _closes(source, match, first, stop, paragraph.end):
            continue
        _add(sentences, first, stop, hidden)
        first = stop
    _add(sentences, first, last, hidden)
    return sentences


def _closes(source: Source, match: re.Match[str], first: int, stop: int, end: int) -> bool:
    word = source.words[stop - 1]
    abbreviated = word in _SHORT or (
        word == "số" and source.text[match.end() :].lstrip()[:1].isdigit()
    )
    if match[0] == "." and abbreviated and source.ends[stop - 1] == match.start():
        return False
    if match[0] == "." and stop - 1 == first and word.isdigit():
        return False
    rest = source.text[match.end() : min(end, match.end() + 6)].lstrip(' \t\n”"’)“-–+')
    return not rest or not rest[0].islower()


def _add(
    sentences: list[Sentence], first: int, last: int, hidden: tuple[tuple[int, int], ...]
) -> None:
    while first < last:
        stop = min(last, first + _MOST_WORDS)
        sentences.append(Sentence(first, stop, hidden))
        first = stop


def _names_number(source: Source, sentence: Sentence, word: int) -> bool:
    """Whether a colon only leads to the number of an outcome: "Tỷ lệ hộ có cáp quang: 58%"."""
    if not source.words[word + 1][0].isdigit() and source.words[word + 1] not in {"trên", "đạt"}:
        return False
    return _ends_short(source, sentence, word) or any(
        phrases("words", "outcome nouns").at(source, place, word + 1)
        for place in range(sentence.first, min(sentence.first + 3, word + 1))
    )


def _ends_short(source: Source, sentence: Sentence, word: int) -> bool:
    """Whether only a share and what it is of follow: "Hộ có Internet cáp quang: 85% số hộ"."""
    rest = source.words[word + 1 : sentence.last]
    share = any(said.endswith("%") for said in rest[:2])
    return share and len(rest) <= 6 and not _ACTING.intersection(rest)


def _is_range(source: Source, word: int) -> bool:
    """Whether a dash stands between the ends of one number: "từ 70 - 80%"."""
    low, high = source.words[word], source.words[word + 1]
    return low[0].isdigit() and high[0].isdigit() and (low[-1].isdigit() or low[-1] == "%")


def mark_behind(source: Source, sentence: Sentence, word: int) -> str:
    """Return what parts a word from the next: one of "", ",", ";", ":", "-".

    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("rà soát; lập tổ")
    >>> mark_behind(source, Sentence(0, 4, ()), 1)
    ';'
    """
    start, end = source.ends[word], source.starts[word + 1]
    if source.tight[word]:
        return ""
    visible = "".join(
        source.key[place]
        for place in range(start, min(end, start + 40))
        if not sentence.hides(place)
    )
    for mark in ";:,":
        if mark in visible:
            return "" if mark == ":" and _names_number(source, sentence, word) else mark
    shortened = visible.startswith(".") and source.words[word] in _SHORT
    ended = not shortened and re.search(r"[“”\"!?.]", visible)
    if ended or _ITEM.match(source.key, source.starts[word + 1] - 1):
        return ";"
    # "Đài Phát thanh - Truyền hình" is one name
    dashed = re.search(r"\s[-–—]\s", visible) and not source.is_capital(word + 1)
    dashed = dashed and not _is_range(source, word)
    return "-" if dashed else ""
