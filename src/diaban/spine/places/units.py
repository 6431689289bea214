"""Finding units: in force on a day, by code, by name, by descent."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from django.db.models import Q
from django.utils import timezone

from diaban.spine.places.models import Level, PostalCode, Succession, Unit, UnitAlias
from diaban.spine.places.names import fold_name
from diaban.spine.runs.models import Generation

# the day on which districts were abolished and Hanoi's 526 communes became 126
TWO_TIER_FROM = date(2025, 7, 1)
LAST_THREE_TIER_DAY = TWO_TIER_FROM - timedelta(days=1)
CITY = "01"


def today() -> date:
    """Return the day in Viet Nam."""
    return timezone.localdate()


def city_communes(as_of: date, city: str = CITY):
    """Return the communes of the city in force on a day, under districts or directly."""
    communes = Unit.objects.filter(level=Level.COMMUNE).in_force(as_of)
    if as_of < TWO_TIER_FROM:
        return communes.filter(parent__parent__code=city)
    return communes.filter(parent__code=city)


def commune_numbers() -> tuple[dict[str, int], dict[str, int]]:
    """Return row numbers by code: of communes in force now, and of those of before July 2025."""
    return _commune_numbers(Generation.of("places"), today())


@lru_cache(maxsize=4)
def _commune_numbers(generation: int, on: date) -> tuple[dict[str, int], dict[str, int]]:
    communes = Unit.objects.filter(level=Level.COMMUNE)
    now = dict(communes.in_force(on).values_list("code", "id"))
    former = communes.in_force(LAST_THREE_TIER_DAY)
    return now, dict(former.values_list("code", "id"))


def postal_codes_of(on: date) -> dict[int, str]:
    """Return the postal code in force on a day by the unit's row number."""
    return dict(PostalCode.objects.in_force(on).values_list("unit_id", "code"))


def legal_predecessors() -> dict[int, tuple[int, ...]]:
    """Return for each commune in force the communes of before July 2025 that went into it.

    A unit that only changed its kind later (a commune that became a ward) is followed back
    through that change.
    """
    pairs: dict[int, set[int]] = {}
    for old, new in Succession.objects.filter(on=TWO_TIER_FROM).values_list(
        "predecessor_id", "successor_id"
    ):
        pairs.setdefault(new, set()).add(old)
    later = Succession.objects.filter(on__gt=TWO_TIER_FROM).order_by("on")
    for old, new in later.values_list("predecessor_id", "successor_id"):
        pairs.setdefault(new, set()).update(pairs.get(old, ()))
    return {new: tuple(sorted(olds)) for new, olds in pairs.items()}


def find_units(text: str, as_of: date | None = None, limit: int = 8) -> list[Unit]:
    """Find units by name or alias, with or without kind and diacritics.

    Those in force on the day (today if not given) come first, the city's before others.
    """
    folded = fold_name(text)
    if len(folded) < 2:
        return []
    # a subquery and no join: both databases then use the indexes of the folded names
    named = Q(folded=folded) | Q(pk__in=UnitAlias.objects.filter(folded=folded).values("unit"))
    kind, bare = _part_kind(folded)
    if kind:
        named |= Q(folded=bare, kind__in=_KINDS[kind])
    units = Unit.objects.select_related("parent__parent")
    hits = list(units.filter(named)[: limit * 4])
    if not hits:
        hits = list(units.filter(folded__startswith=bare)[: limit * 4])
    return sorted(hits, key=lambda u: _rank(u, text, folded, as_of or today()))[:limit]


_KINDS = {
    "phuong": ["phường"],
    "xa": ["xã"],
    "thi tran": ["thị trấn"],
    "dac khu": ["đặc khu"],
    "quan": ["quận"],
    "huyen": ["huyện"],
    "thi xa": ["thị xã"],
    "thanh pho": ["thành phố"],
    "tinh": ["tỉnh"],
    "p": ["phường"],
    "x": ["xã"],
    "tt": ["thị trấn"],
    "q": ["quận"],
    "h": ["huyện"],
    "tx": ["thị xã"],
    "tp": ["thành phố"],
}


def _part_kind(folded: str) -> tuple[str, str]:
    """Part a leading kind word from the name: "phuong ba dinh" is ("phuong", "ba dinh")."""
    for kind in _KINDS:
        if folded.startswith(kind + " "):
            return kind, folded[len(kind) + 1 :]
    return "", folded


def _rank(unit: Unit, text: str, folded: str, as_of: date) -> tuple[object, ...]:
    in_city = unit.code == CITY or _is_in_city(unit)
    kind_agrees = fold_name(unit.full_name) == folded
    written_so = unit.name.casefold() in text.casefold()
    levels = [Level.PROVINCE, Level.DISTRICT, Level.COMMUNE]
    return (
        unit.folded != folded and not kind_agrees,
        not in_city,
        not unit.is_in_force(as_of),
        not written_so,
        not kind_agrees,
        levels.index(Level(unit.level)),
        unit.sort_key,
    )


def _is_in_city(unit: Unit) -> bool:
    parent = unit.parent
    while parent is not None and parent.parent_id is not None:
        parent = parent.parent
    return parent is not None and parent.code == CITY
