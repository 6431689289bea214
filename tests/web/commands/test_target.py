"""`diaban target`: the targets of a programme, and one with its places, counts and source."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.hanoi import commune_of_postal_code

from diaban.spine.evidence.models import Register
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.parties.departments import DEPARTMENT_OF_2021, load_departments
from diaban.spine.parties.models import Organisation
from diaban.spine.places.units import today
from diaban.spine.programme.cascading import adopt
from diaban.spine.programme.declared import declare
from diaban.spine.programme.models import Gauge, Programme, Target, Task

YEAR = today().year


@pytest.fixture(autouse=True)
def figures(settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path / "figures"


def plan(title: str, year: int, operator) -> Programme:
    load_departments()
    return Programme.objects.create(
        title=title, begins_on=date(year, 1, 1), ends_on=date(year, 12, 31), made_by=operator,
        organisation=Organisation.objects.get(name=DEPARTMENT_OF_2021), made_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def programme(hanoi, operator) -> Programme:
    made = plan("Chương trình thử", YEAR, operator)
    for number, title in (("1", "Điểm có người phục vụ"), ("2", "Nâng cấp đài truyền thanh")):
        task = Task.objects.create(programme=made, number=number, title=title, field="post")
        Target.objects.create(
            task=task, title=f"Chỉ tiêu {number}", threshold=0.8, begins_on=made.begins_on,
            ends_on=made.ends_on, lacks="" if number == "1" else "chưa có sổ đài",
            milestones=[[f"{YEAR}-01-01", 0.0], [f"{YEAR}-12-31", 0.8]],
        )  # fmt: skip
    adopt(made, operator)
    return made


@pytest.fixture
def target(programme, operator) -> Target:
    """Measured by a register: 5 of 10 known in one place, all of 10 in another; 10 unknown."""
    register = Register.objects.create(
        key="points", title_vi="Điểm", title_en="Points", noun_vi="điểm", noun_en="points",
        source="Kế hoạch 12/KH-UBND", opened_at=timezone.now(), opened_by=operator,
    )  # fmt: skip
    found = Target.objects.get(title="Chỉ tiêu 1")
    Gauge.objects.create(target=found, register=register, valid_from=date(YEAR, 1, 1),
                         set_at=timezone.now(), set_by=operator)  # fmt: skip
    here, there = (commune_of_postal_code(code) for code in ("11024", "11120"))
    said = [Said(here, today(), 5, 10, 10), Said(there, today(), 10, 10)]
    state(register, said, operator, Source("x.xlsx"))
    declare(found, None, today(), ("9", "10"), operator)
    return found


def test_the_list_tells_each_target_as_the_page_ranks_it(diaban, target):
    told = diaban("target", "list")
    assert told.exit_code == 0
    head, first, second = told.out.splitlines()
    assert "Chương trình thử" in head
    assert first.startswith(f"#{target.pk}  1. Chỉ tiêu 1: 75.0% (50.0%–83.3%), ≥ 80.0%")
    assert "khai báo / declared 90.0% (+15.0)" in first
    assert "lẽ ra / expected" in first
    assert "dự kiến / outlook" in first
    assert "Chỉ tiêu 2: chưa đo được / not measurable yet: chưa có sổ đài" in second


def test_for_a_machine_each_line_is_what_the_api_answers(diaban, target, client: Client):
    rows = diaban("target", "list", "--json").objects
    assert rows[0]["id"] == target.pk
    told = client.get(f"/api/v1/targets/{target.pk}").json()
    assert {name: rows[0][name] for name in told} == told
    assert rows[0]["programme_id"] == target.task.programme_id
    shown = json.loads(diaban("target", "show", target.pk, "--json").out)
    assert {name: shown[name] for name in told} == told


def test_one_target_is_shown_with_its_places_counts_and_source(diaban, target):
    told = diaban("target", "show", target.pk).out
    assert told.startswith("Chỉ tiêu 1\n")
    assert "75.0% (50.0%–83.3%), 15/20, chưa rõ / unknown 10" in told
    assert "Kế hoạch 12/KH-UBND" in told
    assert "points" in told
    here = commune_of_postal_code("11024")
    assert f"{here.code}  {here.full_name}: 50.0% (25.0%–75.0%), 5/10, chưa rõ / unknown 10" in told
    assert "chưa có số / silent: 124" in told
    shown = json.loads(diaban("target", "show", target.pk, "--json").out)
    first = next(one for one in shown["places"] if one["code"] == here.code)
    assert (first["numerator"], first["denominator"], first["unknown"]) == (5, 10, 10)
    assert shown["source"] == "Kế hoạch 12/KH-UBND"


def test_of_a_number_the_list_tells_how_much_of_it_is_there(diaban, target):
    target.threshold, target.amount = 1.0, 30
    target.save()
    _head, first, _second = diaban("target", "list").out.splitlines()
    assert ": 50.0% (50.0%–?), ≥ 30; khai báo / declared 30.0% (-20.0)" in first
    assert "cần đạt / to reach: ≥ 30, " in diaban("target", "show", target.pk).out


def test_another_day_is_told_as_it_was(diaban, target):
    before = str(today() - timedelta(days=1))
    told = diaban("target", "show", target.pk, "--as-of", before)
    assert "chưa biết gì / nothing known" in told.out
    to_come = diaban("target", "list", "--as-of", "2999-01-01")
    assert (to_come.exit_code, to_come.out) == (2, "")


def test_the_plan_that_runs_is_listed_and_another_by_its_number(diaban, target, operator):
    later = plan("Kế hoạch năm sau", YEAR + 1, operator)
    task = Task.objects.create(programme=later, number="1", title="Việc")
    Target.objects.create(
        task=task, title="Năm sau", begins_on=later.begins_on, ends_on=later.ends_on
    )
    adopt(later, operator)
    told = diaban("target", "list")
    assert "Chỉ tiêu 1" in told.out
    assert "Năm sau" not in told.out
    assert f"--programme {later.pk}" in told.err
    assert "Năm sau" in diaban("target", "list", "--programme", later.pk).out


def test_who_asks_for_what_there_is_not_is_told_what_there_is(diaban, programme, operator):
    draft = plan("Dự thảo", YEAR + 1, operator)
    for number in (999, draft.pk):
        unknown = diaban("target", "list", "--programme", number)
        assert unknown.exit_code == 3
        assert f"{programme.pk} Chương trình thử" in unknown.err
    assert diaban("target", "show", 999).exit_code == 3
    assert diaban("target", "show", "x").exit_code == 2


def test_without_a_programme_the_list_says_so(diaban, hanoi):
    told = diaban("target", "list")
    assert (told.exit_code, told.out) == (1, "")
    assert "Chưa có chương trình nào được ban hành" in told.err
