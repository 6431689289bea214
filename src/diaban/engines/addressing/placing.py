"""Which commune, district and province a text names: the reading that hangs together best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from diaban.engines.addressing.gazetteer import Gazetteer, Unit
from diaban.engines.addressing.lexicon import COUNTRY
from diaban.engines.addressing.mentions import Mention, find_mentions, is_house_number
from diaban.engines.addressing.misspelt import find_misspelt
from diaban.engines.addressing.tokens import Tokens

__all__ = ["Placing", "WeighedUnit", "place_units"]

TWO_TIERS_FROM = date(2025, 7, 1)
# how many mentions of a level are weighed against one another
_MOST = (3, 5, 8)
_AGREES, _DISAGREES = 1.5, -4.0
# how much a unit's weight is cut by how well the marks agree
_BY_MARKS = ((1.0, 1.0), (0.0, 0.6), (-0.9, 0.25), (-99.0, 0.1))
_MOST_REMEMBERED = 50_000
# what a commune can gain at most beside what the text itself says for it
_MOST_BONUS = 3.7
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
    lowest level named, weights summing to at most 1. ``others``: readings that the form of the
    address speaks against (an old commune where the two-level form is written). ``settled``:
    whether no more of the text could change it.
    """

    spans: list[tuple[int, int, int]] = field(default_factory=list)
    units: list[WeighedUnit] = field(default_factory=list)
    others: list[WeighedUnit] = field(default_factory=list)
    level: int | None = None
    reasons: tuple[str, ...] = ()
    settled: bool = False
    steps: int = 0


_Named = tuple[Mention | None, Mention | None, Mention | None]


class _Above(NamedTuple):
    """The units chosen above a commune."""

    province: Mention | None
    district: Mention | None
    provinces: frozenset[int]
    districts: frozenset[int]


@dataclass(slots=True)
class _Choice:
    value: float
    mentions: tuple[Mention | None, Mention | None, Mention | None]
    provinces: frozenset[int]
    districts: frozenset[int]
    communes: tuple[int, ...]

    def named(self, level: int) -> Mention:
        """The mention at a level that is known to be named."""
        mention = self.mentions[level]
        if mention is None:
            raise LookupError(level)
        return mention


def place_units(tokens: Tokens, gazetteer: Gazetteer) -> Placing:
    """Read the units of an address.

    Most addresses end in commune, district and province between commas. That end is read by
    itself and remembered; only where it leaves a question is the whole text read.
    """
    start = _start_of_end(tokens)
    if start == 0:
        return _place(tokens, gazetteer)
    behind_number = is_house_number(tokens, start - 1)
    raw = tuple([word.raw for word in tokens.words[start:]])
    key = (behind_number, tokens.marked, raw, tuple(tokens.breaks[start:]))
    known = gazetteer.placings.get(key)
    if known is None:
        if len(gazetteer.placings) >= _MOST_REMEMBERED:
            gazetteer.placings.clear()
        # with the word before, which may be a house number
        end = _cut(tokens, start - 1)
        known = gazetteer.placings[key] = _place(end, gazetteer)
        known.spans = [(level, a - 1, b - 1) for level, a, b in known.spans]
        known.settled = known.settled and all(a >= 0 for _, a, _ in known.spans)
    if not known.settled or _is_repeated(known, tokens, start):
        return _place(tokens, gazetteer)
    spans = [(level, first + start, after + start) for level, first, after in known.spans]
    return replace(known, spans=spans, steps=len(raw))


def _is_repeated(known: Placing, tokens: Tokens, start: int) -> bool:
    """Whether a commune without its kind stands once more before: "xã Hát Lót, Hát Lót, ..."."""
    if "kind_written" in known.reasons:
        return False
    after = next(after for level, _, after in known.spans if level == 2)
    return tokens.words[start - 1].plain == tokens.words[start + after - 1].plain


def _start_of_end(tokens: Tokens) -> int:
    """Where the last three segments begin, the country's name not counted."""
    breaks, words = tokens.breaks, tokens.words
    wanted = 4 if words[-1].plain in COUNTRY or words[-1].plain == "nam" else 3
    for at in range(len(words) - 1, 0, -1):
        if breaks[at] > 1:
            wanted -= 1
            if wanted == 0:
                return at
    return 0


