"""A webhook leads over TLS to the open network and nowhere else."""

import socket

import pytest

from diaban.exchange.webhooks.destinations import DestinationError, is_public, read_url, resolve


def reason_of(url: str, **options: bool) -> str:
    try:
        read_url(url, **options)
    except DestinationError as error:
        return error.reason
    return ""


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://courier.example.vn/hook?x=1", ""),
        ("https://courier.example.vn:8443", ""),
        ("http://courier.example.vn/", "https"),
        ("ftp://courier.example.vn/", "https"),
        ("https://courier.example.vn:22/", "port"),
        ("https://courier.example.vn:99999/", "url"),
        ("https://user:word@courier.example.vn/", "url"),
        ("https://courier.example.vn/#part", "url"),
        ("https://courier.example.vn/\r\nHost: x", "url"),
        ("https://courier.example.vn\\@127.0.0.1/", "url"),
        ("https://", "url"),
        ("https://bưu-điện.vn/", "url"),
        ("https://" + "a" * 500, "url"),
        ("https://127.0.0.1/", "private"),
        ("https://10.0.0.7:8443/", "private"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:127.0.0.1]/", "private"),
        ("https://localhost/", "private"),
        ("https://db.internal/", "private"),
    ],
)
def test_a_url_is_looked_at_before_anybody_is_asked(url, reason):
    assert reason_of(url) == reason


def test_inside_networks_are_open_where_the_installation_says_so():
    assert reason_of("https://10.0.0.7:8443/", allow_private=True) == ""
    assert reason_of("http://10.0.0.7/", allow_private=True) == "https"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("1.1.1.1", True),
        ("2606:4700::1111", True),
        ("0.0.0.0", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:1.1.1.1", True),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("2001:0:a00:1::", False),
    ],
)
def test_which_addresses_are_of_the_open_network(address, public):
    assert is_public(address) == public


def test_a_name_that_leads_inside_with_one_of_its_addresses_is_refused(monkeypatch):
    def answer(*addresses: str):
        found = [(2, 1, 6, "", (address, 443)) for address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)

    there = read_url("https://courier.example.vn/")
    answer("1.1.1.1", "8.8.8.8")
    assert resolve(there) == "1.1.1.1"
    answer("1.1.1.1", "10.0.0.1")
    with pytest.raises(DestinationError, match="private"):
        resolve(there)
    assert resolve(there, allow_private=True) == "1.1.1.1"
    answer()
    with pytest.raises(DestinationError, match="unknown_host"):
        resolve(there)
