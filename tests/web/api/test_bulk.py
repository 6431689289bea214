"""Bulk requests: rows in, the same rows with answers out, and nothing that breaks the answer."""

import csv
import gzip
import io
import json
from typing import Any

import pytest
from django.test import Client

from diaban.web.api import bulk_stream
from diaban.web.api.bulk_stream import Limits

HERE = ("21.028511", "105.854167")
CODE = "110242VH3CM3"


@pytest.fixture
def send(client: Client):
    def ask(work: str, body: str | bytes, kind: str = "text/csv", path: str = "", **headers: str):
        content = body.encode() if isinstance(body, str) else body
        # the client leaves the type of an empty body out unless it is put there so
        return client.post(
            f"/api/v1/bulk/{work}{path}",
            content,
            content_type=kind,
            headers=headers,
            CONTENT_TYPE=kind,
        )

    return ask


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch):
    def put(**limits: Any) -> None:
        monkeypatch.setattr(bulk_stream, "LIMITS", Limits(**limits))

    return put


def read(answer) -> str:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content).decode()


def table(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read(answer))))


def lines(answer) -> list[dict[str, Any]]:
    return [json.loads(line) for line in read(answer).splitlines()]


# --- what is answered -----------------------------------------------------------------------


def test_positions_become_codes_and_other_columns_go_through(send, official_hanoi):
    body = f'id,vĩ độ,kinh độ,ghi chú\nA1,{HERE[0]},{HERE[1]},"số 5, ngõ 2"\n'
    [row] = table(send("encode", body))
    assert row == {
        "id": "A1",
        "vĩ độ": HERE[0],
        "kinh độ": HERE[1],
        "ghi chú": "số 5, ngõ 2",
        "diaban_row": "2",
        "diaban_vpostcode": CODE,
        "diaban_tail": "2VH3CM3",
        "diaban_unit": "00070",
        "diaban_areas": "official",
        "diaban_error": "",
        "diaban_vi": "",
        "diaban_en": "",
    }


def test_on_approximate_ground_only_the_tail_is_given(send, hanoi):
    [row] = table(send("encode", f"lat,lng\n{','.join(HERE)}\n"))
    assert (row["diaban_vpostcode"], row["diaban_tail"]) == ("", "2VH3CM3")
    assert row["diaban_areas"] == "approximate"


def test_positions_are_located(send, official_hanoi):
    inside, outside = table(send("locate", f"lat,lng\n{','.join(HERE)}\n10.7769,106.7009\n"))
    assert (inside["diaban_unit"], inside["diaban_unit_name"]) == ("00070", "Hoàn Kiếm")
    assert float(inside["diaban_probability"]) == 1
    assert (outside["diaban_unit"], outside["diaban_error"]) == ("", "")


@pytest.mark.parametrize("ground", ["hanoi", "official_hanoi"])
def test_codes_are_judged_as_the_single_request_judges_them(send, get, request, ground):
    request.getfixturevalue(ground)
    typed = [
        CODE, "11024 2vh3-cm3", "112042VH3CM3", "2VH3CM3", "7PH72VH3+CM3", "110242RH3CM3",
        "11024XRW5622", "nonsense", "1102", "110242VH3CMA", "11018XRW5622", "１１０２４2VH3CM3",
    ]  # fmt: skip
    typed += [f"{postal}{tail}" for postal in ("11024", "11018", "12000", "13000", "57999")
              for tail in ("2VH3CM3", "3V9422X", "2RJQ8F5", "XRW5622", "2V22222")]  # fmt: skip
    found = table(send("check", "code\n" + "\n".join(typed) + "\n"))
    for text, row in zip(typed, found, strict=True):
        _, alone = get("/check", code=text)
        assert row["code"] == text
        assert (row["diaban_verdict"], row["diaban_reason"] or None) == (
            alone["verdict"],
            alone["reason"],
        ), text


