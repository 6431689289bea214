"""Spelling of Vietnamese names: one tone style to write, one folding to compare."""

import re
import unicodedata
from functools import cache

# The tables write the classical placement (Hòa, Thủy, Khỏe), as the resolutions mostly do.
_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_TONES = _GRAVE + _ACUTE + _TILDE + _HOOK + _DOT
_MODERN_PLACEMENT = re.compile(rf"([oO])([ae])([{_TONES}])(?![a-z])|([uU])(y)([{_TONES}])(?![a-z])")
_KIND = re.compile(
    r"^(đặc khu|phường|thị trấn|xã|quận|huyện|thị xã|thành phố|tỉnh|tp)\s+", re.IGNORECASE
)


def tidy(text: str) -> str:
    """Return the text in NFC, single-spaced, straight apostrophes, hyphens set off by blanks."""
    text = re.sub(r"<br>|\s+", " ", unicodedata.normalize("NFC", text)).strip().replace("’", "'")
    return re.sub(r"\s*[-–]\s*", " - ", text)


def write_name(text: str) -> str:
    """Return the name as the tables write it: NFC, classical tone placement."""
    return " ".join(_classical_syllable(word) for word in tidy(text).split(" "))


def _classical_syllable(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    if decomposed[:1] in "qQ":  # in "quý" the u belongs to the consonant
        return word
    moved = _MODERN_PLACEMENT.sub(_tone_on_first_vowel, decomposed)
    return unicodedata.normalize("NFC", moved)


def _tone_on_first_vowel(match: re.Match[str]) -> str:
    first, second, tone = match.group(1, 2, 3) if match.group(1) else match.group(4, 5, 6)
    return first + tone + second


def split_kind(text: str) -> tuple[str, str]:
    """Split "Phường Ba Đình" into its kind ("phường") and its name ("Ba Đình").

    Raises:
        ValueError: the text does not begin with a kind of unit.

    """
    text = tidy(text)
    match = _KIND.match(text)
    if not match:
        raise ValueError(f"no kind of unit at the start of {text!r}")
    kind = match.group(1).lower()
    return {"tp": "thành phố"}.get(kind, kind), write_name(text[match.end() :])


@cache
def fold(text: str) -> str:
    """Return a key under which two spellings of one name agree: tone placement, i/y, hyphens."""
    folded = write_name(text).lower().replace(" - ", " ")
    decomposed = unicodedata.normalize("NFD", folded)
    return " ".join(re.sub(r"y(?=[^a-z]*$)", "i", word) for word in decomposed.split(" "))
