"""The command line: help with examples, answers for machines, codes that mean something."""

import errno
import json
import socket
import sqlite3

import pytest
from django.db import OperationalError
from tests.registry import address_of, door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.models import Address, CodeState
from diaban.web.commands import faults, up
from diaban.web.commands.entry import COMMANDS
from diaban.web.commands.faults import translate_fault

CODE = "110242VH3CM3"


@pytest.fixture
def two_doors(operator, official_hanoi):
    observe(door("1", house_number="12", street="Hàng Bông"), door("2", None))
    run_coding(operator)


# --- help -----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself_with_examples_and_exit_codes(diaban, command):
    told = diaban(command, "--help")
    assert told.exit_code == 0
    examples = told.out[told.out.index("examples:") :]
    assert examples.count(f" {command} ") + examples.count(f"run {command}") >= 2
    assert "exit codes:" in told.out


def test_without_a_word_the_commands_are_listed_and_the_code_is_two(diaban):
    told = diaban()
    assert told.exit_code == 2
    assert all(name in told.err for name in COMMANDS)


def test_help_as_a_word_is_no_mistake(diaban):
    for word in ("--help", "-h", "help"):
        assert diaban(word).exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("fly",),
        ("lookup", "--fast"),
        ("places",),
        ("places", "fly"),
        ("lookup", CODE, "--as-of", "yesterday"),
        ("up", "--households", "0"),
        ("up", "--households", "-5"),
        ("up", "--port", "70000"),
        ("up", "--port", "http"),
        ("up", "--workers", "0"),
        ("code", "--batch", "0"),
        ("places", "locate", "21.0"),
        ("places", "locate", "21.0", "105.8", "7"),
        ("places", "locate", "north", "east"),
    ],
)
def test_what_is_not_understood_ends_with_two_and_no_traceback(diaban, db, words):
    told = diaban(*words)
    assert told.exit_code == 2
    assert told.err
    assert "Traceback" not in told.err


# --- look-up --------------------------------------------------------------------------------

FIELDS = {
    "input", "kind", "areas", "certain", "status", "vpostcode", "tail", "cell", "olc", "candidates",
    "former", "addresses", "places", "suggestions", "problem",
}  # fmt: skip


def test_a_look_up_for_machines_has_stable_fields(diaban, two_doors):
    [answer] = diaban("lookup", "--json", CODE).objects
    assert set(answer) >= FIELDS
    assert (answer["kind"], answer["certain"], answer["vpostcode"]) == ("code", True, CODE)
    assert answer["status"] == "computed"
    assert answer["candidates"][0]["code"] == "00070"
    assert answer["addresses"] == [
        {"identifier": address_of("1").identifier, "line": "12, Hàng Bông", "synthetic": False}
    ]


@pytest.mark.parametrize("text", ["hoàn kiếm", "nothing of the kind", "21.03, 105.85", "1"])
def test_the_fields_are_the_same_whatever_the_answer(diaban, official_hanoi, text):
    [answer] = diaban("lookup", "--json", text).objects
    assert set(answer) == set(diaban("lookup", "--json", CODE).objects[0])


def test_a_look_up_for_people_begins_with_the_code(diaban, two_doors):
    told = diaban("lookup", "21.028511, 105.854167")
    assert told.exit_code == 0
    assert told.out.startswith("11024 2VH3 CM3  Phường Hoàn Kiếm")
    assert "chưa phải mã chính thức / computed, not official" in told.out


def test_on_approximate_areas_the_tail_comes_with_its_candidates(diaban, hanoi):
    told = diaban("lookup", "21.028511, 105.854167")
    first, *rest = told.out.splitlines()
    assert first.startswith("2VH3 CM3")
    assert "gần đúng" in first
    assert any("%" in line and "Hoàn Kiếm" in line for line in rest)


def test_lines_on_standard_input_are_answered_one_by_one(diaban, two_doors):
    told = diaban("lookup", "--json", given=f"{CODE}\n\n21.0368 105.8346\nnothing of it\n")
    assert [o["kind"] for o in told.objects] == ["code", "point", "nothing"]
    assert told.exit_code == 1


def test_what_is_not_found_ends_with_one_and_says_why_in_both_languages(diaban, official_hanoi):
    told = diaban("lookup", "999992VH3CM3")
    assert told.exit_code == 1
    assert "postal code" in told.out
    assert "mã bưu chính" in told.out


def test_a_look_up_of_an_earlier_day_names_the_wards_of_then(diaban, official_hanoi):
    told = diaban("lookup", "21.028511, 105.854167", "--as-of", "2025-06-30", "--json")
    assert all(c["code"] for c in told.objects[0]["candidates"])
    assert told.objects[0]["areas"] == "approximate"


