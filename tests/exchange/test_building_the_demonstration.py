"""The demonstration city is built once, the same in any batches, and never doubled by a kill."""

import contextlib
import random
import socket
import time

import pytest
from tests.installation import Copy, Installation
from tests.registry import door, observe

from diaban.exchange import demonstration
from diaban.exchange.demonstration import (
    CityRequest,
    DemonstrationIsRunningError,
    build_demonstration,
    demonstration_is_due,
)
from diaban.spine.addresses.models import Address, RejectedRow, SourceKey
from diaban.spine.runs.models import Kind, Run

FEW = CityRequest(households=500, seed=2021)


def test_a_registry_with_addresses_of_its_own_gets_no_demonstration(operator, hanoi):
    observe(door("1"))
    assert not demonstration_is_due()


@pytest.mark.parametrize("rows", [37, pytest.param(1_000, marks=pytest.mark.soak)])
def test_the_size_of_the_batches_changes_nothing(operator, hanoi, rows):
    build_demonstration(operator, CityRequest(300, 7, rows))
    assert _digest() == _digest_of_one_batch(operator)


def _digest() -> list[tuple[str, int]]:
    return sorted(SourceKey.objects.values_list("key", "digest"))


def _digest_of_one_batch(operator) -> list[tuple[str, int]]:
    city = demonstration._city(300, 7)
    keys = {key for batch in city.batches(50_000) for key in batch["source_key"].to_list()}
    told = _digest()
    assert {key for key, _ in told} <= keys
    assert len(keys) - len(told) == RejectedRow.objects.count()
    return told


def test_a_demonstration_that_another_process_builds_is_left_alone(operator, hanoi):
    Run.objects.create(
        kind=Kind.DEMONSTRATION,
        actor=operator,
        source="synthetic city, 500 households, seed 2021",
        owner=f"{socket.gethostname()}:1",
    )
    with pytest.raises(DemonstrationIsRunningError):
        build_demonstration(operator, FEW)
    assert not Address.objects.everywhere("a test counts").exists()


# --- killed and started again ---------------------------------------------------------------

ADDRESSES = (
    "SELECT k.key, a.parent_id IS NULL, a.house_number, a.lanes, a.street, a.locality, "
    "a.building, a.unit, a.lat_e7, a.lng_e7, a.okey, a.life, a.synthetic, k.digest "
    "FROM addresses_address a JOIN addresses_sourcekey k ON k.address_id = a.id ORDER BY k.key"
)
REJECTED = "SELECT row_number, cells FROM addresses_rejectedrow ORDER BY row_number"
EXPECTED = "SELECT unit_id, count FROM places_householdcount ORDER BY unit_id"
COUNT = "SELECT count(*) FROM addresses_address"


def _kill_while_building(city: Installation, draw: random.Random, after_progress: bool) -> None:
    before = _count(city)
    process = city.start(
        "up", "--no-serve", "--no-code", "--offline", "--households", 3_000, "--batch", 60
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "synthetic city" in line:
            break
    while after_progress and process.poll() is None and _count(city) == before:
        time.sleep(0.01)
    time.sleep(draw.uniform(0.0, 0.15))
    process.kill()
    with contextlib.suppress(ValueError):
        process.communicate()


def _count(city: Installation) -> int:
    try:
        return city.number(COUNT)
    except Exception:
        return 0


@pytest.mark.databases
@pytest.mark.soak
@pytest.mark.parametrize("kills", [2, 10])
def test_a_demonstration_killed_at_random_moments_ends_like_an_undisturbed_one(
    installation, uncoded_city, kills
):
    draw, reached = random.Random(2021), []
    for kill in range(kills):
        _kill_while_building(installation, draw, after_progress=kill % 2 == 0)
        reached.append(_count(installation))
    assert reached == sorted(reached)
    assert 0 < reached[-1] < uncoded_city.number(COUNT), "kills must fall into the middle"
    done = installation.run("up", "--no-serve", "--no-code", "--offline")
    assert done.exit_code == 0, done.err
    for query in (ADDRESSES, REJECTED, EXPECTED):
        assert installation.rows(query) == uncoded_city.rows(query)
    runs = installation.rows("SELECT state FROM runs_run WHERE kind = 'demonstration'")
    assert runs == [("done",)]


@pytest.mark.databases
def test_up_a_second_time_is_done_at_once_and_has_lost_nothing(
    uncoded_city: Installation, copy_of: Copy
):
    city: Installation = copy_of(uncoded_city)
    first = city.run("up", "--no-serve", "--offline")
    before = city.rows(ADDRESSES), city.rows("SELECT id, vpostcode FROM addresses_address")
    second = city.run("up", "--no-serve", "--offline")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "coding" in first.err
    assert "coding" not in second.err
    assert "synthetic city" not in second.err
    assert before == (
        city.rows(ADDRESSES),
        city.rows("SELECT id, vpostcode FROM addresses_address"),
    )
