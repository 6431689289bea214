"""Typesetting with Typst: a template of ours, values as JSON, the shipped fonts and no others.

Values reach a template as data and never as Typst source, so no text of an address can be read
as a command. The fonts of the machine are left out: the same values give the same file anywhere.
"""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

TEMPLATES = Path(__file__).resolve().parent / "templates"
FONT = "Manrope"
# text that can be selected and searched, and fonts inside: a file that is read in thirty years
ARCHIVE = "a-2u"


def write_pdf(template: str, values: object, made_on: date, *, archive: bool = False) -> bytes:
    """Return the PDF that ``template`` makes of ``values``, which are turned into JSON."""
    return _compiler(template).compile(
        format="pdf",
        sys_inputs={"values": _as_json(values)},
        pdf_standards=[ARCHIVE] if archive else [],
        timestamp=datetime.combine(made_on, time.min, UTC),
        pdf_tags=archive,
    )


def write_svg(template: str, values: object) -> bytes:
    """Return one page as SVG; letters are outlines, so that a machine without the font cuts it."""
    return _first(
        _compiler(template).compile(format="svg", sys_inputs={"values": _as_json(values)})
    )


def write_pngs(template: str, values: object, dots_per_inch: float) -> list[bytes]:
    """Return each page as PNG, to be looked at or read back by a decoder."""
    pages = _compiler(template).compile(
        format="png", ppi=dots_per_inch, sys_inputs={"values": _as_json(values)}
    )
    return pages if isinstance(pages, list) else [pages]


def _first(pages: bytes | list[bytes]) -> bytes:
    return pages[0] if isinstance(pages, list) else pages


def _as_json(values: object) -> str:
    # the font has each Vietnamese letter composed, and not every pair of marks to stack
    return unicodedata.normalize("NFC", json.dumps(values, ensure_ascii=False))


def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )


@cache
def _fonts() -> typst.Fonts:
    spec = find_spec("font_manrope")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    fonts = typst.Fonts(
        include_system_fonts=False, font_paths=[str(Path(f) / "files") for f in folders]
    )
    if FONT not in fonts.families():
        raise RuntimeError(f"the font {FONT} is absent: run ./run install again")
    return fonts
