"""What does not fit: two collectors, a door that changed meanwhile, one beside another, one far.

Compared are statements, never who came first: of each collector the last one at a door counts.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import cos, radians

from diaban.engines import vpostcode
from diaban.spine.addresses.models import Act, Address, Life, Observation
from diaban.spine.addresses.viewport import doors_within
from diaban.spine.fieldwork.models import (
    TO_COME_BACK,
    Capture,
    Conflict,
    ConflictKind,
    ConflictState,
    LotDoor,
    Outcome,
)
from diaban.spine.fieldwork.reading import DOOR_FIELDS
from diaban.spine.places.distances import METRES_PER_DEGREE, metres_between

# two fixes of one door differ by this much with good phones
FIX_METRES = 15.0
# a door does not stand this far from where the registry has it, whatever the phone's accuracy
FAR_METRES = 100.0
# nearer than a house is wide; and how far one door may be entered twice under its own number
BESIDE_METRES, SAME_NUMBER_METRES = 6.0, 40.0
_LEADING = re.compile(r"^\s*(?:phố|đường|số|nhà)\s+")
_IGNORED = str.maketrans("", "", ".,")
_TOUCHING = {*DOOR_FIELDS, "lat_e7", "life"}
_SPEAKING = (Act.RECORD, Act.CORRECTION, Act.LIFE)


class Statements:
    """What was captured at some doors, read once and kept up while a batch is judged."""

    def __init__(self, addresses: Iterable[int]) -> None:
        wanted = list(set(addresses))
        self._told: dict[int, list[Capture]] = defaultdict(list)
        for capture in Capture.objects.filter(address__in=wanted).exclude(outcome__in=TO_COME_BACK):
            self._told[capture.address_id].append(capture)
        self.open: dict[int, list[Conflict]] = defaultdict(list)
        for conflict in (
            Conflict.objects.waiting()
            .filter(capture__address__in=wanted)
            .select_related("capture", "earlier")
        ):
            self.open[conflict.capture.address_id].append(conflict)
        self._doors = Address.objects.everywhere("doors of captures").in_bulk(wanted)
        self._news = _said_since_drawn(wanted)

    def is_overtaken(self, capture: Capture) -> bool:
        """Whether the same collector said something later of the same door."""
        own = (c for c in self._told[capture.address_id] if c.actor_id == capture.actor_id)
        return any(moment(one) > moment(capture) for one in own)

    def others(self, capture: Capture) -> list[Capture]:
        """Return the last statement of each other collector, the earliest first."""
        last: dict[int, Capture] = {}
        for one in sorted(self._told[capture.address_id], key=moment):
            if one.actor_id != capture.actor_id:
                last[one.actor_id] = one
        return sorted(last.values(), key=moment)

    def settle_own(self, capture: Capture) -> list[Conflict]:
        """Take back the open conflicts that hung on what the collector said before."""
        here = self.open[capture.address_id]
        gone = [
            conflict
            for conflict in here
            if capture.actor_id == conflict.capture.actor_id
            or (conflict.earlier and conflict.earlier.actor_id == capture.actor_id)
        ]
        for conflict in gone:
            conflict.state = ConflictState.SUPERSEDED
        self.open[capture.address_id] = [c for c in here if c not in gone]
        return gone

    def add(self, capture: Capture, conflicts: Sequence[Conflict]) -> None:
        self._told[capture.address_id].append(capture)
        self.open[capture.address_id] += conflicts

    def find(self, capture: Capture) -> list[Conflict]:
        """Return what is wrong with a capture of a known door; nothing where it fits."""
        found = [
            Conflict(kind=ConflictKind.TWO_STATEMENTS, capture=capture, earlier=other,
                     metres=_apart(capture, other))
            for other in self.others(capture)
            if differ(capture, other)
        ]  # fmt: skip
        if found:
            return found
        door = self._doors[capture.address_id]
        if capture.outcome == Outcome.NOT_THERE:
            return [Conflict(kind=ConflictKind.NOT_THERE, capture=capture)]
        if door.pk in self._news and self._differs_from_registry(capture, door):
            return [Conflict(kind=ConflictKind.CHANGED, capture=capture)]
        metres = _from_registry(capture, door)
        slack = (capture.accuracy_metres or 0) + (door.accuracy_metres or 0)
        if metres is not None and metres > FAR_METRES + slack:
            return [Conflict(kind=ConflictKind.FAR, capture=capture, metres=metres)]
        return []

    def _differs_from_registry(self, capture: Capture, door: Address) -> bool:
        if door.life == Life.RETIRED:
            return True
        stated = {name: getattr(door, name) for name in DOOR_FIELDS}
        metres = _from_registry(capture, door)
        slack = (capture.accuracy_metres or 0) + (door.accuracy_metres or 0)
        is_elsewhere = metres is not None and metres > max(FIX_METRES, slack)
        return is_elsewhere or _texts_differ(capture.door, stated)


def moment(capture: Capture) -> tuple[object, ...]:
    """Order captures by the corrected time, then by the phone's own count."""
    return capture.captured_at, capture.device, capture.seq


