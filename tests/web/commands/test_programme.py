"""`diaban programme check`: fails where a duty of an adopted programme is served by nothing."""

import pytest

from diaban.spine.programme.models import Duty, Gauge, Target


@pytest.fixture(autouse=True)
def programme(loaded_programme, official_hanoi, operator, settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path / "figures"
    return loaded_programme.put_back(settings.FIGURE_FOLDER)


def test_the_programme_of_2021_passes(diaban):
    told = diaban("programme", "check")
    assert (told.exit_code, told.err) == (0, "")
    assert told.out.startswith("✓ 47 nhiệm vụ được giao")
    assert diaban("programme", "check", "--all", "--json").out == ""


def test_each_way_to_be_an_orphan_fails_the_check(diaban, operator):
    target = Target.objects.filter(lacks="", gauges__register__isnull=False).first()
    duty = target.task.duties.first()
    Target.objects.create(
        task=target.task, title="Thêm sau", begins_on=target.begins_on, ends_on=target.ends_on
    )
    told = diaban("programme", "check")
    assert told.exit_code == 1
    assert "[Thêm sau]: chưa có cách đếm và chưa nói rõ còn thiếu gì" in told.out
    rows = diaban("programme", "check", "--json").objects
    assert {row["reason"] for row in rows} == {"no_gauge"}
    assert duty.key in {row["key"] for row in rows}
    Target.objects.filter(title="Thêm sau").delete()
    assert diaban("programme", "check").exit_code == 0
    Gauge.objects.create(
        target=target, measure="gone", valid_from=target.ends_on, set_at=duty.directive.entered_at,
        set_by=operator,
    )  # fmt: skip
    [row, *_rest] = diaban("programme", "check", "--json").objects
    assert (row["reason"], row["target"]) == ("unknown_measure", target.title)


def test_a_duty_that_no_task_carries_out_fails_the_check(diaban):
    Duty.objects.get(key="BC-3").tasks.clear()
    told = diaban("programme", "check")
    assert told.exit_code == 1
    assert "BC-3 “Có người phục vụ ở mọi điểm bưu điện xã”" in told.out
    assert "no task carries it out" in told.out
