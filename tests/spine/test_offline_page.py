"""A page that a phone keeps: its worker names every file, and is another one when any changes."""

import json
from pathlib import Path

import pytest

from diaban.spine.offline_page import OfflinePage


@pytest.fixture
def page(tmp_path) -> OfflinePage:
    for name in ("phone.js", "sending.js", "phone.css"):
        (tmp_path / name).write_text(name)
    return OfflinePage(
        "toy", tmp_path, "toy", "field/phone.html", "field_phone", "field_phone_manifest",
        ("phone.css",), ("diaban/mark.svg",),
    )  # fmt: skip


def told(page: OfflinePage) -> dict:
    line = page.worker().content.decode().splitlines()[1]
    return json.loads(line.removeprefix("const SHELL = ").rstrip(";"))


def test_the_worker_keeps_the_page_with_each_of_its_files(page):
    names = {Path(path).name for path in told(page)["files"]}
    assert names == {"phone.js", "sending.js", "phone.css", "mark.svg", "app.webmanifest"}
    assert told(page)["page"] == "/field/phone/"


@pytest.mark.parametrize("name", ["sending.js", "phone.css", "new.png"])
def test_a_change_of_any_file_makes_another_worker(page, name):
    before = told(page)["version"]
    assert told(page)["version"] == before
    (page.folder / name).write_text("changed")
    assert told(page)["version"] != before


def test_the_two_pages_of_one_site_keep_their_files_apart(client, db):
    workers = [
        client.get(path).content.decode()
        for path in ("/field/phone/worker.js", "/post/check-in/worker.js")
    ]
    assert ['"name": "diaban-field"' in one for one in workers] == [True, False]
    assert ['"name": "diaban-post"' in one for one in workers] == [False, True]
