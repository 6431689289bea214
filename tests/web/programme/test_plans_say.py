"""What a document says is not lost on the way to a task, and what is missing is told."""

import re
from datetime import date

import pytest
from tests.web.programme.plan_forms import as_written, change

from diaban.spine.evidence.keeping import Words, open_register
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.parties.departments import load_departments
from diaban.spine.parties.organisations import Organisation
from diaban.spine.places.models import Level
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.directives import DutyState
from diaban.spine.programme.drafting import Head, enter
from diaban.spine.programme.models import Programme, Target, Task
from diaban.web.programme.asked import unit_key

pytestmark = pytest.mark.usefixtures("hanoi")
SAID = (
    "1. Sở Tài chính chủ trì, phối hợp với UBND các xã, phường rà soát kinh phí.\n"
    "2. Sở Nội vụ báo cáo kết quả thẩm định trước ngày 20 hằng quý.\n"
)


@pytest.fixture
def said_plan(client, operator) -> Programme:
    """A plan begun from the desk, with its tasks."""
    client.get("/language/vi/")
    made = enter(Head("plan", "committee", "UBND", date(2026, 1, 2), "Kinh phí"), SAID, operator)
    made.duties.update(state=DutyState.ACCEPTED)
    form = {"title": "Kế hoạch", "begins_on": "2026-01-01", "ends_on": "2026-12-31",
            "organisation": "Sở Khoa học", "parent": "", "with_tasks": "on"}  # fmt: skip
    page = client.get(f"/programme/plans/?from={made.pk}").content.decode()
    assert "lập luôn 2 đầu việc từ 2 nhiệm vụ đã nhận" in page
    answer = client.post(f"/programme/plans/?from={made.pk}", form)
    assert answer["Location"].endswith("/#measures")
    return Programme.objects.get()


def test_a_plan_begun_from_the_desk_has_a_task_of_each_accepted_duty(said_plan):
    assert said_plan.tasks.count() == 2


def test_communes_named_as_partners_stay_with_the_task_and_are_ticked(client, said_plan):
    money, report = said_plan.tasks.order_by("pk")
    path = f"/programme/plans/{said_plan.pk}/"
    assert "UBND các xã, phường (theo văn bản)" in client.get(path).content.decode()
    client.post(f"{path}adopt/")
    page = client.get(path)
    assert money.pk in page.context["by_communes"]
    assert report.pk not in page.context["by_communes"]
    assert "UBND các xã, phường" in client.get(f"/programme/tasks/{money.pk}/").content.decode()


def test_a_day_that_comes_again_is_the_last_of_the_plans_years_and_not_asked_for(client, said_plan):
    report = said_plan.tasks.order_by("pk").last()
    assert report.original_deadline == report.targets.get().ends_on == date(2026, 12, 19)
    plan = client.get(f"/programme/plans/{said_plan.pk}/").content.decode()
    assert 'lặp lại: <span lang="vi">“trước ngày 20 hằng quý”' in plan
    desk = client.get(f"/programme/directives/{report.duties.get().directive_id}/")
    told = desk.content.decode()
    assert 'lặp lại: <span lang="vi">“trước ngày 20 hằng quý”' in told
    later = [str(words) for words in desk.context["cards"][1].later]
    assert "hạn" not in later
    assert "hạn" in [str(words) for words in desk.context["cards"][0].later]


def test_what_comes_again_stands_beside_the_day_of_the_plan_the_task_and_the_unit(
    client, said_plan, unit
):
    report = said_plan.tasks.order_by("pk").last()
    # a person wrote the first of its days
    report.duties.update(deadline=date(2026, 3, 19), deadline_said="trước ngày 20 hằng quý")
    path = f"/programme/plans/{said_plan.pk}/"
    client.post(f"{path}adopt/")
    client.post(f"{path}hand-down/", {"to": "chosen", "unit": unit.code, "task": report.pk})
    said = 'lặp lại: <span lang="vi">“trước ngày 20 hằng quý”'
    for page in (path, f"/programme/tasks/{report.pk}/", f"/programme/units/{unit_key(unit)}/"):
        assert said in client.get(page).content.decode(), page


