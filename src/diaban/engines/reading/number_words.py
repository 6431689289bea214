"""Numbers in Vietnamese words: "hai trăm năm mươi mốt", "một triệu rưỡi", "ba phẩy năm tỷ".

"năm" is five and also a year, "tư" four and also the private: a word counts only where it can
stand in a number, so "hai năm" is two (years) and "hai mươi năm" twenty.
"""

from __future__ import annotations

from collections.abc import Sequence

_ONES = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8,
    "chín": 9,
}  # fmt: skip
_BEHIND_TEN = {**_ONES, "lăm": 5, "nhăm": 5}
del _BEHIND_TEN["năm"]  # "mười năm" are ten years
_BEHIND_TENS = {**_BEHIND_TEN, "mốt": 1, "tư": 4}
del _BEHIND_TENS["một"]  # "hai mươi một" is no way to say 21
SPELT = {word: float(value) for word, value in {**_ONES, "mười": 10}.items()}  # of one word
_SCALES = (
    (("tỷ", "tỉ"), 1e9),
    (("triệu",), 1e6),
    (("vạn",), 1e4),
    (("nghìn", "ngàn"), 1e3),
)
_LINKS = ("linh", "lẻ")
_HALVES = ("rưỡi", "rưởi")
_SHARE = ("phần", "trăm")
_LONGEST = 8  # words of a share
BEGINNINGS = frozenset({*SPELT, "không"})  # words a number begins with
# words before a number that is to be reached or passed, as alternatives of a pattern
AT_LEAST = (
    r"ít\s+nhất|tối\s+thiểu|không\s+(?:được\s+)?(?:dưới|(?:ít|thấp|nhỏ)\s+hơn)|chí\s+ít|thấp\s+nhất"
)


def number_at(words: Sequence[str], place: int, stop: int) -> tuple[int, float] | None:
    """Return how many words a number beginning at ``place`` has, and its value; None if none.

    >>> number_at("một nghìn không trăm linh năm hộ".split(), 0, 7)
    (6, 1005.0)
    >>> number_at("hai năm".split(), 0, 2)
    (1, 2.0)
    """
    said = words[place:stop]
    whole, at = 0.0, 0
    bound = float("inf")  # the scale of the part before: each must be smaller
    while True:
        found = _below_thousand(said, at, within=at > 0)
        if found is None:
            break
        end, value = found
        end, value = _decimals(said, end, value)
        scale = _scale_at(said, end)
        if scale is None or scale >= bound:
            if at == 0 or (bound > 1 and value.is_integer() and _is_full(said, at, end)):
                whole, at = whole + value, end
            break
        whole, at, bound = whole + value * scale, end + 1, scale
        if said[at : at + 1] and said[at] in _HALVES:
            whole, at = whole + scale / 2, at + 1
            break
    return (at, whole) if at else None


def share_at(words: Sequence[str], place: int, stop: int) -> tuple[int, float] | None:
    """Return how many words a share in words has, and its value in %; None if none.

    >>> share_at("chín mươi lăm phần trăm hộ".split(), 0, 6)
    (5, 95.0)
    """
    found = number_at(words, place, stop)
    if found is None or tuple(words[place + found[0] : place + found[0] + 2]) != _SHARE:
        return None
    return found[0] + 2, found[1]


def join_shares(words: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return the shares in words, written shortly: first word, word behind, "95%".

    >>> join_shares("phấn đấu chín mươi lăm phần trăm hộ".split())
    [(2, 7, '95%')]
    >>> join_shares("đạt 90 phần trăm".split())
    [(1, 4, '90%')]
    """
    found = []
    for place in range(1, len(words) - 1):
        if tuple(words[place : place + 2]) != _SHARE:
            continue
        if words[place - 1].replace(",", "").replace(".", "").isdecimal():
            found.append((place - 1, place + 2, f"{words[place - 1]}%"))
            continue
        for first in range(max(0, place - _LONGEST), place):
            share = share_at(words, first, place + 2)
            if share is not None and first + share[0] == place + 2:
                found.append((first, place + 2, f"{share[1]:g}%".replace(".", ",")))
                break
    return found


def _is_full(said: Sequence[str], at: int, end: int) -> bool:
    """Whether what follows a scale is a part of the number: "một nghìn hai trăm", not "… hai"."""
    return end - at > 1 or said[at] == "mười" or at == 0


def _scale_at(said: Sequence[str], place: int) -> float | None:
    if tuple(said[place + 1 : place + 2]) == ("lệ",):
        return None  # "một tỷ lệ" is one rate
    word = said[place] if place < len(said) else ""
    return next((scale for words, scale in _SCALES if word in words), None)


def _decimals(said: Sequence[str], place: int, value: float) -> tuple[int, float]:
    """Add "phẩy năm" behind a whole number."""
    if tuple(said[place : place + 1]) != ("phẩy",):
        return place, value
    end, digits = place + 1, ""
    while end < len(said) and (digit := {**_ONES, "không": 0}.get(said[end])) is not None:
        end, digits = end + 1, digits + str(digit)
    return (end, value + float(f"0.{digits}")) if digits else (place, value)


def _below_thousand(said: Sequence[str], at: int, *, within: bool) -> tuple[int, float] | None:
    """Return the place behind a number below 1000 and its value; ``within``: behind a scale."""
    word = said[at] if at < len(said) else ""
    hundreds = {**_ONES, "không": 0}.get(word)
    if hundreds is not None and tuple(said[at + 1 : at + 2]) == ("trăm",):
        return _behind_hundreds(said, at + 2, hundreds * 100.0)
    if within and word in _LINKS:
        ones = _ONES.get(said[at + 1]) if at + 1 < len(said) else None
        return None if ones is None else (at + 2, float(ones))
    return _below_hundred(said, at)


def _behind_hundreds(said: Sequence[str], at: int, value: float) -> tuple[int, float]:
    word = said[at] if at < len(said) else ""
    if word in _HALVES:
        return at + 1, value + 50
    if word in _LINKS and at + 1 < len(said) and said[at + 1] in _ONES:
        return at + 2, value + _ONES[said[at + 1]]
    found = _below_hundred(said, at)
    # "hai trăm năm" are 200 years: behind hundreds stand tens, or "linh" and ones
    if found is None or (found[0] - at == 1 and word != "mười"):
        return at, value
    return found[0], value + found[1]


def _below_hundred(said: Sequence[str], at: int) -> tuple[int, float] | None:
    word = said[at] if at < len(said) else ""
    following = said[at + 1] if at + 1 < len(said) else ""
    if word == "mười":
        ones = _BEHIND_TEN.get(following)
        return (at + 2, 10.0 + ones) if ones else (at + 1, 10.0)
    tens = _ONES.get(word)
    if tens is None:
        return (at + 1, 0.0) if word == "không" else None
    if following == "mươi":
        ones = _BEHIND_TENS.get(said[at + 2]) if at + 2 < len(said) else None
        # "hai mươi ba mươi" is no number
        return (at + 3, 10.0 * tens + ones) if ones else (at + 2, 10.0 * tens)
    return (at + 2, 10.0 * tens) if following == "chục" else (at + 1, float(tens))
