"""Eight ways to cheat at checking in, each from subtle to blatant, done to an honest diary.

``strength`` runs from 0, somebody who knows what is looked for, to 1, somebody who does not. A
cheat changes the rows of one person in some months and labels them with its number. Written
without a look at any check of presence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from benchmarks.presence_life import (
    ACCOMPLICE,
    DAY,
    EAST,
    HONEST,
    METRES_PER_DEGREE,
    NO,
    NULL,
    Diary,
    Floats,
    Ints,
    Person,
    fixes,
)


@dataclass(frozen=True)
class Cheat:
    """Who cheats, how, how openly, and on which rows of the diary it may be seen."""

    person: Person
    strength: float
    rows: Ints
    points: Floats
    others: list[Diary]


def some_days(rng: np.random.Generator, diary: Diary, rows: Ints, share: float) -> Ints:
    """The rows of a share of the days, of three days at least."""
    days = np.unique(diary["day"][rows])
    wanted = min(len(days), max(3, round(share * len(days))))
    chosen = rng.choice(days, size=wanted, replace=False)
    return rows[np.isin(diary["day"][rows], chosen)]


def metres_between(a: tuple[float, float], b: Floats) -> Floats:
    return np.hypot((b[..., 0] - a[0]) * METRES_PER_DEGREE, (b[..., 1] - a[1]) * EAST)


def mark(diary: Diary, rows: Ints, kind: int) -> None:
    diary["label"][rows] = kind


def put(diary: Diary, rows: Ints, lat: Floats, lng: Floats, accuracy: Floats) -> None:
    diary["lat"][rows] = np.round(lat, 7)
    diary["lng"][rows] = np.round(lng, 7)
    diary["accuracy"][rows] = np.round(accuracy, 1)


def fake_position(rng: np.random.Generator, diary: Diary, cheat: Cheat) -> None:
    """1: an app that tells one place, a few in turn, or one with a jitter that no receiver has."""
    rows = some_days(rng, diary, cheat.rows, 0.5 + 0.5 * cheat.strength)
    count, home = len(rows), cheat.person
    north, east = rng.uniform(-25, 25, 2)
    accuracy = np.full(count, rng.choice([3.0, 5.0, 10.0, 20.0]))
    style = rng.choice(["frozen", "preset", "jitter"], p=[0.4, 0.25, 0.35])
    if style == "frozen" and cheat.strength > 0.7:
        north = east = 0.0
    around = np.zeros((2, count))
    if style == "preset":
        places = rng.uniform(-20, 20, (2, rng.integers(2, 6)))
        around = places[:, rng.integers(0, places.shape[1], count)]
    elif style == "jitter":
        around = rng.normal(0, 2.0 - 1.6 * cheat.strength, (2, count))
        accuracy = rng.uniform(3, 6, count) if rng.random() < 0.5 else accuracy
    lat = home.lat + (north + around[0]) / METRES_PER_DEGREE
    put(diary, rows, lat, home.lng + (east + around[1]) / EAST, accuracy)
    mark(diary, rows, 1)


def travel_too_fast(rng: np.random.Generator, diary: Diary, cheat: Cheat) -> None:
    """2: a second point, 8 to 40 km off, minutes before or after one's own."""
    days = np.unique(diary["day"][cheat.rows])
    events = min(len(days), 3 + round(9 * cheat.strength))
    firsts = np.flatnonzero(np.r_[True, np.diff(diary["day"][cheat.rows]) > 0])
    rows = np.sort(rng.choice(cheat.rows[firsts], size=events, replace=False))
    metres = metres_between((cheat.person.lat, cheat.person.lng), cheat.points)
    far = np.flatnonzero((metres > 8_000) & (metres < 40_000))
    other = rng.choice(far, size=events)
    speed = rng.uniform(75, 110, events) if cheat.strength < 0.4 else rng.uniform(110, 600, events)
    gap = np.maximum(metres[other] / (speed / 3.6), 45)
    extra = diary.rows(rows)
    sign = np.where(rng.random(events) < 0.7, 1, -1)
    for name in ("made", "clock"):
        extra[name] = extra[name].astype(float) + sign * gap
    extra["point"], extra["photo"] = other, np.zeros(events)
    place = cheat.points[other]
    extra |= fixes(rng, cheat.person.habits, place[:, 0], place[:, 1])
    silent = rng.random(events) < 0.6 * (1 - cheat.strength)
    for name in ("lat", "lng", "accuracy"):
        extra[name] = np.where(silent, np.nan, extra[name])
    extra["label"] = np.full(events, 2)
    diary.append(extra)


