"""Every place that takes a file: what it refuses, and that no name or content gets further."""

import gzip
import io
import uuid
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve
from tests.fieldwork import exif, jpeg
from tests.web.accounts.walking import every_place

from diaban.spine.fieldwork.models import Photo
from diaban.spine.fieldwork.photos import path_of
from diaban.web import body_limits
from diaban.web.installation import data_folder

CSV = "mã,địa chỉ\nH1,12 Hàng Bông\n".encode()
PROGRAM = b"MZ\x90\0" + bytes(range(256)) * 40
PDF = b"%PDF-1.7\n" + bytes(range(128, 256)) * 40
PAGE = b"<!doctype html><script>alert(1)</script>"
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml>&a;</kml>'
)


def pack(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "."), content)
    return packed.getvalue()


def climb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("../../../escaped.csv", CSV)
    return packed.getvalue()


BOMB = pack(a__csv=b"0" * (64 << 20))
# what is sent for import, and what its page must say of it; None: it may be read
IMPORTS = {
    "a program called a list": ("a.csv", PROGRAM, "note bad"),
    "a PDF called a workbook": ("a.xlsx", PDF, "note bad"),
    "a page called a workbook": ("a.xls", PAGE, "note bad"),
    "a text called an archive": ("a.zip", CSV, None),
    "a bomb": ("a.zip", BOMB, "note bad"),
    "a bomb called a workbook": ("a.xlsx", BOMB, "note bad"),
    "an archive within its folder": ("a.zip", climb(), None),
    "entities": ("a.kml", ENTITIES, "note bad"),
    "entities in a map of streets": ("a.osm", ENTITIES, "note bad"),
    "half an archive": ("a.zip", BOMB[:200], "note bad"),
    "half a packed list": ("a.csv.gz", gzip.compress(CSV * 50)[:60], "note bad"),
    "a packed list": ("a.csv.gz", gzip.compress(CSV), None),
    "deep GeoJSON": ("a.geojson", b'{"a":' * 5_000, "note bad"),
    "a name that climbs": ("../../../../tmp/escaped.csv", CSV, None),
    "a name of another system": ("..\\..\\escaped.csv", CSV, None),
    "a name of nothing": ("..", CSV, None),
    "a name with a line break": ("a\r\nSet-Cookie: x=1.csv", CSV, None),
    "a name with markup": ("<img src=x onerror=alert(1)>.csv", CSV, None),
}


@pytest.fixture
def home(settings, tmp_path, monkeypatch, hanoi) -> Path:
    monkeypatch.setenv("DIABAN_DATA", str(tmp_path / "home" / "data"))
    settings.PHOTO_FOLDER = data_folder() / "photos"
    return tmp_path


@pytest.mark.parametrize("case", IMPORTS)
def test_a_file_to_import_is_what_its_bytes_are_and_stays_in_its_folder(home, case):
    name, content, says = IMPORTS[case]
    client = Client(raise_request_exception=True)
    sent = SimpleUploadedFile("x", content)
    sent._name = name  # as a program sends it, not as Django's own client cleans it
    answer = client.post("/import/", {"file": sent})
    assert answer.status_code in {200, 302}
    if answer.status_code == 302:
        page = client.get(answer["Location"])
        assert page.status_code == 200
        text = page.content.decode()
        assert says is None or says in text
        assert "onerror=alert" not in text.replace("&lt;img src=x onerror=alert", "")
        assert "root:" not in text
    else:
        assert "note bad" in answer.content.decode()
    inside = data_folder() / "uploads" / "files"
    written = [path for path in home.rglob("*") if path.is_file()]
    assert all(path.is_relative_to(inside) for path in written), written
    assert not Path("/tmp/escaped.csv").exists()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.exe", PROGRAM, 'class="note bad"'),
        ("a.xlsx", PROGRAM, 'class="note bad"'),
        ("a.xlsx", BOMB, 'class="note bad"'),
        ("a.csv", b"0" * (9 << 20), "8 MB"),
        ("../../escaped.csv", b"", 'class="note bad"'),
    ],
)
def test_a_list_of_counts_is_small_and_a_list(home, name, content, says):
    answer = Client().post("/coverage/import/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert not list(home.rglob("escaped*"))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.exe", PROGRAM, 'role="alert"'),
        ("a.xlsx", PDF, 'role="alert"'),
        ("a.xlsx", BOMB, 'role="alert"'),
        ("a.csv", ENTITIES, 'role="alert"'),
        ("a.csv", b"0" * (9 << 20), "8 MB"),
        ("../../escaped.csv", CSV, 'role="alert"'),
    ],
)
def test_a_workbook_that_is_sent_back_is_one_and_is_deleted_once_read(home, name, content, says):
    answer = Client().post("/handover/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert not [path for path in home.rglob("*") if path.is_file()]


PICTURES = {
    "a picture of another kind": (b"\x89PNG\r\n\x1a\n" + bytes(100), "type"),
    "a drawing with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "type"),
    "a page that begins like a picture": (b"\xff\xd8\xff" + PAGE, "cut"),
    "a picture cut off": (jpeg()[:-6], "cut"),
    "more points than a phone has": (jpeg(60_000, 60_000), "size"),
}


@pytest.mark.parametrize("case", PICTURES)
def test_a_picture_that_is_none_is_refused_and_not_kept(home, case):
    content, reason = PICTURES[case]
    answer = Client().put(f"/field/photos/{uuid.uuid4()}", content, content_type="image/jpeg")
    assert answer.status_code in {413, 415}
    assert answer.json()["error"] == reason
    assert not [path for path in data_folder().rglob("*") if path.is_file()]


def test_a_picture_is_kept_without_where_and_by_whom_it_was_taken(home):
    key = uuid.uuid4()
    hidden = b"\xff\xfe\x00\x10" + b"ghi chu cua may"[:14]
    content = jpeg(4, 3, exif(), hidden) + PAGE
    assert Client().put(f"/field/photos/{key}", content).status_code == 200
    kept = path_of(Photo.objects.get(pk=key)).read_bytes()
    assert b"GPS" not in kept
    assert b"ghi chu" not in kept
    assert b"script" not in kept
    shown = Client().get(f"/field/photos/{key}")
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["X-Content-Type-Options"] == "nosniff"


# --- bodies ---------------------------------------------------------------------------------


def test_no_address_takes_a_form_larger_than_ten_megabytes(home, settings):
    settings.PUBLIC_NAMES = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    large = str(body_limits.LARGEST_FORM_BYTES + 1)
    told = {"content_type": "multipart/form-data; boundary=x", "CONTENT_LENGTH": large}
    for place in every_place():
        assert resolve(place.anywhere)
        if place.name in body_limits._READ_IN_PIECES:
            continue
        answer = Client().post(place.anywhere, b"", **told, headers={"accept": "application/json"})
        assert answer.status_code == 413, place
    assert Client().post("/no/such/page/", b"", **told).status_code == 413


def test_who_may_import_sends_a_whole_file_up_to_the_setting(home, settings):
    settings.LARGEST_UPLOAD_BYTES = 20 << 20
    headers = {"accept": "text/html"}
    told = {"content_type": "multipart/form-data; boundary=x", "headers": headers}
    fits = Client().post("/import/", b"", **told, CONTENT_LENGTH=str(19 << 20))
    assert fits.status_code == 200
    refused = Client().post("/import/", b"", **told, CONTENT_LENGTH=str(30 << 20))
    assert refused.status_code == 413
    assert "tối đa 21 MB" in refused.content.decode()


def test_what_bounds_itself_is_the_stream_alone():
    assert {"api-v1:stream"} == body_limits._READ_IN_PIECES
