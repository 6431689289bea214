"""What each byte stands for in the eight-bit ways of writing Vietnamese.

Sources: TCVN 5712:1993, third table, as the ABC fonts (.VnTime) use it; RFC 1456 for VISCII; the
fonts of VNI-Windows. The upper half's places that
a Vietnamese table leaves free hold the punctuation of Windows-1252, which those fonts kept.
"""

from __future__ import annotations

import unicodedata

# stands where a byte has no meaning
NOTHING = "\ufffd"
_VOWELS = "aăâeêioôơuưy"
_TONES = {"": "", "/": "\u0301", "\\": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}


def _windows_1252() -> str:
    """Return Windows-1252 with the five free places as the control characters they are read as."""
    return "".join(
        chr(b) if b in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else bytes([b]).decode("cp1252")
        for b in range(256)
    )


WINDOWS_1252 = _windows_1252()

_TCVN3 = (
    "ĂÂÊÔƠƯĐăâêôơưđ",  # A1–AE
    "àảãáạ",  # B5–B9
    "ằẳẵắ",  # BB–BE
    "ặầẩẫấậè",  # C6–CC
    "ẻẽéẹềểễếệìỉ",  # CE–D8
    "ĩíịò",  # DC–DF
    "ỏõóọồổỗốộờởỡớợù",  # E1–EF
    "ủũúụừửữứựỳỷỹýỵ",  # F1–FE
)
_TCVN3_STARTS = (0xA1, 0xB5, 0xBB, 0xC6, 0xCE, 0xDC, 0xE1, 0xF1)
_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)


def _tcvn3() -> str:
    table = list(WINDOWS_1252[:0xA1]) + [NOTHING] * 0x5F
    for start, letters in zip(_TCVN3_STARTS, _TCVN3, strict=True):
        table[start : start + len(letters)] = letters
    return "".join(table)


def _viscii() -> str:
    return "".join(_VISCII_LOW.get(b, chr(b)) for b in range(128)) + _VISCII


TABLES = {"windows-1252": WINDOWS_1252, "tcvn3": _tcvn3(), "viscii": _viscii()}


def _vni_pairs() -> dict[str, str]:
    """Return two characters of VNI (a letter and its mark) → one letter."""
    plain = {"/": "ù", "\\": "ø", "?": "û", "~": "õ", ".": "ï"}
    round_ = {"": "â", "/": "á", "\\": "à", "?": "å", "~": "ã", ".": "ä"}
    short = {"": "ê", "/": "é", "\\": "è", "?": "ú", "~": "ü", ".": "ë"}
    bases = [(v, v, plain) for v in "aeouy"]
    bases += [("ô", "ơ", plain), ("ö", "ư", plain)]
    bases += [("a", "â", round_), ("e", "ê", round_), ("o", "ô", round_), ("a", "ă", short)]
    pairs = {}
    for written, letter, marks in bases:
        for tone, mark in marks.items():
            whole = unicodedata.normalize("NFC", letter + _TONES[tone])
            pairs[written + mark] = whole
            pairs[written.upper() + mark.upper()] = whole.upper()
            pairs[written.upper() + mark] = whole.upper()
    del pairs["yï"], pairs["YÏ"], pairs["Yï"]
    return pairs


def _vni_singles() -> dict[str, str]:
    lower = dict(zip("íìæóòîñôö", "íìỉĩịỵđơư", strict=True))
    return lower | {k.upper(): v.upper() for k, v in lower.items()}


VNI_PAIRS = _vni_pairs()
VNI_SINGLES = _vni_singles()
# letters with a mark that the ABC fonts have in one case only
TCVN3_CAPITALS = "ĂÂÊÔƠƯĐ"
