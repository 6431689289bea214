"""The embedded place tables, read as typed rows; SOURCES.md says where each fact is from."""

from .reading import (
    AddressNameRow,
    AddressSuccessionRow,
    AddressUnitRow,
    AliasRow,
    PostalCodeRow,
    SeedRow,
    SuccessionRow,
    UnitRow,
    read_address_names,
    read_address_successions,
    read_address_units,
    read_aliases,
    read_postal_codes,
    read_seeds,
    read_successions,
    read_units,
)

__all__ = [
    "AddressNameRow",
    "AddressSuccessionRow",
    "AddressUnitRow",
    "AliasRow",
    "PostalCodeRow",
    "SeedRow",
    "SuccessionRow",
    "UnitRow",
    "read_address_names",
    "read_address_successions",
    "read_address_units",
    "read_aliases",
    "read_postal_codes",
    "read_seeds",
    "read_successions",
    "read_units",
]
