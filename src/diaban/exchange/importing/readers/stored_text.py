"""Text of attribute tables that do not say, or say wrongly, in which encoding they are."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

import polars as pl

from diaban.exchange.importing.tables import open_whole

_SAMPLE = 1 << 20
_FOREIGN = r"[^\x00-\x7F]"
# what tables say of themselves → Python's name; “Latin 1” and “neutral” say nothing: old
# Vietnamese fonts were stored under both
_STATED = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "65001": "utf-8",
    "windowsvietnamese": "cp1258",
    "windows-1258": "cp1258",
    "cp1258": "cp1258",
    "1258": "cp1258",
    "ansi 1258": "cp1258",
}


def text_decoder(
    table: Path | None, stated: str | None, chosen: str | None
) -> Callable[[str], str] | None:
    """Return what turns a table's text, read byte for byte as ISO 8859-1, into words.

    ``chosen`` is a person's word, ``stated`` the file's; neither is taken where the bytes of the
    table contradict it. None where the table has nothing but ASCII.
    """
    sample = _read_sample(table)
    if sample.isascii():
        return None
    name = _fitting(sample, chosen, _STATED.get((stated or "").strip().lower()))
    return lambda text: _decode(text.encode("latin-1"), name)


def decode_frame(frame: pl.DataFrame, decode: Callable[[str], str]) -> pl.DataFrame:
    """Return a frame whose texts are decoded; each different text once."""
    changed = []
    for name in frame.columns:
        if frame.schema[name] != pl.String:
            continue
        foreign = frame[name].drop_nulls().unique()
        foreign = foreign.filter(foreign.str.contains(_FOREIGN))
        if foreign.len():
            words = {text: decode(text) for text in foreign}
            changed.append(frame[name].replace(words).alias(name))
    return frame.with_columns(changed)


def _read_sample(table: Path | None) -> bytes:
    if table is None:
        return b""
    with open_whole(table) as file:
        return file.read(_SAMPLE)


def _fitting(sample: bytes, *names: str | None) -> str:
    for name in (*names, "utf-8"):
        if name and _fits(sample, name):
            return name
    return "cp1258"


def _fits(sample: bytes, name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(sample)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _decode(data: bytes, name: str) -> str:
    """Decode; a letter cut off at the end of a full cell is left out."""
    if name == "utf-8":
        for cut in range(4):
            try:
                return data[: len(data) - cut].decode()
            except UnicodeDecodeError:
                continue
    return data.decode(name, "replace")
