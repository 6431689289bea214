"""Whether two rows may be one post point: a sum of plain reasons, turned into a likelihood.

The weights are logarithms of odds, set by hand and tried on the real list of the operator: each
office under a second spelling is found, and no two of the list are joined
(``tests/sectors/post/test_real_offices.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp

from diaban.engines.addressing import fold_words
from diaban.spine.places.distances import metres_between

# two rows are the same with so much certainty, or worth a question
SURE = 0.97
WORTH_ASKING = 0.5
# of a hundred pairs that share anything at all, fewer than one is the same point
_PRIOR = -5.0
_WEIGHTS: Mapping[str, float] = {
    "code_same": 6.0,
    "code_differs": -3.0,
    "listed_apart": -3.0,
    "name_same": 4.0,
    "name_slip": 3.0,
    "name_part": 2.0,
    "name_differs": -4.0,
    "door_same": 3.5,
    "door_differs": -2.0,
    "place_same": 1.5,
    "commune_same": 1.5,
    "commune_possible": 0.5,
    "commune_differs": -4.0,
    "kind_differs": -3.0,
    "position_same": 3.5,
    "position_near": 1.0,
    "position_far": -5.0,
}
_SAME_METRES, _NEAR_METRES, _FAR_METRES = 40.0, 200.0, 1_000.0
# words of the trade that say what a point is and not which one
_TRADE = re.compile(
    r"^(?:(?:buu cuc|buu dien|bc|bd|diem buu dien van hoa xa|diem buu dien van hoa|diem bd vhx"
    r"|diem bdvhx|bdvhx|bd vhx|dai li buu dien|dai li|ki ot|kiot|diem buu chinh|vhx|diem"
    r"|cap \d|trung tam huyen|phuong|xa|thi tran)(?: |$))+"
)


@dataclass(frozen=True)
class Likened:
    """A point as it is compared. ``doors`` are readings of its house and lanes; "" is unknown.

    ``communes`` are those of today that it may lie in: one where that is known, several where an
    old one was divided; ``former`` is the commune of before July 2025.
    """

    number: int
    name: str
    kind: str = ""
    codes: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    doors: frozenset[tuple[str, ...]] = frozenset()
    street: str = ""
    place: str = ""
    address: int | None = None
    communes: frozenset[int] = frozenset()
    former: int | None = None
    position: tuple[float, float] | None = None
    synthetic: bool = False


def name_core(name: str) -> str:
    """Return what tells a point from others of its kind, folded.

    >>> name_core("Bưu cục Tràng Tiền"), name_core("BC Trang Tien"), name_core("Bưu cục")
    ('trang tien', 'trang tien', 'buu cuc')
    """
    folded = fold_words(name)
    return _TRADE.sub("", folded + " ").strip() or folded


def likelihood(reasons: Iterable[str]) -> float:
    """Return how likely two rows are one point, for these reasons.

    >>> likelihood(["name_same", "door_same", "commune_same"]) > SURE
    True
    >>> likelihood(["name_same"]) < WORTH_ASKING
    True
    """
    weight = _PRIOR + sum(_WEIGHTS[reason] for reason in reasons)
    return 1.0 / (1.0 + exp(-weight))


def compare(one: Likened, other: Likened) -> tuple[str, ...]:
    """Return the reasons for and against two rows being one point."""
    found = (
        _codes(one, other),
        _sources(one, other),
        _names(one.name, other.name),
        _doors(one, other),
        _communes(one, other),
        "kind_differs" if one.kind and other.kind and one.kind != other.kind else "",
        _positions(one.position, other.position),
    )
    return tuple(reason for reason in found if reason)


def _codes(one: Likened, other: Likened) -> str:
    if not one.codes or not other.codes:
        return ""
    return "code_same" if one.codes & other.codes else "code_differs"


def _sources(one: Likened, other: Likened) -> str:
    """Who lists both says that they are two, unless it gives them one code."""
    listed = bool(one.sources & other.sources) and not one.codes & other.codes
    return "listed_apart" if listed else ""


def _names(one: str, other: str) -> str:
    if not one or not other:
        return ""
    if one == other:
        return "name_same"
    if _is_slip(one.replace(" ", ""), other.replace(" ", "")):
        return "name_slip"
    words, others = set(one.split()), set(other.split())
    return "name_part" if words < others or others < words else "name_differs"


def _is_slip(one: str, other: str) -> bool:
    """Whether one letter too many, too few or wrong makes the difference; never a number."""
    short, long = sorted((one, other), key=len)
    if len(short) < 4 or len(long) - len(short) > 1:
        return False
    at = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    rest = short[at + 1 :] if len(short) == len(long) else short[at:]
    numbers = long[at : at + 1] + short[at : at + 1]
    return rest == long[at + 1 :] and not any(letter.isdigit() for letter in numbers)


def _doors(one: Likened, other: Likened) -> str:
    if one.address is not None and one.address == other.address:
        return "door_same"
    same_street = one.street and one.street == other.street
    if same_street and one.doors and other.doors:
        return "door_same" if one.doors & other.doors else "door_differs"
    same_place = one.place and one.place == other.place
    return "place_same" if same_place and not (one.doors and other.doors) else ""


def _communes(one: Likened, other: Likened) -> str:
    if one.former and other.former:
        return "commune_same" if one.former == other.former else "commune_differs"
    if not one.communes or not other.communes:
        return ""
    if not one.communes & other.communes:
        return "commune_differs"
    return "commune_same" if len(one.communes | other.communes) == 1 else "commune_possible"


def _positions(one: tuple[float, float] | None, other: tuple[float, float] | None) -> str:
    if one is None or other is None:
        return ""
    metres = metres_between(one, other)
    if metres <= _SAME_METRES:
        return "position_same"
    if metres <= _NEAR_METRES:
        return "position_near"
    return "position_far" if metres > _FAR_METRES else ""
