"""Small work beside the worker's bulk work: counters carried, changes numbered and sent on.

A thread of its own, so that an import of an hour holds none of it up. What fails is tried again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections, connection

from diaban.spine.feed.sealing import seal_changes
from diaban.spine.parties.api_quotas import carry_usage

logger = logging.getLogger(__name__)
_LOOK_AGAIN = 0.5


@dataclass
class _Duty:
    """Something to do again and again; ``do`` says whether it has more to do at once."""

    do: Callable[[], object]
    every_seconds: float
    due_at: float = 0.0


def duties() -> list[_Duty]:
    return [_Duty(carry_usage, 5.0), _Duty(seal_changes, _LOOK_AGAIN)]


def keep_house_once() -> None:
    """Do everything until nothing is left to do at once, in this thread."""
    for duty in duties():
        while duty.do():
            pass


def start_keeping_house() -> None:
    """Do it from now on in a thread, as long as this process lives."""
    threading.Thread(target=_keep_house, daemon=True).start()


def _keep_house() -> None:
    waiting = duties()
    while True:
        for duty in waiting:
            if time.monotonic() >= duty.due_at and not _try(duty):
                duty.due_at = time.monotonic() + duty.every_seconds
        time.sleep(_LOOK_AGAIN)


def _try(duty: _Duty) -> bool:
    """Do it once; say whether it has more to do at once."""
    try:
        return bool(duty.do())
    except Exception:
        # a busy database, above all: the next time does the same again
        logger.exception("%s broke off", duty.do.__name__)
        connection.close()
        return False
    finally:
        close_old_connections()
