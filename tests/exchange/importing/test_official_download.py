import json
from collections.abc import Iterator
from datetime import date
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from diaban.exchange.importing.official_download import (
    Manifest,
    OfficialFile,
    download_official,
    read_manifest,
)
from diaban.exchange.importing.problems import InputError


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Serve a folder on loopback; yield the folder and its address."""
    folder = tmp_path / "served"
    folder.mkdir()
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def publish(folder: Path, base_url: str, count: int = 20) -> Manifest:
    files = []
    for number in range(count):
        feature = {"type": "Feature", "id": f"{number:05d}", "geometry": None}
        content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
        (folder / f"{number}.geojson").write_bytes(content)
        files.append(OfficialFile(f"{number}.geojson", len(content), sha256(content).hexdigest()))
    return Manifest("test", base_url, date(2025, 7, 1), tuple(files))


def test_all_files_arrive_and_are_joined(served, tmp_path: Path):
    seen: list[tuple[int, int]] = []
    target = tmp_path / "data" / "official.geojson"
    download_official(target, publish(*served), lambda *done: seen.append(done))
    features = json.loads(target.read_text())["features"]
    assert [feature["id"] for feature in features] == [f"{n:05d}" for n in range(20)]
    assert seen[-1] == (20, 20)


@pytest.mark.parametrize("spoil", [b"", b"{}", b'{"type":"FeatureCollection","features":[1,2,3]}'])
@pytest.mark.parametrize("which", [0, 13])
def test_one_wrong_file_refuses_all_and_leaves_what_was_there(
    spoil: bytes, which: int, served, tmp_path: Path
):
    manifest = publish(*served)
    (served[0] / f"{which}.geojson").write_bytes(spoil)
    target = tmp_path / "official.geojson"
    target.write_text("before")
    with pytest.raises(InputError) as caught:
        download_official(target, manifest)
    assert f"{which}.geojson không khớp mã kiểm tra" in caught.value.problem.say("vi")
    assert "No boundary was changed" in caught.value.problem.say("en")
    assert target.read_text() == "before"


def test_a_file_that_is_gone_refuses_all(served, tmp_path: Path):
    manifest = publish(*served)
    (served[0] / "7.geojson").unlink()
    with pytest.raises(InputError) as caught:
        download_official(tmp_path / "official.geojson", manifest)
    assert "trả lời 404 cho 7.geojson" in caught.value.problem.say("vi")
    assert not (tmp_path / "official.geojson").exists()


def test_without_a_server_the_message_says_what_stays_in_use(served, tmp_path: Path):
    manifest = publish(*served)
    nowhere = Manifest("test", "http://127.0.0.1:9", manifest.valid_from, manifest.files)
    with pytest.raises(InputError) as caught:
        download_official(tmp_path / "official.geojson", nowhere)
    assert "Không kết nối được tới 127.0.0.1" in caught.value.problem.say("vi")
    assert "approximate areas stay in use" in caught.value.problem.say("en")


def test_the_manifest_pins_a_commit_and_has_every_commune_once():
    manifest = read_manifest()
    assert "cd58063299585146ded3981f2272946ef19ced54" in manifest.base_url
    assert manifest.base_url.startswith("https://")
    codes = {file.path[:5] for file in manifest.files}
    assert len(codes) == len(manifest.files) == 126
    assert all(len(file.sha256) == 64 and file.size > 1_000 for file in manifest.files)
    assert manifest.valid_from == date(2025, 7, 1)