def _cut(tokens: Tokens, start: int) -> Tokens:
    return Tokens(
        tokens.text,
        tokens.words[start:],
        tokens.starts[start:],
        tokens.ends[start:],
        [3, *tokens.breaks[start + 1 :]],
        tokens.marks[start:],
        tokens.origin,
        tokens.reasons,
        tokens.marked,
    )


def _place(tokens: Tokens, gazetteer: Gazetteer) -> Placing:
    """Choose among the mentions; a second look for slips only where the first leaves a gap."""
    mentions = find_mentions(tokens, gazetteer)
    steps = len(tokens.words) + len(mentions)
    choice = _choose(mentions, tokens, gazetteer)
    for _ in range(2):
        if None not in choice.mentions:
            break
        above = (choice.districts, choice.provinces)
        near = find_misspelt(tokens, gazetteer, choice.mentions, *above)
        steps += len(near)
        if not near:
            break
        mentions = mentions + near
        choice = _choose(mentions, tokens, gazetteer)
    choice.mentions = _prefer_typed(choice.mentions, mentions)
    placing = Placing(steps=steps)
    placing.spans = [
        (level, one.start, one.end) for level, one in enumerate(choice.mentions) if one is not None
    ]
    placing.spans += [(level, one.start, one.end) for level, one in _find_repeats(mentions, choice)]
    placing.level = next((level for level in (2, 1, 0) if choice.mentions[level]), None)
    _weigh(placing, choice, gazetteer)
    return placing


def _prefer_typed(chosen: _Named, mentions: list[Mention]) -> _Named:
    """Take the mention of a commune that says its kind, where it is named twice."""
    province, district, commune = chosen
    if commune is None or commune.typed is not None:
        return chosen
    for mention in mentions:
        typed = mention.typed is not None and 2 in mention.typed.levels
        if typed and mention.units == commune.units and mention.end <= commune.start:
            return province, district, mention
    return chosen


def _choose(mentions: list[Mention], tokens: Tokens, gazetteer: Gazetteer) -> _Choice:
    count = len(tokens.words)
    first, second, third = (_rank(mentions, level, count, gazetteer) for level in (0, 1, 2))
    best = _Choice(0.0, (None, None, None), frozenset(), frozenset(), ())
    for province_value, province, provinces in _options(first):
        for district_value, district, districts in _options(second):
            if _overlap(province, district):
                continue
            value, under = _join(province, provinces, district, districts, gazetteer)
            value += province_value + district_value
            if value > best.value:
                best = _Choice(value, (province, district, None), provinces, under, ())
            above = _Above(province, district, provinces, under)
            for own, commune, units in third:
                if value + own + _MOST_BONUS <= best.value:
                    break
                bonus, fitting = _commune_bonus(commune, units, above, gazetteer)
                if own + bonus > 0.0 and value + own + bonus > best.value:
                    named = (province, district, commune)
                    best = _Choice(value + own + bonus, named, provinces, under, fitting)
    return best


_Ranked = list[tuple[float, Mention, tuple[int, ...]]]


def _rank(mentions: list[Mention], level: int, count: int, gazetteer: Gazetteer) -> _Ranked:
    """The mentions that can be of a level, those that the text speaks for most first."""
    units = gazetteer.units
    found: _Ranked = []
    for mention in mentions:
        fitting = gazetteer.by_level_of(mention.units)[level]
        if not fitting:
            continue
        value = mention.score + _kind_value(mention, level)
        if mention.marks is not None:
            agreement = max([mention.marks.get(n, 0.0) for n in fitting])
            value += agreement * (0.4 if agreement > 0 else 1.2)
        if level == 0 and mention.typed is not None and mention.typed.levels == (0, 1):
            city = any(units[n].in_force and units[n].kind == "thành phố" for n in fitting)
            value += 1.5 if city else 0.0
        if level < 2 and mention.behind_number:
            value += 4.0  # "Số 1, Gò Vấp": few streets bear the names of districts
        if level < 2:
            value += 0.6 if mention.end == count else 0.3 * mention.start / count
        elif mention.typed is None and fitting and mention.after - mention.first == 1:
            value -= 0.6
        if value > -1.0:
            found.append((value, mention, fitting))
    found.sort(key=lambda one: -one[0])
    return found[: _MOST[level]]


