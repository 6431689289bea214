"""Mending cells whose Unicode text is ABC or VNI text as a program without the font shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import polars as pl

from diaban.engines.encodings.decoding import EncodingError, as_bytes, decode, read_bytes
from diaban.engines.encodings.recognising import SURE, TOKEN, score_token

# what such text has and Vietnamese in Unicode has not
SUSPECT = (
    r"[\u00a1-\u00bf\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8\u00db-\u00dc"
    r"\u00de-\u00df\u00e4-\u00e7\u00eb\u00ee-\u00f1\u00f6-\u00f8\u00fb-\u00fc\u00fe-\u00ff]"
    r"|[\u00c2-\u00e1][\u00a0-\u00bf\u0152-\u2122]"
)
_READINGS = ("windows-1252", "tcvn3", "vni")
_AS_IS = "windows-1252"
_MOST = 2_000


@dataclass(frozen=True)
class Mended:
    """``texts`` as long as what was given; ``encoding`` what most mended cells were in, or None.

    ``unclear`` has, for each cell that two readings fit, its text and both readings; such cells
    are left as they are.
    """

    texts: pl.Series
    encoding: str | None
    mended: int
    unclear: dict[str, tuple[str, str]]


def mend_text(texts: pl.Series, favoured: str | None = None) -> Mended:
    """Return a column's texts with ABC, VNI and doubled UTF-8 text turned into Unicode.

    The column decides together: cells that read only one way tell how the others read. In a
    column with both right and legacy cells, a cell that reads both ways is left and told.
    ``favoured`` is the encoding of the columns beside it: it decides where no cell does.

    >>> mend_text(pl.Series(["§Þa chØ", "Ph­êng"])).texts.to_list()
    ['Địa chỉ', 'Phường']
    >>> mend_text(pl.Series(["Ngoõ 75"]), "vni").texts.to_list()
    ['Ngõ 75']
    """
    if favoured is None and not texts.str.contains(SUSPECT).any():
        return Mended(texts, None, 0, {})
    cells = [cell for cell in texts.unique().to_list() if cell and not cell.isascii()]
    scored = {cell: _score(cell) for cell in cells}
    leaning = _lean(scored, favoured)
    answers: dict[str, str] = {}
    unclear: dict[str, tuple[str, str]] = {}
    used: Counter[str] = Counter()
    for cell, scores in scored.items():
        # a word that reads better as it stands is no word of the font
        is_foreign = favoured is not None and scores.get(favoured, 0.0) < scores.get(_AS_IS, 0.0)
        reading = _decide(cell, scores, {} if is_foreign else leaning)
        if isinstance(reading, tuple):
            unclear[cell] = reading
        elif reading != _AS_IS:
            answers[cell] = _read(cell, reading)
            used[reading] += 1
    if not answers:
        return Mended(texts, None, 0, unclear)
    count = int(texts.is_in(list(answers)).sum())
    return Mended(texts.replace(answers), used.most_common(1)[0][0], count, unclear)


def _read(cell: str, encoding: str) -> str:
    data = as_bytes(cell) or b""
    return decode(data, "utf-8") if encoding == "utf-8-twice" else read_bytes(data, encoding)


def _score(cell: str) -> dict[str, float]:
    """Return how well a cell reads each way; a letter beyond Windows-1252 leaves one way."""
    data = as_bytes(cell)
    if data is None:
        return {_AS_IS: 10.0}
    try:
        if decode(data, "utf-8") != cell:
            return {"utf-8-twice": 10.0}
    except EncodingError:
        pass
    tokens = TOKEN.findall(data)
    return {name: sum(score_token(t, name) for t in tokens) for name in _READINGS}


def _lean(scored: dict[str, dict[str, float]], favoured: str | None) -> dict[str, float]:
    """Return what the sure cells of the column speak for, bounded; nothing where they differ."""
    votes: Counter[str] = Counter()
    for scores in list(scored.values())[:_MOST]:
        order = sorted(scores.values(), reverse=True)
        if len(order) > 1 and order[0] - order[1] >= SURE:
            votes[max(scores, key=lambda name: scores[name])] += 1
        elif len(order) == 1 and _AS_IS in scores:
            votes[_AS_IS] += 1
    if not votes and favoured:
        return {favoured: SURE + 2}
    if len(votes) != 1:
        return {}
    return dict.fromkeys(votes, SURE + 2)


def _decide(
    cell: str, scores: dict[str, float], leaning: dict[str, float]
) -> str | tuple[str, str]:
    if len(scores) == 1:
        return next(iter(scores))
    total = {name: score + leaning.get(name, 0.0) for name, score in scores.items()}
    best = max(total, key=lambda name: (total[name], name == _AS_IS))
    mine = _read(cell, best)
    rivals = [name for name in total if total[best] - total[name] < SURE / 2 and name != best]
    for rival in rivals:
        theirs = _read(cell, rival)
        if theirs != mine and min(scores[best], scores[rival]) > -SURE / 2:
            return mine, theirs
    return best if scores[best] > -SURE or best == _AS_IS else _AS_IS
