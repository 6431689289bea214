"""A coding run that is killed loses nothing, doubles nothing, and ends as if undisturbed."""

import contextlib
import os
import random
import socket
import time

import pytest
from tests.installation import Copy, Installation

pytestmark = pytest.mark.databases

STATES = (
    "SELECT id, vpostcode, code_state, code_basis, commune_id, former_id, former_is_certain "
    "FROM addresses_address ORDER BY id"
)
CODINGS = "SELECT address_id, facts FROM addresses_observation WHERE act = 2 ORDER BY address_id"


DONE = "SELECT count(*) FROM addresses_observation WHERE act = 2"
DECIDED = "SELECT count(*) FROM addresses_address WHERE code_state <> 0"
POSITION = "SELECT coalesce(max(position), 0) FROM runs_run WHERE kind = 'coding'"


def _kill_while_coding(city: Installation, seconds: float, after_progress: bool) -> None:
    before = city.number(DONE)
    process = city.start("code", "--batch", 10)
    assert process.stderr is not None
    for line in process.stderr:
        if "coding" in line:
            break
    while after_progress and process.poll() is None and city.number(DONE) == before:
        time.sleep(0.005)
    time.sleep(seconds)
    process.kill()
    with contextlib.suppress(ValueError):
        process.communicate()


@pytest.mark.parametrize("kills", [2, pytest.param(10, marks=pytest.mark.soak)])
def test_a_coding_run_killed_at_random_moments_ends_like_an_undisturbed_one(
    uncoded_city: Installation, coded_city: Installation, copy_of: Copy, kills: int
):
    city, draw = copy_of(uncoded_city), random.Random(2021)
    reached = []
    for kill in range(kills):
        _kill_while_coding(city, draw.uniform(0.0, 0.1), after_progress=kill % 2 == 0)
        reached.append(city.number(DONE))
        assert reached[-1] == city.number(DECIDED) == city.number(POSITION)
    everyone = city.number("SELECT count(*) FROM addresses_address")
    assert 0 < reached[-1] < everyone, "the kills must fall into the middle of the work"
    assert city.run("code", "--batch", 500).exit_code == 0
    assert city.rows(STATES) == coded_city.rows(STATES)
    assert city.rows(CODINGS) == coded_city.rows(CODINGS)
    assert city.number("SELECT count(*) FROM addresses_lapsedcode") == 0
    runs = city.rows("SELECT state, position FROM runs_run WHERE kind = 'coding'")
    assert runs == [("done", everyone)]


def test_while_one_process_codes_another_is_told_so_and_leaves_with_code_four(
    coded_city: Installation, copy_of: Copy
):
    """The living process that holds the run is this one, and it was heard of just now."""
    city, owner = copy_of(coded_city), f"{socket.gethostname()}:{os.getpid()}"
    city.change(
        f"UPDATE runs_run SET state = 'running', owner = '{owner}', "
        "heartbeat_at = CURRENT_TIMESTAMP WHERE kind = 'coding'"
    )
    second = city.run("code")
    assert second.exit_code == 4
    assert "đang cấp mã" in second.err
    assert "Another process is coding" in second.err
