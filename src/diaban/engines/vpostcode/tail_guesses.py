"""Tails that may have been meant by a typed tail.

A weight is the chance that somebody who meant the guess typed what was typed. The shares are
assumptions, for no log of mistyped codes exists yet; their order matters more than their
size, and `docs/vpostcode.md` publishes what they achieve.
"""

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from diaban.engines.vpostcode.keys import positions_of
from diaban.engines.vpostcode.look_alikes import LOOK_ALIKES
from diaban.engines.vpostcode.rows import Floats, Integers
from diaban.engines.vpostcode.scheme import VPOSTCODE_2020, Scheme

KINDS = (
    "as_typed",
    "look_alike",
    "one_character",
    "adjacent_swap",
    "missing_character",
    "extra_character",
    "postal_digit",
    "postal_swap",
    "postal_code_of_another_place",
    "postal_code_missing",
)
"""Kinds of mistake, as `Suggestion.kind` names them.

>>> KINDS.index("as_typed")
0
"""

AS_TYPED = 0.9
# In each place of a code: shares of codes of twelve characters, parted among their places.
ONE_CHARACTER = 0.05 / 12
SWAP = 0.01 / 11
MISSING = 0.01 / 12
EXTRA = 0.01 / 13
ANOTHER_PLACE = 0.02
TWICE = 3.0  # a doubled character is dropped or added this much more often
BY_LOOKS = 0.6  # of wrong characters, the share taken for one that looks or sounds alike
MOST_REPAIRS = 400  # combinations tried where several characters are no digits of the code


@dataclass(frozen=True, slots=True)
class TailGuesses:
    """m tails as digits [m, n], with the kind (index into KINDS) and weight of each.

    >>> guess_tails("2VH3CM3").tails.shape
    (139, 7)
    """

    tails: Integers
    kinds: Integers
    weights: Floats


def digits_of_tail(tail: str, scheme: Scheme = VPOSTCODE_2020) -> list[int]:
    """Values of the characters, -1 for one that the code does not have.

    >>> digits_of_tail("2O")
    [0, -1]
    """
    return [scheme.alphabet.find(char) for char in tail]


def place_guesses(
    tails: Integers, scheme: Scheme = VPOSTCODE_2020
) -> tuple[Integers, Integers, NDArray[np.bool_]]:
    """Rows and columns inside a tile of m tails given as digits [m, n], and which have a cell.

    >>> place_guesses(np.array([[0, 0, 0, 0, 0, 1, 7]]))
    (array([1]), array([7]), array([ True]))
    """
    numbers = np.zeros(len(tails), dtype=np.int64)
    for digits in tails.T:
        numbers = numbers * len(scheme.alphabet) + digits
    keys = scheme.key_of(numbers)
    return *positions_of(keys), scheme.number_of(keys) == numbers


def guess_tails(tail: str, scheme: Scheme = VPOSTCODE_2020) -> TailGuesses:
    """Tails of equal length: one wrong character or one swap, or repairs of what is no digit."""
    digits = digits_of_tail(tail, scheme)
    if -1 in digits:
        return _repair(tail, digits, scheme.alphabet)
    place, meant = (values.ravel() for values in np.indices((len(digits), len(scheme.alphabet))))
    weights = np.concatenate([channel(char, scheme.alphabet) for char in tail])
    tails = np.tile(np.array(digits), (place.size, 1))
    tails[np.arange(place.size), place] = meant
    kinds = np.concatenate([_kinds_of(char, scheme.alphabet) for char in tail])
    other = weights > 0
    swapped, swap_weights = _swap(digits)
    return TailGuesses(
        np.concatenate([tails[other], swapped]),
        np.concatenate([kinds[other], np.full(len(swapped), KINDS.index("adjacent_swap"))]),
        np.concatenate([weights[other] * ONE_CHARACTER, swap_weights]),
    )


def insert_in_tail(tail: str, scheme: Scheme = VPOSTCODE_2020) -> TailGuesses:
    """Tails from which one character was dropped to give the typed one.

    >>> len(insert_in_tail("2VH3CM").tails)
    134
    """
    digits = digits_of_tail(tail, scheme)
    base = len(scheme.alphabet)
    if -1 in digits:
        return _none(scheme.tail_length)
    found: dict[tuple[int, ...], float] = {}
    for place, value in product(range(len(digits) + 1), range(base)):
        full = (*digits[:place], value, *digits[place:])
        found[full] = TWICE if full in found else 1.0
    return TailGuesses(
        np.array(list(found)),
        np.full(len(found), KINDS.index("missing_character")),
        np.array(list(found.values())) * (MISSING / base),
    )


@cache
def channel(typed: str, alphabet: str) -> Floats:
    """Weight of each digit as what was meant by a typed character."""
    weights = np.full(len(alphabet), (1 - BY_LOOKS) / (len(alphabet) - 1))
    alike = [char for char in LOOK_ALIKES.get(typed, "") if char in alphabet]
    ranks = 1 / np.arange(1, len(alike) + 1)
    for char, rank in zip(alike, ranks / ranks.sum(), strict=True):
        weights[alphabet.index(char)] += BY_LOOKS * rank
    if typed in alphabet:
        weights[alphabet.index(typed)] = 0
    return weights


@cache
def _kinds_of(typed: str, alphabet: str) -> Integers:
    alike = LOOK_ALIKES.get(typed, "")
    names = ["look_alike" if char in alike else "one_character" for char in alphabet]
    return np.array([KINDS.index(name) for name in names])


def _swap(digits: list[int]) -> tuple[Integers, Floats]:
    swapped = []
    for place in range(len(digits) - 1):
        if digits[place] != digits[place + 1]:
            one = list(digits)
            one[place], one[place + 1] = one[place + 1], one[place]
            swapped.append(one)
    return np.array(swapped, dtype=np.int64).reshape(-1, len(digits)), np.full(len(swapped), SWAP)


def _repair(tail: str, digits: list[int], alphabet: str) -> TailGuesses:
    """Every digit for a single wrong character; for several, only what looks alike."""
    wrong = [place for place, digit in enumerate(digits) if digit < 0]
    choices = [np.arange(len(alphabet))]
    kinds = [_kinds_of(tail[place], alphabet) for place in wrong]
    if len(wrong) > 1:
        choices = [np.flatnonzero(one == KINDS.index("look_alike")) for one in kinds]
    combinations = list(product(*choices))[:MOST_REPAIRS]
    if not combinations:
        return _none(len(tail))
    meant = np.array(combinations)
    tails = np.tile(np.array(digits), (len(meant), 1))
    tails[:, wrong] = meant
    weights = np.ones(len(meant))
    for place, values in zip(wrong, meant.T, strict=True):
        weights *= channel(tail[place], alphabet)[values] * ONE_CHARACTER
    return TailGuesses(tails, kinds[0][meant[:, 0]], weights)


def _none(length: int) -> TailGuesses:
    return TailGuesses(np.empty((0, length), np.int64), np.empty(0, np.int64), np.empty(0))
