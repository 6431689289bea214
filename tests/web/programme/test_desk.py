"""From a pasted text to duties that are decided on: the pages, without any program in them."""

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.made_pdfs import locked, scanned

from diaban.spine.parties.departments import load_departments
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today
from diaban.spine.programme.directives import Directive, DutyState
from diaban.spine.programme.drafting import Head, decide, enter
from diaban.web.programme.desk_offers import Several
from diaban.web.programme.sample import sample_text

pytestmark = pytest.mark.usefixtures("hanoi")
NEW = "/programme/directives/new/"
EMPTY = dict.fromkeys(("number", "symbol", "issued_at", "signer", "recipients"), "")
ENTERED = {
    **EMPTY, "do": "enter", "kind": "plan", "line": "own", "issuer_name": "Sở", "abstract": "Mẫu",
    "issued_on": "2026-01-05",
}  # fmt: skip


@pytest.fixture
def desk(client) -> Directive:
    client.post(NEW, {**ENTERED, "text": sample_text(today())})
    return Directive.objects.get()


def duties(directive):
    return list(directive.duties.order_by("start"))


def act(client, directive, duty, do, **more):
    path = f"/programme/directives/{directive.pk}/duties/{duty.pk}/"
    return client.post(path, {"do": do, "version": duty.version, **more})


def form_of(duty) -> dict[str, str]:
    lines = ("wording", "voice", "field", "verb_class", "relation", "value_unit", "lead_said",
             "partners_said", "basis", "product", "corrected_why")  # fmt: skip
    return {**{name: getattr(duty, name) for name in lines}, "value": "",
            "corrected_deadline": "", "start": duty.start, "end": duty.end}  # fmt: skip


def test_numbered_points_without_a_duty_are_named_until_somebody_decides_on_them(client):
    text = "KẾ HOẠCH\n1. Gắn mã địa chỉ cho 100% hộ gia đình.\n2. Mạng lưới còn thưa.\n"
    client.post(NEW, {**ENTERED, "text": text})
    directive = Directive.objects.get()
    page = client.get(f"/programme/directives/{directive.pk}/")
    start, end = text.index("2. "), len(text.rstrip())
    assert page.context["silent"] == [("2.", start, end)]
    pointed = client.get(f"/programme/directives/{directive.pk}/", {"start": start, "end": end})
    picked = [run.text for run in pointed.context["runs"] if run.picked]
    assert "".join(picked) == "2. Mạng lưới còn thưa."
    form = {"do": "aside", "version": directive.version, "start": start, "end": end}
    client.post(f"/programme/directives/{directive.pk}/text/", form)
    assert client.get(f"/programme/directives/{directive.pk}/").context["silent"] == []


def test_a_report_numbers_what_was_done_and_is_not_asked_for_silent_points(client):
    text = "BÁO CÁO\nI. KẾT QUẢ\n1. Đã gắn mã cho 90% hộ.\nII. NHIỆM VỤ\n1. Gắn mã cho 100% hộ.\n"
    client.post(NEW, {**ENTERED, "kind": "report", "text": text})
    page = client.get(f"/programme/directives/{Directive.objects.get().pk}/")
    assert page.context["duty_count"]
    assert page.context["silent"] == []


def test_a_pasted_text_is_looked_through_before_anything_is_entered(client):
    page = client.post(NEW, {"do": "look", "text": sample_text(date(2026, 3, 2))})
    assert page.context["head"]["number"] == "00"
    assert page.context["head"]["symbol"] == "KH-MAU"
    assert page.context["head"]["issued_on"] == "2026-03-02"
    assert 'value="2026-03-02"' in page.content.decode()
    assert not Directive.objects.exists()


def test_entered_it_opens_on_the_desk_with_its_drafts(client, desk):
    page = client.get(f"/programme/directives/{desk.pk}/")
    told = page.content.decode()
    assert len(page.context["cards"]) == desk.duties.count() >= 5
    assert "Kế hoạch sẽ hỏi: ai chủ trì" in told
    assert "".join(run.text for run in page.context["runs"]) == desk.text


def test_a_day_before_the_documents_own_is_asked_about_and_counted_at_the_top(client):
    text = "1. Sở Nội vụ hoàn thành thẩm định danh sách tổ dân phố trong quý 2/2025."
    client.post(NEW, {**ENTERED, "text": text})
    page = client.get(f"/programme/directives/{Directive.objects.get().pk}/")
    assert "Thời hạn trước cả ngày" in page.content.decode()
    assert page.context["severities"][0][::2] == ("error", 1)


