"""Which units the chosen mentions may mean, and how likely each is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from diaban.engines.addressing.components import Place
from diaban.engines.addressing.gazetteer import TWO_TIERS_FROM, Gazetteer, Unit
from diaban.engines.addressing.mentions import Mention
from diaban.engines.addressing.unit_choice import Choice

__all__ = ["Placing", "Span", "weigh"]

_NAMED = ("province_named", "district_named", "commune_named")


# (level, segment, first, after): words first..after-1 of a segment name a unit of the level;
# segments are counted from the end of the text (-1 is the last), where addresses name units
Span = tuple[int, int, int, int]


@dataclass(slots=True)
class Placing:
    """Where units are named and what they may mean.

    ``places``: at the lowest level named, probabilities summing to at most 1, which is
    ``sureness``. ``rural``: whether the likeliest is a xã. ``settled``: whether no more of the
    text could change it. ``complete``: whether a unit of each level is named without a slip.
    """

    spans: tuple[Span, ...] = ()
    places: tuple[Place, ...] = ()
    sureness: float = 0.0
    level: int | None = None
    rural: bool = False
    reasons: tuple[str, ...] = ()
    settled: bool = False
    complete: bool = False
    steps: int = 0


def weigh(placing: Placing, choice: Choice, gazetteer: Gazetteer) -> None:
    """Weigh the units of the lowest level named against one another."""
    level = placing.level
    if level is None:
        placing.reasons = ("no_unit_found",)
        return
    units = gazetteer.units
    weights = _weights(choice, level, gazetteer)
    doubts = _doubts(choice, level, gazetteer)
    reasons = _reasons(choice, level, doubts)
    several = len(weights) > 1
    if level == 2 and several and _is_scattered([units[n] for n in weights], choice, gazetteer):
        reasons = (*reasons, "several_provinces")
    sureness = _sureness(choice, level, doubts)
    placing.reasons, placing.sureness = reasons, sureness
    placing.settled = level == 2 and "district_agrees" in reasons and sureness > 0.93
    scale = sureness / sum(weights.values())
    ranked = list(weights.items())
    if several:
        ranked.sort(key=lambda one: (-one[1], one[0]))
    placing.rural = level == 2 and units[ranked[0][0]].kind == "xã"
    placing.places = tuple(
        [Place(units[n].key, round(scale * weight, 4), reasons) for n, weight in ranked]
    )


def _weights(choice: Choice, level: int, gazetteer: Gazetteer) -> dict[int, float]:
    if level == 2 and len(choice.communes) == 1:
        return {choice.communes[0]: 1.0}
    if level == 2:
        numbers = _of_one_time(choice, gazetteer)
    else:
        numbers = _last_epochs(choice.districts if level == 1 else choice.provinces, gazetteer)
    mention = choice.mention(level)
    weights = {n: _own_weight(mention, gazetteer.units[n]) for n in numbers}
    if level == 2 and "quận" in [gazetteer.units[n].kind for n in choice.districts]:
        weights = {
            n: weight * (0.1 if gazetteer.units[n].kind == "xã" else 1.0)
            for n, weight in weights.items()
        }
    most = max(weights.values())
    return {n: weight for n, weight in weights.items() if weight >= 0.2 * most}


def _last_epochs(numbers: frozenset[int], gazetteer: Gazetteer) -> tuple[int, ...]:
    """Keep the last row of each unit: a province that only went on is not two."""
    if len(numbers) == 1:
        return tuple(numbers)
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
    if choice.named[1] is not None:
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
    marks = choice.mention(2).marks
    units = [gazetteer.units[n] for n in choice.communes]
    if marks is not None and True in [marks[unit.toned] > 0 for unit in units]:
        return [unit for unit in units if marks[unit.toned] > -0.4]
    return units


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
        agreement = mention.marks[unit.toned]
        weight *= (
            1.0 if agreement > 0 else 0.6 if agreement == 0 else 0.25 if agreement > -1 else 0.1
        )
    if mention.typed is not None and mention.typed.kinds and unit.kind not in mention.typed.kinds:
        weight *= 0.15
    return weight


class _Doubts(NamedTuple):
    """What speaks against the units named: the district written beside, or their marks."""

    district: bool
    marks: bool


def _doubts(choice: Choice, level: int, gazetteer: Gazetteer) -> _Doubts:
    districts, marks = choice.districts, choice.mention(level).marks
    under_another = False
    if level == 2 and districts:
        units = gazetteer.units
        apart = [districts.isdisjoint(units[n].districts) for n in choice.communes]
        under_another = False not in apart
    return _Doubts(under_another, marks is not None and max(marks.values()) < 0)


def _sureness(choice: Choice, level: int, doubts: _Doubts) -> float:
    """How likely it is that any of the units is meant."""
    mention = choice.mention(level)
    untyped = mention.typed is None
    sure = 0.95 if untyped else 0.985
    if mention.slips:
        sure -= 0.03 * mention.slips
    if untyped and not (mention.left and mention.right):
        sure -= 0.05
    if level == 2:
        if untyped and mention.score < 1.4:
            sure -= 0.15
        if doubts.district:
            sure -= 0.3
        if not choice.districts and not choice.provinces:
            sure -= 0.35 if untyped else 0.1
    if doubts.marks:
        sure -= 0.15
    return max(sure, 0.2)


def _reasons(choice: Choice, level: int, doubts: _Doubts) -> tuple[str, ...]:
    mention = choice.mention(level)
    beside = level == 2 and choice.named[1] is not None
    return _spell_out(level, mention.typed is not None, mention.slips > 0, beside, doubts)


@cache
def _spell_out(
    level: int, typed: bool, mended: bool, beside: bool, doubts: _Doubts
) -> tuple[str, ...]:
    found = [_NAMED[level]]
    if typed:
        found.append("kind_written")
    if mended:
        found.append("spelling_mended")
    if beside:
        found.append("district_disagrees" if doubts.district else "district_agrees")
    if doubts.marks:
        found.append("marks_disagree")
    return tuple(found)
