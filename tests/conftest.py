"""Fixtures that every part of the suite shares."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.hanoi import (  # noqa: F401 - fixtures, whose indexes are made once for all folders
    forget_leaking_caches,
    hanoi,
    index_folder,
    official_hanoi,
    official_shelf,
    operator,
    real_hanoi,
    real_shelf,
    units_shelf,
)
from tests.installation import (  # noqa: F401 - fixtures, made once for all folders
    _made,
    coded_city,
    copy_of,
    empty_registry,
    installation,
    uncoded_city,
)

PROJECT = Path(__file__).resolve().parent.parent
SOAK = "DIABAN_SOAK"
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}


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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, so that it runs again on PostgreSQL."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker("databases")


@pytest.fixture(autouse=True)
def _no_leaking_caches(request: pytest.FixtureRequest) -> None:
    """Caches are keyed by generation numbers, which a rolled-back database counts again."""
    if "databases" in request.keywords:
        forget_leaking_caches()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Let a test that really commits be cleaned up: SQLite's own refusal stops the emptying too."""
    from django.db import connection

    from diaban.spine.journal import triggers

    if connection.vendor != "sqlite":
        return
    operations = type(connection.ops)
    empty = operations.execute_sql_flush

    def empty_all(self: object, statements: list[str]) -> None:
        triggers.drop_triggers(self.connection)
        empty(self, statements)
        triggers.add_triggers(self.connection)

    operations.execute_sql_flush = empty_all


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
