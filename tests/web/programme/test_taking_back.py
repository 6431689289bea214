"""A hand-down by mistake is taken back from the plan's page, from who has not replied."""

import pytest

from diaban.spine.parties.models import Role

pytestmark = pytest.mark.usefixtures("hanoi")


def test_what_was_handed_down_by_mistake_is_taken_back_and_the_page_tells_of_how_many(
    client, plan, tasks, sign_in
):
    client.get("/language/vi/")
    path = f"/programme/plans/{plan.pk}/"
    client.post(f"{path}adopt/")
    assert "Giao nhầm" not in client.get(path).content.decode()
    mistaken, meant = tasks
    client.post(f"{path}hand-down/", {"to": "all", "task": [task.pk for task in tasks]})
    sent = mistaken.assignments.count()
    kept = mistaken.assignments.select_related("unit").first()
    officer = sign_in("lan", Role.COMMUNE, kept.unit)
    officer.post(f"/programme/assignments/{kept.pk}/answer/", {"answer": "accept", "back": "task"})
    kept.refresh_from_db()
    assert kept.is_answered
    assert f"{sent - 1} trong {sent} nơi chưa phản hồi" in client.get(path).content.decode()
    said = {"to": "back", "task": [mistaken.pk]}
    shown = client.post(f"{path}hand-down/", said, follow=True).content.decode()
    assert f"Đã thu hồi {sent - 1} lượt việc" in shown
    assert "1 lượt đã được xác nhận nên đơn vị giữ nguyên" in shown
    assert [row.pk for row in mistaken.assignments.all()] == [kept.pk]
    assert meant.assignments.count() == sent
    assert client.post(f"{path}hand-down/", said).status_code == 409
    journal = client.get(f"/journal/?subject=task:{mistaken.pk}").content.decode()
    assert "Thu hồi việc ở đơn vị chưa phản hồi" in journal
    assert "đã xác nhận từ trước, giữ nguyên" in journal
