"""The pages of the handover: counts, workbooks of one's own commune, changes before they count."""

import io
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.exchange.handover.conftest import hand_over, registry  # noqa: F401 - fixtures
from tests.exchange.handover.test_workbooks import (  # noqa: F401 - fixtures
    HERE,
    KEEP,
    POST,
    decided,
    handover,
    lonely,
    of,
    officer,
    row,
    stranger,
)
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of, facts_told

from diaban.exchange.handover import words
from diaban.exchange.handover.workbook import write_row_key
from diaban.spine.handovers.models import Outcome, ReturnedRow
from diaban.spine.parties.models import Role, User


@pytest.fixture
def signed_in(db):
    from django.utils import timezone

    User.objects.create(
        username="chief", role=Role.PUBLIC, is_administrator=True, joined_at=timezone.now()
    )

    def client(user: User) -> Client:
        made = Client()
        made.force_login(user)
        return made

    return client


@pytest.fixture
def own(signed_in, officer) -> Client:  # noqa: F811
    return signed_in(officer)


def workbook(client: Client, handover) -> list[list]:  # noqa: F811
    code = commune_of_postal_code(HERE).code
    answer = client.get(f"/handover/{handover.pk}/{code}.xlsx")
    assert answer.status_code == 200
    content = io.BytesIO(b"".join(answer))
    return CalamineWorkbook.from_filelike(content).get_sheet_by_name(words.SHEET).to_python()


def send_back(client: Client, lines: list[list], answers: dict):
    told = {write_row_key(row): answer for row, answer in answers.items()}
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet(words.SHEET)
        for number, line in enumerate(lines):
            answer = told.get(line[0], {})
            cells = [answer.get(n, c) for n, c in zip(lines[0], line, strict=True)]
            sheet.write_row(number, 0, cells)
    file = SimpleUploadedFile("doi-chieu.xlsx", content.getvalue())
    return client.post("/handover/", {"file": file})


def test_the_commune_sees_its_counts_and_takes_its_workbook(own, handover):  # noqa: F811
    page = own.get("/handover/").content.decode()
    assert "Phường Hoàn Kiếm" in page
    assert "Tất cả tệp đối chiếu" not in page
    assert len(workbook(own, handover)) == 7