def test_ndjson_keeps_the_values_of_each_object(send, official_hanoi):
    sent = {"id": 7, "lat": 21.028511, "lng": 105.854167, "more": {"a": [1, None]}}
    [told] = lines(send("encode", json.dumps(sent) + "\n", "application/x-ndjson"))
    assert {k: told[k] for k in sent} == sent
    assert told["diaban_vpostcode"] == CODE
    assert (told["diaban_row"], told["diaban_error"]) == (1, None)


def test_the_answer_comes_in_the_accepted_form(send, official_hanoi):
    body = f"lat,lng\n{','.join(HERE)}\n"
    [told] = lines(send("encode", body, Accept="application/x-ndjson"))
    assert (told["lat"], told["diaban_unit"]) == (HERE[0], "00070")
    sent = json.dumps({"lat": 21.028511, "lng": 105.854167})
    [row] = table(send("encode", sent, "application/x-ndjson", Accept="text/csv"))
    assert (row["lat"], row["diaban_vpostcode"]) == (HERE[0], CODE)


def test_an_answer_can_be_sent_again(send, official_hanoi):
    first = read(send("encode", f"lat,lng\n{','.join(HERE)}\n"))
    assert read(send("encode", first)) == first


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_delimiter_of_the_heading_is_kept(send, official_hanoi, delimiter):
    answer = read(send("encode", f"\ufefflat{delimiter}lng\r\n21,028511{delimiter}105,854167\r\n"))
    heading, row = answer.splitlines()
    assert heading.split(delimiter)[:3] == ["lat", "lng", "diaban_row"]
    assert row.split(delimiter)[3] == CODE


def test_a_heading_alone_is_answered_with_a_heading_alone(send, hanoi):
    assert read(send("check", "code")).startswith("code,diaban_row,diaban_verdict")
    assert table(send("check", "code\n")) == []


def test_a_packed_body_is_unpacked_and_two_joined_ones_too(send, official_hanoi):
    parts = gzip.compress(b"lat,lng\n") + gzip.compress(",".join(HERE).encode())
    [row] = table(send("encode", parts, **{"Content-Encoding": "gzip"}))
    assert row["diaban_vpostcode"] == CODE


def test_progress_is_told_when_asked_for(send, hanoi):
    body = "code\n" + "xyz\n" * 25_000
    told = [line for line in read(send("check", body, path="?progress=1")).splitlines()
            if line.startswith("#")]  # fmt: skip
    assert len(told) >= 2
    assert told[-1].startswith("# diaban_progress row=25001 bytes=100005 seconds=")
    assert told[-1].endswith(" done=1")
    body = json.dumps({"code": "x"}) + "\n"
    *_, last = lines(send("check", body, "application/x-ndjson", path="?progress=1"))
    assert last["diaban_progress"]["row"] == 1


# --- rows that are wrong --------------------------------------------------------------------

WRONG_ROWS = {
    ",105.8": ("position_missing", "Thiếu vĩ độ hoặc kinh độ", "Fill in both"),
    "hai mốt,105.8": ("position_unreadable", "“hai mốt” không phải là một số", "decimal degrees"),
    "105.8,21.0": ("position_out_of_range", "bị đảo", "swapped"),
    "nan,105.8": ("position_unreadable", "“nan”", "is no number"),
    "1e400,105.8": ("position_unreadable", "“1e400”", "is no number"),
    "21.0,105.8,7": ("cells_count", "Dòng có 3 ô, tiêu đề có 2", "Quote cells"),
    "21.0": ("cells_count", "Dòng có 1 ô", "The row has 1 cells"),
    "21.0\x00,105.8": ("nul", "ký tự NUL", "NUL characters"),
}


