"""Remarks on a task: who is mentioned is told, and nobody who may not see the task."""

import pytest
from tests.hanoi import commune_of_postal_code

from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.spine.privacy.erasing import erase_person
from diaban.spine.programme.cascading import hand_down
from diaban.spine.programme.commenting import (
    LONGEST_COMMENT,
    CommentError,
    comment,
    mentions_of,
    people_of,
    read_text,
    see,
)
from diaban.spine.programme.models import Comment, Mention, Task

pytestmark = pytest.mark.usefixtures("hanoi")


def person(name: str, role: Role, postal_code: str = "") -> User:
    user = User.objects.create(username=name, role=role)
    if postal_code:
        Charge.objects.create(user=user, unit=commune_of_postal_code(postal_code))
    return user


@pytest.fixture
def asked(adopted, operator):
    hand_down([adopted], operator, [commune_of_postal_code("11024")])
    return adopted


@pytest.fixture
def lan(asked):
    return person("lan", Role.COMMUNE, "11024")


def test_whoever_is_mentioned_is_told_until_they_say_that_they_saw_it(asked, lan, operator):
    chief = person("hung.tran", Role.DEPARTMENT)
    said = comment(asked, "@lan xin xem lại, gửi @hung.tran.", operator)
    assert read_text(said) == "@lan xin xem lại, gửi @hung.tran."
    assert [one.comment for one in mentions_of(lan)] == [said]
    assert mentions_of(chief).count() == 1
    assert see(asked, lan) == 1
    assert not mentions_of(lan)
    assert mentions_of(chief).count() == 1
    assert '"mentioned":' in Entry.objects.get(act="task.commented").facts


def test_an_answer_shows_that_the_mention_was_seen(asked, lan, operator):
    comment(asked, "@lan?", operator)
    comment(asked, "Đã làm xong", lan)
    assert not mentions_of(lan)


@pytest.mark.parametrize(
    ("name", "role", "postal_code"),
    [("xa", Role.COMMUNE, "11120"), ("tho", Role.COLLECTOR, "11024"), ("khong", Role.COMMUNE, "")],
)
def test_nobody_is_mentioned_who_may_not_see_the_task(asked, operator, name, role, postal_code):
    person(name, role, postal_code)
    with pytest.raises(CommentError, match="mention_unknown") as told:
        comment(asked, f"hỏi @{name}", operator)
    assert told.value.name == name
    assert not Comment.objects.exists()


def test_a_commune_reads_what_is_said_to_all_and_nothing_between_others(asked, lan, operator):
    hand_down([asked], operator, [commune_of_postal_code("11120")])
    neighbour = person("xa", Role.COMMUNE, "11120")
    chief = person("hung", Role.DEPARTMENT)
    for who, words in (
        (operator, "gửi mọi đơn vị"),
        (operator, "@xa vì sao trả lại?"),
        (operator, "@lan xin xem"),
        (neighbour, "@hung vì không có điểm"),
        (lan, "@hung đã xem"),
    ):
        comment(asked, words, who)
    read = {read_text(one) for one in Comment.objects.visible_to(lan)}
    assert read == {"gửi mọi đơn vị", "@lan xin xem", "@hung đã xem"}
    assert Comment.objects.visible_to(chief).count() == 5
    with pytest.raises(CommentError, match="mention_unknown"):
        comment(asked, "@xa bên ấy sao?", lan)


def test_people_of_a_task_are_the_city_s_and_those_of_the_units_asked(asked, lan, operator):
    person("kiem", Role.AUDITOR)
    person("xa", Role.COMMUNE, "11120")
    locked = person("cu", Role.DEPARTMENT)
    User.objects.filter(pk=locked.pk).update(is_active=False)
    assert {one.username for one in people_of(asked, operator)} == {"kiem", "lan"}


def test_an_address_of_e_mail_mentions_nobody(asked, operator):
    said = comment(asked, "gửi về so@hanoi.vn nhé", operator)
    assert read_text(said) == "gửi về so@hanoi.vn nhé"
    assert not Mention.objects.exists()


def test_what_cannot_be_said(asked, operator):
    for text, reason in ((" \n", "empty"), ("x" * (LONGEST_COMMENT + 1), "too_long")):
        with pytest.raises(CommentError, match=reason):
            comment(asked, text, operator)
    with pytest.raises(CommentError, match="no_standing"):
        comment(asked, "tôi", person("xa", Role.COMMUNE, "11120"))


def test_the_name_in_a_remark_goes_with_the_person(asked, lan, operator):
    said = comment(asked, "@lan xem", operator)
    erase_person(operator, lan)
    assert "lan" not in Comment.objects.get(pk=said.pk).text
    assert "lan" not in read_text(Comment.objects.get(pk=said.pk))
    assert not Mention.objects.exists()


def test_a_task_is_seen_by_the_city_and_by_whom_it_was_handed_to(asked, lan, programme):
    Task.objects.create(programme=programme, number="2", title="khác")
    assert list(Task.objects.visible_to(lan)) == [asked]
    assert Task.objects.visible_to(person("kiem", Role.AUDITOR)).count() == 2
    assert not Task.objects.visible_to(person("xa", Role.COMMUNE, "11120"))
