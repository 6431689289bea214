"""Names of streets, hamlets, buildings and flats, brought to one form, and how alike two are."""

import re
from enum import IntEnum

from diaban.engines.duplicates.folding import fold

__all__ = [
    "Likeness",
    "compare_names",
    "name_building",
    "name_locality",
    "name_street",
    "name_unit",
]

_STREET_WORDS = re.compile(r"^(?:(?:duong pho|duong|pho|dai lo|dg|d|p|dl)(?: |$))+(?=\S)")
_SHORT = {"ql": "quoc lo", "tl": "tinh lo", "dt": "tinh lo", "ng": "nguien", "tr": "tran"}
_ADMINISTRATIVE = re.compile(r"\b(?:phuong|xa|quan|huien|thi tran|tp|thanh pho|ha noi|hn)\b.*$")
_BUILDING_WORDS = re.compile(
    r"\b(?:toa nha|toa|chung cu|cc|ccmn|mini|khu tap the|ktt|tt"
    r"|khu do thi|khu dt|kdt|khu|nha|block)\b"
)
_LOCALITY_WORDS = re.compile(r"\b(?:to dan pho so|to dan pho|tdp so|tdp|to so|to)\b")
_RUN_TOGETHER = re.compile(r"\b(tdp|to|xom|x|doi|cum|kp)(?=\d)")
_NUMBERED = re.compile(r"\b(to|xom|x|doi|cum|khu pho|kp|khu|ap) (?:so )?0*(\d+[a-z]?)\b")
_GROUPS = {"x": "xom", "kp": "khu pho"}
_VILLAGE_WORDS = re.compile(r"\b(?:thon|lang|ban|t)\b")
_NO = re.compile(r"\bno(?=\d)")
_UNIT_WORDS = re.compile(r"\b(?:can ho|can|phong|p|ch|so nha|so|nha|ho|flat|apt)\b")
_GLUED = re.compile(r"\b(p|ch|can|tang)(?=\d)")
_FLOOR = re.compile(r"\b(?:tang|lau|t) ?(\d+)\b")


class Likeness(IntEnum):
    """How alike two names are."""

    DIFFERENT = 0
    PART = 1  # the words of one are among those of the other
    NEAR = 2  # one or two slips of the keyboard, or words cut to their initials


def name_street(text: str) -> str:
    """Return the key of a street: no kind word, no marks, i for y, common short forms written out.

    >>> name_street("Đường Lý Thường Kiệt") == name_street("P. Li Thuong Kiet")
    True
    >>> name_street("Ng. Trãi") == name_street("phố Nguyễn Trãi")
    True
    """
    folded = fold(text.split(",", maxsplit=1)[0]).replace("y", "i")
    folded = _STREET_WORDS.sub("", folded)
    cut = _ADMINISTRATIVE.sub("", folded).strip() or folded
    return " ".join(_SHORT.get(word, word) for word in cut.replace("-", " ").split())


def name_locality(text: str) -> str:
    """Return the key of a hamlet or residents' group; what is numbered comes first.

    >>> name_locality("Tổ dân phố số 12"), name_locality("tdp12")
    ('to 12', 'to 12')
    >>> name_locality("thôn Đông Ngàn, xóm 3") == name_locality("xom 3 dong ngan")
    True
    """
    folded = _RUN_TOGETHER.sub(r"\1 ", fold(text).replace("y", "i").replace("-", " "))
    folded = _LOCALITY_WORDS.sub("to", folded)
    groups = [
        f"{_GROUPS.get(found[1], found[1])} {found[2]}" for found in _NUMBERED.finditer(folded)
    ]
    rest = _VILLAGE_WORDS.sub(" ", _NUMBERED.sub(" ", folded)).split()
    return " ".join([*sorted(groups), *rest]) or folded


def name_building(text: str) -> str:
    """Return the key of a building; empty for words that name none ("chung cư mini").

    >>> name_building("Tòa nhà CT2A, KĐT Văn Quán") == name_building("CT2A Khu đô thị Văn Quán")
    True
    """
    folded = _NO.sub("n0", fold(text).replace("y", "i").replace("-", ""))
    return " ".join(_BUILDING_WORDS.sub(" ", folded).split())


def name_unit(text: str) -> str:
    """Return the key of a flat; a floor is joined with a room of that floor.

    >>> [name_unit(text) for text in ("Căn hộ 1203", "P1203", "tầng 12 phòng 3", "tầng 2")]
    ['1203', '1203', '1203', 't2']
    """
    folded = _GLUED.sub(r"\1 ", fold(text))
    floor = _FLOOR.search(folded)
    rest = "".join(re.split(r"[ /\-]+", _UNIT_WORDS.sub(" ", _FLOOR.sub(" ", folded))))
    if floor is None:
        return rest.lstrip("0")
    if not rest:
        return "t" + floor[1]
    if rest.isdigit():
        return rest if len(rest) > 2 else floor[1].lstrip("0") + rest.zfill(2)
    return rest if floor[1] in rest else f"t{floor[1]}{rest}"


def compare_names(one: str, other: str) -> Likeness:
    """Compare two different keys.

    Names with digits are never near: "CT2" is another building than "CT3".

    >>> compare_names("tran dui hung", "tran dui hugn").name, compare_names("hue", "hoa").name
    ('NEAR', 'DIFFERENT')
    >>> compare_names("t d hung", "tran dui hung").name, compare_names("ct2a", "ct2a van quan").name
    ('NEAR', 'PART')
    """
    words, others = one.split(), other.split()
    if _are_initials(words, others):
        return Likeness.NEAR
    if set(words) <= set(others) or set(others) <= set(words):
        return Likeness.PART
    if len(words) == len(others):
        pairs = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
        differing, also = [a for a, _ in pairs], [b for _, b in pairs]
    else:
        differing, also = words, others
    if any(not word.isalpha() for word in differing + also):
        return Likeness.DIFFERENT
    squeezed, squeezed_also = "".join(differing), "".join(also)
    shorter = min(len(squeezed), len(squeezed_also))
    allowed = 0 if min(len(one), len(other)) < 3 else 1 if shorter < 8 else 2
    near = _slips(squeezed, squeezed_also, allowed) <= allowed
    return Likeness.NEAR if near else Likeness.DIFFERENT


def _are_initials(words: list[str], others: list[str]) -> bool:
    """Whether the words agree one by one, some being the first letter of the other's."""
    if len(words) != len(others) or len(words) < 2 or words[-1] != others[-1]:
        return False
    pairs = list(zip(words, others, strict=True))
    return all(a == b or _cuts_short(a, b) or _cuts_short(b, a) for a, b in pairs)


def _cuts_short(short: str, word: str) -> bool:
    return len(short) <= 2 and short.isalpha() and word.startswith(short)


def _slips(one: str, other: str, allowed: int) -> int:
    """Letters added, dropped, changed or swapped with a neighbour; beyond `allowed` inexact."""
    if abs(len(one) - len(other)) > allowed:
        return allowed + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, also in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != also))
            if older and j > 1 and letter == other[j - 2] and one[i - 2] == also:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > allowed:
            return allowed + 1
    return row[-1]
