"""A synthetic Hanoi: real communes, invented doors; the same seed gives the same rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl

from diaban.exchange.synthetic_city.addressing import address_paths
from diaban.exchange.synthetic_city.blemishes import blemish
from diaban.exchange.synthetic_city.communes import Commune, Locate, require_sound
from diaban.exchange.synthetic_city.dwellings import (
    convert_to_mini,
    fix_towers,
    list_dwellings,
    write_houses,
    write_towers,
)
from diaban.exchange.synthetic_city.expected import SOURCE, tabulate_expected
from diaban.exchange.synthetic_city.former import name_former
from diaban.exchange.synthetic_city.naming import share_out
from diaban.exchange.synthetic_city.population import (
    apportion,
    estimate_household_density,
    estimate_people,
)
from diaban.exchange.synthetic_city.rates import Rates
from diaban.exchange.synthetic_city.records import to_records
from diaban.exchange.synthetic_city.settlement import Known, Lot, draw_for, settle
from diaban.exchange.synthetic_city.streets import draw_streets
from diaban.exchange.synthetic_city.towers import build_towers, draw_sizes, share_flats
from diaban.exchange.synthetic_city.wording import UnitTexts

NEIGHBOURS = 4

__all__ = ["SOURCE", "SyntheticCity"]


@dataclass(frozen=True)
class SyntheticCity:
    """Everything that is generated, from a list of communes and a seed.

    `locate` says in which commune points lie (index into `communes`, -1 in none); generated
    doors keep to their own. `households` counts doors and flats; buildings that hold flats and
    second sources of the same door come on top.
    """

    communes: tuple[Commune, ...]
    locate: Locate
    households: int = 200_000
    seed: int = 2021
    rates: Rates = field(default_factory=Rates)

    def __post_init__(self) -> None:
        require_sound(self.communes)
        if self.households < 0:
            raise ValueError("a city cannot have fewer than no households")

    @cached_property
    def shares(self) -> dict[str, int]:
        """Households generated in each commune, by its code."""
        counts = apportion(estimate_people(self.communes), self.households)
        return dict(zip((c.code for c in self.communes), counts.tolist(), strict=True))

    @cached_property
    def lots(self) -> tuple[Lot, ...]:
        """What is to be built in each commune."""
        density = estimate_household_density(self.communes).tolist()
        estates = share_out("estate", self.communes)
        collectives = share_out("collective", self.communes)
        known = [Known(*pair) for pair in zip(estates, collectives, strict=True)]
        return tuple(
            self._add_towers(
                Lot(commune, index, density[index], 0, (), self.seed, self.rates, known[index])
            )
            for index, commune in enumerate(self.communes)
        )

    def _add_towers(self, lot: Lot) -> Lot:
        """Divide a commune's households between flats in towers and houses."""
        count = self.shares[lot.commune.code]
        budget = int(count * share_flats(lot.commune, lot.density, self.rates))
        towers = draw_sizes(lot.commune, budget, draw_for(lot, "towers"))
        if sum(towers) > count:
            towers = ()
        return replace(lot, houses=count - sum(towers), towers=towers)

    def batches(self, rows: int = 50_000) -> Iterator[pl.DataFrame]:
        """Yield records in the registry's format, about `rows` at a time; parents before units."""
        units, waiting, count = UnitTexts(self.communes), list[pl.DataFrame](), 0
        for lot in self.lots:
            waiting.append(self._build(lot))
            count += len(waiting[-1])
            if count >= rows:
                whole = to_records(pl.concat(waiting), units)
                full = count - count % rows
                yield from (whole[start : start + rows] for start in range(0, full, rows))
                waiting, count = [], 0
                if full < len(whole):
                    yield whole[full:]
        if count:
            yield to_records(pl.concat(waiting), units)

    def streets(self) -> Iterator[pl.DataFrame]:
        """Per commune: commune_code, name, kind, lat_e7 and lng_e7 (lists), synthetic."""
        for lot in self.lots:
            yield draw_streets(lot, settle(lot, self.locate), self.locate)

    def expected_households(self) -> pl.DataFrame:
        """unit_code, count, as_of, source; some communes are missing on purpose: unknown."""
        return tabulate_expected(self.shares, self.seed)

    def _build(self, lot: Lot) -> pl.DataFrame:
        """One commune's rows with all chance drawn but nothing written."""
        town = settle(lot, self.locate)
        houses, mini = convert_to_mini(write_houses(town, address_paths(lot, town)), lot)
        towers = build_towers(lot, town.estates)
        fixes = fix_towers(lot, town, towers.at, self.locate)
        rows = list_dwellings(houses, [mini, write_towers(towers, fixes, town)], lot)
        rows = rows.with_columns(
            pl.lit(lot.index, dtype=pl.Int64).alias("commune"), pl.int_range(pl.len()).alias("row")
        )
        rng = draw_for(lot, "blemishes")
        rows = blemish(rows, self._neighbours[lot.index], (self._effort(lot), self.rates), rng)
        return name_former(rows, self.communes, lot, town)

    @cached_property
    def _neighbours(self) -> list[list[int]]:
        """Indices of the nearest other communes of each."""
        at = np.array([(commune.lat, commune.lng) for commune in self.communes])
        gap = np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
        np.fill_diagonal(gap, np.inf)
        count = min(NEIGHBOURS, len(at) - 1)
        nearest: list[list[int]] = np.argsort(gap, axis=1, kind="stable")[:, :count].tolist()
        return nearest

    def _effort(self, lot: Lot) -> float:
        """How much more or less than the city's average a commune has confirmed."""
        turns = np.random.default_rng([self.seed, len(self.lots)]).permutation(len(self.lots))
        place = (turns[lot.index] + 0.5) / len(self.lots)
        return float(1 + self.rates.unevenness * (2 * place - 1))
