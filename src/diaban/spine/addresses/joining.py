"""Who was merged into whom, read from the observations alone, and what counts for whom then."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from diaban.spine.addresses.models import Act, Observation

_SAID = {
    "id": pl.Int64,
    "address_id": pl.Int64,
    "act": pl.Int64,
    "held_on": pl.String,
    "learned_at": pl.String,
    "facts": pl.String,
}
# a coding belongs to the address that was coded; who was merged into whom, to the two
_COUNTS_FOR_KEPT = (int(Act.RECORD), int(Act.LIFE), int(Act.CORRECTION), int(Act.WITHDRAWAL))
_PAIR = pl.Struct(
    {"merges": pl.Int64, "splits": pl.Int64, "merged_into": pl.Int64, "split_from": pl.Int64}
)


def read_said(addresses: list[int]) -> pl.DataFrame:
    """Read what was said of these addresses, and of those merged into them as of themselves.

    Which building a merged flat stood in is not carried over: the kept one stands in its own.
    """
    own = _read(addresses)
    parts, newest = [own], own
    answers_for = {number: number for number in addresses}
    while joined := _joined_to(newest):
        answers_for |= {member: answers_for[kept] for member, kept in joined.items()}
        newest = _read(list(joined))
        carried = newest.filter(pl.col("act").is_in(_COUNTS_FOR_KEPT)).with_columns(
            pl.col("address_id").replace_strict(answers_for, return_dtype=pl.Int64),
            pl.col("facts").str.replace(r'"parent":\d+,?', "").str.replace(r",\}$", "}"),
        )
        parts.append(carried)
    return pl.concat(parts)


def roots_of(addresses: Iterable[int]) -> dict[int, int]:
    """Return, for those of the addresses that were merged away, the one that answers for them."""
    roots: dict[int, int] = {}
    newest = _merged_into(list(set(addresses)))
    while newest:
        roots = {number: newest.get(root, root) for number, root in roots.items()} | {
            number: root for number, root in newest.items() if number not in roots
        }
        newest = _merged_into(list(set(roots.values())))
    return roots


def resolve_parents(states: pl.DataFrame) -> pl.DataFrame:
    """Let the flats of a merged building stand in the building that was kept."""
    parents = states["parent_id"].drop_nulls().unique().to_list()
    roots = roots_of(parents) if parents else {}
    return states.with_columns(pl.col("parent_id").replace(roots)) if roots else states


def _read(addresses: list[int]) -> pl.DataFrame:
    said = Observation.objects.filter(address__in=addresses)
    rows = [
        (pk, address, act, str(held), learned.isoformat(), facts)
        for pk, address, act, held, learned, facts in said.values_list(
            "id", "address_id", "act", "held_on", "learned_at", "facts"
        )
    ]
    return pl.DataFrame(rows, schema=_SAID, orient="row")


def _joined_to(said: pl.DataFrame) -> dict[int, int]:
    """Return who is merged into an address at this moment: member → the address spoken of."""
    pairs = _pairs(said)
    member = pl.coalesce("merges", "splits")
    last = (
        pairs.filter(member.is_not_null())
        .group_by(member.alias("member"), "address_id")
        .agg(pl.col("merges").last())
    )
    return dict(last.drop_nulls("merges").select("member", "address_id").iter_rows())


def _merged_into(addresses: list[int]) -> dict[int, int]:
    rows: list[tuple[object, ...]] = []
    for start in range(0, len(addresses), 5_000):
        part = addresses[start : start + 5_000]
        told = Observation.objects.filter(address__in=part, act__in=(Act.MERGE, Act.SPLIT))
        rows += told.values_list("id", "address_id", "act", "facts")
    schema = {name: _SAID[name] for name in ("id", "address_id", "act", "facts")}
    pairs = _pairs(pl.DataFrame(rows, schema=schema, orient="row"))
    moved = pl.col("merged_into").is_not_null() | pl.col("split_from").is_not_null()
    last = pairs.filter(moved).group_by("address_id").agg(pl.col("merged_into").last())
    return dict(last.drop_nulls("merged_into").select("address_id", "merged_into").iter_rows())


def _pairs(said: pl.DataFrame) -> pl.DataFrame:
    joining = said.filter(pl.col("act").is_in([int(Act.MERGE), int(Act.SPLIT)])).sort("id")
    return joining.with_columns(pl.col("facts").str.json_decode(_PAIR)).unnest("facts")
