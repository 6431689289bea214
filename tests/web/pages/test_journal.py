"""The journal's page: what was done, by whom, to what; each may be asked for alone."""

import pytest
from django.test import Client

from diaban.spine.journal.recording import record
from diaban.spine.journal.sealing import seal_waiting
from diaban.spine.parties.models import local_operator


@pytest.fixture
def three_acts(db) -> None:
    actor = local_operator()
    record(actor, "run.done", "run:5", {"kind": "import", "counts": {"created": 12}})
    record(actor, "charge.given", "user:7", {"unit": "00070"})
    record(None, "sign_in.refused", "user:7", {})
    seal_waiting()


def read(client: Client, query: str = "") -> str:
    return client.get(f"/journal/{query}").content.decode()


def test_the_newest_comes_first_with_its_place_in_the_chain(client: Client, three_acts):
    page = read(client)
    words = ["Từ chối đăng nhập", "Giao địa bàn", "Việc hàng loạt đã xong"]
    places = [page.rindex(f'<th scope="row">{text}') for text in words]
    assert places == sorted(places)
    assert '<td class="number wide">3</td>' in page
    assert "chưa ai đăng nhập" in page
    assert 'actor=local-operator">người dùng máy này</a>' in page


def test_facts_within_facts_are_told_one_by_one_and_empty_ones_are_not(client: Client, db):
    facts = {"kind": "import", "source": "", "counts": {"created": 12, "sides": ["a", "b"]}}
    record(local_operator(), "run.done", "run:5", facts)
    page = read(client)
    for told in ("loại: nhập tệp", "số đếm › thêm mới: 12", "số đếm › sides: a, b"):
        assert f"<small>{told}</small>" in page
    assert "nguồn:" not in page


@pytest.mark.databases
@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("?act=run.done", {"run:5"}),
        ("?subject=user:7", {"user:7"}),
        ("?actor=local-operator&subject=run:5", {"run:5"}),
        ("?actor=nobody-of-this-name", set()),
    ],
)
def test_each_may_be_asked_for_alone(client: Client, three_acts, query, subjects):
    page = read(client, query)
    shown = {s for s in ("run:5", "user:7") if f'">{s}</a>' in page}
    assert shown == subjects


def test_long_journals_are_read_a_page_at_a_time(client: Client, db):
    for number in range(60):
        record(local_operator(), "run.done", f"run:{number}", {})
    page = read(client)
    assert page.count('<th scope="row">') == 50
    following = page.split("?before=")[1].split('"')[0]
    later = read(client, f"?before={following}")
    assert later.count('<th scope="row">') == 10
    assert ">run:0<" in later
