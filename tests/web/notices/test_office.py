"""The officer's pages: letters made, fetched, handed out; answers decided; batches certified."""

import csv
import io

import pypdf
import pytest
from django.test import Client
from tests.hanoi import commune_of_postal_code
from tests.notices import officer
from tests.registry import address_of, door, observe

from diaban.exchange.importing.working import work_once
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.models import Life
from diaban.spine.certification.models import Batch, Certified, Hold
from diaban.spine.notices import issuing
from diaban.spine.notices.answering import Said, find_notice, take_answer
from diaban.spine.notices.keys import LENGTH, read_key
from diaban.spine.notices.models import Answer, Kind, Mailing, Notice, NoticeState
from diaban.spine.parties.models import Role
from diaban.spine.places.units import today


def client_of(postal_code: str, role: Role = Role.COMMUNE) -> Client:
    client = Client()
    client.force_login(officer(postal_code, role))
    return client


def page_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2]


def make_letters(client: Client, **told: str) -> Mailing:
    unit = commune_of_postal_code("11024").code
    form = {"unit": unit, "choice": "collected", "medium": "letter", **told}
    client.post("/notices/issue/", form)
    return Mailing.objects.latest("pk")


def test_doors_that_wait_for_their_code_are_told(street, operator):
    client, path = client_of("11024"), "/notices/?unit=" + commune_of_postal_code("11024").code
    assert "còn chờ mã" not in page_of(client.get(path))
    for name in ("d0", "d1"):
        number = {"house_number": f"{name}A", "street": "phố Thử", "held_on": today()}
        observe(door(name, address_of(name).position, **number))
    page = page_of(client.get(path))
    assert "2 cửa còn chờ mã" in page
    assert "chưa thông báo <strong>3</strong>" in page
    run_coding(operator)
    page = page_of(client.get(path))
    assert "còn chờ mã" not in page
    assert "chưa thông báo <strong>5</strong>" in page


def test_letters_are_fetched_until_they_are_handed_out(street, settings):
    settings.PUBLIC_NAMES = ["diaban.example.vn"]
    client = client_of("11024")
    assert "đã thu thập, chưa thông báo <strong>5</strong>" in page_of(
        client.get("/notices/?unit=" + commune_of_postal_code("11024").code)
    )
    mailing = make_letters(client)
    path = f"/notices/{mailing.pk}/"
    files = [client.get(f"{path}letters-1.pdf").content for _ in "ab"]
    assert files[0] == files[1]
    pages = pypdf.PdfReader(io.BytesIO(files[0])).pages
    told = " ".join(pages[0].extract_text().split())
    assert "10, phố Thử" in told
    assert "diaban.example.vn/a/" in told
    # a narrow letter beside another or a hyphen is read back with a gap between them
    written = told.partition("Nhập khóa dùng một lần: ")[2]
    key = "".join(letter for letter in written if letter.isalnum())[:LENGTH]
    assert find_notice(read_key(key)).line == "10, phố Thử"
    client.post(f"{path}step/", {"step": "hand_out"})
    assert address_of("d0").life == Life.NOTIFIED
    gone = page_of(client.get(f"{path}letters-1.pdf", follow=True))
    assert "không in lại khóa được nữa" in gone


def test_messages_come_as_a_file_for_the_operator(street):
    client = client_of("11024")
    mailing = make_letters(client, medium="message")
    answer = client.get(f"/notices/{mailing.pk}/messages.csv")
    text = b"".join(answer).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 5
    assert rows[0]["telephone"] == ""
    assert "/a/" in rows[0]["message"]
    assert rows[0]["message"].isascii()


def test_a_letter_is_written_again_or_comes_back(street):
    client = client_of("11024")
    mailing = make_letters(client)
    client.post(f"/notices/{mailing.pk}/step/", {"step": "hand_out"})
    first, second = mailing.notices.order_by("place")[:2]
    client.post(f"/notices/letters/{first.pk}/", {"step": "again"})
    client.post(f"/notices/letters/{second.pk}/", {"step": "nobody"})
    states = list(mailing.notices.order_by("place").values_list("state", flat=True))
    assert states[:2] == [NoticeState.REPLACED, NoticeState.RETURNED]
    page = page_of(client.get(f"/notices/{mailing.pk}/"))
    assert "Trả về" in page
    client.post(f"/notices/{mailing.pk}/step/", {"step": "close"})
    assert "đã phát; đã ghi thư trả về" in page_of(client.get(f"/notices/{mailing.pk}/"))


def test_another_commune_sees_and_does_nothing_here(keys):
    take_answer(find_notice(keys["d0"]), Said(Kind.CORRECT, {"house_number": "1"}))
    stranger = client_of("11120")
    mailing, letter, answer = (m.objects.first().pk for m in (Mailing, Notice, Answer))
    assert stranger.get(f"/notices/{mailing}/").status_code == 404
    for path in (
        f"/notices/{mailing}/step/",
        f"/notices/letters/{letter}/",
        f"/certification/answers/{answer}/",
    ):
        assert stranger.post(path, {"step": "again", "choice": "accept"}).status_code == 404
    unit = commune_of_postal_code("11024").code
    page = page_of(stranger.get(f"/certification/?unit={unit}"))
    assert "phố Thử" not in page
    form = {"unit": unit, "address": [address_of("d1").pk], "do": "certify"}
    stranger.post("/certification/certify/", form)
    assert not Certified.objects.exists()


