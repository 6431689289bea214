"""A commune's workbook: given out locked, filled in, sent back, and taken row by row."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tests.exchange.handover.conftest import ROWS, row
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of, facts_told

from diaban.exchange.handover import words
from diaban.exchange.handover.deciding import adopt_codes, codes_to_adopt, leave, take
from diaban.exchange.handover.returning import Return, read_return
from diaban.exchange.handover.workbook import (
    read_row_key,
    write_all,
    write_row_key,
    write_workbook,
)
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.rejects import read_problems, write_rejected_xlsx
from diaban.spine.addresses.models import Address, Life, Observation, SourceKey
from diaban.spine.handovers.models import Handover, HandoverRow, Outcome, ReturnedRow
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge

HERE, THERE = "11024", "11120"


@pytest.fixture
def handover(registry, hand_over) -> Handover:
    return hand_over()


@pytest.fixture
def officer(handover) -> User:
    user = User.objects.create(username="officer", role=Role.COMMUNE)
    Charge.objects.create(user=user, unit=commune_of_postal_code(HERE))
    return user


@pytest.fixture
def stranger(handover) -> User:
    user = User.objects.create(username="stranger", role=Role.COMMUNE)
    Charge.objects.create(user=user, unit=commune_of_postal_code(THERE))
    return user


def of(handover: Handover, code: str) -> HandoverRow:
    return handover.rows.get(digital_address=code)


def lonely(handover: Handover) -> HandoverRow:
    return handover.rows.get(address=address_of("lonely"))


@pytest.fixture
def send(handover, officer, tmp_path) -> Callable[..., Return]:
    """Write the officer's workbook, fill rows in (by handover row), and send it back."""

    def fill(answers: dict, actor: User = officer) -> Return:
        path = tmp_path / "returned.xlsx"
        write_filled(path, sheet_of(handover, officer, tmp_path), answers)
        return read_return(path, actor)

    return fill


def sheet_of(handover: Handover, actor: User, folder: Path) -> list[list]:
    path = folder / "given.xlsx"
    write_workbook(handover, commune_of_postal_code(HERE), actor, path)
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(words.SHEET).to_python()


def write_filled(path: Path, lines: list[list], answers: dict) -> None:
    headings, by_key = lines[0], {write_row_key(r): told for r, told in answers.items()}
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet(words.SHEET)
        for number, line in enumerate(lines):
            told = by_key.get(line[0], {})
            cells = [told.get(name, cell) for name, cell in zip(headings, line, strict=True)]
            sheet.write_row(number, 0, cells)


def decided(choice: str, **corrected) -> dict:
    return {words.CHOICE: choice, **{words.CORRECTED[n]: v for n, v in corrected.items()}}


KEEP, POST, CORRECT, GONE = words.CHOICES.values()


def test_the_workbook_holds_what_is_to_be_corrected_with_both_sides(handover, officer, tmp_path):
    lines = sheet_of(handover, officer, tmp_path)
    assert lines[0] == [*words.LOCKED, *words.EDITABLE]
    assert len(lines) - 1 == 6
    told = {line[0]: dict(zip(lines[0], line, strict=True)) for line in lines[1:]}
    moved = told[write_row_key(of(handover, "1000000002"))]
    assert moved[words.STANDING] == "Khác nhau"
    assert moved[words.DIFFERENCES] == "vị trí"
    assert moved[words.METRES] == pytest.approx(40, abs=1)
    assert moved[words.HERE["house_number"]] == moved[words.THERE["house_number"]] == "14"
    assert told[write_row_key(lonely(handover))][words.STANDING] == "Bưu điện chưa có"


def test_only_the_cells_to_correct_can_be_written_in(handover, officer, tmp_path):
    path = tmp_path / "given.xlsx"
    write_workbook(handover, commune_of_postal_code(HERE), officer, path)
    with zipfile.ZipFile(path) as pack:
        sheet = pack.read("xl/worksheets/sheet1.xml").decode()
        guide = pack.read("xl/sharedStrings.xml").decode()
    assert "<sheetProtection" in sheet
    assert 'type="list"' in sheet
    assert all(word in sheet for word in words.CHOICES.values())
    assert 'type="decimal"' in sheet
    assert "Phường Hoàn Kiếm" in guide


