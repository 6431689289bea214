"""A plate says code, address and place; its QR code is read back; nobody mounts a sample."""

import io
import re
from dataclasses import replace
from datetime import date

import pypdf
import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from diaban.exchange.paper.plates import (
    PlateText,
    plate_svg,
    plates_pdf,
    plates_pngs,
    short_link,
)
from diaban.exchange.paper.qr_codes import draw_codes
from diaban.exchange.paper.sizes import A4_MILLIMETRES, PLATE_SIZES

A_DAY = date(2026, 11, 26)
SIZES = pytest.mark.parametrize("size", PLATE_SIZES.values(), ids=lambda size: size.name)
POINTS_A_MILLIMETRE = 72 / 25.4


def plate(number: int = 12, **facts: object) -> PlateText:
    identifier = f"{number:04d}-0Q2R-K"
    told = PlateText(
        door=f"{number} ngõ 5",
        rest="phố Nguyễn Thị Thập",
        place="Phường Văn Miếu – Quốc Tử Giám",
        code="110242VH3CM3",
        identifier=identifier,
        link=short_link("https://diaban.example.vn", identifier),
    )
    return replace(told, **facts)


def read_pdf(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def words(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read_pdf(data).pages).split())


def decoded(png: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))]


@SIZES
@pytest.mark.parametrize("sheets", [True, False])
def test_every_qr_code_is_read_back_from_the_printed_pages(size, sheets: bool) -> None:
    plates = [plate(number) for number in range(13)]
    pages = plates_pngs(plates, size, sheets=sheets)
    read = [text for page in pages for text in decoded(page)]
    assert sorted(read) == sorted(p.link for p in plates)


@SIZES
def test_a_code_of_wide_letters_stays_off_the_border(size) -> None:
    wide = plate(code="12413WWWWWWW", identifier="WWWW-WWWW-W")
    [png] = plates_pngs([wide], size, sheets=False)
    drawn = Image.open(io.BytesIO(png)).convert("L")
    unit = min(drawn.height / 30, drawn.width / 56)
    beside_the_code = (
        round(drawn.width - 1.4 * unit), round(19 * unit),
        round(drawn.width - 0.6 * unit), round(24 * unit),
    )  # fmt: skip
    assert drawn.crop(beside_the_code).getextrema()[0] > 250
    assert drawn.crop((drawn.width // 2, *beside_the_code[1:])).getextrema()[0] < 150


@SIZES
def test_the_text_can_be_selected_and_keeps_its_stacked_marks(size) -> None:
    long = plate(
        7, door="7/22/85 hẻm 124/8", rest="đường Nguyễn Đổng Chi, thôn Thượng Thụy, Yên Mỹ"
    )
    told = words(plates_pdf([long], size, A_DAY, sheets=False))
    for text in ("7/22/85 hẻm 124/8", "Nguyễn Đổng Chi", "Thượng Thụy", "Văn Miếu – Quốc Tử Giám"):
        assert text in told
    assert "11024 2VH3 CM3" in told
    assert "0007-0Q2R-K" in told


def test_decomposed_letters_are_composed_before_they_are_drawn() -> None:
    decomposed = plate(rest="pho\u0302\u0301 Nguye\u0302\u0303n")
    assert "phố Nguyễn" in words(plates_pdf([decomposed], PLATE_SIZES["door"], A_DAY, sheets=False))


def test_a_text_of_an_address_is_never_a_command() -> None:
    hostile = '#panic("x") $1/0$ *a* \\ " </path>'
    told = words(plates_pdf([plate(rest=hostile)], PLATE_SIZES["door"], A_DAY, sheets=False))
    assert '#panic("x") $1/0$ *a* \\ " </path>' in told


@SIZES
def test_single_plates_have_their_true_size_and_sheets_are_a4(size) -> None:
    plates = [plate(number) for number in range(size.on_a_sheet + 1)]
    singles = read_pdf(plates_pdf(plates, size, A_DAY, sheets=False)).pages
    assert len(singles) == len(plates)
    wanted = (size.width_millimetres, size.height_millimetres)
    assert _millimetres(singles[0]) == pytest.approx(wanted, abs=0.1)
    sheets = read_pdf(plates_pdf(plates, size, A_DAY, sheets=True)).pages
    assert len(sheets) == 2
    assert _millimetres(sheets[0]) == pytest.approx(A4_MILLIMETRES, abs=0.1)
    assert size.columns * size.width_millimetres <= A4_MILLIMETRES[0] - 10
    assert size.rows * size.height_millimetres <= A4_MILLIMETRES[1] - 10


def _millimetres(page: pypdf.PageObject) -> tuple[float, float]:
    box = page.mediabox
    return float(box.width) / POINTS_A_MILLIMETRE, float(box.height) / POINTS_A_MILLIMETRE


def test_a_plate_says_whether_its_code_is_computed_or_official() -> None:
    size = PLATE_SIZES["door"]
    computed = words(plates_pdf([plate()], size, A_DAY, sheets=False))
    official = words(plates_pdf([plate(official=True)], size, A_DAY, sheets=False))
    assert "Mã tính toán · computed code" in computed
    assert "Mã tính toán" not in official
    assert "Mã địa chỉ · address code" in official


def test_a_sample_says_that_nobody_may_mount_it_and_is_still_read() -> None:
    size, sample = PLATE_SIZES["sticker"], plate(sample=True)
    told = words(plates_pdf([sample, plate(13)], size, A_DAY, sheets=True))
    assert told.count("KHÔNG GẮN LÊN NHÀ · SAMPLE, DO NOT MOUNT") == 1
    assert decoded(plates_pngs([sample], size, sheets=True)[0]) == [sample.link]


def test_the_same_plates_give_the_same_file() -> None:
    first, again = (plates_pdf([plate()], PLATE_SIZES["door"], A_DAY, sheets=True) for _ in "ab")
    assert first == again


def test_an_svg_has_its_true_size_and_needs_no_font() -> None:
    drawing = plate_svg(plate(), PLATE_SIZES["door"]).decode()
    found = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', drawing)
    assert float(found[1]) / POINTS_A_MILLIMETRE == pytest.approx(150, abs=0.1)
    assert float(found[2]) / POINTS_A_MILLIMETRE == pytest.approx(80, abs=0.1)
    assert "<text" not in drawing


ADDRESSES = st.text("ABCDEFGHJKMNPQRSTVWXYZ0123456789", min_size=9, max_size=9)


@settings(max_examples=25, deadline=None)
@given(st.lists(ADDRESSES, min_size=1, max_size=4))
def test_a_code_drawn_with_a_shared_mask_is_the_standard_one(identifiers: list[str]) -> None:
    texts = [short_link("http://diaban.vn", identifier) for identifier in identifiers]
    mask = segno.make_qr(texts[0], error="q", boost_error=False).mask
    for text, drawing in zip(texts, draw_codes(texts, "q"), strict=True):
        expected = segno.make_qr(text, error="q", mask=mask, boost_error=False)
        assert _modules(drawing.path, drawing.modules) == [list(row) for row in expected.matrix]


def _modules(path: str, side: int) -> list[list[int]]:
    grid = [[0] * side for _ in range(side)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        grid[int(y)][int(x) : int(x) + int(width)] = [1] * int(width)
    return grid