def test_a_correction_is_shown_beside_the_registry_and_accepted(keys):
    take_answer(
        find_notice(keys["d0"]), Said(Kind.CORRECT, {"house_number": "10B"}, words="Cổng xanh")
    )
    client = client_of("11024")
    unit = commune_of_postal_code("11024").code
    page = page_of(client.get(f"/certification/?unit={unit}"))
    assert "<mark>10B</mark>" in page
    assert "Cổng xanh" in page
    client.post(f"/certification/answers/{Answer.objects.get().pk}/", {"choice": "accept"})
    assert address_of("d0").house_number == "10B"
    page = page_of(client.get(f"/certification/?unit={unit}"))
    assert "số nhà: <mark>10</mark>" in page


def test_chosen_addresses_are_certified_or_held_back(keys):
    client = client_of("11024")
    unit = commune_of_postal_code("11024").code
    form = {"unit": unit, "address": [address_of(f"d{n}").pk for n in range(3)], "do": "certify"}
    page = page_of(client.post("/certification/certify/", form, follow=True))
    assert "Đã chứng nhận 3 địa chỉ." in page
    assert "60,0\xa0%" in page
    form = {"unit": unit, "address": [address_of("d3").pk], "do": "hold", "reason": "papers"}
    page = page_of(client.post("/certification/certify/", form, follow=True))
    assert "chưa có quyết định đặt số" in page
    client.post(f"/certification/held/{Hold.objects.get().pk}/")
    assert not Hold.objects.standing().exists()
    empty = page_of(client.post("/certification/certify/", {"unit": unit}, follow=True))
    assert "Hãy chọn ít nhất một địa chỉ." in empty


def test_who_only_reads_is_not_sent_to_pages_that_are_closed_to_him(official_hanoi):
    unit = commune_of_postal_code("11024").code
    commune, auditor = client_of("11024"), client_of("11024", Role.AUDITOR)
    for path in ("/certification/", f"/certification/?unit={unit}"):
        assert 'href="/notices/' in page_of(commune.get(path))
        assert 'href="/notices/' not in page_of(auditor.get(path))


def test_a_batch_is_closed_by_its_commune_and_audited_by_others(keys):
    own = client_of("11024")
    unit = commune_of_postal_code("11024").code
    numbers = [address_of(f"d{n}").pk for n in range(5)]
    own.post("/certification/certify/", {"unit": unit, "address": numbers, "do": "certify"})
    batch = Batch.objects.get()
    path = f"/certification/batches/{batch.pk}/"
    assert "đã đóng" in page_of(own.post(f"{path}close/", follow=True))
    assert own.post(f"{path}draw/", {"plan": "5-5"}).status_code == 403
    auditor = client_of("11120", Role.AUDITOR)
    assert "Rút ngẫu nhiên" in page_of(auditor.get(path))
    page = page_of(auditor.post(f"{path}draw/", {"plan": "5-5"}, follow=True))
    assert "Còn 5 cửa cần xem lại." in page
    assert batch.audit.seed in page
    for number, one in enumerate(batch.audit.checks.order_by("place")):
        finding = "not_found" if number < 2 else "stands"
        auditor.post(f"/certification/checks/{one.pk}/", {"finding": finding})
    page = page_of(auditor.get(path))
    assert "Đợt này không đạt" in page
    assert page.count("Sửa kết quả xem lại</summary>") == 5
    auditor.post(f"/certification/checks/{one.pk}/", {"finding": "wrong_text"})
    auditor.post(f"/certification/checks/{one.pk}/", {"finding": "stands"})
    assert "Đợt này không đạt" in page_of(auditor.get(path))
    page = page_of(auditor.post(f"{path}conclude/", follow=True))
    assert "không còn được chứng nhận" in page
    assert "Sửa kết quả xem lại" not in page
    assert address_of("d4").life == Life.NOTIFIED
    refused = page_of(
        own.post(f"/certification/checks/{one.pk}/", {"finding": "stands"}, follow=True)
    )
    assert "Bạn đã làm đợt này" in refused


def test_many_letters_are_made_by_the_worker_and_go_on_after_a_fault(street, monkeypatch):
    monkeypatch.setattr(issuing, "AT_ONCE", 2)
    client = client_of("11024")
    mailing = make_letters(client)
    page = page_of(client.get(f"/notices/{mailing.pk}/"))
    assert "đang làm" in page
    assert 'hx-trigger="every 2s"' in page
    monkeypatch.setattr(issuing, "digest_key", lambda key: 1 / 0)
    assert work_once()
    assert "Làm tiếp" in page_of(client.get(f"/notices/{mailing.pk}/"))
    monkeypatch.undo()
    client.post(f"/notices/{mailing.pk}/step/", {"step": "resume"})
    assert work_once()
    assert "đã in, chưa phát" in page_of(client.get(f"/notices/{mailing.pk}/"))
    assert mailing.notices.count() == 5


@pytest.mark.parametrize("path", ["/notices/", "/certification/"])
def test_pages_say_so_where_nothing_is_to_be_done(official_hanoi, path):
    assert "Chưa có" in page_of(client_of("11024").get(path))
