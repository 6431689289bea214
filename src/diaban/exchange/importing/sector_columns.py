"""Which column of a file is which field of a list that a sector takes in: by what it is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from diaban.exchange.importing.problems import InputError
from diaban.spine.places.names import fold_name
from diaban.spine.sectors import FieldSpec, ImportSpec, declared

LAT, LNG = "lat", "lng"


def recognise_fields(
    fields: Sequence[FieldSpec], columns: Sequence[str], position: tuple[str, str] | None = None
) -> dict[str, str]:
    """Return the heading of each field that a file has; a position comes from its shapes first."""
    found = dict(zip((LAT, LNG), position, strict=True)) if position else {}
    found = {name: heading for name, heading in found.items() if name in {f.name for f in fields}}
    for heading in columns:
        meant = (f.name for f in fields if f.name not in found and names_of(f) & folded(heading))
        name = next(meant, None)
        if name is not None and heading not in found.values():
            found[name] = heading
    return found


def require_fields(
    spec: ImportSpec, mapping: Mapping[str, str], columns: Sequence[str]
) -> dict[str, str]:
    """Return the mapping if the file can serve it; raise InputError naming what is missing."""
    known = {field.name: field for field in spec.fields}
    if unknown := sorted(set(mapping) - set(known)):
        raise InputError("fields_unknown", missing=unknown, known=list(known))
    if absent := sorted(set(mapping.values()) - set(columns)):
        raise InputError("columns_unknown", missing=absent, found=list(columns))
    lacking = [f for f in spec.fields if f.required and f.name not in mapping]
    if (LAT in mapping) != (LNG in mapping):
        lacking.append(known[LNG if LAT in mapping else LAT])
    if lacking:
        missing = [f"{field.vi} / {field.en}" for field in lacking]
        raise InputError(
            "columns_missing", missing=missing, found=list(columns),
            example=example_of(lacking[0].name, mapping, columns),
        )  # fmt: skip
    return dict(mapping)


def example_of(name: str, mapping: Mapping[str, str], columns: Sequence[str]) -> str:
    """Return ``field="heading"`` of a column that nothing is read from; "" where all are read."""
    unread = next((one for one in columns if one not in mapping.values()), None)
    return f'{name}="{unread}"' if unread else ""


def names_of(field: FieldSpec) -> set[str]:
    return {fold_name(name) for name in (field.vi, field.en, *field.headings)}


def every_heading() -> Iterator[str]:
    """Yield what the sectors' lists call their columns, folded."""
    for _sector, spec in declared("imports", "IMPORTS"):
        for field in spec.fields:
            yield from names_of(field)


def folded(heading: str) -> set[str]:
    return {fold_name(heading), fold_name(heading.partition("(")[0])}