def _kind_value(mention: Mention, level: int) -> float:
    if mention.typed is None:
        return 0.0
    return _AGREES if level in mention.typed.levels else _DISAGREES


def _options(
    ranked: _Ranked,
) -> Iterator[tuple[float, Mention | None, frozenset[int]]]:
    for value, mention, units in ranked:
        yield value, mention, frozenset(units)
    yield 0.0, None, frozenset()


def _overlap(one: Mention | None, other: Mention | None) -> bool:
    return one is not None and other is not None and one.start < other.end and other.start < one.end


def _join(
    province: Mention | None,
    provinces: frozenset[int],
    district: Mention | None,
    districts: frozenset[int],
    gazetteer: Gazetteer,
) -> tuple[float, frozenset[int]]:
    """How well a district goes with a province, and which of the districts remain."""
    if district is None:
        return 0.0, districts
    if province is None:
        return (0.0 if district.typed is not None else -0.5), districts
    units = gazetteer.units
    under = frozenset([n for n in districts if not provinces.isdisjoint(units[n].provinces)])
    if not under:
        return -3.0, districts
    value = 3.0 + (0.5 if district.start < province.start else 0.0)
    return value + (0.5 if district.end == province.start else 0.0), under


def _commune_bonus(
    commune: Mention, units: tuple[int, ...], above: _Above, gazetteer: Gazetteer
) -> tuple[float, tuple[int, ...]]:
    """What a commune gains beside the units chosen above it."""
    province, district = above.province, above.district
    if _overlap(commune, province) or _overlap(commune, district):
        return -99.0, ()
    bonus, fitting = _fit(commune, units, above, gazetteer)
    if district is None:
        beside = province is not None and commune.end == province.start
        return bonus + (0.7 if beside else 0.0), fitting
    beside = commune.end == district.start
    if bonus < 0.0 and commune.typed is None:
        aligned = beside and commune.left and commune.right
        bonus -= (3.0 if district.typed is not None else 0.0) if aligned else 4.0
    if bonus < 1.0 and commune.typed is None and commune.units == district.units:
        bonus -= 4.0  # "Hoàng Mai, Q. Hoàng Mai": the district twice
    if commune.start > district.start:
        bonus -= 0.5 if _is_reversed(province, district) else 3.0
    return bonus + (0.7 if beside else 0.0), fitting


def _is_reversed(province: Mention | None, district: Mention) -> bool:
    """Whether the largest unit comes first: "Hà Nội, Cầu Giấy, Quan Hoa"."""
    if province is not None and province.end <= district.start:
        return True
    return district.typed is not None and district.left


def _fit(
    commune: Mention, units: tuple[int, ...], above: _Above, gazetteer: Gazetteer
) -> tuple[float, tuple[int, ...]]:
    """How well a commune goes with what is above it, and which communes of the name remain."""
    all_units, districts, provinces = gazetteer.units, above.districts, above.provinces
    if districts:
        under = tuple([n for n in units if not districts.isdisjoint(all_units[n].districts)])
        if under:
            old = any(all_units[n].valid_from < TWO_TIERS_FROM for n in under)
            return (3.0 if old else 2.2 if commune.typed is not None else 0.2), under
        if not provinces:
            provinces = frozenset().union(*(all_units[n].provinces for n in districts))
    if provinces:
        under = tuple([n for n in units if not provinces.isdisjoint(all_units[n].provinces)])
        if under:
            return (-1.2 if districts else 2.0), under
        return (-9.0 if commune.settled else -4.0), units
    return _alone_value(commune), units


def _alone_value(commune: Mention) -> float:
    """What a commune without any unit above it is worth."""
    if commune.settled:
        return -9.0  # P.5 and initials name nothing by themselves
    if commune.typed is not None:
        return -0.8 if commune.typed.short else 0.5
    return -0.8 if commune.left and commune.right else -2.5


