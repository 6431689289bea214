"""Files that hold no text though bytes of theirs can be taken for letters: pictures and junk."""

from __future__ import annotations

import unicodedata

_PICTURES = (
    b"\xff\xd8\xff",  # JPEG
    b"\x89PNG\r\n",
    b"GIF87a",
    b"GIF89a",
    b"II*\x00",  # TIFF, in either order of its bytes
    b"MM\x00*",
    b"\x00\x00\x00\x0cjP  ",  # JPEG 2000
    b"AT&TFORM",  # DjVu
)
_BRANDS = (b"heic", b"heix", b"heif", b"mif1", b"msf1", b"avif")
_SAMPLE = 65536
_MOST_ODD = 0.01  # of the characters of a text
_BLANKS = frozenset("\t\n\v\f\r\x1a\x1c\x1d\x1e\x1f\x85")


def is_picture(content: bytes) -> bool:
    r"""Whether a file is a picture, by its first bytes.

    >>> is_picture(b"\xff\xd8\xff\xe0\x00\x10JFIF"), is_picture(b"BMP: 1."), is_picture(b"II. 1")
    (True, False, False)
    """
    bitmap = content.startswith(b"BM") and content[6:10] == bytes(4)
    webp = content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    heif = content[4:8] == b"ftyp" and content[8:12] in _BRANDS
    return content.startswith(_PICTURES) or bitmap or webp or heif


def is_junk(text: str) -> bool:
    r"""Whether what was decoded is no text: control characters and such as stand for nothing.

    >>> is_junk("1. Lập tổ.\x0c2. Báo cáo."), is_junk("\x01\x8fậ\x03")
    (False, True)
    """
    sample = text[:_SAMPLE]
    odd = sum(
        letter not in _BLANKS and unicodedata.category(letter) in {"Cc", "Cn", "Cs"}
        for letter in sample
    ) + sample.count("\ufffd")
    return "\0" in sample or odd > _MOST_ODD * len(sample)
