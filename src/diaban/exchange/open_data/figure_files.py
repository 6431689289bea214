"""The published figures of a measure or a register as a CSV: month-ends by unit, few withheld."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256

from diaban.spine.evidence.models import Register
from diaban.spine.figures.declaring import measures
from diaban.spine.places.models import Unit
from diaban.spine.places.units import CITY
from diaban.spine.privacy.models import PublishedFigures
from diaban.spine.privacy.published_figures import EVIDENCE, MEASURE, NOWHERE, Told, bounds_told

COLUMNS = (
    "as_of", "unit_code", "unit_name", "numerator", "denominator", "unknown", "low", "high",
    "version", "synthetic",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FigureFile:
    """A dataset in words, with its file; ``first`` and ``last`` are its month-ends."""

    dataset: str
    title_vi: str
    title_en: str
    source: str
    issued_at: datetime
    modified_at: datetime
    first: date
    last: date
    synthetic: bool
    content: bytes
    sha256: str


def figure_files() -> list[FigureFile]:
    """Return every published dataset of figures that is still measured or kept, by name."""
    words = _words()
    kept = PublishedFigures.objects.order_by("dataset")
    return [_file(one, words[one.dataset]) for one in kept if one.dataset in words and one.months]


def find_figure_file(dataset: str) -> FigureFile | None:
    """Return one published dataset; None where there is none of that name."""
    one, words = PublishedFigures.objects.filter(pk=dataset).first(), _words()
    return _file(one, words[dataset]) if one and dataset in words and one.months else None


def _words() -> dict[str, tuple[str, str, str]]:
    told = {f"{MEASURE}-{s.name}": (s.title_vi, s.title_en, s.source) for s in measures().values()}
    registers = Register.objects.values_list("key", "title_vi", "title_en", "source")
    return told | {f"{EVIDENCE}-{key}": tuple(words) for key, *words in registers}


def _file(one: PublishedFigures, words: tuple[str, str, str]) -> FigureFile:
    content = _write(one.dataset, one.modified_at)
    days = [date.fromisoformat(month["as_of"]) for month in one.months]
    return FigureFile(
        one.dataset, *words, one.issued_at, one.modified_at, days[0], days[-1], one.synthetic,
        content, sha256(content).hexdigest(),
    )  # fmt: skip


@lru_cache(maxsize=256)
def _write(dataset: str, modified_at: datetime) -> bytes:
    one = PublishedFigures.objects.get(pk=dataset)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(one))
    return text.getvalue().encode("utf-8-sig")


def _rows(one: PublishedFigures) -> Iterator[list[object]]:
    codes = {code for month in one.months for code in month["units"]} | {CITY}
    units = list(Unit.objects.filter(code__in=codes).order_by("valid_from"))
    last = [one.version if one.version is not None else "", "true" if one.synthetic else "false"]
    for month in one.months:
        day = date.fromisoformat(month["as_of"])
        # a code may have named another unit before: the name is that of the day, else the newest
        names = {unit.code: unit.full_name for unit in units}
        names |= {unit.code: unit.full_name for unit in units if unit.is_in_force(day)}
        whole = (CITY, month["city"])
        for code, figures in [whole, *sorted(month["units"].items())]:
            name = names.get(code, "") if code != NOWHERE else ""
            yield [month["as_of"], code, name, *_cells(figures), *last]


def _cells(figures: Told) -> list[object]:
    """Return the counts, the unknown and both bounds; a cell is empty where it is withheld."""
    held, known, there = figures
    cells = ["" if figure is None else figure for figure in (held, known)]
    unknown = "" if known is None or there is None else there - known
    return [*cells, unknown, *(bounds_told(figures) or ("", ""))]
