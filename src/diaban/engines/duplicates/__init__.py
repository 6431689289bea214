"""Duplicates: the same building from two sources, the same household twice, one point twice."""

from diaban.engines.duplicates.finding import KINDS, find_between, find_within
from diaban.engines.duplicates.records import SCHEMA, to_records
from diaban.engines.duplicates.weights import FIELDS, LEVELS, Weights

__all__ = [
    "FIELDS",
    "KINDS",
    "LEVELS",
    "SCHEMA",
    "Weights",
    "find_between",
    "find_within",
    "to_records",
]
