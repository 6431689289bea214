"""`diaban person export` and `diaban retention` on a data folder of their own."""

import json

import pytest

from diaban.spine.parties.models import User
from diaban.web.commands import entry


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        entry.main(list(words))
    return ended.value.code


@pytest.mark.django_db
def test_a_person_is_written_into_a_file_of_ones_own(tmp_path):
    User.objects.create(username="lan")
    path = tmp_path / "lan.json"
    assert run("person", "export", "lan", "--output", str(path)) == 0
    assert json.loads(path.read_text())["account"]["username"] == "lan"
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_nobody_of_that_name_is_said_plainly(capsys):
    assert run("person", "export", "nobody") == 3
    assert "Không có ai tên nobody" in capsys.readouterr().err


@pytest.mark.django_db
def test_retention_tells_and_does_nothing_unless_asked(capsys):
    assert run("retention", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert not told["applied"]
    assert {kept["name"] for kept in told["kept"]} >= {"photos", "sessions"}
    assert run("retention", "--apply") == 0
    assert "ảnh biển số" in capsys.readouterr().out


@pytest.mark.django_db
def test_days_that_mean_nothing_are_named(capsys, monkeypatch):
    monkeypatch.setenv("DIABAN_KEEP", "pictures=3")
    assert run("retention") == 3
    assert "pictures=3" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_duty_that_fails_stops_neither_the_worker_nor_the_other_duty(monkeypatch, caplog):
    from diaban.spine.privacy.models import Duty
    from diaban.spine.sectors import declared
    from diaban.web import daily

    monkeypatch.setattr(daily, "_failed", {})
    monkeypatch.setenv("DIABAN_KEEP", "pictures=3")
    assert daily.do_daily()
    done = set(Duty.objects.values_list("name", flat=True))
    of_sectors = {duty.name for _sector, duty in declared("duties", "DAILY")}
    assert done == {"public_coverage"} | of_sectors
    monkeypatch.delenv("DIABAN_KEEP")
    assert not daily.do_daily(), "a failed duty waits a while"
    daily._failed.clear()
    assert daily.do_daily()
    assert set(Duty.objects.values_list("name", flat=True)) == done | {"retention"}
