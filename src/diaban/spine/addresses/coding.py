"""The coding run: gives, checks and re-issues the code of every address that is due."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl
from django.db import connection, transaction
from django.utils import timezone
from numpy.typing import NDArray

from diaban.spine.addresses import bulk, observing, recoding, search_entries
from diaban.spine.addresses.deciding import Ground, decide
from diaban.spine.addresses.models import Act, Address, CodeState, LapsedCode, Life, Observation
from diaban.spine.parties.models import User
from diaban.spine.places import areas
from diaban.spine.places.units import legal_predecessors, postal_codes_of, today
from diaban.spine.runs.models import Generation, Kind, Run, RunTakenOverError, State, look_alone

BATCH = 50_000
_DECIDED = (
    "vpostcode",
    "commune_id",
    "former_id",
    "former_is_certain",
    "code_basis",
    "code_state",
    "id",
)
# a unit of a building stands where its building stands, unless it has a position of its own,
# which is then as good as is said of it and not of the building's; what is retired gets no code;
# the literal 0 lets both databases use the index of due rows
_DUE = """
    SELECT a.id, coalesce(a.lat_e7, p.lat_e7), coalesce(a.lng_e7, p.lng_e7),
           CASE WHEN a.lat_e7 IS NULL THEN p.accuracy_metres ELSE a.accuracy_metres END,
           coalesce(a.declared_commune_id, p.declared_commune_id),
           coalesce(a.declared_former_id, p.declared_former_id), a.vpostcode, a.commune_id
    FROM addresses_address a LEFT JOIN addresses_address p ON p.id = a.parent_id
    WHERE a.code_state = 0 AND a.life <> 9 AND a.id > %s ORDER BY a.id LIMIT %s
"""
_DUE_SCHEMA = {
    "id": pl.Int64,
    "lat_e7": pl.Int64,
    "lng_e7": pl.Int64,
    "accuracy_metres": pl.Float64,
    "declared_commune_id": pl.Int64,
    "declared_former_id": pl.Int64,
    "vpostcode": pl.String,
    "commune_id": pl.Int64,
}
# a run that looked at less than this part of the registry leaves the planner's figures true
_SMALL_PART = 0.05


BETWEEN = timedelta(minutes=1)
_LEAVE_DUE = (Kind.IMPORT, Kind.DEMONSTRATION, Kind.PLACES)


class CodingIsRunningError(RuntimeError):
    """Another process codes at this moment; its lease has not run out."""


def run_coding(
    actor: User,
    progress: Callable[[Run], None] = lambda run: None,
    batch: int = BATCH,
    follows: Run | None = None,
) -> Run:
    """Code every address that is due, in batches that commit whole; resumable at any moment.

    ``follows`` is the run that changed the ground, whose differences this one tells.
    """
    run = _open_run(actor)
    if follows:
        run.report |= {"follows": follows.pk}
        run.save(update_fields=["report"])
    statement = observing.Statement(source="coding", actor=actor, run=run)
    try:
        _code_batches(statement, progress, batch)
        run.counts["registry"] = count_states()
        if run.position > _SMALL_PART * sum(run.counts["registry"].values()):
            bulk.refresh_statistics("addresses_address")
        run.finish()
    except RunTakenOverError as error:
        raise CodingIsRunningError from error
    return run


def code_in_passing(actor: User) -> bool:
    """Code what field work and decisions left due, a minute after the last time; say whether.

    What an import, a demonstration or new ground leaves due is coded at their own end: nothing is
    begun while one of them is under way.
    """
    due = Address.objects.everywhere("what is due").filter(code_state=CodeState.DUE)
    if not due.exclude(life=Life.RETIRED).exists():
        return False
    last = Run.objects.filter(kind=Kind.CODING).order_by("-started_at").first()
    if last and last.finished_at and timezone.now() - last.finished_at < BETWEEN:
        return False
    under_way = Run.objects.filter(kind__in=_LEAVE_DUE, state=State.RUNNING)
    if any(run.is_leased for run in under_way):
        return False
    try:
        run_coding(actor)
    except CodingIsRunningError:
        return False
    return True


def _code_batches(
    statement: observing.Statement, progress: Callable[[Run], None], batch: int
) -> None:
    """Code what is due until nothing is, from the start again whenever the ground has changed."""
    run = statement.run
    mark, last = _ground_mark(), 0
    ground = stand_on(mark.on)
    while True:
        with transaction.atomic():
            bulk.hold_registry()
            if (now := _ground_mark()) != mark:
                mark, ground, last = now, stand_on(now.on), 0
                run.total = run.position + count_due()
            due = _read_due(last, batch)
            if due.is_empty():
                return
            run.advance(due.height, _write_decisions(due, decide(due, ground), statement))
            search_entries.keep_up(due["id"].to_list())
            Generation.grow("addresses")
        last = int(due["id"][-1])
        progress(run)


class _GroundMark(NamedTuple):
    """What differs once codes must be decided on other ground."""

    places: int
    ground: int
    on: date


def _ground_mark() -> _GroundMark:
    return _GroundMark(Generation.of("places"), Generation.of(observing.GROUND_MARK), today())


def stand_on(on: date) -> Ground:
    """Gather the areas, codes and lineage that a coding run on that day needs."""
    return Ground(
        areas=areas.areas_in_force(on),
        former_areas=areas.former_areas(),
        postal_codes=postal_codes_of(on),
        predecessors=legal_predecessors(),
    )


def decide_due(ground_areas: areas.Areas, numbers: NDArray[np.int64]) -> dict[str, int]:
    """Count what a run on these areas would decide otherwise of these addresses; write nothing."""
    ground = replace(stand_on(today()), areas=ground_areas)
    due = _read_due(0, count_due()).filter(pl.col("id").is_in(numbers.tolist()))
    return recoding.count_changes(recoding.compare(due, decide(due, ground)))


def count_states() -> dict[str, int]:
    """Count all living addresses by code state: coded, or waiting and why."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code_state, count(*) FROM addresses_address WHERE life <> 9 GROUP BY code_state"
        )
        return {CodeState(state).name.lower(): number for state, number in cursor.fetchall()}


