"""Who is meant in a document of another city, and who cannot lead because it has ended."""

import pytest

from diaban.spine.parties.departments import DEPARTMENT_OF_2021, load_departments
from diaban.spine.parties.organisations import Organisation
from diaban.spine.places.units import today
from diaban.spine.programme.bodies import elsewhere_of
from diaban.spine.programme.directives import Directive, DutyState
from diaban.spine.programme.drafting import Head, enter
from diaban.spine.programme.models import Task

pytestmark = pytest.mark.usefixtures("hanoi")
SAYS = "1. Sở Thông tin và Truyền thông chủ trì xóa 17 thôn lõm sóng.\n"
OPEN = (
    "1. Phấn đấu 85% hộ gia đình có đường truyền internet.\n2. Phấn đấu 75% hồ sơ nộp qua mạng.\n"
)
ENDED = "Sở Thông tin và Truyền thông"


def enter_of(issuer: str, text: str, operator) -> Directive:
    made = enter(Head("directive", "committee", issuer, today(), "Năm tới"), text, operator)
    made.duties.update(state=DutyState.ACCEPTED)
    return made


@pytest.mark.parametrize(
    ("issuer", "place"),
    [
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI LĂNG", "Hải Lăng"),
        ("Tỉnh ủy Bắc Ninh", "Bắc Ninh"),
        ("UBND thành phố Hà Nội", ""),
        ("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI", ""),
        ("UBND thành phố", ""),
        ("Bộ Khoa học và Công nghệ", ""),
    ],
)
def test_the_issuer_tells_of_which_city_a_document_is(issuer, place):
    assert elsewhere_of(Directive(issuer_name=issuer)) == place


def test_a_department_in_another_citys_document_is_that_citys(client, operator):
    load_departments()
    client.get("/language/vi/")
    theirs, ours = (enter_of(f"UBND thành phố {c}", SAYS, operator) for c in ("Hải Lăng", "Hà Nội"))
    assert "không còn từ" in client.get(f"/programme/directives/{ours.pk}/").content.decode()
    assert "không còn từ" not in client.get(f"/programme/directives/{theirs.pk}/").content.decode()
    begun = f"/programme/plans/?from={theirs.pk}"
    assert client.get(begun).context["body"] == "", "whose plan it is nobody here knows"
    form = {"title": "Kế hoạch", "begins_on": today(), "ends_on": today(), "parent": "",
            "organisation": "Sở Khoa học và Công nghệ Hải Lăng", "with_tasks": "on"}  # fmt: skip
    client.post(begun, form)
    lead = Task.objects.get().lead
    assert lead.name == "Sở Thông tin và Truyền thông Hải Lăng"
    assert lead.is_in_force(today())


def test_a_body_that_has_ended_is_not_written_as_the_lead_of_many(client, operator):
    load_departments()
    client.get("/language/vi/")
    made = enter_of("UBND thành phố Hà Nội", OPEN, operator)
    made.duties.update(state=DutyState.DRAFT, field="telecom")
    seen = [f"{duty.pk}.{duty.version}" for duty in made.duties.all()]
    path = f"/programme/directives/{made.pk}/"
    form = {"seen": seen, "do": "lead", "lead": ENDED}
    told = client.post(f"{path}duties/", form)
    assert told.status_code == 409
    assert f"{DEPARTMENT_OF_2021} không còn từ 1/3/2025. Nay: Sở Khoa học" in told.content.decode()
    assert not made.duties.exclude(lead_said="").exists()
    assert DEPARTMENT_OF_2021 not in told.context["bodies"]
    client.post(f"{path}duties/", form | {"lead": "Sở Khoa học và Công nghệ"})
    assert not made.duties.filter(lead_said="").exists()


def test_nor_is_it_of_the_tasks_of_a_plan(client, operator):
    load_departments()
    client.get("/language/vi/")
    made = enter_of("UBND thành phố Hà Nội", OPEN, operator)
    form = {"title": "Kế hoạch", "begins_on": today(), "ends_on": today(), "parent": "",
            "organisation": "Sở", "with_tasks": "on"}  # fmt: skip
    client.post(f"/programme/plans/?from={made.pk}", form)
    tasks = Task.objects.all()
    said = {"leaderless": [task.pk for task in tasks], "leader": ENDED}
    told = client.post(f"/programme/plans/{tasks[0].programme_id}/measures/", said)
    assert "không còn từ 1/3/2025" in told.context["refused"]
    assert not tasks.exclude(lead=None).exists()
    assert not Organisation.objects.filter(name=ENDED).exists()
