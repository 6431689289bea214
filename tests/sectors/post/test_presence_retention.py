"""Positions, signed texts, photos and refusals of check-ins go after their days; minutes stay."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.utils import timezone
from tests.fieldwork import jpeg
from tests.sectors.post.phones import confirmed_phone
from tests.sectors.post.points import PLACED, a_point
from tests.sectors.post.test_staffing import HOURS, REQUIRED, at, minutes_of, whole_day, working_day

from diaban.sectors.post.models import CheckIn, CheckInPlace, RefusedCheckIn
from diaban.sectors.post.presence.check_in_photos import keep_photo, path_of
from diaban.sectors.post.presence.retention import KEEP_DAYS
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import local_operator
from diaban.spine.privacy.retention import apply, days_kept

PICTURE = jpeg()
DIGEST = sha256(PICTURE).hexdigest()


@pytest.fixture
def point(official_hanoi, settings, tmp_path):
    settings.PHOTO_FOLDER = tmp_path / "photos"
    return a_point(hours_text=HOURS, **PLACED)


@pytest.fixture
def lan(point):
    return confirmed_phone("lan", point)


def age(days: int, rows=None) -> None:
    rows = CheckInPlace.objects.all() if rows is None else rows
    rows.update(kept_since=timezone.now() - timedelta(days=days))


def photographed(lan, point, kind: str = "in", hour: int = 9) -> None:
    sent = lan.say(point, kind, at(working_day(), hour), photo=DIGEST)
    assert len(lan.send(sent).taken) == 1
    keep_photo(lan.person, DIGEST, PICTURE)


def keep_no_longer(said: str = "") -> dict[str, int]:
    return apply(local_operator(), days_kept(said))


def test_positions_go_after_their_days_and_the_minutes_stay(lan, point):
    day = working_day()
    whole_day(lan, point, day)
    age(KEEP_DAYS - 1)
    assert keep_no_longer()["post_positions"] == 0
    age(KEEP_DAYS + 1)
    assert keep_no_longer()["post_positions"] == 4
    assert not CheckInPlace.objects.exists()
    assert CheckIn.objects.count() == 4
    assert minutes_of(point, day)[1] == REQUIRED
    told = Entry.objects.latest("pk")
    rows = json.loads(told.facts)["rows"]
    assert (told.act, rows["post_positions"]) == ("retention.applied", 4)


@pytest.mark.django_db(transaction=True)
def test_a_photo_goes_from_the_disc_with_its_days(lan, point):
    photographed(lan, point)
    age(KEEP_DAYS + 1)
    assert path_of(DIGEST).exists()
    assert keep_no_longer()["post_photos"] == 1
    assert not path_of(DIGEST).exists()


@pytest.mark.django_db(transaction=True)
def test_photos_can_be_kept_for_less_long_than_positions(lan, point):
    photographed(lan, point)
    age(20)
    done = keep_no_longer("post_photos=10")
    assert (done["post_photos"], done["post_positions"]) == (1, 0)
    assert not path_of(DIGEST).exists()
    assert CheckInPlace.objects.get().lat_e7 == point.lat_e7
    assert not any(keep_no_longer("post_photos=10").values()), "once"


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_a_newer_check_in_names_stays(lan, point):
    photographed(lan, point)
    age(KEEP_DAYS + 1)
    photographed(lan, point, "out", 11)
    keep_no_longer()
    assert path_of(DIGEST).exists()
    assert CheckInPlace.objects.count() == 1


def test_what_was_refused_goes_after_its_days(lan, point):
    forged = {**lan.say(point, "in", at(working_day(), 9)), "signature": "A" * 86}
    assert lan.send(forged).refused
    assert keep_no_longer()["post_refused"] == 0
    RefusedCheckIn.objects.update(received_at=timezone.now() - timedelta(days=KEEP_DAYS + 1))
    assert keep_no_longer()["post_refused"] == 1
    assert not RefusedCheckIn.objects.exists()


@pytest.mark.parametrize(("said", "days"), [("", KEEP_DAYS), ("post_positions=30", 30)])
def test_who_checks_in_is_told_for_how_long(lan, monkeypatch, said, days):
    monkeypatch.setenv("DIABAN_KEEP", said)
    client = Client()
    client.force_login(lan.person)
    assert client.get("/post/check-in/hello.json").json()["kept_days"] == days
