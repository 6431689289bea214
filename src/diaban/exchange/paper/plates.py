"""Plates of addresses: one to a page or as sheets of A4 to cut, as PDF or SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from diaban.engines import vpostcode
from diaban.exchange.paper.qr_codes import QrDrawing, draw_codes
from diaban.exchange.paper.sizes import A4_MILLIMETRES, PlateSize
from diaban.exchange.paper.typesetting import write_pdf, write_pngs, write_svg

TEMPLATE = "plates.typ"


@dataclass(frozen=True)
class PlateText:
    """What one plate says. ``door`` is house number and lanes, ``rest`` what follows them.

    ``link`` is what the QR code says. ``official`` says whether the code is an official one;
    ``sample`` that the plate must not be mounted.
    """

    door: str
    rest: str
    place: str
    code: str
    identifier: str
    link: str
    official: bool = False
    sample: bool = False


def plates_pdf(
    plates: Sequence[PlateText], size: PlateSize, made_on: date, *, sheets: bool
) -> bytes:
    """Return all plates in one PDF: as sheets of A4 to cut, or a page of its own size each."""
    return write_pdf(TEMPLATE, _values(plates, size, sheets=sheets), made_on)


def plate_svg(plate: PlateText, size: PlateSize) -> bytes:
    """Return one plate as SVG in its true size."""
    return write_svg(TEMPLATE, _values([plate], size, sheets=False))


def plates_pngs(
    plates: Sequence[PlateText], size: PlateSize, *, sheets: bool, dots_per_inch: float = 150
) -> list[bytes]:
    """Return each page as PNG."""
    return write_pngs(TEMPLATE, _values(plates, size, sheets=sheets), dots_per_inch)


def short_link(site: str, identifier: str) -> str:
    """Return the link that a plate's QR code says, in capitals: that makes the code coarser.

    ``site`` is a scheme and a host, which are the same in any case (RFC 3986, 6.2.2.1).

    >>> short_link("https://diaban.vn", "4T7N-0Q2R-K")
    'HTTPS://DIABAN.VN/P/4T7N-0Q2R-K'
    """
    return f"{site.rstrip('/')}/p/{identifier}".upper()


def _values(plates: Sequence[PlateText], size: PlateSize, *, sheets: bool) -> dict[str, object]:
    drawings = draw_codes((plate.link for plate in plates), "q")
    return {
        "width": size.width_millimetres,
        "height": size.height_millimetres,
        "sheet": [*A4_MILLIMETRES, size.columns, size.rows] if sheets else None,
        "plates": [_plate(p, drawing) for p, drawing in zip(plates, drawings, strict=True)],
    }


def _plate(plate: PlateText, drawing: QrDrawing) -> dict[str, object]:
    return {
        # a hamlet's house without a number has its name in large letters
        "door": plate.door or plate.rest,
        "rest": plate.rest if plate.door else "",
        "place": plate.place,
        "code": vpostcode.format_code(plate.code),
        "identifier": plate.identifier,
        "official": plate.official,
        "sample": plate.sample,
        "modules": drawing.modules,
        "path": drawing.path,
    }