def test_the_sample_is_marked_as_made_up(client):
    client.post(NEW, {**ENTERED, "sample": "1", "text": sample_text(today())})
    assert Directive.objects.get().synthetic


def test_what_is_missing_in_the_head_is_said_and_nothing_written_is_lost(client):
    page = client.post(NEW, {**ENTERED, "issuer_name": "", "abstract": "Giữ lại", "text": "Chữ"})
    assert page.status_code == 422
    assert page.context["head"]["abstract"] == "Giữ lại"
    assert "Chữ" in page.content.decode()
    page = client.post(NEW, {**ENTERED, "issued_on": "31/02/2026", "text": "Chữ"})
    assert page.status_code == 422
    assert "31/02/2026" in page.context["fault"]


def test_a_document_that_is_there_already_is_led_to(client, desk):
    said = {**ENTERED, "number": "7", "symbol": "KH-X", "text": "1. Sở rà soát."}
    client.post(NEW, said)
    page = client.post(NEW, said)
    assert page.status_code == 422
    assert page.context["known"].startswith("/programme/directives/")


def test_accepting_leads_to_the_next_draft(client, desk):
    first, second, *_ = duties(desk)
    answer = act(client, desk, first, "accept")
    assert answer["Location"].endswith(f"?duty={second.pk}#d{second.pk}")
    first.refresh_from_db()
    assert first.state == DutyState.ACCEPTED


def test_editing_splitting_merging_rejecting_and_reopening_need_no_program(client, desk):
    first, second, *_ = duties(desk)
    count = desk.duties.count()
    said = {**form_of(first), "lead_said": "Sở mẫu", "value": "95,5", "relation": ">=",
            "value_unit": "%"}  # fmt: skip
    act(client, desk, first, "change", **said)
    first.refresh_from_db()
    assert (first.lead_said, first.value) == ("Sở mẫu", 95.5)
    act(client, desk, second, "split", at=second.start + second.quote.index("rà soát"))
    assert desk.duties.count() == count + 1
    second.refresh_from_db()
    cut = desk.duties.filter(start__gt=second.start).order_by("start").first()
    act(client, desk, second, "merge", following=cut.pk, following_version=cut.version)
    assert desk.duties.count() == count
    second.refresh_from_db()
    act(client, desk, second, "anew")
    second = desk.duties.get(start=second.start)
    act(client, desk, second, "reject")
    second.refresh_from_db()
    assert second.state == DutyState.REJECTED
    act(client, desk, second, "reopen")
    second.refresh_from_db()
    assert second.state == DutyState.DRAFT


@pytest.mark.parametrize(
    ("field", "said"), [("value", "N/A"), ("value", "trên 60%"), ("corrected_deadline", "quý 2")]
)
def test_what_is_no_number_and_no_day_is_refused_in_words(client, desk, field, said):
    duty = duties(desk)[0]
    page = act(client, desk, duty, "change", **{**form_of(duty), field: said, "product": "Giữ"})
    assert page.status_code == 409
    assert said in page.context["refused"]
    assert 'value="Giữ"' in page.content.decode()


def test_a_merge_names_the_duty_behind_as_the_page_showed_it(client, desk):
    first, second, *_ = duties(desk)
    page = client.get(f"/programme/directives/{desk.pk}/").content.decode()
    assert f'name="following" value="{second.pk}"' in page
    act(client, desk, second, "change", **{**form_of(second), "lead_said": "Sở mẫu"})
    seen = {"following": second.pk, "following_version": 0}
    assert act(client, desk, first, "merge", **seen).status_code == 409
    assert desk.duties.filter(pk=second.pk).exists()


def test_of_two_people_the_second_keeps_what_was_written_and_sees_what_is_stored(client, desk):
    duty = duties(desk)[0]
    act(client, desk, duty, "change", **{**form_of(duty), "lead_said": "Của người thứ nhất"})
    mine = {**form_of(duty), "lead_said": "Của người thứ hai"}
    page = act(client, desk, duty, "change", **mine)
    told = page.content.decode()
    assert page.status_code == 409
    assert "Của người thứ nhất" in told
    assert 'value="Của người thứ hai"' in told
    duty.refresh_from_db()
    assert duty.lead_said == "Của người thứ nhất"
    assert f'name="version" value="{duty.version}"' in told


