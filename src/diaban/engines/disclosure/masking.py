"""What is taken out of a door's words before anybody may read them: persons and flats.

House number, street and building are public. A list may have put "nhà ông …" or a telephone into
them all the same, or a flat where the house number goes.
"""

from __future__ import annotations

import re
from functools import lru_cache

import polars as pl

__all__ = ["mask_text", "mask_words"]

# a house named by who lives there; a street may be named Bà Triệu, so the word before decides
_PERSON = (
    r"(?i)\b(?:nhà|hộ|gđ|gia đình|chủ hộ|chủ nhà)\s+(?:riêng\s+)?"
    r"(?:ông|bà|anh|chị|cô|chú|bác|cụ|em|thầy)\b"
)
_HOUSEHOLDER = r"(?i)\b(?:chủ hộ|chủ nhà|hộ gia đình)\b"
# nine digits and more: a telephone or an identity card, whatever stands between them
_LONG_NUMBER = r"(?:\d[ .\-]?){8,}\d"
_FLAT = (
    r"(?i)[,\-/ ]*\b(?:căn hộ|căn số|căn|phòng số|phòng|flat|apartment|unit|room)\s*"
    r"(?:số\s*)?[^\W\d_]?[\d.\-]+[^\W\d_]?\b[,]?\s*"
)
_SPACES = r"\s+"


_PERSONAL = tuple(re.compile(pattern) for pattern in (_PERSON, _HOUSEHOLDER, _LONG_NUMBER))
_A_FLAT, _BLANKS = re.compile(_FLAT), re.compile(_SPACES)


@lru_cache(maxsize=50_000)
def mask_text(text: str) -> str:
    """Return a text of one line without flats; empty where it speaks of a person.

    >>> mask_text("12 căn hộ 304"), mask_text("nhà ông Tư"), mask_text("phố Bà Triệu")
    ('12', '', 'phố Bà Triệu')
    """
    plain = _BLANKS.sub(" ", _A_FLAT.sub(" ", text)).strip(" ,;")
    return "" if any(pattern.search(plain) for pattern in _PERSONAL) else plain


def mask_words(words: pl.Expr) -> pl.Expr:
    """Return what `mask_text` does of each text, for a column.

    >>> pl.select(mask_words(pl.Series(["12 căn hộ 304", None]))).to_series().to_list()
    ['12', '']
    """
    plain = words.fill_null("").str.replace_all(_FLAT, " ")
    plain = plain.str.replace_all(_SPACES, " ").str.strip_chars(" ,;")
    personal = (
        plain.str.contains(_PERSON)
        | plain.str.contains(_HOUSEHOLDER)
        | plain.str.contains(_LONG_NUMBER)
    )
    return pl.when(personal).then(pl.lit("")).otherwise(plain)
