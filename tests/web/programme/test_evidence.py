"""Registers of evidence: filled by form or workbook, told by place and day, kept by the city."""

import io
from datetime import date, timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.hanoi import commune_of_postal_code

from diaban.engines.measuring import Count
from diaban.spine.evidence.keeping import Words, open_register, set_shelf_life
from diaban.spine.evidence.models import Evidence, Register
from diaban.spine.evidence.reading import read_register
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.spine.places.units import today

PAGE = "/evidence/stations/"


@pytest.fixture(autouse=True)
def _own_uploads(hanoi, monkeypatch, tmp_path):
    monkeypatch.setenv("DIABAN_DATA", str(tmp_path / "data"))


@pytest.fixture
def register(operator) -> Register:
    words = Words("Đài hoạt động", "Working stations", "đài", "stations", "1/2021")
    return open_register("stations", words, "commune", 90, operator)


@pytest.fixture
def here(hanoi):
    return commune_of_postal_code("11024")


def signed_in(role: str, *units) -> Client:
    user = User.objects.create(username=f"a-{role}", role=role, joined_at=timezone.now())
    for unit in units:
        Charge.objects.create(user=user, unit=unit)
    client = Client()
    client.force_login(user)
    return client


def text_of(answer) -> str:
    return answer.content.decode()


def test_a_count_is_stated_by_the_form_and_shown_with_its_day(client, register, here):
    given = {"code": here.code, "held_on": str(today()), "numerator": "1.234",
             "denominator": "2.000", "unknown": "3", "note": "đi kiểm tra"}  # fmt: skip
    answer = client.post(f"{PAGE}state/", given)
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?stated=1")
    assert read_register(register, today()).total == Count(1234, 2000, 3)
    page = text_of(client.get(PAGE))
    assert "1.234" in page
    assert "đi kiểm tra" in page
    assert client.post(f"{PAGE}state/", given)["Location"] == f"{PAGE}?stated=0"
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("text", ["có", "N/A", "85%", "-3", "1,5"])
def test_what_is_no_count_is_refused_with_the_accepted_form(client, register, here, text):
    answer = client.post(
        f"{PAGE}state/", {"code": here.code, "numerator": text, "denominator": "10"}
    )
    assert answer.status_code == 422
    page = text_of(answer)
    assert "không phải số nguyên. Ghi số đếm được, ví dụ 128" in page
    assert f'name="numerator" value="{text}"' in page
    assert not Evidence.objects.exists()


def test_a_count_past_its_time_is_told_as_unknown_and_a_silent_place_as_silent(
    client, register, here, operator
):
    state(register, [Said(here, today() - timedelta(days=91), 5, 9)], operator, Source())
    stale = text_of(client.get(f"{PAGE}?show=stale"))
    assert "quá hạn</span>" in stale
    assert here.full_name in stale
    assert "<strong>125" in text_of(client.get("/evidence/"))
    silent = text_of(client.get(f"{PAGE}?show=silent"))
    assert here.full_name not in silent.partition("<table>")[2]
    then = today() - timedelta(days=30)
    assert "quá hạn</span>" not in text_of(client.get(f"{PAGE}?as_of={then}"))


def test_the_history_of_a_place_keeps_what_was_replaced(client, register, here, operator):
    for held in (3, 4):
        state(register, [Said(here, today(), held, 9)], operator, Source("a.xlsx", "f" * 64))
    page = text_of(client.get(f"{PAGE}places/{here.pk}/"))
    assert page.count("đã thay") == 1
    assert page.count("a.xlsx") == 2
    assert "f" * 64 in page


def test_an_officer_reads_and_fills_their_own_places_only_and_the_auditor_only_reads(
    register, here, operator
):
    there = commune_of_postal_code("11120")
    state(register, [Said(there, today(), 7, 8)], operator, Source())
    officer = signed_in(Role.COMMUNE, here)
    page = text_of(officer.get(PAGE))
    assert here.full_name in page
    assert there.full_name not in page
    assert officer.get(f"{PAGE}places/{there.pk}/").status_code == 404
    refused = officer.post(
        f"{PAGE}state/", {"code": there.code, "numerator": "1", "denominator": "2"}
    )
    assert "không thuộc địa bàn của bạn" in text_of(refused)
    rows = rows_of(officer.get(f"{PAGE}form.xlsx"))
    assert [row[0] for row in rows[1:]] == [here.code]
    auditor = signed_in(Role.AUDITOR, here)
    assert there.full_name in text_of(auditor.get(PAGE))
    assert f'action="{PAGE}state/"' not in text_of(auditor.get(PAGE))
    form = {"code": here.code, "numerator": "1", "denominator": "2"}
    assert auditor.post(f"{PAGE}state/", form).status_code == 403
    assert Evidence.objects.count() == 1


def rows_of(answer) -> list[list[object]]:
    content = io.BytesIO(b"".join(answer))
    return CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()


def workbook(rows: list[list[object]]) -> SimpleUploadedFile:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("Đài quý 3.xlsx", content.getvalue())


