"""Which column of a file speaks of which attribute."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass

from diaban.exchange.importing.fields import BOTH, BY_NAME, FIELDS, SPEAKING
from diaban.exchange.importing.problems import InputError
from diaban.spine.places.names import fold_name

# the two columns that a file of rejected rows has in front; they say nothing of the address
REPORT_COLUMNS = ("Dòng / Row", "Lý do / Reason")


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
            raise InputError("columns_missing", missing=missing, found=list(found))
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


def recognise_columns(found: Sequence[str]) -> Mapping:
    """Map the columns of a file by their headings, Vietnamese or English.

    Marks, case, spacing and punctuation of a heading do not matter; of two columns that could
    both serve a field, the one whose heading is surer does.
    """
    usable = [name for name in found if name not in REPORT_COLUMNS]
    if any(name.startswith("addr:") for name in usable):
        # among OpenStreetMap's tags, building=yes is a kind and no name
        usable = [name for name in usable if name != "building"]
    folded = {fold_name(name): name for name in reversed(usable)}
    plain = {_without_remark(name): name for name in reversed(usable)}
    columns: dict[str, str] = {}
    for field in FIELDS:
        for heading in field.headings:
            name = folded.get(heading) or plain.get(heading)
            # one column may hold both coordinates
            shared = field.name == "lng" and name == columns.get("lat") and heading in BOTH
            if name is not None and (shared or name not in columns.values()):
                columns[field.name] = name
                break
    return Mapping(columns)


def _both_labels(name: str) -> str:
    field = BY_NAME[name]
    return f"{field.vi} / {field.en}"


def _without_remark(heading: str) -> str:
    """Fold a heading without what stands in brackets: “Vĩ độ (WGS 84)” is “vi do”."""
    return fold_name(heading.partition("(")[0])
