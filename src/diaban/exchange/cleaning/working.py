"""Batches cleaned in this process or in several, in order and with few of them in memory."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import chain
from multiprocessing.connection import wait

import polars as pl

from diaban.exchange.cleaning.columns import clean_texts
from diaban.exchange.cleaning.telling import Ask, ReadAddresses
from diaban.exchange.importing.tables import Batch

_AHEAD = 2
_MOST_PROCESSES = 16

Texts = tuple[Batch, pl.Series]
Done = tuple[Batch, pl.DataFrame]


def count_processes(wanted: int | None) -> int:
    """Return how many processes work: as many as there are cores for this one, if not said."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(wanted or cores or 1, _MOST_PROCESSES)


@dataclass(frozen=True)
class Job:
    """How a batch is worked on; ``actor``: the number of who may see the registry, if it is asked.

    ``with_evidence``: what the database knows of streets decides what the text leaves open. A
    process of its own must for either set Django up by the settings that its environment names.
    """

    as_of: date
    actor: int | None = None
    with_evidence: bool = False

    def do(self, texts: pl.Series) -> pl.DataFrame:
        if self.actor is None:
            return clean_texts(texts, self.as_of, self._ask())
        from diaban.exchange.cleaning.matching import match_rows  # noqa: PLC0415 - after set-up
        from diaban.spine.parties.models import User  # noqa: PLC0415

        read = ReadAddresses()
        cleaned = clean_texts(texts, self.as_of, self._ask(), read)
        actor = User.objects.get(pk=self.actor)
        return match_rows(cleaned, texts, actor, self.as_of, read)

    def _ask(self) -> Ask | None:
        if not self.with_evidence:
            return None
        from diaban.spine.addresses.commune_evidence import (  # noqa: PLC0415 - after set-up
            CommuneEvidence,
        )

        return CommuneEvidence(self.as_of).of


def clean_batches(batches: Iterator[Texts], job: Job, processes: int) -> Iterator[Done]:
    """Yield each batch with its answers, in order; a short list is not worth a second process."""
    first = next(batches, None)
    second = next(batches, None)
    if first is None:
        return
    waiting = chain([first], [] if second is None else [second], batches)
    if second is None or processes < 2:
        for batch, texts in waiting:
            yield batch, job.do(texts)
        return
    # a process that was forked would share the threads of Polars
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(job,)) as pool:
        ahead: deque[tuple[Batch, Future[pl.DataFrame]]] = deque()
        try:
            for batch, texts in waiting:
                ahead.append((batch, pool.submit(job.do, texts)))
                if len(ahead) >= processes + _AHEAD:
                    yield _next(ahead)
            while ahead:
                yield _next(ahead)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _next(ahead: deque[tuple[Batch, Future[pl.DataFrame]]]) -> Done:
    batch, future = ahead.popleft()
    return batch, future.result()


def _begin(job: Job) -> None:
    _end_with_parent()
    if job.actor is not None or job.with_evidence:
        import django  # noqa: PLC0415 - a list that needs no database needs no Django

        django.setup()


def _end_with_parent() -> None:
    """End this process with the one that started it, however that ends."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
