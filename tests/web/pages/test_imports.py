"""A file goes in through the page: sent, understood, checked, taken, reported, undone."""

import html
import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, UnreadablePostError
from django.test import Client
from django.utils import timezone

from diaban.exchange.importing import pipeline, working
from diaban.exchange.importing.working import work_once
from diaban.spine.addresses.models import Address, CodeState, Observation
from diaban.spine.parties.models import Role, User
from diaban.spine.runs.models import Kind, Run, State, Upload
from diaban.web.pages import import_uploads
from diaban.web.pages.import_uploads import KEPT, path_of

HEADINGS = "Mã,Số nhà,Đường phố,Vĩ độ,Kinh độ"
GOOD = f"{HEADINGS}\nK1,12,Phố Ví Dụ,21.0285,105.8505\nK2,14,Phố Ví Dụ,21.0286,105.8506\n"
WITH_BAD = f"{GOOD}K3,16,Phố Ví Dụ,105.8505,21.0287\n"
PLACES = Address.objects.everywhere("tests")


def text(response) -> str:
    return html.unescape(response.content.decode())


def send(client: Client, content: str | bytes, name: str = "nhà.csv") -> str:
    """Send a file as a browser without scripts does; return the page of the file."""
    body = content.encode() if isinstance(content, str) else content
    response = client.post("/import/", {"file": SimpleUploadedFile(name, body)})
    assert response.status_code == 302, text(response)
    return response["Location"]


def work() -> None:
    while work_once():
        pass


def check(client: Client, page: str, **said: str) -> str:
    """Say what the file is and check it; return the page that tells what would happen."""
    response = client.post(page, {"do": "check", "source": "Phường thử", **said})
    assert response.status_code == 302, text(response)
    work()
    return text(client.get(response["Location"]))


def take(client: Client, page: str) -> str:
    """Take a checked file; return the page of its run, done."""
    response = client.post(f"{page}take/")
    assert response.status_code == 302
    work()
    return response["Location"]


def bring(client: Client, content: str | bytes, name: str = "nhà.csv", **said: str) -> str:
    page = send(client, content, name)
    check(client, page, **said)
    return take(client, page)


def count(page: str, name: str) -> int:
    found = re.search(rf'id="count-{name}">([\d.]+)<', page)
    return int(found[1].replace(".", "")) if found else 0


def test_a_check_writes_nothing_and_says_what_would_happen(client: Client, communes) -> None:
    page = check(client, send(client, WITH_BAD))
    assert (count(page, "read"), count(page, "new"), count(page, "rejected")) == (3, 2, 1)
    assert "Dòng 4, cột “Vĩ độ”: vĩ độ 105.8505 và kinh độ 21.0287 bị đổi chỗ" in page
    assert not PLACES.exists()


def test_the_columns_are_proposed_with_five_rows_and_where_they_fall(
    client: Client, communes
) -> None:
    page = text(client.get(send(client, WITH_BAD)))
    assert re.search(r'name="column-3" data-look>.*?value="lat" selected', page, re.DOTALL)
    assert "theo tên cột" in page
    assert "<span>Phố Ví Dụ</span>" in page
    assert "1 trong 3 dòng đầu nằm ngoài thành phố." in page
    assert page.count('<circle class="in"') == 2
    assert page.count('<circle class="out"') == 1


def test_what_is_taken_is_coded_by_itself_and_the_report_stays(client: Client, communes) -> None:
    run = bring(client, WITH_BAD)
    report = text(client.get(run))
    assert (count(report, "created"), count(report, "rejected")) == (2, 1)
    assert "Đã nhập tệp." in report
    assert "Mã: đã xét 2 địa chỉ" in report
    assert "số nhà ← Số nhà" in report
    assert "bị đổi chỗ" in report
    assert not PLACES.filter(code_state=CodeState.DUE).exists()
    assert run in text(client.get("/import/"))


def test_rejected_rows_come_back_as_a_file_and_corrected_add_only_themselves(
    client: Client, communes
) -> None:
    report = text(client.get(bring(client, WITH_BAD)))
    link = re.search(r'href="(/problems/rejected/\d+/rows\.csv)"', report)[1]
    returned = b"".join(client.get(link).streaming_content).decode("utf-8-sig")
    corrected = returned.replace("105.8505,21.0287", "21.0287,105.8505")
    assert corrected != returned
    again = text(client.get(bring(client, corrected, "sửa.csv")))
    assert count(again, "created") == 1
    assert PLACES.count() == 3


