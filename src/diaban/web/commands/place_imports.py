"""Boundaries and postal codes from the command line."""

from __future__ import annotations

import argparse
import json
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from diaban.exchange.importing.postal_codes import PostalRequest, import_postal_codes
from diaban.exchange.importing.problems import InputError
from diaban.spine.addresses.coding import mark_all_due
from diaban.spine.parties.models import local_operator
from diaban.spine.places.units import LAST_THREE_TIER_DAY, TWO_TIER_FROM
from diaban.web.commands import import_kinds, importing
from diaban.web.commands.faults import FaultError


def import_boundaries(options: argparse.Namespace) -> int:
    options.file, options.kind = Path(options.file), "boundaries"
    options.held_on = options.valid_from
    outcome = import_kinds.import_file(options)
    return _answer(outcome, options.json)


def import_codes(options: argparse.Namespace) -> int:
    """Import the codes of a decision onto the units that it named, those of then or of now."""
    before = options.valid_from < TWO_TIER_FROM
    request = PostalRequest(
        path=Path(options.file),
        actor=local_operator(),
        decision=options.decision,
        valid_from=options.valid_from,
        units_on=LAST_THREE_TIER_DAY if before else options.valid_from,
        valid_to=options.valid_to or (LAST_THREE_TIER_DAY + timedelta(days=1) if before else None),
    )
    try:
        with transaction.atomic():
            report = import_postal_codes(request)
            if report.counts["created"]:
                mark_all_due()
    except InputError as error:
        raise FaultError(error.problem.say("vi"), error.problem.say("en")) from None
    options.dry_run = False
    outcome = {
        "file": str(options.file),
        "dry_run": False,
        "counts": dict(report.counts),
        "rejected": report.counts["rejected"],
        "problems": [(p.say("vi"), p.say("en")) for p in report.problems[:20]],
    }
    return _answer(outcome, options.json)


def _answer(outcome: dict[str, object], as_json: bool) -> int:
    if as_json:
        print(json.dumps(outcome, ensure_ascii=False, default=str))
    else:
        importing.tell(outcome)
    return 1 if outcome["rejected"] else 0
