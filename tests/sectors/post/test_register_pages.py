"""The pages of the register as an official uses them."""

import csv
import io
import json
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of, door, observe
from tests.sectors.post.lists import a_row, take
from tests.sectors.post.points import A_DAY, PLACED, a_point, correct, saying

from diaban.sectors.post.choices import Decider, Kind, Resolution
from diaban.sectors.post.models import Candidate, Point, StaffedDay, Statement, Verdict
from diaban.sectors.post.register.stating import open_point, state_of
from diaban.spine.addresses.coding import run_coding
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User
from diaban.spine.parties.organisations import Membership, Organisation
from diaban.spine.places.models import Charge
from diaban.spine.places.units import today

pytestmark = pytest.mark.usefixtures("official_hanoi")


def client_of(role: str, *postal_codes: str) -> Client:
    user = User.objects.create(username=f"{role}-1", role=role, joined_at="2026-01-01T00:00Z")
    for code in postal_codes:
        Charge.objects.create(user=user, unit=commune_of_postal_code(code))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def department(db: None) -> Client:
    return client_of(Role.DEPARTMENT)


def page(client: Client, name: str, *parts: object, **query: str) -> str:
    answer = client.get(reverse(name, args=parts), query)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def again(point: Point) -> Point:
    return Point.objects.everywhere("a test").get(pk=point.pk)


def test_the_list_shows_what_is_missing_and_each_number_leads_to_its_points(department):
    a_point("Bưu cục Đủ", hours_text="T2-T6 7h-17h", **PLACED)
    a_point("Bưu cục Thiếu", hours_text="lúc nào rảnh")
    whole = page(department, "post_points")
    assert "Bưu cục Đủ" in whole
    assert "chưa hiểu giờ mở cửa" in whole
    lacking = page(department, "post_points", lacks="position")
    assert "Bưu cục Thiếu" in lacking
    assert "Bưu cục Đủ" not in lacking


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "trang tien"}, 1),
        ({"q": "110000"}, 1),
        ({"kind": "office"}, 1),
        ({"kind": "unknown"}, 0),
        ({"state": "closed"}, 0),
        ({"commune": "none"}, 1),
        ({"q": "%"}, 0),
    ],
)
def test_the_list_is_narrowed_by_name_code_kind_commune_and_state(department, query, found):
    a_point(operator_code="110000")
    answer = page(department, "post_points", **query)
    assert ("Bưu cục Tràng Tiền</a>" in answer) == bool(found)


def test_a_point_is_found_by_its_identifier(department):
    point = a_point()
    assert "Bưu cục Tràng Tiền" in page(department, "post_points", q=point.identifier)


@pytest.mark.parametrize(
    "query", ["commune=99999", "commune=%00", "kind=shop", "lacks=money", "state=x", "page=-1",
              "page=½", "page=9999999"]
)  # fmt: skip
def test_what_is_no_filter_is_not_found(department, query):
    assert department.get(f"{reverse('post_points')}?{query}").status_code == 404


def test_a_long_list_comes_in_pages(department):
    for number in range(52):
        a_point(f"Điểm {number:02}")
    assert "Điểm 51" not in page(department, "post_points")
    assert "Điểm 51" in page(department, "post_points", page="1")


def test_the_list_is_taken_out_as_csv_that_runs_no_formula_and_as_geojson(department):
    a_point('=HYPERLINK("x")', **PLACED)
    answer = department.get(reverse("post_points_csv"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["name"] == '\'=HYPERLINK("x")'
    assert float(row["lat"]) == pytest.approx(21.028511)
    told = json.loads(b"".join(department.get(reverse("post_points_geojson")).streaming_content))
    (feature,) = told["features"]
    assert feature["geometry"]["coordinates"] == pytest.approx([105.854167, 21.028511])
    assert Entry.objects.filter(act="post.points_exported").count() == 2


def test_the_page_of_a_point_tells_each_fact_with_who_says_so_and_the_history(department):
    point = a_point(hours_text="T2-T6 7h-17h", postal_code="100000")
    correct(point, date(2026, 5, 1), postal_code="11024")
    told = page(department, "post_point", point.pk)
    assert "Thứ Hai" in told or "thứ Hai" in told
    assert "100000" in told
    assert "11024" in told
    assert "survey" in told


def test_a_statement_is_taken_back_and_stays_to_be_read(department):
    point = a_point()
    correct(point, name="Sai")
    wrong = Statement.objects.filter(point=point).last()
    url = reverse("post_point_take_back", args=[point.pk])
    assert department.post(url, {"statement": wrong.pk}).status_code == 302
    assert again(point).name == "Bưu cục Tràng Tiền"
    assert 'class="quiet"><th scope="row">' in page(department, "post_point", point.pk)
    # it is gone: nobody takes it back twice
    assert department.post(url, {"statement": wrong.pk}).status_code == 404
    assert department.post(url, {"statement": "½"}).status_code == 404


FORM = {"name": "Điểm BĐ-VHX Vân Canh", "kind": "culture_point", "held_on": "2026-02-01",
        "address": "thôn 1", "commune": "xã Vân Canh, Hoài Đức", "hours": "T2-T6 8h-11h",
        "tenure": "commune", "services": ["letters", "reading"]}  # fmt: skip


def test_a_point_is_added_by_the_form(department):
    answer = department.post(reverse("post_point_new"), FORM)
    point = Point.objects.everywhere("a test").get()
    assert answer["Location"] == reverse("post_point", args=[point.pk])
    assert (point.kind, point.tenure) == (Kind.CULTURE_POINT, "commune")
    assert point.services == ["letters", "reading"]
    assert point.hours == "Mo-Fr 08:00-11:00"
    assert state_of(point).told["name"].statement.held_on == date(2026, 2, 1)
    assert Entry.objects.filter(act="post.point_opened").exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": " "}, "không có tên điểm"),
        ({"held_on": "2030-01-01"}, "tương lai"),
        ({"held_on": "hôm qua"}, "ngày không đọc được"),
        ({"lat": "105,85", "lng": "21,02"}, "đổi chỗ"),
        ({"lat": "10,7", "lng": "106,7"}, "ngoài thành phố"),
        ({"postal_code": "12"}, "năm chữ số"),
        ({"kind": "siêu thị"}, "loại điểm"),
    ],
)
def test_a_form_that_cannot_be_taken_comes_back_as_it_was_sent_with_the_fault(
    department, changed, words
):
    answer = department.post(reverse("post_point_new"), FORM | changed)
    assert answer.status_code == 422
    told = answer.content.decode()
    assert words in told
    assert "thôn 1" in told
    assert not Point.objects.everywhere("a test").exists()


