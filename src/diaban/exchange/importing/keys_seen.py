"""Remembering millions of identifiers in little room, to find those that come twice."""

from __future__ import annotations

import numpy as np
import polars as pl


class KeysSeen:
    """64-bit digests of the keys met so far, in sorted blocks that double in size."""

    def __init__(self) -> None:
        self._blocks: list[tuple[np.ndarray, np.ndarray]] = []

    def first_rows(self, keys: pl.Series, rows: pl.Series) -> pl.Series:
        """Return, for each key, the row where it stood first, or null if it is met first here."""
        digests = keys.hash(seed=0).to_numpy()
        numbers = rows.to_numpy()
        first = np.full(len(digests), -1, dtype=np.int64)
        for block, at in self._blocks:
            spot = np.searchsorted(block, digests).clip(max=len(block) - 1)
            hit = (block[spot] == digests) & (first < 0)
            first[hit] = at[spot[hit]]
        order = np.argsort(digests, kind="stable")
        leads = np.concatenate([[True], np.diff(digests[order]) != 0]) if len(order) else order
        lead_rows = numbers[order][np.flatnonzero(leads)][np.cumsum(leads) - 1]
        inside = np.empty(len(digests), dtype=np.int64)
        inside[order] = lead_rows
        first = np.where((first < 0) & (inside != numbers), inside, first)
        fresh = np.flatnonzero(first < 0)
        self._remember(digests[fresh], numbers[fresh])
        return pl.Series("first", first).replace(-1, None)

    def hold(self, keys: pl.Series) -> pl.Series:
        """Return, for each key, whether it was met before; nothing is remembered."""
        digests = keys.hash(seed=0).to_numpy()
        held = np.zeros(len(digests), dtype=bool)
        for block, _ in self._blocks:
            spot = np.searchsorted(block, digests).clip(max=len(block) - 1)
            held |= block[spot] == digests
        return pl.Series("held", held)

    def _remember(self, digests: np.ndarray, rows: np.ndarray) -> None:
        if not len(digests):
            return
        while self._blocks and len(self._blocks[-1][0]) <= len(digests):
            more, more_rows = self._blocks.pop()
            digests = np.concatenate([more, digests])
            rows = np.concatenate([more_rows, rows])
        order = np.argsort(digests, kind="stable")
        self._blocks.append((digests[order], rows[order]))
