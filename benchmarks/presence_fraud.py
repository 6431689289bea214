"""Check-ins of post points with known fraud, to measure checks of presence on.

``build`` makes honest life (``presence_life``) and lets about a quarter of the people cheat in one
of eight ways for one to three months (``presence_cheats``). It was written and frozen before the
checks were looked at and must not be changed to suit one; ``DIGESTS`` tell whether it is the same.

How a case counts. A case is a person and a month, by the phone's clock in local time.

* **Fraud**: at least three check-ins of the month are fraudulent. It is found when any check-in of
  that month is flagged. A flag of clock drift alone finds only kind 5, the clock set back.
* **Honest**: no check-in is fraudulent. Any flag is a false one.
* **A phone's clock an hour or a day off** is an honest mistake. It should be flagged as clock
  drift, which is counted apart; the month counts as honest, and any other flag on it as false.
* Left out of both: months with one or two fraudulent check-ins, and of those who lend their phone
  to a cheat (accomplices), whose own check-ins are true.

What no check of these columns can see is not in it: a photo that was encoded anew, a colleague
who brings the absent one's own phone.

    PYTHONPATH=src .venv/bin/python -m benchmarks.presence_fraud --points 600 --days 364
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl
from benchmarks.presence_cheats import Cheat
from benchmarks.presence_life import (
    ACCOMPLICE,
    CLOCK_MISTAKE,
    HONEST,
    NULL,
    Diary,
    Floats,
    Person,
    Size,
    live,
    make_people,
    make_points,
    send,
    tap_twice,
)

from benchmarks import presence_cheats as cheats

SEED = 20250106
FIRST_MIDNIGHT = datetime(2025, 1, 6)  # noqa: DTZ001  local time; columns carry UTC without a zone
LOCAL_AHEAD = timedelta(hours=7)
KINDS = {
    1: "position faked by an app",
    2: "impossible travel",
    3: "one phone for many",
    4: "photo used again",
    5: "clock set back",
    6: "outdated code or replay",
    7: "perfect minutes of a script",
    8: "from home or outside the fence",
}
FEWEST = 3
PEOPLE_PER_KIND = 0.03
DIGESTS = {
    Size(120, 91): "e33960e38757d10a3e41e4760dde29aa2f081a6d5228d23679e53b07ff31ffa8",
    Size(600, 364): "627fbadaa283b5e4788d5cdc4c4ec8def5f8b39d582882cffd188b95bf0af210",
}


@dataclass(frozen=True)
class World:
    """Check-ins and points as a check sees them, and the truth a check must not see."""

    check_ins: pl.DataFrame
    points: pl.DataFrame
    truth: pl.DataFrame
    """``id``, ``person``, ``month`` (first day), ``label``: 0, a kind, an accomplice or a clock."""


def months_of(days: Iterable[float]) -> np.ndarray:
    dates = np.datetime64(FIRST_MIDNIGHT.date()) + np.asarray(days).astype("timedelta64[D]")
    return dates.astype("datetime64[M]").astype(np.int64)


def months_run(rng: np.random.Generator, months: np.ndarray) -> np.ndarray:
    """One to three months in a row."""
    length = min(int(rng.integers(1, 4)), len(months))
    first = int(rng.integers(0, len(months) - length + 1))
    return months[first : first + length]


def pick(rng: np.random.Generator, free: set[int], fit: list[Person], count: int) -> list[Person]:
    """So many of those who fit and do not cheat otherwise."""
    able = [person for person in fit if person.person in free]
    chosen = rng.choice(len(able), size=min(count, len(able)), replace=False)
    picked = [able[number] for number in chosen]
    free.difference_update(person.person for person in picked)
    return picked


BEFORE: dict[int, Callable[[np.random.Generator, Diary, Cheat], None]] = {
    1: cheats.fake_position,
    2: cheats.travel_too_fast,
    4: cheats.reuse_photo,
    7: cheats.run_script,
    8: cheats.stay_away,
}


@dataclass
class Town:
    """Everybody's diary while the cheats are done."""

    rng: np.random.Generator
    points: Floats
    people: list[Person]
    diaries: list[Diary]
    months: np.ndarray

    def each_month(self, person: Person, strength: float) -> Iterable[Cheat]:
        """The cheat of each month of a run, where there are enough check-ins to it."""
        diary = self.diaries[person.person]
        others = [self.diaries[other.person] for other in self.people if other.habits.photo > 0.3]
        for month in months_run(self.rng, self.months):
            rows = np.flatnonzero((diary["month"] == month) & (diary["label"] == HONEST))
            if len(np.unique(diary["day"][rows])) >= 2 * FEWEST:
                yield Cheat(person, strength, rows, self.points, others)


