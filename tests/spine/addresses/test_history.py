"""How addresses stood on every day: the last version is the present, the first the first word."""

from datetime import date
from itertools import pairwise

import polars as pl
import pytest
from tests.registry import A_DAY, MIDDLE, address_of, door, observe
from tests.spine.addresses.test_withdrawing import imported

from diaban.spine.addresses import history
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.merging import merge, split
from diaban.spine.addresses.models import Address, CodeState, Life
from diaban.spine.addresses.withdrawing import withdraw_run
from diaban.spine.parties.models import local_operator
from diaban.spine.runs.models import Run

pytestmark = pytest.mark.usefixtures("official_hanoi")

PRESENT = {
    "place": "commune_id", "former": "former_id", "former_is_certain": "former_is_certain",
    "is_household": "is_household", "life": "life", "code_state": "code_state",
    "postal_quality": "postal_quality", "position_source": "position_source",
    "lat_e7": "lat_e7", "lng_e7": "lng_e7", "synthetic": "synthetic",
}  # fmt: skip


def versions_of(*keys: str) -> list[dict]:
    return history.read_versions([address_of(key).pk for key in keys]).to_dicts()


def check_the_present() -> None:
    """Every address's last version says what the registry says."""
    numbers = list(Address.objects.order_by("id").values_list("id", flat=True))
    last = history.read_versions(numbers).filter(pl.col("valid_to").is_null()).to_dicts()
    found = Address.objects.in_bulk()
    assert [row["id"] for row in last] == numbers
    for row in last:
        state = {name: getattr(found[row["id"]], field) for name, field in PRESENT.items()}
        assert {name: row[name] for name in PRESENT} == state


def test_a_door_confirmed_later_was_not_confirmed_before(operator):
    observe(door("a", life="collected"))
    observe(door("a", life="confirmed", held_on=date(2026, 5, 9)))
    first, second = versions_of("a")
    assert (first["life"], second["life"]) == (Life.COLLECTED, Life.CONFIRMED)
    assert (first["valid_from"], first["valid_to"]) == (A_DAY, date(2026, 5, 9))
    assert (second["valid_from"], second["valid_to"]) == (date(2026, 5, 9), None)
    check_the_present()


def test_what_is_learned_late_changes_the_past(operator):
    observe(door("a", life="confirmed", held_on=date(2026, 5, 9)))
    observe(door("a", life="collected", held_on=date(2026, 4, 1)))
    first, second = versions_of("a")
    assert (first["valid_from"], first["life"]) == (date(2026, 4, 1), Life.COLLECTED)
    assert second["life"] == Life.CONFIRMED
    check_the_present()


def test_a_code_is_there_from_the_day_of_its_coding(operator):
    observe(door("a"), door("b", None))
    run_coding(local_operator())
    *_, coded = versions_of("a")
    assert coded["code_state"] == CodeState.CODED
    assert coded["place"] == address_of("a").commune_id
    assert versions_of("a")[0]["code_state"] == CodeState.DUE
    check_the_present()


def test_versions_follow_one_another_without_a_gap(operator):
    for month in (3, 4, 6):
        observe(door("a", house_number=str(month), held_on=date(2026, month, 1)), door("b"))
    rows = versions_of("a", "b")
    for before, after in pairwise(rows):
        same = before["id"] == after["id"]
        assert before["valid_to"] == (after["valid_from"] if same else None)


def test_who_was_spoken_of_since_is_told_or_too_many(operator):
    observe(door("a"), door("b"))
    mark = history.newest_observation()
    assert history.changed_since(mark, 10) == []
    observe(door("b", (MIDDLE[0] + 0.01, MIDDLE[1]), held_on=date(2026, 6, 1)))
    assert history.changed_since(mark, 10) == [address_of("b").pk]
    assert history.changed_since(0, 2) is None


def test_all_addresses_come_in_blocks_and_from_where_they_stopped(operator):
    observe(*(door(f"d{n}") for n in range(7)))
    blocks = list(history.every_version(chunk=3))
    assert [len(block) for block in blocks] == [3, 3, 1]
    after = blocks[0]["id"].max()
    assert [len(block) for block in history.every_version(chunk=3, after=after)] == [3, 1]
    assert history.read_versions([]).is_empty()


def test_a_merged_door_never_was_a_second_one_and_the_kept_one_knows_what_it_knew(operator):
    observe(door("1", house_number="12", held_on=date(2026, 5, 1)), source="post")
    observe(door("9", house_number="12", life="confirmed"), source="tax")
    kept, gone = address_of("1", "post"), address_of("9", "tax")
    merge(kept.pk, gone.pk, "one door", operator)
    check_the_present()
    [last] = history.read_versions([gone.pk]).to_dicts()
    assert (last["life"], last["valid_to"]) == (Life.RETIRED, None)
    first, *_ = history.read_versions([kept.pk]).to_dicts()
    assert (first["valid_from"], first["life"]) == (A_DAY, Life.CONFIRMED)


def test_doors_that_were_parted_again_were_two_all_along(operator):
    observe(door("1", house_number="12"), source="post")
    observe(door("9", house_number="12"), source="tax")
    kept, gone = address_of("1", "post"), address_of("9", "tax")
    merge(kept.pk, gone.pk, "one door", operator)
    split(gone.pk, "two doors", operator)
    check_the_present()
    for number in (kept.pk, gone.pk):
        versions = history.read_versions([number]).to_dicts()
        assert versions[0]["valid_from"] == A_DAY
        assert {row["life"] for row in versions} == {Life.CANDIDATE}


def test_what_was_withdrawn_was_never_so_in_the_past_either(operator):
    imported(operator, door("a", life="confirmed"))
    run_coding(operator)
    run = Run.objects.filter(kind="import").latest("pk")
    number = address_of("a").pk
    withdraw_run(run, operator)
    check_the_present()
    assert {row["life"] for row in history.read_versions([number]).to_dicts()} == {Life.RETIRED}


def test_before_its_first_coding_an_address_lies_where_it_was_first_coded(operator):
    observe(door("a"))
    run_coding(operator)
    first, *_, last = versions_of("a")
    assert first["place"] == last["place"] == address_of("a").commune_id
