"""Made-up months of people at points, honest and otherwise, from this engine's own idea of them.

They show that each check sees what it is for and leaves ordinary months alone. The measure of the
checks is another generator, which was written without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from diaban.engines.presence import MARKS, POINTS

METRES = 111_195.0
MONTH = datetime.fromisoformat("2026-03-01")  # UTC; the clocks of Viet Nam are seven hours ahead
SLOTS = ((450, "in"), (690, "out"), (810, "in"), (1020, "out"))


@dataclass
class Month:
    """The marks of one person's month, as columns that a case may change."""

    person: int
    point: int
    home: tuple[float, float]
    columns: dict[str, np.ndarray]

    @property
    def slots(self) -> np.ndarray:
        """When each mark is due, in seconds."""
        day = (self.columns["true"] + 25_200) // 86_400
        due = np.tile([60 * slot for slot, _ in SLOTS], len(day) // len(SLOTS))
        return day * 86_400 + due - 25_200

    def move(self, metres: float, rows=slice(None)) -> None:
        self.columns["lat"][rows] += metres / METRES


def point_at(number: int) -> tuple[float, float]:
    return 20.9 + 0.04 * (number % 10), 105.5 + 0.05 * (number // 10)


def points(count: int) -> pl.DataFrame:
    rows = [(n, *point_at(n)) for n in range(count)]
    return pl.DataFrame(rows, schema=POINTS, orient="row")


def arrive_in_order(made: np.ndarray, arrived: np.ndarray) -> np.ndarray:
    """What waits is sent in its order whenever there is a connection, half a second apart."""
    connected = np.sort(arrived)
    sent = connected[np.searchsorted(connected, made)]
    first = np.searchsorted(sent, sent)
    return sent + 0.5 * (np.arange(len(sent)) - first)


def honest_month(chance: np.random.Generator, person: int, point: int) -> Month:
    """Two sessions on each working day: late within five minutes or twenty, a poor fix or none."""
    punctual = chance.random() < 0.3
    spread = 2.5 if punctual else chance.uniform(4, 12)
    days = [n for n in range(31) if (MONTH + timedelta(n)).weekday() < 6 and chance.random() < 0.95]
    minute = np.array([day * 1440 + slot for day in days for slot, _ in SLOTS], dtype=float)
    minute = minute - 420 + chance.normal(0, spread, len(minute)).round(3)
    count = len(minute)
    noise, home = chance.uniform(5, 40), np.array(point_at(point))
    fixes = home + chance.normal(0, noise / METRES, (count, 2)).round(7)
    for row in np.flatnonzero(chance.random(count) < 0.05):  # a fix kept for a few marks
        fixes[row : row + chance.integers(2, 4)] = fixes[row]
    drift, online = chance.uniform(-120, 120), chance.random(count) < 0.85
    delay = np.where(online, chance.uniform(1, 30, count), chance.uniform(600, 40_000, count))
    true = minute * 60
    return Month(person, point, point_at(point), {
        "kind": np.array([kind for _ in days for _, kind in SLOTS]),
        "true": true, "device_seconds": true + drift,
        "server_seconds": arrive_in_order(true, true + delay),
        "lat": fixes[:, 0], "lng": fixes[:, 1], "point": np.full(count, point),
        "device": np.full(count, 1_000 + person), "accuracy": np.full(count, noise),
        "is_mock": np.zeros(count, dtype=bool), "code_ok": chance.random(count) > 0.01,
        "photo": np.where(chance.random(count) < 0.05, [f"{person}-{n}" for n in range(count)], ""),
    })  # fmt: skip


def frame(months: list[Month]) -> pl.DataFrame:
    parts, first = [], 1
    for month in months:
        c, count = month.columns, len(month.columns["kind"])
        stamp = [
            pl.Series(
                [MONTH + timedelta(seconds=float(s)) for s in c[name]], dtype=pl.Datetime("us")
            )
            for name in ("device_seconds", "server_seconds")
        ]
        parts.append(pl.DataFrame({
            "id": np.arange(first, first + count), "point": c["point"],
            "person": np.full(count, month.person), "device": c["device"], "kind": c["kind"],
            "device_time": stamp[0], "server_time": stamp[1], "lat": c["lat"], "lng": c["lng"],
            "accuracy_metres": c["accuracy"], "is_mock": c["is_mock"],
            "code_ok": pl.Series(c["code_ok"].tolist(), dtype=pl.Boolean),
            "photo_hash": pl.Series(c["photo"].tolist()).replace("", None),
        }).cast(MARKS).with_columns(pl.col("lat", "lng").fill_nan(None)))  # fmt: skip
        first += count
    return pl.concat(parts)
