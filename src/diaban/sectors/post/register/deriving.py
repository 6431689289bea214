"""What a point is by all that was said of it: one rule, for the present and for any day.

Of each fact the newest statement by the day on which it held stands; on one day a person's
correction stands before a file's record, and else what was learned later. What was taken back was
never so. A resolution is a reading of a written address: it stands for as long as that text does,
a person's before the machine's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from diaban.sectors.post.choices import Decider, Resolution
from diaban.sectors.post.models import Act, Statement
from diaban.spine.places.names import fold_name

Facts = Mapping[str, Any]
# what is said of a point, with what stands where nothing was said
FACTS: dict[str, Any] = {
    "name": "",
    "kind": "",
    "operator": None,
    "tenure": "",
    "services": None,
    "hours_text": "",
    "address_text": "",
    "commune_text": "",
    "operator_code": "",
    "postal_code": "",
    "lat_e7": None,
    "lng_e7": None,
    "accuracy_metres": None,
    "position_source": 0,
    "opened_on": None,
    "closed_on": None,
    "successor": None,
}
# what a reading of the written address gives
RESOLVED: dict[str, Any] = {
    "address": None,
    "street": "",
    "commune": None,
    "former": None,
    "resolution": int(Resolution.NOTHING),
    "resolved_by": str(Decider.NOBODY),
    "exception": "",
}
_DAYS = ("opened_on", "closed_on")
_UNIT_WORDS = frozenset(("phuong", "xa", "tran", "tt", "p", "x", "quan", "huyen", "q", "h", "tx"))
_ORDER = {Act.RECORD: 0, Act.CORRECTION: 1}


@dataclass(frozen=True)
class Told:
    """A fact as it stands, with the statement that says so."""

    value: Any
    statement: Statement


@dataclass(frozen=True)
class State:
    """A point on a day: its facts by name, and who says each."""

    told: Mapping[str, Told] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        known = self.told.get(name)
        default = FACTS[name] if name in FACTS else RESOLVED[name]
        return default if known is None or known.value is None else known.value

    @property
    def written(self) -> str:
        return written_place(self["address_text"], self["commune_text"])


def written_place(address_text: str, commune_text: str) -> str:
    """Return the words that are followed into the register: the address, and its commune.

    Many a list writes the commune twice, and behind the street without a comma:

    >>> written_place("5 Phạm Hùng - Mỹ Đình 2", "Mỹ Đình 2, Nam Từ Liêm")
    '5 Phạm Hùng, Mỹ Đình 2, Nam Từ Liêm'
    >>> written_place("66 Tràng Tiền", "Tràng Tiền, Hoàn Kiếm")
    '66 Tràng Tiền, Tràng Tiền, Hoàn Kiếm'
    """
    parts = [part for part in (address_text, commune_text) if part]
    if len(parts) < 2:
        return "".join(parts)
    if commune_text.casefold() in address_text.casefold():
        return address_text
    return f"{_without_units(address_text, commune_text)}, {commune_text}"


def _without_units(address_text: str, commune_text: str) -> str:
    """Leave out the units that follow at the end, where a street's name stays before them."""
    words = address_text.split()
    for unit in commune_text.split(","):
        named = fold_name(unit).split()
        before = words[: len(words) - len(named)]
        if not named or [fold_name(word) for word in words[len(before) :]] != named:
            continue
        while before and not fold_name(before[-1]):
            before.pop()
        letters = [word for word in before if fold_name(word).isalpha()]
        if len(letters) > 1 and not before[-1].endswith(",") and not _is_announced(before):
            return " ".join(before)
    return address_text


def _is_announced(before: Sequence[str]) -> bool:
    last = fold_name(before[-1]).split()
    return bool(last) and last[-1] in _UNIT_WORDS


def standing(statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements that nobody has taken back."""
    said = list(statements)
    gone = {one.facts.get("withdraws") for one in said if one.act == Act.WITHDRAWAL}
    return [one for one in said if one.act != Act.WITHDRAWAL and one.pk not in gone]


def derive(statements: Iterable[Statement], on: date | None = None) -> State:
    """Return how a point stood on a day (None: stands), by its own statements."""
    said = standing(statements)
    spoken = [one for one in said if one.act in _ORDER and (on is None or one.held_on <= on)]
    told: dict[str, Told] = {}
    for one in sorted(spoken, key=lambda s: (s.held_on, _ORDER[Act(s.act)], s.pk)):
        told |= {
            name: Told(_read(name, value), one)
            for name, value in one.facts.items()
            if name in FACTS
        }
    written = State(told).written
    readings = [one for one in said if one.act == Act.RESOLUTION]
    fitting = [one for one in readings if one.facts.get("written") == written]
    if written and fitting:
        newest = max(fitting, key=lambda s: (s.facts["resolved_by"] == Decider.PERSON, s.pk))
        told |= {
            name: Told(value, newest) for name, value in newest.facts.items() if name in RESOLVED
        }
    return State(told)


def completed(own: State, others: Sequence[State]) -> State:
    """Return a point's state with what only rows that were found to be the same point say."""
    told = dict(own.told)
    for other in others:
        for name, fact in other.told.items():
            if _is_blank(State(told), name):
                told[name] = fact
    return State(told)


def merged_into(statements: Iterable[Statement]) -> int | None:
    """Return the point that answers for this one, by what was decided last; whatever the day."""
    said = [one for one in standing(statements) if "merged_into" in one.facts]
    return max(said, key=lambda s: s.pk).facts["merged_into"] if said else None


def days_of_change(statements: Iterable[Statement]) -> list[date]:
    """Return the days on which anything that was said of a point began to hold, in order."""
    return sorted({one.held_on for one in standing(statements) if one.act in _ORDER})


def _is_blank(state: State, name: str) -> bool:
    return state[name] == FACTS.get(name, RESOLVED.get(name))


def _read(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DAYS and value else value
