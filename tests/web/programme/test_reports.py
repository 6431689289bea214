"""The page of reporting windows, closing one, and a closed report with its revisions."""

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from diaban.engines.measuring import WindowKind, window_of
from diaban.spine.evidence.models import Evidence
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.figures.declaring import tables
from diaban.spine.figures.models import Closing
from diaban.spine.guarded_tables import guarded_tables, lift_guards
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today
from diaban.spine.programme.cascading import adopt
from diaban.spine.programme.models import Programme, Target, Task


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def officer(official_hanoi, operator):
    return User.objects.create(username="so", first_name="Lan", role=Role.DEPARTMENT)


@pytest.fixture
def client(officer):
    client = Client(headers={"accept-language": "vi"})
    client.force_login(officer)
    return client


@pytest.fixture
def programme(loaded_programme, officer, settings):
    programme = loaded_programme.put_back(settings.FIGURE_FOLDER)
    Programme.objects.update(begins_on="2021-01-01", ends_on=today() + timedelta(days=2_000))
    own = Programme.objects.filter(pk=programme.pk)
    own.update(begins_on="2025-01-01", ends_on=today() + timedelta(days=400))
    return programme


@pytest.fixture
def window():
    last = today().replace(day=1) - timedelta(days=1)
    return window_of(WindowKind.MONTH, last.year, last.month)


def close(client, window):
    day = window.closes_on
    form = {"window": "month", "year": str(day.year), "number": str(day.month)}
    return client.post("/programme/reports/close/", form, follow=True)


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_window_that_is_over_waits_and_is_closed_with_a_plain_confirmation(
    client, programme, window
):
    page = text_of(client.get(f"/programme/reports/?year={window.closes_on.year}"))
    assert "Đã kết thúc, chờ chốt" in page
    assert "Không ai mở lại được" in page
    closed = text_of(close(client, window))
    assert f"Báo cáo tháng {window.closes_on.month} năm {window.closes_on.year}" in closed
    assert "khi Lan chốt kỳ lúc" in closed
    assert "Nguyên vẹn" in closed
    assert "chưa biết thêm điều gì" in closed
    assert "tháng" in text_of(client.get(f"/programme/reports/?year={window.closes_on.year}"))


def test_who_closes_twice_is_told_plainly(client, window):
    close(client, window)
    assert "mỗi kỳ chỉ chốt một lần" in text_of(close(client, window))
    assert Closing.objects.count() == 1


def test_a_window_that_is_not_over_is_refused_plainly(client):
    form = {"window": "year", "year": str(today().year + 1), "number": "1"}
    assert "Kỳ này chưa kết thúc" in text_of(
        client.post("/programme/reports/close/", form, follow=True)
    )


@pytest.mark.parametrize(
    "form",
    [{}, {"window": "week", "year": "2026", "number": "1"},
     {"window": "month", "year": "2026", "number": "13"},
     {"window": "month", "year": "²", "number": "1"},
     {"window": "nine_months", "year": "2026", "number": "2"}],
)  # fmt: skip
def test_a_window_that_there_is_not_is_not_found(client, form):
    assert client.post("/programme/reports/close/", form).status_code == 404


@pytest.mark.parametrize("year", ["1999", "abc", "20266", "-1", "٢٠٢٦"])
def test_a_year_that_there_is_not_is_not_found(client, year):
    assert client.get("/programme/reports/", {"year": year}).status_code == 404


def test_late_facts_stand_as_revisions_by_target_and_place(client, officer, programme, window):
    close(client, window)
    closing = Closing.objects.get()
    said = Evidence.objects.filter(held_on__lt=closing.closes_on).order_by("-held_on").first()
    late = Said(said.unit, closing.closes_on - timedelta(days=1), 1, 7777)
    state(said.register, [late], officer, Source("muộn"))
    task = Task.objects.filter(programme=programme, done_on=None).first()
    task.done_on = closing.closes_on
    task.save()
    page = text_of(client.get(f"/programme/reports/{closing.pk}/"))
    assert "1 / 7.777" in page
    assert said.unit.full_name in page
    assert "Khi chốt" in page
    assert "cách đo cũng đã đổi" not in page


def test_rows_changed_past_the_application_are_told_on_the_page(client, programme, window):
    close(client, window)
    closing = Closing.objects.get()
    lift_guards(connection, guarded_tables(connection))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE programme_closedplace SET unknown = unknown + 1")
    assert "Có dòng đã bị sửa" in text_of(client.get(f"/programme/reports/{closing.pk}/"))