def test_hours_that_are_not_understood_are_kept_as_they_were_written(department):
    department.post(reverse("post_point_new"), FORM | {"hours": "khi nào có khách"})
    assert Point.objects.everywhere("a test").get().has_unread_hours


def test_a_correction_says_only_what_differs_and_an_emptied_field_is_unknown(department):
    point = a_point(hours_text="7h-17h", tenure="rented", **PLACED)
    url = reverse("post_point_correct", args=[point.pk])
    shown = department.get(url).content.decode()
    assert 'value="7h-17h"' in shown
    form = {"name": point.name, "kind": "office", "hours": "", "tenure": "rented",
            "lat": "21.0285110", "lng": "105.8541670", "accuracy": "8",
            "held_on": "2026-06-01"}  # fmt: skip
    assert department.post(url, form).status_code == 302
    said = Statement.objects.filter(point=point, act=2).last()
    assert said.facts == {"hours_text": None}
    assert again(point).hours_text == ""
    assert department.post(url, form)["Location"].endswith("refused=nothing_new")


def test_a_closed_point_tells_which_point_took_over_its_work(department):
    old, new = a_point("Cũ"), a_point("Mới")
    url = reverse("post_point_correct", args=[old.pk])
    form = {"name": "Cũ", "kind": "office", "closed_on": "2026-07-01", "held_on": "2026-07-01"}
    for wrong in ("BC-0000", old.identifier, "12 Lò Đúc"):
        refused = department.post(url, form | {"successor": wrong})
        assert refused.status_code == 422
        assert "Điểm nhận việc" in refused.content.decode()
    assert department.post(url, form | {"successor": new.identifier}).status_code == 302
    assert again(old).successor == new
    assert new.identifier in page(department, "post_point", old.pk)
    assert "Nhận việc từ" in page(department, "post_point", new.pk)
    assert state_of(old, A_DAY)["successor"] is None


def test_an_officer_adds_no_point_outside_of_their_commune():
    officer = client_of(Role.COMMUNE, "11120")
    placed = {"lat": "21.028511", "lng": "105.854167"}
    answer = officer.post(reverse("post_point_new"), FORM | placed)
    assert "ngoài địa bàn" in answer.content.decode()
    assert not Point.objects.everywhere("a test").exists()


def test_the_operators_own_people_see_their_points_and_change_none():
    body = Organisation.objects.create(name="Bưu điện")
    own = open_point({"name": "Của ta", "operator": body.pk, **PLACED}, saying())
    other = a_point("Của người")
    client = client_of(Role.OPERATOR)
    Membership.objects.create(person=User.objects.get(role=Role.OPERATOR), organisation=body)
    shown = page(client, "post_points")
    assert "Của ta" in shown
    assert "Của người" not in shown
    assert "Của ta" in page(client, "post_point", own.pk)
    assert client.get(reverse("post_point", args=[other.pk])).status_code == 404
    assert client.get(reverse("post_point_correct", args=[own.pk])).status_code == 403


# --- what a person decides -----------------------------------------------------------------


@pytest.fixture
def twins(db: None) -> tuple[Point, Point]:
    """Two rows of two lists that may be one office, left to a person."""
    take(a_row())
    take(a_row(code="", name="BC TRANG TIEN", address="66 phố Tràng Tiền",
               commune="phường Hoàn Kiếm", district=""), source="Sở")  # fmt: skip
    return tuple(Point.objects.everywhere("a test").order_by("pk"))


