"""What the page shows of a sent file: what it is, which column is what, where its rows fall."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

import numpy as np
import polars as pl
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diaban.engines.encodings import NAMES
from diaban.exchange.importing import texts
from diaban.exchange.importing.choosing_crs import find_by_communes
from diaban.exchange.importing.coordinate_systems import (
    WGS84,
    Candidate,
    choose,
    contenders,
    in_doubt,
    recognise,
    to_wgs84,
)
from diaban.exchange.importing.coordinate_texts import read_figures, split_pairs
from diaban.exchange.importing.fields import BY_NAME, REPORT_COLUMNS, Field
from diaban.exchange.importing.kinds import Kind, known_kinds, propose_kind
from diaban.exchange.importing.mapping import mapping_of, personal_note
from diaban.exchange.importing.opening import Head
from diaban.exchange.importing.orders import Order
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.proposing import propose_columns
from diaban.exchange.importing.registry_rules import city_bounds, commune_names, registry_rules
from diaban.exchange.importing.sector_columns import recognise_fields
from diaban.exchange.importing.stated_communes import NAMING
from diaban.exchange.importing.tables import FAULT, ROW, ReadOptions
from diaban.spine.parties.models import User
from diaban.spine.places.units import today
from diaban.spine.runs.models import Kind as RunKind
from diaban.spine.runs.models import Run, Upload
from diaban.spine.sectors import FieldSpec
from diaban.web.pages.import_letters import Letters, open_either
from diaban.web.pages.import_picture import Picture, draw_picture
from diaban.web.pages.import_uploads import path_of

Fields = dict[str, Field] | dict[str, FieldSpec]
CELL = 60
# what a column is called that holds latitude and longitude
PAIR = "lat_lng"
ENCODINGS = [(name, label) for name, label in NAMES.items() if name != "ascii"]
_LEAST_SNAPPED, _MOST_SNAPPED = 0.1, 50.0
_PRESETS_LOOKED_AT = 200
# beyond these, columns that are not read are folded away
_MOST_COLUMNS = 20


@dataclass
class Column:
    """One column of the file: its heading, the field it means, and how that was decided."""

    number: int
    heading: str
    field: str
    decided: str
    cells: list[str]


@dataclass
class Reading:
    """A file as it is understood now. ``fault`` says why it cannot be read, in words."""

    upload: Upload
    head: Head | None = None
    kind: Kind | None = None
    columns: list[Column] = field(default_factory=list)
    choices: dict[str, Any] = field(default_factory=dict)
    preset: Run | None = None
    systems: list[Candidate] = field(default_factory=list)
    system: Candidate | None = None
    is_doubtful: bool = False
    picture: Picture | None = None
    letters: list[Letters] = field(default_factory=list)
    fault: str = ""

    @property
    def mapping(self) -> dict[str, str]:
        return {name: c.heading for c in self.columns for name in _fields_of(c.field)}

    @property
    def takes_one_sheet(self) -> bool:
        """Whether one sheet or layer is taken; streets and water come from all of them."""
        return bool(self.choices.get("sheet")) or not (self.kind and self.kind.name == "basemap")

    @property
    def columns_shown(self) -> list[Column]:
        """The columns to look at: all, or of very many those that are read."""
        return [c for c in self.columns if c not in self.columns_folded]

    @property
    def columns_folded(self) -> list[Column]:
        unread = [c for c in self.columns if not c.field]
        return unread if len(self.columns) > _MOST_COLUMNS else []

    @property
    def asks_sheet(self) -> bool:
        """Whether a sheet or layer may be chosen; a table of all layers has none of its own."""
        head = self.head
        is_one_table = bool(self.kind and self.kind.maps_columns and head and head.are_layers)
        return bool(head) and len(head.sheets) > 1 and not is_one_table

    @property
    def has_streets_too(self) -> bool:
        """Whether streets stay out that the same file could give to the map."""
        head, kind = self.head, self.kind
        is_list = bool(kind and kind.maps_columns)
        return is_list and head is not None and head.are_layers and head.is_table

    @property
    def is_misplaced(self) -> bool:
        """Whether so much lies outside the city that the coordinates must have been misread.

        A map of more than the city is no fault where its areas are known by their codes.
        """
        if self.picture is None or not self.picture.is_wrong:
            return False
        is_map = self.kind is not None and not self.kind.maps_columns
        return not (is_map and self.picture.inside)

    @property
    def signature(self) -> str:
        return signature_of(self.head.columns) if self.head else ""

    def order(self) -> Order:
        """Return what the person has decided, for the worker."""
        said = self.choices
        kind = self.kind.name if self.kind else "addresses"
        return Order(
            path=path_of(self.upload),
            kind=kind,
            source=said.get("source", ""),
            sheet=said.get("sheet") or None,
            crs=said.get("crs") or None,
            encoding=said.get("encoding") or None,
            mapping=self.mapping if self.kind and self.kind.maps_columns else None,
            on=date.fromisoformat(said["on"]) if said.get("on") else None,
            fix_swapped=bool(said.get("fix_swapped")),
            not_households=said.get("not_households"),
            synthetic=bool(said.get("synthetic")),
            snap_metres=_metres(said.get("snap") or "") if kind == "boundaries" else None,
        )


def signature_of(columns: list[str]) -> str:
    """Name a set of headings, in whatever order they stand; those of a report are not counted."""
    said = sorted(set(columns).difference(REPORT_COLUMNS))
    return blake2b("\x00".join(said).encode(), digest_size=12).hexdigest()


def read_upload(upload: Upload, actor: User) -> Reading:
    """Open a sent file and propose what it is; what the person has said before stands."""
    said = dict(upload.choices)
    reading = Reading(upload, choices=said)
    options = ReadOptions(
        sheet=said.get("sheet") or None,
        crs=said.get("crs") or None,
        encoding=said.get("encoding") or None,
    )
    try:
        reading.head, reading.letters = open_either(path_of(upload), options)
    except InputError as error:
        reading.fault = error.problem.say(get_language() or "vi")
        return reading
    reading.preset = find_preset(reading.head.columns, said.get("source", ""), actor)
    if "kind" not in said:
        _propose(reading)
    if reading.letters:
        reading.choices["encoding"] = reading.letters[0].encoding
    reading.kind = known_kinds().get(said.get("kind", "")) or propose_kind(reading.head)
    if not reading.kind.maps_columns:
        reading.head.notes = [n for n in reading.head.notes if n.code != "positions_on_surface"]
    if reading.kind.maps_columns:
        reading.columns = _columns(reading)
        if said.get("not_households") is None:
            reading.choices["not_households"] = reading.head.are_households is False
    _place(reading)
    return reading


def find_preset(columns: list[str], source: str, actor: User) -> Run | None:
    """Return the newest import of a file with the same headings, of this source if it is told."""
    runs = Run.objects.visible_to(actor).filter(kind=RunKind.IMPORT, queued_at__isnull=False)
    if source:
        runs = runs.filter(source=source)
    mark = signature_of(columns)
    newest = runs.order_by("-pk")[:_PRESETS_LOOKED_AT]
    same = next((run for run in newest if run.report.get("signature") == mark), None)
    if same or not _is_returned(columns):
        return same
    # columns that name people are left out of what is given back
    return next((run for run in newest if _reads_from(run, columns)), None)


def _is_returned(columns: list[str]) -> bool:
    """Whether these are rows that an earlier import gave back."""
    return set(REPORT_COLUMNS) <= set(columns)


def _reads_from(run: Run, columns: list[str]) -> bool:
    read = (run.order.get("mapping") or {}).values()
    return bool(read) and set(read) <= set(columns) and run.counts.get("rejected", 0) > 0


def _propose(reading: Reading) -> None:
    if reading.preset is None:
        return
    before = Order.from_json(reading.preset.order)
    reading.choices |= {
        "kind": before.kind,
        "source": before.source,
        "crs": before.crs or "",
        # what is given back is written anew, in letters of today
        "encoding": "" if _is_returned(reading.head.columns) else before.encoding or "",
        "fix_swapped": before.fix_swapped,
        "not_households": before.not_households,
        "snap": f"{before.snap_metres:g}" if before.snap_metres else "",
        "mapping": before.mapping,
        "is_preset": True,
    }


def _columns(reading: Reading) -> list[Column]:
    head, said = reading.head, reading.choices.get("mapping")
    own = reading.kind.fields
    if said is None and own:
        found = recognise_fields(own, head.columns, head.position_columns)
        decided = dict.fromkeys(found.values(), "name")
    elif said is None:
        proposals = propose_columns(
            head.columns, head.rows, commune_names(today()), head.position_columns
        )
        found = dict(mapping_of(proposals).columns)
        decided = {one.heading: one.decided for one in proposals}
        head.notes += personal_note(proposals, mapping_of(proposals))
    else:
        found = said
        how = "preset" if reading.choices.get("is_preset") else "chosen"
        decided = dict.fromkeys(found.values(), how)
    by_heading = {heading: name for name, heading in found.items()}
    if "lat" in found and found["lat"] == found.get("lng"):
        by_heading[found["lat"]] = PAIR
    return [
        Column(
            number,
            heading,
            by_heading.get(heading, ""),
            decided.get(heading, ""),
            [row[number][:CELL] for row in head.sample],
        )
        for number, heading in enumerate(head.columns)
        if heading not in REPORT_COLUMNS
    ]


def _place(reading: Reading) -> None:
    """Find the coordinate system and draw where the first rows fall in it."""
    x, y = _figures(reading)
    if not len(x):
        return
    said = reading.choices.get("crs")
    try:
        stated = said or reading.head.crs
        reading.systems = recognise(x, y, stated, city_bounds(today()))
        reading.system = (
            next((c for c in reading.systems if c.is_stated), None)
            if said
            else _find_by_communes(reading) or _chosen(reading.systems)
        )
    except InputError as error:
        reading.fault = error.problem.say(get_language() or "vi")
        return
    lng, lat = to_wgs84(x, y, reading.system.crs if reading.system else WGS84)
    reading.picture = draw_picture(lat, lng)


def _find_by_communes(reading: Reading) -> Candidate | None:
    """Return the system that the communes of the rows tell; else note that there is a doubt."""
    if not in_doubt(reading.systems):
        return None
    head, mapping = reading.head, dict(reading.mapping)
    if head.position_columns:
        mapping["lat"], mapping["lng"] = head.position_columns
    asked = [name for name in ("lat", "lng", *NAMING) if name in mapping]
    cells = pl.DataFrame(
        {name: head.cells(mapping[name]) for name in asked}, schema=dict.fromkeys(asked, pl.String)
    )
    found = find_by_communes(reading.systems, cells, registry_rules(today()))
    if found is None:
        reading.is_doubtful = True
        return None
    head.notes.append(found.note())
    return next(c for c in reading.systems if c.crs == found.crs)


def _chosen(systems: list[Candidate]) -> Candidate | None:
    try:
        return choose(systems)
    except InputError:
        left = contenders(systems)
        return left[0] if left else None


def _figures(reading: Reading) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y of the first rows: of the shapes, or of the columns that are named so."""
    head, mapping = reading.head, reading.mapping
    if len(head.spots):
        return head.spots[:, 0], head.spots[:, 1]
    if "lat" not in mapping or "lng" not in mapping:
        return np.array([]), np.array([])
    cells = {name: head.cells(mapping[name]) for name in ("lat", "lng")}
    frame = texts.read_cells(
        pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String)).with_columns(
            pl.lit(0).alias(ROW), pl.lit(None, pl.String).alias(FAULT)
        ),
        {name: name for name in cells},
    )
    read = read_figures(split_pairs(frame))
    x, y = (
        read[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        for name in ("lng_degrees", "lat_degrees")
    )
    return x, y


def read_form(form: QueryDict, reading: Reading) -> dict[str, Any]:
    """Return what the form says; raise ValueError with words where it cannot be."""
    choices: dict[str, Any] = {
        "kind": form.get("kind", ""),
        "source": " ".join(form.get("source", "").split()),
        "sheet": _read_sheet(form, reading),
        "crs": form.get("crs", ""),
        "encoding": form.get("encoding", ""),
        "on": form.get("on", ""),
        "fix_swapped": "fix_swapped" in form,
        "not_households": _read_tick(form, reading),
        "snap": form.get("snap", "").strip(),
    }
    if choices["snap"] and _metres(choices["snap"]) is None:
        raise ValueError(_("The width is a number of metres from 0.1 to 50, or left blank."))
    if choices["on"]:
        try:
            date.fromisoformat(choices["on"])
        except ValueError:
            raise ValueError(_("The day must be a real day, not after today.")) from None
    # other headings come with another sheet: what was said of the old ones does not hold
    head, sheet = reading.head, choices["sheet"]
    is_same_list = _fields(known_kinds().get(choices["kind"])) == _fields(reading.kind)
    if head and is_same_list and sheet in {reading.choices.get("sheet") or "", head.sheet}:
        choices["mapping"] = _read_mapping(form, head, _fields(reading.kind))
    return choices


def _read_tick(form: QueryDict, reading: Reading) -> bool | None:
    """Return whether nobody lives there; where the tick was not shown, what stood before."""
    if "not_households" in form or "asks_households" in form:
        return "not_households" in form
    return reading.choices.get("not_households")


def _read_sheet(form: QueryDict, reading: Reading) -> str:
    """Return the sheet that was chosen; one that only stood there is none for another kind."""
    sheet = form.get("sheet", "")
    asked = form.get("kind")
    is_other_kind = bool(asked and reading.kind) and asked != reading.kind.name
    return "" if is_other_kind and not reading.choices.get("sheet") else sheet


def _metres(text: str) -> float | None:
    try:
        width = float(text.replace(",", "."))
    except ValueError:
        return None
    return width if _LEAST_SNAPPED <= width <= _MOST_SNAPPED else None


def _read_mapping(form: QueryDict, head: Head, fields: Fields) -> dict[str, str] | None:
    named = {
        number: form[f"column-{number}"]
        for number in range(len(head.columns))
        if form.get(f"column-{number}") in {*fields, PAIR}
    }
    if not any(f"column-{number}" in form for number in range(len(head.columns))):
        return None
    meant = [(name, number) for number, word in named.items() for name in _fields_of(word)]
    doubled = [name for name, count in Counter(name for name, _ in meant).items() if count > 1]
    if doubled:
        label = fields[doubled[0]].label(get_language() or "vi")
        raise ValueError(
            _("Two columns are both “%(field)s”. Choose one of them.") % {"field": label}
        )
    return {name: head.columns[number] for name, number in meant}


def _fields_of(word: str) -> tuple[str, ...]:
    """Return the fields that a column's choice stands for; one column may be both coordinates."""
    if word == PAIR:
        return ("lat", "lng")
    return (word,) if word else ()


def _fields(kind: Kind | None) -> Fields:
    return {field.name: field for field in kind.fields} if kind and kind.fields else BY_NAME


def field_choices(kind: Kind | None) -> list[tuple[str, str]]:
    language = get_language() or "vi"
    choices = [(name, field.label(language)) for name, field in _fields(kind).items()]
    after = next((i + 1 for i, (name, _label) in enumerate(choices) if name == "lng"), 0)
    if not after:
        return choices
    return [*choices[:after], (PAIR, _("both coordinates")), *choices[after:]]


def known_sources(actor: User) -> list[str]:
    runs = Run.objects.visible_to(actor).filter(kind=RunKind.IMPORT).exclude(source="")
    return sorted(set(runs.order_by("-pk").values_list("source", flat=True)[:500]))
