"""A light reading of whole addresses, for records whose parts were not split."""

import re

from diaban.engines.duplicates.folding import fold

__all__ = ["split_written"]

_UNIT = re.compile(r"^(?:can ho|can|phong|ch|p ?\d|tang|lau|flat|apt)\b|^p\d")
_BUILDING = re.compile(r"^(?:toa|chung cu|cc|block|khu tap the|ktt|nha [a-z]\d)\b")
_LOCALITY = re.compile(r"^(?:to|tdp|thon|xom|ap|ban|lang|cum|doi|khu pho|kp)\b(?! ngoc| huu)")
_UNIT_OF_STATE = re.compile(
    r"^(?:phuong|p |xa|x |quan|q |huien|huyen|h |thi xa|tx|thi tran|tt|thanh pho|tp|tinh"
    r"|ha noi|hn|viet nam|vn)"
)
_DOOR = re.compile(r"^(?:so|sn|nha so|so nha)? ?[a-z]?\d")
_LANE = re.compile(r"^(?:ngo|ngach|hem|kiet|ng|ngh) ?\d")
_STREET = re.compile(r"^(?:duong|pho|dai lo|quoc lo|tinh lo|ql|tl|d |p )")
_PUBLIC = ("house_number", "lanes", "street", "locality", "building", "unit")


def split_written(text: str) -> dict[str, str]:
    """Sort the comma-separated parts of an address into columns; units of state are left out.

    A part that is not recognised counts as the street where none was found before a unit of state.

    >>> split_written("Số 12 ngõ 34 phố Huế, TDP 5, P. Bạch Mai, Hà Nội")["street"]
    'Số 12 ngõ 34 phố Huế'
    >>> split_written("Căn 1203, Tòa CT2, Trần Phú, Hà Đông")["unit"]
    'Căn 1203'
    """
    found = dict.fromkeys(_PUBLIC, "")
    for part in (piece.strip() for piece in text.split(",")):
        folded = fold(part)
        column = _column_of(folded)
        if column == "stop" or (column == "other" and found["street"]):
            break
        if column == "other":
            column = "street"
        if folded:
            found[column] = f"{found[column]}, {part}" if found[column] else part
    return found


def _column_of(folded: str) -> str:
    for pattern, column in (
        (_UNIT, "unit"), (_BUILDING, "building"), (_LOCALITY, "locality"), (_LANE, "lanes"),
        (_UNIT_OF_STATE, "stop"), (_STREET, "street"),
    ):  # fmt: skip
        if pattern.match(folded):
            if column == "lanes" and re.search(r"\d [a-z]{2,}(?! ?\d)", folded):
                return "street"
            return column
    if _DOOR.match(folded):
        return "house_number" if " " not in folded.removeprefix("so ") else "street"
    return "other"
