"""The page of a task, as the department and a commune would tell it."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone

from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import LOCAL_OPERATOR, Role, User
from diaban.spine.parties.organisations import OrganisationSuccession
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.cascading import adopt, give_back, hand_down
from diaban.spine.programme.models import (
    Comment,
    Directive,
    Document,
    Duty,
    Line,
    Mention,
    Programme,
    Task,
)
from diaban.spine.programme.statuses import Status
from diaban.web.programme.leader import lines_of


def text(answer) -> str:
    return unescape(answer.content.decode())


def page_of(task: Task) -> str:
    return f"/programme/tasks/{task.pk}/"


@pytest.fixture
def office(sign_in):
    return sign_in("hung")


def due(task: Task, day: date) -> None:
    Task.objects.filter(pk=task.pk).update(original_deadline=day)


def test_who_has_a_press_duty_of_the_department_of_2021_is_unknown_until_somebody_assigns_it(
    office, press_task, post_task
):
    assert "Sở Khoa học và Công nghệ Hà Nội" in text(office.get(page_of(post_task)))
    assert "Chưa rõ." in text(office.get(page_of(press_task)))
    said = {"owner": "Sở Văn hóa và Thể thao Hà Nội", "reason": "Công văn 12 của thành phố"}
    without = {**said, "reason": ""}
    page = text(office.post(f"{page_of(press_task)}owner/", without, follow=True))
    assert "Hãy ghi lý do" in page
    page = text(office.post(f"{page_of(press_task)}owner/", said, follow=True))
    assert "Sở Văn hóa và Thể thao Hà Nội" in page
    assert "hung, Công văn 12 của thành phố" in page
    row = OrganisationSuccession.objects.get(field="press")
    assert row.assigned_by.username == "hung"
    assert Entry.objects.filter(act="duty.assigned").count() == 1
    # who comes second changes nothing
    other = {**said, "owner": "Công an Hà Nội"}
    page = text(office.post(f"{page_of(press_task)}owner/", other, follow=True))
    assert "Vừa có người khác giao lĩnh vực này." in page


def test_a_second_extension_needs_another_person_who_is_then_told(office, sign_in, post_task):
    chief = sign_in("chi.lan")
    day = today() + timedelta(days=30)
    due(post_task, today())
    said = {"until": day.isoformat(), "reason": "chờ hướng dẫn của bộ"}
    page = text(office.post(f"{page_of(post_task)}extend/", said, follow=True))
    assert "chờ hướng dẫn của bộ" in page
    again = {"until": (day + timedelta(days=9)).isoformat(), "reason": "lại chờ"}
    page = text(office.post(f"{page_of(post_task)}extend/", again, follow=True))
    assert "Lần hai phải do một người khác của Sở cho phép" in page
    office.post(f"{page_of(post_task)}extend/", {**again, "allowed_by": "hung"})
    assert post_task.extensions.count() == 1
    office.post(f"{page_of(post_task)}extend/", {**again, "allowed_by": "chi.lan"})
    assert post_task.extensions.count() == 2
    assert "Có người nhắc đến bạn" in text(chief.get("/programme/units/"))
    page = text(chief.get(page_of(post_task)))
    assert "Gia hạn lần nữa, @chi.lan cho phép: lại chờ" in page
    assert "người cho phép: chi.lan" in page


def test_done_late_is_late_in_spite_of_an_extension(office, post_task):
    due(post_task, today() - timedelta(days=10))
    later = {"until": (today() + timedelta(days=5)).isoformat(), "reason": "thiếu kinh phí"}
    office.post(f"{page_of(post_task)}extend/", later)
    assert "Chưa hoàn thành trong hạn" in text(office.get(page_of(post_task)))
    page = office.post(f"{page_of(post_task)}done/", {"on": today().isoformat()}, follow=True)
    assert "Hoàn thành quá hạn" in text(page)
    assert "10 ngày" in text(page)
    page = office.post(
        f"{page_of(post_task)}done/", {"do": "reopen", "reason": "nhầm việc"}, follow=True
    )
    assert "Đã mở lại việc." in text(page)
    post_task.refresh_from_db()
    assert post_task.done_on is None


@pytest.mark.databases
@pytest.mark.parametrize(
    ("act", "form", "told"),
    [
        ("done", {"on": "2999-01-01"}, "Ngày này chưa tới."),
        ("done", {"on": "hôm nay"}, "Hãy ghi một ngày."),
        ("extend", {"until": "", "reason": "x"}, "Hãy ghi một ngày."),
        ("extend", {"until": "2020-01-01", "reason": "x"}, "Hạn mới phải sau hạn"),
        ("hand-down", {"unit": "Phường Không Có"}, "Hiện không có xã, phường nào"),
        ("hand-down", {"unit": "99999"}, "Hiện không có xã, phường nào"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(office, post_task, act, form, told):
    before = Entry.objects.count()
    assert told in text(office.post(f"{page_of(post_task)}{act}/", form, follow=True))
    assert Entry.objects.count() == before


def test_a_task_without_a_day_is_neither_in_time_nor_late(office, post_task):
    due(post_task, None)
    page = text(office.get(page_of(post_task)))
    assert "không có hạn thì không tính đúng hay quá hạn" in page
    assert "Chưa hoàn thành trong hạn" not in page


def test_a_task_adopted_without_a_deadline_is_given_one_and_then_extended(office, post_task):
    """Đặt hạn: the department says by when and why; the page keeps who, when and why."""
    due(post_task, None)
    assert "Đặt hạn" in text(office.get(page_of(post_task)))
    day = today() - timedelta(days=2)
    said = {"until": day.isoformat(), "reason": "công văn 12 của thành phố"}
    page = text(office.post(f"{page_of(post_task)}deadline/", {**said, "reason": ""}, follow=True))
    assert "Hãy ghi vì sao có hạn này." in page
    page = text(office.post(f"{page_of(post_task)}deadline/", said, follow=True))
    assert "Đã đặt hạn." in page
    assert "công văn 12 của thành phố" in page
    written = f"{today().day}/{today().month}/{today().year}"
    assert f"hạn đầu tiên, hung đặt ngày {written}" in page
    assert "Chưa hoàn thành quá hạn" in page
    assert "Đặt hạn" not in page
    assert "Gia hạn lần nữa" not in page
    lines = lines_of([Task.objects.get(pk=post_task.pk)], today())
    assert [line.status for line in lines] == [Status.OVERDUE]
    # more time is an extension from now on, the first of at most one
    later = {"until": (today() + timedelta(days=9)).isoformat(), "reason": "chờ mẫu"}
    page = text(office.post(f"{page_of(post_task)}extend/", later, follow=True))
    assert "Chưa hoàn thành trong hạn" in page
    assert "Gia hạn lần nữa" in page
    page = text(office.post(f"{page_of(post_task)}deadline/", said, follow=True))
    assert "Nhiệm vụ đã có hạn" in page
    journal = text(office.get(f"/journal/?subject=task:{post_task.pk}"))
    assert "Đặt hạn đầu tiên cho nhiệm vụ" in journal


def test_only_the_department_sets_a_first_deadline(sign_in, post_task, unit):
    due(post_task, None)
    hand_down([post_task], User.objects.get(username=LOCAL_OPERATOR))
    commune = sign_in("lan", Role.COMMUNE, unit)
    assert "Đặt hạn" not in text(commune.get(page_of(post_task)))
    said = {"until": today().isoformat(), "reason": "x"}
    assert commune.post(f"{page_of(post_task)}deadline/", said).status_code in {403, 404}
    post_task.refresh_from_db()
    assert post_task.original_deadline is None


def test_a_task_is_handed_to_one_commune_and_then_to_all_that_do_not_have_it(
    office, post_task, unit
):
    office.post(f"{page_of(post_task)}hand-down/", {"unit": unit.full_name})
    assert post_task.assignments.get().unit == unit
    everywhere = city_communes(today()).count()
    assert f"Còn {everywhere - 1} xã, phường" in text(office.get(page_of(post_task)))
    page = text(office.post(f"{page_of(post_task)}hand-down/", {}, follow=True))
    assert post_task.assignments.count() == everywhere
    assert "Giao thêm cho đơn vị" not in page


def test_a_task_is_taken_back_from_the_units_that_have_not_replied(
    office, sign_in, post_task, unit
):
    office.post(f"{page_of(post_task)}hand-down/", {"unit": unit.full_name})
    commune = sign_in("lan", Role.COMMUNE, unit)
    assert "Thu hồi" not in text(commune.get(page_of(post_task)))
    refused = commune.post(f"{page_of(post_task)}hand-down/", {"back": "1"}, follow=True)
    assert post_task.assignments.exists(), refused
    assert "1 đơn vị chưa phản hồi sẽ không còn việc này" in text(office.get(page_of(post_task)))
    page = text(office.post(f"{page_of(post_task)}hand-down/", {"back": "1"}, follow=True))
    assert "Đã thu hồi ở các đơn vị chưa phản hồi" in page
    assert not post_task.assignments.exists()
    assert commune.get(page_of(post_task)).status_code == 404
    again = text(office.post(f"{page_of(post_task)}hand-down/", {"back": "1"}, follow=True))
    assert "không còn nơi nào để thu hồi" in again


def test_a_draft_is_not_handed_down(office, operator, programme):
    draft = Programme.objects.create(
        title="Dự thảo", begins_on=programme.begins_on, ends_on=programme.ends_on,
        organisation=programme.organisation, made_at=timezone.now(), made_by=operator,
    )  # fmt: skip
    task = Task.objects.create(programme=draft, number="1", title="Việc")
    page = text(office.post(f"{page_of(task)}hand-down/", {}, follow=True))
    assert "Chương trình còn là dự thảo" in page
    adopt(draft, operator)
    office.post(f"{page_of(task)}hand-down/", {})
    assert task.assignments.exists()


def test_the_sentence_that_asks_for_it_is_beside_it_with_its_document(office, operator, post_task):
    words = "Sở phải hoàn thiện mã địa chỉ tới từng hộ."
    directive = Directive.objects.create(
        kind=Document.NOTICE, line=Line.MINISTRY, issuer_name="Bộ TT&TT", text=words, number="12",
        symbol="TB-BTTTT", issued_on=date(2021, 1, 20), abstract="x", entered_at=timezone.now(),
        entered_by=operator,
    )  # fmt: skip
    post_task.duties.add(
        Duty.objects.create(directive=directive, start=8, end=41, deadline_said="quý 2/2020")
    )
    page = text(office.get(page_of(post_task)))
    link = f'<a lang="vi" href="/programme/directives/{directive.pk}/">'
    assert f"{link}“{words[8:41]}”</a>" in page
    assert "12/TB-BTTTT" in page
    assert "quý 2/2020" in page


def test_whoever_is_mentioned_is_told_on_their_pages_until_they_have_seen_it(
    office, sign_in, operator, post_task, unit
):
    hand_down([post_task], operator, [unit])
    officer = sign_in("lan", Role.COMMUNE, unit)
    office.post(f"{page_of(post_task)}comment/", {"text": "@lan xem <b>giúp</b>"})
    for page in ("/account/", "/programme/units/"):
        assert "Có người nhắc đến bạn" in text(officer.get(page, follow=True))
    raw = officer.get(page_of(post_task)).content.decode()
    assert "@lan xem &lt;b&gt;giúp&lt;/b&gt;" in raw
    officer.post(f"{page_of(post_task)}seen/")
    assert Mention.objects.get().seen_at
    assert "Có người nhắc đến bạn" not in text(officer.get("/account/"))


def test_nobody_is_mentioned_who_may_not_see_the_task_and_the_words_stay(office, post_task):
    User.objects.create(username="nguoi-la", role=Role.COMMUNE)
    answer = office.post(f"{page_of(post_task)}comment/", {"text": "hỏi @nguoi-la nhé"})
    assert answer.status_code == 422
    assert "Không có ai tên @nguoi-la để báo về việc này." in text(answer)
    assert "hỏi @nguoi-la nhé</textarea>" in text(answer)
    assert not Comment.objects.exists()


def test_a_commune_sees_its_task_and_none_of_the_department_s_forms(
    sign_in, operator, post_task, press_task, unit
):
    hand_down([post_task], operator, [unit])
    officer = sign_in("lan", Role.COMMUNE, unit)
    page = text(officer.get(page_of(post_task)))
    assert "việc này chờ đơn vị trả lời." in page
    assert "Gia hạn" not in page
    assert officer.get(page_of(press_task)).status_code == 404
    for act in ("extend", "done", "hand-down", "owner"):
        assert officer.post(f"{page_of(post_task)}{act}/").status_code == 403
    row = post_task.assignments.get()
    said = {"answer": "accept", "back": "task"}
    page = officer.post(f"/programme/assignments/{row.pk}/answer/", said, follow=True)
    assert page.redirect_chain[-1][0].startswith(page_of(post_task))
    assert "Đã nhận thực hiện." in text(page)


def test_the_department_sends_a_returned_task_again_and_the_commune_reads_why(
    office, sign_in, post_task, unit, operator
):
    hand_down([post_task], operator, [unit])
    officer = sign_in("xa", Role.COMMUNE, unit)
    row = post_task.assignments.get()
    give_back(row, "không có điểm", User.objects.get(username="xa"))
    assert "không có điểm" in text(office.get(page_of(post_task)))
    path = f"{page_of(post_task)}hand-down/"
    assert "refused=hand.note_missing" in office.post(path, {"again": row.pk})["Location"]
    assert office.post(path, {"again": "0"}).status_code == 404
    office.post(path, {"again": row.pk, "note": "Dùng điểm của xã bên"})
    told = text(officer.get(page_of(post_task)))
    assert "Dùng điểm của xã bên" in told
    assert 'value="accept"' in told
