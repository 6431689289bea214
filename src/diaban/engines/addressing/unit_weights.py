"""Which units the chosen mentions may mean, and how likely each is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from diaban.engines.addressing.gazetteer import Gazetteer, Unit
from diaban.engines.addressing.mentions import Mention
from diaban.engines.addressing.unit_choice import TWO_TIERS_FROM, Choice

__all__ = ["Placing", "WeighedUnit", "weigh"]

# how much a unit's weight is cut by how well the marks agree
_BY_MARKS = ((1.0, 1.0), (0.0, 0.6), (-0.9, 0.25), (-99.0, 0.1))
_MOST_REMEMBERED = 50_000
_LEVELS = ("province", "district", "commune")


@dataclass(slots=True)
class WeighedUnit:
    """A unit that may be meant, with its weight among its rivals."""

    unit: Unit
    weight: float
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Placing:
    """Where units are named and what they may mean.

    ``spans``: level (0 province, 1 district, 2 commune), first word, word after. ``units``: at the
    lowest level named, weights summing to at most 1. ``settled``: whether no more of the text
    could change it.
    """

    spans: list[tuple[int, int, int]] = field(default_factory=list)
    units: list[WeighedUnit] = field(default_factory=list)
    level: int | None = None
    reasons: tuple[str, ...] = ()
    settled: bool = False
    steps: int = 0


def weigh(placing: Placing, choice: Choice, gazetteer: Gazetteer) -> None:
    """Weigh the units of the lowest level named against one another."""
    level = placing.level
    if level is None:
        placing.reasons = ("no_unit_found",)
        return
    mention = choice.named(level)
    weights = _remembered_weights(choice, level, mention, gazetteer)
    numbers = tuple(weights)
    total = sum(weights.values())
    sureness = _sureness(choice, level, gazetteer)
    reasons = _reasons(choice, level, gazetteer)
    if level == 2 and _is_scattered([gazetteer.units[n] for n in numbers], choice, gazetteer):
        reasons = (*reasons, "several_provinces")
    placing.reasons = reasons
    placing.settled = level == 2 and "district_agrees" in reasons and sureness > 0.93
    placing.units = [
        WeighedUnit(gazetteer.units[n], sureness * weight / total, reasons)
        for n, weight in sorted(weights.items(), key=lambda one: (-one[1], one[0]))
    ]


def _remembered_weights(
    choice: Choice, level: int, mention: Mention, gazetteer: Gazetteer
) -> dict[int, float]:
    """The weights by number; the same names with the same units above were often asked before."""
    key = (level, choice.communes, choice.districts, choice.provinces, id(mention.marks))
    typed = mention.typed
    known = gazetteer.weights.get(key)
    # what is remembered holds its marks, so that no other ones can get their place in memory
    if known is not None and known[0] is mention.marks and known[1] is typed:
        found: dict[int, float] = known[2]
        return found
    if len(gazetteer.weights) >= _MOST_REMEMBERED:
        gazetteer.weights.clear()
    found = _weights(choice, level, mention, gazetteer)
    gazetteer.weights[key] = (mention.marks, typed, found)
    return found


def _weights(
    choice: Choice, level: int, mention: Mention, gazetteer: Gazetteer
) -> dict[int, float]:
    if level == 2:
        numbers = _of_one_time(choice, gazetteer)
    else:
        numbers = _last_epochs(choice.districts if level == 1 else choice.provinces, gazetteer)
    weights = {n: _own_weight(mention, gazetteer.units[n]) for n in numbers}
    if level == 2 and any(gazetteer.units[n].kind == "quận" for n in choice.districts):
        weights = {
            n: weight * (0.1 if gazetteer.units[n].kind == "xã" else 1.0)
            for n, weight in weights.items()
        }
    most = max(weights.values())
    return {n: weight for n, weight in weights.items() if weight >= 0.2 * most}


def _last_epochs(numbers: frozenset[int], gazetteer: Gazetteer) -> tuple[int, ...]:
    """Keep the last row of each unit: a province that only went on is not two."""
    last: dict[tuple[str, str], Unit] = {}
    for unit in sorted((gazetteer.units[n] for n in numbers), key=lambda one: one.valid_from):
        last[unit.code, unit.name] = unit
    return tuple(unit.number for unit in last.values())


def _of_one_time(choice: Choice, gazetteer: Gazetteer) -> tuple[int, ...]:
    """Keep the communes of the time in whose form the address is written.

    With a district it is the three-level form of before July 2025; without one the form of today,
    if a commune of today has the name.
    """
    units = _best_marked(choice, gazetteer)
    new = [u for u in units if u.valid_from >= TWO_TIERS_FROM]
    old = [u for u in units if u.valid_from < TWO_TIERS_FROM]
    if choice.mentions[1] is not None:
        wanted = old or new
    elif _is_scattered(units, choice, gazetteer):
        wanted = units
    elif new and _can_be_new(choice, new, gazetteer):
        wanted = new
    else:
        wanted = old or new
    return tuple(unit.number for unit in _latest(wanted))


def _best_marked(choice: Choice, gazetteer: Gazetteer) -> list[Unit]:
    """Leave out units whose names bear other marks where some bear the marks typed."""
    marks = choice.named(2).marks
    numbers = choice.communes
    if marks is not None and any(marks.get(n, 0.0) > 0 for n in numbers):
        numbers = tuple([n for n in numbers if marks.get(n, 0.0) > -0.4])
    return [gazetteer.units[n] for n in numbers]


def _is_scattered(units: list[Unit], choice: Choice, gazetteer: Gazetteer) -> bool:
    """Whether no unit above is named, and communes of the name lie in several provinces."""
    if choice.provinces or choice.districts:
        return False
    today = {
        min(n for n in u.provinces if gazetteer.units[n].in_force)
        for u in units
        if any(gazetteer.units[n].in_force for n in u.provinces)
    }
    return len(today) > 1


def _can_be_new(choice: Choice, new: list[Unit], gazetteer: Gazetteer) -> bool:
    """Whether the province named is one of today (Bắc Giang is none)."""
    if not choice.provinces:
        return True
    return any(gazetteer.units[n].in_force for n in choice.provinces) and bool(new)


def _latest(units: list[Unit]) -> list[Unit]:
    """Of one unit's rows over time the last; of namesakes in one district the last to end."""
    best: dict[tuple[object, ...], Unit] = {}
    for unit in units:
        place = (unit.name, unit.province, unit.parent if unit.valid_to else None)
        key = place if unit.parent is not None and unit.valid_to else (unit.code, unit.in_force)
        known = best.get(key)
        if known is None or (unit.valid_to or date.max) > (known.valid_to or date.max):
            best[key] = unit
        elif known.valid_to == unit.valid_to:
            best[(*key, unit.number)] = unit
    return list(best.values())


