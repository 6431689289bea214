"""What each column of a file means: by its heading, by what stands in it, or by both.

Headings speak first. What stands in a column decides where headings do not: coordinates under any
heading, X and Y (surveyors' X is the northing, programs' X the easting), names of communes, and
personal numbers, which are never taken whatever the heading says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from diaban.exchange.importing import column_contents as contents
from diaban.exchange.importing.fields import (
    BOTH,
    BY_NAME,
    FIELDS,
    PLANE,
    REPORT_COLUMNS,
    is_personal,
)
from diaban.exchange.importing.first_rows import MOST_ROWS
from diaban.exchange.importing.headings import JOINT
from diaban.exchange.importing.name_labels import (
    ADDRESSES,
    BARE_HEADINGS,
    PERSONS,
    kind_of_labels,
)
from diaban.spine.places.names import fold_name

SAMPLE_ROWS = 5
PERSONAL = "personal"

_BY_NAME, _BY_PART, _BY_CONTENT, _BY_GUESS = 0.9, 0.8, 0.7, 0.6
_NAMELESS = re.compile(r"^\(\d+\)$")
_OLD = re.compile(r"\b(cu|truoc|old|former|previous)\b")
# a heading that at least does not speak against what stands in the column
_HINTS = {
    contents.HOUSE_NUMBER: re.compile(r"\b(nha|house|bien so|number)\b"),
    contents.DATE: re.compile(
        r"\b(cap nhat|khao sat|thu thap|dieu tra|ra soat|ghi nhan|updated)\b"
    ),
    contents.CODE: re.compile(r"\b(chinh thuc|official|duoc cap|da cap)\b"),
    contents.COMMUNE: re.compile(r"\b(xa|phuong|commune|ward|don vi|dia ban)\b"),
}
_FIELD_OF = {
    contents.HOUSE_NUMBER: "house_number",
    contents.DATE: "held_on",
    contents.CODE: "official_code",
    contents.COMMUNE: "commune_name",
}
_CONTENT_OF = {
    "lat": (contents.LATITUDE, contents.NORTHING, contents.PAIR),
    "lng": (contents.LONGITUDE, contents.EASTING, contents.PAIR),
    "house_number": (contents.HOUSE_NUMBER,),
    "held_on": (contents.DATE, contents.SERIAL_DATE),
    "official_code": (contents.CODE,),
    "commune_name": (contents.COMMUNE,),
}
_COUPLES = (
    (contents.LATITUDE, contents.LONGITUDE),
    (contents.NORTHING, contents.EASTING),
)
# a list of which one coordinate was never filled in is told of each row
_POSITIONS = {heading for name in ("lat", "lng") for heading in BY_NAME[name].headings}
_FORBIDDEN = (contents.PHONE, contents.PERSON)


@dataclass(frozen=True)
class ColumnProposal:
    """What one column is taken for.

    ``fields`` are names of fields, none where the column is left out; two where it holds both
    coordinates. ``decided`` is name, content, both or ""; ``confidence`` from 0 to 1; ``remark``
    says why a column is never taken.
    """

    heading: str
    fields: tuple[str, ...] = ()
    decided: str = ""
    confidence: float = 0.0
    sample: list[str] = field(default_factory=list)
    remark: str = ""

    @property
    def field(self) -> str | None:
        return self.fields[0] if self.fields else None


def propose_columns(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]] = (),
    communes: Collection[str] = (),
    position_columns: tuple[str, str] | None = None,
) -> list[ColumnProposal]:
    """Return what each column means, in the order of the columns.

    ``rows`` are the first rows, a cell for each column; ``communes`` folded names of communes;
    ``position_columns`` those of latitude and longitude where the place is that of a shape.
    """
    proposer = _Proposer(columns, rows, communes)
    if position_columns:
        proposer.take_shapes(*position_columns)
    proposer.read_names()
    proposer.leave_out_persons()
    proposer.check_labels()
    proposer.check_positions()
    proposer.find_positions()
    proposer.find_rest()
    return proposer.proposals()


class _Proposer:
    """Decides step by step: ``taken`` is field → place of its column, ``sure`` how sure."""

    def __init__(
        self, columns: Sequence[str], rows: Sequence[Sequence[str]], communes: Collection[str]
    ) -> None:
        self.columns = columns
        self.rows = rows
        self.communes = communes
        self.taken: dict[str, int] = {}
        self.sure: dict[str, float] = {}
        self.by_content: set[str] = set()
        self.personal: set[int] = set()
        self._contents: dict[int, str] = {}

    def cells(self, place: int) -> list[str]:
        return [row[place] for row in self.rows if place < len(row)]

    def content(self, place: int) -> str:
        if place not in self._contents:
            self._contents[place] = contents.content_of(self.cells(place), self.communes)
        return self._contents[place]

    def is_empty(self, place: int) -> bool:
        """Whether a column says nothing in any row, though the table has rows.

        Of a long table only the first rows are known: an identifier must stand there already.
        """
        if not self.rows or any(cell.strip() for cell in self.cells(place)):
            return False
        forms = {*_whole(self.columns[place]), *_parts(self.columns[place])}
        if len(self.rows) < MOST_ROWS:
            return not forms & _POSITIONS
        return bool(forms & set(BY_NAME["source_key"].headings))

    def take_shapes(self, lat: str, lng: str) -> None:
        """The place of a feature is that of its shape, whatever else its columns say."""
        self.taken = {"lat": self.columns.index(lat), "lng": self.columns.index(lng)}
        self.sure = {"lat": 1.0, "lng": 1.0}

    def read_names(self) -> None:
        """Take columns by whole headings first, then by the parts of joined ones."""
        usable = self._usable()
        for forms, sure in ((_whole, _BY_NAME), (_parts, _BY_PART)):
            self._read_forms(usable, forms, sure)

    def _usable(self) -> list[int]:
        has_tags = any(name.startswith("addr:") for name in self.columns)
        usable = []
        for place, name in enumerate(self.columns):
            # among OpenStreetMap's tags building=yes is a kind and no name, a telephone a shop's
            if name in REPORT_COLUMNS or (has_tags and name == "building"):
                continue
            if self.is_empty(place):
                continue
            if not has_tags and any(is_personal(form) for form in (*_whole(name), *_parts(name))):
                self.personal.add(place)
                continue
            usable.append(place)
        return usable

    def _read_forms(
        self, usable: Sequence[int], forms: Callable[[str], list[str]], sure: float
    ) -> None:
        known: dict[str, int] = {}
        for rank in range(_most_forms(self.columns, forms)):
            for place in usable:
                spelled = forms(self.columns[place])
                if rank < len(spelled):
                    known.setdefault(spelled[rank], place)
        for each in FIELDS:
            if each.name not in self.taken:
                self._take_first(each.name, each.headings, known, sure)

    def _take_first(
        self, name: str, headings: Iterable[str], known: dict[str, int], sure: float
    ) -> None:
        for heading in headings:
            place = known.get(heading)
            if place is None:
                continue
            # one column may hold both coordinates
            shared = name == "lng" and place == self.taken.get("lat") and heading in BOTH
            if shared or place not in self.taken.values():
                self.taken[name], self.sure[name] = place, sure
                return

    def leave_out_persons(self) -> None:
        """Never take telephone numbers or numbers of identity cards, whatever they are called."""
        for place in range(len(self.columns)):
            if self.columns[place] not in REPORT_COLUMNS and self.content(place) in _FORBIDDEN:
                self.personal.add(place)
        self.taken = {n: place for n, place in self.taken.items() if place not in self.personal}

    def check_labels(self) -> None:
        """Take a bare “Name” for what its labels are: no person and no mark is a building."""
        place = self.taken.get("building")
        if place is None or not BARE_HEADINGS & set(_whole(self.columns[place])):
            return
        kind = kind_of_labels(self.cells(place))
        if not kind:
            return
        del self.taken["building"]
        if kind == PERSONS:
            self.personal.add(place)
        elif kind == ADDRESSES and not {"written", "house_number"} & set(self.taken):
            self._take_by_content("written", place, _BY_CONTENT)

    def check_positions(self) -> None:
        """Turn X and Y by their figures; drop “Vị trí” where it holds words and no coordinates."""
        lat, lng = self.taken.get("lat"), self.taken.get("lng")
        if lat is None or lng is None:
            return
        if lat == lng:
            if not contents.are_pairs(self.cells(lat)):
                del self.taken["lat"], self.taken["lng"]
            return
        # a shape's figures are in their places
        if 1.0 in (self.sure["lat"], self.sure["lng"]):
            return
        is_turned = (self.content(lng), self.content(lat)) in _COUPLES
        if is_turned and all(_is_plane(self.columns[place]) for place in (lat, lng)):
            self.taken |= {"lat": lng, "lng": lat}

    def find_positions(self) -> None:
        """Take the nearest couple of columns whose cells are coordinates."""
        if "lat" in self.taken and "lng" in self.taken:
            return
        couples = [
            (abs(north - east), north, east)
            for kind, other in _COUPLES
            for north in self._candidates("lat", kind)
            for east in self._candidates("lng", other)
            # counts and prices may look like metres; a couple stands side by side
            if kind == contents.LATITUDE or abs(north - east) == 1
        ]
        pairs = [p for p in self._free() if self.content(p) == contents.PAIR]
        if couples:
            _, north, east = min(couples)
        elif pairs:
            north = east = pairs[0]
        else:
            return
        for name, place in (("lat", north), ("lng", east)):
            if self.taken.get(name) != place:
                self._take_by_content(name, place, _BY_CONTENT)

    def _candidates(self, name: str, kind: str) -> list[int]:
        if name in self.taken:
            place = self.taken[name]
            return [place] if self.content(place) == kind else []
        return [place for place in self._free() if self.content(place) == kind]

    def find_rest(self) -> None:
        for place in self._free():
            kind = self.content(place)
            name = _FIELD_OF.get(kind)
            if name and name not in self.taken and self._may_be(kind, place):
                self._take_by_content(name, place, _BY_GUESS)

    def _may_be(self, kind: str, place: int) -> bool:
        folded = fold_name(self.columns[place])
        if _OLD.search(folded):
            return False
        if _HINTS[kind].search(folded):
            return True
        # a code may be computed, and is official only where somebody says so
        if _NAMELESS.match(self.columns[place]) and kind != contents.CODE:
            return True
        # streets bear the names of communes, but not their kinds
        return kind == contents.COMMUNE and contents.name_kinds(self.cells(place)) > 0.5

    def _free(self) -> list[int]:
        held = {*self.taken.values(), *self.personal}
        return [
            place
            for place, name in enumerate(self.columns)
            if place not in held and name not in REPORT_COLUMNS
        ]

    def _take_by_content(self, name: str, place: int, sure: float) -> None:
        self.taken[name], self.sure[name] = place, sure
        self.by_content.add(name)

    def proposals(self) -> list[ColumnProposal]:
        fields: dict[int, list[str]] = {}
        for name, place in self.taken.items():
            fields.setdefault(place, []).append(name)
        return [self._proposal(place, fields.get(place, [])) for place in range(len(self.columns))]

    def _proposal(self, place: int, names: list[str]) -> ColumnProposal:
        heading, sample = self.columns[place], self.cells(place)[:SAMPLE_ROWS]
        if not names:
            remark = PERSONAL if place in self.personal else ""
            return ColumnProposal(heading, sample=sample, remark=remark)
        name = names[0]
        if name in self.by_content:
            return ColumnProposal(heading, tuple(names), "content", self.sure[name], sample)
        if name in _CONTENT_OF and self.content(place) in _CONTENT_OF[name]:
            return ColumnProposal(heading, tuple(names), "both", 1.0, sample)
        return ColumnProposal(heading, tuple(names), "name", self.sure[name], sample)


def _most_forms(columns: Sequence[str], forms: Callable[[str], list[str]]) -> int:
    return max((len(forms(name)) for name in columns), default=0)


def _whole(heading: str) -> list[str]:
    """Fold a heading, then without what stands in brackets: “Vĩ độ (WGS 84)” is “vi do”.

    A unit of measure may also stand after a comma: “X, m”.
    """
    forms = (heading, heading.partition("(")[0], re.sub(r",\s*m\.?$", "", heading))
    return list(dict.fromkeys(folded for form in forms if (folded := fold_name(form))))


def _parts(heading: str) -> list[str]:
    """Fold the parts of a heading of two lines or two words, the lower line first."""
    lower = heading.rpartition(JOINT)[2]
    parts = [lower, *re.split(r"[/\n;|]|\s-\s", lower), *re.split(r"[/\n;|]|\s-\s", heading)]
    parts += [heading.partition("(")[2].rstrip(") ")]
    whole = _whole(heading)
    forms = (form for part in parts for form in _whole(part))
    # over two columns “Tọa độ” says of neither that it holds both
    left_out = (*whole, *BOTH) if JOINT in heading else whole
    return [form for form in dict.fromkeys(forms) if form not in left_out]


def _is_plane(heading: str) -> bool:
    return any(form in PLANE for form in (*_whole(heading), *_parts(heading)))