def _decide(client: Client, verdict: str) -> None:
    question = Candidate.objects.get()
    url = reverse("post_candidate_decide")
    assert client.post(url, {"candidate": question.pk, "verdict": verdict}).status_code == 302


def test_the_page_to_decide_shows_both_beside_each_other_with_the_reasons(department, twins):
    told = page(department, "post_candidates")
    assert "BC TRANG TIEN" in told
    assert "66 Tràng Tiền" in told
    assert "cùng nhà" in told


def test_one_point_keeps_the_older_row_and_can_be_parted_again_for_good(department, twins):
    older, newer = twins
    _decide(department, "same")
    assert again(newer).merged_into == older
    assert department.post(reverse("post_point_part", args=[newer.pk])).status_code == 302
    assert again(newer).merged_into is None
    take(a_row(code="", name="BC TRANG TIEN", address="66 phố Tràng Tiền", hours="7h-17h",
               commune="phường Hoàn Kiếm", district=""), source="Sở")  # fmt: skip
    assert again(newer).merged_into is None


def test_two_points_are_asked_about_no_more(department, twins):
    _decide(department, "apart")
    assert 'id="count">0<' in page(department, "post_candidates")
    take(a_row(hours="7h-17h"))
    assert Candidate.objects.get().state == Verdict.APART
    assert Entry.objects.filter(act="post.candidate_decided").exists()


def test_a_question_that_was_settled_meanwhile_says_so(department, twins):
    _decide(department, "apart")
    answer = department.post(
        reverse("post_candidate_decide"),
        {"candidate": Candidate.objects.get().pk, "verdict": "same"},
    )
    assert answer["Location"].endswith("refused=stale")
    assert Point.objects.everywhere("a test").present().count() == 2


@pytest.mark.parametrize(
    "form", [{}, {"candidate": "x", "verdict": "same"}, {"candidate": "1", "verdict": "maybe"},
             {"candidate": "9" * 40, "verdict": "same"}]
)  # fmt: skip
def test_what_is_no_question_is_not_found(department, form):
    assert department.post(reverse("post_candidate_decide"), form).status_code == 404


def test_a_point_is_put_to_its_address_by_hand_and_a_new_text_asks_anew(department, operator):
    observe(door("hk", house_number="8", street="phố Lò Sũ"))
    run_coding(operator)
    point = a_point(address_text="nhà cũ của hợp tác xã")
    url = reverse("post_point_place", args=[point.pk])
    assert department.post(url, {"address": address_of("hk").identifier}).status_code == 302
    placed = again(point)
    assert (placed.resolution, placed.resolved_by) == (Resolution.ADDRESS, Decider.PERSON)
    assert placed.address == address_of("hk")
    correct(placed, date(2026, 5, 1), address_text="12 Lò Sũ")
    assert again(point).address is None
    assert state_of(point, A_DAY)["address"] == address_of("hk").pk


def test_a_point_without_an_address_gets_a_reason_instead(department):
    point = a_point(address_text="trong chợ, chưa đánh số")
    url = reverse("post_point_place", args=[point.pk])
    assert department.post(url, {"reason": ""})["Location"].endswith("refused=reason_missing")
    department.post(url, {"reason": "Trong chợ, chưa đánh số nhà"})
    assert again(point).exception == "Trong chợ, chưa đánh số nhà"
    assert "Bưu cục" not in page(department, "post_points", lacks="address").split("<table>")[-1]
    wrong = department.post(url, {"address": "0000-0000-0"})
    assert wrong["Location"].endswith("refused=unknown_address")


def was_there(point, staffed: int, unknown: int) -> None:
    """Let there be such minutes of a hundred yesterday."""
    StaffedDay.objects.create(
        point=point, day=today() - timedelta(days=1), required_minutes=100, staffed_minutes=staffed,
        unknown_minutes=unknown, not_staffed_minutes=100 - staffed - unknown,
    )  # fmt: skip


def test_points_are_listed_by_whether_anybody_is_there_on_the_page_and_in_files(department):
    was_there(a_point("Điểm có người"), 90, 10)
    was_there(a_point("Điểm vắng"), 20, 30)
    was_there(a_point("Điểm khó nói"), 60, 40)
    a_point("Điểm chưa đo")
    names = {"yes": ["Điểm có người"], "no": ["Điểm vắng"],
             "unknown": ["Điểm chưa đo", "Điểm khó nói"]}  # fmt: skip
    for asked, wanted in names.items():
        told = page(department, "post_points", staffed=asked)
        assert re.findall(r'lang="vi">(Điểm [^<]+)</a>', told) == wanted
        answer = department.get(f"{reverse('post_points_csv')}?staffed={asked}")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert [row["name"] for row in rows] == wanted
        assert {row["staffed"] for row in rows} == {asked}
    shares = {row["name"]: (row["staffed_share"], row["unknown_share"]) for row in rows}
    assert shares == {"Điểm chưa đo": ("", ""), "Điểm khó nói": ("0.6", "0.4")}
    assert "60,0\xa0%" in told
    assert "chưa rõ 40,0\xa0%" in told
