"""Every parser of what comes from outside, with any bytes: refused in words or read, never more."""

import base64
import gzip
import io
import json
import tempfile
import warnings
import zipfile
from argparse import ArgumentTypeError
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import polars as pl
import pytest
import shapely
import xlsxwriter
from hypothesis import strategies as st
from tests.exchange.importing.readers.layer_files import pack, write_layer
from tests.fieldwork import exif, jpeg
from tests.fuzzing.long import fuzz, fuzz_long

from diaban.engines import encodings, vpostcode
from diaban.engines.addressing import parse as parse_address
from diaban.exchange.certificates.statement import verify
from diaban.exchange.directives import Directive as Document
from diaban.exchange.directives import open_directive
from diaban.exchange.directives.telling import tell_reading
from diaban.exchange.importing.layers import open_layer
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.readers import open_table
from diaban.exchange.importing.tables import ReadOptions
from diaban.exchange.row_streams.faults import StreamError
from diaban.exchange.row_streams.reading import CsvRows, JsonRows, whole_lines
from diaban.spine.addresses import identifiers
from diaban.spine.fieldwork.jpeg import PictureError, strip_jpeg
from diaban.spine.fieldwork.reading import RefusalError, read_capture
from diaban.spine.privacy.retention import KeepError, days_kept
from diaban.web.commands.journal import kept_head

LIST = "mã,số nhà,đường,vĩ độ,kinh độ\nH1,12,Hàng Bông,21.03,105.85\n".encode()
POINT = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"ten":"a"},'
    '"geometry":{"type":"Point","coordinates":[105.85,21.03]}}]}'
)
PLACEMARK = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark>'
    "<name>a</name><Point><coordinates>105.85,21.03</coordinates></Point></Placemark></kml>"
)
STREETS = (
    '<?xml version="1.0"?><osm version="0.6"><node id="1" lat="21.0" lon="105.8">'
    '<tag k="addr:housenumber" v="1"/></node></osm>'
)