def count_due() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM addresses_address WHERE code_state = 0 AND life <> 9")
        return cursor.fetchone()[0]


def last_report() -> dict[str, object] | None:
    """Return what the last finished run did, and how the registry stood after it."""
    run = Run.objects.filter(kind=Kind.CODING, state=State.DONE).order_by("pk").last()
    if run is None:
        return None
    return {
        "run": run.pk,
        "finished_at": run.finished_at.isoformat(),
        "looked_at": run.position,
        "reissued": run.counts.get("reissued", 0),
        "registry": run.counts["registry"],
    }


@transaction.atomic
def mark_all_due() -> int:
    """Let the next run look at every address again: the ground under them has changed."""
    bulk.hold_registry()
    Generation.grow("addresses")
    newest = Observation.objects.order_by("-id").values_list("id", flat=True).first() or 0
    Generation.objects.update_or_create(name=observing.GROUND_MARK, defaults={"number": newest})
    return Address.objects.everywhere("ground changed").update(code_state=CodeState.DUE)


def _open_run(actor: User) -> Run:
    with transaction.atomic():
        look_alone(Kind.CODING)
        unfinished = Run.objects.filter(kind=Kind.CODING, state=State.RUNNING).order_by("pk").last()
        if unfinished and unfinished.is_leased:
            raise CodingIsRunningError
        if unfinished:
            unfinished.take_over()
            unfinished.total = unfinished.position + count_due()
            unfinished.save(update_fields=["total"])
            return unfinished
        return Run.objects.create(kind=Kind.CODING, actor=actor, total=count_due())


def _read_due(after: int, limit: int) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [after, limit])
        return pl.DataFrame(cursor.fetchall(), schema=_DUE_SCHEMA, orient="row")


def _write_decisions(
    due: pl.DataFrame, decided: pl.DataFrame, statement: observing.Statement
) -> dict[str, int]:
    """Write one batch and count the addresses that got another code or commune than they had."""
    bulk.update_rows("addresses_address", _DECIDED, decided.select(_DECIDED).iter_rows())
    codes = due.select("id", old="vpostcode").with_columns(new=decided["vpostcode"])
    given = codes.filter((pl.col("old") == "") & (pl.col("new") != "")).height
    lapsed = codes.filter((pl.col("old") != "") & (pl.col("old") != pl.col("new")))
    _keep_lapsed(lapsed.select("old", "id").iter_rows(), statement)
    counts = recoding.keep_changes(due, decided, statement.run)
    observing.insert_observations(_as_facts(decided), Act.CODING, statement)
    return {"given": given, "reissued": lapsed.height, **counts}


def _keep_lapsed(codes: Iterable[tuple[str, int]], statement: observing.Statement) -> None:
    LapsedCode.objects.bulk_create(
        [LapsedCode(code=c, address_id=a, valid_to=today(), run=statement.run) for c, a in codes],
        ignore_conflicts=True,
    )


def _as_facts(decided: pl.DataFrame) -> pl.DataFrame:
    facts = decided.select(
        "vpostcode",
        "code_state",
        "code_basis",
        "former_is_certain",
        commune="commune_id",
        former="former_id",
    )
    return decided.select(
        address_id="id",
        facts=facts.to_struct("facts").struct.json_encode(),
        held_on=pl.lit(today()),
    )
