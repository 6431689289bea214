from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from diaban.exchange.importing import pipeline
from diaban.exchange.importing.mapping import Mapping
from diaban.exchange.importing.pipeline import ImportRequest, plan_import, run_import
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.resuming import InputFile, held_run
from diaban.exchange.importing.tables import ReadOptions
from diaban.spine.addresses.models import Address, Observation, PositionSource, SourceKey
from diaban.spine.runs.models import Generation, Run, State

HEAD = "mã,số nhà,phố,vĩ độ,kinh độ\n"
Requests = Callable[..., ImportRequest]


def rows(first: int, last: int, street: str = "Hàng Bạc") -> str:
    return "".join(f"H{i},{i},{street},21.03{i:03d},105.84\n" for i in range(first, last))


class StopError(RuntimeError):
    pass


def test_a_plan_shows_counts_mapping_and_five_rows_and_writes_nothing(request_for: Requests):
    plan = plan_import(request_for(HEAD + rows(0, 30) + "H30,1,x,9,9\n"))
    assert plan.format == "CSV"
    assert plan.mapping.columns["lng"] == "kinh độ"
    assert plan.counts == {"read": 31, "accepted": 30, "rejected": 1, "new": 30} | {
        "postal_parsed": 30
    }
    assert plan.problem_counts == {"position_abroad": 1}
    assert [row["house_number"] for row in plan.sample] == ["0", "1", "2", "3", "4"]
    assert not Address.objects.exists()
    assert not Run.objects.exists()


def test_an_import_takes_the_good_rows_and_keeps_the_others(request_for: Requests):
    run = run_import(request_for(HEAD + rows(0, 30) + "H30,1,x,9,9\n", batch_rows=7))
    assert run.state == State.DONE
    assert run.counts == {"read": 31, "accepted": 30, "rejected": 1, "created": 30} | {
        "postal_parsed": 30
    }
    assert run.position == 32
    address = SourceKey.objects.get(source="test list", key="H7").address
    assert (address.house_number, address.street) == ("7", "Hàng Bạc")
    assert (address.lat_e7, address.lng_e7) == (210300700, 1058400000)
    assert address.is_household
    assert address.position_source == PositionSource.UNKNOWN
    assert Generation.of("addresses") > 0


def test_the_same_file_twice_changes_nothing(request_for: Requests):
    request = request_for(HEAD + rows(0, 30))
    run_import(request)
    before = list(Address.objects.order_by("id").values())
    again = run_import(request)
    assert again.counts == {"read": 30, "accepted": 30, "unchanged": 30, "postal_parsed": 30}
    assert list(Address.objects.order_by("id").values()) == before
    assert Observation.objects.count() == 30


def test_a_corrected_file_updates_and_never_doubles(request_for: Requests):
    run_import(request_for(HEAD + rows(0, 30)))
    corrected = HEAD + rows(0, 10) + rows(10, 20, "Hàng Mã") + rows(20, 35)
    run = run_import(request_for(corrected))
    assert run.counts == {
        "read": 35,
        "accepted": 35,
        "created": 5,
        "updated": 10,
        "unchanged": 20,
        "postal_parsed": 35,
    }
    assert Address.objects.count() == 35
    assert SourceKey.objects.get(key="H12").address.street == "Hàng Mã"


def test_two_sources_may_use_the_same_identifiers(request_for: Requests):
    run_import(request_for(HEAD + rows(0, 5)))
    run_import(request_for(HEAD + rows(0, 5), source="another"))
    assert Address.objects.count() == 10


def test_a_list_without_identifiers_is_known_by_what_its_rows_say(request_for: Requests):
    text = "địa chỉ,lat,lon\n1 Hàng Bạc,21.03,105.84\n2 Hàng Bạc,21.03,105.84\n"
    run_import(request_for(text))
    again = run_import(request_for(text + "3 Hàng Bạc,21.03,105.84\n", "longer.csv"))
    assert again.counts == {"read": 3, "accepted": 3, "created": 1, "unchanged": 2} | {
        "written_read": 3,
        "postal_parsed": 3,
    }


def test_an_explicit_mapping_is_used(request_for: Requests):
    text = "a,b\nH1,36 Hàng Bạc\n"
    mapping = Mapping({"source_key": "a", "street": "b"})
    run_import(request_for(text, mapping=mapping))
    address = Address.objects.get()
    assert (address.house_number, address.street) == ("36", "Hàng Bạc")


