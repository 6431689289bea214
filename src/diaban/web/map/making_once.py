"""What takes long to make and is kept: of many who ask at the same time, one makes it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, update_wrapper
from threading import RLock
from typing import Generic, TypeVar

Made = TypeVar("Made")


class made_once(Generic[Made]):  # noqa: N801 - a decorator
    """Keep what a function makes, as `lru_cache` does, and let others wait while it is made.

    A map asks for its first tiles all at once, and `lru_cache` would make for each of them what
    they share.
    """

    def __init__(self, make: Callable[..., Made]) -> None:
        self._kept = lru_cache(maxsize=16)(make)
        self._turn = RLock()
        self.cache_clear = self._kept.cache_clear
        update_wrapper(self, make)

    def __call__(self, *asked: Hashable) -> Made:
        with self._turn:
            return self._kept(*asked)
