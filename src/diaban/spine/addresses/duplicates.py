"""Looking for addresses that are one door, and keeping what was found as proposals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import polars as pl
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from diaban.engines.duplicates import find_between, find_within
from diaban.spine.addresses.models import Act, DuplicateProposal, Observation, Verdict
from diaban.spine.addresses.surroundings import read_all, read_numbers, read_parts
from diaban.spine.parties.models import User
from diaban.spine.runs.models import Run

# a proposal at least this sure may be taken with many others at once
SUREST = 0.99
# said by a person, not found: nothing is known of how sure it is
BY_HAND = "by_hand"
# two addresses stand there at one point: which of the two is wrong only a person can tell
CONTRADICTING = "same_point_two_addresses"
_MANY = 5_000
_Pair = tuple[int, int]
_Row = dict[str, object]


def propose_everywhere() -> Counter[str]:
    """Look through the whole registry; proposals that no longer hold are dropped."""
    records = read_all()
    found = [find_within(records)] if records.height else []
    return _keep(_by_pair(found, set()), None, None)


def propose_after(run: Run) -> Counter[str]:
    """Compare what an import spoke of with the registry around it, and with itself."""
    said = Observation.objects.filter(run=run, act=Act.RECORD).order_by()
    numbers = sorted(set(said.values_list("address_id", flat=True).iterator(_MANY)))
    told: dict[_Pair, _Row] = {}
    for incoming, existing in read_parts(numbers):
        family = _families(incoming) | _families(existing)
        found = [find_within(incoming)]
        if existing.height:
            found.append(find_between(existing, incoming))
        for pair, row in _by_pair(found, family).items():
            if pair not in told or row["score"] > told[pair]["score"]:
                told[pair] = row
    return _keep(_with_former(told, numbers), run, numbers)


def waiting_proposals(actor: User, kind: str = "", unit: int | None = None) -> QuerySet:
    """Return the pairs that the actor may decide, the surest first, those put off last."""
    rows = DuplicateProposal.objects.visible_to(actor).waiting()
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(first__commune=unit) if unit else rows
    related = (
        f"{side}__{field}" for side in ("first", "second") for field in ("commune", "parent")
    )
    ordered = rows.select_related(*related)
    # "open" sorts after "later"
    return ordered.order_by("-state", "-score", "id")


def surest_proposals(actor: User, kind: str = "", unit: int | None = None) -> QuerySet:
    """Return the waiting pairs that may be merged without a look at each."""
    rows = waiting_proposals(actor, kind, unit).exclude(kind__in=(BY_HAND, CONTRADICTING))
    return rows.filter(score__gte=SUREST)


def _with_former(told: dict[_Pair, _Row], about: list[int]) -> dict[_Pair, _Row]:
    """Weigh anew what was proposed before and stands farther off than was looked this time."""
    pairs = {(p.first_id, p.second_id) for p in _known(about)} - told.keys()
    records = read_numbers(sorted({number for pair in pairs for number in pair}))
    if not records.height:
        return told
    again = _by_pair([find_within(records)], set())
    return told | {pair: row for pair, row in again.items() if pair in pairs}


def _families(records: pl.DataFrame) -> set[_Pair]:
    """Return who is a flat of whom: they share a door and are not the same."""
    flats = records.drop_nulls("parent").select("id", "parent").iter_rows()
    return {_pair(flat, parent) for flat, parent in flats}


def _pair(one: int, other: int) -> _Pair:
    return min(one, other), max(one, other)


def _by_pair(found: list[pl.DataFrame], family: set[_Pair]) -> dict[_Pair, _Row]:
    rows = (row for part in found for row in part.iter_rows(named=True))
    told = {_pair(row["left"], row["right"]): row for row in rows}
    return {pair: row for pair, row in told.items() if pair not in family}


@transaction.atomic
def _keep(told: dict[_Pair, _Row], run: Run | None, about: list[int] | None) -> Counter[str]:
    """Write what was found; decided pairs stay decided, and open ones not found again go."""
    known, gone = set[_Pair](), list[int]()
    again: list[DuplicateProposal] = []
    for proposal in _known(about):
        pair = proposal.first_id, proposal.second_id
        known.add(pair)
        if proposal.state not in (Verdict.OPEN, Verdict.LATER):
            continue
        if pair not in told:
            gone += [proposal.pk] if proposal.kind != BY_HAND else []
        elif _differs(proposal, _describe(told[pair])):
            again.append(proposal)
    fresh = (
        DuplicateProposal(first_id=a, second_id=b, run=run, found_at=timezone.now(), **facts)
        for (a, b), facts in ((pair, _describe(told[pair])) for pair in told if pair not in known)
    )
    new = len(told.keys() - known)
    DuplicateProposal.objects.bulk_create(fresh, batch_size=1_000, ignore_conflicts=True)
    DuplicateProposal.objects.bulk_update(again, ["kind", "score", "reasons"], batch_size=500)
    for start in range(0, len(gone), _MANY):
        DuplicateProposal.objects.filter(pk__in=gone[start : start + _MANY]).delete()
    return Counter(found=len(told), new=new, dropped=len(gone))


def _known(about: list[int] | None) -> Iterator[DuplicateProposal]:
    """Read the proposals that speak of these addresses; of all, where everything was looked at."""
    if about is None:
        yield from DuplicateProposal.objects.order_by("id").iterator(_MANY)
        return
    seen: set[int] = set()
    for some in _slices(about):
        spoken = Q(first__in=some) | Q(second__in=some)
        for proposal in DuplicateProposal.objects.filter(spoken):
            if proposal.pk not in seen:
                seen.add(proposal.pk)
                yield proposal


def _slices(numbers: list[int]) -> Iterable[list[int]]:
    return (numbers[start : start + _MANY] for start in range(0, len(numbers), _MANY))


def _differs(proposal: DuplicateProposal, facts: _Row) -> bool:
    """Take over what was found now; True where that is something else than before."""
    before = {name: getattr(proposal, name) for name in facts}
    for name, value in facts.items():
        setattr(proposal, name, value)
    return before != facts


def _describe(row: dict[str, object]) -> dict[str, object]:
    reasons = [
        {"field": r["field"], "level": r["level"], "weight": round(r["weight"], 2)}
        for r in row["reasons"]
        if abs(r["weight"]) >= 0.05
    ]
    metres = row["distance_metres"]
    if metres is not None:
        reasons.append({"field": "metres", "level": round(metres, 1), "weight": 0.0})
    return {"kind": row["kind"], "score": float(row["score"]), "reasons": reasons}
