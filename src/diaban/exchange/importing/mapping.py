"""Which column of a file speaks of which attribute."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass

from diaban.exchange.importing.fields import BY_NAME, SPEAKING
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.proposing import (
    PERSONAL,
    ColumnProposal,
    propose_columns,
)
from diaban.exchange.importing.sector_columns import example_of

_COUPLED = (("lat", "lng"), ("lng", "lat"))


@dataclass(frozen=True)
class Mapping:
    """Field name → column heading. Can be shown, saved as a dictionary and given back."""

    columns: Dictionary[str, str]

    def as_json(self) -> dict[str, str]:
        return dict(self.columns)

    @classmethod
    def from_json(cls, stored: Dictionary[str, str]) -> Mapping:
        return cls(dict(stored))

    def has(self, field: str) -> bool:
        return field in self.columns

    def heading(self, field: str) -> str:
        """Return what the file calls a field; the field's own name where it has no column."""
        return self.columns.get(field) or BY_NAME[field].vi

    def checked(self, found: Sequence[str]) -> Mapping:
        """Return the mapping if the file can serve it; raise InputError naming what is missing."""
        if unknown := sorted(set(self.columns) - set(BY_NAME)):
            raise InputError("fields_unknown", missing=unknown, known=list(BY_NAME))
        if absent := sorted(set(self.columns.values()) - set(found)):
            raise InputError("columns_unknown", missing=absent, found=list(found))
        if missing := self._missing():
            name = next((a for a, b in _COUPLED if self.has(b) and not self.has(a)), "written")
            example = example_of(name, self.columns, found)
            raise InputError("columns_missing", missing=missing, found=list(found), example=example)
        return self

    def _missing(self) -> list[str]:
        has_lat, has_lng = self.has("lat"), self.has("lng")
        if has_lat != has_lng:
            return [_both_labels("lng" if has_lat else "lat")]
        is_of_flats = self.has("parent_key") and self.has("unit")
        if has_lat or is_of_flats or any(self.has(name) for name in SPEAKING):
            return []
        return [
            " | ".join(_both_labels(name) for name in ("written", "house_number", "lat", "lng"))
        ]


def recognise_columns(
    found: Sequence[str], rows: Sequence[Sequence[str]] = (), communes: Collection[str] = ()
) -> Mapping:
    """Map the columns of a file: `propose_columns`, without how it was decided."""
    return mapping_of(propose_columns(found, rows, communes))


def _both_labels(name: str) -> str:
    field = BY_NAME[name]
    return f"{field.vi} / {field.en}"


def mapping_of(proposals: Sequence[ColumnProposal]) -> Mapping:
    return Mapping({name: one.heading for one in proposals for name in one.fields})


def personal_columns(proposals: Sequence[ColumnProposal], mapping: Mapping) -> list[str]:
    """Return the columns about persons, but for those that a person has mapped."""
    held = set(mapping.columns.values())
    return [one.heading for one in proposals if one.remark == PERSONAL and one.heading not in held]


def personal_note(proposals: Sequence[ColumnProposal], mapping: Mapping) -> list[Problem]:
    """Return what to tell of columns about persons, which are left out."""
    left = personal_columns(proposals, mapping)
    return [Problem("columns_personal", params={"found": left})] if left else []
