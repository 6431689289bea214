"""Reading a position as people paste it: decimals, degrees-minutes, map links, either order."""

from __future__ import annotations

import re

_NUMBER = r"[-+]?\d{1,3}(?:[.,]\d+)?"
_PAIR = re.compile(
    rf"^\s*(?:geo:|@)?\s*({_NUMBER})\s*°?\s*[NBnb]?\s*[,;\s]\s*({_NUMBER})\s*°?\s*[EĐeđ]?\s*$"
)
_IN_LINK = re.compile(
    r"(?:@|[?&](?:q|ll|query|center)=)(-?\d{1,3}\.\d+)(?:,|%2C)\s*(-?\d{1,3}\.\d+)"
)
_SEXAGESIMAL = re.compile(
    r"(\d{1,3})\s*[°º]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*[\"″”]\s*)?"
)


def read_point(text: str) -> tuple[float, float] | None:
    r"""Return (latitude, longitude) in degrees, or None where ``text`` is not a position.

    Viet Nam lies between 8° and 24° north and 102° and 118° east, so a pair in the other order
    is recognised and turned.

    >>> read_point("21.028511, 105.854167")
    (21.028511, 105.854167)
    >>> read_point("105,854167; 21,028511")
    (21.028511, 105.854167)
    >>> read_point("21°01'42.6\"N 105°51'15\"E")
    (21.0285, 105.854167)
    >>> read_point("số 12 Hàng Bông") is None
    True
    """
    link = _IN_LINK.search(text)
    pair = link or _PAIR.match(text)
    if pair:
        return _order(*(float(part.replace(",", ".")) for part in pair.groups()))
    parts = _SEXAGESIMAL.findall(text)
    leftover = _SEXAGESIMAL.sub("", text).strip(" ,;NEBĐneb")
    if len(parts) == 2 and not leftover:
        return _order(*(_degrees(*part) for part in parts))
    return None


def _degrees(degrees: str, minutes: str, seconds: str) -> float:
    minute = float(minutes.replace(",", ".") or 0) if minutes else 0.0
    second = float(seconds.replace(",", ".")) if seconds else 0.0
    return round(int(degrees) + minute / 60 + second / 3600, 6)


def _order(first: float, second: float) -> tuple[float, float] | None:
    if abs(first) > 90 and abs(second) <= 90:
        first, second = second, first
    if abs(first) > 90 or abs(second) > 180:
        return None
    return first, second
