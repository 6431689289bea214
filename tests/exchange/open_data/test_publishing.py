"""A version is whole or not there, says what is in it, and comes out the same each time."""

import hashlib
import json
import shutil

import polars as pl
import pytest
import shapely
from django.utils import timezone
from pmtiles.reader import MmapSource, Reader, all_tiles
from tests.exchange.open_data.conftest import DAY, row_of, rows_of
from tests.registry import address_of, door, observe

from diaban.exchange.open_data import publishing, versions
from diaban.exchange.open_data.csv_file import read_lines, write_lines
from diaban.exchange.open_data.daily import publication_is_due, publish_daily
from diaban.exchange.open_data.differing import apply_difference
from diaban.exchange.open_data.publishing import PublicationIsRunningError
from diaban.exchange.open_data.versions import CSV, DIFFERENCE, PARQUET, TILES
from diaban.spine.journal.models import Entry
from diaban.spine.runs.models import Kind, Run, State

DATA = (CSV, PARQUET, TILES)


def test_the_manifest_tells_rows_by_commune_columns_and_checksums(publish_day, settings):
    settings.OPEN_DATA_LICENCE = {"name": "Giấy phép thử", "url": ""}
    done = publish_day()
    told = json.loads((done.version.path / "manifest.json").read_text(encoding="utf-8"))
    assert told["version"] == "2026-11-26"
    assert told["licence"]["name"] == "Giấy phép thử"
    assert told["rows"] == rows_of(done).height == sum(c["rows"] for c in told["communes"])
    assert told["certified_rows"] == 1
    assert [c["name"] for c in told["schema"]["columns"]] == rows_of(done).columns
    assert not told["is_synthetic"]
    for file in told["files"]:
        written = (done.version.path / file["name"]).read_bytes()
        assert len(written) == file["bytes"]
        assert hashlib.sha256(written).hexdigest() == file["sha256"]
    sums = (done.version.path / "SHA256SUMS").read_text(encoding="utf-8")
    assert sums.splitlines()[0] == f"{told['files'][0]['sha256']}  addresses.csv"


def test_the_same_registry_gives_the_same_bytes_and_no_new_version(publish_day, folder):
    first = publish_day()
    kept = {name: (first.version.path / name).read_bytes() for name in DATA}
    again = publish_day()
    assert (again.is_new, again.version.name) == (False, first.version.name)
    shutil.rmtree(first.version.path)
    once_more = publish_day()
    assert once_more.is_new
    assert {name: (once_more.version.path / name).read_bytes() for name in DATA} == kept


def test_a_second_version_of_a_day_is_numbered_and_tells_what_changed(publish_day, operator):
    first = publish_day()
    observe(door("new", house_number="21", street="phố Huế"))
    observe(door("house", house_number="12B", street="phố Hàng Bông", life="certified"))
    observe(door("deep", house_number="5", life="retired"))
    second = publish_day()
    assert second.version.name == "2026-11-26.2"
    told = second.version.manifest["difference"]
    assert told == {"from": "2026-11-26", "added": 1, "changed": 1, "removed": 1}
    assert [v.name for v in versions.list_versions()] == ["2026-11-26.2", "2026-11-26"]
    made = first.version.path / "made.csv"
    old, difference = (first.version.path / CSV, second.version.path / DIFFERENCE)
    write_lines(made, apply_difference(read_lines(old), read_lines(difference)))
    assert made.read_bytes() == (second.version.path / CSV).read_bytes()


def test_only_the_newest_versions_are_kept(publish_day):
    for number in range(3):
        observe(door(f"more-{number}", house_number=str(number + 30)))
        publish_day(keep=2)
    assert [v.name for v in versions.list_versions()] == ["2026-11-26.3", "2026-11-26.2"]


def test_the_parquet_file_says_what_the_csv_says_and_where(publish_day):
    done = publish_day()
    path = done.version.path / PARQUET
    frame = pl.read_parquet(path)
    texts = frame.drop("geometry").with_columns(
        pl.col(pl.Boolean).cast(pl.String).str.to_lowercase()
    )
    csv = rows_of(done)
    assert texts.select("uid_adresse", "voie_nom", "synthetic").equals(
        csv.select("uid_adresse", "voie_nom", "synthetic")
    )
    notes = json.loads(pl.read_parquet_metadata(path)["geo"])
    assert (notes["version"], notes["primary_column"]) == ("1.1.0", "geometry")
    placed = frame.filter(pl.col("geometry").is_not_null())
    points = shapely.from_wkb(placed["geometry"].to_list())
    assert shapely.get_x(points).tolist() == placed["long"].to_list()
    west, south, east, north = notes["columns"]["geometry"]["bbox"]
    assert shapely.total_bounds(points).tolist() == [west, south, east, north]
    assert placed.height == frame.height - 1


