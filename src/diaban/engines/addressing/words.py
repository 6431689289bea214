"""Single words of Vietnamese text: without marks, with marks in one form, and put right.

Every distinct word is worked out once and remembered: addresses repeat a few thousand words.
"""

import re
import unicodedata
from functools import lru_cache

from diaban.engines.encodings.syllables import syllables

__all__ = ["Word", "fold_words", "is_plain_syllable", "read_word", "untelex"]

_TONES = {"\u0300": "2", "\u0301": "1", "\u0303": "4", "\u0309": "3", "\u0323": "5"}
# letters that look like Latin ones and are typed or pasted in their place
_LOOK_ALIKES = str.maketrans(
    "ðÐАВЕКМНОРСТХаеорсухіјԁɡΑΒΕΗΙΚΜΝΟΡΤΧοα",
    "đĐABEKMHOPCTXaeopcyxijdgABEHIKMNOPTXoa",
)
_INNER_Y = re.compile(r"(?<=[^aeiouy])y$|(?<=qu)y$")
_MOST_WORDS = 200_000


class Word:
    """A word as typed and as compared.

    ``plain``: lower case, no marks, đ as d, a lone final y as i. ``toned``: with the marks, the
    tone as a digit at the end, so that hoà and hòa are one. ``marked``, ``digits``: whether it has
    any.

    >>> word = read_word("Thuỷ")
    >>> word.plain, word.toned, read_word("Thủy").toned == word.toned
    ('thuy', 'thuy3', True)
    >>> read_word("Mỹ").plain == read_word("mi").plain
    True
    """

    __slots__ = ("digits", "marked", "plain", "raw", "toned")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        lower = raw.lower() if raw.isascii() else raw.translate(_LOOK_ALIKES).lower()
        if lower.isascii():
            self.plain = self.toned = _inner_y(lower)
        else:
            self.plain, self.toned = _strip(lower)
        self.marked = self.toned != self.plain
        self.digits = not lower.isalpha() and any(letter.isdigit() for letter in lower)

    def __repr__(self) -> str:
        return f"Word({self.raw!r})"


def _tables() -> tuple[dict[int, str], dict[int, str], dict[int, str | None]]:
    """For each Vietnamese letter: without marks, without its tone, and its tone alone."""
    plain: dict[int, str] = {}
    toneless: dict[int, str] = {}
    tone: dict[int, str | None] = dict.fromkeys(range(128))
    for vowel in "aăâeêioôơuưy":
        for mark in ("", *_TONES):
            letter = unicodedata.normalize("NFC", vowel + mark)
            plain[ord(letter)] = unicodedata.normalize("NFD", vowel)[0]
            toneless[ord(letter)] = vowel
            tone[ord(letter)] = _TONES.get(mark)
    plain[ord("đ")], toneless[ord("đ")], tone[ord("đ")] = "d", "đ", None
    return plain, toneless, tone


_PLAIN, _TONELESS, _TONE = _tables()


def _strip(lower: str) -> tuple[str, str]:
    """Return a word without marks, and with them, the tone as a digit behind it."""
    plain = lower.translate(_PLAIN)
    if not plain.isascii():
        return _strip_any(lower)
    toned = lower.translate(_TONELESS)
    return _inner_y(plain), _inner_y(toned) + lower.translate(_TONE)[-1:]


def _inner_y(lower: str) -> str:
    """Write a lone final y as i."""
    return _INNER_Y.sub("i", lower) if lower.endswith("y") else lower


def _strip_any(lower: str) -> tuple[str, str]:
    """The same for letters that Vietnamese does not have."""
    plain: list[str] = []
    toned: list[str] = []
    tone = ""
    for part in unicodedata.normalize("NFD", lower):
        if part in _TONES:
            tone = _TONES[part]
        elif unicodedata.combining(part):
            toned.append(part)
        else:
            plain.append("d" if part == "đ" else part)
            toned.append(part)
    bare = unicodedata.normalize("NFC", "".join(toned))
    return _inner_y("".join(plain)), _inner_y(bare) + tone