def test_the_same_file_again_changes_nothing_and_a_corrected_one_updates(
    client: Client, communes
) -> None:
    bring(client, GOOD)
    before = Observation.objects.count()
    again = text(client.get(bring(client, GOOD)))
    assert (count(again, "created"), count(again, "unchanged")) == (0, 2)
    assert Observation.objects.count() == before
    corrected = text(client.get(bring(client, GOOD.replace("K1,12", "K1,12A"))))
    assert (count(corrected, "updated"), count(corrected, "unchanged")) == (1, 1)
    assert sorted(PLACES.values_list("house_number", flat=True)) == ["12A", "14"]


def test_a_second_press_of_take_leads_to_the_same_run(client: Client, communes) -> None:
    page = send(client, GOOD)
    check(client, page)
    first = client.post(f"{page}take/")["Location"]
    assert client.post(f"{page}take/")["Location"] == first
    assert Run.objects.filter(kind=Kind.IMPORT).count() == 1


def test_the_last_choices_for_such_a_file_are_proposed_again(client: Client, communes) -> None:
    odd = GOOD.replace("Số nhà", "Cột lạ")
    bring(
        client,
        odd,
        **{
            f"column-{n}": name
            for n, name in enumerate(("source_key", "house_number", "street", "lat", "lng"))
        },
    )
    page = text(client.get(send(client, odd.replace("K1", "K9"), "tháng 12.csv")))
    assert "Đã chọn như lần trước nhận tệp giống thế này của “Phường thử”." in page
    assert 'value="Phường thử"' in page
    assert re.search(r'name="column-1">.*?value="house_number" selected', page, re.DOTALL)
    assert "như lần trước" in page


def test_two_columns_for_one_field_are_refused_in_words(client: Client, communes) -> None:
    page = send(client, GOOD)
    response = client.post(
        page, {"do": "check", "source": "x", "column-1": "street", "column-2": "street"}
    )
    assert "Hai cột cùng là “đường phố”. Hãy chọn một cột." in text(response)


def test_a_file_without_a_source_is_not_checked(client: Client, communes) -> None:
    page = send(client, GOOD)
    assert "Hãy ghi dữ liệu của ai" in text(client.post(page, {"do": "check", "source": " "}))
    assert not Run.objects.filter(kind=Kind.CHECK).exists()


@pytest.mark.parametrize("content", [b"\x00\x01\x02 nothing", b"PK\x03\x04 half"])
def test_a_file_that_cannot_be_read_is_refused_in_words(
    client: Client, communes, content: bytes
) -> None:
    page = text(client.get(send(client, content, "lạ.bin")))
    assert re.search(r'class="note bad" role="alert">[^<]{20,}<', page)


def test_without_a_file_the_page_asks_for_one(client: Client, communes) -> None:
    assert "Hãy chọn tệp trước." in text(client.post("/import/"))


