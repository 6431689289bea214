"""A commune and what it is asked, as an officer would tell it."""

import re
from datetime import date
from html import unescape

import pytest
from django.utils import timezone
from tests.hanoi import commune_of_postal_code

from diaban.spine.evidence.models import Register
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.parties.models import Role
from diaban.spine.places.models import Succession, Unit
from diaban.spine.places.units import TWO_TIER_FROM, city_communes, today
from diaban.spine.programme.cascading import hand_down
from diaban.spine.programme.models import Assignment, Gauge
from diaban.web.programme.asked import unit_key


def text(answer) -> str:
    return unescape(answer.content.decode())


def page_of(unit: Unit) -> str:
    return f"/programme/units/{unit_key(unit)}/"


@pytest.fixture
def officer(sign_in, unit):
    return sign_in("lan", Role.COMMUNE, unit)


@pytest.fixture
def handed(programme, operator, unit):
    hand_down(programme.tasks.all(), operator, [unit, commune_of_postal_code("11120")])


def test_an_officer_is_led_to_their_own_commune_and_first_reads_what_waits(
    officer, handed, unit, post_task
):
    [way] = re.findall(r'href="(/programme/units/[^"]*)"', text(officer.get("/programme/")))
    page = officer.get(way, follow=True)
    assert page.redirect_chain[-1][0] == page_of(unit)
    told = text(page)
    assert told.index("Chờ trả lời") < told.index("Việc post") < told.index("Việc press")
    assert "Xác nhận đã nhận được 2 việc" in told


def test_a_commune_notes_all_as_received_accepts_one_and_returns_one_with_a_reason(
    officer, sign_in, handed, unit, post_task, press_task
):
    officer.post(f"{page_of(unit)}receive/")
    first, second = (task.assignments.get(unit=unit) for task in (post_task, press_task))
    officer.post(f"/programme/assignments/{first.pk}/answer/", {"answer": "accept"})
    said = {"answer": "return", "reason": "xã không có điểm bưu điện"}
    page = officer.post(f"/programme/assignments/{second.pk}/answer/", said, follow=True)
    assert "Đã trả lại; Sở thấy lý do." in text(page)
    assert "Mọi việc được giao đều đã trả lời." in text(page)
    office = text(sign_in("hung").get(f"/programme/tasks/{press_task.pk}/"))
    assert "xã không có điểm bưu điện" in office
    assert "lan" in office
    first.refresh_from_db()
    assert first.received_at
    assert first.accepted_at


def test_who_answers_twice_is_told_so_and_the_first_answer_stands(officer, handed, unit, post_task):
    row = post_task.assignments.get(unit=unit)
    officer.post(f"/programme/assignments/{row.pk}/answer/", {"answer": "accept"})
    said = {"answer": "return", "reason": "nghĩ lại"}
    page = officer.post(f"/programme/assignments/{row.pk}/answer/", said, follow=True)
    assert "giữ trả lời đầu tiên" in text(page)
    row.refresh_from_db()
    assert row.returned_at is None


def test_a_return_without_a_reason_is_not_taken(officer, handed, unit, post_task):
    row = post_task.assignments.get(unit=unit)
    page = officer.post(
        f"/programme/assignments/{row.pk}/answer/", {"answer": "return", "reason": " "}, follow=True
    )
    assert "Hãy ghi lý do trả lại." in text(page)
    row.refresh_from_db()
    assert not row.is_answered


def test_nobody_opens_or_answers_for_another_commune(officer, handed, post_task):
    other = commune_of_postal_code("11120")
    row = post_task.assignments.get(unit=other)
    assert officer.get(page_of(other)).status_code == 404
    answer = officer.post(f"/programme/assignments/{row.pk}/answer/", {"answer": "accept"})
    assert answer.status_code == 404
    row.refresh_from_db()
    assert not row.is_answered


def test_the_department_sees_who_is_silent_first_and_which_communes_were_asked_nothing(
    sign_in, handed, officer, unit, post_task, press_task
):
    for task in (post_task, press_task):
        row = task.assignments.get(unit=unit)
        officer.post(f"/programme/assignments/{row.pk}/answer/", {"answer": "accept"})
    told = text(sign_in("hung").get("/programme/units/"))
    silent = commune_of_postal_code("11120")
    assert told.index(silent.full_name) < told.index(unit.full_name)
    assert f"{city_communes(today()).count() - 2} xã, phường chưa được giao việc nào." in told


