"""Numbers that something shall fall to, so that more than they say is a fault."""

from __future__ import annotations

import re

from diaban.engines.reading.lexicon import alternatives

_TO = re.compile(
    r"(?<!\w)(?:xuống(?:\s+còn|\s+mức|\s+đến)?|(?:chỉ\s+)?còn)(?:\s+(?:khoảng|bằng|mức))?\s+$"
)
_SAYS_FALL = re.compile(rf"(?<!\w){alternatives('falling')}(?!\w)")
_ITSELF = re.compile(r"(?:xuống|chỉ)\s+còn\s")
_SENTENCE = re.compile(r"[.;:\n]\s")


def falls_to(key: str, place: int) -> bool:
    """Whether the number at a place is what remains of something that shall fall.

    >>> falls_to(said := "giảm tỷ lệ trễ hạn xuống còn 2%", said.index("2"))
    True
    >>> falls_to(said := "giảm 50% thời gian", said.index("5"))
    False
    >>> falls_to(said := "cử 5 tổ xuống 11 huyện", said.index("11"))
    False
    >>> falls_to(said := "các xã còn 20 hộ chưa có mạng", said.index("2"))
    False
    """
    near = _TO.search(key, max(0, place - 40), place)
    if near is None:
        return False
    if _ITSELF.search(near[0]):
        return True
    ends = [end.end() for end in _SENTENCE.finditer(key, 0, near.start())]
    return _SAYS_FALL.search(key, ends[-1] if ends else 0, near.start()) is not None