def test_one_lack_has_one_name_from_the_desk_to_the_leaders_table(client, plan, tasks, directive):
    client.get("/language/vi/")
    path, number = f"/programme/plans/{plan.pk}/", "con số phải đạt"
    desk = client.get(f"/programme/directives/{directive.pk}/")
    assert number in [str(words) for words in desk.context["cards"][1].later]
    page = client.get(path).content.decode()
    adopt = page.split('<details id="adopt">')[1].split("</details>")[0]
    assert f"Chưa có {number} (đầu việc 2)" in adopt
    form = re.findall(r'name="(lacks\w*)"[^>]* value="([^"]*)"', page)
    assert dict(form) == {"lacks": "Chưa có cách đếm", "lacks_number": f"Chưa có {number}"}
    targets = [task.targets.get() for task in tasks]
    client.post(f"{path}measures/", {"target": [one.pk for one in targets], **dict(form)})
    client.post(f"{path}adopt/")
    table = client.get(f"/programme/?programme={plan.pk}").content.decode().split('"unmeasured"')[1]
    assert f"Chưa có {number}" in table
    assert "Chưa có cách đếm" in table
    Target.objects.update(lacks="")
    table = client.get(f"/programme/?programme={plan.pk}").content.decode().split('"unmeasured"')[1]
    assert table.count("Chưa có cách đếm") == 2, "what nobody wrote of"


def test_the_day_that_the_table_shows_is_the_tasks_day_once_it_is_saved(client, plan, tasks):
    target = tasks[0].targets.get()
    said = {"target": [target.pk], "lacks": "x", f"until-{target.pk}": str(target.ends_on)}
    client.post(f"/programme/plans/{plan.pk}/measures/", said)
    assert Task.objects.get(pk=tasks[0].pk).original_deadline == target.ends_on


def test_one_tick_gives_all_tasks_without_a_day_the_last_of_the_plan(client, plan, tasks):
    dated = date(plan.begins_on.year, 6, 30)
    Task.objects.filter(pk=tasks[0].pk).update(original_deadline=dated)
    Task.objects.filter(pk=tasks[1].pk).update(original_deadline=None)
    targets = [task.targets.get().pk for task in tasks]
    said = {"target": targets, "lacks": "x", "date_all": "on"}
    client.post(f"/programme/plans/{plan.pk}/measures/", said)
    days = [Task.objects.get(pk=task.pk).original_deadline for task in tasks]
    assert days == [dated, plan.ends_on]


def test_a_plan_says_who_has_the_task_of_a_body_that_has_ended(client, plan, tasks):
    client.get("/language/vi/")
    load_departments()
    ended = Organisation.objects.get(name="Sở Thông tin và Truyền thông Hà Nội")
    Task.objects.filter(pk=tasks[0].pk).update(lead=ended, field="digital")
    page = client.get(f"/programme/plans/{plan.pk}/").content.decode()
    assert f"{ended.name} · Nay: Sở Khoa học và Công nghệ Hà Nội" in page


def test_a_target_that_is_counted_is_asked_how_much_until_somebody_says(client, plan, tasks):
    client.get("/language/vi/")
    path = f"/programme/plans/{plan.pk}/"
    money = tasks[1].targets.get()
    said = {"target": [money.pk], f"by-{money.pk}": "measure:households-coded",
            f"share-{money.pk}": "", "lacks": "x"}  # fmt: skip
    client.post(f"{path}measures/", said)
    page = client.get(path)
    (asked,) = [one for one in page.context["choosing"] if one.target == money]
    assert asked.chosen == "measure:households-coded"
    assert "bao nhiêu?" in page.content.decode()
    adopt = page.content.decode().split('<details id="adopt">')[1].split("</details>")[0]
    assert "Chưa có con số phải đạt (đầu việc 2)" in adopt
    money.refresh_from_db()
    again = {**said, f"share-{money.pk}": "80", f"version-{money.pk}": money.version}
    client.post(f"{path}measures/", again)
    assert client.get(path).context["levelless"] == []
    assert money.gauges.count() == 1


