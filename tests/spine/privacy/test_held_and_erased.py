"""What is held of a person is told whole; erased, it is gone and the journal still stands."""

import json
import uuid

import pytest
from django.apps import apps
from tests.fieldwork import Phone, collector, draw_by_hand, fix, identifier, jpeg, place
from tests.hanoi import commune_of_postal_code

from diaban.spine.fieldwork import photos
from diaban.spine.fieldwork.models import Capture, Photo
from diaban.spine.journal.models import Entry, Salt
from diaban.spine.journal.recording import digest_personal
from diaban.spine.journal.sealing import find_breaks, seal_waiting
from diaban.spine.parties import people
from diaban.spine.parties.invitations import Invitation
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.privacy.asking import Asked, close, receive
from diaban.spine.privacy.erasing import OperatorError, erase_person
from diaban.spine.privacy.holdings import every_holding
from diaban.spine.privacy.models import DataRequest, Wish, WishState
from diaban.spine.privacy.telling import tell_person

# our own tables: what libraries keep of a person is in the table too
_OWN = ("diaban.", "allauth.")


@pytest.fixture
def lan(official_hanoi, settings, tmp_path) -> User:
    """A collector who captured two doors with a note and a picture."""
    settings.PHOTO_FOLDER = tmp_path / "photos"
    lot = draw_by_hand(commune_of_postal_code("11024"), 2)
    user = collector("lan", lot)
    picture = photos.begin_photo(user, uuid.uuid4(), len(jpeg()))
    photos.append_piece(picture, 0, jpeg())
    phone = Phone(user)
    phone.record(lot, identifier("1-0"), **fix(place(0)), note="hỏi bà Tư", photo=str(picture.key))
    phone.record(lot, identifier("1-1"), **fix(place(1)))
    assert not phone.send().refused
    return user


def told_of(person: User) -> dict[str, object]:
    return json.loads("".join(tell_person(person)))


def test_every_reference_to_a_person_is_in_the_table():
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith(_OWN)
        for field in model._meta.get_fields()
        if field.many_to_one and field.concrete and field.related_model is User
    }
    listed = {holding.name for holding in every_holding()}
    assert found - listed == set(), "spine/privacy/holdings.py: say what is held and what erases it"
    of_rows_of_theirs = {name for name in listed if "__" in name}
    assert listed - found == of_rows_of_theirs


@pytest.mark.parametrize("holding", every_holding(), ids=lambda holding: holding.name)
def test_every_row_of_the_table_can_be_told(holding, db):
    columns = {field.attname for field in apps.get_model(holding.model)._meta.concrete_fields}
    assert set(holding.tells) <= columns
    assert not holding.rows_of(local_operator()).exists()
    assert not {"digest", "password", "data", "extra_data", "session_key"} & set(holding.tells)


def test_a_collector_is_told_every_capture_and_statement(lan):
    told = told_of(lan)
    assert told["account"]["username"] == "lan"
    rows = {held["what"]: held["rows"] for held in told["held"]}
    assert len(rows["fieldwork.Capture.actor"]) == 2
    assert rows["fieldwork.Capture.actor"][0]["note"] == "hỏi bà Tư"
    assert len(rows["addresses.Observation.actor"]) == 2
    assert rows["addresses.Observation.actor"][0]["address_id"] == identifier("1-0")
    assert rows["fieldwork.Photo.actor"][0]["state"] == "whole"


def test_no_secret_is_told(operator):
    invited = people.invite(operator, "mai", Role.AUDITOR)
    person = people.join(Invitation.find(invited.token), "một mật khẩu rất dài")
    text = "".join(tell_person(person))
    assert person.password not in text
    assert invited.token not in text
    assert Invitation.objects.get(person=person).digest not in text


@pytest.mark.django_db(transaction=True)
def test_an_erased_person_is_gone_and_the_chain_of_the_journal_is_whole():
    operator = local_operator()
    invited = people.invite(operator, "nguyen.thi.mai", Role.AUDITOR)
    mai = people.join(Invitation.find(invited.token), "một mật khẩu rất dài")
    User.objects.filter(pk=mai.pk).update(email="mai@example.vn", last_name="Nguyễn Thị Mai")
    digest_personal(people.subject_of(mai), "10.0.0.7")
    acts = Entry.objects.filter(actor=mai).count()
    erase_person(operator, User.objects.get(pk=mai.pk))
    seal_waiting()
    mai.refresh_from_db()
    assert (mai.username, mai.email, mai.last_name) == (f"erased-{mai.pk}", "", "")
    assert not mai.is_active
    assert not mai.has_usable_password()
    assert not Invitation.objects.filter(person=mai).exists()
    assert not Salt.objects.filter(person=people.subject_of(mai)).exists()
    assert Entry.objects.filter(actor=mai).count() == acts
    assert not list(find_breaks())
    assert "nguyen.thi.mai" not in "".join(tell_person(mai))
    assert "nguyen.thi.mai" not in str(list(Entry.objects.values()))


def test_what_the_person_did_stays_without_name_and_note(lan, operator):
    erase_person(operator, lan)
    assert set(Capture.objects.filter(actor=lan).values_list("note", flat=True)) == {""}
    rows = {held["what"]: held["rows"] for held in told_of(lan)["held"]}
    assert len(rows["addresses.Observation.actor"]) == 2
    assert not lan.charges.exists()


def test_the_operator_and_oneself_are_not_erased(lan, operator):
    with pytest.raises(OperatorError):
        erase_person(lan, operator)
    with pytest.raises(people.OwnAccountError):
        erase_person(lan, lan)


def test_a_request_to_erase_a_door_takes_its_notes_and_pictures(
    lan, operator, django_capture_on_commit_callbacks
):
    capture = Capture.objects.exclude(note="").get()
    picture = photos.path_of(Photo.objects.get(pk=capture.photo))
    assert picture.is_file()
    asked = receive(
        operator, Asked(Wish.ERASE, people_day(), address=capture.address, asker="Bà Tư")
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert close(operator, asked, WishState.DONE, "Đã xóa ghi chú và ảnh.")
    capture.refresh_from_db()
    assert (capture.note, capture.photo) == ("", None)
    assert not picture.exists()
    assert not close(operator, asked, WishState.REFUSED, "không")
    assert DataRequest.objects.get().closed_by == operator


def people_day():
    from diaban.spine.places.units import today

    return today()
