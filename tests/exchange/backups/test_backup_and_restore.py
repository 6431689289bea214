"""Last night's backup brings everything back onto an empty machine, on both databases."""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from tests.installation import Copy, Installation

pytestmark = pytest.mark.databases

ADDRESSES = "SELECT id, house_number, street, vpostcode, okey FROM addresses_address ORDER BY id"
OBSERVATIONS = "SELECT count(*) FROM addresses_observation"


@pytest.fixture
def city(coded_city: Installation, copy_of: Copy) -> Installation:
    return copy_of(coded_city)


def back_up(city: Installation, folder: Path) -> Path:
    done = city.run("backup", folder)
    assert done.exit_code == 0, done.err
    return Path(done.out.strip())


@pytest.fixture(scope="module")
def kept(coded_city: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the coded city; only to be read."""
    return back_up(coded_city, tmp_path_factory.mktemp("backups"))


def test_an_empty_machine_holds_the_same_afterwards(
    city: Installation, installation: Installation, tmp_path: Path
) -> None:
    (city.folder / "photos").mkdir()
    (city.folder / "photos" / "plate.jpg").write_bytes(b"\xff\xd8 plate")
    backup = back_up(city, tmp_path / "backups")

    done = installation.run("restore", backup)

    assert done.exit_code == 0, done.err
    assert installation.rows(ADDRESSES) == city.rows(ADDRESSES)
    assert installation.rows(OBSERVATIONS) == city.rows(OBSERVATIONS)
    assert (installation.folder / "photos" / "plate.jpg").read_bytes() == b"\xff\xd8 plate"
    key = (city.folder / "secret_key").read_text()
    assert (installation.folder / "secret_key").read_text() == key


def test_work_goes_on_with_fresh_identifiers_after_a_restore(
    coded_city: Installation, kept: Path, installation: Installation, tmp_path: Path
) -> None:
    installation.run("restore", kept)
    addresses = tmp_path / "more.csv"
    addresses.write_text("id,house_number,street,lat,lng\nx1,9,Hàng Bông,21.0290,105.8480\n")

    done = installation.run("import", addresses, "--source", "sở")

    assert done.exit_code == 0, done.err
    known = "SELECT count(*), max(id) FROM addresses_address"
    (before, most), (after, newest) = coded_city.rows(known)[0], installation.rows(known)[0]
    assert (after, newest) == (before + 1, most + 1)


def test_a_backup_is_readable_by_its_owner_only(kept: Path) -> None:
    assert kept.stat().st_mode & 0o077 == 0


def test_where_somebody_has_worked_nothing_is_overwritten(city: Installation, kept: Path) -> None:
    before = city.rows(ADDRESSES)

    done = city.run("restore", kept)

    assert done.exit_code == 3
    assert "đã có dữ liệu" in done.err
    assert city.rows(ADDRESSES) == before


def test_a_damaged_backup_is_refused_before_anything_is_touched(
    kept: Path, installation: Installation, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(kept) as source, zipfile.ZipFile(damaged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(
                name, content[:-1] if name.endswith(("sqlite3", "address.copy")) else content
            )

    assert installation.run("backup", "--verify", kept).exit_code == 0
    for words in (("backup", "--verify", damaged), ("restore", damaged)):
        done = installation.run(*words)
        assert done.exit_code == 3
        assert "hỏng ở" in done.err
    assert not (installation.folder / "diaban.sqlite3").exists()


def test_old_backups_go_and_the_newest_stay(city: Installation, tmp_path: Path) -> None:
    for day in ("01", "02", "03"):
        (tmp_path / f"diaban-202611{day}-020000.zip").write_bytes(b"")

    newest = Path(city.run("backup", tmp_path, "--keep", 2).out.strip())

    assert sorted(tmp_path.iterdir()) == [tmp_path / "diaban-20261103-020000.zip", newest]


def test_another_file_is_no_backup(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "list.zip").write_bytes(b"id,street\n")

    done = installation.run("restore", tmp_path / "list.zip")

    assert done.exit_code == 3
    assert "không phải bản sao lưu" in done.err


def test_a_replaced_database_is_kept_beside_the_new_one(city: Installation, tmp_path: Path) -> None:
    if city.url:
        pytest.skip("PostgreSQL takes an empty database instead")
    backup = back_up(city, tmp_path)
    city.change("UPDATE addresses_address SET street = 'Phố Khác'")

    done = city.run("restore", backup, "--replace")

    assert done.exit_code == 0, done.err
    assert city.number("SELECT count(*) FROM addresses_address WHERE street = 'Phố Khác'") == 0
    kept = city.folder / "diaban.sqlite3.before-restore"
    with closing(sqlite3.connect(kept)) as old:
        streets = old.execute("SELECT DISTINCT street FROM addresses_address").fetchall()
    assert streets == [("Phố Khác",)]


def test_a_file_where_the_folder_should_be_is_told(city: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.write_text("a file in the way")

    done = city.run("backup", folder)

    assert done.exit_code == 3
    assert "không phải thư mục" in done.err