# --- places ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "count"), [("2025-06-30", 526), ("2025-07-01", 126)])
def test_the_communes_of_a_day_are_listed(diaban, hanoi, day, count):
    told = diaban("places", "list", "--as-of", day, "--json")
    assert len(told.objects) == count
    assert set(told.objects[0]) == {"code", "name", "postal_code", "parent"}


@pytest.mark.parametrize("day", ["1945-09-02", "2024-12-31", "9999-12-31"])
@pytest.mark.parametrize(
    "words",
    [
        ("places", "list", "--as-of"),
        ("places", "locate", "21.03", "105.85", "--as-of"),
        ("places", "restate", "--from"),
        ("lookup", "21.03, 105.85", "--as-of"),
    ],
)
def test_a_day_of_which_nothing_is_known_is_refused_in_both_languages(diaban, db, words, day):
    told = diaban(*words, day)
    assert (told.exit_code, told.out) == (3, "")
    vietnamese, english = told.err.splitlines()
    assert day in vietnamese
    assert day in english


def test_a_code_that_was_recycled_shows_both_its_lives(diaban, hanoi):
    told = diaban("places", "lineage", "00004", "--json")
    names = [o["unit"] for o in told.objects]
    assert "Phường Trúc Bạch" in names
    assert "Phường Ba Đình" in names


def test_a_code_that_no_unit_has_says_so(diaban, hanoi):
    told = diaban("places", "lineage", "99999")
    assert told.exit_code == 1
    assert "99999" in told.err


def test_points_on_standard_input_are_located_and_bad_lines_named(diaban, official_hanoi):
    told = diaban("places", "locate", "--json", given="21.028511 105.854167\nnowhere\n10.7 106.7\n")
    assert [[c["code"] for c in o["candidates"]] for o in told.objects] == [["00070"], []]
    assert "nowhere" in told.err
    assert told.exit_code == 1


# --- code -----------------------------------------------------------------------------------


def test_a_coding_run_prints_its_report_and_keeps_it(diaban, official_hanoi):
    observe(door("1"), door("2", None))
    told = diaban("code", "--json")
    [report] = told.objects
    assert told.exit_code == 0
    assert set(report) == {"run", "finished_at", "looked_at", "reissued", "registry"}
    assert report["registry"] == {"coded": 1, "no_position": 1}
    assert diaban("code", "--report", "--json").objects == [report]


def test_the_report_for_people_names_what_waits_and_why(diaban, official_hanoi):
    observe(door("1"), door("2", None))
    out = diaban("code").out
    assert "đã có mã / coded" in out
    assert "chưa có vị trí / waits: no position" in out


def test_before_the_first_run_there_is_no_report_and_the_code_is_one(diaban, official_hanoi):
    told = diaban("code", "--report")
    assert told.exit_code == 1
    assert "Nothing has been coded yet" in told.out


def test_all_looks_at_every_address_again(diaban, two_doors):
    assert diaban("code", "--json").objects[0]["looked_at"] == 0
    assert diaban("code", "--all", "--json").objects[0]["looked_at"] == 2


# --- export and import ----------------------------------------------------------------------


def test_an_export_of_an_unknown_commune_ends_with_three_in_both_languages(
    diaban, two_doors, tmp_path
):
    told = diaban("export", tmp_path / "x.csv", "--commune", "99999")
    assert told.exit_code == 3
    assert "Không có xã, phường nào" in told.err
    assert "No commune in force" in told.err


def test_a_file_that_is_not_there_ends_with_three_in_both_languages(diaban, official_hanoi):
    told = diaban("import", "absent.csv", "--source", "x")
    assert told.exit_code == 3
    assert "Không thấy tệp absent.csv" in told.err
    assert "There is no file absent.csv" in told.err


def test_an_import_with_rejected_rows_ends_with_one_and_hands_them_back(
    diaban, official_hanoi, tmp_path
):
    path = tmp_path / "houses.csv"
    path.write_text("id,so_nha,duong,lat,lng\n1,5,Hàng Gai,21.0285,105.8541\n2,7,Hàng Gai,x,y\n")
    told = diaban("import", path, "--source", "thử", "--json")
    [outcome] = told.objects
    assert told.exit_code == 1
    assert (outcome["counts"]["created"], outcome["rejected"]) == (1, 1)
    assert outcome["rejects"].endswith("houses.rejected.csv")


def test_rejected_rows_never_overwrite_the_copy_somebody_corrects(diaban, official_hanoi, tmp_path):
    path = tmp_path / "houses.csv"
    path.write_text("id,so_nha,duong,lat,lng\n2,7,Hàng Gai,x,y\n")
    diaban("import", path, "--source", "thử")
    first = tmp_path / "houses.rejected.csv"
    first.write_text("corrected by hand")
    [outcome] = diaban("import", path, "--source", "thử", "--json").objects
    assert outcome["rejects"].endswith("houses.rejected-2.csv")
    assert first.read_text() == "corrected by hand"


