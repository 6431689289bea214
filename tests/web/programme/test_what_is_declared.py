"""What is declared of one thing and measured of another: no page, file or call compares them."""

import io
import re
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook
from tests.web.programme.test_leader import text_of

from diaban.exchange.reports.paper import lay_out
from diaban.exchange.reports.reading import report_of_day
from diaban.exchange.reports.sentences import write_sections
from diaban.exchange.reports.workbook import write_workbook
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.cascading import hand_down
from diaban.spine.programme.declared import declare
from diaban.spine.programme.gauging import set_gauge
from diaban.spine.programme.models import Target
from diaban.spine.programme.targets import read_target
from diaban.web.programme.asked import unit_key
from diaban.web.programme.leader import lines_of, tasks_of
from diaban.web.programme.target_facts import tell_standing

OTHER = "đếm thứ khác"


@pytest.fixture
def counted(demonstration) -> Target:
    """A target of which points are counted and declared."""
    return Target.objects.get(title="Điểm bưu điện xã có người phục vụ")


@pytest.fixture
def taken_over(counted, operator) -> Target:
    """The same, once a measure of addresses counts it; one commune had declared its points."""
    commune = city_communes(today()).order_by("code").first()
    hand_down([counted.task], operator, [commune])
    declare(counted, commune, today() - timedelta(days=1), ("3", "4"), operator)
    set_gauge(counted, "addresses-written", today(), operator)
    return Target.objects.get(pk=counted.pk)


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return text_of(answer.content.decode())


def row_of(client, title: str) -> str:
    whole = client.get("/programme/").content.decode()
    return next(row for row in re.findall(r"<tr>.*?</tr>", whole, re.DOTALL) if title in row)


def test_points_declared_are_not_held_against_addresses_counted(client, taken_over):
    told = page(client, f"/programme/targets/{taken_over.pk}/")
    part = told[told.index("Khai báo và đo được") :]
    assert part.count(f"{OTHER}: điểm") == 2  # the whole, and what one commune said of itself
    assert f"{OTHER}: điểm" in told[: told.index("Khai báo và đo được")]  # in the commune's own row
    assert "trước ngày" in part
    row = row_of(client, taken_over.title)
    assert OTHER in row
    assert "<b class=" not in row.split("Chênh lệch")[1].split("</td>")[0]
    commune = taken_over.declared.exclude(unit=None).get().unit
    assert f"{OTHER}: điểm" in page(client, f"/programme/units/{unit_key(commune)}/")


def test_the_day_before_is_told_as_it_was(client, taken_over, operator):
    yesterday = today() - timedelta(days=1)
    told = page(client, f"/programme/targets/{taken_over.pk}/?on={yesterday}")
    assert OTHER not in told
    lines = lines_of(tasks_of(taken_over.task.programme, operator), today())
    assert next(ln for ln in lines if ln.title == taken_over.title).standing.difference is None


def test_a_new_declaration_of_the_new_thing_is_compared_again(client, taken_over, operator):
    declare(taken_over, None, today(), ("1", "2"), operator)
    assert OTHER not in row_of(client, taken_over.title)


def test_reports_say_so_instead_of_a_difference(taken_over):
    made = report_of_day(today(), taken_over.task.programme)
    [paragraph] = [
        text for section in write_sections(made)[1:8] for text in section.paragraphs
        if OTHER in text
    ]  # fmt: skip
    assert f"{OTHER} (điểm), không so với số đo được" in paragraph
    assert sum("Đếm thứ khác (điểm)" in row for row in lay_out(made).annex) == 1
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_workbook(made)))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    tasks, places = (
        [row for row in sheet if any(OTHER in str(cell) for cell in row)] for sheet in sheets
    )
    assert (len(tasks), len(places)) == (1, 1)
    assert tasks[0][-2] == f"{OTHER} (điểm)"


def test_programs_are_told_what_was_counted(counted, operator):
    same = tell_standing(read_target(counted, today()), "city", None)["declared"]
    assert (same["other_noun_vi"], same["other_noun_en"]) == (None, None)
    set_gauge(counted, "addresses-written", today(), operator)
    told = tell_standing(read_target(Target.objects.get(pk=counted.pk), today()), "city", None)
    assert told["difference"] is None
    assert (told["declared"]["other_noun_vi"], told["declared"]["other_noun_en"]) == (
        "điểm", "points",
    )  # fmt: skip


def test_a_whole_far_from_the_records_is_told_beside_the_declaration(client, counted, operator):
    path = f"/programme/targets/{counted.pk}/"
    assert "số đo có tổng" not in page(client, path)
    counts = read_target(counted, today()).counts
    commune = next(one for one in city_communes(today()).order_by("code") if one.pk in counts)
    whole = counts[commune.pk].belonging
    declare(counted, commune, today(), ("1", str(whole * 2)), operator)
    assert f"số đo có tổng {whole}" in page(client, path)