def check_in_for(
    rng: np.random.Generator, diary: Diary, cheat: Cheat, friend: Diary, behind: float
) -> None:
    """3: the friend's phone checks in for the absent one, right after the friend's own."""
    rows = some_days(rng, diary, cheat.rows, 0.4 + 0.6 * cheat.strength)
    matched, theirs = [], []
    for row in rows:
        same = np.flatnonzero(
            (friend["day"] == diary["day"][row])
            & (friend["kind"] == diary["kind"][row])
            & np.isin(friend["label"], (HONEST, ACCOMPLICE))
            & ~np.isin(np.arange(len(friend)), theirs)
        )
        if len(same):
            matched.append(row)
            theirs.append(same[np.argmin(np.abs(friend["made"][same] - diary["made"][row]))])
    mine, friends = np.array(matched, dtype=int), np.array(theirs, dtype=int)
    wait = behind + rng.uniform(15, 60 + 200 * (1 - cheat.strength), len(mine))
    for name in ("made", "clock"):
        diary[name][mine] = friend[name][friends].astype(float) + wait
    diary["device"][mine] = friend["device"][friends]
    at_friend = metres_between((cheat.person.lat, cheat.person.lng), cheat.points)
    here = at_friend[friend["point"][friends].astype(int)] < 50
    for name in ("lat", "lng", "accuracy"):
        diary[name][mine] = np.where(here, diary[name][mine], np.nan)
    mark(diary, mine, 3)
    months = np.isin(friend["month"], np.unique(diary["month"][mine]))
    friend["label"] = np.where(months & (friend["label"] == HONEST), ACCOMPLICE, friend["label"])


def reuse_photo(rng: np.random.Generator, diary: Diary, cheat: Cheat) -> None:
    """4: an old photo of one's own, or a colleague's, in place of a new one."""
    ins = cheat.rows[diary["kind"][cheat.rows] == 0]
    count = max(3, round((0.2 + 0.8 * cheat.strength) * len(ins)))
    rows = np.sort(rng.choice(ins, size=min(count, len(ins)), replace=False))
    old = diary["photo"][: rows[0]]
    pool = old[old > 0][:-10] if cheat.strength < 0.5 else old[old > 0][-3:]
    if rng.random() < 0.25 or len(pool) == 0:
        theirs = rng.choice(np.array(cheat.others, dtype=object))
        pool = theirs["photo"][theirs["photo"] > 0][: 1 + round(9 * (1 - cheat.strength))]
    if len(pool) == 0:
        pool = rng.integers(1, 2**62, 1)
    used = rng.choice(pool, size=len(rows), replace=len(pool) < len(rows))
    diary["photo"][rows] = used
    mark(diary, rows, 4)


def set_clock_back(rng: np.random.Generator, diary: Diary, cheat: Cheat) -> None:
    """5: late or absent, with the phone's clock turned back to when one should have been there.

    Somebody late all morning claims the beginning; somebody absent claims both ends of the shift in
    the evening, turning the clock twice; or claims yesterday's after today's true check-in.
    """
    style = rng.choice(["late", "evening", "next day"])
    share = (0.3 if style == "late" else 0.15) + 0.5 * cheat.strength
    rows = some_days(rng, diary, cheat.rows, share)
    if style == "late":
        rows = rows[diary["kind"][rows] == 0]
        arrived = diary["made"][rows].astype(float) + rng.uniform(40, 180, len(rows)) * 60
    elif style == "evening":
        evening = diary["day"][rows] * DAY + rng.uniform(18.5, 22.5) * 3600
        arrived = evening + np.cumsum(rng.uniform(25, 200, len(rows)))
        silence(diary, rows)
    else:
        arrived = claim_next_day(rng, diary, rows)
        silence(diary, rows)
    diary["arrived"][rows] = arrived
    honest = NULL if rng.random() < 0.75 else NO
    if cheat.person.habits.code_shown:
        diary["code"][rows] = honest
    mark(diary, rows, 5)


def silence(diary: Diary, rows: Ints) -> None:
    """Not at the point: no position, no photo."""
    for name in ("lat", "lng", "accuracy"):
        diary[name][rows] = np.nan
    diary["photo"][rows] = 0