def test_flats_hang_on_the_building_of_an_earlier_batch(request_for: Requests):
    text = "mã,số nhà,căn hộ,mã tòa nhà,là hộ\nB1,5,,,không\nC1,5,101,B1,có\nC2,5,102,B1,\n"
    run_import(request_for(text, batch_rows=1))
    building = SourceKey.objects.get(key="B1").address
    assert not building.is_household
    assert sorted(building.units.values_list("unit", flat=True)) == ["101", "102"]


def test_a_stopped_import_goes_on_at_the_next_row(request_for: Requests):
    request = request_for(HEAD + rows(0, 50) + rows(3, 4), batch_rows=7)

    def stop(run: Run) -> None:
        if run.position > 20:
            raise StopError

    with pytest.raises(StopError):
        run_import(request, stop)
    stopped = Run.objects.get()
    assert stopped.position == 22
    assert Address.objects.count() == 21
    positions: list[int] = []
    run = run_import(request, lambda run: positions.append(run.position))
    assert run.pk == stopped.pk
    assert min(positions) > 22
    assert run.counts == {"read": 51, "accepted": 50, "rejected": 1, "created": 50} | {
        "postal_parsed": 50
    }
    (doubled,) = run.rejected_rows.all()
    assert doubled.problems[0]["params"] == {"first": 5}


def test_a_batch_that_fails_leaves_nothing_of_itself(request_for: Requests, monkeypatch):
    request = request_for(HEAD + rows(0, 20) + "x,,,,\n", batch_rows=8)
    monkeypatch.setattr(pipeline, "keep_rejected", _fail_at_row_18)
    with pytest.raises(StopError):
        run_import(request)
    run = Run.objects.get()
    assert run.position == 17
    assert Address.objects.count() == Observation.objects.count() == run.counts["created"] == 16


def _fail_at_row_18(run: Run, columns: list[str], frame: pl.DataFrame, problems: list) -> None:
    if frame["row"][0] == 18:
        raise StopError


def test_a_file_that_another_process_imports_is_refused(request_for: Requests):
    request = request_for(HEAD + rows(0, 5))
    run_import(request)
    run = Run.objects.get()
    # process 1 is always alive, and is not this one
    Run.objects.update(state=State.RUNNING, owner=run.owner.rpartition(":")[0] + ":1")
    with pytest.raises(InputError) as caught:
        run_import(request)
    assert f"lượt {run.pk}" in caught.value.problem.say("vi")
    assert "Wait for it or stop it" in caught.value.problem.say("en")


def test_a_file_that_another_thread_imports_is_refused(city, operator):
    file = InputFile("s", "a.csv", "d")
    with held_run(file, operator), pytest.raises(InputError), held_run(file, operator):
        pass
    with held_run(file, operator) as run:
        assert run.state == State.RUNNING


def test_open_data_points_are_no_households(request_for: Requests):
    text = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","id":"n1","properties":'
        '{"addr:street":"Hàng Bạc"},"geometry":{"type":"Point","coordinates":[105.84,21.03]}}]}'
    )
    run_import(request_for(text, "a.geojson"))
    assert not Address.objects.get().is_household


def test_synthetic_lists_stay_synthetic(request_for: Requests):
    run = run_import(request_for(HEAD + rows(0, 3), synthetic=True))
    assert run.synthetic
    assert all(Address.objects.values_list("synthetic", flat=True))


def flags() -> dict[str, bool]:
    return dict(SourceKey.objects.values_list("key", "address__synthetic"))


def test_a_row_raises_the_synthetic_flag_for_itself_and_never_lowers_it(request_for: Requests):
    head = "mã,số nhà,căn hộ,mã tòa nhà,synthetic\n"
    text = head + "C1,,101,B1,không\nB1,5,,,true\nC2,,102,B1,có\nD1,6,,,\n"
    run = run_import(request_for(text))
    assert run.counts == {"read": 4, "accepted": 4, "created": 4, "postal_partial": 2}
    assert flags() == {"B1": True, "C1": False, "C2": True, "D1": False}
    again = run_import(request_for(text))
    assert again.counts == {"read": 4, "accepted": 4, "unchanged": 4, "postal_partial": 2}
    run_import(request_for(head + "B1,5,,,không\nD1,6,,,không\n", synthetic=True))
    assert flags() == {"B1": True, "C1": False, "C2": True, "D1": True}
    run_import(request_for(head + "B1,7,,,không\n"))
    assert flags()["B1"]