@pytest.mark.parametrize("wrong", WRONG_ROWS)
def test_a_wrong_row_is_told_what_to_mend_and_the_others_are_answered(send, official_hanoi, wrong):
    good = ",".join(HERE)
    before, told, after = table(send("encode", f"lat,lng\n{good}\n{wrong}\n{good}\n"))
    reason, vi, en = WRONG_ROWS[wrong]
    assert told["diaban_error"] == reason
    assert vi in told["diaban_vi"]
    assert en in told["diaban_en"]
    assert (told["diaban_vpostcode"], told["diaban_row"]) == ("", "3")
    assert before["diaban_vpostcode"] == after["diaban_vpostcode"] == CODE


def test_bytes_that_are_not_utf8_far_down_concern_their_row_only(send, official_hanoi):
    good = ",".join([*HERE, "phố"]).encode()
    many = b"\n".join([b"lat,lng,name", *[good] * 500])
    body = many + b"\n" + good.replace("ố".encode(), b"\xf4") + b"\n" + good + b"\n"
    *_, told, after = table(send("encode", body))
    assert told["diaban_error"] == "encoding"
    assert "CSV UTF-8" in told["diaban_vi"]
    assert after["diaban_vpostcode"] == CODE


def test_a_quote_left_open_does_not_swallow_the_rest(send, official_hanoi, limit):
    limit(line_bytes=2_000)
    good = ",".join([*HERE, "x"])
    body = "lat,lng,name\n" + f'{HERE[0]},{HERE[1]},"5 ngõ\n' + f"{good}\n" * 200
    told, *rest = table(send("encode", body))
    assert told["diaban_error"] == "quote_open"
    assert "Mend the quotes" in told["diaban_en"]
    assert len(rest) == 200
    assert {row["diaban_vpostcode"] for row in rest} == {CODE}


def test_a_cell_with_line_breaks_is_one_row_even_across_blocks(send, official_hanoi):
    note = "\n".join(["dòng"] * 500)
    body = "lat,lng,note\n" + f'{HERE[0]},{HERE[1]},"{note}"\n' * 40
    found = table(send("encode", body))
    assert len(found) == 40
    assert {row["note"] for row in found} == {note}
    assert {row["diaban_vpostcode"] for row in found} == {CODE}


@pytest.mark.parametrize("line", ["[1]", "{", '"x"', "[" * 5_000, "NaN", "\x00{}"])
def test_a_line_that_is_no_object_is_told_so(send, hanoi, line):
    body = f'{{"code":"{CODE}"}}\n{line}\n{{"code":"{CODE}"}}\n'
    before, told, after = lines(send("check", body, "application/x-ndjson"))
    assert told["diaban_error"] in {"json", "nul"}
    assert told["diaban_row"] == 2
    assert "JSON" in told["diaban_en"] or "NUL" in told["diaban_en"]
    assert before["diaban_verdict"] == after["diaban_verdict"] == "cannot_tell"


def test_keys_that_the_first_object_has_not_are_not_lost_silently(send, hanoi):
    body = '{"code":"x"}\n{"code":"y","note":"kept?"}\n'
    _, told = table(send("check", body, "application/x-ndjson", Accept="text/csv"))
    assert told["diaban_error"] == "keys_differ"
    assert "note" in told["diaban_vi"]


# --- requests that are refused --------------------------------------------------------------

