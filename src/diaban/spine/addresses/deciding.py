"""Deciding the code of addresses: coded, or waiting and why. Arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from diaban.engines import vpostcode
from diaban.spine.addresses.models import CodeBasis, CodeState
from diaban.spine.places.areas import Areas, FormerAreas

# coarser than this, a position does not say which door it is (a Hanoi house front is 4-6 m)
COARSEST_METRES = 30.0
# a point this near its declared commune contradicts nothing: fixes and borders both err
BORDER_TOLERANCE_METRES = 15.0
# on approximate areas a declared commune less likely than this contradicts the position
IMPLAUSIBLE = 0.01


@dataclass(frozen=True)
class Ground:
    """What a coding run stands on: areas of now and of then, codes, and who came from whom."""

    areas: Areas
    former_areas: FormerAreas
    postal_codes: Mapping[int, str]
    predecessors: Mapping[int, tuple[int, ...]]


def decide(rows: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    """Decide each address of ``rows``.

    ``rows`` has id, lat_e7, lng_e7, accuracy_metres, declared_commune_id, declared_former_id; the
    answer has id, vpostcode, commune_id, former_id, former_is_certain, code_basis, code_state.
    """
    lat_e7, lng_e7 = _integers(rows, "lat_e7"), _integers(rows, "lng_e7")
    placed = rows["lat_e7"].is_not_null().to_numpy() & rows["lng_e7"].is_not_null().to_numpy()
    accuracy = rows["accuracy_metres"].fill_null(0.0).to_numpy()
    lat, lng = np.where(placed, lat_e7 / 1e7, np.nan), np.where(placed, lng_e7 / 1e7, np.nan)
    declared = _integers(rows, "declared_commune_id")
    declared_former = _integers(rows, "declared_former_id")
    found = _Found(lat, lng, accuracy, declared, declared_former, ground)
    commune, basis, state = found.decide_communes()
    state[placed & (accuracy > COARSEST_METRES)] = CodeState.TOO_COARSE
    state[~placed] = CodeState.NO_POSITION
    # without a place of its own an address counts where it says it is
    commune = np.where(commune == 0, declared, commune)
    postal = _postal_codes_of(commune, ground.postal_codes)
    state[(state == CodeState.CODED) & (postal == "")] = CodeState.NO_POSTAL_CODE
    coded = state == CodeState.CODED
    former, certain = _decide_formers(lat, lng, commune, declared_former, ground)
    return pl.DataFrame(
        {
            "vpostcode": _write_codes(lat_e7, lng_e7, postal, coded),
            "commune_id": pl.Series(commune, dtype=pl.Int64).replace(0, None),
            "former_id": pl.Series(former, dtype=pl.Int64).replace(0, None),
            "former_is_certain": certain,
            "code_basis": np.where(coded, basis, CodeBasis.NONE),
            "code_state": state,
            "id": rows["id"],
        }
    )


def _integers(rows: pl.DataFrame, name: str) -> NDArray[np.int64]:
    return rows[name].cast(pl.Int64).fill_null(0).to_numpy()


def _postal_codes_of(commune: NDArray[np.int64], codes: Mapping[int, str]) -> NDArray[np.str_]:
    units, inverse = np.unique(commune, return_inverse=True)
    return np.array([codes.get(int(unit), "") for unit in units], dtype="U5")[inverse]


def _write_codes(
    lat_e7: NDArray[np.int64],
    lng_e7: NDArray[np.int64],
    postal: NDArray[np.str_],
    coded: NDArray[np.bool_],
) -> pl.Series:
    tails = pl.Series(vpostcode.write_tails(vpostcode.encode_tails_e7(lat_e7, lng_e7)))
    codes = pl.Series(postal.tolist(), dtype=pl.String) + tails
    return pl.select(pl.when(pl.Series(coded)).then(codes).otherwise(pl.lit(""))).to_series()


@dataclass(frozen=True)
class _Found:
    lat: NDArray[np.float64]
    lng: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    declared: NDArray[np.int64]
    declared_former: NDArray[np.int64]
    ground: Ground

    def decide_communes(
        self,
    ) -> tuple[NDArray[np.int64], NDArray[np.int16], NDArray[np.int16]]:
        """Return commune, basis and state of each point; position quality is judged elsewhere."""
        commune = self.ground.areas.locate(self.lat, self.lng)
        state = np.full(len(commune), CodeState.CODED, dtype=np.int16)
        basis = np.full(len(commune), CodeBasis.OFFICIAL_AREA, dtype=np.int16)
        self._settle_contradictions(commune, basis, state)
        self._settle_uncertain(commune, basis, state)
        return commune, basis, state

    def _settle_contradictions(self, commune, basis, state) -> None:
        """A declared commune against an official area: near the border it wins, else conflict."""
        odd = np.flatnonzero(
            np.isfinite(self.lat)
            & ((commune == 0) | ((self.declared != 0) & (commune != self.declared)))
        )
        if not len(odd):
            return
        state[odd[commune[odd] == 0]] = CodeState.OUTSIDE
        stated = odd[self.declared[odd] != 0]
        away = self.ground.areas.metres_from(
            self.declared[stated], self.lat[stated], self.lng[stated]
        )
        near = away <= np.maximum(self.accuracy[stated], BORDER_TOLERANCE_METRES)
        commune[stated[near]] = self.declared[stated[near]]
        basis[stated[near]] = CodeBasis.DECLARED
        state[stated[near]] = CodeState.CODED
        contradicted = stated[~near & (commune[stated] != 0)]
        state[contradicted] = CodeState.CONFLICT

    def _settle_uncertain(self, commune, basis, state) -> None:
        """On approximate ground only a declared commune that is plausible there decides."""
        uncertain = self.ground.areas.is_uncertain(self.lat, self.lng)
        rows = np.flatnonzero(uncertain & (state != CodeState.CODED))
        if not len(rows):
            return
        units, shares = self.ground.areas.candidates(self.lat[rows], self.lng[rows])
        plausible = self._restrict_to_heirs(units, shares, self.declared_former[rows])
        stated = self.declared[rows]
        agrees = ((units == stated[:, None]) & (shares >= IMPLAUSIBLE)).any(axis=1)
        only_heir = (plausible.sum(axis=1) == 1) & (self.declared_former[rows] != 0)
        heir = units[np.arange(len(rows)), plausible.argmax(axis=1)]
        nowhere = units[:, 0] == 0
        commune[rows] = np.where(stated != 0, stated, np.where(only_heir, heir, units[:, 0]))
        basis[rows] = CodeBasis.DECLARED
        state[rows] = np.select(
            [nowhere, (stated != 0) & agrees, stated != 0, only_heir],
            [CodeState.OUTSIDE, CodeState.CODED, CodeState.CONFLICT, CodeState.CODED],
            CodeState.AREA_UNCERTAIN,
        )
        commune[rows[nowhere]] = 0

    def _restrict_to_heirs(self, units, shares, former) -> NDArray[np.bool_]:
        """Which candidates are plausible there and legal successors of the former commune."""
        plausible = (shares >= IMPLAUSIBLE) & (units != 0)
        for unit in np.unique(units[plausible]):
            came_from = np.array(self.ground.predecessors.get(int(unit), ()), dtype=np.int64)
            legal = np.isin(former, came_from)[:, None]
            plausible &= ~(units == unit) | legal | (former == 0)[:, None]
        return plausible


def _decide_formers(lat, lng, commune, declared_former, ground: Ground):
    """The commune of before July 2025: stated or the only legal one is certain, else likely."""
    former = ground.former_areas.locate(commune, lat, lng)
    certain = np.zeros(len(commune), dtype=bool)
    for unit in np.unique(commune[commune != 0]):
        legal = np.array(ground.predecessors.get(int(unit), ()), dtype=np.int64)
        rows = np.flatnonzero(commune == unit)
        stated = rows[np.isin(declared_former[rows], legal)]
        former[stated], certain[stated] = declared_former[stated], True
        if len(legal) == 1:
            former[rows], certain[rows] = legal[0], True
    return former, certain