@pytest.mark.parametrize(
    ("field", "title"), [("post", "Bưu chính"), ("telecom", "Đếm từ sổ dữ liệu")]
)
def test_of_all_that_counts_the_targets_own_field_stands_by_itself(
    client, plan, tasks, field, title
):
    client.get("/language/vi/")
    Task.objects.filter(pk=tasks[1].pk).update(field=field)
    page = client.get(f"/programme/plans/{plan.pk}/")
    money = tasks[1].targets.get()
    (row,) = [one for one in page.context["choosing"] if one.target == money]
    groups = {str(name): dict(choices) for name, choices in row.groups}
    of_key = [name for name, choices in groups.items() if "measure:households-coded" in choices]
    assert of_key == [title]


def test_of_two_named_alike_the_table_says_who_counts_what_by_which_source_and_where_it_stands(
    client, plan, tasks, operator
):
    client.get("/language/vi/")
    words = Words("Hộ đã có mã địa chỉ", "Homes", "hộ dân", "home", "Sổ tay xã", "")
    register = open_register("ma-theo-xa", words, Level.COMMUNE, None, operator)
    unit = city_communes(today()).first()
    state(register, [Said(unit, today(), 30, 40, 10)], operator, Source())
    path = f"/programme/plans/{plan.pk}/"
    page = client.get(path)
    target = tasks[0].targets.get()
    (row,) = [one for one in page.context["choosing"] if one.target == target]
    told = {one.key: one for one in row.near}
    assert not told["measure:households-coded"].is_register
    assert told["register:ma-theo-xa"].whole.numerator == 30
    shown = " ".join(page.content.decode().split())
    assert "xã, phường tự điền" in shown
    assert "hộ dân đã rõ; 10 chưa biết" in shown
    said = {"target": [target.pk], "lacks": "x", f"by-{target.pk}": "measure:households-coded",
            f"other-{target.pk}": "register:ma-theo-xa"}  # fmt: skip
    client.post(f"{path}measures/", said)
    assert target.gauges.get().register == register, "the list is opened for what is not among them"


def test_targets_with_a_number_and_without_lack_different_things(client, plan, tasks):
    share, none = (task.targets.get() for task in tasks)
    said = {"target": [share.pk, none.pk], "lacks": "Chưa có sổ", "lacks_number": "Chưa có số"}
    client.post(f"/programme/plans/{plan.pk}/measures/", said)
    share.refresh_from_db()
    none.refresh_from_db()
    assert (share.lacks, none.lacks) == ("Chưa có sổ", "Chưa có số")


def test_a_saved_task_closes_its_form_and_says_so(client, plan, tasks):
    client.get("/language/vi/")
    answer = change(client, tasks[0], "task", **as_written(tasks[0], product="Báo cáo"))
    page = client.get(answer["Location"].split("#")[0]).content.decode()
    assert "Đã lưu" in page
    assert 'class="stack edit"' not in page


def test_adopting_repeats_what_is_missing_by_task(client, plan, tasks):
    client.get("/language/vi/")
    page = client.get(f"/programme/plans/{plan.pk}/").content.decode()
    adopt = page.split('<details id="adopt">')[1].split("</details>")[0]
    assert "Chưa có cách đếm (đầu việc 1)" in adopt
    assert "Chưa có con số phải đạt (đầu việc 2)" in adopt
    assert "Chưa có hạn (đầu việc 1)" in adopt


def proposals(client, operator, text) -> list[list]:
    made = enter(Head("plan", "own", "Sở", today(), "Năm tới"), text, operator)
    made.duties.update(state=DutyState.ACCEPTED)
    form = {"title": "Kế hoạch", "begins_on": today(), "ends_on": today().replace(month=12, day=31),
            "organisation": "Sở Khoa học", "parent": "", "with_tasks": "on"}  # fmt: skip
    answer = client.post(f"/programme/plans/?from={made.pk}", form)
    return [one.near for one in client.get(answer["Location"]).context["choosing"]]


