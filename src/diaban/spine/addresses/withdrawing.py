"""Undoing an import: a reverse observation for everything that it said.

Nothing is deleted. Each statement of the run gets one that withdraws it; the fold then reads the
registry as if the run had never spoken. What others said, before or after, stays. An address of
which nothing stands any more is off every list and map; its identifier is not given again, and the
same file taken in once more brings it back under the same one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

import polars as pl
from django.db import transaction

from diaban.spine.addresses import bulk, observing
from diaban.spine.addresses.models import Act, Address, Life, Observation, SourceKey
from diaban.spine.parties.models import User
from diaban.spine.places.units import today
from diaban.spine.runs.models import (
    Generation,
    Kind,
    Run,
    RunTakenOverError,
    State,
    look_alone,
    this_process,
)

BATCH = 20_000
_AFTER = "withdrawn_through"
_SPEAKING = (Act.RECORD, Act.LIFE, Act.CORRECTION)
_SAYS_NOTHING = "{}"
# of a source that has said nothing yet; no text has this digest, but for one in 2⁶⁴
_NO_DIGEST = 0


class WithdrawalError(RuntimeError):
    """The run cannot be undone now; ``reason`` is not_an_import, running or undo_running."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class WithdrawalPreview:
    """What an undo would do: of how many addresses something, and of how many all, would go."""

    statements: int
    vanishing: int
    returning: int

    @property
    def addresses(self) -> int:
        return self.vanishing + self.returning


def preview_withdrawal(run: Run) -> WithdrawalPreview:
    """Count what undoing this import would take out; nothing is written."""
    _require_import(run)
    statements, vanishing, returning, last = 0, 0, 0, 0
    seen: set[int] = set()
    while rows := _read(run, last, BATCH):
        last = rows[-1][0]
        statements += sum(facts != _SAYS_NOTHING for _, _, facts in rows)
        touched = {address for _, address, _ in rows} - seen
        seen |= touched
        staying = _spoken_of_by_others(run, touched)
        returning += len(staying)
        vanishing += len(touched) - len(staying)
    return WithdrawalPreview(statements, vanishing, returning)


def withdraw_run(
    run: Run,
    actor: User,
    progress: Callable[[Run], None] = lambda run: None,
    batch: int = BATCH,
) -> Run:
    """Undo an import in batches that commit whole; return the run that did it.

    An undo that was broken off goes on; one that is done is returned as it is.
    """
    undo = _open(run, actor)
    if undo.state == State.DONE:
        return undo
    statement = observing.Statement(run.source, actor, undo)
    try:
        while True:
            with transaction.atomic():
                bulk.hold_registry()
                rows = _read(run, int(undo.order[_AFTER]), batch)
                if not rows:
                    break
                counts = _withdraw(rows, run, statement)
                undo.order = undo.order | {_AFTER: rows[-1][0]}
                undo.save(update_fields=["order"])
                undo.advance(len(rows), dict(counts))
                Generation.grow("addresses")
            progress(undo)
    except RunTakenOverError as error:
        raise WithdrawalError("undo_running") from error
    undo.finish()
    return undo


def undo_of(run: Run) -> Run | None:
    """Return the run that undid this one, or is about to."""
    return Run.objects.filter(kind=Kind.UNDO, order__withdraws=run.pk).order_by("pk").last()


def _require_import(run: Run) -> None:
    if run.kind != Kind.IMPORT:
        raise WithdrawalError("not_an_import")


def _open(run: Run, actor: User) -> Run:
    """Begin the undo or take it up; the undone import is closed, so that nobody goes on with it."""
    with transaction.atomic():
        look_alone(f"undo {run.pk}")
        _require_import(run)
        run.refresh_from_db()
        undo = undo_of(run)
        if undo is not None:
            return _take_up(undo)
        if run.state == State.RUNNING and (run.is_leased or run.owner == this_process()):
            raise WithdrawalError("running")
        if run.state != State.DONE:
            run.state = State.DONE
            run.save(update_fields=["state"])
        return Run.objects.create(
            kind=Kind.UNDO,
            actor=actor,
            source=run.source,
            file_name=run.file_name,
            order={"withdraws": run.pk, _AFTER: 0},
        )


def _take_up(undo: Run) -> Run:
    if undo.state == State.DONE:
        return undo
    if undo.is_leased:
        raise WithdrawalError("undo_running")
    undo.take_over()
    if undo.state != State.RUNNING:
        undo.state = State.RUNNING
        undo.save(update_fields=["state"])
    return undo


def _read(run: Run, after: int, limit: int) -> list[tuple[int, int, str]]:
    """Read the run's next statements in the order of their numbers."""
    said = Observation.objects.filter(run=run, act__in=_SPEAKING, id__gt=after).order_by("id")
    return list(said.values_list("id", "address_id", "facts")[:limit])


