"""The interface for programs: what it answers, what it refuses and how it says so."""

import json

import pytest

from diaban.spine.places.units import today
from diaban.web.pages.days import EARLIEST

POINT = {"lat": 21.028511, "lng": 105.854167}
CODE = "110242VH3CM3"
CELL = {
    "south": 21.0285,
    "west": 105.85415625,
    "north": 21.028525,
    "east": pytest.approx(105.8541875),
    "olc": "7PH72VH3+CM3",
}
HOAN_KIEM = {
    "level": "commune",
    "code": "00070",
    "name": "Hoàn Kiếm",
    "kind": "phường",
    "valid_from": "2025-07-01",
}


# --- position to code -----------------------------------------------------------------------


def test_a_position_becomes_a_code_on_official_ground(get, official_hanoi):
    status, answer = get("/encode", **POINT)
    assert status == 200
    assert (answer["vpostcode"], answer["tail"]) == (CODE, "2VH3CM3")
    assert answer["cell"] == CELL
    assert (answer["areas"], answer["scheme"]) == ("official", "vpostcode-2020")
    assert answer["status"] == "computed"
    [candidate] = answer["candidates"]
    assert candidate["unit"] == HOAN_KIEM
    assert (candidate["probability"], candidate["certain"]) == (1.0, True)


def test_on_approximate_ground_no_code_of_twelve_is_given_as_certain(get, hanoi):
    _, answer = get("/encode", **POINT)
    assert (answer["vpostcode"], answer["areas"]) == (None, "approximate")
    assert answer["tail"] == "2VH3CM3"
    assert not any(c["certain"] for c in answer["candidates"])
    assert sum(c["probability"] for c in answer["candidates"]) <= 1.001


def test_outside_the_city_there_is_a_tail_and_no_candidate(get, official_hanoi):
    status, answer = get("/encode", lat=10.7769, lng=106.7009)
    assert status == 200
    assert (answer["vpostcode"], answer["candidates"]) == (None, [])


def test_many_positions_get_what_each_would_get_alone(get, post, official_hanoi):
    points = [[21.028511, 105.854167], [21.0368, 105.8346], [10.7769, 106.7009], [90, 180]]
    status, many = post("/encode", {"points": points})
    assert status == 200
    for (lat, lng), point in zip(points, many["points"], strict=True):
        _, alone = get("/encode", lat=lat, lng=lng)
        assert (point["vpostcode"], point["tail"]) == (alone["vpostcode"], alone["tail"])
        units = [c["unit"]["code"] for c in alone["candidates"]]
        assert [point["unit"]] == (units or [None])


def test_many_positions_on_approximate_ground_get_tails_and_no_code(post, hanoi):
    _, many = post("/encode", {"points": [[21.028511, 105.854167]]})
    assert many["points"] == [{"vpostcode": None, "tail": "2VH3CM3", "unit": None}]


# --- code to place --------------------------------------------------------------------------


def test_a_code_leads_to_its_cell_its_unit_and_its_doors(get, doors):
    status, answer = get(f"/codes/{CODE}")
    assert status == 200
    assert (answer["code"], answer["verdict"], answer["areas"]) == (CODE, "valid", "official")
    assert answer["status"] == "computed"
    assert answer["cell"] == CELL
    assert answer["unit"] == HOAN_KIEM
    [found] = answer["addresses"]
    assert found["line"] == "12, Hàng Bông"
    assert (found["lat"], found["lng"], found["synthetic"]) == (21.028511, 105.854167, True)
    assert set(found) == {"identifier", "line", "lat", "lng", "synthetic"}


def test_neither_flats_nor_states_of_life_ever_appear(client, get, doors):
    _, point = get("/encode", lat=21.0290, lng=105.8545)
    text = client.get(f"/api/v1/codes/{point['vpostcode']}").content.decode()
    assert "Tháp A" in text
    for secret in ("P1203", "unit_name", "life", "household", "confirmed"):
        assert secret not in text
    assert len(json.loads(text)["addresses"]) == 1


@pytest.mark.parametrize("text", ["11024 2VH3 CM3", "110242vh3cm3", "11024-2VH3-CM3"])
def test_a_code_is_read_as_people_write_it(get, official_hanoi, text):
    assert get(f"/codes/{text}")[1]["code"] == CODE


@pytest.mark.parametrize(
    ("text", "reason"),
    [("hello", "length"), ("110242VH3CMA", "character"), ("ABCDE2VH3CM3", "postal_code_digits")],
)
def test_what_is_no_code_is_refused_with_a_reason_in_both_languages(
    get, official_hanoi, text, reason
):
    status, answer = get(f"/codes/{text}")
    assert (status, answer["reason"]) == (422, reason)
    assert answer["vi"] != answer["en"]
    assert "code" in answer["en"]
    assert "mã" in answer["vi"].lower()


# --- checking -------------------------------------------------------------------------------


def test_a_right_code_is_valid_and_needs_no_suggestion(get, official_hanoi):
    _, answer = get("/check", code=CODE)
    assert answer == {"code": CODE, "verdict": "valid", "reason": None, "suggestions": []}


