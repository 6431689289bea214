"""Walking the features of a GeoJSON file of any size, one at a time."""

from __future__ import annotations

import codecs
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from diaban.engines.encodings import NAMES, recognise
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.tables import open_binary

_BLOCK = 1 << 20
_LARGEST_VALUE = 256 << 20
_WGS84 = ("CRS84", "4326", "WGS 84", "WGS84")


def walk_features(
    path: Path,
    *,
    numbers_as_text: bool = False,
    on_crs: Callable[[str], None] | None = None,
) -> Iterator[Any]:
    """Yield each member of the collection's ``features``; raise InputError where it breaks off.

    ``on_crs`` is told of a coordinate system other than WGS 84; without it, such a file is
    refused.
    """
    decoder = (
        json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
        if numbers_as_text
        else json.JSONDecoder()
    )
    with open_binary(path) as file:
        yield from _Walk(file, decoder, on_crs).features()


class _Walk:
    def __init__(
        self, file: Any, decoder: json.JSONDecoder, on_crs: Callable[[str], None] | None
    ) -> None:
        self._file = file
        self._on_crs = on_crs
        self._bytes = codecs.getincrementaldecoder("utf-8-sig")()
        self._bytes_read = 0
        self._decoder = decoder
        self._buffer = ""
        self._at = 0
        self._count = 0

    def features(self) -> Iterator[Any]:
        found = False
        if self._peek() != "{":
            raise InputError("geojson_not_collection", found=self._peek() or "∅")
        self._at += 1
        while self._peek() != "}":
            name = self._value()
            self._expect(":")
            if name == "features" and self._peek() == "[":
                found = True
                yield from self._members()
            else:
                self._look_at(name, self._value())
            if self._peek() == ",":
                self._at += 1
            elif self._peek() != "}":
                self._break("}")
        if not found:
            raise InputError("geojson_not_collection", found="{…}")

    def _members(self) -> Iterator[Any]:
        self._at += 1
        while self._peek() != "]":
            yield self._value()
            self._count += 1
            if self._peek() == ",":
                self._at += 1
            elif self._peek() != "]":
                self._break("]}")
        self._at += 1

    def _look_at(self, name: Any, value: Any) -> None:
        if name == "crs" and value is not None:
            written = json.dumps(value)
            # “WGS 84 / UTM zone 48N” is another system
            if "UTM" in written or not any(known in written for known in _WGS84):
                if self._on_crs is None:
                    raise InputError("crs_not_wgs84", found=_crs_name(value))
                self._on_crs(_crs_name(value))
        if name == "type" and value != "FeatureCollection":
            raise InputError("geojson_not_collection", found=str(value)[:40])

    def _expect(self, mark: str) -> None:
        if self._peek() != mark:
            self._break(mark)
        self._at += 1

    def _peek(self) -> str:
        """Return the next character that is not blank; empty at the end of the file."""
        while True:
            rest = self._buffer[self._at : self._at + 64].lstrip(" \t\r\n")
            if rest:
                while self._buffer[self._at] in " \t\r\n":
                    self._at += 1
                return rest[0]
            self._at = min(self._at + 64, len(self._buffer))
            if self._at == len(self._buffer) and not self._fill(_BLOCK):
                return ""

    def _value(self) -> Any:
        self._peek()
        wanted = _BLOCK
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                if len(self._buffer) - self._at > _LARGEST_VALUE or not self._fill(wanted):
                    self._break_at(error)
                wanted *= 2
                continue
            except RecursionError as error:
                raise self._damage("nesting") from error
            self._at = end
            return value

    def _fill(self, size: int) -> bool:
        try:
            block = self._file.read(size)
            text = self._bytes.decode(block, final=not block)
        except UnicodeDecodeError as error:
            at = self._bytes_read + error.start
            found = NAMES[recognise(block).encoding]
            raise InputError("encoding_unknown", found=found, at=at) from error
        except (EOFError, zlib.error) as error:
            raise InputError("half_written", what=f"gzip, {self._count} features") from error
        except OSError as error:
            raise self._damage(str(error)) from error
        self._bytes_read += len(block)
        self._buffer = self._buffer[self._at :] + text
        self._at = 0
        return bool(block)

    def _damage(self, what: str) -> InputError:
        return InputError("file_damaged", format="GeoJSON", what=f"{what}, features[{self._count}]")

    def _break_at(self, error: json.JSONDecodeError) -> None:
        cut = error.pos >= len(self._buffer.rstrip()) - 8 or "Unterminated" in error.msg
        if cut:
            raise InputError("half_written", what=f"… ]}} ({self._count} features)") from error
        raise self._damage(error.msg) from error

    def _break(self, wanted: str) -> None:
        if not self._peek():
            raise InputError("half_written", what=f"… {wanted} ({self._count} features)")
        raise self._damage(f"{self._peek()!r} ≠ {wanted!r}")


def _crs_name(crs: Any) -> str:
    match crs:
        case {"properties": {"name": str(name)}}:
            return name
    return str(crs)[:60]
