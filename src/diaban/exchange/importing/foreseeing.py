"""What taking a list would do as a whole, where each row by itself looks sound.

A wrong coordinate system or a running number taken for an identifier passes every check of a row:
only the share of rows that contradict themselves or the registry gives it away.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from diaban.exchange.importing.problems import Problem
from diaban.exchange.importing.registry_rules import has_official_ground
from diaban.exchange.importing.stated_communes import meanings, pad_units
from diaban.exchange.importing.tables import ROW, SYNTHETIC
from diaban.spine.addresses.models import SourceKey
from diaban.spine.addresses.observing import count_changes
from diaban.spine.places.areas import areas_in_force
from diaban.spine.places.models import Level, Standing, Unit
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import CITY

# what a person must have looked at before the list is taken
TO_BE_SEEN = frozenset({"rows_outside_communes", "addresses_would_move", "keys_of_other_addresses"})
_MANY_OUTSIDE = 0.2
_MANY_KNOWN = 0.05
_FAR_METRES = 200.0
# surveys of one door differ by this much
_STAYS_METRES = 5.0
_FEW_POSITIONS = 0.1
_METRES_IN_DEGREE = 111_195.0
_KEYS_A_QUERY = 5_000


@dataclass
class Foresight:
    """Gathers over the batches of a list what is told of it as a whole."""

    source: str
    on: date
    synthetic: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    _metres: list[float] = field(default_factory=list)
    _example: dict[str, str] = field(default_factory=dict)

    def add(self, records: pl.DataFrame) -> Counter[str]:
        """Look at accepted records; return how many are new, known, would change and stay."""
        if records.is_empty():
            return Counter()
        known = self._known(records["source_key"].to_list())
        self._hold_against_registry(records, known)
        self._hold_against_areas(records)
        has_place = (
            pl.col("lat_e7").is_not_null()
            | pl.col("parent_key").is_not_null()
            | pl.col("source_key").is_in([key for key, was in known.items() if was[0] is not None])
        )
        self.counts["rows"] += records.height
        self.counts["placed"] += records.filter(has_place).height
        changed = self._changed(records)
        return +Counter(
            known=len(known),
            new=records.height - len(known),
            would_change=changed,
            would_stay=len(known) - changed,
        )

    def _known(self, keys: list[str]) -> dict[str, tuple[int | None, int | None, str, str | None]]:
        said = ("lat_e7", "lng_e7", "street", "declared_commune__code")
        found: dict[str, tuple] = {}
        if not SourceKey.objects.filter(source=self.source).exists():
            return found
        for start in range(0, len(keys), _KEYS_A_QUERY):
            part = keys[start : start + _KEYS_A_QUERY]
            rows = SourceKey.objects.filter(source=self.source, key__in=part)
            for key, *was in rows.values_list("key", *(f"address__{name}" for name in said)):
                found[key] = tuple(was)
        return found

    def _changed(self, records: pl.DataFrame) -> int:
        changed = 0
        for flag in (False, True):
            part = records.filter(pl.col(SYNTHETIC) == flag).drop(ROW, SYNTHETIC)
            changed += count_changes(part, self.source, synthetic=self.synthetic or flag)
        return changed

    def _hold_against_registry(self, records: pl.DataFrame, known: dict) -> None:
        self.counts["known"] += len(known)
        wanted = ("source_key", "lat_e7", "lng_e7", "street", "commune_code")
        rows = records.filter(pl.col("source_key").is_in(list(known))).select(wanted)
        for key, lat, lng, street, commune in rows.iter_rows():
            was_lat, was_lng, was_street, was_commune = known[key]
            if None not in (lat, lng, was_lat, was_lng):
                self._metres.append(_distance(lat, lng, was_lat, was_lng))
            other_street = street and was_street and fold_name(street) != fold_name(was_street)
            if other_street or (commune and was_commune and commune != was_commune):
                self.counts["other"] += 1
                old, new = (was_street, street) if other_street else (was_commune, commune)
                self._example = self._example or {"key": key, "old": old, "new": new}

    def _hold_against_areas(self, records: pl.DataFrame) -> None:
        named = records.select(
            "lat_e7",
            "lng_e7",
            found_commune=pl.col("commune_code").fill_null(""),
            found_former=pl.col("former_commune_code").fill_null(""),
        ).drop_nulls()
        named = named.filter((pl.col("found_commune") != "") | (pl.col("found_former") != ""))
        if named.is_empty() or not _has_areas(self.on):
            return
        areas = areas_in_force(self.on)
        named = named.with_columns(meant=meanings(named, frozenset(areas.units.tolist())))
        named = named.drop_nulls()
        if named.is_empty():
            return
        lat, lng = (named[name].to_numpy() / 1e7 for name in ("lat_e7", "lng_e7"))
        found, _ = areas.candidates(lat, lng)
        meant = pad_units(named["meant"])
        meets = (found[:, :, None] == meant[:, None, :]) & (found[:, :, None] > 0)
        self.counts["named"] += named.height
        self.counts["outside"] += int((~meets.any(axis=(1, 2))).sum())

    def notes(self) -> list[Problem]:
        """Return what stands out, the gravest first."""
        told = [self._outside(), self._moved(), self._others(), self._unplaced()]
        return [note for note in told if note]

    def _outside(self) -> Problem | None:
        outside, named = self.counts["outside"], self.counts["named"]
        if not named or outside <= _MANY_OUTSIDE * named:
            return None
        is_official = areas_in_force(self.on).standing == Standing.OFFICIAL
        said = {
            "count": outside,
            "total": named,
            "basis_vi": "" if is_official else " (theo ranh giới gần đúng)",
            "basis_en": "" if is_official else " (by approximate boundaries)",
        }
        return Problem("rows_outside_communes", params=said)

    def _moved(self) -> Problem | None:
        moved = [metres for metres in self._metres if metres > _STAYS_METRES]
        if not moved:
            return None
        middle = float(np.median(moved))
        if middle <= _FAR_METRES and len(moved) <= _MANY_KNOWN * self.counts["known"]:
            return None
        far = f"{middle / 1000:.1f} km" if middle >= 1000 else f"{middle:.0f} m"
        said = {"count": len(moved), "far_vi": far.replace(".", ","), "far_en": far}
        return Problem("addresses_would_move", params=said)

    def _others(self) -> Problem | None:
        others = self.counts["other"]
        if others <= _MANY_KNOWN * self.counts["known"]:
            return None
        return Problem("keys_of_other_addresses", params={"count": others, **self._example})

    def _unplaced(self) -> Problem | None:
        rows, placed = self.counts["rows"], self.counts["placed"]
        if not rows or placed >= _FEW_POSITIONS * rows:
            return None
        if not placed:
            return Problem("no_positions", params={"total": rows})
        return Problem("few_positions", params={"count": placed, "total": rows})


def _has_areas(on: date) -> bool:
    """Say whether communes are drawn, or the city's centre is known to fit areas about."""
    centred = Unit.objects.filter(level=Level.PROVINCE, code=CITY, lat__isnull=False)
    return has_official_ground(on) or bool(centred.in_force(on).exists())


def _distance(lat: int, lng: int, was_lat: int, was_lng: int) -> float:
    """Return metres between two places in ten-millionths of a degree."""
    squeeze = np.cos(np.radians(lat / 1e7))
    away = np.hypot(lat - was_lat, (lng - was_lng) * squeeze)
    return float(away) / 1e7 * _METRES_IN_DEGREE
