"""What a plan hands on: to communes that write the numbers, to all others as an annex."""

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from diaban.spine.parties.models import Role
from diaban.spine.places.units import today
from diaban.spine.programme.directives import DutyState
from diaban.spine.programme.drafting import Head, enter
from diaban.spine.programme.models import Assignment, Programme, Task

pytestmark = pytest.mark.usefixtures("hanoi")
NEXT = today().year + 1
TEXT = (
    "1. Các doanh nghiệp viễn thông xóa 17 thôn lõm sóng trong năm {0}.\n"
    "2. Sở Tài chính rà soát kinh phí.\n"
    "3. Mỗi xã, phường mở ít nhất 04 lớp kỹ năng số cho người cao tuổi.\n"
)


@pytest.fixture
def next_year(client, operator) -> Programme:
    """The draft of a plan that begins next year, with its tasks."""
    client.get("/language/vi/")
    made = enter(Head("plan", "own", "Sở", today(), "Năm tới"), TEXT.format(NEXT), operator)
    made.duties.update(state=DutyState.ACCEPTED)
    form = {"title": "Kế hoạch năm tới", "begins_on": date(NEXT, 1, 1), "parent": "",
            "ends_on": date(NEXT, 12, 31), "organisation": "Sở Khoa học",
            "with_tasks": "on"}  # fmt: skip
    client.post(f"/programme/plans/?from={made.pk}", form)
    return Programme.objects.get()


def path_of(plan: Programme) -> str:
    return f"/programme/plans/{plan.pk}/"


def open_own_register(client, task: Task) -> None:
    target = task.targets.get()
    form = {"target": [target.pk], f"version-{target.pk}": target.version,
            f"other-{target.pk}": "own:commune", f"noun-{target.pk}": "thôn"}  # fmt: skip
    assert client.post(f"{path_of(task.programme)}measures/", form).status_code == 302


def test_what_each_commune_counts_is_ticked_for_handing_down_and_missed_where_it_is_not(
    client, next_year
):
    counted, other, _classes = next_year.tasks.order_by("pk")
    open_own_register(client, counted)
    client.post(f"{path_of(next_year)}adopt/")
    page = client.get(path_of(next_year))
    assert counted.pk in page.context["by_communes"]
    assert other.pk not in page.context["by_communes"]
    assert "không chọn thì không ai hỏi họ" in page.content.decode()
    client.post(f"{path_of(next_year)}hand-down/", {"to": "all", "task": [other.pk]})
    told = client.get(path_of(next_year)).content.decode()
    assert "1 việc đếm bằng số từng xã, phường ghi nhưng chưa giao" in told
    client.post(f"{path_of(next_year)}hand-down/", {"to": "all", "task": [counted.pk]})
    told = client.get(path_of(next_year)).content.decode()
    assert 'id="unasked"' not in told
    assert told.index('href="#take-back"') < told.index('id="tasks"'), "where it was handed down"


def test_a_commune_that_was_handed_a_task_finds_the_register_to_fill_in(
    client, next_year, unit, sign_in
):
    counted = next_year.tasks.first()
    open_own_register(client, counted)
    client.post(f"{path_of(next_year)}adopt/")
    said = {"to": "chosen", "unit": [unit.code], "task": [counted.pk]}
    client.post(f"{path_of(next_year)}hand-down/", said)
    assert Assignment.objects.count() == 1
    key = counted.targets.get().gauges.get().register.key
    officer = sign_in("lan", Role.COMMUNE, unit)
    page = officer.get(f"/programme/units/{unit.code}/", follow=True)
    assert f"/evidence/{key}/" in page.content.decode()


def test_others_get_the_annex_of_a_plan_that_has_not_begun(client, next_year):
    client.post(f"{path_of(next_year)}adopt/")
    page = client.get(path_of(next_year)).content.decode()
    assert "Phụ lục nhiệm vụ (DOCX)" in page
    address = f"/programme/reports/day.xlsx?programme={next_year.pk}"
    assert f'href="{address}"' in page
    rows = CalamineWorkbook.from_filelike(io.BytesIO(client.get(address).content))
    told = str(rows.get_sheet_by_name("Phụ lục").to_python())
    assert all(task.title in told for task in next_year.tasks.all())
    assert "Các doanh nghiệp viễn thông" in told, "whom the document names, though no single body"


def test_what_is_missing_is_written_once_for_all_that_nothing_counts(client, next_year):
    page = client.get(path_of(next_year)).content.decode()
    assert "Chỉ tiêu chưa chọn cách đếm: còn thiếu gì" in page
    targets = [task.targets.get() for task in next_year.tasks.all()]
    form = {"target": [one.pk for one in targets], "lacks": "Chờ Sở Xây dựng gửi danh mục",
            **{f"version-{one.pk}": one.version for one in targets}}  # fmt: skip
    client.post(f"{path_of(next_year)}measures/", form)
    for one in targets:
        one.refresh_from_db()
    assert {one.lacks for one in targets} == {"Chờ Sở Xây dựng gửi danh mục"}


