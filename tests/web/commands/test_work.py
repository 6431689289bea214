"""The worker: it takes up what a killed one was at, and nothing is lost or doubled."""

import json
import signal
import time
from pathlib import Path

import pytest

from diaban.exchange.importing.orders import Order

# more than one transaction of an import takes
ROWS = 52_000


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
    worker = city.start("work")
    end = time.monotonic() + 60
    while not city.number("SELECT max(position) FROM runs_run WHERE source = 'thử'"):
        assert time.monotonic() < end, "the worker took nothing up"
        time.sleep(0.02)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    assert city.number("SELECT count(*) FROM runs_run WHERE state = 'running'") == 1
    done = city.run("work", "--once")
    assert done.exit_code == 0, done.err
    assert city.rows("SELECT state, follow_up FROM runs_run WHERE source = 'thử'") == [("done", "")]
    keys = "FROM addresses_sourcekey WHERE source = 'thử'"
    assert city.number(f"SELECT count(*) {keys}") == ROWS
    assert city.number(f"SELECT count(DISTINCT address_id) {keys}") == ROWS
    assert city.number("SELECT count(*) FROM addresses_address WHERE code_state = 0") == 0