def pausing(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Batches of one row, and a wish to pause once some of them are done."""
    slice_, between, done = pipeline._slice, working._between_batches, []

    def ask(run: Run) -> None:
        done.append(run.position)
        if len(done) == after:
            Run.objects.filter(pk=run.pk).update(pause_asked=True)
        between(run)

    monkeypatch.setattr(pipeline, "_slice", lambda batches, rows: slice_(batches, 1))
    monkeypatch.setattr(working, "_between_batches", ask)


def test_a_paused_import_keeps_its_place_and_goes_on_from_it(
    client: Client, communes, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"K{n},{n},Phố Ví Dụ,21.0{n},105.85\n" for n in range(20, 30))
    page = send(client, f"{HEADINGS}\n{rows}")
    check(client, page)
    with monkeypatch.context() as patch:
        pausing(patch, after=3)
        run = take(client, page)
    paused = Run.objects.get(kind=Kind.IMPORT)
    assert paused.state == State.PAUSED
    assert PLACES.count() == paused.counts["created"] < 10
    assert "Làm tiếp" in text(client.get(run))
    client.post(f"{run}resume/")
    work()
    paused.refresh_from_db()
    assert (paused.state, paused.counts["created"], PLACES.count()) == (State.DONE, 10, 10)


def test_an_import_that_waits_is_paused_at_once(client: Client, communes) -> None:
    page = send(client, GOOD)
    check(client, page)
    run = client.post(f"{page}take/")["Location"]
    client.post(f"{run}pause/")
    work()
    assert "Tạm dừng" in text(client.get(run))
    assert not PLACES.exists()


def test_a_fault_of_the_server_is_told_and_can_be_gone_on_from(
    client: Client, communes, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = send(client, GOOD)
    check(client, page)
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "_import_rows", lambda *_: 1 / 0)
        run = take(client, page)
    assert "Phần đã ghi vẫn còn nguyên; hãy bấm “Làm tiếp”." in text(client.get(run))
    client.post(f"{run}resume/")
    work()
    assert PLACES.count() == 2


def test_a_whole_import_is_undone_and_the_same_file_brings_it_back(
    client: Client, communes
) -> None:
    run = bring(client, GOOD)
    page = text(client.get(f"{run}undo/"))
    assert "<dd>2</dd>" in page
    undo = client.post(f"{run}undo/")["Location"]
    assert client.post(f"{run}undo/")["Location"] in {undo, run}
    work()
    assert "Đã hoàn tác lần nhập." in text(client.get(undo))
    assert "Lần nhập này đã được hoàn tác." in text(client.get(run))
    assert not PLACES.exclude(life=9).exists()
    bring(client, GOOD)
    assert PLACES.exclude(life=9).count() == 2


def test_nobody_working_is_said_after_a_while(client: Client, communes) -> None:
    page = send(client, GOOD)
    client.post(page, {"do": "check", "source": "x"})
    Run.objects.update(queued_at=timezone.now() - timezone.timedelta(minutes=1))
    assert "Không có tiến trình xử lý nào đang chạy." in text(client.get(f"{page}check/"))


def square(code: str, west: float, south: float, **more: object) -> dict[str, object]:
    ring = [[west, south], [west + 0.01, south], [west + 0.01, south + 0.01], [west, south]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code, **more}, "geometry": shape}


def collection(*features: dict[str, object]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_polygons_with_unit_codes_are_known_as_boundaries(client: Client, city) -> None:
    content = collection(square(city.hoan_kiem.code, 105.85, 21.02))
    page = text(client.get(send(client, content, "địa giới.geojson")))
    assert re.search(r'value="boundaries" selected', page)


def test_lines_are_known_as_the_base_map_and_taken_for_it(client: Client, communes) -> None:
    line = {"type": "LineString", "coordinates": [[105.85, 21.02], [105.86, 21.03]]}
    street = {"highway": "residential", "name": "Phố Ví Dụ", "@id": "way/1"}
    content = collection({"type": "Feature", "properties": street, "geometry": line})
    page = send(client, content, "đường.geojson")
    assert re.search(r'value="basemap" selected', text(client.get(page)))
    check(client, page, kind="basemap")
    report = text(client.get(take(client, page)))
    assert count(report, "created") == 1
    assert "đường phố: 1" in report


def test_numbers_of_households_are_known_as_such(client: Client, city) -> None:
    page = send(client, f"Mã xã,Số hộ\n{city.hoan_kiem.code},12\n", "số hộ.csv")
    assert re.search(r'value="households" selected', text(client.get(page)))
    check(client, page, kind="households", on="2026-11-01")
    assert count(text(client.get(take(client, page))), "created") == 1


@pytest.fixture
def ward(db: None) -> tuple[Client, User]:
    user = User.objects.create(username="phuong", role=Role.COMMUNE)
    client = Client()
    client.force_login(user)
    return client, user


def test_files_and_imports_are_closed_to_a_commune(client: Client, communes, ward) -> None:
    other, _user = ward
    page = send(client, GOOD)
    assert other.get(page).status_code == 403
    assert other.post(f"{page}forget/").status_code == 403
    check(client, page)
    run = take(client, page)
    assert other.get(run).status_code == 403
    assert other.post(f"{run}pause/").status_code == 403


def begin(client: Client, name: str, size: int, fingerprint: str = "1") -> dict[str, object]:
    said = {"name": name, "size": size, "fingerprint": fingerprint}
    return client.post("/import/uploads/", said).json()


def put(client: Client, place: dict[str, object], offset: int, piece: bytes, **more: str):
    return client.post(
        f"{place['url']}?offset={offset}", piece, content_type="application/octet-stream", **more
    )


def test_a_file_in_pieces_goes_on_after_a_cut_where_it_stopped(client: Client, communes) -> None:
    content = GOOD.encode()
    place = begin(client, "nhà.csv", len(content))
    assert put(client, place, 0, content[:40]).json()["offset"] == 40
    # the same file chosen again, in a new page
    place = begin(client, "nhà.csv", len(content))
    assert place["offset"] == 40
    ended = put(client, place, 40, content[40:]).json()
    assert path_of(Upload.objects.get()).read_bytes() == content
    assert client.get(ended["next"]).status_code == 200


@pytest.mark.parametrize("cut", ["ends early", "breaks"])
def test_half_a_piece_does_not_count(
    client: Client, communes, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    content = GOOD.encode()
    place = begin(client, "nhà.csv", len(content))

    def read(request: object, size: int) -> bytes:
        if cut == "breaks":
            raise UnreadablePostError("connection reset")
        return content[: size // 2]

    with monkeypatch.context() as patch:
        patch.setattr(HttpRequest, "read", read)
        assert put(client, place, 0, content).status_code == 400
    upload = Upload.objects.get()
    assert (upload.received, path_of(upload).stat().st_size) == (0, 0)
    assert not upload.is_whole
    assert "nhà.csv" not in text(client.get("/import/"))


def test_a_piece_sent_twice_or_out_of_turn_is_not_stored_twice(client: Client, communes) -> None:
    content = GOOD.encode()
    place = begin(client, "nhà.csv", len(content))
    put(client, place, 0, content[:40])
    assert put(client, place, 0, content[:40]).json()["offset"] == 40
    assert put(client, place, 60, content[60:]).json()["offset"] == 40
    put(client, place, 40, content[40:])
    assert path_of(Upload.objects.get()).read_bytes() == content


def test_too_large_empty_and_no_room_are_said(
    client: Client, communes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "4096 MB" in begin(client, "to.csv", 5 << 30)["problem"]
    assert "Tệp trống." in begin(client, "rỗng.csv", 0)["problem"]
    monkeypatch.setattr(import_uploads, "_SPARE_BYTES", 1 << 60)
    assert "Đĩa của máy chủ đã đầy" in begin(client, "nhà.csv", 10)["problem"]
    assert not Upload.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "a/b\\c.csv", "ă" * 400 + ".csv"])
def test_a_name_cannot_lead_out_of_the_folder(client: Client, communes, name: str) -> None:
    begin(client, name, 10)
    path = path_of(Upload.objects.get())
    assert path.resolve().parent.parent == import_uploads.uploads_folder().resolve()
    assert path.is_file()


def test_what_nobody_used_for_days_is_deleted_unless_work_needs_it(
    client: Client, communes
) -> None:
    send(client, GOOD, "cũ.csv")
    needed = send(client, GOOD, "chờ.csv")
    client.post(needed, {"do": "check", "source": "x"})
    Upload.objects.update(used_at=timezone.now() - KEPT * 2)
    import_uploads.sweep()
    assert [upload.name for upload in Upload.objects.all()] == ["chờ.csv"]


def test_a_file_may_be_deleted_before_it_is_taken(client: Client, communes) -> None:
    page = send(client, GOOD)
    path = path_of(Upload.objects.get())
    client.post(f"{page}forget/")
    assert not path.exists()
    assert client.get(page).status_code == 404


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    import xlsxwriter

    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return memory.getvalue()


def test_the_sheet_of_a_workbook_is_chosen_on_the_page(
    client: Client, communes, tmp_path: object
) -> None:
    rows = [line.split(",") for line in GOOD.splitlines()]
    page = send(client, workbook({"Bìa": [["ghi chú"], ["x"]], "Nhà": rows}), "sổ.xlsx")
    client.post(page, {"do": "look", "sheet": "Nhà", "kind": "addresses"})
    shown = text(client.get(page))
    assert re.search(r'<option value="Nhà" selected', shown)
    assert "Đường phố" in shown
    told = check(client, page, sheet="Nhà", kind="addresses")
    assert count(told, "new") == 2
