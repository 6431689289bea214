"""How addresses stood on every day: the registry's one rule, applied to what held by then.

A version is the state of an address from one day until the next on which anything that was said
of it held. So a figure of a day in the past needs no rule of its own, and the last version is the
present state. What was withdrawn was never so, in the past either; what is learned late changes
the past, and a report that was frozen shows the difference.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from diaban.spine.addresses import joining
from diaban.spine.addresses.deriving import derive_states
from diaban.spine.addresses.models import Act, Address, Observation
from diaban.spine.addresses.observing import REBUILT
from diaban.spine.places.units import commune_numbers
from diaban.spine.runs.models import Generation

VERSION_SCHEMA = {
    "id": pl.Int64,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "place": pl.Int64,
    "former": pl.Int64,
    "former_is_certain": pl.Boolean,
    "is_household": pl.Boolean,
    "synthetic": pl.Boolean,
    "life": pl.Int16,
    "code_state": pl.Int16,
    "postal_quality": pl.Int16,
    "position_source": pl.Int16,
    "accuracy_metres": pl.Float32,
    "lat_e7": pl.Int32,
    "lng_e7": pl.Int32,
}

_WITHDRAWS = pl.Struct({"withdraws": pl.Int64})
_ABOUT_STATEMENTS = (int(Act.WITHDRAWAL), int(Act.MERGE), int(Act.SPLIT))
_SPEAKING = (int(Act.RECORD), int(Act.LIFE), int(Act.CORRECTION))


def read_versions(addresses: list[int]) -> pl.DataFrame:
    """Return the versions of these addresses, in the order of id and day (``VERSION_SCHEMA``).

    ``valid_from`` is inside, ``valid_to`` outside, null for the version that stands; ``place`` is
    the commune's row number, before the first coding that of the first coding; null where none is
    known. An address that was merged away never was a second door: it has its last version only.
    A code that is to be made anew, because the ground has changed, stands until it is.
    """
    said = joining.read_said(addresses).with_columns(pl.col("held_on").str.to_date())
    if said.is_empty():
        return pl.DataFrame(schema=VERSION_SCHEMA)
    ordinary = _ordinary(said)
    versions = _number_versions(said, ordinary)
    stands = versions.filter(pl.col("valid_to").is_null())
    before = versions.filter(pl.col("valid_to").is_not_null())
    states = [_derive(stands, said), _derive(before, ordinary)]
    named = versions.rename({"address_id": "address"})
    told = (
        pl.concat([part for part in states if part is not None])
        .rename({"id": "version", "commune_id": "place", "former_id": "former"})
        .join(named.rename({"address": "id"}), on="version")
        .sort("id", "valid_from")
        .with_columns(pl.col("place", "former").backward_fill().over("id"))
    )
    gone = (pl.col("merged_into_id").is_not_null() & pl.col("valid_to").is_null()).any().over("id")
    kept = told.filter(~gone | pl.col("valid_to").is_null())
    return kept.select(pl.col(name).cast(kind) for name, kind in VERSION_SCHEMA.items())


def every_version(chunk: int = 20_000, after: int = 0) -> Iterator[pl.DataFrame]:
    """Yield the versions of all addresses in blocks, by number, from behind ``after`` on."""
    numbers = Address.objects.everywhere("figures").order_by("id").values_list("id", flat=True)
    while pending := list(numbers.filter(id__gt=after)[:chunk]):
        yield read_versions(pending)
        after = pending[-1]


def newest_observation() -> int:
    """Return the number of the last statement; numbers follow commits."""
    newest = Observation.objects.order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def basis() -> list[str | int]:
    """Return what versions rest on besides statements: which registry, and how often rebuilt."""
    first = Observation.objects.order_by("id").values_list("learned_at", flat=True).first()
    return [str(first), Generation.of(REBUILT)]


def changed_since(mark: int, limit: int) -> list[int] | None:
    """Return the addresses of which anything was said after ``mark``; None for more than that.

    Those that they were merged into are told with them, since their statements count there.
    """
    said = Observation.objects.filter(id__gt=mark).order_by("id")
    spoken = list(said.values_list("address_id", flat=True)[: limit + 1])
    if len(spoken) > limit:
        return None
    own = set(spoken)
    return sorted(own | set(joining.roots_of(own).values()))


def _ordinary(said: pl.DataFrame) -> pl.DataFrame:
    """Leave out what was taken back, and all statements about statements: they look backwards."""
    about = pl.col("act").is_in(_ABOUT_STATEMENTS)
    told = said.filter(pl.col("act") == int(Act.WITHDRAWAL))
    withdrawn = told["facts"].str.json_decode(_WITHDRAWS).struct.field("withdraws").drop_nulls()
    return said.filter(~about & ~pl.col("id").is_in(withdrawn.implode()))


def _number_versions(said: pl.DataFrame, ordinary: pl.DataFrame) -> pl.DataFrame:
    """Begin a version on each day of an ordinary statement, the last on the last day of any."""
    speaks = ordinary.filter(pl.col("act").is_in(_SPEAKING))
    first = speaks.group_by("address_id").agg(first=pl.col("held_on").min())
    days = (
        ordinary.select("address_id", pl.col("held_on").alias("valid_from"))
        .join(first, on="address_id")
        .filter(pl.col("valid_from") >= pl.col("first"))
        .drop("first")
    )
    last = said.group_by("address_id").agg(valid_from=pl.col("held_on").max())
    return (
        pl.concat([days, last])
        .unique()
        .sort("address_id", "valid_from")
        .with_columns(valid_to=pl.col("valid_from").shift(-1).over("address_id"))
        .with_row_index("version")
        .with_columns(pl.col("version").cast(pl.Int64))
    )


def _derive(versions: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame | None:
    by_then = versions.join(said, on="address_id").filter(pl.col("held_on") <= pl.col("valid_from"))
    if by_then.is_empty():
        return None
    communes, formers = commune_numbers()
    statements = by_then.select(
        "id", pl.col("version").alias("address_id"), "act", "held_on", "learned_at", "facts"
    )
    states = derive_states(statements, communes, formers)
    state = set(VERSION_SCHEMA) & set(states.columns) - {"id"}
    return states.select("id", "commune_id", "former_id", "merged_into_id", *sorted(state))
