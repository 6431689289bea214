"""A year of honest check-ins at post points, as messy as phones and people are.

Written without a look at any check of presence. Nobody here cheats; ``presence_fraud`` lets some of
them do so afterwards. Times are seconds after the first local midnight; the local clock is UTC+7.

What is in it that a check may take for fraud:

* position errors with heavy tails, indoor accuracy of 20 to 100 m, now and then a fix from a mobile
  cell, fixes that the phone repeats from its cache up to three times, no position at all
* check-ins that wait for a network: for the way home, for the evening, for up to four days
* clocks that are seconds to two minutes off, and some that are an hour or a day off for a while
* cover of another point for a day or an afternoon, a phone replaced, one shared for a day or two
* forgotten check-outs, double taps, codes scanned a moment too late
* people who live at their point and are within four minutes every day of the year
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CENTRE = (21.03, 105.83)
METRES_PER_DEGREE = 111_320.0
EAST = METRES_PER_DEGREE * np.cos(np.radians(CENTRE[0]))
DAY = 86_400.0
NULL, NO, YES = -1, 0, 1
HONEST, ACCOMPLICE, CLOCK_MISTAKE = 0, 9, 10


@dataclass(frozen=True)
class Size:
    """How many points, and how many days from Monday 6 January 2025 on."""

    points: int = 600
    days: int = 364


@dataclass(frozen=True)
class Habits:
    """What stays the same about a person, the point's rules and network included."""

    starts: tuple[float, ...]
    ends: tuple[float, ...]
    weekdays: frozenset[int]
    bias: float
    spread: float
    at_home: bool
    noise_metres: float
    accuracy_metres: float
    cell_fix: float
    no_position: float
    cached: float
    clock_offset: float
    knows_mock: bool
    code_shown: bool
    photo: float
    forgets: float
    offline: float
    absent: float


@dataclass(frozen=True)
class Person:
    person: int
    point: int
    device: int
    lat: float
    lng: float
    home_lat: float
    home_lng: float
    habits: Habits
    partner: int | None = None


