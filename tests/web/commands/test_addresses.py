"""Reading and converting addresses from the command line."""

import csv
import json
import os
import subprocess
import sys

import pytest
from tests.registry import address_of, door, observe

from diaban.spine.addresses import search_entries
from diaban.spine.addresses.coding import run_coding

pytestmark = pytest.mark.django_db
HERE = {**os.environ, "PYTHONUTF8": "1"}


def start(*words, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "diaban", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=HERE,
        **options,
    )


def test_an_address_is_read_into_its_parts(diaban):
    told = diaban("parse", "--json", "SN 9, ngách 4, ngõ 68/53 Cầu Giấy, p Quan Hoa")
    said = told.objects[0]
    assert told.exit_code == 0
    assert said["house"] == "9"
    assert said["lanes"][0] == {"word": "ngõ", "number": "68"}
    assert {"kind", "text", "start", "end", "confidence", "reason"} == set(said["components"][0])


def test_words_need_no_quotes(diaban):
    told = diaban("parse", "--json", "12", "Hàng", "Bông")
    assert told.objects[0]["input"] == "12 Hàng Bông"


def test_a_split_commune_is_answered_whole_with_the_clauses(diaban):
    told = diaban("convert", "--json", "p Quan Hoa, q Cầu Giấy, HN")
    said = told.objects[0]
    assert {one["code"] for one in said["candidates"]} == {"00160", "00166"}
    assert said["candidates"][0]["events"] == ["1656/NQ-UBTVQH15, khoản 26 Điều 1"]
    assert {"candidates", "ruled_out", "possible", "reasons", "as_of"} <= set(said)


def test_what_the_database_knows_of_a_street_decides_as_it_does_in_the_interface(
    diaban, operator, official_hanoi, tmp_path, client
):
    text = "12 phố Hàng Bông, phường Hàng Bông, quận Hoàn Kiếm, Hà Nội"
    before = diaban("convert", "--json", text).objects[0]
    assert "registered_street" not in before["reasons"]
    observe(*(door(str(n), house_number=str(n), street="phố Hàng Bông") for n in range(1, 6)))
    run_coding(operator)
    search_entries.index_waiting()
    said = diaban("convert", "--json", text).objects[0]
    assert said["candidates"][0]["code"] == address_of("1").commune.code
    assert said["candidates"][0]["probability"] > 0.9
    assert "registered_street" in said["reasons"]
    answered = client.get("/api/v1/convert", {"text": text}).json()
    assert answered["candidates"] == said["candidates"]
    listed = tmp_path / "list.csv"
    listed.write_text(f'Địa chỉ\n"{text}"\n', encoding="utf-8")
    diaban("clean", listed)
    cleaned = (tmp_path / "list.cleaned.csv").read_text(encoding="utf-8-sig")
    [row] = csv.DictReader(cleaned.splitlines())
    assert float(row["diaban_probability"]) == said["candidates"][0]["probability"]


def test_a_new_commune_is_led_back_to_those_of_before(diaban):
    told = diaban("convert", "--json", "--as-of", "2025-06-30", "phường Cửa Nam, Hà Nội")
    assert told.objects[0]["candidates"][0]["district"] == "Quận Hoàn Kiếm"


def test_for_people_names_come_first_in_vietnamese(diaban):
    told = diaban("convert", "12 Hàng Bông, phường Cửa Nam, Hà Nội")
    assert "Phường Cửa Nam, Thành phố Hà Nội (00082)" in told.out
    assert "→ Số 12 Hàng Bông, phường Cửa Nam, thành phố Hà Nội" in told.out
    assert "số nhà / house" in diaban("parse", "12 Hàng Bông").out


def test_each_line_is_answered_in_order_also_an_empty_one(diaban):
    told = diaban("convert", "--json", given="phường Cửa Nam, Hà Nội\n\nHà Nội\r\n")
    assert [said["input"] for said in told.objects] == ["phường Cửa Nam, Hà Nội", "", "Hà Nội"]
    assert told.objects[1]["reasons"] == ["empty"]
    assert told.exit_code == 1


