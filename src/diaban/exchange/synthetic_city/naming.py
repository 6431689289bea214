"""Gives streets, villages and estates their names, none twice within one commune."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from diaban.exchange.synthetic_city.communes import Commune
from diaban.exchange.synthetic_city.place_names import COLLECTIVES, ESTATES, VILLAGES
from diaban.exchange.synthetic_city.street_names import ANYWHERE, NEAR

KM_PER_DEGREE = 111.0
OWNED = {"estate": ESTATES, "collective": COLLECTIVES}
STREET_WORDS = ("đường ", "phố ", "đại lộ ", "quốc lộ ")
NEAR_ENOUGH_KM = {"street": 5.5, "village": 11.0}
ENDINGS = ("Thượng", "Hạ", "Đông", "Đoài", "Trung", "Nội", "Ngoại")


def split_names(text: str) -> list[str]:
    """List the names of a comma-separated text, in order, each once."""
    return list(dict.fromkeys(" ".join(name.split()) for name in text.split(",")))


def write_street(name: str) -> str:
    """Write the name with the word that says what it is; phố unless it says so itself."""
    return name if name.startswith(STREET_WORDS) else f"phố {name}"


def strip_street_word(name: str) -> str:
    """Bare the name: two streets of one commune differ by more than phố and đường."""
    return name.removeprefix("đường ").removeprefix("phố ")


@cache
def list_near(group: str) -> tuple[tuple[float, float, str], ...]:
    """Every name of a group with the place where it belongs."""
    source = {"street": NEAR, "village": VILLAGES, **OWNED}[group]
    return tuple((lat, lng, name) for lat, lng, text in source for name in split_names(text))


def rank_by_distance(group: str, commune: Commune, rng: np.random.Generator) -> list[str]:
    """Names that belong near the commune, nearest first with some chance."""
    places = list_near(group)
    lat = np.array([place[0] for place in places])
    lng = np.array([place[1] for place in places])
    km = KM_PER_DEGREE * np.hypot(lat - commune.lat, (lng - commune.lng) * 0.93)
    order = np.argsort(km + rng.uniform(0, 2.5, len(places)), kind="stable")
    return [places[index][2] for index in order if km[index] < NEAR_ENOUGH_KM[group]]


def shuffle(names: Sequence[str], rng: np.random.Generator) -> list[str]:
    """Put the names in random order."""
    return [names[index] for index in rng.permutation(len(names))]


def name_streets(commune: Commune, count: int, rng: np.random.Generator) -> list[str]:
    """Street names for a commune: local ones, its old communes, persons, then numbers."""
    local = [write_street(name) for name in rank_by_distance("street", commune, rng)]
    word, every = ("phố", 9) if commune.is_ward else ("đường", 3)
    old = [f"{word} {former.name}" for former in commune.former if not former.name.isdigit()]
    old = shuffle(old, rng)[: 1 + count // every]
    middle = shuffle(local[: max(count - len(old), 0)] + old, rng)
    persons = [write_street(name) for name in shuffle(split_names(ANYWHERE), rng)]
    numbered = [f"đường số {number}" for number in range(1, count + 1)]
    unique: dict[str, str] = {}
    for name in middle + local + persons + numbered:
        unique.setdefault(strip_street_word(name), name)
    return list(unique.values())[:count]


def name_villages(commune: Commune, count: int, rng: np.random.Generator) -> list[str]:
    """Village names: of the region, after the old communes, then "thôn 7"."""
    near = shuffle(rank_by_distance("village", commune, rng), rng)
    old = [f"{former.name} {end}" for end in ENDINGS for former in commune.former]
    numbered = [str(number) for number in range(1, count + 1)]
    mixed = shuffle(near[:count] + shuffle(old, rng)[: count // 4], rng)
    return list(dict.fromkeys(mixed + near + old + numbered))[:count]


def share_out(group: str, communes: Sequence[Commune]) -> list[tuple[str, ...]]:
    """Per commune the estates ("estate") or old blocks ("collective") that stand in it.

    There is one of each in the city: names that belong together go to the nearest communes
    in turn.
    """
    owned: list[list[str]] = [[] for _ in communes]
    at = np.array([(commune.lat, commune.lng) for commune in communes])
    for lat, lng, text in OWNED[group]:
        km = KM_PER_DEGREE * np.hypot(at[:, 0] - lat, (at[:, 1] - lng) * 0.93)
        nearest = [index for index in np.argsort(km, kind="stable")[:4] if km[index] < 8]
        for turn, name in enumerate(split_names(text)):
            if nearest:
                owned[nearest[turn % len(nearest)]].append(name)
    return [tuple(names) for names in owned]


def name_estates(word: str, known: Sequence[str], commune: Commune, count: int) -> list[str]:
    """List "Khu đô thị Văn Quán" and so on; past the known ones, after the commune."""
    further = [f"{commune.name} {number}" for number in range(2, count + 2)]
    names = dict.fromkeys([*known, commune.name, *further])
    return [f"{word} {name}" for name in names][:count]