def test_all_workbooks_come_in_one_archive(handover, operator, tmp_path):
    path = tmp_path / "all.zip"
    units = [commune_of_postal_code(HERE), commune_of_postal_code(THERE)]
    assert write_all(handover, units, operator, path) == 1
    with zipfile.ZipFile(path) as pack:
        assert pack.namelist() == [f"doi-chieu-{units[0].code}.xlsx"]


def test_each_decision_becomes_what_the_registry_would_hear(handover, send):
    sent = send({
        of(handover, "1000000002"): decided(POST),
        of(handover, "1000000003"): decided(KEEP),
        of(handover, "1000000004"): decided(POST),
        of(handover, "1000000005"): decided(CORRECT, house_number="20A"),
        lonely(handover): decided(GONE),
    })  # fmt: skip
    assert dict(sent.counts) == {"read": 6, "open": 4, "kept": 1, "later": 1, "rejected": 0}
    told = {r.row.digital_address: r.values for r in ReturnedRow.objects.all()}
    assert told["1000000002"].keys() == {"digital_address", "lat_e7", "lng_e7"}
    assert told["1000000003"] == {}
    assert told["1000000004"]["street"] == "phố Hàng Gai"
    assert told["1000000005"] == {"digital_address": "1000000005", "house_number": "20A"}
    assert told[""] == {"life": "retired"}


def test_nothing_enters_the_registry_before_it_is_taken(handover, send):
    before = facts_told()
    send({of(handover, "1000000002"): decided(POST)})
    assert facts_told() == before


def test_what_is_taken_becomes_observations_by_the_officer(handover, send, officer):
    send({
        of(handover, "1000000003"): decided(POST),
        of(handover, "1000000004"): decided(POST),
        lonely(handover): decided(GONE),
    })  # fmt: skip
    rows = list(ReturnedRow.objects.values_list("pk", flat=True))
    assert take(officer, rows) == 3
    assert address_of("c").house_number == "16B"
    assert address_of("lonely").life == Life.RETIRED
    new = SourceKey.objects.get(source="handover", key="1000000004").address
    assert (new.house_number, new.digital_address) == ("88", "1000000004")
    assert new.declared_commune == commune_of_postal_code(HERE)
    heard = Observation.objects.filter(address__in=[address_of("c"), new]).order_by("-pk")[:2]
    assert {one.actor for one in heard} == {officer}
    assert Entry.objects.filter(act="handover.taken").exists()
    # nothing is heard twice
    assert take(officer, rows) == 0


def test_what_is_left_may_be_returned_again(handover, send, officer):
    send({of(handover, "1000000003"): decided(POST)})
    (one,) = ReturnedRow.objects.values_list("pk", flat=True)
    assert leave(officer, [one]) == 1
    assert address_of("c").house_number == "16"
    assert take(officer, [one]) == 0
    sent = send({of(handover, "1000000003"): decided(CORRECT, house_number="16C")})
    assert sent.counts["open"] == 1
    assert take(officer, ReturnedRow.objects.values_list("pk", flat=True)) == 1
    assert address_of("c").house_number == "16C"


def test_the_same_workbook_again_changes_nothing(handover, send, officer):
    answers = {of(handover, "1000000003"): decided(POST), lonely(handover): decided(KEEP)}
    send(answers)
    assert send(answers).counts["unchanged"] == 1
    take(officer, ReturnedRow.objects.values_list("pk", flat=True))
    before = facts_told()
    # what was decided is not in the workbook any more
    assert send(answers).counts["open"] == 0
    assert facts_told() == before


