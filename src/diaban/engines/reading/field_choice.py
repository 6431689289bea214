"""Choosing the field of each duty of a text, from its own words and from what stands around it.

A log-linear model of few features: each context of a duty gives a field the share it has of what
the context tells, times the context's weight. The weights are data (`lexicon/field_weights.txt`),
fitted by `scripts/fit_reading_fields.py` on annotated texts; the words that tell a field are the
lexicon's and stay as they were written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from diaban.engines.reading.fields import FIELDS, GENERAL, LEAST, strongest
from diaban.engines.reading.lexicon import named_weights

__all__ = ["FEATURES", "Evidence", "Surroundings", "choose_fields", "features", "surroundings_of"]

Told = Mapping[str, float]
Floats = npt.NDArray[np.float64]

_CONTEXTS = (
    "before", "paragraph", "heading", "subject", "lead", "text", "section", "item", "neighbours",
)  # fmt: skip
_SAME = ("same", "same where silent", "same sentence", "same clause", "same clause where silent")
_OF_GENERAL = (
    "general", "general where silent", "general where arranged",
    "general where arranged and silent", "general told", "general told plainly",
    "general without heading",
)  # fmt: skip
FEATURES = (
    "own strength", "own plainly", "own share",
    *(f"{name}{silent}" for name in _CONTEXTS for silent in ("", " where silent")),
    *_SAME, *_OF_GENERAL, "own where arranged",
)  # fmt: skip
_CAP = 8.0  # more than this is no surer
_UNIT = 4.0
_FAINT = 0.3  # of what a context only hints
_NEAR = ((1, 1.0), (2, 0.5))  # the duties before and behind, and how much they tell


@dataclass(frozen=True)
class Evidence:
    """What a duty's words and the places around it tell of the fields.

    ``own`` to ``lead`` are weights by field: of the duty's words, of those before it and of all in
    its paragraph, of its heading, of the text's subject, of who leads.
    """

    own: Told
    before: Told
    paragraph: Told
    heading: Told
    subject: Told
    lead: Told
    paragraph_at: int = 0  # two of one paragraph have the same
    section: int = 0  # two under one heading have the same
    follows: bool = False  # stands in one sentence with the duty before
    joined: bool = False  # only a comma parts it from the duty before
    arranges: bool = False  # where it is said who carries the document out

    @property
    def is_silent(self) -> bool:
        """Whether its own words tell no field but `general`."""
        return max((w for name, w in self.own.items() if name != GENERAL), default=0.0) < LEAST


@dataclass(frozen=True)
class Surroundings:
    """Sums of what the other duties of a text tell, as shares: see `Evidence`."""

    text: Told
    section: Told
    item: Told
    neighbours: Told

    def of(self, evidence: Evidence, context: str) -> Told:
        """Return what a context tells, by its name."""
        told: Told = getattr(self if hasattr(self, context) else evidence, context)
        return told


def choose_fields(evidence: Sequence[Evidence]) -> list[str]:
    """Return the field of each duty of a text, the duties in their order.

    >>> post = Evidence({"post": 5.0}, {}, {"post": 5.0}, {}, {}, {})
    >>> silent = Evidence({}, {"post": 5.0}, {"post": 5.0}, {}, {}, {}, follows=True, joined=True)
    >>> choose_fields([post, silent])
    ['post', 'post']
    """
    weights = np.array([named_weights("field_weights")[name] for name in FEATURES])
    chosen: list[str] = []
    before: Evidence | None = None
    for one, around in zip(evidence, surroundings_of(evidence), strict=True):
        near = before is not None and before.paragraph_at == one.paragraph_at
        scores = features(one, around, chosen[-1] if near else None) @ weights
        chosen.append(FIELDS[int(scores.argmax())])
        before = one
    return chosen


def surroundings_of(evidence: Sequence[Evidence]) -> list[Surroundings]:
    """Return for each duty of a text what the others tell."""
    told = [_shares(one.own) for one in evidence]
    text = _sum((share, 1.0) for share in told)
    by_section: dict[int, dict[str, float]] = {}
    for one, share in zip(evidence, told, strict=True):
        _add(by_section.setdefault(one.section, {}), share, 2.0)
    found = []
    for _, held in groupby(range(len(evidence)), lambda n: evidence[n].paragraph_at):
        numbers = list(held)
        item = _sum((told[n], 2.0) for n in numbers)
        for n in numbers:
            near = [
                (told[at], 2.0 * part)
                for far, part in _NEAR
                for at in (n - far, n + far)
                if 0 <= at < len(told)
            ]
            section = _less(by_section[evidence[n].section], told[n])
            found.append(Surroundings(text, section, _less(item, told[n]), _sum(near)))
    return found


def features(one: Evidence, around: Surroundings, previous: str | None) -> Floats:
    """Return the features of a duty: a row for each of `FIELDS`, a column for each of `FEATURES`.

    ``previous`` is the field of the duty before in the same paragraph.
    """
    silent = float(one.is_silent)
    whole = sum(one.own.values()) or 1.0
    contexts = [_parts(around.of(one, name)) for name in _CONTEXTS]
    general = one.own.get(GENERAL, 0.0)
    of_general = (
        1.0, silent, one.arranges, one.arranges * silent,
        general / _UNIT, general >= LEAST, not one.heading,
    )  # fmt: skip
    rows = []
    for name in FIELDS:
        weight = one.own.get(name, 0.0)
        row = [min(weight, _CAP) / _UNIT, weight >= LEAST, weight / whole]
        for parts in contexts:
            part = parts.get(name, 0.0)
            row += [part, part * silent]
        same = float(previous == name)
        row += [same, same * silent, same * one.follows, same * one.joined]
        row.append(same * one.joined * silent)
        is_general = name == GENERAL
        row += of_general if is_general else (0.0,) * len(of_general)
        row.append(0.0 if is_general else one.arranges * weight / _UNIT)
        rows.append(row)
    return np.array(rows, dtype=np.float64)


def _parts(told: Told) -> dict[str, float]:
    """Return the share of each field in what a context tells; less where it only hints."""
    whole = sum(told.values())
    sure = 1.0 if max(told.values(), default=0.0) >= LEAST else _FAINT
    return {name: weight / whole * sure for name, weight in told.items()} if whole else {}


def _shares(told: Told) -> dict[str, float]:
    if strongest(dict(told)) is None:
        return {}
    whole = sum(told.values())
    return {name: weight / whole for name, weight in told.items()}


def _sum(parts: Iterable[tuple[Told, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for told, part in parts:
        _add(found, told, part)
    return found


def _add(found: dict[str, float], told: Told, part: float) -> None:
    for name, weight in told.items():
        found[name] = found.get(name, 0.0) + weight * part


def _less(whole: Told, own: Told) -> dict[str, float]:
    """Return twice-counted shares without a duty's own."""
    return {name: max(0.0, weight - 2.0 * own.get(name, 0.0)) for name, weight in whole.items()}
