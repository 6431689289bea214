"""What the worker does once a day beside what the pages order."""

from __future__ import annotations

import logging
import time

from diaban.exchange.cleaning.ordered import sweep_lists
from diaban.exchange.open_data.daily import publish_daily
from diaban.spine.parties.models import local_operator
from diaban.spine.places.units import today
from diaban.spine.privacy.duties import do_once_a_day
from diaban.spine.privacy.public_coverage import publish_coverage
from diaban.spine.privacy.retention import apply, days_said
from diaban.spine.sectors import declared
from diaban.web.pages.import_uploads import sweep

logger = logging.getLogger(__name__)
# a duty that failed is not tried again in the same breath, and stops nothing else
_AGAIN_AFTER_SECONDS = 600.0
_failed: dict[str, float] = {}


def do_daily() -> bool:
    """Do what is due today and not done yet; say whether anything was done."""
    day = today()
    duties = {"public_coverage": lambda: publish_coverage(day), "retention": keep_no_longer}
    duties |= {duty.name: duty.work for _sector, duty in declared("duties", "DAILY")}
    done = {name for name, work in duties.items() if _may_try(name) and _try(name, day, work)}
    # not within a transaction: it takes minutes, and others write meanwhile
    return publish_daily(day) or bool(done)


def keep_no_longer() -> None:
    apply(local_operator(), days_said())
    sweep()
    sweep_lists()


def _may_try(name: str) -> bool:
    return time.monotonic() - _failed.get(name, -_AGAIN_AFTER_SECONDS) >= _AGAIN_AFTER_SECONDS


def _try(name, day, work) -> bool:
    try:
        return do_once_a_day(name, day, work)
    except Exception:
        logger.exception("daily duty %s", name)
        _failed[name] = time.monotonic()
        return False
