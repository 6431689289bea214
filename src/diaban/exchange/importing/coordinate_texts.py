"""Coordinates as people write them: decimal commas, degrees and minutes, two in one cell."""

from __future__ import annotations

import re

import polars as pl

from diaban.exchange.importing import texts

_LETTERS = "NSEWBĐĐTnsewbđt"
_SIGN = r"(?:\s*(?:°|º|˚|d|độ|:)\s*|\s+)"
_MINUTE = r"(?:\s*(?:'|′|’|`|´|m|phút|:)\s*|\s+)"
_SECOND = r"\s*(?:\"|″|”|''|′′|’’|s|giây)?"
# decimals only in the last of degrees, minutes and seconds; a mark between each two of them
_DEGREES = (
    rf"^([{_LETTERS}])?\s*([+-]?\d{{1,3}})"
    rf"(?:([.,]\d+)\s*(?:°|º|˚|d|độ)?|{_SIGN}(?:(\d{{1,2}})"
    rf"(?:([.,]\d+)\s*(?:'|′|’|`|´|m|phút)?|{_MINUTE}(?:(\d{{1,2}}(?:[.,]\d+)?){_SECOND})?)?)?)?"
    rf"\s*([{_LETTERS}])?$"
)
_METRES_WITH_COMMA = r"^[+-]?\d{4,8},\d+$"
# metres in groups of three: two groups, or one before decimals where 21.031,5 cannot be meant
_FIRST_GROUP = r"(?:[2-9]\d{2}|1[1-9]\d)"
_GROUPS_BY_DOT = rf"^(?:[1-9](?:\.\d{{3}}){{2}}(?:,\d+)?|{_FIRST_GROUP}\.\d{{3}},\d+)$"
_GROUPS_BY_COMMA = rf"^(?:[1-9](?:,\d{{3}}){{2}}(?:\.\d+)?|{_FIRST_GROUP},\d{{3}}\.\d+)$"
# two figures in one cell: a mark that cannot belong to a figure stands between them
_PAIRS = (
    re.compile(r"^(.*?\d.*?)\s*[;/|]\s*(.*?\d.*)$"),
    re.compile(r"^(.*?\d.*?),\s+(.*?\d.*)$"),
    re.compile(r"^([+-]?\d+\.\d+),([+-]?\d+\.\d+)$"),
    re.compile(r"^(.*?[NSBnsb])\s*,?\s*(\d.*?[EWĐTewđt])$"),
    re.compile(r"^([+-]?\d+[.,]\d+)\s+([+-]?\d+[.,]\d+)$"),
)


def split_pairs(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose cells of lat and lng that are one and the same text are parted."""
    same = (pl.col("lat") == pl.col("lng")) & pl.col("lat").str.contains(r"\d.*[\s,;/|].*\d")
    odd = frame.filter(same)["lat"].unique().to_list()
    if not odd:
        return frame
    parted = {text: pair for text in odd if (pair := _part(text))}
    lat = {text: pair[0] for text, pair in parted.items()}
    lng = {text: pair[1] for text, pair in parted.items()}
    return frame.with_columns(
        lat=pl.when(same).then(pl.col("lat").replace(lat)).otherwise("lat"),
        lng=pl.when(same).then(pl.col("lng").replace(lng)).otherwise("lng"),
    )


def _part(text: str) -> tuple[str, str] | None:
    plain = text.strip().strip("()[]")
    for pattern in _PAIRS:
        if found := pattern.match(plain):
            return found[1].strip(" ,"), found[2].strip()
    return None


def read_figures(frame: pl.DataFrame) -> pl.DataFrame:
    """Add lat_degrees and lng_degrees, null where the text is no figure beyond doubt."""
    plain = frame.with_columns(
        lat_degrees=texts.number(pl.col("lat")), lng_degrees=texts.number(pl.col("lng"))
    )
    for name in ("lat", "lng"):
        column = pl.col(f"{name}_degrees")
        if plain.filter(column.is_null() & (pl.col(name) != "")).height:
            plain = plain.with_columns(
                pl.coalesce(column, figure(pl.col(name))).alias(f"{name}_degrees")
            )
    return plain


def figure(text: pl.Expr) -> pl.Expr:
    """Return degrees of a text in degrees, minutes and seconds, or metres with marks.

    S and W make it negative; Vietnamese B and Đ mean north and east.
    """
    whole, part, minutes, part_minute, seconds = (_group(text, n) for n in (2, 3, 4, 5, 6))
    minutes = minutes.fill_null(0.0) + part_minute.fill_null(0.0)
    seconds = seconds.fill_null(0.0)
    size = whole.abs() + part.fill_null(0.0) + minutes / 60 + seconds / 3600
    letters = pl.concat_str(text.str.extract(_DEGREES, n).fill_null("") for n in (1, 7))
    away = letters.str.contains("[SWswTt]") | text.str.contains(r"^\D?\s*-")
    low = (minutes < 60) & (seconds < 60)
    signed = pl.when(away).then(-size).otherwise(size)
    metres = pl.when(text.str.contains(_METRES_WITH_COMMA)).then(
        text.str.replace(",", ".").cast(pl.Float64, strict=False)
    )
    degrees = pl.when(low & (letters.str.len_chars() <= 1)).then(signed)
    return pl.coalesce(_grouped(text), metres, degrees)


def _grouped(text: pl.Expr) -> pl.Expr:
    """Return a number written in groups of three: 2.327.112,925 can be nothing else."""
    dots = text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    commas = text.str.replace_all(",", "", literal=True)
    plain = pl.when(text.str.contains(_GROUPS_BY_DOT)).then(dots)
    plain = plain.when(text.str.contains(_GROUPS_BY_COMMA)).then(commas)
    return plain.cast(pl.Float64, strict=False)


def _group(text: pl.Expr, number: int) -> pl.Expr:
    found = text.str.extract(_DEGREES, number).str.replace(",", ".")
    return found.cast(pl.Float64, strict=False)
