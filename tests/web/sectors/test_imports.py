"""A sector's list on the import page: its columns can be put right, its words are told."""

import pytest
from tests.sectors.toy.clubs import every_club
from tests.web.pages.test_imports import send, take, text, work

LIST = "Mã CLB,Tên CLB,Khác\nA1,Diều Sáo,có\nA2,,có\n"


@pytest.fixture
def page(toy, hanoi, operator, client, settings, monkeypatch, tmp_path) -> str:
    monkeypatch.setenv("DIABAN_DATA", str(tmp_path))
    return send(client, LIST, "clb.csv")


def test_the_page_proposes_the_list_and_its_columns(client, page):
    shown = text(client.get(page))
    assert '<option value="toy-clubs" selected>Danh sách câu lạc bộ diều</option>' in shown
    assert '<option value="name" selected>Tên câu lạc bộ</option>' in shown


def test_a_column_is_put_right_and_the_list_is_taken(client, page):
    said = {"do": "check", "source": "Hội diều", "kind": "toy-clubs", "column-0": "code",
            "column-1": "name", "column-2": "open"}  # fmt: skip
    answer = client.post(page, said)
    work()
    checked = text(client.get(answer["Location"]))
    assert "Thiếu tên câu lạc bộ {này}. Ghi tên rồi gửi lại." in checked
    assert not every_club().exists()
    done = text(client.get(take(client, page)))
    assert every_club().count() == 1
    assert "Mở cửa ← Khác" in done
    assert "Tải tệp kèm lý do" in done or "rows.xlsx" in done


def test_another_kind_chosen_drops_the_columns_of_the_first(client, page):
    client.post(page, {"do": "look", "source": "x", "kind": "addresses", "column-0": "code"})
    shown = text(client.get(page))
    assert '<option value="addresses" selected>' in shown
    assert '<option value="source_key"' in shown