def test_words_are_made_a_duty_or_set_aside_by_their_places(client, desk):
    start = desk.text.index("Năm trước")
    path = f"/programme/directives/{desk.pk}/text/"
    count = desk.duties.count()
    client.post(path, {"do": "make", "version": 0, "start": start, "end": start + 30})
    assert desk.duties.count() == count + 1
    page = client.post(path, {"do": "make", "version": 0, "start": start, "end": start + 9})
    assert page.status_code == 409
    client.post(path, {"do": "aside", "version": 0, "start": start + 31, "end": start + 60})
    desk.refresh_from_db()
    assert desk.stretches[-1] == [start + 31, start + 60, "aside"]


def test_a_report_of_the_press_says_so_until_its_document_is_attached(client, desk):
    client.post(NEW, {**ENTERED, "kind": "news", "abstract": "Tin", "text": "Thứ trưởng yêu cầu."})
    report = Directive.objects.get(kind="news")
    marked = "theo tin báo"
    client.get("/language/vi/")
    assert marked in client.get("/programme/directives/?tab=news").content.decode()
    path = f"/programme/directives/{report.pk}/head/"
    client.post(path, {"do": "official", "version": 0, "official": desk.pk})
    assert marked not in client.get("/programme/directives/?tab=news").content.decode()


def test_agreements_have_their_own_register(client, desk):
    said = {**ENTERED, "kind": "agreement", "parties": "Bộ; Thành phố", "valid_until": "2030-12-31",
            "text": "1. Hai bên rà soát điểm phục vụ."}  # fmt: skip
    client.post(NEW, said)
    rows = client.get("/programme/directives/?tab=agreements").context["rows"]
    assert [row.directive.parties for row in rows] == ["Bộ; Thành phố"]
    superiors = client.get("/programme/directives/?tab=superiors").context["rows"]
    assert not superiors


def test_a_long_text_is_shown_in_parts_and_none_is_left_out(client, operator):
    text = "".join(f"{n}. Sở rà soát điểm phục vụ số {n} trên địa bàn.\n" for n in range(1, 1500))
    long = enter(Head("plan", "own", "Sở", date(2026, 1, 5), "Dài"), text, operator)
    first = client.get(f"/programme/directives/{long.pk}/?part=1")
    shown = "".join(run.text for run in first.context["runs"])
    for number, _ in first.context["parts"][1:]:
        page = client.get(f"/programme/directives/{long.pk}/?part={number}")
        shown += "".join(run.text for run in page.context["runs"])
    assert shown == long.text


def _client(role: str) -> Client:
    client = Client()
    client.force_login(User.objects.create(username=role, role=role, joined_at=timezone.now()))
    return client


def test_an_auditor_reads_and_a_commune_sees_nothing_before_a_plan_is_adopted(client, desk):
    path = f"/programme/directives/{desk.pk}/"
    auditor = _client(Role.AUDITOR)
    assert "<form" not in auditor.get(path).content.decode().split("<main", 1)[1]
    assert act(auditor, desk, duties(desk)[0], "accept").status_code == 403
    assert _client(Role.COMMUNE).get(path).status_code == 404


# --- many at once ---------------------------------------------------------------------------

SETTLED = (
    "1. Sở Tài chính rà soát kinh phí trước ngày 15/3/2026.\n"
    "2. Tuyên truyền về địa chỉ số trên cổng thông tin điện tử, mạng xã hội…\n"
    "3. Sở Nội vụ thẩm định danh sách tổ dân phố.\n"
)


def seen(several) -> dict[str, list[str]]:
    return {"seen": several.seen}


@pytest.fixture
def three(client) -> Directive:
    client.get("/language/vi/")
    client.post(NEW, {**ENTERED, "text": SETTLED})
    return Directive.objects.get()