def cheat_before_sending(town: Town, free: set[int]) -> None:
    count = max(2, round(PEOPLE_PER_KIND * len(town.people)))
    for kind, act in BEFORE.items():
        fit = [p for p in town.people if kind != 4 or p.habits.photo > 0.3]
        fit = [p for p in fit if kind not in (1, 8) or p.habits.no_position < 0.3]
        for person in pick(town.rng, free, fit, count):
            strength = town.rng.random()
            for cheat in town.each_month(person, strength):
                act(town.rng, town.diaries[person.person], cheat)
    lend_phones(town, free, count)


def lend_phones(town: Town, free: set[int], count: int) -> None:
    """3: colleagues of one point, and a few who hold the phone for three to five near them."""
    couples = [p for p in town.people if p.partner in free and p.person in free]
    for person in pick(town.rng, free, couples, round(0.6 * count)):
        if person.partner not in free:
            continue
        free.discard(person.partner)
        friend = town.diaries[person.partner]
        strength = town.rng.random()
        for cheat in town.each_month(person, strength):
            cheats.check_in_for(town.rng, town.diaries[person.person], cheat, friend, 0)
    for organiser in pick(town.rng, free, town.people, max(1, round(0.12 * count))):
        near = sorted(
            (p for p in town.people if p.person in free),
            key=lambda p: (p.lat - organiser.lat) ** 2 + (p.lng - organiser.lng) ** 2,
        )[: int(town.rng.integers(3, 6))]
        friend = town.diaries[organiser.person]
        for place, person in enumerate(near):
            free.discard(person.person)
            for cheat in town.each_month(person, 1.0):
                cheats.check_in_for(
                    town.rng, town.diaries[person.person], cheat, friend, 60.0 * place
                )


def cheat_after_sending(town: Town, free: set[int]) -> None:
    count = max(2, round(PEOPLE_PER_KIND * len(town.people)))
    for person in pick(town.rng, free, town.people, count):
        strength = town.rng.random()
        for cheat in town.each_month(person, strength):
            cheats.set_clock_back(town.rng, town.diaries[person.person], cheat)
    coded = [person for person in town.people if person.habits.code_shown]
    for number, person in enumerate(pick(town.rng, free, coded, count)):
        strength = town.rng.random()
        act = cheats.replay if number % 3 == 0 else cheats.show_old_code
        for cheat in town.each_month(person, strength):
            act(town.rng, town.diaries[person.person], cheat)


def build(size: Size = Size(), seed: int = SEED) -> World:  # noqa: B008  a frozen value
    """The same world for the same size and seed."""
    rng = np.random.default_rng(seed)
    points = make_points(rng, size.points)
    people = make_people(rng, points)
    diaries = [live(rng, person, people, points, size.days) for person in people]
    for diary in diaries:
        diary["month"] = months_of(diary["day"])
    town = Town(rng, points, people, diaries, np.unique(months_of(np.arange(size.days))))
    free = {person.person for person in people if len(diaries[person.person]) > 0}
    cheat_before_sending(town, free)
    for person, diary in zip(people, diaries, strict=True):
        diary.sort()
        send(rng, diary, person.habits)
    cheat_after_sending(town, free)
    for diary in diaries:
        tap_twice(rng, diary)
    return as_frames(rng, diaries, points)


def as_frames(rng: np.random.Generator, diaries: list[Diary], points: Floats) -> World:
    """One frame in the order of arrival, with numbers that tell nothing."""
    names = [name for name in diaries[0].columns if name != "month"]
    columns = {name: np.concatenate([diary[name] for diary in diaries]) for name in names}
    columns["person"] = np.concatenate([np.full(len(d), d.person) for d in diaries])
    order = np.argsort(columns["arrived"], kind="stable")
    columns = {name: values[order] for name, values in columns.items()}
    devices = rng.permutation(2 * len(diaries)) + 1
    count = len(order)
    check_ins = pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "point": columns["point"].astype(np.int64) + 1,
            "person": columns["person"].astype(np.int64) + 1,
            "device": devices[columns["device"].astype(int)],
            "kind": np.where(columns["kind"] == 0, "in", "out"),
            "device_time": moments(columns["clock"]),
            "server_time": moments(columns["arrived"]),
            "lat": columns["lat"],
            "lng": columns["lng"],
            "accuracy_metres": columns["accuracy"],
            "is_mock": booleans(columns["mock"]),
            "code_ok": booleans(columns["code"]),
            "photo_hash": [f"{photo:016x}" if photo else None for photo in columns["photo"]],
        }
    ).with_columns(pl.col("lat", "lng", "accuracy_metres").fill_nan(None))
    month = (pl.col("device_time") + LOCAL_AHEAD).dt.date().dt.month_start()
    truth = check_ins.select("id", "person", month=month).with_columns(
        label=pl.Series(columns["label"].astype(np.int64))
    )
    places = {"point": np.arange(1, len(points) + 1), "lat": points[:, 0], "lng": points[:, 1]}
    return World(check_ins, pl.DataFrame(places), truth)


