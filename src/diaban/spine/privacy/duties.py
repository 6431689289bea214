"""What must be done once a day, by whichever worker comes first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction

from diaban.spine.privacy.models import Duty
from diaban.spine.runs.alone import look_alone


def do_once_a_day(name: str, today: date, work: Callable[[], object]) -> bool:
    """Do the work unless it was done today, in one transaction with the note that it was.

    Say whether it was done now. A clock that was set back does nothing twice.
    """
    if Duty.objects.filter(name=name, done_on__gte=today).exists():
        return False
    with transaction.atomic():
        look_alone(f"duty {name}")
        if Duty.objects.filter(name=name, done_on__gte=today).exists():
            return False
        work()
        Duty.objects.update_or_create(name=name, defaults={"done_on": today})
    return True
