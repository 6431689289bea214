"""What no other tool for programmes does, one scenario each, as an officer sees it on the pages."""

import re
from datetime import date, timedelta

import pytest
from tests.hanoi import commune_of_postal_code
from tests.registry import MIDDLE, door, observe

from diaban.engines.measuring import WindowKind, window_of
from diaban.spine.addresses.coding import run_coding
from diaban.spine.evidence.keeping import Words, open_register
from diaban.spine.evidence.models import Evidence
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.figures.models import FigureAudit
from diaban.spine.parties.models import Role
from diaban.spine.places.units import today
from diaban.spine.programme.drafting import Head, enter
from diaban.spine.programme.models import Gauge, Programme, Target


def read(client, path: str) -> str:
    """Return what a page says, without its marks."""
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def target(programme: Programme) -> Target:
    return Target.objects.get(title="Chỉ tiêu post")


@pytest.fixture
def doors(target, operator) -> Target:
    """The target measures households that confirmed: of ten doors eight did."""
    observe(*(
        door(f"d{n}", (MIDDLE[0] + n / 9_000, MIDDLE[1]),
             life="confirmed" if n < 8 else "collected", held_on=today() - timedelta(days=40))
        for n in range(10)
    ))  # fmt: skip
    run_coding(operator)
    bring_up_to_date()
    measured_by(target, operator, measure="households-confirmed")
    return target


@pytest.fixture
def stations(target, operator) -> Target:
    """The target measures loudspeaker stations that work, of which a register of 90 days tells."""
    words = Words("Đài hoạt động", "Working stations", "đài", "stations", "Kế hoạch 1")
    register = open_register("stations", words, "commune", 90, operator)
    measured_by(target, operator, register=register)
    return target


def measured_by(target: Target, operator, **by: object) -> None:
    Gauge.objects.create(target=target, valid_from=target.begins_on - timedelta(days=700),
                         set_at="2025-01-01T00:00Z", set_by=operator, **by)  # fmt: skip


def told(target: Target, operator, *counts: int, days_ago: int = 0, code: str = "11024") -> None:
    register = target.gauges.get().register
    said = Said(commune_of_postal_code(code), today() - timedelta(days=days_ago), *counts)
    state(register, [said], operator, Source("báo cáo.xlsx"))


def page_of(target: Target, query: str = "") -> str:
    return f"/programme/targets/{target.pk}/{query}"


def test_1_a_measure_has_a_name_a_version_and_a_source_and_the_target_its_sentence(
    client, demonstration
):
    target = Target.objects.get(title="Hộ có mã địa chỉ")
    page = read(client, page_of(target))
    assert "households-coded v1" in page
    assert "mã địa chỉ Vpostcode tới từng hộ gia đình, hoàn thiện trong quý 2/2020" in page
    assert "phải đạt" in page


def test_2_a_hundred_percent_with_forty_percent_unknown_reads_sixty_to_a_hundred(
    client, stations, operator
):
    told(stations, operator, 6, 6, 4)
    page = read(client, page_of(stations))
    assert "100 %" in page
    assert "từ 60,0 % đến 100 %" in page


def test_3_a_figure_opens_its_rows_and_can_be_counted_anew(client, doors):
    rows = client.get(page_of(doors, "rows/?label=numerator")).content.decode()
    assert re.search(r'id="count">8<', rows)
    assert rows.count("data-lat=") == 8
    assert "trùng khớp" in read(client, page_of(doors, "?recount=1"))


def test_4_what_is_declared_stands_beside_what_is_measured_and_the_gap_comes_first(
    client, stations, operator
):
    told(stations, operator, 5, 10)
    form = {"unit": "", "numerator": "9", "denominator": "10", "held_on": str(today())}
    client.post(page_of(stations, "declare/"), form)
    page = read(client, "/programme/")
    assert "50,0 %" in page
    assert "90,0 %" in page
    assert "+40,0" in page
    assert page.index("Chỉ tiêu post") < page.index("Chỉ tiêu press")


def test_5_evidence_that_is_older_than_its_life_is_neither_yes_nor_no(client, stations, operator):
    told(stations, operator, 10, 10, days_ago=91)
    page = read(client, page_of(stations))
    assert "từ 0 % đến 100 %" in page
    assert "quá thời hạn tin cậy" in page
    fresh = read(client, page_of(stations, f"?on={today() - timedelta(days=2)}"))
    assert "từ 100 % đến 100 %" in fresh


def test_6_records_drawn_by_chance_put_the_figure_right_with_an_interval(sign_in, doors):
    client = sign_in("kiemtoan", Role.AUDITOR)
    client.post("/programme/audits/draw/", {"measure": "households-confirmed", "width": "10"})
    audit = FigureAudit.objects.get()
    path = f"/programme/audits/{audit.pk}/"
    for drawn in audit.records.all():
        client.post(f"{path}records/{drawn.pk}/", {"households-confirmed": "no"})
    page = client.get(path).content.decode()
    told = re.sub(r"<[^>]+>", " ", page.split('id="results"')[1].split("</table>")[0])
    assert audit.seed in page
    assert "8 trên 10" in told
    assert re.search(r"80,0\s%.*\b0\s%\s+0\s% –", told, re.DOTALL)
    looked_at = audit.records.count()
    assert f"{looked_at} bản ghi đã xem, {looked_at - 2} sai" in read(client, page_of(doors))


