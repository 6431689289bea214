"""Parts of a sentence: between marks, and at an "và" before a verb or a share."""

from __future__ import annotations

from diaban.engines.reading.heads import Head, verb_group
from diaban.engines.reading.sentences import Part, Sentence, mark_behind
from diaban.engines.reading.source import Source


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
        joint = not behind and word > first and source.words[word] in {"và", "hoặc"}
        if joint and (_acts(source, word + 1, sentence.last) or _counts(source, word + 1)):
            parts.append(Part(first, word, mark))
            first, mark = word + 1, "và"
        elif behind:
            parts.append(Part(first, word + 1, mark))
            first, mark = word + 1, behind
    parts.append(Part(first, sentence.last, mark))
    return [part for part in parts if part.first < part.last]


def _counts(source: Source, word: int) -> bool:
    """Whether an outcome of its own begins: "và 60% hồ sơ"."""
    return source.words[word].endswith("%") and source.tight[word]


def _acts(source: Source, word: int, last: int) -> bool:
    # "doanh nghiệp nhỏ và vừa" is one thing
    if source.is_capital(word) or source.words[word] == "vừa":
        return False
    return verb_group(source, Head(word, last, word), word, [], opens=False).verb is not None
