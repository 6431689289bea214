"""Names beside one another: each moved as little as lets all be read, and never to a neighbour."""

import numpy as np

from diaban.engines.tiles.array_types import BoolArray, FloatArray

__all__ = ["spread_labels"]

# how far a label may move, in parts of its height and of its width, and in which directions
_RINGS, _RING, _DIRECTIONS = 24, 0.125, 32


def spread_labels(spots: FloatArray, sizes: FloatArray) -> FloatArray:
    """Return where the middles of n labels go so that they do not cover one another.

    ``spots``: shape (n, 2), what each label names; ``sizes``: shape (n, 2), width and height, in
    the same unit. The first labels choose first. A label stays nearer to its own spot than to any
    other; one that finds no free place so stays on its spot, whoever draws it may leave it out.

    >>> spread_labels(np.array([[0.0, 0.0], [4.0, 0.0]]), np.full((2, 2), (10.0, 2.0))).tolist()
    [[0.0, 0.0], [4.0, 2.0]]
    """
    placed = np.array(spots, dtype=np.float64)
    taken: BoolArray = np.zeros(len(spots), dtype=np.bool_)
    for at, (spot, size) in enumerate(zip(spots, sizes, strict=True)):
        tried = spot + _moves(size)
        own = np.hypot(*(tried - spot).T)
        others = np.delete(spots, at, axis=0)
        away = np.hypot(*(tried[:, None] - others[None]).T).T
        gap = np.abs(tried[:, None] - placed[taken][None])
        covers = (gap < (size + sizes[taken])[None] / 2).all(axis=2).any(axis=1)
        free = np.flatnonzero(~covers & (own <= away.min(axis=1, initial=np.inf)))
        if len(free):
            placed[at] = tried[free[np.argmin(own[free])]]
            taken[at] = True
    return placed


def _moves(size: FloatArray) -> FloatArray:
    """Return the moves to try: none, then rings whose height and width are the label's."""
    turns = np.arange(_DIRECTIONS) * 2 * np.pi / _DIRECTIONS
    # downward first, where the eye looks for what does not fit above
    ring = np.column_stack((np.sin(turns), np.cos(turns))).round(9) * size
    far = np.arange(1, _RINGS + 1) * _RING
    return np.concatenate((np.zeros((1, 2)), (far[:, None, None] * ring).reshape(-1, 2)))