def _weigh(placing: Placing, choice: _Choice, gazetteer: Gazetteer) -> None:
    """Weigh the units of the lowest level named against one another."""
    level = placing.level
    if level is None:
        placing.reasons = ("no_unit_found",)
        return
    mention = choice.named(level)
    if level == 2:
        numbers, others = _of_one_time(choice, gazetteer)
        placing.others = [WeighedUnit(gazetteer.units[n], 0.0, ("other_time",)) for n in others]
    elif level == 1:
        numbers = tuple(choice.districts)
    else:
        numbers = tuple(choice.provinces)
    weights = {n: _own_weight(mention, gazetteer.units[n]) for n in numbers}
    if level == 2 and any(gazetteer.units[n].kind == "quận" for n in choice.districts):
        weights = {
            n: weight * (0.1 if gazetteer.units[n].kind == "xã" else 1.0)
            for n, weight in weights.items()
        }
    most = max(weights.values())
    weights = {n: weight for n, weight in weights.items() if weight >= 0.2 * most}
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


def _of_one_time(choice: _Choice, gazetteer: Gazetteer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Keep the communes of the time in whose form the address is written.

    With a district it is the three-level form of before July 2025; without one the form of today,
    if a commune of today has the name.
    """
    units = _best_marked(choice, gazetteer)
    new = [u for u in units if u.valid_from >= TWO_TIERS_FROM]
    old = [u for u in units if u.valid_from < TWO_TIERS_FROM]
    if choice.mentions[1] is not None:
        wanted, rest = (old, new) if old else (new, old)
    elif _is_scattered(units, choice, gazetteer):
        wanted, rest = units, []
    elif new and _can_be_new(choice, new, gazetteer):
        wanted, rest = new, old
    else:
        wanted, rest = (old, new) if old else (new, old)
    latest = _latest(wanted)
    return tuple(u.number for u in latest), tuple(u.number for u in rest)


def _best_marked(choice: _Choice, gazetteer: Gazetteer) -> list[Unit]:
    """Leave out units whose names bear other marks where some bear the marks typed."""
    marks = choice.named(2).marks
    numbers = choice.communes
    if marks is not None and any(marks.get(n, 0.0) > 0 for n in numbers):
        numbers = tuple([n for n in numbers if marks.get(n, 0.0) > -0.4])
    return [gazetteer.units[n] for n in numbers]


def _is_scattered(units: list[Unit], choice: _Choice, gazetteer: Gazetteer) -> bool:
    """Whether no unit above is named, and communes of the name lie in several provinces."""
    if choice.provinces or choice.districts:
        return False
    today = {
        min(n for n in u.provinces if gazetteer.units[n].in_force)
        for u in units
        if any(gazetteer.units[n].in_force for n in u.provinces)
    }
    return len(today) > 1


def _can_be_new(choice: _Choice, new: list[Unit], gazetteer: Gazetteer) -> bool:
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


def _sureness(choice: _Choice, level: int, gazetteer: Gazetteer) -> float:
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


def _is_under_another(choice: _Choice, gazetteer: Gazetteer) -> bool:
    return bool(choice.districts) and not any(
        gazetteer.units[n].districts & choice.districts for n in choice.communes
    )


def _reasons(choice: _Choice, level: int, gazetteer: Gazetteer) -> tuple[str, ...]:
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


def _find_repeats(mentions: list[Mention], choice: _Choice) -> list[tuple[int, Mention]]:
    """The same unit written once more: "Xã Duyên Thái, ..., Duyên Thái, Thường Tín"."""
    taken = [m for m in choice.mentions if m is not None]
    numbers = (choice.provinces, choice.districts, frozenset(choice.communes))
    found: list[tuple[int, Mention]] = []
    for mention in mentions:
        if not (mention.left and mention.right) or mention.score <= 1.0:
            continue
        if any(_overlap(mention, other) for other in taken):
            continue
        behind = choice.mentions[1] is not None and mention.start > choice.mentions[1].start
        for level in (1, 2, 0) if behind else (2, 1, 0):
            if _repeats(mention, level, choice.mentions[level], numbers[level]):
                found.append((level, mention))
                taken.append(mention)
                break
    return found


def _repeats(mention: Mention, level: int, own: Mention | None, numbers: frozenset[int]) -> bool:
    if own is None or not numbers & frozenset(mention.units) or _kind_value(mention, level) < 0:
        return False
    return mention.typed is not None or mention.start > own.start