def test_another_reader_finds_every_door_in_the_tiles(publish_day):
    import gzip

    import mapbox_vector_tile

    done = publish_day()
    with (done.version.path / TILES).open("rb") as file:
        source = MmapSource(file)
        header = Reader(source).header()
        tiles = {zxy: gzip.decompress(body) for zxy, body in all_tiles(source)}
        metadata = Reader(source).metadata()
    assert (header["min_zoom"], header["max_zoom"]) == (5, 16)
    assert {layer["id"] for layer in metadata["vector_layers"]} == {"density", "counts", "doors"}
    doors = [
        feature["properties"]
        for (z, _, _), body in tiles.items()
        if z == 16
        for feature in mapbox_vector_tile.decode(body)["doors"]["features"]
    ]
    placed = rows_of(done).filter(pl.col("long").is_not_null())
    assert sorted(one["id"] for one in doors) == placed["uid_adresse"].to_list()
    house = next(one for one in doors if one["id"] == address_of("house").identifier)
    assert (house["number"], house["certified"]) == ("12A", True)
    whole = [mapbox_vector_tile.decode(tiles[zxy])["counts"] for zxy in tiles if zxy[0] == 5]
    assert sum(f["properties"]["total"] for c in whole for f in c["features"]) == placed.height


def test_a_broken_publication_leaves_nothing_behind(publish_day, folder, monkeypatch):
    def break_off(*_):
        raise OSError("no room")

    monkeypatch.setattr(publishing, "write_tiles", break_off)
    with pytest.raises(OSError, match="no room"):
        publish_day()
    assert list(folder.iterdir()) == []
    assert Run.objects.get(kind=Kind.PUBLICATION).state == State.FAILED


def test_a_publication_that_was_killed_is_cleared_away(publish_day, folder, operator):
    left = Run.objects.create(kind=Kind.PUBLICATION, actor=operator, owner="elsewhere:1")
    Run.objects.filter(pk=left.pk).update(heartbeat_at="2026-01-01T00:00:00Z")
    (folder / f".part-{left.pk}").mkdir(parents=True)
    publish_day()
    assert [path.name for path in folder.iterdir()] == ["2026-11-26"]
    left.refresh_from_db()
    assert left.state == State.FAILED


def test_two_do_not_publish_at_once(publish_day, operator):
    Run.objects.create(kind=Kind.PUBLICATION, actor=operator, owner="elsewhere:1")
    with pytest.raises(PublicationIsRunningError):
        publish_day()


def test_who_published_what_is_in_the_journal(publish_day):
    publish_day()
    entry = Entry.objects.get(act="open_data.published")
    assert entry.subject == "open_data:2026-11-26"


def test_an_empty_registry_has_files_with_headings_alone(operator, hanoi, folder):
    done = publishing.publish(operator, DAY)
    assert rows_of(done).height == 0
    assert pl.read_parquet(done.version.path / PARQUET).height == 0
    assert done.version.manifest["rows"] == 0


def test_a_door_may_be_told_that_is_made_up(operator, official_hanoi, folder):
    observe(door("made-up", house_number="1"), synthetic=True)
    done = publishing.publish(operator, DAY)
    assert row_of(done, "made-up")["synthetic"] == "true"
    assert done.version.manifest["is_synthetic"]


def test_the_worker_publishes_each_day_once_somebody_has_begun(publish_day, registry, folder):
    today = timezone.localdate()
    assert not publish_daily(today)
    publish_day()
    Run.objects.update(started_at="2026-01-01T00:00:00Z")
    assert publication_is_due(today)
    observe(door("new", house_number="21"))
    assert publish_daily(today)
    assert not publish_daily(today)
    assert len(versions.list_versions()) == 2


def test_the_worker_begins_by_itself_with_a_made_up_city_alone(operator, official_hanoi, folder):
    observe(door("made-up", house_number="1"), synthetic=True)
    Run.objects.create(kind=Kind.DEMONSTRATION, actor=operator, state=State.DONE, synthetic=True)
    assert publication_is_due(timezone.localdate())
    Run.objects.create(kind=Kind.IMPORT, actor=operator, state=State.DONE)
    assert not publication_is_due(timezone.localdate())


def test_a_fault_is_met_once_a_day_and_the_worker_goes_on(publish_day, monkeypatch):
    def break_off(*_):
        raise OSError("no room")

    publish_day()
    Run.objects.update(started_at="2026-01-01T00:00:00Z")
    monkeypatch.setattr(publishing, "write_tiles", break_off)
    assert publish_daily(timezone.localdate())
    assert not publish_daily(timezone.localdate())
