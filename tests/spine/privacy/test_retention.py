"""Nothing is kept longer than the table says, and nothing less long."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from tests.fieldwork import jpeg

from diaban.spine.addresses.models import RejectedRow
from diaban.spine.fieldwork import photos
from diaban.spine.fieldwork.models import Photo
from diaban.spine.handovers.models import Handover, HandoverRow, ReturnedRow
from diaban.spine.journal.models import Entry
from diaban.spine.parties import people
from diaban.spine.parties.invitations import Invitation
from diaban.spine.parties.models import Role
from diaban.spine.privacy import retention
from diaban.spine.privacy.asking import Asked, close, receive
from diaban.spine.privacy.models import DataRequest, Wish, WishState
from diaban.spine.privacy.retention import KeepError, apply, days_kept, every_kept, look
from diaban.spine.runs.models import Run
from diaban.spine.sectors import declared


@pytest.fixture
def old_and_new(operator, settings, tmp_path):
    """Of each kind a thing of yesterday and one of four years ago."""
    settings.PHOTO_FOLDER = tmp_path
    for days in (1, 1_500):
        then = timezone.now() - timedelta(days=days)
        for whole in (True, False):
            picture = photos.begin_photo(operator, uuid.uuid4(), len(jpeg()))
            photos.append_piece(picture, 0, jpeg() if whole else jpeg()[:50])
            Photo.objects.filter(pk=picture.pk).update(begun_at=then)
        run = Run.objects.create(kind="import", actor=operator, started_at=then)
        RejectedRow.objects.create(run=run, row_number=1, cells=[], problems=[])
        person = people.invite(operator, f"p{days}", Role.AUDITOR).person
        Invitation.objects.filter(person=person).update(ends_at=then)
        Session.objects.create(
            session_key=f"s{days}", session_data="", expire_date=then + timedelta(days=2)
        )
        asked = receive(operator, Asked(Wish.ACCESS, then.date(), asker="Bà Tư", words="xem"))
        close(operator, asked, WishState.DONE, "đã gửi")
        DataRequest.objects.filter(pk=asked.pk).update(closed_at=then)


def counts() -> dict[str, int]:
    return {kept.name: count for kept, _days, count in look(days_kept())}


def test_only_what_is_past_its_days_goes(old_and_new, operator):
    expected = {
        "photos": 1, "half_photos": 1, "notes": 0, "answer_words": 0, "refused_captures": 0,
        "rejected_rows": 1, "handover_rows": 0, "invitations": 1, "sessions": 1, "requests": 1,
    }  # fmt: skip
    expected |= {kept.name: 0 for _sector, kept in declared("holdings", "KEPT")}
    assert counts() == expected
    assert Photo.objects.count() == 4, "looking deletes nothing"
    assert apply(operator, days_kept()) == expected
    assert not any(counts().values())
    assert Photo.objects.count() == 2
    assert sum(photos.path_of(p).exists() for p in Photo.objects.all()) == 1
    assert RejectedRow.objects.visible_to(operator).count() == 1
    assert Session.objects.get().session_key == "s1"
    assert sorted(DataRequest.objects.values_list("asker", flat=True)) == ["", "Bà Tư"]
    assert Entry.objects.order_by("-pk")[0].act == "retention.applied"


def test_with_nothing_to_do_nothing_is_journalled(operator):
    assert not any(apply(operator, days_kept()).values())
    assert not Entry.objects.exists()


def test_days_can_be_changed_by_name():
    days = days_kept("photos=30, notes=7")
    assert (days["photos"], days["notes"], days["requests"]) == (30, 7, 365)
    assert set(days) == {kept.name for kept in every_kept()}


@pytest.mark.parametrize("said", ["pictures=3", "photos", "photos=0", "photos=-1", "photos=²"])
def test_what_names_nothing_is_refused(said):
    with pytest.raises(KeepError):
        days_kept(said)


def test_rows_of_a_handed_over_list_go_once_a_newer_one_has_replaced_it(operator, monkeypatch):
    monkeypatch.setattr(retention, "_PART", 2)
    then = timezone.now() - timedelta(days=400)
    lists = []
    for started in (then, then, timezone.now()):
        run = Run.objects.create(kind="handover", actor=operator, started_at=started)
        made = Handover.objects.create(run=run, held_on=then.date(), reconciled_at=started)
        for number in range(5):
            row = HandoverRow.objects.create(
                handover=made, row_number=number, digital_address=f"{number:010}"
            )
        ReturnedRow.objects.create(row=row, run=run, choice="keep", outcome="kept")
        lists.append(made)
    assert counts()["handover_rows"] == 10
    assert apply(operator, days_kept())["handover_rows"] == 10
    assert [made.rows.count() for made in lists] == [0, 0, 5]
    assert ReturnedRow.objects.count() == 1
    assert Handover.objects.count() == 3, "that a list was handed over stays known"


def test_the_newest_list_stays_however_old_it_is(operator):
    then = timezone.now() - timedelta(days=4_000)
    run = Run.objects.create(kind="handover", actor=operator, started_at=then)
    only = Handover.objects.create(run=run, held_on=then.date(), reconciled_at=then)
    HandoverRow.objects.create(handover=only, row_number=1, digital_address="1000000001")
    assert counts()["handover_rows"] == 0
