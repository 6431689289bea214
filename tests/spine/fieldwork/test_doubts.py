"""What collectors sent and cannot well be so is raised for the office, and nobody is judged."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.fieldwork import Phone, collector, draw_by_hand, fix, identifier, jpeg, place
from tests.hanoi import commune_of_postal_code

from diaban.engines.measuring import DoubtKind
from diaban.spine.fieldwork import photos
from diaban.spine.fieldwork.doubts import DoubtError, raise_doubts, settle_doubt
from diaban.spine.fieldwork.models import Capture, Photo
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge

pytestmark = pytest.mark.usefixtures("official_hanoi")


@pytest.fixture
def lot():
    return draw_by_hand(commune_of_postal_code("11024"), 8)


@pytest.fixture
def phone(lot):
    return Phone(collector("an", lot))


@pytest.fixture
def department():
    return User.objects.create(username="so", role=Role.DEPARTMENT)


def picture_of(phone: Phone, content: bytes) -> str:
    key = uuid.uuid4()
    photos.append_piece(photos.begin_photo(phone.user, key, len(content)), 0, content)
    return str(key)


def send(phone, lot, doors, where=place, **more):
    for number in doors:
        phone.record(lot, identifier(f"1-{number}"), position=fix(where(number)), **more)
    phone.send()
    assert Capture.objects.count() == len(phone.waiting)


def kinds(actor) -> list[DoubtKind]:
    return [one.doubt.kind for one in raise_doubts(actor)]


def test_an_honest_round_raises_nothing(lot, phone, department):
    send(phone, lot, range(8))
    assert kinds(department) == []


def test_one_picture_sent_for_two_doors_is_raised(lot, phone, department):
    for number in (0, 1):
        photo = picture_of(phone, jpeg())
        phone.record(lot, identifier(f"1-{number}"), photo=photo, position=fix(place(number)))
    phone.record(lot, identifier("1-2"), photo=picture_of(phone, jpeg(9)), position=fix(place(2)))
    phone.send()
    (one,) = raise_doubts(department)
    assert (one.doubt.kind, len(one.captures)) == (DoubtKind.SAME_PICTURE, 2)
    assert set(Photo.objects.values_list("digest", flat=True)) != {""}


def test_eight_doors_from_one_chair_are_raised(lot, phone, department):
    send(phone, lot, range(8), where=lambda number: place(3))
    assert DoubtKind.SAME_POINT in kinds(department)


def test_what_was_looked_into_waits_no_longer_and_the_journal_tells(lot, phone, department):
    send(phone, lot, range(8), where=lambda number: place(3))
    (raised,) = raise_doubts(department)
    settle_doubt(raised, "Nhà tập thể, chung một cổng", department)
    (again,) = raise_doubts(department)
    assert again.settled.note == "Nhà tập thể, chung một cổng"
    assert Entry.objects.filter(act="captures.looked_into").count() == 1
    with pytest.raises(DoubtError) as refused:
        settle_doubt(again, "lần nữa", department)
    assert refused.value.reason == "settled"


def test_a_doubt_is_not_settled_without_a_word(lot, phone, department):
    send(phone, lot, range(8), where=lambda number: place(3))
    with pytest.raises(DoubtError) as refused:
        settle_doubt(raise_doubts(department)[0], "  ", department)
    assert refused.value.reason == "no_note"


def test_a_commune_sees_only_doubts_of_its_own_lots(lot, phone):
    send(phone, lot, range(8), where=lambda number: place(3))
    own, other = (User.objects.create(username=name, role=Role.COMMUNE) for name in ("ta", "nguoi"))
    Charge.objects.create(user=own, unit=lot.drawing.unit)
    Charge.objects.create(user=other, unit=commune_of_postal_code("11120"))
    assert len(raise_doubts(own)) == 1
    assert raise_doubts(other) == []


def test_what_is_older_than_a_week_is_let_be(lot, phone, department):
    send(phone, lot, range(8), where=lambda number: place(3))
    assert raise_doubts(department, since=timezone.now() + timedelta(days=1)) == []