def test_rows_in_a_ring_of_buildings_still_come_in_once(request_for: Requests):
    head = "mã,số nhà,căn hộ,mã tòa nhà,synthetic\n"
    run = run_import(request_for(head + "A,1,,B,có\nB,2,,A,không\nC,3,,,không\n"))
    assert run.counts["created"] == 3
    assert flags() == {"A": True, "B": True, "C": False}


def test_a_partial_update_leaves_a_building_a_building(request_for: Requests):
    run_import(request_for("mã,số nhà,là hộ\nB1,5,không\nH1,6,có\n"))
    partial = "mã,số nhà\nB1,5A\nH1,6A\nH2,7\n"
    run_import(request_for(partial))
    found = SourceKey.objects.values_list("key", "address__is_household", "address__house_number")
    assert set(found) == {("B1", False, "5A"), ("H1", True, "6A"), ("H2", True, "7")}
    assert run_import(request_for(partial)).counts["unchanged"] == 3


def test_premises_that_became_households_stay_so_when_the_list_comes_again(request_for: Requests):
    text = "mã,số nhà\nB1,5\nB2,6\n"
    run_import(request_for(text, are_households=False))
    assert run_import(request_for(text, are_households=False)).counts["unchanged"] == 2
    run_import(request_for("mã,số nhà,là hộ\nB1,5,có\n"))
    run_import(request_for(text, are_households=False))
    found = dict(SourceKey.objects.values_list("key", "address__is_household"))
    assert found == {"B1": True, "B2": False}


@pytest.mark.parametrize(
    "other",
    [
        {"mapping": Mapping({"source_key": "mã", "house_number": "phố", "street": "số nhà"})},
        {"fix_swapped": True},
        {"held_on": date(2025, 8, 1)},
        {"are_households": False},
        {"synthetic": True},
        {"options": ReadOptions(delimiter=",")},
        {"options": ReadOptions(encoding="utf-8")},
        {"options": ReadOptions(header_row=1)},
    ],
)
def test_a_stopped_import_is_not_taken_up_with_another_way_of_reading(
    other: dict[str, object], request_for: Requests
):
    text = HEAD + rows(0, 20)
    with pytest.raises(StopError):
        run_import(request_for(text, batch_rows=7), _stop_at_once)
    stopped = Run.objects.get()
    run = run_import(request_for(text, batch_rows=7, **other))
    assert run.pk != stopped.pk
    assert run.counts["read"] == 20


def _stop_at_once(_run: Run) -> None:
    raise StopError


def test_a_dry_run_knows_the_buildings_of_earlier_batches(request_for: Requests):
    text = "mã,số nhà,căn hộ,mã tòa nhà\nB1,5,,\nC1,5,101,B1\nC2,5,102,B9\n"
    plan = plan_import(request_for(text, batch_rows=1))
    assert plan.problem_counts == {"parent_unknown": 1}
    assert plan.counts["accepted"] == run_import(request_for(text, batch_rows=1)).counts["accepted"]


def test_a_flat_need_only_name_its_building_and_itself(request_for: Requests):
    run_import(request_for("mã,số nhà\nB1,5\n"))
    run = run_import(request_for("mã,mã tòa nhà,căn hộ\nC1,B1,101\nC2,,102\nC3,B1,\n"))
    assert (run.counts["created"], run.counts["rejected"]) == (1, 2)
    assert SourceKey.objects.get(key="C1").address.parent.house_number == "5"
    codes = [row.problems[0]["code"] for row in run.rejected_rows.all()]
    assert codes == ["nothing_said", "nothing_said"]


def test_two_files_of_one_source_do_not_run_together(city, operator):
    with (
        held_run(InputFile("s", "a.csv", "d"), operator),
        held_run(InputFile("another", "b.csv", "e"), operator),
        pytest.raises(InputError) as caught,
        held_run(InputFile("s", "b.csv", "e"), operator),
    ):
        pass
    assert caught.value.problem.code == "run_held"
