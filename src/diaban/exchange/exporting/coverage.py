"""The coverage table: households of each commune, known and unknown kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from diaban.exchange.exporting.listing import Field, Listing, Rows
from diaban.spine.addresses.coverage import CoverageRow, coverage
from diaban.spine.parties.models import User

_FIELDS = (
    Field("commune_code", str),
    Field("commune", str),
    Field("expected", int),
    Field("expected_as_of", str),
    Field("expected_source", str),
    Field("expected_synthetic", bool),
    Field("registered", int),
    Field("registered_low", int),
    Field("registered_high", int),
    Field("complete", int),
    Field("coded", int),
    Field("confirmed", int),
    Field("certified", int),
    Field("coded_share", float),
)


def list_coverage(actor: User, as_of: date) -> Listing:
    """Return one row for each commune; what nobody knows is empty, never nought."""

    def batches() -> Iterator[Rows]:
        yield Rows([_cells(row) for row in coverage(actor, as_of).rows])

    return Listing(f"coverage-{as_of.isoformat()}", _FIELDS, batches)


def _cells(row: CoverageRow) -> tuple[object, ...]:
    share = row.share("coded")
    return (
        row.unit.code if row.unit else "",
        row.unit.full_name if row.unit else "",
        row.expected,
        row.expected_as_of.isoformat() if row.expected_as_of else "",
        row.expected_source,
        row.expected_synthetic,
        row.registered,
        row.registered_low,
        row.registered_high,
        row.complete,
        row.coded,
        row.confirmed,
        row.certified,
        None if share is None else round(share, 4),
    )
