"""Postal codes that may have been meant by typed ones; only codes of the list are guessed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from diaban.engines.vpostcode.area_set import Setting
from diaban.engines.vpostcode.look_alikes import LOOK_ALIKES
from diaban.engines.vpostcode.tail_guesses import (
    BY_LOOKS,
    KINDS,
    MISSING,
    ONE_CHARACTER,
    SWAP,
    TWICE,
)

_DECIMALS = "0123456789"
_DIGIT, _SWAPPED = KINDS.index("postal_digit"), KINDS.index("postal_swap")
_MISSING = KINDS.index("missing_character")


@dataclass(frozen=True, slots=True)
class PostalGuess:
    """One area, the kind of mistake (index into KINDS) that leads to it, and its weight."""

    index: int
    kind: int
    weight: float


def guess_postal_codes(typed: str, setting: Setting) -> list[PostalGuess]:
    """Areas whose code is one wrong digit or one swap away, or repairs what are no digits.

    >>> from diaban.engines.vpostcode.area_set import Areas
    >>> from diaban.engines.vpostcode.areas import Box, PostalArea
    >>> areas = Areas([PostalArea("11024", Box(21.0, 105.8, 21.1, 105.9), (21.03, 105.85))])
    >>> [KINDS[guess.kind] for guess in guess_postal_codes("11O24", Setting(areas))]
    ['postal_digit']
    """
    wrong = [place for place, char in enumerate(typed) if char not in _DECIMALS]
    guesses = _repairs(typed, wrong) if wrong else _one_away(typed)
    return list(_known(guesses, setting))


def insert_in_postal_code(typed: str, setting: Setting) -> list[PostalGuess]:
    """Areas from whose code one digit was dropped to give the typed one (of four)."""
    found: dict[str, float] = {}
    for place, digit in product(range(len(typed) + 1), _DECIMALS):
        full = typed[:place] + digit + typed[place:]
        found[full] = TWICE if full in found else 1.0
    guesses = ((code, _MISSING, share * MISSING / 10) for code, share in found.items())
    return list(_known(guesses, setting))


_Raw = Iterator[tuple[str, int, float]]


def _known(guesses: _Raw, setting: Setting) -> Iterator[PostalGuess]:
    for code, kind, weight in guesses:
        index = setting.find(code)
        if index is not None:
            yield PostalGuess(index, kind, weight)


def _one_away(typed: str) -> _Raw:
    for place, digit in product(range(len(typed)), _DECIMALS):
        if digit != typed[place]:
            code = typed[:place] + digit + typed[place + 1 :]
            yield code, _DIGIT, _chance(typed[place], digit)
    for place in range(len(typed) - 1):
        one, two = typed[place], typed[place + 1]
        if one != two:
            yield typed[:place] + two + one + typed[place + 2 :], _SWAPPED, SWAP


def _repairs(typed: str, wrong: list[int]) -> _Raw:
    alike = [[char for char in LOOK_ALIKES.get(typed[p], "") if char in _DECIMALS] for p in wrong]
    choices = [list(_DECIMALS)] if len(wrong) == 1 else alike
    for meant in product(*choices):
        characters, weight = list(typed), 1.0
        for place, digit in zip(wrong, meant, strict=True):
            weight *= _chance(typed[place], digit)
            characters[place] = digit
        yield "".join(characters), _DIGIT, weight


def _chance(typed: str, meant: str) -> float:
    alike = [char for char in LOOK_ALIKES.get(typed, "") if char in _DECIMALS]
    by_looks = BY_LOOKS / len(alike) if meant in alike else 0.0
    return ONE_CHARACTER * (by_looks + (1 - BY_LOOKS) / 9)