def test_a_workbook_is_previewed_taken_and_its_refused_rows_come_back_to_be_corrected(
    client, register, here
):
    other = commune_of_postal_code("11120")
    head, *rows = rows_of(client.get(f"{PAGE}form.xlsx"))
    for row in rows:
        if row[0] in {here.code, other.code}:
            row[3], row[4] = ("3", "4") if row[0] == here.code else ("85%", "10")
    seen = client.post(f"{PAGE}upload/", {"file": workbook([head, *rows])})
    assert '<dd id="fit">1</dd>' in text_of(seen)
    assert '<dd id="rejected">1</dd>' in text_of(seen)
    assert not Evidence.objects.exists()
    kept = {name: seen.context[name] for name in ("token", "name")}
    taken = client.post(f"{PAGE}upload/", {**kept, "held_on": str(today())})
    assert "Đã ghi 1 số liệu vào sổ" in text_of(taken)
    one = Evidence.objects.get()
    assert (one.unit, one.source_file, len(one.source_digest)) == (here, "Đài quý 3.xlsx", 64)
    [head, back] = rows_of(client.get(f"{PAGE}refused/{kept['token']}/rows.xlsx"))
    assert back[3] == "85%"
    assert "không phải số nguyên" in back[7]
    back[3] = "8"
    again = client.post(f"{PAGE}upload/", {"file": workbook([head, back])})
    client.post(f"{PAGE}upload/", {"token": again.context["token"], "name": "x.xlsx"})
    assert read_register(register, today()).total == Count(11, 14)
    entries = Entry.objects.filter(act="evidence.stated", subject="register:stations")
    assert entries.count() == 2


def test_a_kept_file_leads_nobody_but_its_sender_to_it(client, register, here):
    seen = client.post(f"{PAGE}upload/", {"file": workbook([["Mã", "Đạt", "Tổng số"]])})
    officer = signed_in(Role.COMMUNE, here)
    token = seen.context["token"]
    assert officer.get(f"{PAGE}refused/{token}/rows.xlsx").status_code == 404
    assert officer.post(f"{PAGE}upload/", {"token": token}).status_code == 422


@pytest.mark.parametrize("name", ["a.pdf", "a.xlsx"])
def test_a_file_that_is_none_is_refused_in_words(client, register, name):
    answer = client.post(f"{PAGE}upload/", {"file": SimpleUploadedFile(name, b"no sheet")})
    assert answer.status_code == 422
    assert 'role="alert"' in text_of(answer)


def test_a_register_is_opened_worded_and_its_time_changed_from_a_day_on(client, here, operator):
    said = {"key": "phone-booths", "level": "commune", "title_vi": "Bốt điện thoại",
            "noun_vi": "bốt", "source": "Văn bản 7", "shelf_life_days": "30"}  # fmt: skip
    made = client.post("/evidence/new/", said)
    assert made["Location"] == "/evidence/phone-booths/"
    register = Register.objects.get(key="phone-booths")
    assert register.title_en == "Bốt điện thoại"
    words = {**said, "do": "words", "title_vi": "Bốt điện thoại công cộng", "noun_en": "booths"}
    assert client.post("/evidence/phone-booths/words/", words).status_code == 302
    day = today() + timedelta(days=5)
    life = {"do": "life", "shelf_life_days": "", "from": str(day)}
    assert client.post("/evidence/phone-booths/words/", life).status_code == 302
    register = Register.objects.get(key="phone-booths")
    assert (register.shelf_life_on(today()), register.shelf_life_on(day)) == (30, None)
    acts = ["register.opened", "register.reworded", "register.shelf_life_set"]
    entries = Entry.objects.filter(subject="register:phone-booths").order_by("pk")
    assert [entry.act for entry in entries] == acts
    assert '"title_vi":"Bốt điện thoại"' in entries[1].facts
    early = {**life, "from": str(today())}
    assert client.post("/evidence/phone-booths/words/", early).status_code == 422


def test_what_was_shown_of_days_before_a_change_of_time_stays(register, here, operator):
    state(register, [Said(here, today(), 5, 9)], operator, Source())
    set_shelf_life(register, 1, today() + timedelta(days=10), operator)
    before, after = (today() + timedelta(days=days) for days in (9, 10))
    assert read_register(register, before).total == Count(5, 9)
    assert read_register(register, after).total == Count(unknown=9)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"key": "Hoa"}, "không dấu"),
        ({"key": "new"}, "không dấu"),
        ({"key": "stations"}, "Đã có sổ"),
        ({"title_vi": " "}, "Cần có tên sổ"),
        ({"shelf_life_days": "0"}, "từ 1 đến 3.660"),
        ({"level": "district"}, "Chọn xã, phường"),
    ],
)
def test_a_register_that_cannot_be_is_refused_with_what_to_mend(client, register, change, words):
    said = {"key": "a", "level": "commune", "title_vi": "A", "noun_vi": "a", "source": "x"}
    answer = client.post("/evidence/new/", {**said, **change})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert Register.objects.count() == 1


def test_a_register_serves_the_target_that_it_measures_now(client, register, operator):
    from diaban.spine.parties.models import Organisation
    from diaban.spine.programme.models import Gauge, Programme, Target, Task

    year = date(today().year, 1, 1), date(today().year, 12, 31)
    programme = Programme.objects.create(
        title="P", begins_on=year[0], ends_on=year[1], made_at=timezone.now(), made_by=operator,
        organisation=Organisation.objects.create(name="Sở"),
    )  # fmt: skip
    task = Task.objects.create(programme=programme, number="7", title="T")
    target = Target.objects.create(
        task=task, title="Đài đều chạy", threshold=1, begins_on=year[0], ends_on=year[1]
    )
    told = {"target": target, "set_at": timezone.now(), "set_by": operator}
    Gauge.objects.create(register=register, valid_from=year[0], **told)
    assert "7. Đài đều chạy" in text_of(client.get("/evidence/"))
    Gauge.objects.create(measure="households-coded", valid_from=today(), **told)
    assert "7. Đài đều chạy" not in text_of(client.get("/evidence/"))
