"""What was most likely meant by a typed code that is wrong.

A noisy channel: the weight of the mistake, times the chance that the guessed cell touches the
guessed area, times how much likelier a cell is that an address has. Scores are shares of all
guesses, the text as typed included, so they read as probabilities under stated assumptions.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from diaban.engines.vpostcode.area_set import Areas, Setting
from diaban.engines.vpostcode.errors import CodeError
from diaban.engines.vpostcode.guesses import guess_codes, guess_tails_anywhere
from diaban.engines.vpostcode.keys import keys_at, tail_of_order_key
from diaban.engines.vpostcode.registry import InUse, are_registered
from diaban.engines.vpostcode.rows import Floats, Integers
from diaban.engines.vpostcode.scheme import VPOSTCODE_2020, Scheme
from diaban.engines.vpostcode.tail_guesses import (
    ANOTHER_PLACE,
    KINDS,
    ONE_CHARACTER,
    place_guesses,
)
from diaban.engines.vpostcode.typed import LONGEST_TEXT, ParsedCode, parse, squeeze
from diaban.engines.vpostcode.verdict import check, places_of

NOT_REGISTERED = 1e-4
"""How much less likely a cell is that no address has: some 2 million of 370 million cells are
in use in a city like Hanoi, and one code in fifty may be missing from the registry.

>>> NOT_REGISTERED < 1
True
"""
SAME_DISTRICT = 4.0  # a wrong postal code is this much likelier one of the same old district


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code that may have been meant: `kind` is the mistake, `score` its share from 0 to 1.

    >>> Suggestion("110242VH3CM3", "look_alike", 0.9).kind in KINDS
    True
    """

    code: str
    kind: str
    score: float
    registered: bool | None = None


@dataclass(frozen=True, slots=True)
class _Hypotheses:
    """k codes in place: area, order key, kind and weight of each."""

    index: Integers
    keys: Integers
    kinds: Integers
    weights: Floats


def correct(
    text: str,
    areas: Areas,
    registry: InUse | None = None,
    *,
    limit: int = 5,
    as_of: date | None = None,
    scheme: Scheme = VPOSTCODE_2020,
) -> list[Suggestion]:
    """Suggest the codes that a typed text most likely meant, best first. Never raises.

    Nothing is suggested for a code that is valid and, where a registry is given, in use.
    A bare tail or a full Open Location Code is completed with the postal code of its place.

    >>> from diaban.engines.vpostcode.areas import Box, PostalArea
    >>> box = Box(21.02, 105.84, 21.04, 105.86)
    >>> areas = Areas([PostalArea("11024", box, (21.03, 105.85), contains=box.holds)])
    >>> [best.code for best in correct("1l024 2VH3 CM3", areas)]
    ['110242VH3CM3']
    """
    verdict = check(text, areas, registry, as_of, scheme=scheme)
    if verdict.status == "valid" and verdict.reason is None and verdict.registered is not False:
        return []
    squeezed = squeeze(text[:LONGEST_TEXT])
    setting = Setting(areas, as_of, scheme)
    parts = [_guessed(squeezed, setting), _elsewhere(squeezed, setting)]
    found = _Hypotheses(
        np.concatenate([part.index for part in parts]),
        np.concatenate([part.keys for part in parts]),
        np.concatenate([part.kinds for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )
    return _rank(found, setting, registry, limit)


def _guessed(squeezed: str, setting: Setting) -> _Hypotheses:
    """Guesses of mistyped characters that fall into their area."""
    areas, scheme = setting.areas, setting.scheme
    guesses = guess_codes(squeezed, setting)
    if len(squeezed) == scheme.tail_length:
        guesses = guess_tails_anywhere(squeezed, setting)
    rows, columns, real = place_guesses(guesses.tails, scheme)
    rows, columns = areas.recover(guesses.index, rows, columns, scheme=scheme)
    chances = areas.chances(guesses.index, rows, columns, scheme=scheme)
    held = real & (chances > 0)
    return _Hypotheses(
        guesses.index[held],
        keys_at(rows[held], columns[held]),
        guesses.kinds[held],
        guesses.weights[held] * chances[held],
    )


def _elsewhere(squeezed: str, setting: Setting) -> _Hypotheses:
    """Set the tail as typed under the postal codes of the areas that hold it."""
    areas, scheme = setting.areas, setting.scheme
    parsed = _tail_alone(squeezed, scheme)
    if parsed is None:
        nothing = np.empty(0, np.int64)
        return _Hypotheses(nothing, nothing, nothing, np.empty(0))
    index, rows, columns, chances = places_of(parsed, setting)
    whole = len(squeezed) == scheme.code_length
    typed = squeezed[: scheme.postal_length] if whole else ""
    close = [bool(typed) and areas.areas[n].postal_code.startswith(typed[:3]) for n in index]
    # A letter among its digits makes a postal code a slip of the finger, not another place's.
    likely = ANOTHER_PLACE * (ONE_CHARACTER / 10) ** sum(not char.isdigit() for char in typed)
    kind = "postal_code_of_another_place" if typed else "postal_code_missing"
    return _Hypotheses(
        index,
        keys_at(rows, columns),
        np.full(index.size, KINDS.index(kind)),
        chances * likely * np.where(close, SAME_DISTRICT, 1.0),
    )


def _tail_alone(squeezed: str, scheme: Scheme) -> ParsedCode | None:
    """Read what stands after the postal code, whatever the postal code looks like."""
    if len(squeezed) == scheme.code_length:
        _, squeezed = scheme.split(squeezed)
    try:
        return parse(squeezed, scheme=scheme)
    except CodeError:
        return None


def _rank(
    found: _Hypotheses, setting: Setting, registry: InUse | None, limit: int
) -> list[Suggestion]:
    """Merge guesses of one code and order them by their share of the whole weight."""
    weights = found.weights
    registered = None
    if registry is not None:
        registered = are_registered(registry, found.keys, setting.scheme)
        weights = weights * np.where(registered, 1.0, NOT_REGISTERED)
    total = float(weights.sum())
    shares: dict[tuple[int, int], float] = {}
    likeliest: dict[tuple[int, int], int] = {}
    typed: set[tuple[int, int]] = set()
    for place in np.argsort(-weights, kind="stable").tolist():
        at = int(found.index[place]), int(found.keys[place])
        if found.kinds[place] == 0:
            typed.add(at)
        likeliest.setdefault(at, place)
        shares[at] = shares.get(at, 0.0) + float(weights[place]) / total
    others = [at for at in shares if at not in typed]
    best = sorted(others, key=lambda at: -shares[at])
    return [
        Suggestion(
            _write(at, setting),
            KINDS[found.kinds[likeliest[at]]],
            shares[at],
            None if registered is None else bool(registered[likeliest[at]]),
        )
        for at in best[:limit]
    ]


def _write(at: tuple[int, int], setting: Setting) -> str:
    """Full code of an area and an order key."""
    index, key = at
    tail = tail_of_order_key(key, scheme=setting.scheme)
    return setting.areas.areas[index].postal_code + tail
