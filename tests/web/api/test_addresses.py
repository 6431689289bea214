"""Written addresses over the interface: parts, communes of a day, and whole lists."""

import csv
import io
import json

import pytest
from django.test import Client

SPLIT = "15 Dịch Vọng Hậu, phường Dịch Vọng Hậu, quận Cầu Giấy, Hà Nội"
WHOLE = "12 Hàng Bông, phường Hàng Gai, quận Hoàn Kiếm, Hà Nội"


@pytest.fixture
def clean(client: Client, db):
    def send(body: str, kind: str = "text/csv", path: str = "") -> str:
        answer = client.post(f"/api/v1/clean{path}", body.encode(), content_type=kind)
        assert answer.status_code == 200, answer.content
        return b"".join(answer.streaming_content).decode()

    return send


def test_an_address_is_read_into_parts(get, db):
    status, told = get("/parse", text="Số 9 ngách 68 ngõ 53 Trần Duy Hưng")
    assert status == 200
    assert told["house"] == "9"
    assert [lane["number"] for lane in told["lanes"]] == ["53", "68"]
    assert all(told["input"][c["start"] : c["end"]] == c["text"] for c in told["components"])


def test_a_split_commune_is_answered_whole(get, db):
    _, told = get("/convert", text=SPLIT)
    assert {one["code"] for one in told["candidates"]} == {"00160", "00166"}
    assert told["line"] is None


def test_an_address_is_led_back_to_an_earlier_day(get, db):
    _, told = get("/convert", text="phường Cửa Nam, Hà Nội", as_of="2025-06-30")
    assert told["candidates"][0]["district"] == "Quận Hoàn Kiếm"


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({}, "input"),
        ({"text": "a" * 1_001}, "input"),
        ({"text": WHOLE, "as_of": "2017-12-31"}, "day_too_early"),
        ({"text": WHOLE, "as_of": "2999-01-01"}, "day_not_come"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_both_languages(get, db, query, reason):
    status, told = get("/convert", **query)
    assert (status, told["reason"]) == (422, reason)
    assert told["vi"]
    assert told["en"]


def test_a_list_comes_back_with_parts_and_communes(clean):
    body = f'id,địa chỉ\nA1,"{WHOLE}"\nA2,"{SPLIT}"\nA3,\n'
    whole, split, blank = csv.DictReader(io.StringIO(clean(body)))
    assert (whole["id"], whole["diaban_house"], whole["diaban_commune"]) == ("A1", "12", "00070")
    assert whole["diaban_line"] == "Số 12 Hàng Bông, phường Hoàn Kiếm, thành phố Hà Nội"
    assert split["diaban_commune"] == ""
    assert set(split["diaban_communes"].split()) == {"00160", "00166"}
    assert "commune_was_split" in split["diaban_reasons"].split()
    assert (blank["diaban_error"], blank["diaban_house"]) == ("address_missing", "")
    assert blank["diaban_vi"]


def test_json_lines_are_taken_and_given_with_progress(clean):
    body = json.dumps({"address": WHOLE}) + "\n"
    first, last = map(json.loads, clean(body, "application/x-ndjson", "?progress=1").splitlines())
    assert first["diaban_probability"] > 0.9
    assert first["diaban_error"] is None
    assert last["diaban_progress"]["row"] == 1


def test_an_address_that_is_too_long_harms_no_other(clean):
    body = f'address\n"{"x" * 2_000}"\n"{WHOLE}"\n'
    long, sound = csv.DictReader(io.StringIO(clean(body)))
    assert long["diaban_error"] == "address_too_long"
    assert sound["diaban_commune"] == "00070"


def test_a_list_is_carried_to_the_day_asked_for(clean):
    body = '\ufeffaddress\n"phường Hàng Gai, quận Hoàn Kiếm, Hà Nội"\n'
    [row] = csv.DictReader(io.StringIO(clean(body, path="?as_of=2025-06-30")))
    assert row["diaban_commune_name"] == "Phường Hàng Gai"
    assert row["diaban_quality"] == "absent"


def test_a_registered_door_is_found_by_what_was_typed(get, doors):
    status, told = get("/search", text="12 hang bong, phuong hoan kiem")
    assert status == 200
    best = told["candidates"][0]
    assert best["line"].startswith("12, Hàng Bông") or best["line"].startswith("12 Hàng Bông")
    assert best["identifier"]
    assert len(best["vpostcode"]) == 12
    assert best["code"] == "00070"
    assert best["probability"] > 0.9


def test_a_code_is_answered_in_the_same_box(get, doors):
    _, told = get("/search", text="11024 2VH3 CM3")
    assert told["kind"] == "code"
    assert [one["reasons"] for one in told["candidates"]] == [["in_this_cell"]]


def test_nothing_near_enough_is_an_answer(get, doors):
    _, told = get("/search", text="99 Nguyễn Hữu Cảnh, phường 22, quận Bình Thạnh, TP HCM")
    assert told["candidates"] == told["nearest"] == []
    assert "nothing_near" in told["reasons"]
    assert told["communes"]
