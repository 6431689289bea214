"""Questions about doors of `address_city`, of each kind, each with its one right answer.

Written before any searcher was measured; it must not be changed to suit one. A slip is one letter
changed, dropped, added or swapped with the next, anywhere in the name of the street (or hamlet) or
of the commune, never in a number. A prefix is kept only where one door alone goes on so.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl
from benchmarks.address_city import units_by_code
from benchmarks.address_wording import fold, strip_marks

from diaban.spine.places import tables

KINDS = ("exact", "no diacritics", "one typo", "prefix", "slash", "old names")
MORE_KINDS = ("slash inner first", "no commune", "other group", "not registered")
LETTERS = "aeiouybcdghklmnpqrstvx"
DOOR_WORDS = ("Số ", "Số nhà ", "SN ", "")
CITIES = ("Hà Nội", "Hà Nội", "TP. Hà Nội", "HN")


@dataclass(frozen=True)
class Question:
    """A text, the door it means (0: one that is not registered), and its commune."""

    text: str
    door: int
    commune: int


@dataclass(frozen=True)
class _Parts:
    head: str
    name: str
    place: str
    commune: str
    city: str

    def write(self) -> str:
        way = f"{self.head} {self.name}".strip() if self.name else self.head
        return ", ".join(part for part in (way, self.place, self.commune, self.city) if part)


class Asker:
    """Draws questions about a city; the same seed draws the same."""

    def __init__(self, doors: pl.DataFrame, seed: int) -> None:
        numbered = doors.filter((pl.col("house_number") != "") & (pl.col("building") == ""))
        self.rows = numbered.rows(named=True)
        self.rng = random.Random(seed)
        now, old = units_by_code()
        self.now = {int(code): unit for code, unit in now.items()}
        self.old = {int(code): unit for code, unit in old.items()}
        rows = tables.read_units()
        self.districts = {r.code: r for r in rows if r.level == "district"}
        self._chains: dict[str, list[tuple[str, str]]] = {}
        self._known: set[tuple[str, str, int]] = set()
        for row in self.rows:
            way = fold(row["street"] or row["locality"])
            name = fold(self.now[row["commune"]].name)
            self._chains.setdefault(row["chain"], []).append((way, name))
            lanes = row["chain"].rpartition("/")[0]
            for number in _numbers(row["house_number"]):
                chain = f"{lanes}/{number}" if lanes else number
                self._known.add((chain, way, row["commune"]))

    def ask(self, kind: str, count: int) -> list[Question]:
        """Return ``count`` questions of a kind."""
        make: Callable[[dict[str, Any]], Question | None] = {
            "exact": lambda row: self._question(row, self._parts(row).write()),
            "no diacritics": self._without_marks,
            "one typo": self._with_a_slip,
            "prefix": self._cut_short,
            "slash": lambda row: self._slashed(row, turned=False),
            "slash inner first": lambda row: self._slashed(row, turned=True),
            "old names": self._with_old_names,
            "no commune": self._without_commune,
            "other group": self._in_another_group,
            "not registered": self._not_registered,
        }[kind]
        found: list[Question] = []
        while len(found) < count:
            question = make(self.rng.choice(self.rows))
            if question is not None:
                found.append(question)
        return found

    def _question(self, row: dict[str, Any], text: str) -> Question:
        return Question(text, row["id"], row["commune"])

    def _parts(self, row: dict[str, Any], *, house: str = "", commune: str = "") -> _Parts:
        rng = self.rng
        lanes = row["lanes"].replace(", ", " ")
        head = f"{rng.choice(DOOR_WORDS)}{house or row['house_number']}"
        head = f"{head} {lanes}".strip() if not house else head
        unit = self.now[row["commune"]]
        short = {"phường": "P.", "xã": "X."}[unit.kind]
        kind = unit.kind if rng.random() < 0.6 else short
        place = row["locality"] if not row["street"] or rng.random() < 0.2 else ""
        if rng.random() < 0.3 and row["street"]:
            head += ","
        return _Parts(
            head, row["street"], place, commune or f"{kind} {unit.name}", rng.choice(CITIES)
        )

    def _without_marks(self, row: dict[str, Any]) -> Question:
        text = strip_marks(self._parts(row).write())
        return self._question(row, text.lower() if self.rng.random() < 0.5 else text)

    def _with_a_slip(self, row: dict[str, Any]) -> Question | None:
        parts = self._parts(row)
        unit = self.now[row["commune"]].name
        way = row["street"].removeprefix("phố ").removeprefix("đường ") or row["locality"]
        name = self.rng.choice((way, unit))
        places = [i for i, letter in enumerate(name) if letter.isalpha()]
        if len(places) < 4:
            return None
        slipped = self._slip(name, self.rng.choice(places))
        if name == unit:
            commune = parts.commune.replace(name, slipped)
            parts = _Parts(parts.head, parts.name, parts.place, commune, parts.city)
        elif row["street"]:
            street = parts.name.replace(name, slipped)
            parts = _Parts(parts.head, street, parts.place, parts.commune, parts.city)
        else:
            parts = _Parts(parts.head, "", slipped, parts.commune, parts.city)
        return self._question(row, parts.write())

    def _slip(self, text: str, at: int) -> str:
        kind = self.rng.randrange(4)
        letter = self.rng.choice(LETTERS)
        if kind == 0:
            return text[:at] + letter + text[at + 1 :]
        if kind == 1:
            return text[:at] + text[at + 1 :]
        if kind == 2 or not text[at + 1 : at + 2].isalpha():
            return text[:at] + letter + text[at:]
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

    def _cut_short(self, row: dict[str, Any]) -> Question | None:
        """Stop within the name of the street or of the commune, where one door alone goes on so."""
        rivals = self._chains[row["chain"]]
        way = fold(row["street"])
        if not way:
            return None
        parts = self._parts(row)
        in_street = self.rng.random() < 0.5
        name = parts.name if in_street else self.now[row["commune"]].name
        bare = name.removeprefix("phố ").removeprefix("đường ")
        cut = self.rng.randrange(3, len(bare) + 1)
        typed = name[: len(name) - len(bare)] + bare[:cut].strip()
        begun = fold(typed)
        if in_street:
            if fold(name) == begun or len(begun) < 3:
                return None
            fitting = [one for one in rivals if one[0].startswith(begun)]
            text = f"{parts.head} {typed}"
        else:
            fitting = [o for o in rivals if o[0] == way and o[1].startswith(begun)]
            before = _Parts(parts.head, parts.name, "", "", "").write()
            kind = parts.commune.removesuffix(self.now[row["commune"]].name)
            text = f"{before}, {kind}{typed}"
        return self._question(row, text) if len(fitting) == 1 else None

    def _slashed(self, row: dict[str, Any], *, turned: bool) -> Question | None:
        chain = row["chain"].split("/")
        if len(chain) < 2:
            return None
        if turned and ("/".join(chain[::-1]) == row["chain"]):
            return None
        parts = self._parts(row, house="/".join(chain[::-1] if turned else chain))
        return self._question(row, parts.write())

    def _with_old_names(self, row: dict[str, Any]) -> Question | None:
        old = self.old.get(row["former"])
        if old is None:
            return None
        district = self.districts[old.parent_code]
        short = self.rng.random() < 0.4
        kinds = {"phường": "P.", "xã": "X.", "thị trấn": "TT."}
        kind = kinds[old.kind] if short else old.kind
        above = {"quận": "Q.", "huyện": "H.", "thị xã": "TX."}
        upper = above[district.kind] if short else district.kind
        commune = f"{kind} {old.name}, {upper} {district.name}"
        return self._question(row, self._parts(row, commune=commune).write())

    def _without_commune(self, row: dict[str, Any]) -> Question | None:
        way = fold(row["street"])
        if not way or sum(one[0] == way for one in self._chains[row["chain"]]) > 1:
            return None
        parts = self._parts(row)
        return self._question(row, _Parts(parts.head, parts.name, "", "", parts.city).write())

    def _in_another_group(self, row: dict[str, Any]) -> Question | None:
        """Residents' groups are numbered anew every few years: the street and the number stay."""
        if not row["street"]:
            return None
        parts = self._parts(row)
        place = f"tổ {self.rng.randrange(1, 30)}"
        text = _Parts(parts.head, parts.name, place, parts.commune, parts.city).write()
        return self._question(row, text)

    def _not_registered(self, row: dict[str, Any]) -> Question | None:
        number = str(self.rng.randrange(1, 400))
        chain = "/".join([*row["chain"].split("/")[:-1], number])
        way = fold(row["street"] or row["locality"])
        if (chain, way, row["commune"]) in self._known:
            return None
        other = {**row, "house_number": number}
        return Question(self._parts(other).write(), 0, row["commune"])


def _numbers(house: str) -> list[str]:
    """A house that stands on several plots has each of their numbers: 10-14 is 10, 12 and 14."""
    first, _, last = house.partition("-")
    if not (first.isdigit() and last.isdigit()):
        return [house]
    return [house, *map(str, range(int(first), int(last) + 1, 2))]
