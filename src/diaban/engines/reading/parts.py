"""Parts of a sentence: between marks, and at an "và" before a verb or a share."""

from __future__ import annotations

from collections.abc import Sequence

from diaban.engines.reading.dates import Term
from diaban.engines.reading.heads import Head, verb_group
from diaban.engines.reading.lexicon import phrases
from diaban.engines.reading.parties import begins_name, name_end
from diaban.engines.reading.sentences import Part, Sentence, mark_behind
from diaban.engines.reading.source import Source

_LONGEST_MATTER = 5  # words of a matter before "và"
_BUT_MUST = (("mà", "phải"), ("mà", "cần"))  # "không khoán việc mà phải cử người"


def find_parts(source: Source, sentence: Sentence) -> list[Part]:
    """Return the parts of a sentence; "và" parts only where a verb follows.

    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("rà soát, lắp 2 trạm và báo cáo Sở")
    >>> [(source.slice(p.first, p.last), p.mark) for p in find_parts(source, Sentence(0, 9, ()))]
    [('rà soát', ''), ('lắp 2 trạm', ','), ('báo cáo Sở', 'và')]
    """
    parts = []
    first, mark = sentence.first, ""
    for word in range(sentence.first, sentence.last - 1):
        if sentence.hides(source.starts[word + 1]) and sentence.hides(source.ends[word]):
            continue
        behind = mark_behind(source, sentence, word)
        if not behind and _concludes(source, word + 1, sentence.last):
            parts.append(Part(first, word + 1, mark))
            first, mark = word + 2, "thì"
            continue
        if word < first:
            continue
        if not behind and _at_once(source, word + 1, sentence.last):
            parts.append(Part(first, word + 1, mark))
            first, mark = word + 1, ","
            continue
        if _meanwhile(source, word + 1, sentence.last):
            parts.append(Part(first, word + 1, mark))
            first, mark = word + 3, ";"
            continue
        must = source.words[word : word + 2] in _BUT_MUST
        joint = not behind and word > first and (must or source.words[word] == "và")
        if joint and not _is_named(source, word) and _begins(source, word + 1, sentence.last):
            parts.append(Part(first, word, mark))
            first, mark = word + 1, "và"
        elif behind:
            parts.append(Part(first, word + 1, mark))
            first, mark = word + 1, behind
    parts.append(Part(first, sentence.last, mark))
    return [part for part in parts if part.first < part.last]


def has_figure(source: Source, first: int, last: int, terms: Sequence[Term]) -> bool:
    """Whether a number stands in words ``first`` to before ``last`` outside of any term."""
    return any(
        source.words[place][0].isdigit()
        and not any(term.start <= source.starts[place] < term.end for term in terms)
        for place in range(first, last)
    )


def _at_once(source: Source, word: int, last: int) -> bool:
    """Whether another act begins without a comma: "trực 24/24 đồng thời theo dõi diễn biến"."""
    if not source.tight[word - 1] or source.words[word : word + 2] != ("đồng", "thời"):
        return False
    return word + 2 < last and source.tight[word + 1] and _acts(source, word + 2, last)


def _meanwhile(source: Source, word: int, last: int) -> bool:
    """Whether somebody else acts at the same time: "…, trong khi Sở Y tế chủ trì"."""
    return source.words[word : word + 2] == ("trong", "khi") and begins_name(source, word + 2, last)


def _is_named(source: Source, word: int) -> bool:
    """Whether "và" stands inside the name of an organ: "Bộ Thông tin và truyền thông"."""
    return any(
        source.is_capital(place) and found is not None and place + found[0] > word + 1
        for place in range(max(0, word - _LONGEST_MATTER), word)
        for found in (phrases("organs", "matters").at(source, place, len(source.words)),)
    )


def _begins(source: Source, word: int, last: int) -> bool:
    """Whether a part begins behind "và": with a verb, a count, or somebody who must or will act."""
    if _acts(source, word, last) or _counts(source, word):
        return True
    if not begins_name(source, word, last):
        return False
    end = name_end(source, word, last)
    return end < last and end - word <= 6 and source.words[end] in {"sẽ", "phải"}


def _counts(source: Source, word: int) -> bool:
    """Whether an outcome of its own begins: "và 60% hồ sơ"."""
    if source.words[word] in {"mỗi", "từng"}:
        return True
    place = word
    found = phrases("words", "bounds").at(source, place, len(source.words))
    place += found[0] if found else 0
    if place >= len(source.words):
        return False
    number = source.words[place]
    if found is not None:
        return number[0].isdigit()
    return number.endswith("%") and source.tight[word]


def _concludes(source: Source, word: int, last: int) -> bool:
    """Whether "thì" ends a condition: "đơn vị nào chậm thì nêu tên"."""
    if word + 1 >= last or source.words[word] != "thì" or not source.tight[word]:
        return False
    if source.words[word + 1 : word + 3] in {("phải", "được"), ("được", "phải")}:
        return False
    return _acts(source, word + 1, last) or begins_name(source, word + 1, last)


def _acts(source: Source, word: int, last: int) -> bool:
    # "doanh nghiệp nhỏ và vừa" is one thing
    if source.is_capital(word) or source.words[word] == "vừa":
        return False
    return verb_group(source, Head(word, last, word), word, [], opens=False).verb is not None