def test_7_a_closed_report_stays_and_what_is_learned_late_is_listed_beside_it(
    client, stations, operator
):
    last = today().replace(day=1) - timedelta(days=1)
    window = window_of(WindowKind.MONTH, last.year, last.month)
    days_ago = (today() - window.closes_on).days
    begins_on = window.opens_on - timedelta(days=400)
    Programme.objects.update(begins_on=begins_on, adopted_on=begins_on)
    told(stations, operator, 5, 10, days_ago=days_ago + 3)
    form = {"window": "month", "year": str(last.year), "number": str(last.month)}
    closed = client.post("/programme/reports/close/", form)
    told(stations, operator, 7, 10, days_ago=days_ago + 2)
    page = read(client, closed["Location"])
    assert "Nguyên vẹn" in page
    assert "5 / 10" in page
    assert "7 / 10" in page


def test_8_the_way_so_far_says_when_and_which_places_help_first(client, stations, operator):
    for month in range(6):
        told(stations, operator, 10 + 10 * month, 100, days_ago=30 * (5 - month))
    told(stations, operator, 10, 10, code="11120")
    assert "trong khoảng" in read(client, page_of(stations))
    page = client.get(page_of(stations)).content.decode()
    rows = re.findall(r'<tr id="u(\d+)"', page)
    lacking, done = (commune_of_postal_code(code).code for code in ("11024", "11120"))
    assert (rows[0], rows[-1]) == (lacking, done), "between them those that said nothing"
    assert page.index("Giúp trước") < page.index("Hỏi trước") < page.index("Đã đạt hết")


def test_9_a_directive_is_asked_what_it_lacks_before_anything_is_measured(client, hanoi, operator):
    head = Head(
        "plan", "committee", "UBND thành phố", date(2021, 1, 20), "Kế hoạch", "1", "KH-UBND"
    )
    text = (
        "1. Sở phối hợp rà soát điểm phục vụ, hoàn thành trong quý 2/2020;\n"
        "2. Đẩy mạnh ứng dụng chữ ký số, hóa đơn điện tử…"
    )
    page = read(client, f"/programme/directives/{enter(head, text, operator).pk}/")
    assert "Thời hạn trước cả ngày của văn bản" in page
    assert "phối hợp" in page
    assert "Kế hoạch sẽ hỏi: ai chủ trì, hạn, sản phẩm, con số phải đạt" in page


@pytest.mark.parametrize(
    "said",
    [
        "Sở Nội vụ rà soát cán bộ trong quý III/2025.",
        "Sở Nội vụ rà soát cán bộ, thời hạn quý III/2025.",
        "Sở Nội vụ rà soát cán bộ trước ngày 30/11/2025.",
        "Đến năm 2024, Sở Nội vụ hoàn thành số hóa hồ sơ cán bộ.",
        "Đến hết tháng 6/2025, 100% xã có tổ công nghệ số.",
        "Sở Nội vụ rà soát cán bộ. Thời gian hoàn thành: quý III/2025.",
    ],
)
def test_9_a_term_before_the_directive_cannot_be_meant_and_no_plan_is_adopted_on_it(
    client, hanoi, operator, said
):
    head = Head("plan", "committee", "UBND thành phố", date(2025, 12, 20), "Kế hoạch")
    made = enter(head, f"Hà Nội, ngày 20 tháng 12 năm 2025\n\nKẾ HOẠCH\n\n1. {said}\n", operator)
    page = read(client, f"/programme/directives/{made.pk}/")
    assert "Thời hạn trước cả ngày của văn bản" in page
    made.duties.update(state="accepted")
    form = {"title": "Kế hoạch", "begins_on": "2026-01-01", "ends_on": "2026-12-31",
            "organisation": "Sở", "parent": "", "with_tasks": "on"}  # fmt: skip
    client.post(f"/programme/plans/?from={made.pk}", form)
    target = Target.objects.get(task__programme__title="Kế hoạch")
    assert target.ends_on < made.issued_on, "the plan's own last day is not put in its place"
    plan = target.task.programme
    assert "Thời hạn trước cả ngày của văn bản giao việc" in read(
        client, f"/programme/plans/{plan.pk}/"
    )
    client.post(f"/programme/plans/{plan.pk}/adopt/")
    plan.refresh_from_db()
    assert plan.stage == "draft"


def test_unknown_is_never_counted_as_no_nor_silence_as_nothing(client, stations, operator):
    told(stations, operator, 3, 3, 0)
    page = read(client, page_of(stations))
    assert "125 nơi chưa báo gì" in page
    assert Evidence.objects.count() == 1
