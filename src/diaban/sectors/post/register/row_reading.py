"""A row of an operator's list read into facts; what cannot be read is told and left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from diaban.sectors.post.models import Point
from diaban.sectors.post.register.faults import fault
from diaban.sectors.post.register.hours_text import unread_part
from diaban.sectors.post.register.identifiers import read_identifier
from diaban.sectors.post.register.row_words import read_kind, read_services, read_tenure
from diaban.spine.addresses.identifiers import IdentifierError
from diaban.spine.addresses.models import PositionSource
from diaban.spine.places.names import fold_name
from diaban.spine.sectors import InputRow, RowFault

_TEXTS = {
    "name": "name",
    "code": "operator_code",
    "address": "address_text",
    "hours": "hours_text",
}
_PLACES = ("commune", "district", "province")
_POSTAL = re.compile(r"\d{5,6}")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MOST_METRES = 10_000.0


@dataclass
class RowRead:
    """What a row says, by the names of facts, and what is wrong with it.

    ``number`` is the point that the row names by our own identifier, ``operator`` the body's name;
    ``refused`` where the row cannot be taken at all.
    """

    row: InputRow
    facts: dict[str, Any] = field(default_factory=dict)
    number: int | None = None
    operator: str = ""
    province: str = ""
    faults: list[RowFault] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return any(one.refused for one in self.faults)

    @property
    def key(self) -> str:
        """The name under which the source knows the point: its code, else name and address."""
        if code := self.facts.get("operator_code"):
            return str(code)
        told = (self.facts.get(name, "") for name in ("name", "address_text", "commune_text"))
        return fold_name(" | ".join(told))[:80]

    def mark(self, name: str, code: str, part: str = "") -> None:
        self.faults.append(fault(self.row, name, code, part))


def read_row(row: InputRow) -> RowRead:
    """Read a row; nothing of the database is asked."""
    texts = {name: _clean(text) for name, text in row.values.items()}
    read = RowRead(row)
    _put_number(read, texts.get("identifier", ""))
    for name, fact in _TEXTS.items():
        _put_text(read, name, fact, texts.get(name, ""))
    places = [texts[name] for name in _PLACES if texts.get(name)]
    _put_text(read, "commune", "commune_text", ", ".join(places))
    read.operator, read.province = texts.get("operator", "")[:160], texts.get("province", "")
    if not read.facts.get("name") and read.number is None:
        read.mark("name", "name_missing")
    _put_words(read, texts)
    _put_hours(read)
    _put_postal_code(read, texts.get("postal_code", ""))
    _put_position(read, texts)
    _put_days(read, texts)
    return read


def read_day(text: str) -> date | None:
    """Read a day written as day/month/year or year-month-day.

    >>> read_day("1/7/2025") == read_day("2025-07-01") == date(2025, 7, 1)
    True
    """
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _clean(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(c if c.isprintable() else " " for c in composed).split())


def _put_number(read: RowRead, text: str) -> None:
    if not text:
        return
    try:
        read.number = read_identifier(text)
    except IdentifierError:
        read.mark("identifier", "identifier_wrong")


def _put_text(read: RowRead, name: str, fact: str, text: str) -> None:
    if not text:
        return
    longest = Point._meta.get_field(fact).max_length or len(text)
    if len(text) > longest:
        read.mark(name, "too_long")
    read.facts[fact] = text[:longest].rstrip()


def _put_words(read: RowRead, texts: Mapping[str, str]) -> None:
    kind = read_kind(texts.get("kind", ""))
    if texts.get("kind") and kind is None:
        read.mark("kind", "kind_unknown")
    # many a name says what the point is; of a point of ours, its kind stands
    kind = kind or (read_kind(texts.get("name", "")) if read.number is None else None)
    if kind is not None:
        read.facts["kind"] = str(kind)
    if words := texts.get("tenure"):
        tenure = read_tenure(words)
        if tenure is None:
            read.mark("tenure", "tenure_unknown")
        else:
            read.facts["tenure"] = str(tenure)
    if words := texts.get("services"):
        services, left = read_services(words)
        if left:
            read.mark("services", "services_unknown")
        if services:
            read.facts["services"] = services


def _put_hours(read: RowRead) -> None:
    text = read.facts.get("hours_text", "")
    if part := unread_part(text):
        read.mark("hours", "hours_unread", part)


def _put_postal_code(read: RowRead, text: str) -> None:
    if not text:
        return
    compact = text.replace(" ", "")
    if _POSTAL.fullmatch(compact):
        read.facts["postal_code"] = compact
    else:
        read.mark("postal_code", "postal_code_wrong")


def _put_position(read: RowRead, texts: Mapping[str, str]) -> None:
    written = texts.get("lat", ""), texts.get("lng", "")
    if not any(written):
        return
    lat, lng = (_number(text) for text in written)
    if lat is None or lng is None:
        read.mark("lat" if lat is None else "lng", "position_wrong")
    elif abs(lat) > 90 and abs(lng) <= 90:
        read.mark("lat", "position_swapped")
    elif abs(lat) > 90 or abs(lng) > 180:
        read.mark("lat", "position_wrong")
    else:
        metres = _number(texts.get("accuracy", ""))
        known = metres is not None and 0 < metres <= _MOST_METRES
        read.facts |= {
            "lat_e7": round(lat * 1e7),
            "lng_e7": round(lng * 1e7),
            "accuracy_metres": metres if known else None,
            "position_source": int(PositionSource.UNKNOWN),
        }


def drop_position(read: RowRead, code: str) -> None:
    """Take a position out that cannot be the point's, and say why."""
    read.mark("lat", code)
    for name in ("lat_e7", "lng_e7", "accuracy_metres", "position_source"):
        read.facts.pop(name, None)


def _put_days(read: RowRead, texts: Mapping[str, str]) -> None:
    days: dict[str, date] = {}
    for name in ("opened_on", "closed_on"):
        if text := texts.get(name, ""):
            day = read_day(text)
            if day is None:
                read.mark(name, "day_wrong")
            else:
                days[name] = day
    if len(days) == 2 and days["closed_on"] < days["opened_on"]:
        read.mark("closed_on", "closed_before_opened")
        return
    read.facts |= {name: day.isoformat() for name, day in days.items()}


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < 1e9 else None