def test_the_department_takes_all_workbooks_at_once(handover, operator):  # noqa: F811
    client = Client()
    assert "Tất cả tệp đối chiếu" in client.get("/handover/").content.decode()
    answer = client.get(f"/handover/{handover.pk}/all.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as pack:
        assert len(pack.namelist()) == 1


def test_adopting_codes_says_how_many_were_written(registry, hand_over, operator):  # noqa: F811
    """The registry has the door that the Post's row names, but not its code yet."""
    where = (address_of("b").lat_e7 / 1e7, address_of("b").lng_e7 / 1e7)
    given = hand_over((row("1000000002", "14", "phố Hàng Bông", where),), name="same.xlsx")
    told = Client().post(f"/handover/{given.pk}/adopt/", follow=True)
    assert "Đã ghi mã địa chỉ số của 1 địa chỉ vào sổ." in told.content.decode()
    assert address_of("b").digital_address == "1000000002"


def test_another_commune_sees_nothing_of_it(signed_in, stranger, handover):  # noqa: F811
    client = signed_in(stranger)
    code = commune_of_postal_code(HERE).code
    assert "Phường Hoàn Kiếm" not in client.get("/handover/").content.decode()
    assert client.get(f"/handover/{handover.pk}/{code}.xlsx").status_code == 404
    assert client.get(f"/handover/{handover.pk}/all.zip").status_code == 404


def test_a_returned_workbook_shows_each_change_before_it_counts(own, handover):  # noqa: F811
    before = facts_told()
    answers = {
        of(handover, "1000000003"): decided(POST),
        lonely(handover): decided(KEEP),
    }
    page = send_back(own, workbook(own, handover), answers).content.decode()
    assert "1 thay đổi chờ xem" in page
    shown = own.get("/handover/returned/").content.decode()
    assert "16B" in shown
    assert facts_told() == before


def test_one_row_is_taken_and_the_rest_left(own, handover):  # noqa: F811
    answers = {of(handover, c): decided(POST) for c in ("1000000002", "1000000003", "1000000004")}
    send_back(own, workbook(own, handover), answers)
    (one,) = ReturnedRow.objects.filter(row__digital_address="1000000003")
    answer = own.post("/handover/returned/decide/", {"act": "take", "row": one.pk}, follow=True)
    assert "Đã ghi 1 thay đổi vào sổ" in answer.content.decode()
    assert address_of("c").house_number == "16B"
    assert ReturnedRow.objects.filter(outcome=Outcome.OPEN).count() == 2
    own.post("/handover/returned/decide/", {"act": "leave", "scope": "all"})
    assert ReturnedRow.objects.filter(outcome=Outcome.LEFT).count() == 2


def test_rows_that_cannot_be_read_are_given_back_as_a_file(own, handover):  # noqa: F811
    page = send_back(own, workbook(own, handover), {lonely(handover): decided("Có")})
    run = page.context["returned"].run
    assert f"/problems/rejected/{run.pk}/" in page.content.decode()
    content = b"".join(own.get(f"/problems/rejected/{run.pk}/rows.xlsx"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert "không có trong danh sách" in rows[1][1]


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", b"a,b\n1,2\n"), ("a.pdf", b"%PDF"), ("a.xlsx", b"no zip")]
)
def test_a_file_that_is_no_workbook_is_refused_in_words(own, handover, name, content):  # noqa: F811
    answer = own.post("/handover/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_another_commune_takes_nothing_that_it_does_not_own(own, signed_in, stranger, handover):  # noqa: F811
    send_back(own, workbook(own, handover), {of(handover, "1000000003"): decided(POST)})
    signed_in(stranger).post("/handover/returned/decide/", {"act": "take", "scope": "all"})
    assert ReturnedRow.objects.get().outcome == Outcome.OPEN


def test_an_auditor_sees_but_neither_returns_nor_decides(signed_in, handover):  # noqa: F811
    auditor = User.objects.create(username="auditor", role=Role.AUDITOR)
    client = signed_in(auditor)
    page = client.get("/handover/").content.decode()
    assert 'type="file"' not in page
    assert client.post("/handover/").status_code == 404
    assert client.post("/handover/returned/decide/", {"act": "take"}).status_code == 403


def test_the_page_says_where_no_list_was_taken(db):
    page = Client().get("/handover/").content.decode()
    assert "Chưa nhận danh sách bàn giao nào" in page
    assert 'href="/import/"' in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("viewport", ["desktop", "small phone"])
def test_an_officer_sends_back_and_takes_in_the_browser(
    open_page,
    live_server,
    handover,  # noqa: F811
    tmp_path,
    viewport,
):
    page = open_page(viewport)
    page.goto(live_server.url + "/handover/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tệp đối chiếu (Excel)").click()
    given = tmp_path / "given.xlsx"
    download.value.save_as(given)
    lines = CalamineWorkbook.from_path(str(given)).get_sheet_by_name(words.SHEET).to_python()
    filled = tmp_path / "filled.xlsx"
    key = write_row_key(of(handover, "1000000003"))
    with xlsxwriter.Workbook(str(filled)) as book:
        sheet = book.add_worksheet(words.SHEET)
        for number, line in enumerate(lines):
            if line[0] == key:
                line[lines[0].index(words.CHOICE)] = POST
            sheet.write_row(number, 0, line)
    page.set_input_files("#file", str(filled))
    page.get_by_role("button", name="Đọc tệp").click()
    page.get_by_role("link", name="thay đổi gửi lại đang chờ xem").click()
    page.wait_for_load_state("load")  # without its styles a page is wide
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("button", name="Ghi các mục đã chọn").click()
    page.get_by_text("Đã ghi 1 thay đổi vào sổ").wait_for()
    assert address_of("c").house_number == "16B"
