"""Small work beside the worker's bulk work: counters, changes sent on, figures that follow.

Threads of their own, so that an import of an hour holds none of it up. What fails is tried again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections, connection

from diaban.exchange.webhooks.sending import send_due
from diaban.spine.feed.sealing import seal_changes
from diaban.spine.figures.computing import bring_up_to_date, lags
from diaban.spine.figures.declaring import tables
from diaban.spine.parties.api_quotas import carry_usage
from diaban.web.api.answering import current_codes
from diaban.web.api.changes import write_page

logger = logging.getLogger(__name__)
_LOOK_AGAIN = 0.5
_RESTS = 4.0
_MUCH = 1_000  # records
# what figures rest on beside the records, a survey or a day, is looked at less often
_LOOK_AT_ALL_SECONDS = 5.0
_figures_rest_until = 0.0
_figures_looked_at = -_LOOK_AT_ALL_SECONDS


@dataclass
class _Duty:
    """Something to do again and again; ``do`` says whether it has more to do at once."""

    do: Callable[[], object]
    every_seconds: float


def _tell_webhooks() -> bool:
    return send_due(lambda page: write_page(page, current_codes()))


def _follow_with_figures() -> bool:
    """Let figures follow statements; after much was counted rest four times as long as it took.

    So a bulk import, after each piece of which everything is counted anew, keeps its processor.
    """
    global _figures_rest_until, _figures_looked_at  # noqa: PLW0603 - one thread alone does it
    began = time.monotonic()
    if began < _figures_rest_until:
        return False
    is_due = began >= _figures_looked_at + _LOOK_AT_ALL_SECONDS
    if not is_due and not any(lags(table) for table in tables().values()):
        return False
    moved, _figures_looked_at = bring_up_to_date(), began
    if moved > _MUCH:
        ended = time.monotonic()
        _figures_rest_until = ended + _RESTS * (ended - began)
    return False


def duties() -> list[_Duty]:
    return [
        _Duty(carry_usage, 5.0),
        _Duty(seal_changes, _LOOK_AGAIN),
        _Duty(_tell_webhooks, _LOOK_AGAIN),
        _Duty(_follow_with_figures, _LOOK_AGAIN),
    ]


def keep_house_once() -> None:
    """Do everything until nothing is left to do at once, in this thread."""
    for duty in duties():
        while duty.do():
            pass


def start_keeping_house() -> None:
    """Do it from now on, each in a thread, as long as this process lives."""
    for duty in duties():
        threading.Thread(target=_do_again_and_again, args=(duty,), daemon=True).start()


def _do_again_and_again(duty: _Duty) -> None:
    while True:
        if not _try(duty):
            time.sleep(duty.every_seconds)


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
