"""The Post's list as a kind of import: sent on the page, checked, taken, held by a worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import chain

from diaban.exchange.handover.reconciling import reconcile
from diaban.exchange.handover.taking import (
    HandoverIsRunningError,
    HandoverRequest,
    check_handover,
    take_handover,
)
from diaban.exchange.importing.mapping import recognise_columns
from diaban.exchange.importing.opening import Head
from diaban.exchange.importing.orders import Order, Outcome, count_reasons
from diaban.exchange.importing.problems import InputError
from diaban.spine.parties.models import User
from diaban.spine.runs.models import Run

NAME = "handover"


def suits_handover(head: Head) -> float:
    """Say from 0 to 1 how well a file fits: one whose only key is the digital address."""
    if not head.is_table or head.geometry_kinds:
        return 0.0
    columns = set(recognise_columns(head.columns, head.rows).columns)
    return 0.8 if "digital_address" in columns and "source_key" not in columns else 0.0


def plan_handover(order: Order, actor: User) -> Outcome:
    """Check a list without keeping anything of it."""
    counts: Counter[str] = Counter()
    reasons = []
    for read, accepted, problems in check_handover(_request(order, actor)):
        counts.update(read=read, accepted=accepted, rejected=read - accepted)
        reasons.append(problems)
    return Outcome(dict(counts), count_reasons(chain.from_iterable(reasons)))


def run_handover(order: Order, actor: User, progress: Callable[[Run], None]) -> Run:
    """Take a list and hold it against the registry. Raises InputError."""
    try:
        handover = take_handover(_request(order, actor), progress, finish=False)
    except HandoverIsRunningError as held:
        raise InputError("run_held", run=held.run) from None
    run = handover.run
    reconcile(handover, actor, lambda _count: progress(run))
    return run


def _request(order: Order, actor: User) -> HandoverRequest:
    return HandoverRequest(
        path=order.path,
        source=order.source,
        actor=actor,
        held_on=order.on,
        mapping=order.columns,
        synthetic=order.synthetic,
        options=order.options,
    )
