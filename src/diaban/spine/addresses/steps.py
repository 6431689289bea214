"""Steps in the life of addresses, each an observation; and statements that are only kept.

The life of an address moves forward. Going back is said by taking a step back: it then counts as
never said, and stands in the registry all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl
from django.utils import timezone

from diaban.spine.addresses import bulk, observing
from diaban.spine.addresses.models import Act, Life, Observation
from diaban.spine.runs.models import Generation


def take_steps(
    addresses: Iterable[int],
    life: Life,
    statement: observing.Statement,
    told: Mapping[str, object] | None = None,
) -> dict[int, int]:
    """Say that addresses have come to this step; call inside a transaction.

    ``told`` is what else the statement says. Return the number of each address's observation.
    """
    numbers = list(dict.fromkeys(addresses))
    facts = {"life": int(life), **(told or {})}
    return say(dict.fromkeys(numbers, facts), Act.LIFE, statement)


def say(
    facts: Mapping[int, Mapping[str, object]], act: Act, statement: observing.Statement
) -> dict[int, int]:
    """Say one thing of each address, and derive it anew; call inside a transaction.

    Return the number of each address's observation.
    """
    if not facts:
        return {}
    bulk.hold_registry()
    before = Observation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    rows = pl.DataFrame(
        {"address_id": list(facts), "facts": [_as_json(one) for one in facts.values()]}
    ).with_columns(held_on=pl.lit(timezone.localdate(statement.learned_at)))
    observing.insert_observations(rows, act, statement)
    if act != Act.PROPOSAL:
        observing.rebuild_states(list(facts))
        Generation.grow("addresses")
    fresh = Observation.objects.filter(pk__gt=before, act=act)
    return dict(fresh.values_list("address_id", "pk"))


def note_visits(
    visits: Iterable[tuple[int, date, Mapping[str, object]]], statement: observing.Statement
) -> None:
    """Write down what was met at doors: address, day and facts of each; no state follows from it.

    Call inside a transaction.
    """
    told = list(visits)
    if told:
        addresses, days, facts = zip(*told, strict=True)
        columns = {"address_id": addresses, "held_on": days, "facts": map(_as_json, facts)}
        rows = pl.DataFrame({name: list(values) for name, values in columns.items()})
        observing.insert_observations(rows, Act.VISIT, statement)


def take_back(steps: Mapping[int, int], reason: str, statement: observing.Statement) -> None:
    """Take back one observation of each address: address to observation, by their numbers."""
    facts = {address: {"withdraws": step, "reason": reason} for address, step in steps.items()}
    say(facts, Act.WITHDRAWAL, statement)


def standing_steps(addresses: Iterable[int], life: Life) -> dict[int, int]:
    """Return the newest step to ``life`` of each address that nobody has taken back."""
    numbers = list(addresses)
    rows = Observation.objects.filter(address__in=numbers, act__in=(Act.LIFE, Act.WITHDRAWAL))
    told = [
        (pk, address, json.loads(facts))
        for pk, address, facts in rows.order_by("pk").values_list("pk", "address_id", "facts")
    ]
    gone = {facts["withdraws"] for _, _, facts in told if "withdraws" in facts}
    return {
        address: pk for pk, address, facts in told if facts.get("life") == life and pk not in gone
    }


def _as_json(facts: Mapping[str, object]) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
