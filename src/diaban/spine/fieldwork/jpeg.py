"""JPEG pictures: told by their bytes, cut down to the picture itself.

What a phone writes beside the picture (Exif with the place and the phone's number, comments,
thumbnails, whatever follows the end) is left out; what is not a whole JPEG is refused.
Segments: ITU-T T.81, annex B. No database here.
"""

from __future__ import annotations

from typing import NamedTuple

LONGEST_SIDE = 8_000
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_RESTARTS = frozenset(range(0xD0, 0xD8))
# frames; C4, C8 and CC lie among them and are tables
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Huffman and arithmetic tables, quantisation, number of lines, restart interval
_TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDC, 0xDD})
_JFIF, _ADOBE = 0xE0, 0xEE
_KEPT = _FRAMES | _TABLES | {_SCAN}


class PictureError(ValueError):
    """The bytes are no whole JPEG; ``reason`` is type, cut or size."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Picture(NamedTuple):
    """The bare picture and its sides in pixels."""

    content: bytes
    width: int
    height: int


def strip_jpeg(content: bytes) -> Picture:
    """Return the picture alone; raises PictureError."""
    if content[:3] != b"\xff\xd8\xff":
        raise PictureError("type")
    parts, width, height, at, scans = [content[:2]], 0, 0, 2, 0
    while True:
        marker, at = _read_marker(content, at)
        if marker == _END:
            break
        length = int.from_bytes(content[at : at + 2])
        body = content[at + 2 : at + length]
        if length < 2 or len(body) != length - 2:
            raise PictureError("cut")
        if marker in _FRAMES:
            height, width = _read_sides(body)
        if _is_kept(marker, body):
            parts.append(bytes((0xFF, marker)) + content[at : at + length])
        at += length
        if marker == _SCAN:
            end = _end_of_scan(content, at)
            parts.append(content[at:end])
            at, scans = end, scans + 1
    if not (width and scans):
        raise PictureError("type")
    return Picture(b"".join([*parts, b"\xff\xd9"]), width, height)


def _read_marker(content: bytes, at: int) -> tuple[int, int]:
    """Return the marker at ``at`` and where what belongs to it begins; fill bytes may precede."""
    if at >= len(content):
        raise PictureError("cut")
    if content[at] != 0xFF:
        raise PictureError("type")
    while at < len(content) and content[at] == 0xFF:
        at += 1
    if at >= len(content):
        raise PictureError("cut")
    return content[at], at + 1


def _read_sides(body: bytes) -> tuple[int, int]:
    height, width = int.from_bytes(body[1:3]), int.from_bytes(body[3:5])
    if not (0 < height <= LONGEST_SIDE and 0 < width <= LONGEST_SIDE):
        raise PictureError("size")
    return height, width


def _is_kept(marker: int, body: bytes) -> bool:
    """Tell what a decoder needs; of the applications' own only the two that change colours."""
    if marker == _JFIF:
        # a thumbnail may follow the fourteen bytes of JFIF; JFXX is nothing but one
        return body[:5] == b"JFIF\0" and len(body) == 14
    if marker == _ADOBE:
        return body[:5] == b"Adobe" and len(body) == 12
    return marker in _KEPT


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the next marker stands; in a scan FF 00 is a byte, and restarts belong to it."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise PictureError("cut")
        following = content[at + 1]
        if following == 0xFF:
            at += 1
        elif following == 0 or following in _RESTARTS:
            at += 2
        else:
            return at
