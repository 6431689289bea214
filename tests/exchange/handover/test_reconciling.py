"""The Post's list against the registry: by code, by words and position, and what either lacks."""

import pytest
from tests.exchange.handover.conftest import ROWS, row, write_list
from tests.registry import address_of, door, observe

from diaban.exchange.handover import taking
from diaban.exchange.handover.counting import count_communes
from diaban.exchange.handover.reconciling import reconcile
from diaban.exchange.handover.taking import HandoverRequest, take_handover
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.rejects import read_problems
from diaban.spine.addresses.coding import run_coding
from diaban.spine.handovers.models import Handover, HandoverRow, Reason, Standing
from diaban.spine.runs.models import Run, State


def of_code(handover: Handover, code: str) -> HandoverRow:
    return handover.rows.get(digital_address=code)


def test_a_row_with_the_code_and_words_of_a_door_is_matched(registry, hand_over):
    found = of_code(hand_over(), "1000000001")
    assert (found.standing, found.reason) == (Standing.MATCHED, Reason.CODE)
    assert found.address == address_of("a")
    assert found.metres == pytest.approx(1, abs=0.2)
    assert found.differences == []


def test_a_row_without_its_code_in_the_registry_is_found_by_words_and_position(registry, hand_over):
    found = of_code(hand_over(), "1000000002")
    assert found.address == address_of("b")
    assert found.reason in {Reason.WORDS, Reason.UNSURE}
    assert found.score >= 0.5


def test_each_field_that_differs_is_named_and_the_distance_told(registry, hand_over):
    handover = hand_over()
    moved = of_code(handover, "1000000002")
    assert (moved.standing, moved.differences) == (Standing.DIFFERING, ["position"])
    assert moved.metres == pytest.approx(40, abs=1)
    renamed = of_code(handover, "1000000003")
    # "Hàng Bông" and "phố Hàng Bông" are one street
    assert (renamed.standing, renamed.differences) == (Standing.DIFFERING, ["house_number"])


def test_a_door_that_bears_another_code_is_told_as_such(registry, hand_over):
    found = of_code(hand_over(), "1000000005")
    assert found.address == address_of("d")
    assert found.reason == Reason.CODE_DIFFERS
    assert "digital_address" in found.differences


def test_what_the_registry_lacks_has_its_reason(registry, hand_over):
    rows = (*ROWS, row("1000000006", "5", "phố Không Tên", commune=""))
    handover = hand_over(rows)
    assert of_code(handover, "1000000004").standing == Standing.MISSING_HERE
    assert of_code(handover, "1000000004").reason == Reason.NOTHING_LIKE_IT
    assert of_code(handover, "1000000006").reason == Reason.NO_PLACE


def test_what_the_list_lacks_is_written_with_its_reason(registry, hand_over):
    handover = hand_over()
    missing = handover.rows.filter(standing=Standing.MISSING_THERE)
    assert {(r.address, r.reason) for r in missing} == {
        (address_of("lonely"), Reason.NO_CODE),
        (address_of("forgotten"), Reason.CODE_UNKNOWN),
    }


def test_a_row_without_a_place_is_found_by_its_words(registry, hand_over, operator):
    from diaban.spine.addresses.search_entries import index_waiting

    observe(door("far", (21.0368, 105.8346), house_number="34", street="phố Đội Cấn"))
    index_waiting()
    handover = hand_over((row("1000000007", "34", "phố Đội Cấn", commune=""),))
    assert of_code(handover, "1000000007").address == address_of("far")


def test_a_row_that_names_no_commune_stands_where_its_position_lies(registry, hand_over):
    handover = hand_over(
        (row("1000000001", "12", "phố Hàng Bông", (21.0285, 105.8542), commune=""),)
    )
    assert of_code(handover, "1000000001").commune.full_name == "Phường Hoàn Kiếm"


def test_one_door_is_given_to_one_row_only(registry, hand_over):
    twins = (
        row("1000000011", "14", "phố Hàng Bông", (21.028511, 105.85513)),
        row("1000000012", "14", "phố Hàng Bông", (21.028511, 105.85513)),
    )
    handover = hand_over(twins)
    taken = [r.address_id for r in handover.rows.filter(row_number__isnull=False) if r.address_id]
    assert len(taken) == len(set(taken))