def _own_weight(mention: Mention, unit: Unit) -> float:
    weight = 1.0
    if mention.marks is not None:
        agreement = mention.marks.get(unit.number, 0.0)
        weight *= (
            1.0 if agreement > 0 else 0.6 if agreement == 0 else 0.25 if agreement > -1 else 0.1
        )
    if mention.typed is not None and mention.typed.kinds and unit.kind not in mention.typed.kinds:
        weight *= 0.15
    return weight


def _sureness(choice: Choice, level: int, gazetteer: Gazetteer) -> float:
    """How likely it is that any of the units is meant."""
    mention = choice.named(level)
    sure = 0.985 if mention.typed is not None else 0.95
    if mention.slips:
        sure -= 0.03 * mention.slips
    if not (mention.left and mention.right) and mention.typed is None:
        sure -= 0.05
    if level == 2 and mention.score < 1.4 and mention.typed is None:
        sure -= 0.15
    if level == 2 and _is_under_another(choice, gazetteer):
        sure -= 0.3
    if level == 2 and not choice.districts and not choice.provinces:
        sure -= 0.1 if mention.typed is not None else 0.35
    if mention.marks is not None and max(mention.marks.values(), default=0.0) < 0:
        sure -= 0.15
    return max(sure, 0.2)


def _is_under_another(choice: Choice, gazetteer: Gazetteer) -> bool:
    return bool(choice.districts) and not any(
        gazetteer.units[n].districts & choice.districts for n in choice.communes
    )


def _reasons(choice: Choice, level: int, gazetteer: Gazetteer) -> tuple[str, ...]:
    mention = choice.named(level)
    found = [f"{_LEVELS[level]}_named"]
    if mention.typed is not None:
        found.append("kind_written")
    if mention.slips:
        found.append("spelling_mended")
    if level == 2 and choice.mentions[1] is not None:
        disagree = _is_under_another(choice, gazetteer)
        found.append("district_disagrees" if disagree else "district_agrees")
    if mention.marks is not None and max(mention.marks.values(), default=0.0) < 0:
        found.append("marks_disagree")
    return tuple(found)
