"""The pages of tasks and units ask the database as often for many rows as for few."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.cascading import hand_down
from diaban.spine.programme.commenting import comment
from diaban.spine.programme.models import Assignment, Target, Task
from diaban.web.programme.asked import unit_key


def asked(client: Client, page: str) -> int:
    client.get(page)  # what is kept from page to page is kept now
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


@pytest.fixture
def grow(programme, operator, post_task, unit):
    """Return what makes everything on the pages more: tasks, targets, units, answers, comments."""

    def more(first: int, last: int) -> None:
        for number in range(first, last):
            name = User.objects.create(username=f"nguoi-{number}", role=Role.DEPARTMENT).username
            comment(post_task, f"@{name} {number}", operator)
            task = Task.objects.create(
                programme=programme, number=f"x{number}", title="Việc", lead=post_task.lead
            )
            for whose in (task, post_task):
                Target.objects.create(task=whose, title=str(number), begins_on=today(),
                                      ends_on=today())  # fmt: skip
            hand_down([task], operator, [unit])
        hand_down([post_task], operator, city_communes(today())[:last])
        rows = Assignment._base_manager.all()
        rows.update(received_at=timezone.now(), accepted_at=timezone.now(), answered_by=operator)

    return more


def test_thirty_rows_cost_no_more_questions_than_three(client, grow, post_task, unit):
    pages = (
        "/programme/units/",
        f"/programme/units/{unit_key(unit)}/",
        f"/programme/tasks/{post_task.pk}/",
    )
    grow(0, 3)
    few = [asked(client, page) for page in pages]
    grow(3, 30)
    many = [asked(client, page) for page in pages]
    assert all(after <= before for before, after in zip(few, many, strict=True)), (few, many)