@pytest.mark.parametrize("reason", [errno.EACCES, errno.EROFS])
def test_beside_a_file_that_is_not_ours_rejected_rows_go_to_the_data_folder(
    diaban, official_hanoi, tmp_path, monkeypatch, reason
):
    """A shared folder that may only be read: nothing that was taken in is lost by it."""
    path, refused = tmp_path / "houses.csv", []
    path.write_text("id,so_nha,duong,lat,lng\n2,7,Hàng Gai,x,y\n")

    def write(target, run):
        if not refused:
            refused.append(target)
            raise OSError(reason, "x", str(target))
        target.write_text("kept")

    monkeypatch.setattr("diaban.web.commands.import_kinds._write_rejects_to", write)
    told = diaban("import", path, "--source", "thử", "--json")
    assert told.exit_code == 1
    assert refused == [tmp_path / "houses.rejected.csv"]
    assert told.objects[0]["rejects"] == str(tmp_path / "data/rejected/houses.rejected.csv")


def test_an_import_of_postal_codes_makes_addresses_due(diaban, two_doors, tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text("ward,postal_code\nPhường Hoàn Kiếm,11097\n")
    words = ("--decision", "thử", "--from", "2026-10-01")
    assert diaban("places", "import-codes", path, *words).exit_code == 0
    assert (
        Address.objects.everywhere("a test counts").get(pk=address_of("1").pk).code_state
        == CodeState.DUE
    )


# --- plain faults ---------------------------------------------------------------------------


def test_a_taken_port_is_named_and_another_one_offered(diaban):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = diaban("up", "--port", port)
    assert told.exit_code == 3
    assert f"Cổng {port} đang có chương trình khác dùng" in told.err
    assert f"--port {port + 1}" in told.err


def test_a_disk_without_room_is_told_before_anything_is_built(diaban, monkeypatch):
    room = type("Usage", (), {"free": 10_000_000})
    monkeypatch.setattr(up.shutil, "disk_usage", lambda folder: room)
    told = diaban("up", "--no-serve")
    assert told.exit_code == 3
    assert "10 MB" in told.err
    assert "300 MB" in told.err


def test_a_city_too_big_for_the_disk_is_told_before_anything_is_built(diaban, monkeypatch):
    room = type("Usage", (), {"free": 400_000_000})
    monkeypatch.setattr(up.shutil, "disk_usage", lambda folder: room)
    told = diaban("up", "--no-serve", "--households", "2200000")
    assert told.exit_code == 3
    assert "3300 MB" in told.err


def test_a_disk_that_fills_up_in_the_middle_is_told_plainly(diaban, official_hanoi, monkeypatch):
    observe(door("1"))
    full = OperationalError("database or disk is full")

    def refuse(*values: object) -> None:
        raise full

    monkeypatch.setattr("diaban.spine.addresses.bulk.update_rows", refuse)
    told = diaban("code")
    assert told.exit_code == 3
    assert "Đĩa đầy" in told.err
    assert "The disk is full" in told.err
    monkeypatch.undo()
    assert address_of("1").code_state == CodeState.DUE


@pytest.mark.parametrize(
    ("error", "words", "code"),
    [
        (OSError(errno.ENOSPC, "x"), "disk is full", 3),
        (OSError(errno.EACCES, "x", "/a"), "No permission to write to /a", 3),
        (OSError(errno.EROFS, "x", "/a"), "No permission to write to /a", 3),
        (OSError(errno.ENOTDIR, "x", "/a/b"), "/a/b", 3),
        (FileNotFoundError(2, "x", "a.csv"), "no file a.csv", 3),
        (sqlite3.OperationalError("unable to open database file"), "No permission", 3),
        (OperationalError("attempt to write a readonly database"), "No permission", 3),
        (OperationalError("database is locked"), "Another process", 4),
        (OperationalError("could not extend file: No space left on device"), "disk is full", 3),
        (OperationalError("connection failed: refused"), "PostgreSQL cannot be reached", 3),
        (sqlite3.DatabaseError("file is not a database"), "damaged", 3),
        (sqlite3.DatabaseError("database disk image is malformed"), "damaged", 3),
    ],
)
def test_a_fault_of_the_machine_is_told_in_both_languages(error, words, code):
    fault = translate_fault(error)
    vietnamese, english = str(fault).split("\n", 1)
    assert words in english
    assert vietnamese != english
    assert fault.exit_code == code


def test_a_fault_of_our_own_is_not_hidden():
    assert translate_fault(ValueError("a bug")) is None
    assert isinstance(faults.no_permission("x"), faults.FaultError)


def test_json_reports_are_one_object_a_line(diaban, hanoi):
    out = diaban("places", "list", "--json").out
    assert all(isinstance(json.loads(line), dict) for line in out.splitlines())
