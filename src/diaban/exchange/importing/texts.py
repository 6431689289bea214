"""Reading text cells: normal form, numbers, dates and words from a list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from diaban.exchange.exporting.safe_cells import GUARDED
from diaban.exchange.importing.tables import FAULT, ROW
from diaban.spine.places.names import fold_name

_STRAY = r"[\p{Cc}\p{Z}\u200B\uFEFF]+"
# what a text in normal form C does not have, or need not be looked at for
_LOOSE = r"[\p{M}\u1100-\u11FF\u2126\u212A\u212B]"
_ODD = r"[\p{Cc}]|  |[\u00A0\u1680\u2000-\u200B\u2028-\u202F\u205F\u3000\uFEFF]"
_DECIMAL_COMMA = r"^[+-]?\d{1,3},\d+$"
_DATE_ORDERS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d")
_DAY_OF_YEAR = r"^\d{4}-(\d{2})-(\d{2})$"
_SERIAL = r"^\d{5}(?:\.\d+)?$"
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS_END = 73_051

YES = ("1", "true", "co", "x", "yes", "y", "t", "dung", "ho")
NO = ("0", "false", "khong", "no", "n", "f", "sai")
SOURCES = {
    "gnss": ("gnss", "gps", "do tai cho", "dinh vi"),
    "plan": ("plan", "quy hoach", "ban ve", "ban do dia chinh"),
    "imagery": ("imagery", "anh", "anh ve tinh", "satellite"),
    "street": ("street", "theo duong", "noi suy"),
    "open_map": ("open map", "osm", "openstreetmap", "ban do mo"),
    "pointed": ("pointed", "pointed on the map", "chi tren ban do"),
    "unknown": ("unknown", "khong ro"),
}
LIVES = {
    "candidate": ("candidate", "ung vien", "de xuat"),
    "collected": ("collected", "da thu thap", "thu thap"),
    "notified": ("notified", "da thong bao", "thong bao"),
    "confirmed": ("confirmed", "da xac nhan", "xac nhan"),
    "certified": ("certified", "da cap", "da chung nhan", "chung nhan"),
    "retired": ("retired", "ngung", "da huy", "khong con"),
}


def read_cells(frame: pl.DataFrame, cells: Mapping[str, str]) -> pl.DataFrame:
    """Return the texts of ``cells`` (field → column): composed, tidy, never null.

    Text is brought to normal form C (one code point for one Vietnamese letter); was_composed
    tells the rows where that changed something. Runs of blanks and control characters become
    single spaces, and the apostrophe that a file of rejected rows puts before a formula comes
    off. Columns that need none of this are only looked at.
    """
    loose, stray, guarded = _find_work(frame, list(dict.fromkeys(cells.values())))
    composed = [pl.col(c).str.normalize("NFC") for c in loose]
    changed = [pl.col(c).str.normalize("NFC") != pl.col(c) for c in loose]
    marked = frame.with_columns(
        was_composed=pl.any_horizontal(changed).fill_null(value=False) if changed else pl.lit(False)
    ).with_columns(composed)
    read = []
    for field, name in cells.items():
        text = pl.col(name).fill_null("")
        text = text.str.replace(GUARDED, "$1") if name in guarded else text
        text = text.str.replace_all(_STRAY, " ") if name in stray else text
        read.append(text.str.strip_chars().alias(field))
    return marked.select(pl.exclude(frame.columns), ROW, FAULT, *read)


def _find_work(frame: pl.DataFrame, names: list[str]) -> tuple[set[str], set[str], set[str]]:
    """Return the columns with cells to compose, to tidy, to free of an apostrophe."""
    found = frame.select(
        *(pl.col(n).str.contains(_LOOSE).any().alias(f"{n}.loose") for n in names),
        *(pl.col(n).str.contains(_ODD).any().alias(f"{n}.stray") for n in names),
        *(pl.col(n).str.starts_with("'").any().alias(f"{n}.guarded") for n in names),
    ).row(0, named=True)
    loose, stray, guarded = (
        {n for n in names if found[f"{n}.{kind}"]} for kind in ("loose", "stray", "guarded")
    )
    return loose, stray, guarded


def numbers_from_dates(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Give back the number 12/5 that a spreadsheet took for 12 May; was_date tells the rows."""
    taken = pl.col(name).str.extract_groups(_DAY_OF_YEAR)
    parts = [taken.struct.field(n).str.strip_chars_start("0") for n in ("2", "1")]
    read = pl.concat_str(parts, separator="/")
    return frame.with_columns(was_date=read.is_not_null()).with_columns(
        pl.coalesce(read, name).alias(name)
    )


def has_decimal_comma(text: pl.Expr) -> pl.Expr:
    """21,0285 can only be a decimal: no coordinate of three digits needs a thousands mark."""
    return text.str.contains(_DECIMAL_COMMA)


def number(text: pl.Expr) -> pl.Expr:
    """Return a number, or null where the text is not one beyond doubt."""
    pointed = pl.when(has_decimal_comma(text)).then(text.str.replace(",", ".")).otherwise(text)
    value = pointed.cast(pl.Float64, strict=False)
    return pl.when(value.is_finite()).then(value)


def day(text: pl.Expr) -> pl.Expr:
    """Return a date; ISO or day first as in Viet Nam; a time of day after it is left out."""
    first = text.str.replace(r"[T ]\d{1,2}:\d{2}.*$", "")
    return pl.coalesce(first.str.to_date(order, strict=False) for order in _DATE_ORDERS)


def serial_day(text: pl.Expr) -> pl.Expr:
    """Return the date of a spreadsheet's count of days, in which 45931 is 1 October 2025."""
    count = text.cast(pl.Float64, strict=False)
    known = pl.when(text.str.contains(_SERIAL) & (count < _SERIALS_END)).then(count.floor())
    return pl.lit(_SERIAL_ZERO) + pl.duration(days=known.cast(pl.Int64))


def choose(texts: pl.Series, words: dict[str, tuple[str, ...]]) -> pl.Series:
    """Return the key of the word that each text is, or null; texts repeat, so fold each once."""
    known = {word: key for key, some in words.items() for word in some}
    found = {text: known.get(fold_name(text)) for text in texts.unique()}
    return texts.replace_strict(found, default=None, return_dtype=pl.String)
