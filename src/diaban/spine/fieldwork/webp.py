"""WebP pictures cut down to the picture itself: Exif, XMP and profiles are left out.

Chunks: RFC 9649, section 2. One that moves is refused. No database here.
"""

from __future__ import annotations

from diaban.spine.fieldwork.jpeg import LONGEST_SIDE, Picture, PictureError

_KEPT = frozenset({b"VP8X", b"ALPH", b"VP8 ", b"VP8L"})
_MOVES, _ALPHA = 0x02, 0x10


def is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def strip_webp(content: bytes) -> Picture:
    """Return the picture alone; raises PictureError."""
    if not is_webp(content):
        raise PictureError("type")
    end = 8 + int.from_bytes(content[4:8], "little")
    if end > len(content):
        raise PictureError("cut")
    parts, at, sides = list[bytes](), 12, (0, 0)
    while at < end:
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        body = content[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
        if len(body) != length or at > end:
            raise PictureError("cut")
        if name not in _KEPT:
            continue
        if name == b"VP8X":
            body = _without_what_is_left_out(body)
        elif name != b"ALPH":
            sides = _sides(name, body)
        padding = bytes(length % 2)
        parts.append(name + length.to_bytes(4, "little") + body + padding)
    if not all(0 < side <= LONGEST_SIDE for side in sides):
        raise PictureError("size" if all(sides) else "type")
    told = b"WEBP" + b"".join(parts)
    return Picture(b"RIFF" + len(told).to_bytes(4, "little") + told, *sides)


def _without_what_is_left_out(body: bytes) -> bytes:
    """Return the header of an extended picture that announces no more than is kept."""
    if len(body) != 10 or body[0] & _MOVES:
        raise PictureError("type")
    return bytes((body[0] & _ALPHA,)) + body[1:]


def _sides(name: bytes, body: bytes) -> tuple[int, int]:
    if name == b"VP8L":
        if body[:1] != b"\x2f" or len(body) < 5:
            raise PictureError("type")
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if body[3:6] != b"\x9d\x01\x2a" or len(body) < 10:
        raise PictureError("type")
    pair = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
    return pair[0] & 0x3FFF, pair[1] & 0x3FFF
