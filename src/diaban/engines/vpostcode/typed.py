"""What people type -> a code, and a code -> what people read.

Case, spacing, punctuation and full-width forms are forgiven. A character that the code does
not have is reported with what it looks like, never changed in silence: `correct` offers.
"""

import unicodedata
from dataclasses import dataclass

from diaban.engines.vpostcode.errors import CodeError
from diaban.engines.vpostcode.grid import ALPHABET
from diaban.engines.vpostcode.look_alikes import LOOK_ALIKES
from diaban.engines.vpostcode.scheme import VPOSTCODE_2020, Scheme

LONGEST_TEXT = 200
_SEPARATORS = frozenset(
    " .-+_·•,:/|\u2010\u2011\u2012\u2013\u2014\u2212\u200b\u200c\u200d\u2060\ufeff\u00ad"
)
_DECIMALS = "0123456789"


@dataclass(frozen=True, slots=True)
class ParsedCode:
    """A code as read: the tail, and the postal code or the leading digits if given.

    >>> parse("11024 2vh3-cm3").code
    '110242VH3CM3'
    """

    postal_code: str | None
    tail: str
    region: str | None = None  # the digits dropped, known where a full OLC was typed

    @property
    def code(self) -> str | None:
        """Canonical full code; None without a postal code."""
        return None if self.postal_code is None else self.postal_code + self.tail


def squeeze(text: str) -> str:
    """Text without what carries no meaning in a code: case, spaces, punctuation, width.

    >>> squeeze("１１０２４ 2vh3+cm3")
    '110242VH3CM3'
    """
    folded = unicodedata.normalize("NFKC", text)
    return "".join(
        char.upper() if char.isascii() else char
        for char in folded
        if char not in _SEPARATORS and not char.isspace()
    )


def parse(text: str, *, scheme: Scheme = VPOSTCODE_2020) -> ParsedCode:
    """Read a Vpostcode of 12 characters, a tail of 7, or a full 11-digit Open Location Code.

    Raises CodeError with reason `empty`, `length` (details `length`, `expected`),
    `postal_code_digits`, `no_cell` or `character` (details `positions` in the squeezed text,
    `characters`, and `look_alikes`: for each what may have been meant).

    >>> parse("110242VH3CM3")
    ParsedCode(postal_code='11024', tail='2VH3CM3', region=None)
    >>> parse("7PH72VH3+CM3")
    ParsedCode(postal_code=None, tail='2VH3CM3', region='7PH7')
    >>> try:
    ...     parse("11024 2VH3 CMO")
    ... except CodeError as error:
    ...     print(error)
    character: characters='O', look_alikes=('QC9',), positions=(11,)
    """
    squeezed = squeeze(text) if len(text) <= LONGEST_TEXT else text
    if not squeezed:
        raise CodeError("empty")
    if is_olc(squeezed, scheme):
        return ParsedCode(None, scheme.tail_of_olc(squeezed), squeezed[: scheme.dropped])
    if len(squeezed) == scheme.tail_length:
        _require_tail(squeezed, 0, scheme)
        return ParsedCode(None, squeezed)
    if len(squeezed) != scheme.code_length:
        raise CodeError("length", length=len(squeezed), expected=scheme.code_length)
    _require(squeezed, range(scheme.postal_length), _DECIMALS, "postal_code_digits")
    _require_tail(squeezed, scheme.postal_length, scheme)
    return ParsedCode(*scheme.split(squeezed))


def format_code(code: str, *, scheme: Scheme = VPOSTCODE_2020) -> str:
    """Write a code as people read it; takes whatever `parse` takes, and raises as it does.

    >>> format_code("110242vh3cm3"), format_code("2VH3CM3"), format_code("7PH72VH3CM3")
    ('11024 2VH3 CM3', '2VH3 CM3', '7PH72VH3+CM3')
    """
    parsed = parse(code, scheme=scheme)
    if parsed.region is None:
        return scheme.show(parsed.code or parsed.tail)
    digits = squeeze(code)
    return f"{digits[:8]}+{digits[8:]}"


def is_olc(squeezed: str, scheme: Scheme = VPOSTCODE_2020) -> bool:
    """Whether a text is a full Open Location Code of one cell, and no code cut short."""
    return (
        len(squeezed) == scheme.olc_length
        and all(char in ALPHABET for char in squeezed)
        and not squeezed[: scheme.postal_length].isdigit()
        and ALPHABET.index(squeezed[0]) < 9  # 180 degrees of latitude
        and ALPHABET.index(squeezed[1]) < 18  # 360 degrees of longitude
    )


def _require_tail(text: str, start: int, scheme: Scheme) -> None:
    _require(text, range(start, len(text)), scheme.alphabet, "character")
    if scheme is not VPOSTCODE_2020 and not scheme.has_cell(text[start:]):
        raise CodeError("no_cell", value=text[start:])


def _require(text: str, span: range, allowed: str, reason: str) -> None:
    if not text[span.start : span.stop].strip(allowed):
        return  # much the most frequent case, and the quickest way to see it
    wrong = tuple(place for place in span if text[place] not in allowed)
    characters = "".join(text[place] for place in wrong)
    guesses = tuple(
        "".join(guess for guess in LOOK_ALIKES.get(char, "") if guess in allowed)
        for char in characters
    )
    raise CodeError(reason, positions=wrong, characters=characters, look_alikes=guesses)
