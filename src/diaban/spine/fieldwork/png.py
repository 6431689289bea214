"""PNG pictures cut down to the picture itself: texts, times, profiles and Exif are left out.

Chunks: ISO/IEC 15948 (PNG), 11.2 and 11.3. Of one that moves the first picture stays. No database
here.
"""

from __future__ import annotations

from zlib import crc32

from diaban.spine.fieldwork.jpeg import LONGEST_SIDE, Picture, PictureError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# what a decoder needs to show the same colours
_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB"})


def strip_png(content: bytes) -> Picture:
    """Return the picture alone; raises PictureError."""
    if not content.startswith(SIGNATURE):
        raise PictureError("type")
    parts, at, has_data, name = [SIGNATURE], len(SIGNATURE), False, b""
    width = height = 0
    while name != b"IEND":
        length = int.from_bytes(content[at : at + 4])
        end = at + 12 + length
        name, body = content[at + 4 : at + 8], content[at + 8 : end - 4]
        if end > len(content) or crc32(name + body) != int.from_bytes(content[end - 4 : end]):
            raise PictureError("cut")
        if (name == b"IHDR") != (len(parts) == 1):
            raise PictureError("type")
        if name == b"IHDR":
            width, height = int.from_bytes(body[:4]), int.from_bytes(body[4:8])
        if name in _KEPT:
            parts.append(content[at:end])
        has_data |= name == b"IDAT"
        at = end
    if not has_data:
        raise PictureError("type")
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE):
        raise PictureError("size")
    return Picture(b"".join(parts), width, height)
