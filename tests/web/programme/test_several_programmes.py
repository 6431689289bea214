"""Two plans at once: the one of this year goes on while the next is adopted and handed down."""

import re
from datetime import date
from html import unescape

import pytest
from django.utils import timezone
from tests.web.programme.conftest import YEAR

from diaban.spine.evidence.models import Register
from diaban.spine.parties.models import Role
from diaban.spine.programme.cascading import adopt, hand_down
from diaban.spine.programme.models import Assignment, Gauge, Programme, Target, Task
from diaban.web.programme.asked import unit_key

PAGES = (
    "/programme/",
    "/programme/units/",
    "/programme/commendation/",
    "/programme/reports/",
)


def text(answer) -> str:
    return unescape(answer.content.decode())


@pytest.fixture
def officer(sign_in, unit):
    return sign_in("lan", Role.COMMUNE, unit)


@pytest.fixture
def page(unit) -> str:
    return f"/programme/units/{unit_key(unit)}/"


@pytest.fixture
def next_year(programme, operator, unit) -> Programme:
    """A plan that begins next year, adopted after this year's; each handed to the commune."""
    plan = Programme.objects.create(
        title="Kế hoạch năm sau", begins_on=date(YEAR + 1, 1, 1), ends_on=date(YEAR + 1, 12, 31),
        organisation=programme.organisation, made_at=timezone.now(), made_by=operator,
    )  # fmt: skip
    task = Task.objects.create(
        programme=plan, number="1", title="Việc năm sau", field="post",
        original_deadline=date(YEAR + 1, 6, 30),
    )  # fmt: skip
    Target.objects.create(
        task=task, title="Chỉ tiêu năm sau", begins_on=plan.begins_on, ends_on=plan.ends_on
    )
    adopt(plan, operator)
    hand_down(programme.tasks.all(), operator, [unit])
    hand_down(plan.tasks.all(), operator, [unit])
    return plan


@pytest.fixture
def measured(programme, next_year, operator) -> list[Target]:
    """A target of each plan that one register measures."""
    register = Register.objects.create(
        key="points", title_vi="Điểm", title_en="Points", noun_vi="điểm", noun_en="points",
        source="x", opened_at=timezone.now(), opened_by=operator,
    )  # fmt: skip
    targets = [plan.tasks.first().targets.get() for plan in (programme, next_year)]
    for target in targets:
        Gauge.objects.create(target=target, register=register, valid_from=date(2020, 1, 1),
                             set_at=timezone.now(), set_by=operator)  # fmt: skip
    return targets


def waiting_part(told: str) -> str:
    return told[told.index('id="to-answer"') :].split("</section>", maxsplit=1)[0]


def test_a_commune_reads_what_waits_of_every_plan_by_what_is_due_first(
    officer, next_year, programme, page
):
    [way] = re.findall(r'href="(/programme/units/[^"]*)"', text(officer.get("/programme/")))
    told = text(officer.get(way, follow=True))
    waiting = waiting_part(told)
    assert re.search(r'id="waiting">3<', told)
    assert waiting.index("Việc post") < waiting.index("Việc năm sau")
    assert programme.title in waiting, "each task says which plan it is of"
    assert next_year.title in waiting


def test_a_page_of_one_plan_says_what_waits_in_the_others(officer, next_year, programme, page):
    told = text(officer.get(f"{page}?programme={programme.pk}"))
    assert "Việc năm sau" not in waiting_part(told)
    assert re.search(r'id="waiting">2<', told)
    assert re.search(
        rf'href="\?programme={next_year.pk}"[^<]*>Kế hoạch năm sau</a>: 1 việc chờ', told
    )
    assert re.search(rf'href="{page}"[^>]*>Mọi chương trình</a>: 3 việc chờ', told)


def test_a_plan_that_is_over_and_answered_no_longer_stands_on_the_page(
    officer, next_year, programme, page
):
    Programme.objects.filter(pk=programme.pk).update(
        begins_on=date(YEAR - 1, 1, 1), ends_on=date(YEAR - 1, 12, 31)
    )
    assert "Việc post" in text(officer.get(page)), "what waits is never over"
    for row in Assignment.objects.filter(task__programme=programme):
        officer.post(f"/programme/assignments/{row.pk}/answer/", {"answer": "accept"})
    assert "Việc post" not in text(officer.get(page))
    assert "Việc post" in text(officer.get(f"{page}?programme={programme.pk}"))


def test_an_answer_comes_back_to_the_page_it_was_given_on(officer, next_year, programme, page):
    row = Assignment.objects.filter(task__programme=programme).first()
    whole = text(officer.get(page))
    action = f"/programme/assignments/{row.pk}/answer/"
    assert f'action="{action}"' in whole
    back = officer.post(action, {"answer": "accept", "back": "unit"})
    assert back["Location"] == f"{page}?said=accept"
    one = f"?programme={next_year.pk}"
    row = Assignment.objects.get(task__programme=next_year)
    action = f"/programme/assignments/{row.pk}/answer/{one}"
    assert f'action="{action}"' in text(officer.get(page + one))
    back = officer.post(action, {"answer": "return", "reason": " ", "back": "unit"})
    assert back["Location"] == f"{page}{one}&refused=reason_missing"


def test_all_are_noted_as_received_of_the_plans_that_the_page_shows(
    officer, next_year, programme, page
):
    unseen = Assignment.objects.filter(received_at__isnull=True)
    officer.post(f"{page}receive/?programme={next_year.pk}")
    assert {row.task.programme_id for row in unseen} == {programme.pk}
    officer.post(f"{page}receive/")
    assert not unseen.all().exists()


def test_whoever_is_led_on_keeps_what_was_asked_for(officer, sign_in, next_year, programme, page):
    query = f"?programme={programme.pk}&said=accept"
    code = page.split("/")[3].split("-")[0]
    office = sign_in("hung")
    for who, way in ((officer, "/programme/units/"), (office, f"/programme/units/{code}/")):
        assert who.get(way + query)["Location"] == page + query
        assert who.get(way)["Location"] == page


def test_every_page_opens_the_plan_that_runs_and_lets_another_be_picked(
    sign_in, next_year, programme
):
    office = sign_in("hung")
    for page in PAGES:
        told = text(office.get(page))
        assert f'<option value="{programme.pk}" selected>' in told, page
        assert f'<option value="{next_year.pk}">' in told, page
        told = text(office.get(f"{page}?programme={next_year.pk}"))
        assert f'<option value="{next_year.pk}" selected>' in told, page


def test_what_is_real_opens_before_what_is_made_up_on_every_page(sign_in, next_year, programme):
    Programme.objects.filter(pk=programme.pk).update(synthetic=True)
    office = sign_in("hung")
    for page in PAGES:
        assert f'<option value="{next_year.pk}" selected>' in text(office.get(page)), page


def test_targets_of_every_plan_can_be_compared_each_under_its_plan(sign_in, measured, next_year):
    told = text(sign_in("hung").get("/programme/compare/"))
    groups = re.findall(r'<optgroup label="([^"]*)">(.*?)</optgroup>', told, re.DOTALL)
    found = {name: re.findall(r'value="target:(\d+)"', rows) for name, rows in groups}
    ours, later = measured
    assert found["Chương trình thử"] == [str(ours.pk)]
    assert found["Kế hoạch năm sau"] == [str(later.pk)]
    assert f'<option value="target:{ours.pk}" selected>' in told
    assert list(found)[:2] == ["Chương trình thử", "Kế hoạch năm sau"]
