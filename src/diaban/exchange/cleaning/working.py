"""Batches cleaned in this process or in several, in order and with few of them in memory."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date
from itertools import chain
from multiprocessing.connection import wait

import polars as pl

from diaban.exchange.cleaning.columns import clean_texts
from diaban.exchange.importing.tables import Batch

_AHEAD = 2
_MOST_PROCESSES = 16

Texts = tuple[Batch, pl.Series]
Done = tuple[Batch, pl.DataFrame]


def count_processes(wanted: int | None) -> int:
    """Return how many processes work: as many as there are cores for this one, if not said."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(wanted or cores or 1, _MOST_PROCESSES)


def clean_batches(batches: Iterator[Texts], as_of: date, processes: int) -> Iterator[Done]:
    """Yield each batch with its answers, in order; a short list is not worth a second process."""
    first = next(batches, None)
    second = next(batches, None)
    if first is None:
        return
    waiting = chain([first], [] if second is None else [second], batches)
    if second is None or processes < 2:
        for batch, texts in waiting:
            yield batch, clean_texts(texts, as_of)
        return
    # a process that was forked would share the threads of Polars
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_end_with_parent) as pool:
        ahead: deque[tuple[Batch, Future[pl.DataFrame]]] = deque()
        try:
            for batch, texts in waiting:
                ahead.append((batch, pool.submit(clean_texts, texts, as_of)))
                if len(ahead) >= processes + _AHEAD:
                    yield _next(ahead)
            while ahead:
                yield _next(ahead)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _next(ahead: deque[tuple[Batch, Future[pl.DataFrame]]]) -> Done:
    batch, future = ahead.popleft()
    return batch, future.result()


def _end_with_parent() -> None:
    """End this process with the one that started it, however that ends."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
