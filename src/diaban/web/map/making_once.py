"""What takes long to make and is kept: of many who ask at the same time, one makes it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import update_wrapper
from threading import RLock
from typing import Generic, TypeVar

Made = TypeVar("Made")
_MOST = 16  # a map asks for two days and two zooms at a time


class made_once(Generic[Made]):  # noqa: N801 - a decorator
    """Keep what a function makes, as `lru_cache` does, and let others wait while it is made.

    A map asks for its first tiles all at once, and `lru_cache` would make for each of them what
    they share. Who asks for what is kept already waits for nobody.
    """

    def __init__(self, make: Callable[..., Made]) -> None:
        self._make = make
        self._kept: OrderedDict[tuple[Hashable, ...], Made] = OrderedDict()
        self._turns: dict[tuple[Hashable, ...], RLock] = {}
        self._look = RLock()
        self.cache_clear = self._forget  # as `lru_cache` calls it
        update_wrapper(self, make)

    def __call__(self, *asked: Hashable) -> Made:
        with self._look:
            if asked in self._kept:
                self._kept.move_to_end(asked)
                return self._kept[asked]
            turn = self._turns.setdefault(asked, RLock())
        with turn:
            with self._look:
                if asked in self._kept:
                    return self._kept[asked]
            try:
                made = self._make(*asked)
            finally:
                with self._look:
                    self._turns.pop(asked, None)
            with self._look:
                self._kept[asked] = made
                while len(self._kept) > _MOST:
                    self._kept.popitem(last=False)
            return made

    def _forget(self) -> None:
        with self._look:
            self._kept.clear()
