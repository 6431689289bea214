"""The page of open data and its files: for anybody, in parts, and for pages of other sites."""

import json

import pytest
from django.test import Client
from tests.exchange.open_data.conftest import (  # noqa: F401 - fixtures
    DAY,
    folder,
    publish_day,
    registry,
)
from tests.registry import door, observe

from diaban.spine.parties.models import Role, User
from diaban.web.byte_ranges import send_file


@pytest.fixture
def published(publish_day):  # noqa: F811
    """A server that others reach, with one version: nobody has signed in."""
    from django.utils import timezone

    User.objects.create(
        username="chief", role=Role.PUBLIC, is_administrator=True, joined_at=timezone.now()
    )
    return publish_day()


def body(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def test_anybody_sees_versions_sizes_and_checksums_in_both_languages(published):
    visitor = Client()
    page = visitor.get("/data/").content.decode()
    assert "Dữ liệu mở" in page
    visitor.get("/language/en/?next=/data/")
    english = visitor.get("/data/").content.decode()
    assert "Open data" in english
    for file in published.version.manifest["files"]:
        assert file["sha256"] in page
        assert f"/data/2026-11-26/{file['name']}" in english


def test_the_page_says_where_nothing_is_published_yet(db, settings, tmp_path):
    settings.OPEN_DATA_FOLDER = tmp_path / "none"
    answer = Client().get("/data/")
    assert answer.status_code == 200
    assert "diaban open-data publish" in answer.content.decode()
    assert Client().get("/data/latest/addresses.csv").status_code == 404


def test_older_versions_stay_to_be_taken_and_the_difference_is_told(published, publish_day):  # noqa: F811
    observe(door("new", house_number="21", street="phố Huế"))
    publish_day()
    page = Client().get("/data/").content.decode()
    assert "/data/2026-11-26.2/difference.csv" in page
    assert "/data/2026-11-26/addresses.csv" in page


def test_programs_find_versions_and_their_manifests(published):
    told = Client().get("/data/versions.json")
    assert told["Access-Control-Allow-Origin"] == "*"
    first = json.loads(told.content)["versions"][0]
    manifest = json.loads(body(Client().get(first["manifest"])))
    assert manifest["version"] == first["version"] == "2026-11-26"


def test_latest_leads_to_the_newest_version(published):
    there = Client().get("/data/latest/addresses.pmtiles")
    assert (there.status_code, there["Location"]) == (302, "/data/2026-11-26/addresses.pmtiles")


def test_a_file_goes_whole_uncompressed_and_may_be_kept(published):
    answer = Client().get("/data/2026-11-26/addresses.csv", headers={"accept-encoding": "gzip"})
    whole = (published.version.path / "addresses.csv").read_bytes()
    assert body(answer) == whole
    assert answer["Content-Length"] == str(len(whole))
    assert answer["ETag"].strip('"') == published.version.digest_of("addresses.csv")
    assert "Content-Encoding" not in answer
    assert "public" in answer["Cache-Control"]
    again = Client().get(
        "/data/2026-11-26/addresses.csv", headers={"if-none-match": answer["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-6", slice(0, 7)),
        ("bytes=7-", slice(7, None)),
        ("bytes=-5", slice(-5, None)),
        ("bytes=3-99999999", slice(3, None)),
    ],
)
def test_a_part_of_a_file_is_sent_alone(published, asked, part):
    whole = (published.version.path / "addresses.pmtiles").read_bytes()
    answer = Client().get("/data/2026-11-26/addresses.pmtiles", headers={"range": asked})
    assert answer.status_code == 206
    assert body(answer) == whole[part]
    first = range(len(whole))[part][0]
    last = range(len(whole))[part][-1]
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=9-2", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(published, asked):
    answer = Client().get("/data/2026-11-26/addresses.csv", headers={"range": asked})
    size = (published.version.path / "addresses.csv").stat().st_size
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{size}")


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "lines=0-1", "bytes=-", "nonsense"])
def test_what_is_not_one_range_is_answered_with_the_whole(published, asked):
    answer = Client().get("/data/2026-11-26/addresses.csv", headers={"range": asked})
    assert answer.status_code == 200
    assert len(body(answer)) == int(answer["Content-Length"])


def test_a_part_of_another_version_of_the_file_is_not_mixed_in(published):
    headers = {"range": "bytes=0-6", "if-range": '"another"'}
    answer = Client().get("/data/2026-11-26/addresses.csv", headers=headers)
    assert answer.status_code == 200


def test_only_the_files_of_a_version_are_served(published):
    (published.version.path / "secret.txt").write_text("no")
    for path in (
        "/data/2026-11-26/secret.txt",
        "/data/2026-11-25/addresses.csv",
        "/data/..%2f/addresses.csv",
        "/data/.part-1/addresses.csv",
    ):
        assert Client().get(path).status_code == 404, path


def test_a_head_tells_the_size_and_reads_nothing(rf, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    answer = send_file(rf.head("/"), path, "text/plain", "tag")
    assert (answer["Content-Length"], body(answer)) == ("5", b"")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("viewport", ["desktop", "small phone"])
def test_the_page_fits_and_its_parts_open(open_page, live_server, publish_day, viewport):  # noqa: F811
    publish_day()
    page = open_page(viewport)
    page.goto(live_server.url + "/data/")
    page.get_by_text("Ý nghĩa từng cột").click()
    assert page.get_by_text("cle_interop").is_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV, BAL 1.4").first.click()
    assert download.value.suggested_filename == "2026-11-26-addresses.csv"
