"""What goes wrong with records: dates, life, gaps, strays, contradictions, second sources.

Every decision is drawn here, per commune, as plain columns; writing the text from them draws
nothing more, so that the same seed gives the same rows however they are batched.
"""

from datetime import date
from typing import Any

import numpy as np
import polars as pl

from diaban.exchange.synthetic_city.fixes import SOURCES
from diaban.exchange.synthetic_city.rates import Rates

REFORM = date(2025, 7, 1)
FIRST_DAY = date(2019, 1, 7)
LIVES = ("candidate", "collected", "notified", "confirmed")
# What is dropped from an incomplete record.
NOTHING, COMMUNE, NUMBER, STREET, ALL_BUT_COMMUNE = range(5)
DROP_SHARES = (0.28, 0.37, 0.17, 0.18)
# How a messy text is messy.
TIDY, LOWER, PLAIN_LETTERS, SQUEEZED, LANDMARK, NO_COMMAS = range(6)
MESS_SHARES = (0.2, 0.25, 0.2, 0.25, 0.1)
KEEP_CLEAR = 0.55  # of a cleared record that is not confirmed: collected; the rest candidates


def draw_days(old: Any, rates: Rates, rng: np.random.Generator) -> Any:
    """Days since 1970: before the reform mostly the first half of 2019, then its aftermath."""
    count, epoch = len(old), date(1970, 1, 1)
    first, reform = (FIRST_DAY - epoch).days, (REFORM - epoch).days
    last = (rates.last_day - epoch).days
    campaign = first + np.minimum(rng.exponential(70, count), 350)
    between = rng.uniform(first + 350, reform, count)
    before = np.where(rng.random(count) < 0.7, campaign, between)
    after = reform + (last + 1 - reform) * rng.beta(1.3, 1.1, count)
    return np.floor(np.where(old, np.minimum(before, reform - 1), np.minimum(after, last)))


def draw_drops(rows: pl.DataFrame, rates: Rates, rng: np.random.Generator) -> Any:
    """Which part each record lacks; a flat or an unnumbered house can lack only its commune."""
    count = len(rows)
    incomplete = rng.random(count) < rates.incomplete_text
    drawn = rng.choice(np.arange(1, 5), count, p=DROP_SHARES)
    in_block = (rows["unit"].is_not_null() | ~rows["is_household"]).to_numpy()
    no_number = rows["number"].is_null().to_numpy()
    no_street = rows["street"].is_null().to_numpy()
    drawn = np.where(no_street & (drawn == STREET), COMMUNE, drawn)
    drawn = np.where(no_number & (drawn == NUMBER), ALL_BUT_COMMUNE, drawn)
    drawn = np.where(in_block, COMMUNE, drawn)
    return np.where(incomplete, drawn, NOTHING)


def draw_lives(ready: Any, effort: float, rates: Rates, rng: np.random.Generator) -> Any:
    """Index into LIVES; only a record that is ready (position, whole text) can be confirmed."""
    count = len(ready)
    share = max((1 - rates.missing_position) * (1 - rates.incomplete_text), 0.01)
    confirmed = min(rates.confirmed * effort / share, 0.97)
    notified = min(rates.notified / share, 1 - confirmed)
    draw, further = rng.random(count), rng.random(count)
    settled = np.select([draw < confirmed, draw < confirmed + notified], [3, 2], 1)
    open_life = np.where(further < KEEP_CLEAR, 1, 0)
    return np.where(ready, np.where((settled == 1) & (further > 0.85), 0, settled), open_life)


def stray(rows: pl.DataFrame, rates: Rates, rng: np.random.Generator) -> pl.DataFrame:
    """Put a few records into another province by a wrong digit; swap a few."""
    count = len(rows)
    astray = rng.random(count) < rates.stray_position
    swapped = astray & (rng.random(count) < rates.swapped_share)
    lat, lng = rows["lat"].to_numpy(), rows["lng"].to_numpy()
    shift = rng.choice([-1.0, 1.0], count)
    off_lat = lat + np.where(astray & ~swapped, shift, 0)
    return rows.with_columns(
        pl.Series("lat", np.where(swapped, lng, off_lat)),
        pl.Series("lng", np.where(swapped, lat, lng)),
    )


