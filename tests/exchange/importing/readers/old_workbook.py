"""A writer of the smallest old workbooks (.xls), from the published layout of BIFF8."""

import struct
from collections.abc import Sequence

_END, _FAT, _FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_SECTOR = 512


def old_workbook(rows: Sequence[Sequence[str | float]], sheet: str = "Sheet1") -> bytes:
    """Return the bytes of a workbook with one sheet."""
    book = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0x07CC, 0, 6))
    name = bytes([len(sheet), 1]) + sheet.encode("utf-16-le")
    start = len(book) + 4 + 6 + len(name) + 4
    book += _record(0x0085, struct.pack("<IH", start, 0) + name) + _record(0x000A, b"")
    page = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0x07CC, 0, 6))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            place = struct.pack("<HHH", r, c, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                page += _record(0x0204, place + text)
            else:
                page += _record(0x0203, place + struct.pack("<d", value))
    return _pack(book + page + _record(0x000A, b""))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _pack(stream: bytes) -> bytes:
    """Put the stream into a compound file: its sectors, then the directory, then the table."""
    stream = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), bytes(1))
    count = len(stream) // _SECTOR
    chain = [*range(1, count), _END, _END, _FAT]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(_SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, count, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<I", count + 1) + b"\xff" * (108 * 4)
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 0, len(stream))
    return head + stream + entries.ljust(_SECTOR, bytes(1)) + table


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le").ljust(64, bytes(1))
    head = struct.pack("<HBBIII", len(name) * 2 + 2, kind, 1, _FREE, _FREE, child)
    return text + head + bytes(36) + struct.pack("<IQ", start, size)