def claim_next_day(rng: np.random.Generator, diary: Diary, rows: Ints) -> Floats:
    """After the first true check-in of the next day of work, a minute or two apart."""
    days = np.unique(diary["day"])
    claimed = np.unique(diary["day"][rows])
    arrived = np.zeros(len(rows))
    for day in claimed:
        later = [other for other in days if other > day and other not in claimed]
        mine = np.flatnonzero(diary["day"][rows] == day)
        if later:
            since = diary["arrived"][np.flatnonzero(diary["day"] == later[0])[0]]
        else:
            since = (day + 1) * DAY + 8 * 3600
        arrived[mine] = since + rng.uniform(300, 7_200) + np.cumsum(rng.uniform(25, 200, len(mine)))
    return arrived


def show_old_code(rng: np.random.Generator, diary: Diary, cheat: Cheat) -> None:
    """6: a photograph of last week's code, shown from elsewhere."""
    rows = some_days(rng, diary, cheat.rows, 0.25 + 0.75 * cheat.strength)
    if cheat.strength < 0.5:
        rows = rows[diary["kind"][rows] == 0]
    diary["code"][rows] = NO
    mark(diary, rows, 6)


def replay(rng: np.random.Generator, diary: Diary, cheat: Cheat) -> None:
    """6: an earlier check-in sent again, as it was or with a new time and an outdated code."""
    count = 3 + round(6 * cheat.strength)
    old = np.sort(rng.choice(cheat.rows, size=min(count, len(cheat.rows)), replace=False))
    again = diary.rows(old)
    wait = rng.uniform(1, 6, len(old)) * DAY
    again["label"] = np.full(len(old), 6)
    if rng.random() < 0.4:
        again["arrived"] = again["arrived"].astype(float) + wait
        diary.append(again)
        diary.sort()
        return
    new = np.minimum(np.searchsorted(diary["made"], again["made"] + wait), len(diary) - 1)
    new = np.unique(new[np.isin(new, cheat.rows) & ~np.isin(new, old)])
    source = rng.choice(old, size=len(new))
    for name in ("lat", "lng", "accuracy", "photo"):
        diary[name][new] = diary[name][source]
    diary["code"][new] = NO
    mark(diary, new, 6)


def run_script(rng: np.random.Generator, diary: Diary, cheat: Cheat) -> None:
    """7: the minute of the roster each time, with a jitter of a second to a minute and a half."""
    own = cheat.rows[diary["point"][cheat.rows] == cheat.person.point]
    habits = cheat.person.habits
    clocks = np.array([*habits.starts, *habits.ends])
    of_day = (diary["clock"][own] - diary["day"][own] * DAY).astype(float)
    is_out = diary["kind"][own] == 1
    distance = np.abs(of_day[:, None] - clocks[None, :])
    distance[:, : len(habits.starts)] += np.where(is_out, 1e9, 0)[:, None]
    distance[:, len(habits.starts) :] += np.where(is_out, 0, 1e9)[:, None]
    due = clocks[np.argmin(distance, axis=1)]
    seconds = 1.5 + 43 * (1 - cheat.strength)
    if rng.random() < 0.5:
        jitter = rng.normal(0, seconds, len(own))
    else:
        jitter = rng.uniform(-2 * seconds, 2 * seconds, len(own))
    moved = diary["day"][own] * DAY + due + jitter - diary["clock"][own]
    for name in ("made", "clock"):
        diary[name][own] = diary[name][own] + moved
    mark(diary, own, 7)


def stay_away(rng: np.random.Generator, diary: Diary, cheat: Cheat) -> None:
    """8: from home with an accuracy that would excuse it, or from just outside the fence."""
    rows = some_days(rng, diary, cheat.rows, 0.35 + 0.65 * cheat.strength)
    count, person = len(rows), cheat.person
    at_home = rng.random() < 0.55
    away = rng.uniform(1_000, 5_000) if at_home else rng.uniform(160, 450)
    angle = rng.uniform(0, 2 * np.pi)
    lat = np.full(count, person.lat + away * np.sin(angle) / METRES_PER_DEGREE)
    lng = np.full(count, person.lng + away * np.cos(angle) / EAST)
    told = fixes(rng, person.habits, lat, lng)
    if at_home:
        claimed = away * rng.uniform(0.85, 1.5, count)
        told["accuracy"] = np.where(np.isnan(told["lat"]), np.nan, np.round(claimed, 1))
    for name, values in told.items():
        diary[name][rows] = values
    mark(diary, rows, 8)