_WORDS: dict[str, Word] = {}


def read_word(raw: str) -> Word:
    """Return the word for a text without spaces, in NFC.

    >>> read_word("ĐƯỜNG").plain
    'duong'
    """
    word = _WORDS.get(raw)
    if word is None:
        if len(_WORDS) >= _MOST_WORDS:
            _WORDS.clear()
        word = _WORDS[raw] = Word(raw)
    return word


_APART = re.compile(r"[^\W_]+")


def fold_words(text: str) -> str:
    """Return a name as it is compared without marks: plain words, one space between.

    >>> fold_words("Văn Miếu - Quốc Tử Giám"), fold_words("Lý Thái Tổ")
    ('van mieu quoc tu giam', 'li thai to')
    """
    normal = text if text.isascii() else unicodedata.normalize("NFC", text)
    return " ".join([read_word(raw).plain for raw in _APART.findall(normal)])


@lru_cache(maxsize=1)
def _plain_syllables() -> frozenset[str]:
    # all at one stroke: there are more than twenty thousand
    plain = "\n".join(syllables()).translate(_PLAIN).split("\n")
    return frozenset([_inner_y(word) for word in plain]) | {"lo", "to", "so", "hoa"}


def is_plain_syllable(plain: str) -> bool:
    """Whether a word without marks can be a Vietnamese syllable.

    >>> is_plain_syllable("nghia"), is_plain_syllable("vongj")
    (True, False)
    """
    return plain in _plain_syllables()


_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TELEX_LETTERS = (
    ("uow", "ươ"), ("uwow", "ươ"), ("dd", "đ"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"),
    ("aw", "ă"), ("ow", "ơ"), ("uw", "ư"),
)  # fmt: skip
_VOWEL = re.compile(r"[aeiouyâêôăơư]")


@lru_cache(maxsize=20_000)
def untelex(raw: str) -> str:
    """Return what the Telex keys of a word were meant to write; "" if they write no syllable.

    >>> [untelex(word) for word in ("Vongj", "Haaju", "Dicjh", "Nguyeexn", "Trwng", "Cafe", "Tran")]
    ['vọng', 'hậu', 'dịch', 'nguyễn', 'trưng', '', '']
    """
    lower = raw.lower()
    if not lower.isascii() or not lower.isalpha() or len(lower) > 10:
        return ""
    for letters in _without_tone_key(lower):
        tone, body = letters
        for keys, letter in _TELEX_LETTERS:
            body = body.replace(keys, letter)
        # a second vowel key may stand behind the word: "daau" and "daua" are both đầu's
        body = body.replace("w", "ư") if "w" in body and "uo" not in body else body
        for candidate in (body, _late_key(body)):
            for placed in _place_tone(candidate, tone):
                if placed in syllables():
                    return placed
    return ""


def _without_tone_key(lower: str) -> list[tuple[str, str]]:
    vowel = _VOWEL.search(lower)
    found = [("", lower)]
    if vowel is not None:
        found += [
            (_TELEX_TONES[letter], lower[:i] + lower[i + 1 :])
            for i, letter in enumerate(lower)
            if i > vowel.start() and letter in _TELEX_TONES
        ]
    return found[::-1]


def _late_key(body: str) -> str:
    """Read "haua" as "haau": the doubling vowel typed at the end."""
    if "w" in body and "uo" in body:
        return body.replace("w", "").replace("uo", "ươ")
    if len(body) > 2 and body[-1] in "aeo" and body[-1] in body[:-1]:
        place = body.index(body[-1])
        return body[:place] + {"a": "â", "e": "ê", "o": "ô"}[body[-1]] + body[place + 1 : -1]
    return body


def _place_tone(body: str, tone: str) -> list[str]:
    if not tone:
        return [body]
    places = [found.end() for found in _VOWEL.finditer(body)]
    return [unicodedata.normalize("NFC", body[:at] + tone + body[at:]) for at in places]
