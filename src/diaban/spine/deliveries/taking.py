"""Taking in what couriers report: each reference once, only of doors in their territory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from django.db import transaction
from django.utils import timezone

from diaban.spine.addresses import identifiers
from diaban.spine.addresses.public_doors import Territory, read_door
from diaban.spine.deliveries.models import Delivery, Outcome
from diaban.spine.parties.api_keys import ApiKey
from diaban.spine.runs.models import look_alone

MOST_DELIVERIES = 1_000
EARLIEST = timedelta(days=366)
# a courier's clock may go before ours
_AHEAD = timedelta(minutes=10)


@dataclass(frozen=True)
class Report:
    """One delivery as it was sent; the position is where somebody went in."""

    reference: str
    identifier: str
    outcome: str
    happened_at: datetime | None = None
    lat: float | None = None
    lng: float | None = None


@dataclass(frozen=True)
class Taken:
    """What became of a report: taken, again (it was here before) or refused, and why.

    Reasons: not_registered, time, reference_taken.
    """

    reference: str
    result: str
    reason: str = ""


@transaction.atomic
def take_deliveries(key: ApiKey, reports: Sequence[Report], territory: Territory) -> list[Taken]:
    """Take reports in, all in one transaction; a wrong one does not hold up the others."""
    # the same reference in two requests at the same moment
    look_alone(f"deliveries {key.client_id}")
    digests = [_digest(f"{key.client_id}\x1f{report.reference}") for report in reports]
    rows = Delivery.objects.filter(client=key.client_id, reference__in=digests)
    known = dict(rows.values_list("reference", "content"))
    now = timezone.now()
    taken, fresh = [], []
    for report, digest in zip(reports, digests, strict=True):
        content = _digest(_written(report))
        if digest in known:
            is_same = known[digest] == content
            told = ("again", "") if is_same else ("refused", "reference_taken")
            taken.append(Taken(report.reference, *told))
            continue
        try:
            delivery = _read(report, key, territory, now)
        except _RefusedError as refusal:
            taken.append(Taken(report.reference, "refused", str(refusal)))
            continue
        delivery.reference, delivery.content = digest, content
        known[digest] = content
        fresh.append(delivery)
        taken.append(Taken(report.reference, "taken"))
    Delivery.objects.bulk_create(fresh)
    return taken


class _RefusedError(ValueError):
    """The report cannot be taken; its text is the reason."""


def _read(report: Report, key: ApiKey, territory: Territory, now: datetime) -> Delivery:
    happened_at = report.happened_at or now
    if timezone.is_naive(happened_at):
        happened_at = timezone.make_aware(happened_at)
    if not now - EARLIEST <= happened_at <= now + _AHEAD:
        raise _RefusedError("time")
    try:
        door = read_door(identifiers.read(report.identifier), territory)
    except identifiers.IdentifierError:
        door = None
    if door is None:
        raise _RefusedError("not_registered")
    has_point = report.lat is not None and report.lng is not None
    return Delivery(
        client_id=key.client_id,
        key=key if key.pk else None,
        address_id=door.number,
        outcome=Outcome[report.outcome.upper()],
        happened_at=happened_at,
        received_at=now,
        lat_e7=round(report.lat * 1e7) if has_point else None,
        lng_e7=round(report.lng * 1e7) if has_point else None,
        synthetic=door.synthetic,
    )


def _written(report: Report) -> str:
    moment = report.happened_at.isoformat() if report.happened_at else None
    told = (report.identifier, report.outcome, moment, report.lat, report.lng)
    return json.dumps(told)


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