def _withdraw(
    rows: list[tuple[int, int, str]], run: Run, statement: observing.Statement
) -> Counter[str]:
    said = pl.DataFrame(rows, schema=["id", "address_id", "facts"], orient="row")
    reverse = said.select(
        "address_id",
        facts=pl.format('{{"withdraws":{},"withdrawn_run":{}}}', "id", pl.lit(run.pk)),
        held_on=pl.lit(today()),
    )
    observing.insert_observations(reverse, Act.WITHDRAWAL, statement)
    touched = said["address_id"].unique(maintain_order=True).to_list()
    units = _units_of(touched)
    if units:
        # flats stand where their building stands, and that has just changed
        told = pl.DataFrame({"address_id": units}).with_columns(
            facts=pl.lit(_SAYS_NOTHING), held_on=pl.lit(today())
        )
        observing.insert_observations(told, Act.RECORD, statement)
    observing.rebuild_states([*touched, *units])
    _restore_digests(touched)
    vanished = _count_withdrawn(touched)
    return Counter(withdrawn=len(rows), vanished=vanished, restored=len(touched) - vanished)


def _count_withdrawn(addresses: list[int]) -> int:
    gone = Address.objects.everywhere("report of an undo").filter(
        life=Life.RETIRED, merged_into__isnull=True, okey__isnull=True
    )
    parts = (addresses[start : start + 5_000] for start in range(0, len(addresses), 5_000))
    return sum(address.is_withdrawn for part in parts for address in gone.filter(pk__in=part))


def _units_of(buildings: list[int]) -> list[int]:
    inside = Address.objects.everywhere("units follow their building")
    numbers: list[int] = []
    for start in range(0, len(buildings), 5_000):
        rows = inside.filter(parent__in=buildings[start : start + 5_000]).order_by("id")
        numbers += rows.values_list("pk", flat=True)
    own = set(buildings)
    return [number for number in numbers if number not in own]


def _restore_digests(addresses: list[int]) -> None:
    """Let each source key remember what its source said last among what stands.

    Then the withdrawn file changes all of it back when it comes again, and what stands anyway
    counts as known.
    """
    for start in range(0, len(addresses), 2_000):
        part = addresses[start : start + 2_000]
        last = _last_standing(part)
        keys = SourceKey.objects.filter(address__in=part)
        changed = [
            SourceKey(pk=pk, digest=_digest(last[number]) if number in last else _NO_DIGEST)
            for pk, number in keys.values_list("pk", "address_id")
        ]
        SourceKey.objects.bulk_update(changed, ["digest"], batch_size=500)


def _last_standing(addresses: list[int]) -> dict[int, str]:
    """Return the facts that each address's source stated last and that were not withdrawn."""
    told = _standing(addresses).filter(pl.col("act") == int(Act.RECORD))
    last = told.group_by("address_id", maintain_order=True).agg(pl.col("facts").last())
    return dict(last.iter_rows())


def _standing(addresses: list[int]) -> pl.DataFrame:
    """Read what was said of these addresses and not withdrawn, in the order of writing."""
    acts = (*_SPEAKING, Act.WITHDRAWAL)
    said = Observation.objects.filter(address__in=addresses, act__in=acts).order_by("id")
    columns = ("id", "address_id", "act", "run_id", "facts")
    schema = dict.fromkeys(columns, pl.Int64) | {"facts": pl.String}
    rows = pl.DataFrame(list(said.values_list(*columns)), schema=schema, orient="row")
    is_reverse = pl.col("act") == int(Act.WITHDRAWAL)
    taken_back = rows.filter(is_reverse)["facts"].str.extract(r'"withdraws":(\d+)').cast(pl.Int64)
    return rows.with_columns(pl.col("run_id").fill_null(0)).filter(
        ~is_reverse & ~pl.col("id").is_in(taken_back.implode()) & (pl.col("facts") != _SAYS_NOTHING)
    )


def _digest(facts: str) -> int:
    """Digest a statement as the import does when it compares what a source says again."""
    return int.from_bytes(blake2b(facts.encode(), digest_size=8).digest(), signed=True)


def _spoken_of_by_others(run: Run, addresses: set[int]) -> set[int]:
    """Of these, the addresses of which something stands that the run did not say."""
    numbers = sorted(addresses)
    speaking: set[int] = set()
    for start in range(0, len(numbers), 5_000):
        others = _standing(numbers[start : start + 5_000]).filter(pl.col("run_id") != run.pk)
        speaking |= set(others["address_id"])
    return speaking
