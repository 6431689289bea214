"""What is taken out of a door's words before anybody may read them: persons and flats.

House number, street and building are public. A list may have put "nhà ông …" or a telephone into
them all the same, or a flat where the house number goes.
"""

from __future__ import annotations

import polars as pl

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
    r"(?:số\s*)?[\p{L}]?[\d.\-]+[\p{L}]?\b[,]?\s*"
)
_SPACES = r"\s+"


def mask_words(words: pl.Expr) -> pl.Expr:
    """Return texts of one line without flats; empty where they speak of a person."""
    plain = words.fill_null("").str.replace_all(_FLAT, " ")
    plain = plain.str.replace_all(_SPACES, " ").str.strip_chars(" ,;")
    personal = (
        plain.str.contains(_PERSON)
        | plain.str.contains(_HOUSEHOLDER)
        | plain.str.contains(_LONG_NUMBER)
    )
    return pl.when(personal).then(pl.lit("")).otherwise(plain)