def test_what_counts_just_what_is_asked_is_offered_before_what_counts_another_thing(
    client, operator
):
    for key, title, noun in (
        ("points", "Điểm bưu chính có người phục vụ", "điểm"),
        ("communes", "Xã, phường có điểm bưu chính phục vụ", "xã, phường"),
    ):
        words = Words(title, key, noun, key, "Sở", "post")
        open_register(key, words, Level.COMMUNE, None, operator)
    [near] = proposals(client, operator, "1. Mỗi xã có ít nhất 01 điểm bưu chính phục vụ.\n")
    offered = [one.key for one in near if one.key.startswith("register:")]
    assert offered[0] == "register:communes"
    assert not near[0].differs


def test_so_many_of_a_thing_are_not_counted_in_another(client, operator):
    words = Words("Tin, bài về mã địa chỉ", "News", "tin, bài", "items", "Sở", "press")
    open_register("news-on-codes", words, Level.COMMUNE, 90, operator)
    [near] = proposals(client, operator, "1. Đăng 04 tin, bài về hộ có mã địa chỉ.\n")
    assert [one.key for one in near] == ["register:news-on-codes"]
    [near] = proposals(client, operator, "1. Đạt 80% hộ có mã địa chỉ như tin đã nêu.\n")
    assert "measure:households-coded" in [one.key for one in near]


def test_what_alone_says_nearly_the_same_is_proposed_and_counts_once_it_is_saved(client, operator):
    words = Words("Điểm bưu điện văn hóa xã có người phục vụ", "Staffed", "điểm", "p", "Sở", "post")
    open_register("staffed", words, Level.COMMUNE, 90, operator)

    def choose(text: str):
        made = enter(Head("plan", "own", "Sở", today(), "Năm tới"), text, operator)
        made.duties.update(state=DutyState.ACCEPTED)
        form = {"title": "Kế hoạch", "begins_on": today(),
                "ends_on": today().replace(month=12, day=31),
                "organisation": "Sở", "parent": "", "with_tasks": "on"}  # fmt: skip
        path = client.post(f"/programme/plans/?from={made.pk}", form)["Location"]
        page = client.get(path)
        (row,) = page.context["choosing"]
        return row, page.content.decode(), path.partition("#")[0]

    def ticked(key: str) -> str:
        return f'value="{key}" checked'

    coded = "measure:households-coded"
    row, page, path = choose("1. Gắn mã địa chỉ cho 90% số hộ có nhà.\n")
    assert (row.proposed, ticked(coded) in page) == (coded, True)
    assert not row.target.gauges.exists(), "a proposal counts nothing"
    said = {"target": [row.target.pk], f"by-{row.target.pk}": "", "lacks": "chưa rõ"}
    client.post(f"{path}measures/", said)
    (row,) = client.get(path).context["choosing"]
    assert row.proposed == "", "somebody said that nothing counts it"
    row, page, _path = choose("1. Thông báo mã địa chỉ đến từng hộ.\n")
    assert [one.key for one in row.near] == [coded]
    assert (row.proposed, ticked(coded) in page) == ("", False)
    row, page, _path = choose("1. Bảo đảm 100% điểm bưu chính có người phục vụ.\n")
    assert {"measure:points-staffed", "register:staffed"} <= {one.key for one in row.near}
    assert row.proposed == "measure:points-staffed", "the one all whose words are there"
    row, page, _path = choose("1. Vận động 80% chủ hộ xác nhận mã địa chỉ.\n")
    assert row.proposed == "measure:households-confirmed", "the one most of whose words are there"


