"""The communes of before July 2025 by their district, which their names alone do not tell."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import QuerySet

from diaban.exchange.importing.codes import fold_district, fold_unit_name
from diaban.spine.places.models import Unit

_JOINT = " - "

Wards = dict[tuple[str, str], frozenset[str]]


def former_wards(communes: QuerySet[Unit]) -> Wards:
    """Return the codes that (district, name) can mean, both folded, the name with its kind or bare.

    Names that a commune bore before a merger count where no commune of the district has that name
    now; “Trung Tự” then may also be “Phương Liên - Trung Tự”.
    """
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    earlier: dict[tuple[str, str], set[str]] = defaultdict(set)
    for unit in communes.select_related("parent").prefetch_related("aliases"):
        if unit.parent is None:
            continue
        district = fold_district(unit.parent.name)
        for name in (unit.name, f"{unit.kind} {unit.name}"):
            named[district, fold_unit_name(name)].add(unit.code)
        before = [alias.alias for alias in unit.aliases.all()]
        for name in (*before, *(unit.name.split(_JOINT) if _JOINT in unit.name else ())):
            for form in (name, f"{unit.kind} {name}"):
                earlier[district, fold_unit_name(form)].add(unit.code)
    return {key: frozenset(codes) for key, codes in (earlier | named).items()}