def test_what_has_no_question_is_accepted_at_once_told_by_number_and_taken_back(client, three):
    path = f"/programme/directives/{three.pk}/"
    page = client.get(path)
    settled = page.context["settled"]
    assert settled.numbers == [1, 3], "the open list of 2 is asked about, missing days are not"
    assert "Nhận 2 nhiệm vụ không bị đánh dấu" in page.content.decode()
    answer = client.post(f"{path}duties/", {"do": "accept", **seen(settled)})
    page = client.get(answer["Location"])
    assert "Đã nhận 2 nhiệm vụ: 1, 3" in page.content.decode()
    states = list(three.duties.order_by("start").values_list("state", flat=True))
    assert states == ["accepted", "draft", "accepted"]
    assert not page.context["settled"].seen
    client.post(f"{path}duties/", {"do": "reopen", **seen(page.context["taken"])})
    assert set(three.duties.values_list("state", flat=True)) == {"draft"}


def test_where_one_was_changed_meanwhile_none_is_accepted(client, three):
    path = f"/programme/directives/{three.pk}/"
    settled = client.get(path).context["settled"]
    act(client, three, duties(three)[2], "change", **{**form_of(duties(three)[2]), "basis": "Luật"})
    page = client.post(f"{path}duties/", {"do": "accept", **seen(settled)})
    assert page.status_code == 409
    assert set(three.duties.values_list("state", flat=True)) == {"draft"}
    assert client.post(f"{path}duties/", {"do": "accept"}).status_code == 409


def test_one_lead_is_written_for_all_duties_that_name_none(client, three):
    path = f"/programme/directives/{three.pk}/"
    leadless = client.get(path).context["leadless"]
    assert leadless.numbers == [2]
    assert client.post(f"{path}duties/", {"do": "lead", "lead": " ", **seen(leadless)}).status_code == 409  # fmt: skip # noqa: E501
    client.post(f"{path}duties/", {"do": "lead", "lead": "Sở Nội vụ", **seen(leadless)})
    assert duties(three)[1].lead_said == "Sở Nội vụ"
    assert not client.get(path).context["leadless"].seen


def test_a_department_that_ended_is_asked_about_before_a_plan_takes_its_duty(client):
    client.get("/language/vi/")
    load_departments()
    text = (
        "1. Sở Thông tin và Truyền thông rà soát điểm bưu điện - văn hóa xã.\n"
        "2. Sở Thông tin và Truyền thông kiểm tra hoạt động của các cơ quan báo chí.\n"
    )
    client.post(NEW, {**ENTERED, "text": text})
    made = Directive.objects.get()
    path = f"/programme/directives/{made.pk}/"
    page = client.get(path)
    told = page.content.decode()
    assert "không còn từ 1/3/2025" in told
    assert "Sở Khoa học và Công nghệ Hà Nội</b>" in told, "of the post a clause says who has it"
    (asked,) = page.context["orphaned"]
    assert asked.numbers == [2]
    assert page.context["settled"].numbers == [1]
    client.post(f"{path}duties/", {"do": "lead", "lead": "Sở Nội vụ", **seen(asked)})
    page = client.get(path)
    assert not page.context["orphaned"]
    assert page.context["settled"].numbers == [1, 2]


def test_a_day_where_none_is_written_needs_no_reason(client, three):
    duty = duties(three)[2]
    said = {**form_of(duty), "corrected_deadline": "2026-06-30"}
    assert act(client, three, duty, "change", **said).status_code == 302
    duty.refresh_from_db()
    assert duty.until == date(2026, 6, 30)
    dated = duties(three)[0]
    said = {**form_of(dated), "corrected_deadline": "2026-06-30"}
    assert act(client, three, dated, "change", **said).status_code == 409


def test_what_was_read_as_a_deadline_and_is_none_is_taken_out_and_stays_as_written(client, three):
    duty = duties(three)[0]
    assert duty.until
    assert act(client, three, duty, "change", **form_of(duty), no_deadline="on").status_code == 302
    said = duty.deadline_said
    duty.refresh_from_db()
    assert (duty.until, duty.deadline_said) == (None, said)


# --- files ----------------------------------------------------------------------------------


