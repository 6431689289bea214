"""The embedded place tables, read as typed rows; SOURCES.md says where each fact is from."""

from .reading import (
    AliasRow,
    PostalCodeRow,
    SeedRow,
    SuccessionRow,
    UnitRow,
    read_aliases,
    read_postal_codes,
    read_seeds,
    read_successions,
    read_units,
)

__all__ = [
    "AliasRow",
    "PostalCodeRow",
    "SeedRow",
    "SuccessionRow",
    "UnitRow",
    "read_aliases",
    "read_postal_codes",
    "read_seeds",
    "read_successions",
    "read_units",
]