def test_where_each_commune_shall_have_so_many_it_is_all_communes_that_shall(client, next_year):
    told = {
        one.target.task.number: one for one in client.get(path_of(next_year)).context["choosing"]
    }
    assert (told["3"].noun, told["3"].asks_each) == ("xã, phường", True)
    assert not told["1"].asks_each


def test_a_handed_task_shows_the_sentence_that_its_title_was_cut_from(
    client, operator, unit, sign_in
):
    text = (
        "1. Báo duy trì chuyên mục. 100% xã có đài; UBND các xã, phường bố trí cán bộ vận hành.\n"
    )
    made = enter(Head("plan", "own", "Sở", today(), "Năm nay"), text, operator)
    made.duties.update(state=DutyState.ACCEPTED)
    form = {"title": "Kế hoạch", "begins_on": today(), "ends_on": date(NEXT, 12, 31),
            "organisation": "Sở Khoa học", "parent": "", "with_tasks": "on"}  # fmt: skip
    client.post(f"/programme/plans/?from={made.pk}", form)
    plan = Programme.objects.get()
    client.post(f"{path_of(plan)}adopt/")
    every = [task.pk for task in plan.tasks.all()]
    client.post(f"{path_of(plan)}hand-down/", {"to": "chosen", "unit": [unit.code], "task": every})
    officer = sign_in("lan", Role.COMMUNE, unit)
    page = officer.get(f"/programme/units/{unit.code}/", follow=True)
    told = {one.task.title: one.sentence for one in page.context["waiting"]}
    whole = "100% xã có đài; UBND các xã, phường bố trí cán bộ vận hành."
    assert told["Bố trí cán bộ vận hành"] == whole
    assert "duy trì chuyên mục" not in told["Bố trí cán bộ vận hành"]
    assert whole in page.content.decode()


def test_a_long_list_of_units_is_looked_through_by_name(client, next_year):
    client.post(f"{path_of(next_year)}adopt/")
    said = {"to": "all", "task": [next_year.tasks.first().pk]}
    client.post(f"{path_of(next_year)}hand-down/", said)
    page = client.get(f"/programme/units/?programme={next_year.pk}").content.decode()
    assert 'data-filter="units"' in page
    assert '<tbody id="units">' in page


def test_a_day_that_has_not_come_is_told_before_the_form_is_gone_through(client):
    client.get("/language/vi/")
    letter = (
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI\nSố: 21/CT-UBND\nHà Nội, ngày {} tháng {} năm {}\n"
        "CHỈ THỊ\nVề nhiệm vụ trọng tâm\n1. Sở Tài chính rà soát kinh phí.\n"
    )
    send = {"do": "look", "text": letter.format(18, 12, NEXT)}
    page = client.post("/programme/directives/new/", send).content.decode()
    assert f"18/12/{NEXT} chưa tới" in page
    assert 'aria-describedby="early"' in page
    send["text"] = letter.format(18, 12, NEXT - 3)
    assert "chưa tới" not in client.post("/programme/directives/new/", send).content.decode()


def test_where_nobody_has_said_anything_no_nought_is_told(client, next_year):
    counted = next_year.tasks.order_by("pk").first()
    open_own_register(client, counted)
    client.post(f"{path_of(next_year)}adopt/")
    target = counted.targets.get()
    told = client.get(f"/programme/targets/{target.pk}/").content.decode()
    assert told.count("chưa ai báo") == 2
    assert "0 đã biết" not in told
    key = target.gauges.get().register.key
    assert "chưa ai báo" in client.get(f"/evidence/{key}/").content.decode()


def test_the_desk_leads_to_the_plan_that_was_made_and_asks_for_one_of_what_is_left(
    client, next_year
):
    made = next_year.tasks.first().duties.first().directive
    desk = f"/programme/directives/{made.pk}/"
    page = client.get(desk).content.decode()
    assert f'href="{path_of(next_year)}"' in page
    assert "Lập kế hoạch" not in page
    next_year.tasks.last().delete()
    assert "Lập kế hoạch cho phần còn lại" in client.get(desk).content.decode()


def test_a_register_without_a_figure_is_told_apart_from_targets_that_are_counted(client, next_year):
    open_own_register(client, next_year.tasks.order_by("pk").first())
    client.post(f"{path_of(next_year)}adopt/")
    tasks = list(next_year.tasks.values_list("pk", flat=True))
    client.post(f"{path_of(next_year)}hand-down/", {"to": "all", "task": tasks})
    told = client.get(path_of(next_year)).content.decode()
    assert "Đang đo 0 trong " in told
    assert "1 chỉ tiêu nữa đã có cách đếm, chờ số liệu đầu tiên." in told
