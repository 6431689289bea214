"""From accepted duties to a live target in every commune, by the pages' own forms."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from tests.web.programme.plan_forms import as_written, change, count_by

from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.directives import DutyState
from diaban.spine.programme.drafting import Head, enter
from diaban.spine.programme.models import Assignment, Programme, Target, Task
from diaban.spine.programme.targets import read_target

pytestmark = pytest.mark.usefixtures("hanoi")
TEXT = "1. Phấn đấu 95% hộ có mã địa chỉ.\n2. Sở Tài chính rà soát kinh phí trước ngày 15/3.\n"


def test_the_whole_way_from_duties_to_a_live_target_in_every_commune(client, plan, tasks):
    path = f"/programme/plans/{plan.pk}/"
    for task in tasks:
        count_by(client, task)
    client.post(f"{path}adopt/")
    client.post(f"{path}hand-down/", {"to": "all", "task": [task.pk for task in tasks]})
    communes = city_communes(today()).count()
    assert Assignment.objects.count() == communes * len(tasks)
    assert all(read_target(target, today()).is_measurable for target in Target.objects.all())
    page = client.get(path)
    assert page.context["sent"] == communes * len(tasks)


def test_each_step_says_what_comes_next(client, plan, directive):
    client.get("/language/vi/")
    path = f"/programme/plans/{plan.pk}/"

    def told() -> str:
        return client.get(path).content.decode().split('id="next"')[1].split("</p>")[0]

    assert "chọn nhiệm vụ bên dưới" in told()
    duty = directive.duties.order_by("start").first()
    client.post(f"{path}tasks/", {"duty": [duty.pk], "do": "each"})
    assert "chọn cách đếm" in told()
    count_by(client, Task.objects.get())
    assert "ban hành kế hoạch, rồi giao xuống" in told()
    client.post(f"{path}adopt/")
    assert "giao đầu việc xuống" in told()


def test_duties_that_another_plan_serves_are_not_ticked_again(client, plan, tasks):
    said = {"title": "Khác", "begins_on": "2026-01-01", "ends_on": "2026-12-31",
            "organisation": "Sở"}  # fmt: skip
    other = client.post("/programme/plans/", said)["Location"]
    page = client.get(other)
    assert page.context["waiting"] == []
    assert len(page.context["elsewhere"]) == len(tasks)


def test_a_register_is_opened_in_one_short_form_and_counts_at_once(client, tasks):
    said = {"register_title": "Điểm có người phục vụ", "noun": "điểm"}
    change(client, tasks[1], "register", **said)
    gauge = tasks[1].targets.get().gauges.get()
    assert gauge.register.key == "diem-co-nguoi-phuc-vu"
    again = change(client, tasks[0], "register", **said)
    assert again.status_code == 302
    assert tasks[0].targets.get().gauges.get().register.key == "diem-co-nguoi-phuc-vu-2"


def test_a_plan_of_next_year_shows_where_it_starts_from(client, plan, tasks):
    Programme.objects.update(begins_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    Target.objects.update(begins_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    count_by(client, tasks[0])
    standing = read_target(tasks[0].targets.get(), today())
    assert standing.is_measurable
    assert standing.gauge.valid_from <= today()


def test_who_leads_and_what_counts_it_are_saved_together(client, tasks):
    count_by(client, tasks[0], lead="Sở Khoa học và Công nghệ")
    task = Task.objects.get(pk=tasks[0].pk)
    assert task.lead.name == "Sở Khoa học và Công nghệ"
    assert task.targets.get().gauges.get().measure == "households-coded"
    count_by(client, task, lead="Sở Tài chính")
    assert task.targets.get().gauges.count() == 1, "what counts it already is not chosen anew"


def test_what_counts_it_stays_chosen_in_a_form_that_is_refused(client, tasks):
    target = tasks[0].targets.get()
    said = as_written(tasks[0], title="", **{f"by-{target.pk}": "measure:households-coded"})
    page = change(client, tasks[0], "task", **said)
    assert page.status_code == 409
    assert 'value="measure:households-coded" selected' in page.content.decode()
    assert not target.gauges.exists()


def test_the_next_step_leads_to_adopting(client, plan, tasks):
    path = f"/programme/plans/{plan.pk}/"
    for task in tasks:
        count_by(client, task)
    page = client.get(path).content.decode()
    assert '<a href="#adopt">' in page.split('id="next"')[1].split("</p>")[0]
    assert 'id="adopt"' in page


def test_a_target_without_a_measure_is_not_measurable_yet_and_says_what_it_lacks(client, tasks):
    client.get("/language/vi/")
    change(client, tasks[1], "lacks", lacks="chưa có danh sách điểm")
    page = client.get(f"/programme/plans/{tasks[1].programme_id}/").content.decode()
    assert "chưa đo được" in page
    assert "chưa có danh sách điểm" in page


def test_what_several_targets_lack_is_said_once_and_the_counts_and_next_step_follow(
    client, plan, tasks
):
    client.get("/language/vi/")
    path = f"/programme/plans/{plan.pk}/"
    asked = {name: count for name, _words, count in client.get(path).context["severities"]}
    targets = list(Target.objects.values_list("pk", flat=True))
    said = {"target": targets, "lacks": "Chưa có sổ minh chứng"}
    assert client.post(f"{path}measures/", said).status_code == 302
    assert set(Target.objects.values_list("lacks", flat=True)) == {"Chưa có sổ minh chứng"}
    page = client.get(path)
    assert "ban hành kế hoạch" in page.content.decode().split('id="next"')[1].split("</p>")[0]
    left = {name: count for name, _words, count in page.context["severities"]}
    assert left.get("question", 0) < asked["question"]
    for wrong in ({"lacks": "x"}, {"target": ["x"]}):
        assert client.post(f"{path}measures/", wrong).status_code == 409


@pytest.mark.parametrize(
    ("relation", "shown"),
    [("<=", "<b>không quá</b>"), (">=", '<small class="quiet">ít nhất</small>')],
)
def test_the_side_of_its_number_on_which_a_target_stays_is_shown(
    client, plan, tasks, relation, shown
):
    tasks[0].targets.update(relation=relation)
    client.get("/language/vi/")
    row = client.get(f"/programme/plans/{plan.pk}/").content.decode()
    row = row.split(f'name="share-{tasks[0].targets.get().pk}"')[0]
    assert row[-200:].rstrip().removesuffix("<input").rstrip().endswith(shown)


def test_what_counts_each_target_how_much_and_until_when_is_chosen_on_one_page(client, plan, tasks):
    client.get("/language/vi/")
    path = f"/programme/plans/{plan.pk}/"
    coded, money = (task.targets.get() for task in tasks)
    page = client.get(path)
    near = {one.target.pk: one.near for one in page.context["choosing"]}
    assert "measure:households-coded" in [one.key for one in near[coded.pk]]
    assert f'name="by-{coded.pk}" value="measure:households-coded"' in page.content.decode()
    said = {
        "target": [coded.pk, money.pk], "lacks": "Chưa có sổ minh chứng",
        f"by-{coded.pk}": "measure:households-coded", f"by-{money.pk}": "",
    }  # fmt: skip
    for target, share, until in ((coded, "97,5", "2026-09-30"), (money, "", "")):
        said |= {
            f"version-{target.pk}": target.version, f"share-{target.pk}": share,
            f"until-{target.pk}": until,
        }  # fmt: skip
    wrong = client.post(f"{path}measures/", {**said, f"share-{coded.pk}": "nhiều"})
    assert wrong.status_code == 409
    assert not coded.gauges.exists(), "what is refused is refused as a whole"
    assert client.post(f"{path}measures/", said).status_code == 302
    coded.refresh_from_db()
    money.refresh_from_db()
    assert coded.gauges.get().measure == "households-coded"
    assert (coded.threshold, coded.ends_on) == (0.975, date(2026, 9, 30))
    assert money.lacks == "Chưa có sổ minh chứng"
    assert coded.task.original_deadline == date(2026, 9, 30)
    told = client.get(path)
    assert [one.target for one in told.context["choosing"]] == [money]
    assert "ban hành kế hoạch" in told.content.decode().split('id="next"')[1].split("</p>")[0]


def test_after_adopting_the_page_says_what_can_still_be_done_and_where(client, plan, tasks):
    client.get("/language/vi/")
    client.post(f"/programme/plans/{plan.pk}/adopt/")
    page = client.get(f"/programme/plans/{plan.pk}/").content.decode()
    assert "Vẫn làm được" in page
    for target in Target.objects.all():
        assert f"/programme/targets/{target.pk}/#recipe" in page
    assert client.post(f"/programme/plans/{plan.pk}/measures/", {
        "target": [target.pk], "lacks": "x"}).status_code == 409  # fmt: skip


def test_a_percentage_is_the_threshold_and_a_count_is_shown_as_it_was_asked(
    client, plan, directive
):
    client.get("/language/vi/")
    share, count = directive.duties.order_by("start")
    count.relation, count.value, count.value_unit = ">=", 2, "mô hình"
    count.save()
    path = f"/programme/plans/{plan.pk}/"
    client.post(f"{path}tasks/", {"duty": [share.pk, count.pk], "do": "each"})
    page = client.get(path)
    flaws = [what for row in page.context["rows"] for _name, _grade, what, _other in row.questions]
    assert "Chưa có con số phải đạt" not in map(str, flaws)
    assert "ít nhất 95\xa0%" in page.content.decode()
    assert "Chỉ tiêu</a>: ít nhất 2 mô hình" in page.content.decode()
    counted = Target.objects.get(duty=count)
    assert "ít nhất 2 mô hình" in client.get(f"/programme/targets/{counted.pk}/").content.decode()


def test_a_share_becomes_a_number_in_the_tasks_form_and_back_again(client, tasks):
    change(client, tasks[0], "target", title="Trạm", relation=">=", threshold="40", kind="amount")
    target = tasks[0].targets.get()
    assert (target.amount, target.threshold) == (40, 1.0)
    page = client.get(f"/programme/targets/{target.pk}/").content.decode()
    assert "ít nhất 40" in page
    change(client, tasks[0], "target", title="Trạm", relation=">=", threshold="95", kind="share",
           version=target.version)  # fmt: skip
    target.refresh_from_db()
    assert (target.amount, target.threshold) == (None, 0.95)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"threshold": "yes"}, "“yes” không phải số"),
        ({"threshold": "N/A"}, "“N/A” không phải số"),
        ({"threshold": "130"}, "tỷ lệ từ 0 đến 100"),
        ({"milestones": "giữa năm 50"}, "không phải ngày"),
        ({"milestones": "1/6/2026 50\n1/6/2026 60"}, "hai dòng cùng một ngày"),
        ({"ends_on": "2025-01-01"}, "Ngày kết thúc trước"),
        ({"title": ""}, "cần điền"),
    ],
)
def test_what_a_target_cannot_be_is_refused_in_words(client, tasks, said, words):
    client.get("/language/vi/")
    whole = {"title": "Mã", "relation": ">=", "threshold": "95", "begins_on": "2026-01-01",
             "ends_on": "2026-12-31", "milestones": ""}  # fmt: skip
    page = change(client, tasks[0], "target", **{**whole, **said})
    assert page.status_code == 409
    assert words in page.context["refused"]


def test_of_two_who_correct_a_task_the_second_is_told_and_keeps_what_was_written(client, tasks):
    said = {"title": "Của người thứ nhất", "field": "", "lead": "Sở A", "partners": "",
            "product": "", "original_deadline": "", "version": 0}  # fmt: skip
    assert change(client, tasks[0], "task", **said).status_code == 302
    mine = {**said, "title": "Của người thứ hai", "lead": "Sở B", "partners": "Sở C; Sở D"}
    page = change(client, tasks[0], "task", **mine)
    told = page.content.decode()
    assert page.status_code == 409
    for words in ("Của người thứ nhất", "Của người thứ hai</textarea>", 'value="Sở B"',
                  'value="Sở C; Sở D"', 'name="version" value="1"'):  # fmt: skip
        assert words in told
    assert change(client, tasks[0], "drop", version=0).status_code == 409
    assert Task.objects.get(pk=tasks[0].pk).title == "Của người thứ nhất"


def test_of_two_who_set_a_target_the_second_is_told_and_keeps_what_was_written(client, tasks):
    first, second = city_communes(today())[:2]
    said = {"title": "Mã", "relation": ">=", "threshold": "90", "begins_on": "2026-01-01",
            "ends_on": "2026-12-31", "milestones": "", "version": 0}  # fmt: skip
    assert change(client, tasks[0], "target", **said, unit=[first.code]).status_code == 302
    mine = {**said, "threshold": "77,5", "milestones": "30/6/2026 41", "unit": [second.code]}
    page = change(client, tasks[0], "target", **mine)
    told = page.content.decode()
    assert page.status_code == 409
    assert 'value="77,5"' in told
    assert "30/6/2026 41</textarea>" in told
    assert f'value="{second.code}" checked' in told
    assert f'value="{first.code}" checked' not in told
    assert tasks[0].targets.get().threshold == 0.9


def test_places_window_and_milestones_are_taken(client, tasks):
    unit = city_communes(today()).first()
    said = {"title": "Mã", "relation": ">=", "threshold": "90,5", "begins_on": "2026-01-01",
            "ends_on": "2026-12-31", "milestones": "30/6/2026 50\n31/12/2026 90,5",
            "unit": [unit.code]}  # fmt: skip
    change(client, tasks[0], "target", **said)
    target = tasks[0].targets.get()
    assert (target.threshold, target.milestones) == (
        0.905, [["2026-06-30", 0.5], ["2026-12-31", 0.905]],
    )  # fmt: skip
    assert list(target.places.all()) == [unit]


def test_what_cannot_be_meant_is_marked_and_hinders_adopting(client, plan, tasks):
    client.get("/language/vi/")
    said = {"title": "Mã", "field": "", "lead": "", "partners": "", "product": "",
            "original_deadline": "2025-06-30"}  # fmt: skip
    change(client, tasks[0], "task", **said)
    page = client.post(f"/programme/plans/{plan.pk}/adopt/")
    assert page.status_code == 409
    text = page.content.decode()
    assert "Thời hạn trước cả ngày của văn bản giao việc" in text
    assert "Thời hạn trước khi kế hoạch bắt đầu" not in text


def test_it_is_handed_down_to_chosen_communes_alone(client, plan, tasks):
    path = f"/programme/plans/{plan.pk}/"
    client.post(f"{path}adopt/")
    every = [task.pk for task in tasks]
    assert client.post(f"{path}hand-down/", {"to": "chosen", "task": every}).status_code == 409
    codes = list(city_communes(today()).values_list("code", flat=True)[:2])
    client.post(f"{path}hand-down/", {"to": "chosen", "unit": codes, "task": every})
    assert Assignment.objects.count() == 2 * len(tasks)


def test_what_names_the_communes_is_ticked_and_only_the_ticked_is_handed_down(client, plan, tasks):
    client.get("/language/vi/")
    path = f"/programme/plans/{plan.pk}/"
    client.post(f"{path}adopt/")
    assert client.get(path).context["by_communes"] == set()
    assert "Văn bản không nêu xã, phường ở việc nào" in client.get(path).content.decode()
    theirs, other = tasks
    theirs.duties.update(partners_said="các xã, phường")
    assert client.get(path).context["by_communes"] == {theirs.pk}
    assert client.post(f"{path}hand-down/", {"to": "all"}).status_code == 409
    client.post(f"{path}hand-down/", {"to": "all", "task": [other.pk]})
    assert set(Assignment.objects.values_list("task_id", flat=True)) == {other.pk}


def test_who_leads_where_nobody_is_named_is_asked_and_not_taken_in_silence(client, plan, tasks):
    client.get("/language/vi/")
    path = f"/programme/plans/{plan.pk}/"
    nobodys, named = tasks
    assert (nobodys.lead, named.lead.name) == (None, "Sở Tài chính")
    asked = "Văn bản không nêu ai chủ trì việc 1. Ai chủ trì?"
    assert asked in client.get(path).content.decode()
    both = [task.pk for task in tasks]
    assert client.post(f"{path}measures/", {"leaderless": both, "leader": ""}).status_code == 302
    assert asked in client.get(path).content.decode()
    client.post(f"{path}measures/", {"leaderless": both, "leads_itself": "on"})
    leads = [task.lead.name for task in plan.tasks.order_by("pk")]
    assert leads == [plan.organisation.name, "Sở Tài chính"]
    assert "Ai chủ trì?" not in client.get(path).content.decode()


def test_lead_day_and_measure_of_one_task_are_saved_at_once(client, plan, tasks):
    task, target = tasks[0], tasks[0].targets.get()
    said = {"leaderless": [task.pk], "leader": "Sở Y tế", "target": [target.pk],
            f"version-{target.pk}": target.version, f"until-{target.pk}": "2026-09-30",
            f"share-{target.pk}": "80", f"by-{target.pk}": "measure:households-coded"}  # fmt: skip
    Task.objects.filter(pk=task.pk).update(original_deadline=None)
    assert client.post(f"/programme/plans/{plan.pk}/measures/", said).status_code == 302
    task.refresh_from_db()
    target.refresh_from_db()
    assert (task.lead.name, task.original_deadline) == ("Sở Y tế", date(2026, 9, 30))
    assert (target.threshold, target.ends_on) == (0.8, date(2026, 9, 30))
    assert target.gauges.get().measure == "households-coded"


def test_a_task_without_a_day_gets_none_by_saving_what_counts_its_target(client, plan, tasks):
    task, target = tasks[0], tasks[0].targets.get()
    Task.objects.filter(pk=task.pk).update(original_deadline=None)
    path = f"/programme/plans/{plan.pk}/"
    shown = client.get(path).content.decode()
    assert re.search(rf'name="until-{target.pk}" [^>]*value=""', shown)
    said = {"target": [target.pk], f"version-{target.pk}": target.version, f"until-{target.pk}": "",
            f"share-{target.pk}": "80", f"by-{target.pk}": "measure:households-coded"}  # fmt: skip
    assert client.post(f"{path}measures/", said).status_code == 302
    task.refresh_from_db()
    assert (task.original_deadline, target.gauges.get().measure) == (None, "households-coded")


def test_what_was_chosen_stands_again_where_the_table_is_refused_and_the_task_is_named(
    client, plan, tasks
):
    client.get("/language/vi/")
    target = tasks[1].targets.get()
    said = {"target": [target.pk], f"version-{target.pk}": target.version, "lacks": "x",
            f"until-{target.pk}": "hôm nào",
            f"by-{target.pk}": "measure:households-coded"}  # fmt: skip
    page = client.post(f"/programme/plans/{plan.pk}/measures/", said)
    assert page.status_code == 409
    assert f"Việc {tasks[1].number}: " in page.content.decode()
    (row,) = [one for one in page.context["choosing"] if one.target == target]
    assert (row.chosen, row.until) == ("measure:households-coded", "hôm nào")


def test_what_has_to_be_ready_before_the_plan_begins_keeps_its_day(client, operator):
    head = Head("plan", "committee", "UBND", date(2026, 11, 20), "Năm 2027")
    made = enter(head, "1. Sở Y tế xây dựng kế hoạch trước ngày 15/12/2026.\n", operator)
    made.duties.update(state=DutyState.ACCEPTED)
    form = {"title": "Kế hoạch", "begins_on": "2027-01-01", "ends_on": "2027-12-31",
            "organisation": "Sở", "parent": "", "with_tasks": "on"}  # fmt: skip
    page = client.get(f"/programme/plans/?from={made.pk}")
    assert page.context["first"] == date(2026, 11, 20), "the plan proposed begins in time for it"
    client.post(f"/programme/plans/?from={made.pk}", form)
    target = Target.objects.get()
    assert (target.begins_on, target.ends_on) == (date(2026, 11, 20), date(2026, 12, 14))


def test_a_drafts_title_and_years_are_corrected_and_an_adopted_plans_are_not(client, plan, tasks):
    path = f"/programme/plans/{plan.pk}/"
    form = {"title": "Kế hoạch 2027", "begins_on": "2027-01-01", "ends_on": "2027-12-31",
            "seen_begins_on": str(plan.begins_on), "seen_ends_on": str(plan.ends_on)}  # fmt: skip
    assert client.post(f"{path}change/", {**form, "ends_on": "x"}).status_code == 409
    assert client.post(f"{path}change/", form).status_code == 302
    plan.refresh_from_db()
    assert (plan.title, plan.begins_on.year, plan.ends_on.year) == ("Kế hoạch 2027", 2027, 2027)
    assert client.post(f"{path}change/", form).status_code == 409, "somebody was faster"
    client.post(f"{path}adopt/")
    form |= {"seen_begins_on": "2027-01-01", "seen_ends_on": "2027-12-31", "title": "Khác"}
    assert client.post(f"{path}change/", form).status_code == 409


def test_a_lead_that_is_no_known_body_is_shown_as_the_document_writes_it(client, plan, directive):
    client.get("/language/vi/")
    said = "Ủy ban nhân dân các xã, phường"
    directive.duties.update(lead_said=said)
    path = f"/programme/plans/{plan.pk}/"
    numbers = [duty.pk for duty in directive.duties.all()]
    client.post(f"{path}tasks/", {"duty": numbers, "do": "each"})
    assert f"Chủ trì theo văn bản: {said}" in client.get(path).content.decode()
    client.post(f"{path}adopt/")
    task = plan.tasks.first()
    assert said in client.get(f"/programme/tasks/{task.pk}/").content.decode().split("“")[0]
    leader = client.get(f"/programme/?programme={plan.pk}").content.decode()
    assert f"Chủ trì theo văn bản: {said}" in leader
    assert "cần phân công" not in leader


def test_the_linters_panel_stays_on_the_page_of_an_adopted_plan(client, plan, tasks):
    client.post(f"/programme/plans/{plan.pk}/adopt/")
    page = client.get(f"/programme/plans/{plan.pk}/")
    assert page.context["severities"]
    assert 'id="missing"' in page.content.decode()


def test_a_commune_reads_an_adopted_plan_and_its_document_and_no_draft(client, plan, tasks):
    officer = Client()
    person = User.objects.create(username="xa", role=Role.COMMUNE, joined_at=timezone.now())
    officer.force_login(person)
    path, desk = (
        f"/programme/plans/{plan.pk}/",
        f"/programme/directives/{tasks[0].duties.first().directive_id}/",
    )
    assert officer.get(path).status_code == officer.get(desk).status_code == 404
    plan.stage, plan.adopted_on = "adopted", today()
    plan.save()
    assert officer.get(path).status_code == officer.get(desk).status_code == 200
    assert officer.post(f"{path}adopt/").status_code == 403


def test_plans_stand_in_one_another(client, plan):
    said = {"title": "Quý I", "begins_on": "2026-01-01", "ends_on": "2026-03-31",
            "organisation": "Sở", "parent": str(plan.pk)}  # fmt: skip
    client.post("/programme/plans/", said)
    branches = client.get("/programme/plans/").context["branches"]
    assert [(b.programme.title, len(b.depth)) for b in branches] == [("Kế hoạch", 0), ("Quý I", 1)]
    page = client.post("/programme/plans/", {**said, "ends_on": "2027-03-31"})
    assert page.status_code == 422


def test_adopting_is_asked_once_more_and_says_how_many_tasks_stand_from_then_on(
    client, plan, tasks
):
    client.get("/language/vi/")
    page = client.get(f"/programme/plans/{plan.pk}/").content.decode()
    asked = page.split('<details id="adopt">')[1].split("</details>")[0]
    assert "2 đầu việc không sửa lại" in asked
    assert "Ban hành chính thức</button>" in asked
    assert f'action="/programme/plans/{plan.pk}/adopt/"' in asked


def test_a_plan_from_a_document_takes_its_year_and_subject_and_is_of_the_department(
    client, operator
):
    client.get("/language/vi/")
    subject = "Đẩy mạnh chuyển đổi số năm 2027"
    head = Head("directive", "committee", "UBND thành phố", date(2026, 11, 2), subject, number="9")
    made = enter(head, TEXT, operator)
    page = client.get(f"/programme/plans/?from={made.pk}")
    assert page.context["first"] == date(2027, 1, 1)
    assert page.context["last"] == date(2027, 12, 31)
    assert page.context["body"] == "Sở Khoa học và Công nghệ Hà Nội", "not of who issued it"
    assert page.context["proposed"] == f"Kế hoạch thực hiện 9: {subject}"
    for wrong in ("x", "99999", ""):
        assert client.get(f"/programme/plans/?from={wrong}").context["body"].startswith("Sở")
    desk = client.get(f"/programme/directives/{made.pk}/").content.decode()
    made.duties.update(state=DutyState.ACCEPTED)
    desk = client.get(f"/programme/directives/{made.pk}/").content.decode()
    assert f"/programme/plans/?from={made.pk}" in desk


def test_a_duty_card_names_the_partners(client, directive):
    client.get("/language/vi/")
    directive.duties.update(partners_said="Bưu điện thành phố")
    desk = client.get(f"/programme/directives/{directive.pk}/").content.decode()
    assert "phối hợp Bưu điện thành phố" in desk
