"""The worker: it takes up what a killed one was at, and nothing is lost or doubled."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from diaban.exchange.importing.orders import Order

# several of the transactions below
ROWS = 8_000
# `diaban work`, which takes fewer rows in a transaction: so many that a kill falls between two
WORKER = """
from functools import partial
import django
django.setup()
from diaban.exchange.importing import pipeline
from diaban.web.commands.entry import main
pipeline.ImportRequest = partial(pipeline.ImportRequest, batch_rows=1_000)
main(["work"])
"""


def order_directly(installation, path: Path) -> None:
    """Put an import in line as the page does, past the application."""
    order = json.dumps(Order(path=path, kind="addresses", source="thử").as_json())
    day = "2026-11-24 00:00:00+00:00"
    actor = installation.number("SELECT min(id) FROM parties_user")
    installation.change(
        "INSERT INTO runs_run (kind, state, actor_id, source, file_name, input_digest, synthetic,"
        ' position, counts, started_at, heartbeat_at, error, owner, queued_at, "order", report,'
        " pause_asked, follow_up, resumed_position) VALUES"
        f" ('import', 'waiting', {actor}, 'thử', '{path.name}', '', false, 0, '{{}}', '{day}',"
        f" '{day}', '', '', '{day}', '{order}', '{{}}', false, 'coding', 0)"
    )


@pytest.mark.databases
def test_an_import_whose_worker_was_killed_is_taken_up_and_nothing_is_doubled(
    uncoded_city, copy_of, tmp_path: Path
) -> None:
    city = copy_of(uncoded_city)
    path = tmp_path / "nhà.csv"
    rows = (f"K{n},{n},Phố Ví Dụ,21.0{n % 997:03},105.8{n % 991:03}\n" for n in range(ROWS))
    path.write_text("Mã,Số nhà,Đường phố,Vĩ độ,Kinh độ\n" + "".join(rows))
    order_directly(city, path)
    variables = city.variables | {"DJANGO_SETTINGS_MODULE": "diaban.web.settings"}
    worker = subprocess.Popen([sys.executable, "-c", WORKER], env=variables)
    end = time.monotonic() + 60
    while not city.number("SELECT max(position) FROM runs_run WHERE source = 'thử'"):
        assert time.monotonic() < end, "the worker took nothing up"
        time.sleep(0.02)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert city.rows("SELECT source FROM runs_run WHERE state = 'running'") == [("thử",)]
    assert city.number("SELECT count(*) FROM addresses_sourcekey WHERE source = 'thử'") < ROWS
    done = city.run("work", "--once")
    assert done.exit_code == 0, done.err
    assert city.rows("SELECT state, follow_up FROM runs_run WHERE source = 'thử'") == [("done", "")]
    keys = "FROM addresses_sourcekey WHERE source = 'thử'"
    assert city.number(f"SELECT count(*) {keys}") == ROWS
    assert city.number(f"SELECT count(DISTINCT address_id) {keys}") == ROWS
    assert city.number("SELECT count(*) FROM addresses_address WHERE code_state = 0") == 0