def _send(client, name: str, content: bytes):
    client.get("/language/vi/")
    return client.post(NEW, {"do": "look", "file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        pytest.param("scan.pdf", scanned(), "là ảnh chụp", id="scan"),
        pytest.param("locked.pdf", locked(scanned(), "x"), "có mật khẩu", id="locked"),
        ("empty.txt", b"  ", "không có chữ nào"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "DOC đời cũ"),
        ("long.txt", "Sở rà soát điểm.\n".encode() * 60_000, "quá giới hạn"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(client, name, content, words):
    page = _send(client, name, content)
    assert page.status_code == 422
    assert words in page.context["fault"]


def test_a_text_in_a_legacy_font_is_decoded(client):
    page = _send(client, "tcvn3.txt", "Së Th«ng tin rµ so¸t ®iÓm phôc vô b­u chÝnh".encode("cp1252"))
    assert "Sở Thông tin rà soát điểm phục vụ bưu chính" in page.context["text"]


def test_tracked_changes_are_told(client):
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = f"<w:document {space}><w:body><w:p><w:ins><w:r><w:t>Sở rà soát.</w:t></w:r></w:ins></w:p></w:body></w:document>"  # noqa: E501
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", body)
    page = _send(client, "changes.docx", file.getvalue())
    assert page.status_code == 200
    assert "track changes" in page.context["notes"][0]


def test_decided_duties_are_counted_in_the_register(client, desk, operator):
    decide(duties(desk)[0], 0, DutyState.ACCEPTED, operator)
    row = client.get("/programme/directives/").context["rows"][0]
    assert (row.states["accepted"], row.states["draft"]) == (1, desk.duties.count() - 1)


def test_numbers_that_follow_one_another_are_told_by_their_ends():
    assert Several([1, 2, 3, 5, 8, 9]).told == "1–3, 5, 8–9"
    assert Several().told == ""


def test_a_text_pasted_from_an_old_font_is_shown_converted_and_said_so(client):
    shown = "1. Së Néi vô rµ so¸t c¸n bé tr­íc ngµy 15/3."
    page = client.post(NEW, {"do": "look", "text": shown})
    assert page.context["text"] == "1. Sở Nội vụ rà soát cán bộ trước ngày 15/3."
    assert "Hãy soát lại chữ" in page.content.decode()


def test_three_hundred_pages_are_entered_and_shown_in_parts(client):
    paragraph = "Văn bản này nêu tình hình chung của Thành phố trong thời gian qua. " * 40 + "\n"
    text = "1. Sở Nội vụ rà soát cán bộ.\n" + (paragraph * 213)[:568_000]
    page = client.post(NEW, {**ENTERED, "text": text})
    assert page.status_code == 302
    page = client.get(page["Location"])
    assert page.status_code == 200
    assert len(page.context["parts"]) > 10
    assert sum(len(run.text) for run in page.context["runs"]) < len(text) / 10
    page = client.post(NEW, {**ENTERED, "text": "a" * 1_000_001})
    assert page.status_code == 422
    assert "1.000.000" in page.content.decode() or "1000000" in page.content.decode()


def test_whom_the_document_names_is_offered_first_as_the_lead_and_then_who_is_known(
    client, operator
):
    load_departments()
    text = (
        "1. Sở Nội vụ chủ trì, phối hợp với Công an Thành phố rà soát cán bộ trước ngày 15/3.\n"
        "2. Sở Khoa học và Công nghệ phối hợp với UBND các xã, phường gắn mã cho hộ.\n"
        "3. Sở Thông tin và Truyền thông rà soát hồ sơ.\n"
    )
    head = Head("plan", "committee", "UBND thành phố Hà Nội", date(2026, 1, 2), "Năm 2026")
    made = enter(head, text, operator)
    page = client.get(f"/programme/directives/{made.pk}/")
    offered = page.context["bodies"]
    known = "Sở Khoa học và Công nghệ Hà Nội"
    named = ["Sở Nội vụ", known, "Công an Thành phố", "UBND các xã, phường"]
    assert offered[:5] == [*named, "UBND thành phố Hà Nội"]
    ended = "Sở Thông tin và Truyền thông Hà Nội"
    assert ended not in offered, "what had ended by then is asked for on its own"
    assert offered.count(known) == 1
    assert '<option value="Công an Thành phố">' in page.content.decode()
    made.duties.update(state=DutyState.ACCEPTED)
    said = {"title": "Kế hoạch", "begins_on": "2026-01-01", "ends_on": "2026-12-31",
            "organisation": known, "parent": "", "with_tasks": "on"}  # fmt: skip
    plan = client.post(f"/programme/plans/?from={made.pk}", said)["Location"]
    assert client.get(plan).context["bodies"][:2] == ["Sở Nội vụ", known]
