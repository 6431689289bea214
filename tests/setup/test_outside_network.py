"""No test leaves this machine, and what touches the database is marked for both databases."""

import socket
import urllib.request

import pytest
from tests.conftest import OutsideNetworkError, is_loopback


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("::1%lo", True),
        ("localhost", True),
        (b"localhost", True),
        ("0.0.0.0", True),
        (None, True),
        ("192.0.2.1", False),
        ("10.0.0.1", False),
        ("2001:db8::1", False),
        ("tiles.example", False),
    ],
)
def test_only_this_machine_counts_as_inside(host: str | bytes | None, inside: bool) -> None:
    assert is_loopback(host) is inside


def test_a_connection_to_the_outside_is_refused() -> None:
    with socket.socket() as plain, pytest.raises(OutsideNetworkError, match=r"192\.0\.2\.1"):
        plain.connect(("192.0.2.1", 80))
    with socket.socket() as plain, pytest.raises(OutsideNetworkError):
        plain.connect_ex(("192.0.2.1", 80))


def test_not_even_a_name_is_looked_up_outside() -> None:
    with pytest.raises(OutsideNetworkError, match=r"tiles\.example"):
        urllib.request.urlopen("http://tiles.example/1.png")


def test_loopback_still_works() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=10).close()


@pytest.mark.django_db
def test_a_test_that_touches_the_database_is_marked_for_both(
    request: pytest.FixtureRequest,
) -> None:
    assert request.node.get_closest_marker("databases") is not None


def test_a_test_that_does_not_is_left_out(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("databases") is None
