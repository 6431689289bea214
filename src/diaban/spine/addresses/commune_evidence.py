"""What the registry, the imported map and a position say of the commune an address lies in.

The law often leaves several communes for an old address. A registered street or hamlet of the name,
a street on the imported map, or a position may leave one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from diaban.engines.addressing import Evidence, ParsedAddress
from diaban.engines.addressing.registered import name_way, read_locality
from diaban.spine.addresses.models import Address
from diaban.spine.addresses.search_entries import COUNTED, NAMES
from diaban.spine.addresses.search_models import SearchWay
from diaban.spine.basemap.street_communes import (
    StreetCommunes,
    street_communes,
    street_evidence,
)
from diaban.spine.places.areas import areas_in_force
from diaban.spine.places.models import Unit
from diaban.spine.places.units import TWO_TIER_FROM
from diaban.spine.runs.models import Generation

# what a name registered elsewhere leaves to a commune where it is not: the registry may lack it
_UNREGISTERED = 0.02
# fewer doors than this on a street say little: one of them may be wrong
_FEW_DOORS = 3


class CommuneEvidence:
    """What is known of a day's communes when it is first asked; for many addresses in a row.

    It speaks of communes since July 2025 only.
    """

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of

    def of(
        self, address: ParsedAddress, point: tuple[float, float] | None = None
    ) -> list[Evidence]:
        """Return what is known beside the address's own words, the strongest first; often nothing.

        ``point``: latitude and longitude, if known.
        """
        if self.as_of < TWO_TIER_FROM:
            return []
        found = [] if point is None else list(_of_point(*point, self.as_of))
        streets = street_evidence(address, self.as_of, self._streets)
        return [*found, *streets, *self._of_registry(address)]

    @cached_property
    def _streets(self) -> StreetCommunes:
        return street_communes()

    @cached_property
    def _registry(self) -> tuple[int, int] | None:
        """The generations of its names; None where it is made up and knows nothing of the world."""
        if _is_made_up(Generation.of("addresses")):
            return None
        return Generation.of(NAMES), Generation.of(COUNTED)

    def _of_registry(self, address: ParsedAddress) -> Iterator[Evidence]:
        """Streets and hamlets of the name."""
        names = (
            ("registered_street", name_way(address.street) if address.street else ""),
            ("registered_hamlet", read_locality(address.hamlet).hamlet if address.hamlet else ""),
        )
        for reason, form in names:
            counts = _count_doors(form, *self._registry) if form and self._registry else {}
            total = sum(counts.values())
            if total >= _FEW_DOORS:
                likely = {code: max(n / total, _UNREGISTERED) for code, n in counts.items()}
                yield Evidence(reason, likely, otherwise=_UNREGISTERED)


def commune_evidence(
    address: ParsedAddress, as_of: date, point: tuple[float, float] | None = None
) -> list[Evidence]:
    """Return what is known now beside the words of one address: see CommuneEvidence."""
    return CommuneEvidence(as_of).of(address, point)


def _of_point(lat: float, lng: float, as_of: date) -> Iterator[Evidence]:
    units, shares = areas_in_force(as_of).candidates(np.array([lat]), np.array([lng]))
    chances = {unit: share for unit, share in zip(units[0], shares[0], strict=True) if share > 0}
    codes = Unit.objects.in_bulk([int(unit) for unit in chances])
    if codes:
        likely = {codes[int(unit)].code: float(share) for unit, share in chances.items()}
        yield Evidence("position", likely, otherwise=0.001)


@lru_cache(maxsize=1)
def _is_made_up(generation: int) -> bool:
    return Address.objects.everywhere("a synthetic registry is no evidence").filter(
        synthetic=True
    )[:1].exists()  # fmt: skip


@lru_cache(maxsize=20_000)
def _count_doors(form: str, names: int, counted: int) -> dict[str, int]:
    """Count the doors on a way by the code of their commune."""
    rows = dict(
        SearchWay.objects.filter(form=form, commune__gt=0, count__gt=0).values_list(
            "commune", "count"
        )
    )
    units = Unit.objects.in_bulk(rows)
    return {units[number].code: count for number, count in rows.items() if number in units}