def moments(seconds: np.ndarray) -> pl.Series:
    """UTC to the millisecond, as phones tell it."""
    start = int((FIRST_MIDNIGHT - LOCAL_AHEAD - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001
    thousandths = np.round(seconds.astype(float) * 1000).astype(np.int64)
    return pl.Series(start * 1_000_000 + thousandths * 1000).cast(pl.Datetime("us"))


def booleans(values: np.ndarray) -> pl.Series:
    return pl.Series([None if value == NULL else bool(value) for value in values], dtype=pl.Boolean)


def digest(world: World) -> str:
    """SHA-256 over check-ins, points and truth, written as text."""
    text = "".join(frame.write_csv(float_precision=7) for frame in vars(world).values())
    return hashlib.sha256(text.encode()).hexdigest()


def cases(world: World) -> pl.DataFrame:
    """``person``, ``month`` and ``case``: 0 for honest, or a kind; others are left out."""
    is_fraud = pl.col("label").is_between(1, 8)
    return (
        world.truth.group_by("person", "month")
        .agg(
            case=pl.col("label").filter(is_fraud).mode().first().fill_null(HONEST),
            frauds=is_fraud.sum(),
            accomplice=(pl.col("label") == ACCOMPLICE).any(),
            clock=(pl.col("label") == CLOCK_MISTAKE).any(),
        )
        .filter((pl.col("frauds") == 0) | (pl.col("frauds") >= FEWEST))
        .filter(~(pl.col("accomplice") & (pl.col("frauds") == 0)))
        .sort("person", "month")
    )


@dataclass(frozen=True)
class Score:
    """Cases and found cases by kind, false flags, and clocks that were off and noticed."""

    found: dict[int, tuple[int, int]]
    honest: tuple[int, int]
    clocks: tuple[int, int]
    false_by_check: dict[str, int]

    def recall(self, kind: int | None = None) -> float:
        pairs = self.found.values() if kind is None else [self.found[kind]]
        return sum(found for found, _ in pairs) / sum(total for _, total in pairs)

    def false_share(self) -> float:
        return self.honest[0] / self.honest[1]


def score(world: World, flags: pl.DataFrame, clock_checks: Iterable[str]) -> Score:
    """Flags are ``id`` of a check-in and ``check``; ``clock_checks`` names those of clock drift."""
    is_clock = pl.col("check").is_in(list(clock_checks))
    raised = flags.join(world.truth, on="id").with_columns(clock_flag=is_clock)
    by_case = raised.group_by("person", "month").agg(
        checks=pl.col("check").unique(),
        other=(~pl.col("clock_flag")).any(),
        drift=pl.col("clock_flag").any(),
    )
    judged = (
        cases(world)
        .join(by_case, on=["person", "month"], how="left")
        .with_columns(pl.col("other", "drift").fill_null(False))
    )
    counts = pl.col("other") | (
        pl.col("drift") & (pl.col("case").eq(5) | pl.col("case").eq(HONEST))
    )
    excused = (pl.col("case") == HONEST) & pl.col("clock") & ~pl.col("other")
    judged = judged.with_columns(hit=counts & ~excused)
    found = {
        kind: (int(rows["hit"].sum()), rows.height)
        for kind in KINDS
        if (rows := judged.filter(pl.col("case") == kind)).height
    }
    honest = judged.filter(pl.col("case") == HONEST)
    clocks = honest.filter("clock")
    wrong = honest.filter("hit").explode("checks")["checks"].value_counts().sort("count")
    return Score(
        found,
        (int(honest["hit"].sum()), honest.height),
        (int(clocks["drift"].sum()), clocks.height),
        dict(wrong.iter_rows()),
    )


def report(result: Score) -> str:
    lines = [
        f"{kind} {name:<32} {result.found[kind][0]:>4} of {result.found[kind][1]:>4}"
        f"  {result.recall(kind):.3f}"
        for kind, name in KINDS.items()
        if kind in result.found
    ]
    lines.append(f"  {'all kinds':<32} {result.recall():.3f}")
    lines.append(
        f"  false flags: {result.honest[0]} of {result.honest[1]} honest person-months, "
        f"{result.false_share():.4f}"
    )
    lines.append(
        f"  clocks an hour or a day off, noticed: {result.clocks[0]} of {result.clocks[1]}"
    )
    lines.append(f"  false flags by check: {result.false_by_check}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=Size.points)
    parser.add_argument("--days", type=int, default=Size.days)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    world = build(Size(asked.points, asked.days), asked.seed)
    print(world.check_ins.height, "check-ins, digest", digest(world))
    print(cases(world)["case"].value_counts().sort("case"))


if __name__ == "__main__":
    main()
