"""Whole codes that may have been meant by a typed text of any length near the right one."""

from dataclasses import dataclass

import numpy as np

from diaban.engines.vpostcode.area_set import Setting
from diaban.engines.vpostcode.postal_guesses import (
    PostalGuess,
    guess_postal_codes,
    insert_in_postal_code,
)
from diaban.engines.vpostcode.rows import Floats, Integers
from diaban.engines.vpostcode.scheme import Scheme
from diaban.engines.vpostcode.tail_guesses import (
    AS_TYPED,
    EXTRA,
    KINDS,
    SWAP,
    TWICE,
    TailGuesses,
    digits_of_tail,
    guess_tails,
    insert_in_tail,
)


@dataclass(frozen=True, slots=True)
class Guesses:
    """k codes: the index of each one's area, digits of its tail [k, n], kind and weight."""

    index: Integers
    tails: Integers
    kinds: Integers
    weights: Floats


def guess_codes(squeezed: str, setting: Setting) -> Guesses:
    """Guess what was meant by a squeezed text a character longer or shorter at most.

    >>> from diaban.engines.vpostcode.area_set import Areas
    >>> from diaban.engines.vpostcode.areas import Box, PostalArea
    >>> areas = Areas([PostalArea("11024", Box(21.0, 105.8, 21.1, 105.9), (21.03, 105.85))])
    >>> guess_codes("11O242VH3CM3", Setting(areas)).index.tolist()
    [0]
    """
    makers = {0: _same_length, -1: _one_missing, 1: _one_extra}
    make = makers.get(len(squeezed) - setting.scheme.code_length)
    return _join(make(squeezed, setting) if make else [], setting.scheme)


def guess_tails_anywhere(tail: str, setting: Setting) -> Guesses:
    """Repairs of a bare tail with a character that no tail has, in every area.

    A bare tail without one is taken as typed: with no postal code nothing speaks against it.
    """
    if -1 not in digits_of_tail(tail, setting.scheme):
        return _join([], setting.scheme)
    repairs = guess_tails(tail, setting.scheme)
    places = setting.in_force().tolist()
    parts = [_cross(PostalGuess(place, 0, 1.0), repairs) for place in places]
    return _join(parts, setting.scheme)


def _same_length(typed: str, setting: Setting) -> list[Guesses]:
    scheme = setting.scheme
    postal_code, tail = scheme.split(typed)
    as_is = _typed_tail(tail, scheme)
    index = setting.find(postal_code)
    others = guess_postal_codes(postal_code, setting)
    parts = [_cross(guess, as_is) for guess in others]
    if index is not None:
        here = PostalGuess(index, 0, 1.0)
        parts += [_cross(here, as_is, AS_TYPED), _cross(here, guess_tails(tail, scheme))]
    elif not len(as_is.tails):
        repairs = guess_tails(tail, scheme)
        parts += [_cross(guess, repairs) for guess in others]
    across = postal_code[:-1] + tail[0] + postal_code[-1] + tail[1:]
    if across != typed:
        parts += _exact(across, setting, ("adjacent_swap", SWAP))
    return parts


def _one_missing(typed: str, setting: Setting) -> list[Guesses]:
    scheme = setting.scheme
    digits = scheme.postal_length - 1
    as_is = _typed_tail(typed[digits:], scheme)
    parts = [_cross(guess, as_is) for guess in insert_in_postal_code(typed[:digits], setting)]
    postal_code, tail = scheme.split(typed)
    index = setting.find(postal_code)
    if index is not None:
        parts.append(_cross(PostalGuess(index, 0, 1.0), insert_in_tail(tail, scheme)))
    return parts


def _one_extra(typed: str, setting: Setting) -> list[Guesses]:
    parts: dict[str, list[Guesses]] = {}
    for place in range(len(typed)):
        shorter = typed[:place] + typed[place + 1 :]
        weight = EXTRA * (TWICE if shorter in parts else 1.0)
        parts[shorter] = _exact(shorter, setting, ("extra_character", weight))
    return [part for found in parts.values() for part in found]


def _exact(code: str, setting: Setting, mistake: tuple[str, float]) -> list[Guesses]:
    kind, weight = mistake
    postal_code, tail = setting.scheme.split(code)
    index = setting.find(postal_code)
    if index is None:
        return []
    guess = PostalGuess(index, KINDS.index(kind), weight)
    return [_cross(guess, _typed_tail(tail, setting.scheme))]


def _typed_tail(tail: str, scheme: Scheme) -> TailGuesses:
    """Take the tail itself as the only guess, or none if it has a character that no tail has."""
    digits = [digits_of_tail(tail, scheme)]
    if -1 in digits[0]:
        digits = []
    tails = np.array(digits, dtype=np.int64).reshape(-1, scheme.tail_length)
    return TailGuesses(tails, np.zeros(len(digits), np.int64), np.ones(len(digits)))


def _cross(guess: PostalGuess, tails: TailGuesses, share: float = 1.0) -> Guesses:
    """One postal code with many tails; the mistake in the postal code names the kind."""
    kinds = np.full(len(tails.kinds), guess.kind) if guess.kind else tails.kinds
    index = np.full(len(tails.kinds), guess.index)
    return Guesses(index, tails.tails, kinds, tails.weights * guess.weight * share)


def _join(parts: list[Guesses], scheme: Scheme) -> Guesses:
    width = scheme.tail_length
    nothing = np.empty(0, np.int64)
    parts = [Guesses(nothing, np.empty((0, width), np.int64), nothing, np.empty(0)), *parts]
    return Guesses(
        np.concatenate([part.index for part in parts]),
        np.concatenate([part.tails for part in parts]),
        np.concatenate([part.kinds for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )
