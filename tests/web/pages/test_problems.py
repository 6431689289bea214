"""The work list: what waits, where, what to do; each count opens its rows."""

import csv
import html
import io
import re

import pytest
from django.test import Client

from diaban.spine.addresses.models import Address, CodeBasis
from diaban.spine.parties.models import Role, User
from diaban.spine.runs.models import Run
from diaban.web.pages.wording import PROBLEM_ADVICE, PROBLEM_TITLES

COUNT_LINK = re.compile(r'<a href="(rows/\?[^"]+)">([\d.]+)</a>')
COUNT = re.compile(r'<strong id="count">([\d.]+)</strong>')


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_each_kind_stands_with_its_count_and_what_to_do(client: Client, city) -> None:
    page = read(client, "/problems/")
    for kind in ("no_position", "too_coarse", "outside", "official_differs"):
        assert str(PROBLEM_TITLES[kind]) in page
        assert html.escape(str(PROBLEM_ADVICE[kind])) in page
    assert str(PROBLEM_TITLES["conflict"]) not in page


def test_every_count_leads_to_exactly_that_many_rows(client: Client, city) -> None:
    links = COUNT_LINK.findall(read(client, "/problems/"))
    assert len(links) == 8
    for href, shown in links:
        rows = read(client, "/problems/" + html.unescape(href))
        assert COUNT.search(rows)[1] == shown, href
        assert rows.count("<tr><th") == int(shown) + 1


def test_the_list_narrows_to_one_commune(client: Client, city) -> None:
    page = read(client, f"/problems/?unit={city.ba_dinh.code}")
    assert str(PROBLEM_TITLES["no_position"]) in page
    assert str(PROBLEM_TITLES["outside"]) not in page
    for href, shown in COUNT_LINK.findall(page):
        assert COUNT.search(read(client, "/problems/" + html.unescape(href)))[1] == shown


def test_addresses_of_no_known_commune_are_a_list_of_their_own(client: Client, city) -> None:
    rows = read(client, "/problems/rows/?kind=outside&unit=none")
    assert COUNT.search(rows)[1] == "1"
    assert "chưa rõ xã, phường" in rows


def test_a_differing_official_code_stands_beside_the_computed_one(client: Client, city) -> None:
    rows = read(client, "/problems/rows/?kind=official_differs")
    assert "11120 2RPM PRH" in rows
    assert "11120 2RPM PRJ" in rows


@pytest.mark.parametrize(
    ("language", "basis", "computed"),
    [
        ("vi", "theo xã, phường đã khai; địa giới gần đúng", "chưa phải mã chính thức"),
        ("en", "by the declared commune; boundaries approximate", "not an official code"),
    ],
)
def test_a_code_in_a_list_says_that_it_is_computed_and_what_it_rests_on(
    client: Client, city, language: str, basis: str, computed: str
) -> None:
    client.cookies["django_language"] = language
    page = read(client, "/coverage/rows/?measure=coded")
    assert computed in page
    assert basis not in page
    Address.objects.filter(pk=city.door.pk).update(code_basis=CodeBasis.DECLARED)
    for path in ("/coverage/rows/?measure=coded", f"/?q={city.door.identifier}"):
        assert read(client, path).count(basis) == 1


def test_rejected_rows_are_shown_with_reasons_and_go_out_as_a_file(client: Client, city) -> None:
    number = city.rejected_run.pk
    assert f'<a href="/problems/rejected/{number}/">1</a>' in read(client, "/problems/")
    page = read(client, f"/problems/rejected/{number}/")
    assert "thang-7.xlsx" in page
    assert "Không tìm thấy dòng tiêu đề cột" in page
    response = client.get(f"/problems/rejected/{number}/rows.csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2
    assert f"12 (#{number})" in rows[1]
    # a formula in a cell comes back as text
    assert not any(cell.startswith("=") for cell in rows[1])
    workbook = client.get(f"/problems/rejected/{number}/rows.xlsx")
    assert b"".join(workbook.streaming_content).startswith(b"PK")


def test_rejected_rows_are_for_who_sent_them_and_for_who_sees_the_city(city) -> None:
    number = city.rejected_run.pk
    sender = User.objects.create(username="sender", role=Role.COMMUNE)
    other = User.objects.create(username="other", role=Role.COMMUNE)
    Run.objects.filter(pk=number).update(actor=sender)
    paths = [f"/problems/rejected/{number}/" + end for end in ("", "rows.csv", "rows.xlsx")]
    for actor, status, listed in ((sender, 200, True), (other, 404, False)):
        client = Client()
        client.force_login(actor)
        answers = [client.get(path) for path in paths]
        for answer in answers:
            # read to its end, not closed: closing ends the test's own transaction
            b"".join(answer)
        assert [answer.status_code for answer in answers] == [status] * 3
        assert (paths[0] in read(client, "/problems/")) is listed


@pytest.mark.parametrize("page", ["/problems/rows/?kind=outside", "/coverage/rows/?"])
@pytest.mark.parametrize("unit", ["%00", "0007%00", "00070x", "%D9%A0" * 5, "%27", "7" * 500])
def test_what_is_not_five_digits_never_reaches_the_database(
    client: Client, city, django_assert_max_num_queries, page: str, unit: str
) -> None:
    with django_assert_max_num_queries(5) as asked:
        assert client.get(f"{page}&unit={unit}").status_code == 404
    assert not any("places_unit" in query["sql"] for query in asked.captured_queries)


def test_with_nothing_to_do_the_page_says_so(client: Client, communes) -> None:
    assert "Không có việc nào chờ" in read(client, "/problems/")


@pytest.mark.parametrize(
    "path",
    [
        "/problems/rows/?kind=nothing",
        "/problems/rows/?kind=outside&unit=99999",
        "/problems/rejected/999999/",
        "/problems/rejected/1/rows.exe",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, city, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "Không có trang này" in response.content.decode()