def test_an_older_workbook_does_not_reopen_what_was_decided(handover, officer, tmp_path):
    lines = sheet_of(handover, officer, tmp_path)
    path = tmp_path / "old.xlsx"
    write_filled(path, lines, {of(handover, "1000000003"): decided(POST)})
    read_return(path, officer)
    take(officer, ReturnedRow.objects.values_list("pk", flat=True))
    write_filled(path, lines, {of(handover, "1000000003"): decided(GONE)})
    assert read_return(path, officer).counts["decided"] == 1
    assert address_of("c").life != Life.RETIRED


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (decided("Có"), "handover_choice_unknown"),
        (decided(CORRECT), "handover_nothing_corrected"),
        (decided(CORRECT, street="x" * 121), "handover_words_too_long"),
        ({words.CHOICE: CORRECT, words.LATITUDE: "21.03"}, "handover_position"),
        ({words.CHOICE: CORRECT, words.LATITUDE: "105.8", words.LONGITUDE: "21.0"},
         "handover_position"),
        ({words.KEY: "H1-5-99", words.CHOICE: KEEP}, "handover_key_unknown"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_comes_back_with_its_reason(
    handover, send, officer, tmp_path, answer, code
):
    sent = send({of(handover, "1000000003"): answer, lonely(handover): decided(GONE)})
    assert (sent.counts["rejected"], sent.counts["open"]) == (1, 1)
    (refused,) = sent.run.rejected_rows.all()
    (problem,) = read_problems(refused)
    assert problem.code == code
    assert problem.say("vi") != problem.say("en")
    # the file of refused rows is corrected and sent like the workbook itself
    path = tmp_path / "back.xlsx"
    write_rejected_xlsx(sent.run, path)
    assert read_return(path, officer).counts["rejected"] == 1


def test_what_the_post_has_not_cannot_be_followed(handover, send):
    sent = send({lonely(handover): decided(POST)})
    (refused,) = sent.run.rejected_rows.all()
    assert [p.code for p in read_problems(refused)] == ["handover_choice_unfit"]


def test_the_officer_of_another_commune_can_neither_return_nor_take(
    handover, send, stranger, officer
):
    sent = send({of(handover, "1000000003"): decided(POST)}, stranger)
    assert sent.counts["rejected"] == sent.counts["read"]
    assert not ReturnedRow.objects.exists()
    send({of(handover, "1000000003"): decided(POST)})
    rows = list(ReturnedRow.objects.values_list("pk", flat=True))
    assert take(stranger, rows) == leave(stranger, rows) == 0
    assert ReturnedRow.objects.get().outcome == Outcome.OPEN


def test_a_workbook_of_another_kind_is_refused_as_a_whole(handover, officer, tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        read_return(path, officer)
    assert refusal.value.problem.code == "handover_sheet_missing"


def test_codes_of_matched_rows_are_adopted_once(registry, hand_over, operator):
    same = row("1000000002", "14", "phố Hàng Bông", (address_of("b").lat_e7 / 1e7,
                                                     address_of("b").lng_e7 / 1e7))  # fmt: skip
    handover = hand_over((ROWS[0], same), name="same.xlsx")
    assert [r.address for r in codes_to_adopt(handover, operator)] == [address_of("b")]
    assert adopt_codes(handover, operator) == 1
    assert address_of("b").digital_address == "1000000002"
    assert adopt_codes(handover, operator) == 0


def test_made_up_rows_make_made_up_addresses(handover, send, officer):
    handover.run.synthetic = True
    handover.run.save()
    send({of(handover, "1000000004"): decided(POST)})
    take(officer, ReturnedRow.objects.values_list("pk", flat=True))
    assert Address.objects.everywhere("a test").get(digital_address="1000000004").synthetic


@given(st.integers(1, 10**12), st.integers(0, 11), st.sampled_from("0123456789"))
def test_a_key_with_one_wrong_figure_is_none(number, place, figure):
    written = write_row_key(HandoverRow(pk=number, handover_id=3))
    assert read_row_key(written) == (3, number)
    at = len("H3-") + place % len(str(number))
    changed = written[:at] + figure + written[at + 1 :]
    assert changed == written or read_row_key(changed) is None