def test_a_commune_reads_its_figure_among_those_of_its_peers(
    officer, handed, unit, post_task, operator
):
    register = Register.objects.create(
        key="points", title_vi="Điểm", title_en="Points", noun_vi="điểm", noun_en="points",
        source="x", opened_at=timezone.now(), opened_by=operator,
    )  # fmt: skip
    Gauge.objects.create(
        target=post_task.targets.get(), register=register, valid_from=date(2020, 1, 1),
        set_at=timezone.now(), set_by=operator,
    )  # fmt: skip
    others = city_communes(today()).exclude(pk=unit.pk)[:2]
    said = [Said(unit, today(), 5, 10, 10)]
    said += [Said(other, today(), n, 10) for other, n in zip(others, (9, 1), strict=True)]
    state(register, said, operator, Source("x.xlsx"))
    told = text(officer.get(page_of(unit)))
    assert "2 / 3" in told
    assert "50,0\xa0%" in told
    assert "25,0\xa0% – 75,0\xa0%" in told, "what is unknown is told with its bounds"
    assert "90,0\xa0%" in told, "the best"
    assert "123 nơi chưa biết" in told
    assert "1 chỉ tiêu chưa có cách đếm" in told
    assert "không tính theo cấp đơn vị này" not in told, "that is another thing"


def test_a_commune_that_lapsed_keeps_its_page_and_its_successor_shows_what_it_took_over(
    sign_in, programme, operator, unit, post_task
):
    old = Succession.objects.filter(on=TWO_TIER_FROM, successor=unit).first().predecessor
    hand_down([post_task], operator, [old])
    office = sign_in("hung")
    past = text(office.get(page_of(old)))
    assert "kết thúc" in past or "tồn tại đến trước ngày" in past
    assert page_of(unit) in past
    assert "Việc post" in past
    now = text(office.get(page_of(unit)))
    assert f"tiếp nhận từ {old.full_name}" in now
    assert page_of(old) in now
    mine = sign_in("lan", Role.COMMUNE, unit)
    assert f"tiếp nhận từ {old.full_name}" in text(mine.get(page_of(unit)))
    assert mine.get(page_of(old)).status_code == 200, "the history of one's own ground"
    assert Assignment.objects.get().unit == old


def test_a_former_district_names_the_communes_of_today_that_its_own_became(
    sign_in, programme, operator, unit, post_task
):
    old = Succession.objects.filter(on=TWO_TIER_FROM, successor=unit).first().predecessor
    hand_down([post_task], operator, [old.parent])
    page = text(sign_in("hung").get(page_of(old.parent)))
    [told] = re.findall("Nay thuộc:(.*?)</p>", page, re.DOTALL)
    became = Succession.objects.filter(predecessor__parent=old.parent, on=TWO_TIER_FROM)
    wanted = {step.successor for step in became.select_related("successor")}
    assert len(wanted) > 1
    assert all(page_of(one) in told and one.full_name in told for one in wanted)
    assert told.count("<a ") == len(wanted)


def test_a_code_that_was_given_anew_names_two_units_and_never_the_wrong_one(sign_in, programme):
    office = sign_in("hung")
    units = Unit.objects.filter(code="00004", level="commune").order_by("valid_from")
    assert units.count() == 2
    names = {unit.full_name: text(office.get(page_of(unit))) for unit in units}
    for name, page in names.items():
        assert f"<h1>{name}</h1>" in page
    answer = office.get("/programme/units/00004/")
    assert answer["Location"] == page_of(units.last())


@pytest.mark.parametrize(
    "path",
    ["99999", "00004-20991231", "00004-20259999", "1", "abc", "00004-2025070", "01"],
)
def test_what_names_no_unit_of_the_city_has_no_page(sign_in, programme, path):
    assert sign_in("hung").get(f"/programme/units/{path}/").status_code == 404


def test_a_number_of_no_programme_has_no_page_and_without_one_it_is_said(sign_in, hanoi):
    office = sign_in("hung")
    for asked in ("x", "7", "9" * 30):
        assert office.get(f"/programme/units/?programme={asked}").status_code == 404
    assert "Chưa có chương trình nào được ban hành." in text(office.get("/programme/units/"))


def test_whoever_arrives_reads_how_many_tasks_wait_and_is_led_to_their_unit(officer, handed, unit):
    for page in ("/", "/account/"):
        told = text(officer.get(page))
        assert f"{unit.full_name}: 2 đầu việc chờ trả lời" in told
        assert f'href="/programme/units/{unit.code}/"' in told
    for row in Assignment.objects.filter(unit=unit):
        officer.post(f"/programme/assignments/{row.pk}/answer/", {"answer": "accept"})
    assert "chờ trả lời" not in text(officer.get("/"))


def test_the_register_of_a_target_is_one_click_from_unit_task_and_target(
    officer, operator, handed, unit, post_task
):
    register = Register.objects.create(
        key="diem", title_vi="Điểm có người", title_en="Staffed points", noun_vi="điểm",
        noun_en="points", source="1/2026", opened_at=timezone.now(), opened_by=operator,
    )  # fmt: skip
    target = post_task.targets.get()
    Gauge.objects.create(target=target, register=register, valid_from=target.begins_on,
                         set_at=timezone.now(), set_by=operator)  # fmt: skip
    way = 'href="/evidence/diem/"'
    pages = (page_of(unit), f"/programme/tasks/{post_task.pk}/", f"/programme/targets/{target.pk}/")
    for page in pages:
        assert way in text(officer.get(page)), page
    assert "chờ đơn vị mình điền" in text(officer.get("/evidence/"))