def test_a_wrong_code_comes_back_with_what_was_meant(get, doors):
    _, answer = get("/check", code="11024FVH3CM3")
    assert (answer["verdict"], answer["reason"]) == ("impossible", "outside_area")
    assert answer["suggestions"][0]["code"] == CODE
    scores = [s["score"] for s in answer["suggestions"]]
    assert scores == sorted(scores, reverse=True)


def test_on_approximate_ground_a_check_cannot_tell(get, hanoi):
    assert get("/check", code=CODE)[1]["verdict"] == "cannot_tell"


# --- locating -------------------------------------------------------------------------------


def test_a_position_is_located_now_and_before(get, official_hanoi):
    _, answer = get("/locate", **POINT)
    assert [c["unit"] for c in answer["candidates"]] == [HOAN_KIEM]
    assert answer["former"]
    assert all(f["unit"]["valid_from"] < "2025-07-01" for f in answer["former"])


def test_a_position_is_located_on_a_day_before_the_reform(get, official_hanoi):
    _, answer = get("/locate", as_of="2025-06-30", **POINT)
    assert (answer["areas"], answer["as_of"]) == ("approximate", "2025-06-30")
    assert all(c["unit"]["valid_from"] < "2025-07-01" for c in answer["candidates"])


def test_many_positions_are_located_at_once(post, official_hanoi):
    status, answer = post("/locate", {"points": [[21.028511, 105.854167], [0, 0]]})
    assert status == 200
    assert answer["points"] == [
        {"unit": "00070", "probability": 1.0},
        {"unit": None, "probability": 0.0},
    ]


def test_no_positions_are_located_as_no_positions(post, official_hanoi):
    for path in ("/locate", "/encode"):
        status, answer = post(path, {"points": []})
        assert (status, answer["points"]) == (200, [])


# --- limits and bad input -------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/encode", "/locate"])
def test_ten_thousand_points_are_taken_and_one_more_is_not(post, official_hanoi, path):
    point = [21.028511, 105.854167]
    status, answer = post(path, {"points": [point] * 10_000})
    assert (status, len(answer["points"])) == (200, 10_000)
    assert post(path, {"points": [point] * 10_001})[0] == 422


@pytest.mark.parametrize("path", ["/encode", "/locate"])
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"lat": 91, "lng": 0},
        {"lat": -90.1, "lng": 0},
        {"lat": 0, "lng": 180.5},
        {"lat": "nan", "lng": 0},
        {"lat": "inf", "lng": 0},
        {"lat": "x", "lng": 0},
        {"lat": 21, "lng": 105, "as_of": "yesterday"},
    ],
)
def test_a_bad_position_is_refused_in_both_languages(get, official_hanoi, path, query):
    status, answer = get(path, **query)
    assert status == 422
    assert answer["reason"] == "input"
    assert {"vi", "en", "detail"} <= set(answer)


@pytest.mark.parametrize("path", ["/encode", "/locate"])
@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"points": 5}',
        '{"points": [[1]]}',
        '{"points": [[1, 2, 3]]}',
        '{"points": [["a", "b"]]}',
        '{"points": [[NaN, 105]]}',
        '{"points": [[1e999, 105]]}',
        '{"points": [[91, 105]]}',
        '{"points": [[21, 181]]}',
        '{"points": [[21, 105]], "as_of": "2025-02-30"}',
    ],
)
def test_bad_bodies_are_refused_and_never_break(post, official_hanoi, path, body):
    status, answer = post(path, body)
    assert status in {400, 422}
    assert answer["reason"] == "input"
    assert answer["vi"] != answer["en"]


@pytest.mark.parametrize("path", ["/encode", "/locate"])
@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("0001-01-01", "day_too_early"),
        ("1945-09-02", "day_too_early"),
        ("2024-12-31", "day_too_early"),
        ("9999-12-31", "day_not_come"),
    ],
)
def test_a_day_of_which_nothing_is_known_is_refused(get, post, official_hanoi, path, day, reason):
    for status, answer in (
        get(path, as_of=day, **POINT),
        post(path, {"points": [[21.0, 105.8]], "as_of": day}),
        get("/check", code=CODE, as_of=day),
    ):
        assert (status, answer["reason"]) == (422, reason)
        assert day in answer["vi"]
        assert day in answer["en"]


@pytest.mark.parametrize("path", ["/encode", "/locate"])
def test_the_first_known_day_and_today_are_answered(get, official_hanoi, path):
    for day in (EARLIEST, today()):
        assert get(path, as_of=day, **POINT)[0] == 200


def test_an_address_that_is_not_there_is_no_server_error(client, official_hanoi):
    for path in ("/api/v1/", "/api/v1/nothing", "/api/v1/codes/", "/api/v1/codes/a/b"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", [f"codes/{CODE}", "encode?lat=21.028511&lng=105.854167"])
def test_what_may_be_read_answers_head_too(client, official_hanoi, path):
    whole, head = client.get(f"/api/v1/{path}"), client.head(f"/api/v1/{path}")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Type"] == whole["Content-Type"]


def test_head_of_what_is_only_posted_is_refused(client, official_hanoi):
    assert client.head("/api/v1/bulk/encode").status_code == 405
