"""The sector contract: what a field of the ministry declares, and is given for it.

A sector is one liftable folder, a Django app whose config is a `SectorConfig`. What it declares
are plain values in modules of fixed names; ``exchange`` and ``web`` read them through this module,
so a sector imports nothing above the spine, and its templates extend and load nothing of the
shell. No module but ``apps`` has to be there.

| module | declares | and is given |
|---|---|---|
| ``measures`` | ``TABLES``, ``MEASURES`` (`spine.figures.declaring`) | figures, targets, data |
| ``urls`` | ``PAGES``, ``MENU`` | addresses under ``/<label>/``, access, a place in the menu |
| ``imports`` | ``IMPORTS`` | any file, its columns recognised, a check first, refusals |
| ``layers`` | ``LAYERS`` | tiles, legend, a list of what is drawn |
| ``words`` | ``ACTS``, ``FACTS`` | the journal told in words |
| ``holdings`` | ``HOLDINGS``, ``KEPT`` (`spine.privacy`) | what is told to and erased of a person |
| ``duties`` | ``DAILY``, ``JOBS`` | work once a day, and work that a page orders |
| ``demo`` | ``demonstrate(actor)`` | the demonstration city, labelled |

In ``apps`` import this *module* and not the class, else Django sees two configs and silently takes
neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import update_wrapper
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

import polars as pl
from django.apps import AppConfig, apps
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import module_has_submodule

# an app's config is read before there are models
if TYPE_CHECKING:
    from diaban.spine.parties.access import Territory
    from diaban.spine.parties.models import User
    from diaban.spine.runs.models import Run

__all__ = [
    "DailyDuty",
    "FieldSpec",
    "ImportSpec",
    "InputRow",
    "JobSpec",
    "LayerClass",
    "LayerSpec",
    "ListFile",
    "MenuEntry",
    "Page",
    "RowFault",
    "Screen",
    "SectorConfig",
    "Taken",
    "Taking",
    "declared",
    "module_of",
    "sectors",
]


class SectorConfig(AppConfig):
    """A sector. ``field`` is the ministry's (`spine.parties.organisations.Field`).

    ``label`` is the folder's name and begins each of its addresses, pages, tables and acts.
    """

    field: str
    title_vi: str
    title_en: str


@dataclass(frozen=True)
class Screen:
    """What a page of a sector shows; the shell puts it into its frame, below ``title``.

    ``template`` is a piece of HTML of the sector's own, without a frame or a first heading; its
    names are those of ``context``. ``title_language`` is ``vi`` where the title is a name that
    stays Vietnamese on English pages. ``back`` is the address and the words of the page above.
    ``layers`` are drawn on a map beside it, the first on top, over the base map (``has_map``: the
    base map alone), which opens on the city, close to ``centre`` (latitude, longitude) or on a
    ``box`` (south, west, north, east); layers that ``layers_off`` names too are offered and not
    drawn until somebody switches them on.
    ``scripts`` and ``styles`` are files of its ``static`` folder.
    """

    template: str
    title: str
    context: Mapping[str, Any] = field(default_factory=dict)
    title_language: str = ""
    back: tuple[str, str] | None = None
    layers: tuple[str, ...] = ()
    layers_off: tuple[str, ...] = ()
    has_map: bool = False
    centre: tuple[float, float] | None = None
    box: tuple[float, float, float, float] | None = None
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    synthetic: bool = False
    status: int = 200


@dataclass(frozen=True)
class ListFile:
    """A list that a page gives as a file; the shell writes it and guards its cells from formulas.

    ``name`` is the file's, without its ``ending``: ``.xlsx`` or ``.csv``. ``rows`` begins a new
    walk each time; a cell is a text, a number, a truth or None. With the headings of an
    `ImportSpec` the file can be taken in again.
    """

    name: str
    headings: tuple[str, ...]
    rows: Callable[[], Iterator[Sequence[object]]]
    ending: str = ".xlsx"


@dataclass(frozen=True)
class Page:
    """An address of a sector: ``path`` beneath its own, ``name`` beginning with its label.

    To whom it is open stands here and nowhere else. ``does`` tells in a few words, for the table
    of roles. ``largest_bytes``: what a request may bring where that is more than a form.
    """

    path: str
    name: str
    view: Callable[..., Screen | ListFile | HttpResponse]
    roles: frozenset[str]
    territory: Territory
    does: str
    largest_bytes: int | None = None


@dataclass(frozen=True)
class MenuEntry:
    """The one entry of a sector in the menu.

    Who may not open ``page`` is led to the first of ``instead`` that is open to them.
    """

    page: str
    vi: str
    en: str
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldSpec:
    """A column that an import knows: ``headings`` are what people call it, in any spelling.

    ``sort`` is ``text``, ``number``, ``day``, ``latitude`` or ``longitude``. A position's fields
    are called ``lat`` and ``lng``: they may come from the file's shapes and in any system, and are
    given in degrees of WGS 84. A file without a ``required`` column is not taken.
    """

    name: str
    vi: str
    en: str
    headings: tuple[str, ...] = ()
    sort: str = "text"
    required: bool = False

    def label(self, language: str) -> str:
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True)
class InputRow:
    """A row as it was written: its number in the file, and its texts by field; "" where empty."""

    number: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class RowFault:
    """Why a row cannot be taken, or only with a remark: in both languages, with the remedy.

    ``code`` is the same for all faults of one kind; ``refused`` is False where the row was taken.
    """

    row: int
    field: str
    value: str
    code: str
    vi: str
    en: str
    refused: bool = True


@dataclass(frozen=True)
class Taking:
    """On whose word rows are taken: the source's name, who sends them, and the day they held.

    ``ahead``: what the sector's own `ImportSpec.ahead` made of the rows.
    """

    source: str
    actor: User
    run: Run
    on: date
    synthetic: bool = False
    ahead: object = None


@dataclass(frozen=True)
class Taken:
    """How many rows became what (``new``, ``changed``, ``same`` …), and what is said of rows."""

    counts: Mapping[str, int]
    faults: Sequence[RowFault] = ()


@dataclass(frozen=True)
class ImportSpec:
    """A kind of file that a sector takes in; ``name`` begins with the sector's label.

    ``take`` reads some thousand rows at a time and keeps what is sound, within a transaction: one
    that is taken back is the check before the import, so both say the same. It writes to the
    database alone. The same rows again change nothing. ``key`` names the field by which a source
    tells its rows apart. ``ahead`` does what takes long and writes nothing before the transaction
    begins, in which nobody else may write on SQLite; it is told the rows and whether they are made
    up, and ``take`` finds what it returned in ``Taking.ahead``.
    ``most_rows``: of one file. ``sample`` are a few sound rows, by field, as the tests of the
    contract send them.
    """

    name: str
    vi: str
    en: str
    fields: tuple[FieldSpec, ...]
    key: str
    take: Callable[[Sequence[InputRow], Taking], Taken]
    needs_day: bool = False
    most_rows: int = 200_000
    sample: tuple[Mapping[str, str], ...] = ()
    ahead: Callable[[Sequence[InputRow], bool], object] | None = None


@dataclass(frozen=True)
class LayerClass:
    """A class of what a layer draws, as its legend has it; ``colour`` is #rrggbb."""

    vi: str
    en: str
    colour: str


