"""Finding the unit that a row of a small table means, by its code or by its name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from diaban.exchange.importing.codes import fold_unit_name
from diaban.exchange.importing.problems import Problem
from diaban.spine.places.models import Unit
from diaban.spine.places.names import fold_name

_DISTRICT_KINDS = re.compile(r"^(quan|huyen|thi xa|thanh pho|q|h|tx) ")


class UnitFinder:
    """Finds among some units; a name may stand with its kind or without, and near a district."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._by_code = {unit.code: unit for unit in units}
        self._by_name: dict[str, dict[int, Unit]] = defaultdict(dict)
        for unit in units:
            spellings = [unit.name, *(alias.alias for alias in unit.aliases.all())]
            for spelling in spellings:
                for name in (fold_name(spelling), fold_name(f"{unit.kind} {spelling}")):
                    self._by_name[name][unit.pk] = unit

    def find(self, code: str, name: str, district: str = "") -> Unit | Problem:
        """Return the unit, or a problem with field ``code`` or ``name`` and no row."""
        if code:
            padded = code.zfill(5) if code.isdigit() else code
            unit = self._by_code.get(padded)
            return unit or Problem("unit_unknown", None, "code", code)
        units = list(self._by_name.get(fold_unit_name(name), {}).values())
        if district and len(units) != 1:
            units = [u for u in units if u.parent and _is_district(u.parent, district)]
        if not units:
            return Problem("unit_name_unknown", None, "name", name)
        if len(units) > 1:
            known = [f"{unit.full_name} ({unit.code})" for unit in units[:4]]
            return Problem("unit_name_ambiguous", None, "name", name, {"known": known})
        return units[0]


def _is_district(unit: Unit, name: str) -> bool:
    return _DISTRICT_KINDS.sub("", fold_name(name)) == _DISTRICT_KINDS.sub("", unit.folded)
