"""Which words begin a duty and which go on with one: a chain of tags, the likeliest told by sums.

A linear-chain conditional random field (Lafferty, McCallum, Pereira 2001): each word has one of
three tags; how likely a row of tags is follows from weights of the words' features and of each
step from tag to tag. The weights are data (`lexicon/word_weights.txt`), fitted by
`scripts/fit_reading_words.py` on annotated texts. What is outside of any duty weighs nothing: only
differences count.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from diaban.engines.reading.lexicon import word_weights

__all__ = ["BEGIN", "INSIDE", "OUTSIDE", "TAGS", "tag_chances", "tag_words"]

Floats = npt.NDArray[np.float64]

BEGIN, INSIDE, OUTSIDE = range(3)
TAGS = ("begin", "inside", "outside")
_NEVER = -1e9  # a duty goes on only behind its beginning


def tag_words(described: Sequence[Sequence[str]]) -> Floats:
    """Return how likely each word of a paragraph has each tag, a row for each word.

    >>> tag_words([["0 lập", "mark ^"], ["0 tổ"]]).sum(axis=1).round(6).tolist()
    [1.0, 1.0]
    """
    words, steps = word_weights()
    scores = np.zeros((len(described), len(TAGS)))
    for row, features in zip(scores, described, strict=True):
        begin = inside = 0.0
        for feature in features:
            told = words.get(feature)
            if told is not None:
                begin += told[0]
                inside += told[1]
        row[BEGIN], row[INSIDE] = begin, inside
    return tag_chances(scores, np.array(steps))


def tag_chances(scores: Floats, steps: Floats) -> Floats:
    """Return how likely each word has each tag, over all rows of tags (forward-backward).

    ``scores``: a row for each word, a column for each tag. ``steps``: a row for the beginning and
    for each tag before, a column for each tag behind.

    >>> steps = np.zeros((4, 3))
    >>> tag_chances(np.array([[0.0, 0.0, 0.0]]), steps).tolist()
    [[0.5, 0.0, 0.5]]
    """
    if not len(scores):
        return scores
    steps = allowed(steps)
    factors = np.exp(steps[1:])
    ahead = np.empty_like(scores)
    row = np.exp(steps[0])
    for place, score in enumerate(np.exp(scores - scores.max(axis=1, keepdims=True))):
        row = (row @ factors if place else row) * score
        row = row / row.sum()
        ahead[place] = row
    behind = np.ones_like(scores)
    for place in range(len(scores) - 2, -1, -1):
        following = np.exp(scores[place + 1] - scores[place + 1].max()) * behind[place + 1]
        row = factors @ following
        behind[place] = row / row.sum()
    chances = ahead * behind
    told: Floats = chances / chances.sum(axis=1, keepdims=True)
    return told


def allowed(steps: Floats) -> Floats:
    """Return steps without those that cannot be: going on with what has not begun."""
    steps = steps.copy()
    steps[0, INSIDE] = steps[1 + OUTSIDE, INSIDE] = _NEVER
    return steps
