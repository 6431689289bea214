"""Walking an Arrow stream batch by batch, so that a file of any size needs the memory of a batch.

Polars takes a whole stream at once; this hands it one batch at a time through the C data
interface (https://arrow.apache.org/docs/format/CStreamInterface.html). Text is handed over as
bytes: Polars takes the word of the source that it is UTF-8, and files lie.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import polars as pl

_NEW_CAPSULE = ctypes.pythonapi.PyCapsule_New
_NEW_CAPSULE.restype = ctypes.py_object
_NEW_CAPSULE.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
_OPEN_CAPSULE = ctypes.pythonapi.PyCapsule_GetPointer
_OPEN_CAPSULE.restype = ctypes.c_void_p
_OPEN_CAPSULE.argtypes = (ctypes.py_object, ctypes.c_char_p)


class BrokenStreamError(ValueError):
    """The source of a stream could not give its next batch."""


class _Schema(ctypes.Structure):
    _fields_ = (
        ("format", ctypes.c_void_p),
        ("name", ctypes.c_void_p),
        ("metadata", ctypes.c_void_p),
        ("flags", ctypes.c_int64),
        ("n_children", ctypes.c_int64),
        ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )


class _Array(ctypes.Structure):
    _fields_ = (
        ("length", ctypes.c_int64),
        ("null_count", ctypes.c_int64),
        ("offset", ctypes.c_int64),
        ("n_buffers", ctypes.c_int64),
        ("n_children", ctypes.c_int64),
        ("buffers", ctypes.c_void_p),
        ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )


# text and long text by the names that the interface has for bytes; kept alive here
_AS_BYTES = {b"u": ctypes.c_char_p(b"z"), b"U": ctypes.c_char_p(b"Z")}
_GET = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_LAST_ERROR = ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p)
_RELEASE = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class _Stream(ctypes.Structure):
    _fields_ = (
        ("get_schema", _GET),
        ("get_next", _GET),
        ("get_last_error", _LAST_ERROR),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )


class _Parcel:
    """A batch on its way to Polars, which empties both structures."""

    def __init__(self, schema: _Schema, array: _Array) -> None:
        self._schema, self._array = schema, array

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        return (
            _NEW_CAPSULE(ctypes.addressof(self._schema), b"arrow_schema", None),
            _NEW_CAPSULE(ctypes.addressof(self._array), b"arrow_array", None),
        )


def walk_batches(source: Any) -> Iterator[pl.DataFrame]:
    """Yield the batches of anything with ``__arrow_c_stream__``; raise BrokenStreamError."""
    capsule = source.__arrow_c_stream__()
    address = _OPEN_CAPSULE(capsule, b"arrow_array_stream")
    stream = _Stream.from_address(address)
    while True:
        schema, array = _Schema(), _Array()
        _ask(stream, address, stream.get_next, array)
        if not array.release:
            return
        try:
            _ask(stream, address, stream.get_schema, schema)
            text = _take_text_as_bytes(schema)
            taken = pl.Series(pl.from_arrow(_Parcel(schema, array)))
        finally:
            for left in (schema, array):
                if left.release:
                    _RELEASE(left.release)(ctypes.addressof(left))
        frame = taken.struct.unnest()
        yield frame.with_columns(_read_text(frame[name]) for name in text)


def _take_text_as_bytes(schema: _Schema) -> list[str]:
    """Declare the columns of text to be bytes; return their names."""
    names = []
    children = ctypes.cast(schema.children, ctypes.POINTER(ctypes.POINTER(_Schema)))
    for place in range(schema.n_children):
        child = children[place].contents
        if (as_bytes := _AS_BYTES.get(ctypes.string_at(child.format))) is not None:
            child.format = ctypes.cast(as_bytes, ctypes.c_void_p).value
            names.append(ctypes.string_at(child.name).decode("utf-8", "replace"))
    return names


def _read_text(column: pl.Series) -> pl.Series:
    """Return UTF-8 as text; a byte that is none becomes U+FFFD."""
    try:
        return column.cast(pl.String)
    except pl.exceptions.PolarsError:
        pass
    words = [None if cell is None else cell.decode("utf-8", "replace") for cell in column]
    return pl.Series(column.name, words, dtype=pl.String)


def _ask(stream: _Stream, address: int | None, question: Any, answer: ctypes.Structure) -> None:
    if question(address, ctypes.addressof(answer)):
        words = stream.get_last_error(address)
        raise BrokenStreamError((words or b"?").decode("utf-8", "replace"))
