"""Which measures and registers a target may be counted by, the nearest by their words first."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from unicodedata import normalize

# a Vietnamese word is mostly two syllables: one alone says little, unless it is a name like 5G
_ONE_SYLLABLE = 0.25
# "5G" or "2G" says by itself what a title is about
_WITH_DIGIT = 2.0
# what every duty of a city may say, whatever it is about
_EVERYWHERE = frozenset(
    {"xã phường", "các xã", "cơ quan", "đơn vị", "thành phố", "địa bàn", "đầy đủ"}
)
# joined to another word they say no more than that word does: "hộ có", "của các"
_BINDING = frozenset(
    {"có", "được", "đã", "các", "những", "của", "cho", "và", "trong", "tại", "là", "|"}
)
# one thing by several names
_ALIKE = (
    (re.compile(r"bưu điện(?: -)?(?: văn hóa)?(?: xã)?"), "bưu chính"),
    (re.compile(r"(?:mã )?địa chỉ số|(?:mã )?(?:địa chỉ )?vpostcode"), "mã địa chỉ"),
)
# below this part of its own weight a title shares only common words
NEAR = 0.25
# from this part on it is worth showing to somebody who did not look for it
FITTING = 0.6
# from this part on a title says nearly the same
QUITE = 0.7
# "trong 24 giờ", "dưới 5 km": a limit says nothing of what it is a limit for
LIMIT = re.compile(r"(?<![\d/,.])(\d+(?:,\d+)?)\s*(ngày|giờ|phút|km|mét|m)\b")


def suggest(
    wanted: str, titles: Mapping[str, str], most: int = 3, least: float = NEAR, around: str = ""
) -> list[str]:
    """Return the keys of the nearest titles, the nearest first; none where nothing is near.

    ``least``: the part of a title's own weight that must be shared, from 0 to 1. ``around``: what
    is written beside it, such as the task of a target; it may be shared too, and counts half.

    What is shared counts by how rare it is among the titles (inverse document frequency), as a part
    of the title's own weight and of what is wanted (cosine). A person chooses, not this.

    >>> titles = {"coded": "Hộ đã có mã địa chỉ", "staffed": "Điểm bưu chính có người phục vụ"}
    >>> suggest("Gắn mã địa chỉ cho từng hộ gia đình", titles)
    ['coded']
    >>> suggest("90% hộ gia đình được gắn địa chỉ số", titles)
    ['coded']
    """
    terms = {key: terms_of(title) for key, title in titles.items()}
    found = Counter(term for own in terms.values() for term in own)
    asked = terms_of(wanted)
    said = asked | terms_of(around)

    def weight(own: set[str]) -> float:
        return math.sqrt(sum(_rarity(term, found, len(terms)) ** 2 for term in own))

    def nearness(some: set[str], own: set[str]) -> float:
        known = weight({term for term in some if term in found})
        return weight(some & own) ** 2 / (weight(own) * known) if known else 0.0

    near: list[tuple[float, int]] = []
    keys = list(terms)
    for place, key in enumerate(keys):
        shared, whole = weight(said & terms[key]), weight(terms[key])
        if shared and shared / whole >= least:
            near.append((-nearness(asked, terms[key]) - nearness(said, terms[key]), place))
    return [keys[place] for _nearness, place in sorted(near)[:most]]


def terms_of(text: str) -> set[str]:
    """Return the syllables of a text and the words of two, but for what every duty says.

    >>> sorted(terms_of("Gắn mã tại địa bàn"))
    ['bàn', 'gắn', 'gắn mã', 'mã', 'tại', 'địa']
    """
    written = normalize("NFC", text).lower().replace("hoá", "hóa")
    for names, one in _ALIKE:
        written = names.sub(one, written)
    written = LIMIT.sub("|", written)
    syllables = re.findall(r"[\w|]+", written)
    pairs = {f"{a} {b}" for a, b in pairwise(syllables) if not {a, b} & _BINDING}
    return {*syllables, *pairs} - _EVERYWHERE - {"|"}


def _rarity(term: str, found: Counter[str], of: int) -> float:
    rarity = math.log((of + 1) / (found[term] + 0.5))
    if " " in term:
        return rarity
    is_named = any(sign.isdigit() for sign in term) and not term.isdigit()
    return rarity * (_WITH_DIGIT if is_named else _ONE_SYLLABLE)