def test_a_line_piped_in_is_answered_before_the_next_one_comes():
    process = start("parse", "--json")
    try:
        for text in ("12 Hàng Bông", "13 Hàng Bông"):
            process.stdin.write(text.encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["input"] == text
    finally:
        process.stdin.close()
        process.wait(60)
        process.stdout.close()


def test_bytes_that_are_no_utf8_are_replaced_and_told():
    process = start("convert", "--json")
    out, _ = process.communicate(
        b"12 H\xe0ng B\xf4ng\nph\xc6\xb0\xe1\xbb\x9dng C\xe1\xbb\xada Nam\n"
    )
    first, second = map(json.loads, out.splitlines())
    assert first["input"] == "12 H\ufffdng B\ufffdng"
    assert "bytes_replaced" in first["reasons"]
    assert "bytes_replaced" not in second["reasons"]


def test_no_line_ends_the_work(diaban):
    odd = [
        "9" * 10_000,
        "a, " * 5_000,
        "\u202e\U0001f600",
        "'; DROP TABLE x; --",
        "<b>1</b>",
        "\x00",
    ]
    told = diaban("convert", "--json", given="\n".join([*odd, "phường Cửa Nam, Hà Nội"]))
    assert len(told.objects) == len(odd) + 1
    assert told.objects[-1]["candidates"]


@pytest.mark.parametrize("day", ["yesterday", "2017-12-31", "2025-02-30"])
def test_a_day_that_is_not_known_is_refused_in_both_languages(diaban, day):
    told = diaban("convert", "Hà Nội", "--as-of", day)
    assert told.exit_code == 2
    assert " / " in told.err


def test_no_data_folder_and_no_django_are_needed(tmp_path):
    code = (
        "import sys; from diaban.web.commands.entry import main\n"
        "try: main(['convert', 'phường Cửa Nam, Hà Nội'])\n"
        "except SystemExit as ended: print(ended.code, 'django' in sys.modules)"
    )
    data = tmp_path / "none"
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**HERE, "DIABAN_DATA": str(data)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines()[-1] == "0 False"
    assert not data.exists()


def test_a_list_is_cleaned_beside_itself_with_the_rows_for_a_person_apart(diaban, tmp_path):
    path = tmp_path / "khách.csv"
    path.write_text(
        'mã,Địa chỉ\n1,"12 Hàng Bông, phường Hàng Gai, quận Hoàn Kiếm, Hà Nội"\n2,Hà Nội\n',
        encoding="utf-8",
    )
    told = diaban("clean", path, "--json")
    [said] = told.objects
    assert told.exit_code == 1
    assert said["columns"] == ["Địa chỉ"]
    assert (said["counts"]["rows"], said["counts"]["exceptions"]) == (2, 1)
    assert (tmp_path / "khách.cleaned.csv").read_text("utf-8-sig").count("\n") == 3
    assert "thiếu" in (tmp_path / "khách.cleaned.exceptions.csv").read_text("utf-8-sig")


def test_a_list_without_addresses_is_refused_in_both_languages(diaban, tmp_path):
    path = tmp_path / "khách.csv"
    path.write_text("mã,tên\n1,An\n", encoding="utf-8")
    told = diaban("clean", path)
    assert told.exit_code == 3
    assert "Không nhận ra cột nào" in told.err
    assert "No column was recognised" in told.err
    assert "Traceback" not in told.err


def test_a_registered_door_is_found_for_people_and_for_programs(diaban, operator, official_hanoi):
    observe(door("1", house_number="12", street="Hàng Bông"))
    run_coding(operator)
    told = diaban("search", "--json", "12 hang bong, hoan kiem")
    assert told.exit_code == 0
    assert told.objects[0]["candidates"][0]["identifier"] == address_of("1").identifier
    assert address_of("1").identifier in diaban("search", "12 Hàng Bông").out


def test_what_is_not_registered_ends_with_one_and_says_why(diaban, operator, official_hanoi):
    told = diaban("search", "99 Nguyễn Hữu Cảnh, phường 22, quận Bình Thạnh")
    assert told.exit_code == 1
    assert "nothing in the registry is near enough" in told.out