def lose_positions(rows: pl.DataFrame, rates: Rates, rng: np.random.Generator) -> pl.DataFrame:
    """Positions never taken, and accuracies never stated."""
    lost = pl.Series(rng.random(len(rows)) < rates.missing_position)
    unstated = pl.Series(rng.random(len(rows)) < rates.unstated_accuracy) | lost
    position = [pl.when(~lost).then(name).alias(name) for name in ("lat", "lng", "source")]
    accuracy = pl.when(~unstated).then("accuracy_metres").alias("accuracy_metres")
    return rows.with_columns(*position, accuracy)


def contradict(rows: pl.DataFrame, near: Any, rates: Rates, rng: np.random.Generator) -> Any:
    """Column "declared": the true commune, or for a few records one of its neighbours."""
    truth = rows["commune"].to_numpy()
    wrong = (rng.random(len(rows)) < rates.contradicted_commune) & (len(near) > 0)
    other = rng.choice(near, len(rows)) if len(near) else truth
    return rows.with_columns(pl.Series("declared", np.where(wrong, other, truth)))


def date_and_style(rows: pl.DataFrame, rates: Rates, rng: np.random.Generator) -> pl.DataFrame:
    """When a record was made and how its writer writes."""
    count = len(rows)
    early = rng.random(count) < rates.observed_before_reform
    late_habit = rng.random(count) < rates.old_form_after_reform
    mess = rng.choice(np.arange(1, 6), count, p=MESS_SHARES)
    return rows.with_columns(
        pl.Series("day", draw_days(early, rates, rng).astype(np.int32)),
        pl.Series("old_form", early | late_habit),
        pl.Series("converted", rng.random(count) < rates.old_form_converted),
        pl.Series("code_absent", rng.random(count) < rates.code_absent),
        pl.Series("mess", np.where(rng.random(count) < rates.messy_text, mess, TIDY)),
        pl.Series("style", rng.integers(0, 1_000, count)),
        pl.Series("turn", rng.random(count)),
    )


def add_second_sources(rows: pl.DataFrame, rates: Rates, rng: np.random.Generator) -> pl.DataFrame:
    """Add the same door again under a key of its own: other day, other hand, some metres off."""
    eligible = np.flatnonzero(rows["is_household"].to_numpy())
    # Whole numbers that are right on average, so that small communes are not always spared.
    count = int(np.floor(len(eligible) * rates.duplicates + rng.random()))
    again = rows[np.sort(rng.choice(eligible, count, replace=False))]
    metres = rng.normal(0, 5, (2, count)) / 111_195
    again = date_and_style(again, rates, rng).with_columns(
        pl.lit(value=True).alias("second"),
        (pl.col("lat") + pl.Series(metres[0])).alias("lat"),
        (pl.col("lng") + pl.Series(metres[1])).alias("lng"),
        pl.Series("source", rng.integers(0, len(SOURCES), count)),
    )
    return pl.concat([rows, again.select(rows.columns)])


def blemish(
    rows: pl.DataFrame, near: Any, effort: tuple[float, Rates], rng: np.random.Generator
) -> pl.DataFrame:
    """All of the above for one commune; near = indices of its neighbours."""
    confirmed_factor, rates = effort
    rows = contradict(rows, near, rates, rng)
    rows = date_and_style(rows, rates, rng).with_columns(pl.lit(value=False).alias("second"))
    rows = add_second_sources(rows, rates, rng)
    rows = rows.with_columns(pl.Series("drop", draw_drops(rows, rates, rng)))
    rows = lose_positions(stray(rows, rates, rng), rates, rng)
    ready = (rows["lat"].is_not_null() & (rows["drop"] == NOTHING)).to_numpy()
    lives = draw_lives(ready, confirmed_factor, rates, rng)
    return rows.with_columns(pl.Series("life", lives))
