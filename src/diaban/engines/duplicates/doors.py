"""House numbers and lanes read from a column: "12A", "9/4/68/53", "ngách 68 ngõ 53"."""

import re
from dataclasses import dataclass

from diaban.engines.duplicates.folding import fold

__all__ = ["NO_DOOR", "Door", "read_door"]

_NUMBER = r"[a-z]{0,2}\d+[a-z]?(?:-\d+[a-z]?)?"
_CHAIN = rf"{_NUMBER}(?:/{_NUMBER})*"
_LANE_WORDS = {
    "ngo": 1, "ng": 1, "kiet": 1, "k": 1,
    "ngach": 2, "ngh": 2,
    "hem": 3, "h": 3,
}  # fmt: skip
_LANE = re.compile(rf"\b(ngo|ng|kiet|k|ngach|ngh|hem|h) ?(?:so )?({_CHAIN})\b")
_HOUSE = re.compile(rf"^(?:(?:nha so|so nha|nha|so|sn) ?)?({_CHAIN})(?: |$)")
_SUFFIX = re.compile(r"(\d) ?-? ?(bis|ter|[a-h])\b(?!\w)")
_SOUTHERN = re.compile(r"(?<=/)[hk](?=\d)|^k(?=\d+[a-z]?/)")
_RANGE = re.compile(r"(\d[a-z]?) ?- ?(?=\d)")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


@dataclass(frozen=True, slots=True)
class Door:
    """What a text says of a door: the house, the numbers of the lanes, and what is left over.

    `house`: "" unless stated apart from the lanes. `lanes`: outermost first where `ordered`.
    `numbers`: all of them as written. `rest`: the words that are neither.

    >>> read_door("12A ngách 68 ngõ 53").lanes
    ('53', '68')
    """

    house: str
    lanes: tuple[str, ...]
    numbers: tuple[str, ...]
    ordered: bool
    rest: str


NO_DOOR = Door("", (), (), ordered=True, rest="")


def read_door(text: str, *, named: bool = False) -> Door:
    """Read one column; `named` columns (streets) may have a number as their name.

    >>> read_door("Số 9/4/68/53").numbers, read_door("9/4/68/53").ordered
    (('9', '4', '68', '53'), False)
    >>> read_door("12 ngõ 34 Trần Phú", named=True)
    Door(house='12', lanes=('34',), numbers=('12', '34'), ordered=True, rest='tran phu')
    >>> read_door("đường 19/5", named=True).rest
    'duong 19/5'
    """
    folded = _ZEROS.sub("", _SOUTHERN.sub("", _join_suffix(_RANGE.sub(r"\1-", fold(text)))))
    ranked: list[tuple[int, tuple[str, ...]]] = []

    def take(found: re.Match[str]) -> str:
        ranked.append((_LANE_WORDS[found[1]], tuple(found[2].split("/"))))
        return " "

    rest = " ".join(_LANE.sub(take, folded).split())
    own, rest = _take_house(rest, named=named, after_lanes=bool(ranked))
    lanes = tuple(number for _, chain in sorted(ranked) for number in chain)
    ranks = [rank for rank, _ in ranked]
    ordered = all(len(chain) == 1 for _, chain in ranked) and len(set(ranks)) == len(ranks)
    numbers = own + tuple(number for _, chain in ranked for number in chain)
    if len(own) > 1:
        return Door("", lanes, numbers, ordered=False, rest=rest)
    return Door(own[0] if own else "", lanes, numbers, ordered=ordered, rest=rest)


def _join_suffix(folded: str) -> str:
    """Write "12 - A" and "12 bis" as one word; "bis" as its own letter."""
    joined = _SUFFIX.sub(r"\1\2", folded)
    return (
        joined.replace("bis", "z").replace("ter", "y")
        if "ter" in joined or "bis" in joined
        else joined
    )


def _take_house(rest: str, *, named: bool, after_lanes: bool) -> tuple[tuple[str, ...], str]:
    found = _HOUSE.match(rest)
    if found is None:
        return (), rest
    left = rest[found.end() :].strip()
    if named and not left and not after_lanes:
        return (), rest
    return tuple(found[1].split("/")), left
