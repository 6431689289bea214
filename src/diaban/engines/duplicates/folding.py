"""Vietnamese text without what people leave out or place differently: marks, case, dots, i/y."""

import hashlib
import re
import unicodedata

__all__ = ["fold", "hash_text", "keep_marks"]

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_APART = re.compile(r"[^a-z0-9/\-]+")
_LETTERS: dict[str, str] = {"–": "-", "—": "-", "−": "-", "đ": "d", "ð": "d", "Đ": "d", "Ð": "d"}


def _plain(letter: str) -> str:
    if letter not in _LETTERS:
        parts = unicodedata.normalize("NFD", letter.lower())
        _LETTERS[letter] = "".join(part for part in parts if not unicodedata.combining(part))
    return _LETTERS[letter]


def fold(text: str) -> str:
    """Return lower-case letters without marks, digits, "/" and "-", one space between words.

    >>> fold("Ng. Số 12/34  ĐƯỜNG Hoà Bình")
    'ng so 12/34 duong hoa binh'
    """
    lower = text.lower()
    letters = lower if lower.isascii() else "".join(map(_plain, lower))
    return _APART.sub(" ", letters).strip()


def keep_marks(text: str) -> str:
    """Return the folded words with their marks, wherever in the word the tone was placed.

    An empty text where no word carries a mark: then nothing is known of them.

    >>> keep_marks("Hoà Bình") == keep_marks("hòa bình"), keep_marks("Hoa Binh")
    (True, '')
    """
    lower = text.lower()
    if lower.isascii():
        return ""
    words = []
    for word in lower.split():
        parts = unicodedata.normalize("NFD", word)
        tones = "".join(part for part in parts if part in _TONES)
        body = "".join(part for part in parts if part not in _TONES)
        words.append(body.replace("y", "i") + tones)
    return " ".join(words)


def hash_text(text: str) -> int:
    """Return 64 bits for a text, the same in every process; 0 for the empty text.

    >>> hash_text(""), hash_text("hue") == hash_text("hue")
    (0, True)
    """
    if not text:
        return 0
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