def differ(one: Capture, other: Capture) -> bool:
    """Whether two statements about one door contradict; silence contradicts nothing."""
    if one.outcome != other.outcome:
        return True
    if one.households is not None and other.households not in {None, one.households}:
        return True
    metres = _apart(one, other)
    slack = (one.accuracy_metres or 0) + (other.accuracy_metres or 0)
    is_elsewhere = metres is not None and metres > max(FIX_METRES, slack)
    return is_elsewhere or _texts_differ(one.door, other.door)


def find_beside(capture: Capture) -> Conflict | None:
    """Return the conflict of a new door with the nearest one that may be the same."""
    if capture.position is None:
        return None
    lat, lng = capture.position
    high = SAME_NUMBER_METRES / METRES_PER_DEGREE
    wide = high / cos(radians(lat))
    box = vpostcode.Box(lat - high, lng - wide, lat + high, lng + wide)
    around = Address.objects.everywhere("what stands beside a new door")
    numbers = [row[0] for row in doors_within(around, box) if row[0] != capture.address_id]
    doors = Address.objects.everywhere("what stands beside a new door").in_bulk(numbers)
    own = set(
        Capture.objects.filter(
            actor=capture.actor_id, is_new_door=True, address__in=numbers
        ).values_list("address_id", flat=True)
    )
    near = []
    for door in doors.values():
        metres = metres_between(capture.position, door.position)
        is_same = _has_same_number(capture.door, door)
        # who enters two doors side by side under two numbers has seen both
        reach = SAME_NUMBER_METRES if is_same else 0 if door.pk in own else BESIDE_METRES
        if metres <= reach:
            near.append((not is_same, metres, door.pk, door))
    if not near:
        return None
    _, metres, _, door = min(near)
    return Conflict(kind=ConflictKind.BESIDE, capture=capture, beside=door, metres=metres)


def fold_door(text: str) -> str:
    """Return a part of a door as it is compared: marks count, case and the word "street" do not.

    >>> fold_door("Phố  Huế") == fold_door("huế"), fold_door("9/4") == fold_door("94")
    (True, False)
    """
    plain = unicodedata.normalize("NFC", text).casefold()
    return "".join(_LEADING.sub("", plain).translate(_IGNORED).split())


def _has_same_number(stated: dict[str, str], door: Address) -> bool:
    number = fold_door(stated.get("house_number", ""))
    if not number or number != fold_door(door.house_number):
        return False
    rest = {name: getattr(door, name) for name in ("lanes", "street", "building")}
    return not _texts_differ({n: stated.get(n, "") for n in rest}, rest)


def _texts_differ(one: dict[str, str], other: dict[str, str]) -> bool:
    pairs = ((one.get(name, ""), other.get(name, "")) for name in DOOR_FIELDS)
    return any(a and b and fold_door(a) != fold_door(b) for a, b in pairs)


def _apart(one: Capture, other: Capture) -> float | None:
    """Return how far apart two captures of the same entrance are."""
    if one.position is None or other.position is None or one.entrance != other.entrance:
        return None
    return metres_between(one.position, other.position)


def _from_registry(capture: Capture, door: Address) -> float | None:
    if capture.position is None or door.position is None or not capture.is_at_main_entrance:
        return None
    return metres_between(capture.position, door.position)


def _said_since_drawn(addresses: list[int]) -> set[int]:
    """Return the doors of which others than collectors said something since their lot was drawn."""
    marks: dict[int, int] = {}
    for address, seen in LotDoor.objects.filter(address__in=addresses).values_list(
        "address_id", "seen_through"
    ):
        marks[address] = max(seen, marks.get(address, 0))
    if not marks:
        return set()
    collected = set(
        Capture.objects.filter(address__in=addresses).values_list("address_id", "received_at")
    )
    rows = Observation.objects.filter(
        address__in=list(marks), id__gt=min(marks.values()), act__in=_SPEAKING
    ).values_list("id", "address_id", "learned_at", "facts")
    return {
        address
        for number, address, learned_at, facts in rows
        if number > marks[address]
        and (address, learned_at) not in collected
        and _TOUCHING & json.loads(facts).keys()
    }