@dataclass
class Diary:
    """One person's check-ins in the order they were made, a column each."""

    person: int
    columns: dict[str, NDArray[np.generic]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> NDArray[np.generic]:
        return self.columns[name]

    def __setitem__(self, name: str, values: NDArray[np.generic]) -> None:
        self.columns[name] = values

    def __len__(self) -> int:
        return len(self.columns["made"])

    def keep(self, rows: NDArray[np.bool_]) -> None:
        self.columns = {name: values[rows] for name, values in self.columns.items()}

    def append(self, rows: dict[str, NDArray[np.generic]]) -> None:
        self.columns = {
            name: np.concatenate([values, rows[name].astype(values.dtype)])
            for name, values in self.columns.items()
        }

    def rows(self, which: Ints) -> dict[str, NDArray[np.generic]]:
        return {name: values[which].copy() for name, values in self.columns.items()}

    def sort(self) -> None:
        order = np.argsort(self.columns["made"], kind="stable")
        self.columns = {name: values[order] for name, values in self.columns.items()}


def make_points(rng: np.random.Generator, count: int) -> Floats:
    """Half of the points in town, half in villages around it, (lat, lng) in degrees."""
    towns = rng.random(count) < 0.5
    spread = np.where(towns, 6_000.0, 19_000.0)[:, None]
    metres = np.clip(rng.normal(0, 1, (count, 2)) * spread, -29_000, 29_000)
    return np.round(np.array(CENTRE) + metres / [METRES_PER_DEGREE, EAST], 7)


def make_habits(rng: np.random.Generator, network: float, code: bool, photo: bool) -> Habits:
    """A person's punctuality, phone and point."""
    start = rng.choice([7.0, 7.25, 7.5, 8.0]) * 3600
    sessions = rng.choice(["morning", "day", "two"], p=[0.55, 0.33, 0.12])
    starts, ends = (start,), (start + 4 * 3600,)
    if sessions == "day":
        ends = (17.0 * 3600,)
    elif sessions == "two":
        starts, ends = (start, 13.5 * 3600), (11.5 * 3600, 17.0 * 3600)
    at_home = rng.random() < 0.06
    return Habits(
        starts=starts,
        ends=ends,
        weekdays=frozenset(range(6 if rng.random() < 0.4 else 5)),
        bias=0.0 if at_home else rng.normal(-120, 360),
        spread=rng.uniform(75, 130) if at_home else rng.lognormal(np.log(420), 0.4),
        at_home=at_home,
        noise_metres=rng.lognormal(np.log(9), 0.4),
        accuracy_metres=rng.lognormal(np.log(32), 0.35),
        cell_fix=rng.choice([0.004, 0.12], p=[0.98, 0.02]),
        no_position=rng.choice([0.01, 0.06, 0.4], p=[0.7, 0.27, 0.03]),
        cached=rng.choice([0.02, 0.08], p=[0.8, 0.2]),
        clock_offset=float(np.clip(rng.normal(0, 25), -120, 120)),
        knows_mock=rng.random() < 0.6,
        code_shown=code,
        photo=rng.uniform(0.5, 0.95) if photo else rng.choice([0.0, 0.03]),
        forgets=rng.beta(1.5, 30),
        offline=network,
        absent=rng.uniform(0.01, 0.05),
    )


def make_people(rng: np.random.Generator, points: Floats) -> list[Person]:
    """One or two a point; the second is the first one's partner."""
    people: list[Person] = []
    for point, (lat, lng) in enumerate(points):
        network = rng.choice([0.004, 0.03, 0.2], p=[0.72, 0.18, 0.1])
        code, photo = rng.random() < 0.7, rng.random() < 0.15
        staff = 1 + int(rng.random() < 0.38)
        for nth in range(staff):
            habits = make_habits(rng, network, code, photo)
            far = 0.0 if habits.at_home else rng.lognormal(np.log(2_200), 0.7)
            angle = rng.uniform(0, 2 * np.pi)
            number = len(people)
            people.append(
                Person(
                    person=number,
                    point=point,
                    device=number,
                    lat=lat,
                    lng=lng,
                    home_lat=lat + far * np.sin(angle) / METRES_PER_DEGREE,
                    home_lng=lng + far * np.cos(angle) / EAST,
                    habits=habits,
                    partner=None if staff == 1 else number + 1 - 2 * nth,
                )
            )
    return people


def fixes(
    rng: np.random.Generator, habits: Habits, lat: Floats, lng: Floats
) -> dict[str, NDArray[np.generic]]:
    """Positions as a phone near these places tells them; NaN where it tells none."""
    count = len(lat)
    accuracy = habits.accuracy_metres * rng.lognormal(0, 0.35, count)
    outdoors = rng.random(count) < 0.15
    accuracy = np.where(outdoors, rng.uniform(4, 15, count), accuracy)
    error = habits.noise_metres * rng.standard_t(2.2, (2, count))
    error += accuracy * rng.normal(0, 0.18, (2, count))
    from_cell = rng.random(count) < habits.cell_fix
    accuracy = np.where(from_cell, rng.uniform(400, 2_500, count), accuracy)
    error = np.where(from_cell, accuracy * rng.normal(0, 0.45, (2, count)), error)
    error = np.clip(error, -4_000, 4_000)
    absent = rng.random(count) < habits.no_position
    return {
        "lat": np.where(absent, np.nan, np.round(lat + error[0] / METRES_PER_DEGREE, 7)),
        "lng": np.where(absent, np.nan, np.round(lng + error[1] / EAST, 7)),
        "accuracy": np.where(absent, np.nan, np.round(np.clip(accuracy, 3, 5_000), 1)),
    }


def repeat_cached(rng: np.random.Generator, diary: Diary, share: float) -> None:
    """Some fixes are those of the check-in before, up to three in a row."""
    run = 0
    again = rng.random(len(diary)) < share
    for row in range(1, len(diary)):
        repeats = again[row] or (run in (1, 2) and rng.random() < 0.3)
        run = run + 1 if repeats and run < 3 else 0
        if run and diary["point"][row] == diary["point"][row - 1]:
            for name in ("lat", "lng", "accuracy"):
                diary[name][row] = diary[name][row - 1]


def work(rng: np.random.Generator, person: Person, days: int) -> Diary:
    """The days of work, the moments of the check-ins, and where the phone was."""
    habits = person.habits
    every = np.arange(days)
    on_duty = np.isin(every % 7, sorted(habits.weekdays)) & (rng.random(days) >= habits.absent)
    worked = every[on_duty]
    made, kinds, day_of = [], [], []
    for kind, clocks in ((0, habits.starts), (1, habits.ends)):
        for clock in clocks:
            if habits.at_home:
                late = np.clip(rng.normal(0, habits.spread, len(worked)), -240, 240)
            else:
                late = habits.bias * (1 - 2 * kind) + rng.normal(0, habits.spread, len(worked))
                late = np.clip(late, -2_400, 4_000)
            made.append(worked * DAY + clock + late)
            kinds.append(np.full(len(worked), kind))
            day_of.append(worked)
    diary = Diary(person.person)
    diary["made"] = np.concatenate(made)
    diary["kind"] = np.concatenate(kinds)
    diary["day"] = np.concatenate(day_of)
    forgotten = (diary["kind"] == 1) & (rng.random(len(diary)) < habits.forgets)
    diary.keep(~forgotten)
    diary.sort()
    count = len(diary)
    diary["point"] = np.full(count, person.point)
    diary["device"] = np.full(count, person.device)
    place = np.full(count, person.lat), np.full(count, person.lng)
    for name, values in fixes(rng, habits, *place).items():
        diary[name] = values
    diary["label"] = np.zeros(count, dtype=np.int64)
    return diary


def fill_proofs(rng: np.random.Generator, diary: Diary, habits: Habits) -> None:
    """The mock flag, the code shown at the point, and photos, of which most are absent."""
    count = len(diary)
    diary["mock"] = np.full(count, NO if habits.knows_mock else NULL)
    code = rng.choice([YES, NULL, NO], size=count, p=[0.86, 0.132, 0.008])
    diary["code"] = code if habits.code_shown else np.full(count, NULL)
    wanted = (diary["kind"] == 0) & (rng.random(count) < habits.photo)
    diary["photo"] = np.where(wanted, rng.integers(1, 2**62, count), 0)


def keep_clock(rng: np.random.Generator, diary: Diary, habits: Habits, days: int) -> None:
    """What the phone's clock said; in some weeks it is an hour or a day off."""
    wander = np.cumsum(rng.normal(0, 1.5, days))[diary["day"].astype(int)]
    offset = np.clip(habits.clock_offset + wander, -120, 120)
    if rng.random() < 0.012 * days / 30:
        first = rng.integers(0, days)
        last = first + rng.integers(4, 20)
        wrong = (diary["day"] >= first) & (diary["day"] <= last)
        offset = offset + wrong * rng.choice([3600.0, -3600.0, DAY, -DAY])
        diary["label"] = np.where(wrong, CLOCK_MISTAKE, diary["label"])
    diary["clock"] = diary["made"] + offset


def send(rng: np.random.Generator, diary: Diary, habits: Habits) -> None:
    """When the server had it: at once, or all that waited together once there was a network."""
    made = diary["made"].astype(float)
    count = len(diary)
    arrived = made + rng.uniform(0.4, 7, count)
    last_flush = 0.0
    for day in np.unique(diary["day"]):
        if rng.random() >= habits.offline:
            continue
        rows = np.flatnonzero(diary["day"] == day)
        kind = rng.random()
        if kind < 0.3 and len(rows) > 1:  # the network came back before the next check-in
            first, second = made[rows[:2]]
            rows, flush = rows[:1], rng.uniform(min(first + 60, second), second)
        elif kind < 0.5 and len(rows) > 1:  # with the next check-in
            rows, flush = rows[:-1], made[rows[-1]]
        elif kind < 0.8:
            flush = max(made[rows[-1]] + 120, day * DAY + rng.uniform(17.5, 22) * 3600)
        else:
            flush = (day + rng.integers(1, 5)) * DAY + rng.uniform(6, 20) * 3600
        last_flush = max(last_flush, flush)
        arrived[rows] = flush + np.cumsum(rng.uniform(0.1, 1.5, len(rows)))
    if last_flush:
        hold_the_queue(arrived, made)
    diary["arrived"] = arrived


def hold_the_queue(arrived: Floats, made: Floats) -> None:
    """While one waits for the network, those made after it and before its arrival wait too."""
    for row in range(1, len(arrived)):
        if arrived[row] < arrived[row - 1] and made[row] > made[row - 1]:
            arrived[row] = arrived[row - 1] + 0.4


def tap_twice(rng: np.random.Generator, diary: Diary) -> None:
    """The same check-in sent again within seconds."""
    twice = np.flatnonzero(rng.random(len(diary)) < 0.002)
    again = diary.rows(twice)
    again["arrived"] = again["arrived"].astype(float) + rng.uniform(1, 25, len(twice))
    diary.append(again)


def cover(rng: np.random.Generator, diary: Diary, person: Person, points: Floats) -> None:
    """For a day, or an afternoon after one's own morning, at a point near by."""
    metres = np.hypot(
        (points[:, 0] - person.lat) * METRES_PER_DEGREE, (points[:, 1] - person.lng) * EAST
    )
    near = np.argsort(metres)[1:6]
    days = np.unique(diary["day"])
    for day in days[rng.random(len(days)) < 0.006]:
        other = int(rng.choice(near))
        rows = np.flatnonzero(diary["day"] == day)
        if len(rows) == 2 and rng.random() < 0.4:
            extra = diary.rows(rows)
            way = metres[other] / 7.5 + rng.uniform(300, 2_400)  # 27 km/h as the crow flies
            extra["made"] = diary["made"][rows[-1]] + way + np.array([0.0, 9_000.0])
            diary.append(extra)
            rows = np.arange(len(diary) - 2, len(diary))
        moved_lat = np.full(len(rows), points[other, 0])
        moved = fixes(rng, person.habits, moved_lat, np.full(len(rows), points[other, 1]))
        diary["point"][rows] = other
        for name, values in moved.items():
            diary[name][rows] = values
    diary.sort()


def replace_phone(rng: np.random.Generator, diary: Diary, days: int, new_device: int) -> None:
    if rng.random() < 0.12 * days / 364:
        since = rng.integers(0, days)
        diary["device"] = np.where(diary["day"] >= since, new_device, diary["device"])


def share_phone(rng: np.random.Generator, diary: Diary, partner: Person | None, days: int) -> None:
    """A dead battery: a day or two with the partner's phone."""
    if partner is None or rng.random() >= 0.08 * days / 30:
        return
    first = rng.integers(0, days)
    borrowed = (diary["day"] >= first) & (diary["day"] <= first + rng.integers(0, 2))
    diary["device"] = np.where(borrowed, partner.device, diary["device"])


def live(
    rng: np.random.Generator, person: Person, people: list[Person], points: Floats, days: int
) -> Diary:
    """The person's honest check-ins; their sending is left for later."""
    habits = person.habits
    diary = work(rng, person, days)
    cover(rng, diary, person, points)
    repeat_cached(rng, diary, habits.cached)
    fill_proofs(rng, diary, habits)
    keep_clock(rng, diary, habits, days)
    replace_phone(rng, diary, days, len(people) + person.person)
    partner = None if person.partner is None else people[person.partner]
    share_phone(rng, diary, partner, days)
    return diary