def test_a_measure_of_another_limit_side_or_thing_says_so(client, operator):
    client.get("/language/vi/")
    words = Words(
        "Phản ánh cuộc gọi rác xử lý trong 7 ngày", "Spam", "phản ánh", "reports", "Sở", ""
    )
    open_register("spam", words, Level.COMMUNE, 90, operator)
    asked = "1. Xử lý 100% phản ánh cuộc gọi rác trong {} ngày làm việc.\n"
    [near] = proposals(client, operator, asked.format(3))
    assert [one.differs for one in near] == ["khác giới hạn: 7 ngày"]
    [near] = proposals(client, operator, asked.format(2).replace("ngày làm việc", "giờ"))
    assert [one.differs for one in near] == ["khác giới hạn: 7 ngày"]
    [near] = proposals(client, operator, "1. Phản ánh cuộc gọi rác xử lý chậm dưới 2%.\n")
    assert [one.differs for one in near] == ["có thể đếm phần ngược lại"]
    [near] = proposals(
        client, operator, "1. Phản ánh cuộc gọi rác xử lý trong 7 ngày tới 95% dân số.\n"
    )
    assert [one.differs for one in near] == ["đếm theo phản ánh"]
    title = "Đơn vị có hệ thống thông tin đã được đánh giá"
    open_register(
        "rated", Words(title, "Rated", "đơn vị", "units", "Sở", ""), Level.COMMUNE, 90, operator
    )
    [near] = proposals(client, operator, "1. Đánh giá 100% hệ thống thông tin của đơn vị.\n")
    assert [one.differs for one in near] == ["đếm theo đơn vị"], "units are no systems"
    [near] = proposals(client, operator, "1. Giảm 20% phản ánh cuộc gọi rác xử lý trong 7 ngày.\n")
    assert near == [], "by how much it changes is no share"
    [near] = proposals(client, operator, asked.format(7).replace("Xử", "Cùng xử"))
    assert [one.differs for one in near] == [""]


def test_what_was_left_out_of_handing_down_is_not_ticked_again(client, operator):
    text = "1. UBND các xã, phường rà soát hồ sơ.\n2. UBND các xã, phường gắn mã cho hộ.\n"
    made = enter(Head("plan", "own", "Sở", today(), "Năm nay"), text, operator)
    made.duties.update(state=DutyState.ACCEPTED)
    form = {"title": "Kế hoạch", "begins_on": today(), "ends_on": today().replace(month=12, day=31),
            "organisation": "Sở Khoa học", "parent": "", "with_tasks": "on"}  # fmt: skip
    path = client.post(f"/programme/plans/?from={made.pk}", form)["Location"].partition("#")[0]
    client.post(f"{path}adopt/")
    first, _second = Task.objects.order_by("pk")
    assert len(client.get(path).context["by_communes"]) == 2
    client.post(f"{path}hand-down/", {"to": "all", "task": [first.pk]})
    assert client.get(path).context["by_communes"] == set()


def test_a_task_of_two_acts_is_known_by_both_in_every_table(client, operator):
    client.get("/language/vi/")
    act = "Niêm yết công khai danh sách điểm phục vụ bưu chính tại trụ sở và nhà sinh hoạt chung"
    how_far = "tỷ lệ phản ánh về điểm phục vụ bưu chính được trả lời đạt từ 90% trở lên"
    made = enter(Head("plan", "own", "Sở", today(), "Năm nay"), f"1. {act}; {how_far}.\n", operator)
    made.duties.update(state=DutyState.ACCEPTED)
    form = {"title": "Kế hoạch", "begins_on": today(), "ends_on": today().replace(month=12, day=31),
            "organisation": "Sở Khoa học", "parent": "", "with_tasks": "on"}  # fmt: skip
    path = client.post(f"/programme/plans/?from={made.pk}", form)["Location"].partition("#")[0]
    (task,) = Task.objects.all()
    assert task.title.split("; ") == [act, how_far[0].upper() + how_far[1:]]
    counting = client.get(path).content.decode().split("<table")[1].split("</table>")[0]
    assert f"Cùng việc: {act}" in counting
    client.post(f"{path}adopt/")
    picks = client.get(path).content.decode().split('id="ticked"')[1]
    shown = re.search(rf'<span title="{task.title}">([^<]*)', picks)[1]
    assert "Niêm yết công khai danh sách" in shown
    assert "…; Tỷ lệ phản ánh về điểm phục vụ" in shown
    leader = client.get(f"/programme/?programme={task.programme_id}").content.decode()
    assert f"đạt từ 90% trở lên; {act}</a>" in leader
