"""Lists leave as spreadsheets with the columns that they come in by, and go in again unchanged."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.hanoi import commune_of_postal_code
from tests.sectors.post.lists import a_row, codes, take
from tests.sectors.post.phones import post, staff
from tests.sectors.post.points import PLACED, a_point, correct

from diaban.exchange.importing.kinds import known_kinds, propose_kind
from diaban.exchange.importing.opening import open_head
from diaban.exchange.importing.orders import Order
from diaban.sectors.post.choices import Kind, Service, Tenure
from diaban.sectors.post.models import Absence, Act, Point, Posting, Shift, Statement
from diaban.sectors.post.register.identifiers import write_identifier
from diaban.sectors.post.register.row_words import (
    KIND_WORDS,
    SERVICE_WORDS,
    TENURE_WORDS,
    read_kind,
    read_services,
    read_tenure,
)
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.places.models import Charge
from diaban.spine.places.units import today

pytestmark = pytest.mark.usefixtures("official_hanoi")


@pytest.fixture
def department() -> Client:
    client = Client()
    client.force_login(local_operator())
    return client


def taken_out(client: Client, page: str, query: str = "") -> bytes:
    return b"".join(client.get(f"{reverse(page)}{query}").streaming_content)


def rows_of(content: bytes) -> list[list[str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


def order_of(folder: Path, content: bytes, kind: str) -> Order:
    path = folder / "list.xlsx"
    path.write_bytes(content)
    assert propose_kind(open_head(path, Order(path, kind, "Sở").options)).name == kind
    return Order(path=path, kind=kind, source="Sở KHCN", on=today())


def sent_again(folder: Path, content: bytes, kind: str):
    return known_kinds()[kind].run(
        order_of(folder, content, kind), local_operator(), lambda _: None
    )


def some_points() -> None:
    take(a_row(
        kind="bưu cục", operator="Bưu điện TP Hà Nội", tenure="thuê", postal_code="11024",
        services="chuyển phát; hành chính công", hours="T2-T6 7h30-17h", accuracy="12,3456789",
        opened_on="1/7/2010", lat="21,028511", lng="105,854167",
    ))  # fmt: skip
    # by hand: its position was measured, its kind is not known although its name tells one
    a_point("Bưu cục không rõ loại", **PLACED | {"kind": ""})
    a_point("=1+1", hours_text="khi nào có khách", closed_on=date(2026, 2, 1))
    corrected = a_point("Điểm sửa tay", commune_text="Tràng Tiền, Hoàn Kiếm")
    correct(corrected, postal_code="100000", tenure="own")


def everything() -> tuple[list, list]:
    return list(Statement.objects.values()), list(Point.objects.everywhere("x").values())


def test_the_register_goes_in_again_without_any_change(department, tmp_path):
    some_points()
    before = everything()
    run = sent_again(tmp_path, taken_out(department, "post_points_xlsx"), "post-points")
    closed = taken_out(department, "post_points_xlsx", "?state=closed")
    again = sent_again(tmp_path, closed, "post-points")
    assert (run.state, run.counts["unchanged"], run.counts.get("rejected")) == ("done", 3, None)
    assert (again.counts["unchanged"], again.counts.get("rejected")) == (1, None)
    assert everything() == before


def test_a_cell_that_was_changed_in_it_corrects_that_alone_and_an_empty_one_says_nothing():
    point = a_point("Điểm một", hours_text="7h-17h", **PLACED)
    correct(point, tenure="own")
    row = a_row(identifier=point.identifier, code="", name="Điểm một", address="", commune="",
                district="", province="", kind="bưu cục", hours="8h-16h")  # fmt: skip
    assert dict(take(row, on=today()).counts)["changed"] == 1
    said = Statement.objects.latest("pk")
    while said.act == Act.RESOLUTION:
        said = Statement.objects.filter(pk__lt=said.pk).latest("pk")
    assert (said.act, said.facts) == (Act.CORRECTION, {"hours_text": "8h-16h"})
    point.refresh_from_db()
    assert (point.hours_text, point.tenure, point.lat_e7) == ("8h-16h", "own", PLACED["lat_e7"])
    assert dict(take(row, on=today()).counts) == {"same": 1}
    assert Point.objects.everywhere("x").count() == 1


@pytest.mark.parametrize(
    ("identifier", "code"),
    [("BC-123", "identifier_wrong"), (write_identifier(999_999), "identifier_unknown")],
)
def test_an_identifier_of_no_point_is_refused_and_says_what_to_do(identifier, code):
    taken = take(a_row(identifier=identifier))
    assert codes(taken) == [code]
    assert "để trống ô này" in taken.faults[0].vi
    assert not Point.objects.everywhere("x").exists()


def test_one_point_twice_in_a_file_with_other_contents_is_refused_the_second_time():
    point = a_point("Điểm một")
    rows = [a_row(n, identifier=point.identifier, name="Điểm một", hours=hours)
            for n, hours in ((2, "7h-17h"), (3, "8h-17h"))]  # fmt: skip
    taken = take(*rows, on=today())
    assert (codes(taken), taken.faults[0].row) == (["listed_twice"], 3)


def test_words_that_we_write_are_read_back_as_themselves():
    assert {kind: read_kind(word) for kind, word in KIND_WORDS.items()} == {
        kind: kind for kind in Kind if kind
    }
    assert {one: read_tenure(word) for one, word in TENURE_WORDS.items()} == {
        one: one for one in Tenure if one
    }
    assert {one: read_services(word) for one, word in SERVICE_WORDS.items()} == {
        one: ([one], []) for one in Service
    }


def test_the_file_has_the_rows_of_the_page_and_no_neighbour_s(department):
    placed = a_point("Điểm trong phường", **PLACED)
    a_point("Điểm chưa rõ chỗ", kind="kiosk")
    names = [row[2] for row in rows_of(taken_out(department, "post_points_xlsx", "?kind=kiosk"))]
    assert names == ["Tên điểm", "Điểm chưa rõ chỗ"]
    officer = User.objects.create(username="xa", role=Role.COMMUNE)
    Charge.objects.create(user=officer, unit=commune_of_postal_code("11024"))
    ours = Client()
    ours.force_login(officer)
    names = [row[2] for row in rows_of(taken_out(ours, "post_points_xlsx"))]
    assert names == ["Tên điểm", placed.name]
    assert Entry.objects.filter(act="post.points_exported").count() == 2


def shift(point, person, weekday: int, **traits) -> Shift:
    return Shift.objects.create(
        point=point, person=person, weekday=weekday, begin_minute=450, end_minute=690,
        valid_from=today() - timedelta(days=30), entered_by=local_operator(), **traits,
    )  # fmt: skip


def test_rosters_go_in_again_without_any_change(department, tmp_path):
    point = a_point(hours_text="T2-T6 7h30-11h30", **PLACED)
    lan = staff("lan", point)
    for weekday in (1, 2, 5):
        shift(point, lan, weekday)
    shift(point, lan, 6, valid_to=today() + timedelta(days=10))
    shift(point, lan, 7, valid_to=today() - timedelta(days=1))
    content = taken_out(department, "post_rosters_xlsx")
    heads, *rows = rows_of(content)
    assert heads[:4] == ["Điểm", "Tên đăng nhập", "Thứ", "Giờ trực"]
    assert sorted(row[2] for row in rows) == ["T2, T3, T6", "T7"], "what has ended is left out"
    before = list(Shift.objects.values()), list(Posting.objects.values())
    run = sent_again(tmp_path, content, "post-rosters")
    assert (run.counts["unchanged"], run.counts.get("rejected")) == (2, None)
    assert (list(Shift.objects.values()), list(Posting.objects.values())) == before


def test_absences_are_told_as_days_and_never_with_their_reason(department):
    point = a_point(**PLACED)
    lan, hoa = staff("lan", point), staff("hoa", point)
    days = {"first_day": today(), "last_day": today() + timedelta(days=2)}
    rest = {"point": point, "announced_by": lan, "reason": "mổ ruột thừa"}
    Absence.objects.create(person=lan, cover=hoa, **days, **rest)
    Absence.objects.create(person=hoa, withdrawn_at="2026-01-01T00:00:00Z", **days, **rest)
    heads, *rows = rows_of(taken_out(department, "post_absences_xlsx"))
    assert rows == [
        [point.identifier, point.name, "lan", str(today()), str(days["last_day"]), "hoa"]
    ]
    assert not any("ruột thừa" in cell for row in [heads, *rows] for cell in row)


def test_who_works_elsewhere_takes_nobody_s_roster_out(department):
    point, other = a_point(**PLACED), a_point("Điểm khác")
    lan = staff("lan", point)
    shift(point, lan, 1)
    Absence.objects.create(
        point=point, person=lan, first_day=today(), last_day=today(), reason="ốm", announced_by=lan
    )
    stranger = staff("nguoi-khac")
    post(stranger, other, is_manager=True)
    client = Client()
    client.force_login(stranger)
    for page in ("post_rosters_xlsx", "post_absences_xlsx"):
        assert len(rows_of(taken_out(client, page))) == 1, "the headings alone"
        assert len(rows_of(taken_out(department, page))) == 2
