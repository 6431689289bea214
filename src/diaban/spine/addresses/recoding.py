"""Coding again after the ground has changed: what came out otherwise, by commune and by address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl
from django.db.models import Count, Q

from diaban.spine.addresses import bulk
from diaban.spine.addresses.models import Act, CodeChange, Observation
from diaban.spine.parties.models import User
from diaban.spine.places.models import Unit
from diaban.spine.runs.models import Run

_COLUMNS = (
    "run_id", "address_id", "commune_before_id", "commune_after_id", "code_before", "code_after",
)  # fmt: skip
# numbers in one statement, which SQLite bounds
_NUMBERS_ASKED = 10_000


@dataclass(frozen=True)
class CommuneDifference:
    """What a run changed between two communes (None: in no commune, or not known)."""

    before: Unit | None
    after: Unit | None
    moved: int
    reissued: int
    newly_coded: int
    newly_uncertain: int


def keep_changes(due: pl.DataFrame, decided: pl.DataFrame, run: Run) -> dict[str, int]:
    """Write down which addresses of a batch were decided otherwise than before; count them.

    ``due`` has id, vpostcode and commune_id as they stood. An address that no run has looked at
    before is new and not changed.
    """
    differs = compare(due, decided)
    blank = (pl.col("code_before") == "") & pl.col("before").is_null()
    unknown = differs.filter(blank)["id"]
    if len(unknown):
        seen = pl.Series(list(_coded_before(unknown.to_list(), run)), dtype=pl.Int64)
        differs = differs.filter(~blank | pl.col("id").is_in(seen.implode()))
    lines = differs.select(
        pl.lit(run.pk).alias("run"), "id", "before", "after", "code_before", "code_after"
    )
    bulk.insert_rows(CodeChange._meta.db_table, _COLUMNS, lines.iter_rows())
    return count_changes(differs)


def compare(due: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """Return id, code_before, before, code_after and after of what was decided otherwise."""
    joined = due.select("id", code_before="vpostcode", before="commune_id").with_columns(
        code_after=decided["vpostcode"], after=decided["commune_id"]
    )
    return joined.filter(
        (pl.col("code_before") != pl.col("code_after"))
        | pl.col("before").ne_missing(pl.col("after"))
    )


def count_changes(differs: pl.DataFrame) -> dict[str, int]:
    """Count the addresses that moved to another commune, got their first code, or lost theirs."""
    had, has = pl.col("code_before") != "", pl.col("code_after") != ""
    return {
        "moved": differs.filter(pl.col("before").ne_missing(pl.col("after"))).height,
        "newly_coded": differs.filter(~had & has).height,
        "newly_uncertain": differs.filter(had & ~has).height,
    }


def _coded_before(numbers: list[int], run: Run) -> Iterable[int]:
    """Find those that a run has looked at; only a run after a change of the ground asks."""
    if not run.report.get("follows"):
        return
    for start in range(0, len(numbers), _NUMBERS_ASKED):
        part = numbers[start : start + _NUMBERS_ASKED]
        said = Observation.objects.filter(address__in=part, act=Act.CODING)
        yield from set(said.values_list("address_id", flat=True))


def differences(run: Run, actor: User) -> list[CommuneDifference]:
    """Return what a coding run changed, by the commune before and after, the most first."""
    rows = (
        CodeChange.objects.visible_to(actor)
        .filter(run=run)
        .values("commune_before", "commune_after")
        .annotate(
            number=Count("id"),
            reissued=Count("id", filter=~Q(code_before="") & ~Q(code_after="")),
            newly_coded=Count("id", filter=Q(code_before="") & ~Q(code_after="")),
            newly_uncertain=Count("id", filter=Q(code_after="") & ~Q(code_before="")),
        )
        .order_by("-number", "commune_before", "commune_after")
    )
    found = list(rows)
    numbers = {row[side] for row in found for side in ("commune_before", "commune_after")}
    units = Unit.objects.in_bulk([n for n in numbers if n])
    return [
        CommuneDifference(
            units.get(row["commune_before"]),
            units.get(row["commune_after"]),
            row["number"] if row["commune_before"] != row["commune_after"] else 0,
            row["reissued"],
            row["newly_coded"],
            row["newly_uncertain"],
        )
        for row in found
    ]


def changed_addresses(run: Run, actor: User):
    """Return the addresses that a coding run decided otherwise, with what stood before."""
    changes = CodeChange.objects.visible_to(actor).filter(run=run)
    return changes.select_related("address", "commune_before", "commune_after").order_by("id")
