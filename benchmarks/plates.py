"""Print 10,000 plates in one PDF and read every QR code back; beside ReportLab on fewer.

PYTHONPATH=src:. .venv/bin/python benchmarks/plates.py [--plates 10000] [--peers PEERS]

PEERS is an environment with ReportLab. It draws the same texts and its own QR codes at error level
Q, in the same fonts, at a fixed size: it does not shrink what is too long for its place.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import statistics
import subprocess
import time
from collections import Counter
from dataclasses import asdict
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import zxingcpp
from PIL import Image

from diaban.exchange.paper.plates import PlateText, plates_pdf, plates_pngs, short_link
from diaban.exchange.paper.qr_codes import draw_codes
from diaban.exchange.paper.sizes import PLATE_SIZES
from diaban.spine.addresses import identifiers

SIZE = PLATE_SIZES["door"]
STREETS = ("phố Nguyễn Thị Thập", "đường Hoàng Quốc Việt", "phố Hàng Bông", "thôn Thượng Thụy")
TOGETHER = 300
QR = zxingcpp.BarcodeFormat.QRCode
ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plates", type=int, default=10_000)
    parser.add_argument("--peers", type=Path)
    options = parser.parse_args()
    plates = [plate(number) for number in range(options.plates)]
    print_all(plates)
    beside_segno(plates[:1_000])
    if options.peers:
        beside_reportlab(plates[:500], options.peers / "bin" / "python")
    read_back(plates)


def plate(number: int) -> PlateText:
    identifier = identifiers.write(number + 1)
    return PlateText(
        door=f"{number % 300 + 1} ngõ {number % 97}",
        rest=STREETS[number % len(STREETS)],
        place="Phường Văn Miếu – Quốc Tử Giám",
        code="110242VH3CM3",
        identifier=identifier,
        link=short_link("https://diaban.hanoi.gov.vn", identifier),
    )


def print_all(plates: list[PlateText]) -> None:
    seconds, processor, data = timed(lambda: plates_pdf(plates, SIZE, date.today(), sheets=True))  # noqa: DTZ011
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(plates):,} plates in one PDF: {seconds:.1f} s by the clock, {processor:.1f} s of "
        f"processor, {len(data) / 1e6:.1f} MB, {peak:.0f} MB of memory"
    )


def beside_segno(plates: list[PlateText]) -> None:
    import segno

    links = [one.link for one in plates]
    bare = [
        timed(lambda: [segno.make_qr(link, error="q", boost_error=False) for link in links])[1]
        for _ in range(ROUNDS)
    ]
    ours = [timed(lambda: draw_codes(links, "q"))[1] for _ in range(ROUNDS)]
    tell("QR codes alone", "segno, all masks", ours, bare, len(links))


def beside_reportlab(plates: list[PlateText], python: Path) -> None:
    folder = find_spec("font_manrope").submodule_search_locations[0]
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(timed(lambda: plates_pdf(plates, SIZE, date.today(), sheets=True))[1])  # noqa: DTZ011
        told = json.dumps({"fonts": f"{folder}/files", "plates": [asdict(p) for p in plates]})
        done = subprocess.run(
            [python, "-c", REPORTLAB], input=told, text=True, capture_output=True, check=True
        )
        theirs.append(float(done.stdout))
    tell("plates", "ReportLab", ours, theirs, len(plates))


def tell(what: str, peer: str, ours: list[float], theirs: list[float], count: int) -> None:
    one, other = statistics.median(ours), statistics.median(theirs)
    print(
        f"{what}: {one / count * 1e3:.2f} ms each, {peer} {other / count * 1e3:.2f} ms: "
        f"{other / one:.1f} times (processor, median of {len(ours)})"
    )


def read_back(plates: list[PlateText]) -> None:
    read = Counter[str]()
    for start in range(0, len(plates), TOGETHER):
        for page in plates_pngs(plates[start : start + TOGETHER], SIZE, sheets=True):
            read.update(
                code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(page)), QR)
            )
    right = sum((read & Counter(one.link for one in plates)).values())
    print(f"QR codes read back from pages at 150 dpi: {right:,} of {len(plates):,}")
    print(f"read otherwise: {read.total() - right}")


def timed(work: object) -> tuple[float, float, object]:
    wall, processor = time.perf_counter(), time.process_time()
    made = work()
    return time.perf_counter() - wall, time.process_time() - processor, made


REPORTLAB = """
import io, json, sys, time
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

told = json.load(sys.stdin)
for weight in ("SemiBold", "ExtraBold"):
    pdfmetrics.registerFont(TTFont(weight, f"{told['fonts']}/Manrope-{weight}.ttf"))
start = time.process_time()
pages = canvas.Canvas(io.BytesIO(), pagesize=A4)
for number, plate in enumerate(told["plates"]):
    if number and number % 3 == 0:
        pages.showPage()
    left, top = 30 * mm, A4[1] - 28.5 * mm - number % 3 * 80 * mm
    pages.roundRect(left, top - 80 * mm, 150 * mm, 80 * mm, 4 * mm)
    widget = QrCodeWidget(plate["link"], barLevel="Q", barBorder=0)
    west, south, east, north = widget.getBounds()
    side = 53 * mm
    scale = [side / (east - west), 0, 0, side / (north - south), 0, 0]
    drawing = Drawing(side, side, transform=scale)
    drawing.add(widget)
    renderPDF.draw(drawing, pages, left + 6 * mm, top - 60 * mm)
    beside = left + 65 * mm
    for font, size, down, text in (
        ("SemiBold", 14, 10, plate["place"]), ("ExtraBold", 38, 27, plate["door"]),
        ("SemiBold", 18, 38, plate["rest"]), ("ExtraBold", 28, 60, plate["code"]),
        ("SemiBold", 10, 68, "Mã tính toán · computed code"),
    ):
        pages.setFont(font, size)
        pages.drawString(beside, top - down * mm, text)
    pages.setFont("SemiBold", 14)
    pages.drawString(left + 18 * mm, top - 66 * mm, plate["identifier"])
pages.save()
print(time.process_time() - start)
"""

if __name__ == "__main__":
    main()
