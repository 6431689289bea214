"""Joining two addresses that are one door, and parting them again: both are observations.

What was said of the merged address counts for the kept one from then on, and so does what its
source will say. Its identifier stays, and leads to the kept one.
"""

from __future__ import annotations

import json

import polars as pl
from django.db import transaction
from django.utils import timezone

from diaban.spine.addresses import bulk, joining, observing
from diaban.spine.addresses.models import (
    Act,
    Address,
    DuplicateProposal,
    LapsedCode,
    Life,
    Observation,
    Verdict,
)
from diaban.spine.parties.models import User
from diaban.spine.places.units import today
from diaban.spine.runs.models import Generation


class MergeError(ValueError):
    """The two cannot be joined or parted; ``reason`` says why.

    unknown, same, retired, building_and_unit or not_merged.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def merge(kept: int, merged: int, reason: str, actor: User) -> Address:
    """Join ``merged`` to ``kept`` (row numbers) and return the address that answers for both.

    Either may itself have been merged away: then the addresses that answer for them are joined.
    """
    bulk.hold_registry()
    keeper, goer = _answering(kept, actor), _answering(merged, actor)
    _require_joinable(keeper, goer)
    statement = observing.Statement("merge", actor)
    lapses = {"lapsed": goer.vpostcode} if goer.vpostcode else {}
    _say(goer, Act.MERGE, {"merged_into": keeper.pk, "reason": reason, **lapses}, statement)
    _say(keeper, Act.MERGE, {"merges": goer.pk, "reason": reason}, statement)
    if goer.vpostcode:
        code = {"code": goer.vpostcode, "address": goer, "valid_to": today()}
        LapsedCode.objects.get_or_create(**code)
    _rebuild_with_units([goer.pk, keeper.pk], statement)
    _decide(keeper.pk, goer.pk, Verdict.MERGED, actor)
    return Address.objects.visible_to(actor).get(pk=keeper.pk)


@transaction.atomic
def split(merged: int, reason: str, actor: User) -> Address:
    """Let a merged address stand for itself again, with all that was merged into it before."""
    bulk.hold_registry()
    goer = _visible(merged, actor)
    if goer.merged_into_id is None:
        raise MergeError("not_merged")
    keeper = _visible(goer.merged_into_id, actor)
    statement = observing.Statement("split", actor)
    _say(goer, Act.SPLIT, {"split_from": keeper.pk, "reason": reason}, statement)
    _say(keeper, Act.SPLIT, {"splits": goer.pk, "reason": reason}, statement)
    LapsedCode.objects.filter(address=goer, code=_lapsed_at_merge(goer)).delete()
    answering = joining.roots_of([keeper.pk]).get(keeper.pk, keeper.pk)
    _rebuild_with_units([goer.pk, keeper.pk, answering], statement)
    _decide(keeper.pk, goer.pk, Verdict.OPEN, actor)
    return Address.objects.visible_to(actor).get(pk=goer.pk)


@transaction.atomic
def keep_apart(first: int, second: int, actor: User) -> None:
    """Decide that two addresses are not the same; they are not proposed again."""
    _decide_or_add(_visible(first, actor), _visible(second, actor), Verdict.APART, actor)


@transaction.atomic
def put_off(first: int, second: int, actor: User) -> None:
    """Leave the decision to another day: the pair goes to the end of the list."""
    _decide(_visible(first, actor).pk, _visible(second, actor).pk, Verdict.LATER, actor)


def answering_for(address: Address, actor: User) -> Address:
    """Return the address that answers for a merged one; itself where it was never merged."""
    root = joining.roots_of([address.pk]).get(address.pk, address.pk)
    return Address.objects.visible_to(actor).filter(pk=root).first() or address


def merged_into(address: Address, actor: User) -> list[Address]:
    """Return those that this address answers for, newest first; each can be parted again."""
    rows = Address.objects.visible_to(actor).filter(merged_into=address.pk)
    return list(rows.order_by("-pk"))


def _visible(number: int, actor: User) -> Address:
    found = Address.objects.visible_to(actor).filter(pk=number).first()
    if found is None:
        raise MergeError("unknown")
    return found


def _answering(number: int, actor: User) -> Address:
    given = _visible(number, actor)
    root = joining.roots_of([given.pk]).get(given.pk, given.pk)
    return given if root == given.pk else _visible(root, actor)


def _require_joinable(kept: Address, merged: Address) -> None:
    if kept.pk == merged.pk:
        raise MergeError("same")
    if Life.RETIRED in (kept.life, merged.life):
        raise MergeError("retired")
    # a household would vanish into its own building, or the building into its flat
    if merged.parent_id == kept.pk or kept.parent_id == merged.pk:
        raise MergeError("building_and_unit")


def _say(
    about: Address, act: Act, facts: dict[str, object], statement: observing.Statement
) -> None:
    told = {"address_id": [about.pk], "facts": [json.dumps(facts, ensure_ascii=False)]}
    rows = pl.DataFrame(told).with_columns(held_on=pl.lit(today()))
    observing.insert_observations(rows, act, statement)


def _rebuild_with_units(numbers: list[int], statement: observing.Statement) -> None:
    """Derive these anew with the flats in them, which stand where their building stands."""
    rows = Address.objects.everywhere("units follow their building").filter(parent__in=numbers)
    units = list(rows.order_by("id").values_list("pk", flat=True))
    if units:
        told = pl.DataFrame({"address_id": units}).with_columns(
            facts=pl.lit("{}"), held_on=pl.lit(today())
        )
        observing.insert_observations(told, Act.RECORD, statement)
    observing.rebuild_states([*numbers, *units])
    Generation.grow("addresses")


def _lapsed_at_merge(address: Address) -> str:
    last = Observation.objects.filter(address=address, act=Act.MERGE).order_by("id")
    told = [json.loads(facts) for facts in last.values_list("facts", flat=True)]
    return next((f.get("lapsed", "") for f in reversed(told) if "merged_into" in f), "")


def _decide(one: int, other: int, state: Verdict, actor: User) -> None:
    pair = {"first_id": min(one, other), "second_id": max(one, other)}
    decided = {"state": state, "decided_by": actor, "decided_at": timezone.now()}
    DuplicateProposal.objects.filter(**pair).update(**decided)


def _decide_or_add(one: Address, other: Address, state: Verdict, actor: User) -> None:
    first, second = sorted((one.pk, other.pk))
    if first == second:
        raise MergeError("same")
    now = timezone.now()
    DuplicateProposal.objects.update_or_create(
        first_id=first,
        second_id=second,
        defaults={"state": state, "decided_by": actor, "decided_at": now},
        create_defaults={
            "state": state,
            "decided_by": actor,
            "decided_at": now,
            "found_at": now,
            "kind": "by_hand",
            "score": 0.0,
        },
    )
