"""What the worker does once a day beside what the pages order."""

from __future__ import annotations

from diaban.spine.places.units import today
from diaban.spine.privacy.duties import do_once_a_day
from diaban.spine.privacy.public_coverage import publish_coverage


def do_daily() -> bool:
    """Do what is due today and not done yet; say whether anything was done."""
    day = today()
    duties = {"public_coverage": lambda: publish_coverage(day)}
    done = {name for name, work in duties.items() if do_once_a_day(name, day, work)}
    return bool(done)