def test_the_files_of_a_closing_are_of_their_kinds(client, programme, window):
    close(client, window)
    number = Closing.objects.get().pk
    for ending, starts in (("xlsx", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF")):
        answer = client.get(f"/programme/reports/{number}.{ending}")
        assert answer.content.startswith(starts)
        assert f'.{ending}"' in answer["Content-Disposition"]
    assert client.get("/programme/reports/999999.xlsx").status_code == 404


def test_a_day_that_no_window_keeps_is_sent_as_provisional(client, programme):
    made = client.get("/programme/reports/day.xlsx", {"on": str(today())}).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert any("SỐ LIỆU TẠM TÍNH" in str(cell) for row in rows for cell in row)
    for wrong in ("x", "1999-01-01", str(today() + timedelta(days=1))):
        assert client.get("/programme/reports/day.pdf", {"on": wrong}).status_code == 404


@pytest.fixture
def second(programme, officer):
    """Another programme of the same days, whose one task has a number of the first one, too."""
    second = Programme.objects.create(
        title="Kế hoạch Đề án 06", begins_on=programme.begins_on, ends_on=programme.ends_on,
        organisation=programme.organisation, made_at=timezone.now(), made_by=officer,
    )  # fmt: skip
    task = Task.objects.create(programme=second, number="1", title="Việc của Đề án 06")
    Target.objects.create(task=task, title=task.title, threshold=0.8,
                          begins_on=second.begins_on, ends_on=second.ends_on)  # fmt: skip
    adopt(second, officer)
    Programme.objects.filter(pk=second.pk).update(adopted_on="2025-01-01")
    return second


def test_a_report_is_of_one_programme_and_one_chooses_which(client, programme, second, window):
    close(client, window)
    number = Closing.objects.get().pk
    year = window.closes_on.year
    for one, other in ((programme, second), (second, programme)):
        query = f"?programme={one.pk}"
        page = client.get(f"/programme/reports/{number}/{query}").content.decode()
        assert f'<option value="{one.pk}" selected>' in page
        assert f'<option value="{other.pk}">' in page
        assert ("Việc của Đề án 06" in page) == (one == second)
        for address in (f"{number}.xlsx{query}", f"day.xlsx{query}&on={today()}"):
            answer = client.get(f"/programme/reports/{address}")
            book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
            rows = book.get_sheet_by_index(0).to_python()
            numbers = [row[0] for row in rows[6:] if row[0]]
            assert len(numbers) == len(set(numbers)) == one.tasks.count()
            assert one.title in rows[0][0]
        listed = client.get(f"/programme/reports/{query}&year={year}").content.decode()
        assert f"/programme/reports/{number}.pdf{query}" in listed
        assert f'name="programme" value="{one.pk}"' in listed
    assert client.get(f"/programme/reports/{number}/?programme=999999").status_code == 404
    assert client.get("/programme/reports/?programme=x").status_code == 404


def test_a_window_that_was_closed_before_a_programme_sends_no_file_of_it(
    client, programme, window, request
):
    close(client, window)
    second = request.getfixturevalue("second")
    address = f"/programme/reports/?year={window.closes_on.year}&programme={second.pk}"
    page = client.get(address).content.decode()
    assert "kỳ này không có chương trình đang chọn" in page
    assert f".pdf?programme={second.pk}" not in page
    number = Closing.objects.get().pk
    assert client.get(f"/programme/reports/{number}.pdf?programme={second.pk}").status_code == 404


def test_files_are_named_in_vietnamese(client, second, window):
    close(client, window)
    number, day = Closing.objects.get().pk, window.closes_on
    for address, when in (
        (f"{number}.xlsx?programme={second.pk}", f"thang-{day.month}-nam-{day.year}"),
        (f"day.xlsx?programme={second.pk}", f"tam-tinh-den-{today():%d-%m-%Y}"),
    ):
        answer = client.get(f"/programme/reports/{address}")
        name = f"bao-cao-{when}-ke-hoach-de-an-06.xlsx"
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_the_reports_lead_back_to_the_programme(client, window):
    assert (
        '<a href="/programme/">← Chương trình' in client.get("/programme/reports/").content.decode()
    )


def test_an_auditor_reads_and_closes_nothing(official_hanoi, window):
    client = Client(headers={"accept-language": "vi"})
    client.force_login(User.objects.create(username="auditor", role=Role.AUDITOR))
    answer = client.get(f"/programme/reports/?year={window.closes_on.year}")
    assert '<form method="post" action="/programme/reports/close/"' not in (answer.content.decode())
    assert close(client, window).status_code == 403


def test_the_page_of_a_closing_asks_as_often_for_35_tasks_as_for_none(client, programme, window):
    close(client, window)
    number = Closing.objects.get().pk
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(f"/programme/reports/{number}/")
    told = [re.sub(r"\d+|'[^']*'", "?", query["sql"]) for query in asked]
    # twice for each table of records, whatever the programme holds
    assert max(told.count(one) for one in set(told)) <= 2 * len(tables()) < 20
