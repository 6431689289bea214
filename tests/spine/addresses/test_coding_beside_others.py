"""A coding run while others work: imports, changes of the ground, another worker."""

import threading

import pytest
from django.db import connection
from tests.hanoi import commune_of_postal_code
from tests.registry import MIDDLE, address_of, door, observe, states

from diaban.spine.addresses import coding
from diaban.spine.addresses.coding import CodingIsRunningError, mark_all_due, run_coding
from diaban.spine.addresses.models import Address, CodeState
from diaban.spine.addresses.observing import rebuild_registry
from diaban.spine.places.models import PostalCode
from diaban.spine.places.units import today
from diaban.spine.runs.models import Generation, Run

OTHER_DOOR = (21.0290, 105.8545)


def test_what_an_import_says_while_a_batch_is_decided_is_not_overwritten(
    transactional_db, operator, official_hanoi, monkeypatch
):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    observe(door("1"))
    imports, decide = [], coding.decide

    def move() -> None:
        observe(door("1", OTHER_DOOR))
        connection.close()

    def decide_meanwhile(due, ground):
        if not imports:
            imports.append(threading.Thread(target=move))
            imports[0].start()
            # it either waits for this batch, or is through by then
            imports[0].join(1.0)
        return decide(due, ground)

    monkeypatch.setattr(coding, "decide", decide_meanwhile)
    run_coding(operator)
    imports[0].join()
    run_coding(operator)
    moved = address_of("1")
    assert moved.position == pytest.approx(OTHER_DOOR)
    assert moved.vpostcode.endswith(moved.tail)
    assert moved.code_state == CodeState.CODED


def test_when_the_ground_changes_between_batches_nothing_stays_coded_on_the_old(
    operator, official_hanoi
):
    observe(*[door(str(n)) for n in range(6)])

    def end_codes(run: Run) -> None:
        if run.position == 2:
            PostalCode.objects.update(valid_to=today())
            Generation.grow("places")
            mark_all_due()

    run = run_coding(operator, progress=end_codes, batch=2)
    found = Address.objects.everywhere("test").values_list("code_state", "vpostcode")
    assert set(found) == {(CodeState.NO_POSTAL_CODE, "")}
    assert run.position == run.total == 8


def test_new_postal_codes_count_from_the_next_batch_on(operator, official_hanoi):
    observe(door("1"), door("2"))
    mine = commune_of_postal_code("11024")

    def decide_anew(run: Run) -> None:
        if run.position == 1:
            PostalCode.objects.filter(code="11024").update(valid_to=today())
            PostalCode.objects.create(code="11099", unit=mine, valid_from=today(), decision="thử")
            Generation.grow("places")

    run_coding(operator, progress=decide_anew, batch=1)
    assert address_of("2").vpostcode == "110992VH3CM3"


def test_a_worker_whose_run_was_taken_over_stops_and_leaves_its_batch_undone(
    operator, official_hanoi
):
    observe(door("1"), door("2"))

    def lose(run: Run) -> None:
        Run.objects.filter(pk=run.pk).update(owner="elsewhere:1")

    with pytest.raises(CodingIsRunningError):
        run_coding(operator, progress=lose, batch=1)
    assert address_of("1").code_state == CodeState.CODED
    assert address_of("2").code_state == CodeState.DUE


def test_figures_grow_old_with_each_batch(operator, official_hanoi):
    observe(*[door(str(n)) for n in range(3)])
    seen = []
    run_coding(operator, progress=lambda run: seen.append(Generation.of("addresses")), batch=1)
    assert len(set(seen)) == 3
    before = Generation.of("addresses")
    mark_all_due()
    assert Generation.of("addresses") > before


@pytest.mark.parametrize(
    ("said", "state"), [({}, CodeState.CODED), ({"accuracy_metres": 90.0}, CodeState.TOO_COARSE)]
)
def test_a_flat_with_a_position_of_its_own_is_as_well_placed_as_is_said_of_it(
    operator, official_hanoi, said, state
):
    observe(door("tower", MIDDLE, is_household=False, accuracy_metres=80.0))
    flat = door("flat", OTHER_DOOR, parent_key="tower", **said)
    observe({name: v for name, v in flat.items() if name != "accuracy_metres" or said})
    run_coding(operator)
    assert address_of("flat").code_state == state
    assert address_of("tower").code_state == CodeState.TOO_COARSE


def test_a_retired_address_is_not_coded(operator, official_hanoi):
    observe(door("1"), door("2", life="retired"))
    assert coding.count_due() == 1
    run = run_coding(operator)
    assert run.counts["registry"] == {"coded": 1}
    assert address_of("2").vpostcode == ""


def test_the_registry_is_rebuilt_chunk_by_chunk_outside_any_transaction(
    transactional_db, operator, official_hanoi
):
    observe(*[door(str(n)) for n in range(5)])
    run_coding(operator)
    before = states()
    Address.objects.everywhere("test").update(house_number="?", vpostcode="", code_state=7)
    assert rebuild_registry(chunk=2) == {"addresses": 5}
    assert states() == before
