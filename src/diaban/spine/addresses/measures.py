"""What is measured over the registry: households with a code, confirmed, certified; its quality.

A retired address belongs to nothing. Households that a source counts and the registry does not hold
are unknown in the figures of households.
"""

from __future__ import annotations

import polars as pl

from diaban.engines.measuring import Measure
from diaban.spine.addresses import history, reasons
from diaban.spine.addresses.coverage import expected_households
from diaban.spine.addresses.models import CodeState, Life, PositionSource, PostalQuality
from diaban.spine.addresses.observing import observed_by
from diaban.spine.addresses.told_rows import tell_addresses, tell_doors
from diaban.spine.figures.declaring import OWN_DEFINITION, MeasureSpec, RecordTable, Why
from diaban.spine.parties.organisations import Field

# a position from which a courier finds the door; the width of a street front
GOOD_METRES = 10.0
_VPOSTCODE = "Sở TT&TT Hà Nội, 1/2021: mã địa chỉ Vpostcode tới từng hộ gia đình"

TABLES = (
    RecordTable(
        name="addresses",
        schema=history.VERSION_SCHEMA,
        read=history.read_versions,
        every=history.every_version,
        newest=history.newest_observation,
        changed_since=history.changed_since,
        tell=tell_addresses,
        tell_outside=tell_doors,
        recorded_by=observed_by,
        basis=history.basis,
    ),
)


def _standing() -> pl.Expr:
    return pl.col("life") != int(Life.RETIRED)


def _household() -> pl.Expr:
    return pl.col("is_household") & _standing()


def _has_code() -> pl.Expr:
    """A code that waits to be computed, or for the ground to be certain, is unknown, not absent."""
    waits = pl.col("code_state").is_in([int(CodeState.DUE), int(CodeState.AREA_UNCERTAIN)])
    return pl.when(~waits).then(pl.col("code_state") == int(CodeState.CODED))


def _reached(step: Life) -> pl.Expr:
    return pl.col("life") >= int(step)


def _good_position() -> pl.Expr:
    """Within ten metres by its own word; without an accuracy nobody can tell."""
    lies = pl.col("lat_e7").is_not_null()
    pointed = pl.col("position_source") == int(PositionSource.UNKNOWN)
    accurate = pl.when(~pointed).then(pl.col("accuracy_metres") <= GOOD_METRES)
    return pl.when(lies).then(accurate).otherwise(pl.lit(False))


def _household_measure(name: str, columns: tuple[str, ...], holds) -> Measure:
    return Measure(
        name,
        1,
        ("is_household", "life", *columns),
        holds=lambda day: holds(),
        belongs=lambda day: _household(),
    )


def _of_households(
    measure: Measure, why: Why, title_vi: str, title_en: str, source: str
) -> MeasureSpec:
    return MeasureSpec(
        measure=measure, table="addresses", field=Field.POST, title_vi=title_vi,
        title_en=title_en, noun_vi="hộ", noun_en="households", source=source,
        expected=expected_households, why=why,
    )  # fmt: skip


def _of_addresses(measure: Measure, why: Why, title_vi: str, title_en: str) -> MeasureSpec:
    return MeasureSpec(
        measure=measure, table="addresses", field=Field.POST, title_vi=title_vi,
        title_en=title_en, noun_vi="địa chỉ", noun_en="addresses", source=OWN_DEFINITION,
        why=why,
    )  # fmt: skip


MEASURES = (
    _of_households(
        _household_measure("households-coded", ("code_state",), _has_code), reasons.of_code,
        "Hộ có mã địa chỉ", "Households with an address code", _VPOSTCODE,
    ),
    _of_households(
        _household_measure("households-confirmed", (), lambda: _reached(Life.CONFIRMED)),
        reasons.of_confirmation,
        "Hộ đã xác nhận địa chỉ", "Households that confirmed their address", OWN_DEFINITION,
    ),
    _of_households(
        _household_measure("households-certified", (), lambda: _reached(Life.CERTIFIED)),
        reasons.of_certificate,
        "Hộ có địa chỉ được xã, phường chứng nhận",
        "Households whose address the commune certified", OWN_DEFINITION,
    ),
    _of_addresses(
        Measure(
            "addresses-positioned", 1,
            ("life", "lat_e7", "position_source", "accuracy_metres"),
            holds=lambda day: _good_position(), belongs=lambda day: _standing(),
        ),
        reasons.of_position,
        "Địa chỉ có vị trí tốt (10 m)", "Addresses with a good position (10 m)",
    ),
    _of_addresses(
        Measure(
            "addresses-written", 1, ("life", "postal_quality"),
            holds=lambda day: pl.col("postal_quality") >= int(PostalQuality.PARSED),
            belongs=lambda day: _standing(),
        ),
        reasons.of_writing,
        "Địa chỉ viết đầy đủ", "Addresses written out in full",
    ),
)  # fmt: skip