@dataclass(frozen=True)
class LayerSpec:
    """Points on the map; ``name`` begins with the sector's label and a hyphen.

    ``read`` gives what this person may see, with ``id``, ``lat_e7``, ``lng_e7``, ``class`` (number
    in ``classes``) and ``name``; ``version`` changes with what it gives. Up to zoom
    ``counted_to_zoom`` only how many of each class are drawn (None: each point at every zoom).
    Where ``read`` gives ``label`` too, a few characters, each point is large and bears it.
    ``page`` is the named page that a point opens, by its number.
    """

    name: str
    vi: str
    en: str
    roles: frozenset[str]
    territory: Territory
    classes: tuple[LayerClass, ...]
    read: Callable[[User], pl.DataFrame]
    version: Callable[[User], str]
    counted_to_zoom: int | None = None
    page: str = ""
    synthetic: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class DailyDuty:
    """Work that the worker does once a day."""

    name: str
    work: Callable[[], None]


@dataclass(frozen=True)
class JobSpec:
    """Work that a page orders and the worker does, as a `Run` with progress and a report."""

    name: str
    vi: str
    en: str
    work: Callable[[Run], None]


def sectors() -> list[SectorConfig]:
    """Return every installed sector, in the order of their labels."""
    found = [one for one in apps.get_app_configs() if isinstance(one, SectorConfig)]
    return sorted(found, key=lambda one: one.label)


def declared(module: str, name: str) -> Iterator[tuple[SectorConfig, Any]]:
    """Yield each thing declared as ``name`` in the sectors' ``module``, with its sector.

    ``declared("layers", "LAYERS")`` gives each layer; of a mapping each pair of name and value.
    """
    for sector in sectors():
        found = getattr(module_of(sector, module), name, ())
        for one in found.items() if isinstance(found, Mapping) else found:
            yield sector, one


def view_of(page: Page, show: Callable[[HttpRequest, Screen | ListFile], HttpResponse]) -> Callable:
    """Return a view that gives a page's `Screen` or `ListFile` to ``show``, the rest as it is."""

    def answer(request: HttpRequest, **asked: Any) -> HttpResponse:
        answered = page.view(request, **asked)
        ours = isinstance(answered, Screen | ListFile)
        return show(request, answered) if ours else answered

    # with the marks that Django's decorators leave on a view, such as csrf_exempt
    return update_wrapper(answer, page.view)


def module_of(sector: SectorConfig, name: str) -> ModuleType | None:
    """Return a sector's module of this name; None where it has none."""
    if not module_has_submodule(sector.module, name):
        return None
    return import_module(f"{sector.name}.{name}")