@cache
def files() -> dict[str, bytes]:
    """One whole file of each kind, to be spoilt."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        book = folder / "a.xlsx"
        with xlsxwriter.Workbook(book) as workbook:
            sheet = workbook.add_worksheet()
            for row, line in enumerate(LIST.decode().splitlines()):
                sheet.write_row(row, 0, line.split(","))
        points = pl.DataFrame({"ten": ["a"], "wkb": [shapely.to_wkb(shapely.Point(105.8, 21.0))]})
        points.write_parquet(folder / "a.parquet")
        made_files = {
            "csv": LIST, "csv.gz": gzip.compress(LIST), "xlsx": book.read_bytes(),
            "parquet": (folder / "a.parquet").read_bytes(), "geojson": POINT.encode(),
            "kml": PLACEMARK.encode(), "osm": STREETS.encode(),
        }  # fmt: skip
        for ending in ("gpkg", "fgb"):
            made_files[ending] = write_layer(folder / f"b.{ending}").read_bytes()
        shape = write_layer(folder / "c.shp")
        made_files["zip"] = pack(folder / "c.zip", sorted(folder.glob("c.*"))).read_bytes()
        assert shape.exists()
        return made_files


@dataclass(frozen=True)
class Spoilt:
    ending: str
    content: bytes


@st.composite
def spoilt(draw) -> Spoilt:
    """A whole file of which some bytes are others, missing, doubled or moved."""
    ending = draw(st.sampled_from(sorted(files())))
    content = bytearray(files()[ending])
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        piece = draw(
            st.binary(max_size=12) | st.sampled_from([b"\xff" * 4, b"\0" * 8, b'"', b"<!"])
        )
        way = draw(st.sampled_from(["over", "into", "cut", "end", "again"]))
        if way == "over":
            content[at : at + len(piece)] = piece
        elif way == "into":
            content[at:at] = piece
        elif way == "cut":
            del content[at : at + draw(st.integers(1, 400))]
        elif way == "again":
            content += content[at : at + 4_000]
        else:
            del content[at:]
    # the name may say another kind than the bytes
    told = draw(st.sampled_from([ending, ending, ending, *sorted(files())]))
    return Spoilt(told, bytes(content))


def read_file(file: Spoilt) -> None:
    options = ReadOptions(most_bytes=16 << 20)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # GDAL tells of damage it reads over
        warnings.simplefilter("ignore")
        path = Path(folder) / f"a.{file.ending}"
        path.write_bytes(file.content)
        for opener in (open_table, open_layer):
            words = _read_some(opener, path, options)
            assert words is None or all(words)


def _read_some(opener: Callable, path: Path, options: ReadOptions) -> list[str] | None:
    """Read the beginning; return the words of a refusal in both languages."""
    try:
        opened = opener(path, options)
        try:
            for _batch in islice(opened.batches, 3):
                pass
        finally:
            opened.close()
    except InputError as refused:
        return [refused.problem.say(language) for language in ("vi", "en")]
    return None


def refuses(parser: Callable, *errors: type[Exception]) -> Callable[[object], None]:
    def read(sent: object) -> None:
        with suppress(errors):
            parser(sent)

    return read


def read_stream(rows: type) -> Callable[[bytes], None]:
    return lambda sent: [None for _ in rows(whole_lines([sent[:7], sent[7:]], 400), 400)]


def read_certificate(parts: list[bytes]) -> None:
    text = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
    assert not verify(text, {"keys": [{"kid": "a", "x": "AAAA"}]}).holds


TEXT = st.text(max_size=200)
CODES = st.text("23456789CFGHJMPQRVWX+- 0123", max_size=20) | TEXT
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)
NAMES = ("key", "lot", "door", "seq", "clock", "uptime", "outcome", "lat", "lng", "accuracy",
         "fixes", "note", "photo", "households", "entrance", "written")  # fmt: skip
CAPTURES = st.dictionaries(st.sampled_from(NAMES), JSON) | JSON
PICTURES = st.lists(st.binary(max_size=30), max_size=3).map(
    lambda parts: jpeg(4, 3, exif(), *parts) + b"".join(parts)
) | st.binary(max_size=200).map(lambda b: b"\xff\xd8\xff" + b)
TOKENS = st.lists(
    st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode()),
    min_size=1, max_size=4,
)  # fmt: skip

# words that a document's head, duties and table stand on, in any order
DOCUMENTS = st.lists(
    st.sampled_from(
        ["Số: 12/KH-UBND", "Số 12-CT/TU", "KẾ HOẠCH", "Hà Nội, ngày 31 tháng 02 năm 2021", "\n",
         "Nơi nhận:", "- Lưu: VT", "TM. ỦY BAN", "Nguyễn Văn An", "V/v rà soát", "\t", "1. ",
         "Sở Tài chính phối hợp rà soát trước ngày 15/3", "95%", "quý 2/2020", "…", "\x0b",
         "Thứ trưởng", "yêu cầu", "không", "phải", "đề nghị", "và",
         ",", ";", ":", ".", "Giao", "các xã", "được", "đã", "II.", "a)"]
    ) | st.text(max_size=20),
    max_size=30,
).map(" ".join)  # fmt: skip


def read_whole_document(text: str) -> None:
    """Every letter of what was read is one thing, and the head is told in plain words."""
    told = tell_reading(Document(text))
    assert 0 <= told["unread"] <= 1
    assert all(text[duty["start"] : duty["end"]] == duty["quote"] for duty in told["duties"])
    json.dumps(told)


def open_document(file: Spoilt) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(InputError):
        path = Path(folder) / f"a.{file.ending}"
        path.write_bytes(file.content)
        open_directive(path)


PARSERS: dict[str, tuple[Callable[[object], None], st.SearchStrategy]] = {
    "address": (lambda text: parse_address(text, None), TEXT),
    "code": (refuses(vpostcode.parse, ValueError), CODES),
    "identifier": (refuses(identifiers.read, ValueError), CODES),
    "encoding": (encodings.recognise, st.binary(max_size=400)),
    "capture": (refuses(read_capture, RefusalError), CAPTURES),
    "picture": (refuses(strip_jpeg, PictureError), PICTURES),
    "certificate": (read_certificate, TOKENS),
    "rows of CSV": (refuses(read_stream(CsvRows), StreamError), st.binary(max_size=300)),
    "rows of JSON": (refuses(read_stream(JsonRows), StreamError), st.binary(max_size=300)),
    "document": (read_whole_document, DOCUMENTS),
    "file of a document": (open_document, spoilt()),
    "days kept": (refuses(days_kept, KeepError), TEXT),
    "head of the journal": (refuses(kept_head, ArgumentTypeError), TEXT),
}


@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_reads_or_refuses_anything(name):
    parser, strategy = PARSERS[name]
    fuzz(parser, strategy, examples=120)


def test_a_spoilt_file_is_read_or_refused_in_words():
    fuzz(read_file, spoilt(), examples=150)


@pytest.mark.soak
def test_spoilt_files_for_half_an_hour():
    assert fuzz_long(read_file, spoilt())


@pytest.mark.soak
@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_for_minutes(name, monkeypatch):
    monkeypatch.setenv("DIABAN_FUZZ_SECONDS", "120")
    parser, strategy = PARSERS[name]
    assert fuzz_long(parser, strategy)


def test_the_files_that_are_spoilt_are_whole():
    for ending, content in files().items():
        assert content, ending
        assert zipfile.is_zipfile(io.BytesIO(content)) == (ending in {"zip", "xlsx"})
