"""Comparing and ordering Vietnamese place names."""

from __future__ import annotations

import unicodedata

_STROKED = str.maketrans({"đ": "d", "Đ": "d", "Ð": "d"})
# the order of the Vietnamese alphabet, and of the five tone marks within a letter
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_VOWEL_MARKS = "\u0306\u0302\u031b"


def fold_name(text: str) -> str:
    """Return ``text`` for comparison: lower case, no diacritics, single spaces.

    >>> fold_name("Phường  Đống Đa")
    'phuong dong da'
    """
    stripped = unicodedata.normalize("NFD", text.translate(_STROKED))
    plain = "".join(c for c in stripped if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain.lower()).split())


def sort_key(text: str) -> str:
    """Return a key that sorts as a Vietnamese dictionary does: letters first, then tones.

    >>> sorted(["Đa", "Da", "Dạ", "Ea", "Dà"], key=sort_key)
    ['Da', 'Dà', 'Dạ', 'Đa', 'Ea']
    """
    letters, tones = [], []
    for character in unicodedata.normalize("NFC", text).lower():
        parts = unicodedata.normalize("NFD", character)
        tone = next((t for t in parts[1:] if t in _TONES), "")
        base = parts[0] + "".join(m for m in parts[1:] if m in _VOWEL_MARKS)
        letter = unicodedata.normalize("NFC", base)
        rank = _LETTERS.find(letter)
        letters.append(chr(0x100 + rank) if rank >= 0 else letter)
        tones.append(str(_TONES.find(tone) + 1 if tone else 0))
    return "".join(letters) + "\t" + "".join(tones)
