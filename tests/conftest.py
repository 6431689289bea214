"""Fixtures that every part of the suite shares."""

import gc
import ipaddress
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from hypothesis import settings as bounds
from tests.hanoi import (  # noqa: F401 - fixtures, whose indexes are made once for all folders
    forget_leaking_caches,
    ground,
    hanoi,
    index_folder,
    keep_few_days,
    loaded_programme,
    official_hanoi,
    official_shelf,
    operator,
    real_hanoi,
    real_shelf,
    units_shelf,
)
from tests.in_browser import (  # noqa: F401 - fixtures: one Playwright runs in a thread
    browser,
    map_library,
    open_page,
)
from tests.installation import (  # noqa: F401 - fixtures, made once for all folders
    _made,
    coded_city,
    copy_of,
    empty_registry,
    installation,
    uncoded_city,
)
from tests.shared_out import scheduler
from whitenoise.middleware import WhiteNoiseMiddleware

PROJECT = Path(__file__).resolve().parent.parent
WEB, SECTORS = PROJECT / "tests" / "web", PROJECT / "tests" / "sectors"
# what of `tests/web` sends statements of its own: every page once, calls, tiles
ASKING = ("walk", "api", "map")
SOAK = "DIABAN_SOAK"
# how long an example takes is no matter of tests; else what is in force here or under CI
bounds.register_profile("unhurried", bounds(), deadline=None)
bounds.load_profile("unhurried")
COMMITTING_FIXTURES = {"transactional_db", "live_server", "django_db_reset_sequences"}
DATABASE_FIXTURES = {"db", *COMMITTING_FIXTURES}


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project; a user does not have it."""
    folder = Path(os.environ.get("DIABAN_SHARED", PROJECT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"real data absent: {folder.name} is not beside the project")
    return folder


def pytest_configure(config: pytest.Config) -> None:
    """Leave the heavy proofs to `./run soak`, which says so in the environment."""
    if SOAK not in os.environ:
        asked = config.option.markexpr
        config.option.markexpr = f"({asked}) and not soak" if asked else "not soak"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share a round out among its workers."""
    return scheduler(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, so that it runs again on PostgreSQL.

    Of a parametrised test only the first case does: the others send or read something else, and
    ask the database the same. Of `tests/web` only what opens every page, the API and the map, and
    of a sector what is no test of its pages: what a form sets off is tested where it is written,
    below the pages. Of what reads real data none: it takes long and sends nothing else. A mark by
    hand adds to it, and `./run soak` runs what is left out on both.
    """
    items.sort(key=_turn)
    for item in items:
        if not _touches_database(item) or item.get_closest_marker("databases"):
            continue
        if not (_is_further_case(item) or _is_of_one_page(item) or _reads_real_data(item)):
            item.add_marker("databases")
        elif SOAK in os.environ:
            item.add_marker("databases")
            item.add_marker("soak")


def pytest_collection_finish() -> None:
    """Let no collection of garbage walk through what stays to the end: ten thousand tests."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if _touches_database(item):
        ground.lay_or_lift(_stands_on_units(item))


def _turn(item: pytest.Item) -> tuple[bool, bool, bool]:
    """The longest first, then what stands on the units: what is short is for the end of a round."""
    fixtures = set(getattr(item, "fixturenames", ()))
    starts_programs = "_made" in fixtures
    return "furnished" not in fixtures, not starts_programs, not _stands_on_units(item)


def _stands_on_units(item: pytest.Item) -> bool:
    """Whether a test's transaction begins on the units: one that commits is emptied of them."""
    fixtures = set(getattr(item, "fixturenames", ()))
    asked = item.get_closest_marker("django_db")
    commits = asked is not None and bool(asked.args or asked.kwargs)
    return "hanoi" in fixtures and not (commits or fixtures & COMMITTING_FIXTURES)


def _is_of_one_page(item: pytest.Item) -> bool:
    if item.path.is_relative_to(SECTORS):
        return "pages" in item.path.stem
    asks_by_itself = any(item.path.is_relative_to(WEB / name) for name in ASKING)
    return item.path.is_relative_to(WEB) and not asks_by_itself


def _reads_real_data(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("real_data"))


def _touches_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES)


def _is_further_case(item: pytest.Item) -> bool:
    case = getattr(item, "callspec", None)
    return case is not None and any(case.indices.values())


@pytest.fixture(autouse=True)
def _no_leaking_caches(request: pytest.FixtureRequest) -> None:
    """Caches are keyed by generation numbers, which a rolled-back database counts again."""
    if "databases" in request.keywords or _touches_database(request.node):
        forget_leaking_caches()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings_parallel_suffix: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Keep what is behind a browser in a file, as an installation does.

    In memory a test and the server's threads share a connection, or lock each other's tables out.
    """
    from django.conf import settings

    database = settings.DATABASES["default"]
    drives_browser = any(item.get_closest_marker("browser") for item in request.session.items)
    if database["ENGINE"].endswith("sqlite3") and drives_browser:
        folder = tmp_path_factory.mktemp("behind-the-browser")
        database.setdefault("TEST", {})["NAME"] = str(folder / "diaban.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Let a test that really commits be cleaned up: SQLite's own refusal stops the emptying too."""
    from django.db import connection

    from diaban.spine.guarded_tables import guard_tables, guarded_tables, lift_guards

    if connection.vendor != "sqlite":
        return
    operations = type(connection.ops)
    empty = operations.execute_sql_flush

    def empty_all(self: object, statements: list[str]) -> None:
        let_requests_end()
        tables = guarded_tables(self.connection)
        lift_guards(self.connection, tables)
        empty(self, statements)
        guard_tables(self.connection, tables)

    operations.execute_sql_flush = empty_all


def let_requests_end(seconds: float = 10) -> None:
    """Wait for what a page still asks, which would write into tables that were emptied."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any("process_request_thread" in thread.name for thread in threading.enumerate()):
            return
        time.sleep(0.02)


@pytest.fixture
def few_days(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_few_days(monkeypatch)


@pytest.fixture(scope="session", autouse=True)
def _shipped_files_looked_for_once() -> Iterator[None]:
    """Each test's own client makes the middleware anew, which looks through all shipped files."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def look_once(self: WhiteNoiseMiddleware) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_hashed_cheaply() -> Iterator[None]:
    """Argon2 is slow on purpose; what is hashed at its real cost would be minutes of the suite."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
            patch.setattr(Argon2PasswordHasher, name, value)
        yield


class OutsideNetworkError(AssertionError):
    """A test tried to leave this machine."""


def is_loopback(host: str | bytes | None) -> bool:
    """Whether `host`, a name or an address as sockets take it, is this machine itself."""
    text = host.decode() if isinstance(host, bytes) else host
    if text in (None, "", "localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@pytest.fixture(scope="session", autouse=True)
def no_outside_network() -> Iterator[None]:
    """Refuse every connection and every name look-up that would leave this machine."""
    connect, connect_ex, look_up = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def refuse(host: object) -> None:
        raise OutsideNetworkError(f"a test tried to reach {host!r}; only loopback is allowed")

    def guarded_connect(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not is_loopback(address[0]):
            refuse(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: object) -> int:
        if isinstance(address, tuple) and not is_loopback(address[0]):
            refuse(address)
        return connect_ex(self, address)

    def guarded_look_up(host: str | bytes | None, *rest: object, **options: object) -> object:
        if not is_loopback(host):
            refuse(host)
        return look_up(host, *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield
