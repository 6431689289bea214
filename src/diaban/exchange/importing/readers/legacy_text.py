"""Text of legacy encodings inside files: bytes turned into UTF-8 on the way, cells mended."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Sequence
from typing import IO

import numpy as np
import polars as pl

from diaban.engines.encodings import (
    NAMES,
    Mended,
    Recognised,
    decode_lines,
    mend_text,
    recognise,
)
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.tables import FAULT, fault

SAMPLE = 1 << 20
_BLOCK = 1 << 20
# the bytes that begin U+F700 to U+F7FF, in which unread bytes travel
_KEPT = tuple(bytes([0xEF, b]) for b in (0x9C, 0x9D, 0x9E, 0x9F))
_RIGHT = "àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ"
_SECONDS = np.ones(256, dtype=bool)
_SECONDS[[letter.encode()[1] for letter in _RIGHT]] = False


def choose_encoding(sample: bytes, wanted: str | None, *, whole: bool) -> Recognised:
    """Return the encoding of a file by its first bytes, or the one that a person chose.

    Raises InputError: encoding_unclear where two readings are as good, encoding_name for a name
    that is not known.
    """
    if wanted is not None:
        if wanted not in NAMES:
            raise InputError("encoding_name", value=wanted, known=list(NAMES))
        return Recognised(wanted, 1.0)
    found = recognise(sample, whole=whole)
    if found.unclear:
        raise InputError(
            "encoding_unclear",
            first=NAMES[found.encoding],
            second=NAMES[found.runner_up or ""],
            one=found.reading.strip(),
            other=found.runner_up_reading.strip(),
            known=[found.encoding, found.runner_up],
        )
    return found


def encoding_note(found: Recognised) -> list[Problem]:
    """Return what to tell of a file that is not plain UTF-8."""
    if found.is_mixed:
        return [Problem("encodings_mixed", params={"found": NAMES[found.encoding]})]
    if found.encoding in {"utf-8", "ascii"}:
        return []
    return [Problem("encoding_read", params={"found": NAMES[found.encoding]})]


class Transcoded:
    """A binary file that gives UTF-8, whatever it holds; as much of ``IO[bytes]`` as is needed."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._file = file
        self._encoding = encoding
        self._wide = encoding.startswith("utf-16")
        self._decoder = codecs.getincrementaldecoder(encoding)("replace") if self._wide else None
        self._rest = b""
        self._is_first = True

    def read(self, _size: int) -> bytes:
        """Return about a block of text; empty at the end."""
        while block := self._file.read(_BLOCK):
            text = self._turn(block, final=False)
            if text:
                return text
        return self._turn(b"", final=True)

    def close(self) -> None:
        self._file.close()

    def _turn(self, block: bytes, *, final: bool) -> bytes:
        if self._decoder is not None:
            text = self._decoder.decode(block, final)
            if self._is_first and text:
                text, self._is_first = text.removeprefix("\ufeff"), False
            # what stands for bytes that were no character is kept as unread
            return text.replace("\ufffd", "\uf7ff").encode("utf-8", "replace")
        whole = self._rest + block
        end = len(whole) if final else whole.rfind(b"\n") + 1
        self._rest = whole[end:]
        return decode_lines(whole[:end], self._encoding).encode() if end else b""


def has_unread(block: bytes) -> bool:
    """Whether a block holds bytes that no encoding explained."""
    return any(mark in block for mark in _KEPT)


def is_suspect(block: bytes) -> bool:
    """Whether UTF-8 holds letters that Vietnamese has not, as text in a legacy font does."""
    data = np.frombuffer(block, dtype=np.uint8)
    if data.size < 2:
        return False
    before, after = data[:-1], data[1:]
    if bool(np.any((before == 0xC2) & (after != 0xA0))):
        return True
    return bool(_SECONDS[after[before == 0xC3]].any())


def mend_headings(headings: Sequence[str]) -> list[str]:
    """Return headings out of a legacy font; one that reads two ways stays as it is."""
    return mend_text(pl.Series(list(headings), dtype=pl.String)).texts.to_list()


def mend_frame(frame: pl.DataFrame, columns: Sequence[str], notes: list[Problem]) -> pl.DataFrame:
    """Return a batch's frame with its text cells mended; rows with a doubtful cell get a fault."""
    mended: dict[str, Mended] = {name: mend_text(frame[name]) for name in columns}
    counts = Counter(m.encoding for m in mended.values() if m.encoding)
    if font := _font_of_file(counts, notes):
        left = [name for name in columns if mended[name].encoding is None]
        mended |= {name: mend_text(frame[name], font) for name in left}
    changed = [m.texts.alias(name) for name, m in mended.items() if m.mended]
    if counts and not any(note.code == "font_mended" for note in notes):
        found = NAMES[counts.most_common(1)[0][0]]
        notes.append(Problem("font_mended", params={"found": found}))
    frame = frame.with_columns(changed)
    for name, result in mended.items():
        if result.unclear:
            told = {
                cell: fault("text_unclear", value=cell, one=one, other=other)
                for cell, (one, other) in result.unclear.items()
            }
            words = pl.col(name).replace_strict(told, default=None, return_dtype=pl.String)
            frame = frame.with_columns(pl.coalesce(FAULT, words).alias(FAULT))
    return frame


def _font_of_file(counts: Counter[str], notes: Sequence[Problem]) -> str | None:
    """Return the one font that columns are known to be in, in this batch or an earlier one."""
    told = {note.params["found"] for note in notes if note.code == "font_mended"}
    found = set(counts) | {name for name, shown in NAMES.items() if shown in told}
    font = found.pop() if len(found) == 1 else None
    return font if font in {"tcvn3", "vni"} else None
