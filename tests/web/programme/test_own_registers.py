"""A register that is opened in the plan's table of what counts, where nothing else fits."""

import pytest
from tests.web.programme.plan_forms import count_by

from diaban.spine.evidence.keeping import Words, open_register
from diaban.spine.evidence.models import Register
from diaban.spine.programme.models import Target, Task
from diaban.web.programme import own_registers

pytestmark = pytest.mark.usefixtures("hanoi")


@pytest.mark.parametrize(("level", "kept"), [("commune", "commune"), ("province", "province")])
def test_a_register_of_its_own_is_opened_in_the_table_of_all_targets(
    client, plan, tasks, level, kept
):
    target = tasks[1].targets.get()
    form = {"target": [target.pk], f"version-{target.pk}": target.version,
            f"other-{target.pk}": f"own:{level}", f"noun-{target.pk}": "điểm"}  # fmt: skip
    client.post(f"/programme/plans/{plan.pk}/measures/", form)
    register = target.gauges.get().register
    assert (register.title_vi, register.noun_vi, register.level) == (target.title, "điểm", kept)


def test_a_register_of_its_own_needs_to_know_what_is_counted(client, plan, tasks):
    client.get("/language/vi/")
    target = tasks[1].targets.get()
    form = {"target": [target.pk], f"version-{target.pk}": target.version,
            f"other-{target.pk}": "own:commune", f"noun-{target.pk}": ""}  # fmt: skip
    page = client.post(f"/programme/plans/{plan.pk}/measures/", form)
    assert "Đếm cái gì: cần điền" in page.context["refused"]
    assert '<option value="own:commune" selected>' in page.content.decode()
    assert not target.gauges.exists()
    form[f"other-{target.pk}"] = "own:district"
    assert client.post(f"/programme/plans/{plan.pk}/measures/", form).status_code == 409


def own(target, level="province", noun="điểm"):
    return {"target": [target.pk], f"version-{target.pk}": target.version,
            f"other-{target.pk}": f"own:{level}", f"noun-{target.pk}": noun}  # fmt: skip


def test_a_form_that_is_sent_again_opens_no_register_again(client, plan, tasks):
    path, target = f"/programme/plans/{plan.pk}/measures/", tasks[1].targets.get()
    told = [client.post(path, own(target)).status_code for _time in range(3)]
    assert told == [302, 302, 302]
    assert Register.objects.filter(title_vi=target.title).count() == 1
    assert target.gauges.count() == 1


def test_no_register_is_opened_beside_what_somebody_chose_meanwhile(client, plan, tasks):
    client.get("/language/vi/")
    path, target = f"/programme/plans/{plan.pk}/measures/", tasks[1].targets.get()
    count_by(client, tasks[1])
    target.refresh_from_db()
    page = client.post(path, own(target))
    assert page.status_code == 409
    assert f"Việc {tasks[1].number}: Chỉ tiêu đã có cách đếm" in page.context["refused"]
    assert not Register.objects.filter(title_vi=target.title).exists()


def test_no_register_is_opened_for_a_target_that_was_changed_meanwhile(client, plan, tasks):
    path, target = f"/programme/plans/{plan.pk}/measures/", tasks[1].targets.get()
    Target.objects.filter(pk=target.pk).update(version=target.version + 1)
    assert client.post(path, own(target)).status_code == 409
    assert not Register.objects.filter(title_vi=target.title).exists()
    assert not target.gauges.exists()


def test_a_register_is_opened_with_the_share_that_is_written_beside_it(client, plan, tasks):
    target = tasks[1].targets.get()
    said = {**own(target), f"share-{target.pk}": "80"}
    assert client.post(f"/programme/plans/{plan.pk}/measures/", said).status_code == 302
    target.refresh_from_db()
    assert target.threshold == 0.8
    assert target.gauges.get().register.title_vi == target.title


def test_what_is_wrong_with_a_register_of_its_own_is_said_of_its_task(client, plan, tasks):
    client.get("/language/vi/")
    path, target = f"/programme/plans/{plan.pk}/measures/", tasks[1].targets.get()
    page = client.post(path, own(target, noun="đ" * 61))
    assert f"Việc {tasks[1].number}: Đếm cái gì: tối đa 60" in page.context["refused"]
    Task.objects.filter(pk=tasks[1].pk).update(field="nowhere")
    page = client.post(path, own(target))
    assert f"Việc {tasks[1].number}: " in page.context["refused"]


def test_another_plan_that_takes_the_name_in_between_hinders_no_register(
    client, plan, tasks, operator, monkeypatch
):
    target, free = tasks[1].targets.get(), iter(["taken", "taken", "of-its-own"])
    open_register("taken", Words("x", "x", "x", "x", "x"), "commune", 90, operator)
    monkeypatch.setattr(own_registers, "_free_key", lambda title: next(free))
    client.post(f"/programme/plans/{plan.pk}/measures/", own(target))
    assert target.gauges.get().register.key == "of-its-own"


def test_what_a_register_of_its_own_would_count_is_read_from_the_words(client, plan, directive):
    share, count = directive.duties.order_by("start")
    count.relation, count.value, count.value_unit = ">=", 2, "mô hình"
    count.save()
    client.post(f"/programme/plans/{plan.pk}/tasks/", {"duty": [share.pk, count.pk], "do": "each"})
    page = client.get(f"/programme/plans/{plan.pk}/")
    nouns = {one.target.duty_id: one.noun for one in page.context["choosing"]}
    assert nouns[count.pk] == "mô hình"
    assert nouns[share.pk] in share.quote
    assert nouns[share.pk]
