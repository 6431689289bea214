"""Text of attribute tables that do not say, or say wrongly, in which encoding they are."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from diaban.engines import encodings
from diaban.exchange.importing.problems import InputError, Problem

_MOST_TEXTS = 5_000
_FOREIGN = r"[^\x00-\x7F]"
# what tables say of themselves; “Latin 1” and “neutral” say nothing: text in old Vietnamese fonts
# was stored under both
_STATED = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "65001": "utf-8",
    "windowsvietnamese": "windows-1258",
    "windows-1258": "windows-1258",
    "cp1258": "windows-1258",
    "1258": "windows-1258",
    "ansi 1258": "windows-1258",
}


class StoredText:
    """Turns a table's text, read byte for byte as ISO 8859-1, into words.

    ``chosen`` is a person's word and stands; ``stated`` the file's, and is taken where the bytes
    allow it. ``notes`` gets what was found out.
    """

    def __init__(self, chosen: str | None, stated: str | None, notes: list[Problem]) -> None:
        self._encoding = chosen
        self._stated = _STATED.get((stated or "").strip().lower())
        self._notes = notes

    def decode_frame(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame whose texts are decoded; each different text once."""
        foreign = {name: _foreign_texts(frame[name]) for name in frame.columns}
        if not self._encoding:
            self._find_out(text for texts in foreign.values() for text in texts[:_MOST_TEXTS])
        changed = []
        for name, texts in foreign.items():
            if texts:
                words = {text: self.decode(text) for text in texts}
                changed.append(frame[name].replace(words).alias(name))
        return frame.with_columns(changed)

    def decode(self, text: str) -> str:
        data = text.encode("latin-1")
        for name in (self._encoding or "utf-8", "utf-8"):
            # a letter cut off at the end of a full cell is left out
            for cut in range(4 if name == "utf-8" else 1):
                try:
                    return encodings.decode(data[: len(data) - cut], name)
                except (encodings.EncodingError, ValueError):
                    continue
        return text

    def _find_out(self, texts: Iterable[str]) -> None:
        sample = "\n".join(texts).encode("latin-1")
        if not sample:
            return
        if self._stated and _fits(sample, self._stated):
            self._encoding = self._stated
            return
        found = encodings.recognise(sample)
        if found.unclear:
            raise InputError(
                "table_encoding_unclear",
                first=encodings.NAMES[found.encoding],
                reading=found.reading,
                second=encodings.NAMES.get(found.runner_up or "", "?"),
                other=found.runner_up_reading,
            )
        self._encoding = found.encoding
        if found.encoding != "utf-8":
            name = encodings.NAMES[found.encoding]
            self._notes.append(Problem("table_encoding", params={"name": name}))


def _foreign_texts(column: pl.Series) -> list[str]:
    if column.dtype != pl.String:
        return []
    texts = column.drop_nulls().unique()
    return texts.filter(texts.str.contains(_FOREIGN)).to_list()


def _fits(sample: bytes, name: str) -> bool:
    try:
        encodings.decode(sample, name)
    except encodings.EncodingError:
        return False
    return True