REFUSED = {
    "empty": ("", "text/csv", 422, "Không nhận được dữ liệu"),
    "blank": ("\n\n", "text/csv", 422, "Nothing was received"),
    "no json": ("", "application/x-ndjson", 422, "Nothing was received"),
    "wrong type": ("lat,lng\n", "application/json", 415, "text/csv hoặc application/x-ndjson"),
    "no type": ("lat,lng\n", "", 415, "is not taken"),
    "charset": ("lat,lng\n", "text/csv; charset=windows-1258", 415, "UTF-8"),
    "columns": ("x,name\n1,2\n", "text/csv", 422, "Thiếu cột lat. Các cột nhận được: x, name"),
    "double": ("lat,lng,lat\n1,2,3\n", "text/csv", 422, "Cột “lat” có hai lần"),
    "old encoding": ("lat,lng,phố\n".encode("cp1258", "replace") + b"1,2,ph\xf4\n", "text/csv",
                     422, "dùng trang nhập danh sách"),
    "utf-16": ("lat,lng\n1,2\n".encode("utf-16"), "text/csv", 422, "Save it as “CSV UTF-8”"),
    "wide": (",".join(f"c{n}" for n in range(1_001)) + "\n", "text/csv", 422, "1001 cột"),
    "open heading": ('lat,"lng\n1,2\n', "text/csv", 422, "Mend the quotes"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_begun_is_refused_with_a_remedy(send, hanoi, case):
    body, kind, status, words = REFUSED[case]
    answer = send("encode", body, kind)
    told = json.loads(answer.content)
    assert answer.status_code == status
    assert words in told["vi"] + told["en"]
    assert table(send("check", "code\nx\n")), "the stream was not given back"


def test_other_packings_and_forms_are_refused(send, hanoi):
    answer = send("check", "code\n", **{"Content-Encoding": "br"})
    assert (answer.status_code, json.loads(answer.content)["reason"]) == (415, "content_encoding")
    answer = send("check", "code\n", Accept="image/png")
    assert (answer.status_code, json.loads(answer.content)["reason"]) == (406, "accept")
    assert send("check", "code\n", path="?as_of=1999-01-01").status_code == 422


# --- limits ---------------------------------------------------------------------------------


def test_limits_are_stated_and_reached_ones_told_in_a_last_row(send, hanoi, limit):
    limit(rows=3)
    answer = send("check", "code\n" + "x\n" * 10)
    assert "rows=3, bytes=1073741824" in answer["X-Diaban-Limits"]
    *rows, last = table(answer)
    assert len(rows) == 3
    assert (last["diaban_row"], last["diaban_error"], last["code"]) == ("4", "limit_rows", "")
    assert "Dừng sau dòng 4: một lần gửi nhận tối đa 3 dòng" in last["diaban_vi"]


def test_as_many_rows_as_allowed_are_no_fault(send, hanoi, limit):
    limit(rows=3)
    assert len(table(send("check", "code\n" + "x\n" * 3))) == 3


def test_too_many_bytes_are_told_even_if_they_were_packed(send, hanoi, limit):
    limit(bytes=1_000_000)
    bomb = gzip.compress(b"code\n" + b"110242VH3CM3\n" * 2_000_000)
    *rows, last = table(send("check", bomb, **{"Content-Encoding": "gzip"}))
    assert last["diaban_error"] == "limit_bytes"
    assert int(last["diaban_row"]) == len(rows) + 1
    assert "Send the rest" in last["diaban_en"]


def test_a_huge_line_ends_the_work_and_says_where(send, hanoi):
    body = "code\nx\n" + "y" * 2_000_000 + "\nz\n"
    *_, last = table(send("check", body))
    assert (last["diaban_error"], last["diaban_row"]) == ("limit_line", "2")
    assert "Mend or drop it" in last["diaban_en"]


def test_time_over_is_told(send, hanoi, limit):
    limit(seconds=0.0)
    answer = send("check", "code\nx\n")
    told = json.loads(answer.content)
    assert (answer.status_code, told["reason"]) == (422, "limit_seconds")
    assert "quá 0 giây" in told["vi"]


def test_a_body_cut_off_while_packed_is_told(send, hanoi):
    packed = gzip.compress(("code\n" + "110242VH3CM3\n" * 3).encode())[:-6]
    *_, last = table(send("check", packed, **{"Content-Encoding": "gzip"}))
    assert last["diaban_error"] == "half_sent"


def test_a_second_stream_waits_its_turn(send, hanoi):
    first = send("check", "code\nx\n")
    answer = send("check", "code\nx\n")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Thử lại sau vài giây" in json.loads(answer.content)["vi"]
    # read to its end, not closed: closing ends the test's own transaction
    assert len(table(first)) == 1
    assert len(table(send("check", "code\nx\n"))) == 1