def test_a_building_whose_flats_are_in_the_list_is_not_missing(registry, hand_over):
    observe(
        door("tower", building="Tòa CT2", is_household=False),
        {**door("flat", None, unit="101", digital_address="1000000021"), "parent_key": "tower"},
    )
    handover = hand_over((row("1000000021", "", "", building="Tòa CT2"),))
    missing = handover.rows.filter(standing=Standing.MISSING_THERE)
    assert address_of("tower").pk not in set(missing.values_list("address_id", flat=True))


def test_counts_by_commune_come_from_the_rows(registry, hand_over, operator):
    handover = hand_over()
    (counts,) = count_communes(handover, operator)
    assert counts.unit.full_name == "Phường Hoàn Kiếm"
    assert dict(zip(Standing.values, counts.of(), strict=True)) == {
        "matched": 1, "differing": 3, "missing_here": 1, "missing_there": 2,
    }  # fmt: skip
    assert (counts.handed_over, counts.to_correct) == (5, 6)


def test_rows_without_a_good_code_come_back_with_reasons(registry, hand_over):
    rows = (*ROWS, row("12345", "1", "phố Huế"), row("", "2", "phố Huế"), ROWS[0],
            row("ABCDE12345", "3", "phố Huế"))  # fmt: skip
    run = hand_over(rows).run
    refused = run.rejected_rows.order_by("row_number")
    codes = [[p.code for p in read_problems(one)] for one in refused]
    assert codes == [
        ["digital_address_invalid"], ["key_missing"], ["key_doubled"],
        ["digital_address_not_digits"],
    ]  # fmt: skip
    assert run.counts["accepted"] == 5


def test_names_of_persons_are_not_kept(registry, hand_over):
    handover = hand_over((*ROWS, row("123", "1", "phố Huế")))
    kept = [str(r.said) for r in handover.rows.all()]
    kept += [str(one.cells) for one in handover.run.rejected_rows.all()]
    assert "Nguyễn Văn Ất" not in " ".join(kept)


def test_a_list_without_digital_addresses_is_refused(registry, operator, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Số nhà,Đường phố\n1,phố Huế\n", encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        take_handover(HandoverRequest(path, "Bưu điện", operator))
    assert refusal.value.problem.code == "columns_missing"


def test_the_same_list_again_is_the_same_handover(registry, hand_over):
    first = hand_over()
    again = hand_over()
    assert again.pk == first.pk
    assert first.rows.count() == 7


def test_a_list_that_was_broken_off_goes_on_at_the_next_row(
    registry, operator, tmp_path, monkeypatch
):
    from diaban.exchange.importing import tables

    monkeypatch.setattr(tables, "BATCH_ROWS", 2)
    path = write_list(tmp_path / "list.xlsx")
    request = HandoverRequest(path, "Bưu điện", operator)

    def stop(run: Run) -> None:
        if run.position > 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_handover(request, stop)
    half = HandoverRow.objects.count()
    handover = reconcile(take_handover(request), operator)
    assert half > 0
    assert handover.run.state == State.DONE
    assert handover.rows.filter(row_number__isnull=False).count() == 5
    assert handover.run.counts["accepted"] == 5


def test_another_process_on_the_same_list_is_told(registry, operator, tmp_path, monkeypatch):
    path = write_list(tmp_path / "list.xlsx")
    request = HandoverRequest(path, "Bưu điện", operator)
    handover = take_handover(request)
    Run.objects.filter(pk=handover.run_id).update(state=State.RUNNING, owner="elsewhere:1")
    with pytest.raises(taking.HandoverIsRunningError):
        take_handover(request)


def test_a_row_of_few_words_stands_with_the_door_at_its_spot(registry, hand_over, operator):
    at = (21.0295, 105.8522)
    observe(
        door("hamlet", at, locality="thôn Hạ"),
        door("next", (21.0296, 105.8522), locality="thôn Hạ"),
        door("blank", (21.0305, 105.8522)),
        door("other", (21.0315, 105.8522), locality="thôn Thượng"),
    )
    run_coding(operator)
    handover = hand_over((
        row("1000000031", "", "", (21.029502, 105.852201), locality="thôn Hạ"),
        row("1000000032", "", "", (21.0305, 105.85221)),
        row("1000000033", "", "", (21.0315, 105.85228), locality="thôn Hạ"),
    ))  # fmt: skip
    same, silent, contradicting = (of_code(handover, f"100000003{n}") for n in (1, 2, 3))
    assert (same.address, same.standing) == (address_of("hamlet"), Standing.MATCHED)
    assert (silent.address, silent.standing) == (address_of("blank"), Standing.DIFFERING)
    assert same.reason == silent.reason == Reason.NEAREST
    assert contradicting.standing == Standing.MISSING_HERE
