"""The administrator gives a key on a page: it is told once, and ended with one press."""

import re

import pytest
from django.test import Client

from diaban.spine.parties.api_keys import ApiKey, find_key
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today

GIVEN = {
    "client": "buu-dien",
    "organisation": "Bưu điện mẫu",
    "unit": "00070",
    "scope": ["read", "deliveries"],
    "per_minute": "600",
    "per_day": "5000",
    "rows_per_day": "1000",
    "purpose": "giao hàng",
    "until": str(today().replace(year=today().year + 1, day=1)),
}


@pytest.fixture
def client(hanoi, settings, tmp_path) -> Client:
    settings.QUOTA_FOLDER = tmp_path
    return Client()


def test_a_key_is_shown_once_and_listed_by_its_beginning(client: Client):
    page = client.post("/people/keys/", GIVEN).content.decode()
    [token] = re.findall(r"diaban_[0-9a-f]{8}_[\w-]{43}", page)
    key = find_key(token)
    assert (key.scopes, key.per_day) == (["deliveries", "read"], 5000)
    assert [c.unit.code for c in key.client.charges.all()] == ["00070"]
    again = client.get("/people/keys/").content.decode()
    assert token not in again
    assert f"{key.prefix}…" in again
    own = client.get(f"/people/keys/{key.pk}/").content.decode()
    assert "Bưu điện mẫu" in own
    assert "5.000" in own
    assert token not in own


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": []},
        {"scope": ["all"]},
        {"until": ""},
        {"until": "2020-01-01"},
        {"until": "9999-12-31"},
        {"until": "2026-02-31"},
        {"per_day": "0"},
        {"per_minute": "many"},
        {"per_minute": "9" * 5_000},
        {"unit": "nowhere"},
        {"client": ""},
        {"client": "có dấu cách"},
        {"client": "lan"},
    ],
)
def test_what_is_no_key_is_told_and_kept_to_be_mended(client: Client, wrong):
    User.objects.create(username="lan", role=Role.COMMUNE)
    answer = client.post("/people/keys/", GIVEN | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert "giao hàng" in answer.content.decode()
    assert not ApiKey.objects.exists()
    assert not User.objects.filter(username="buu-dien").exists()


def test_one_press_ends_a_key(client: Client):
    client.post("/people/keys/", GIVEN)
    key = ApiKey.objects.get()
    assert client.get(f"/people/keys/{key.pk}/revoke/").status_code == 405
    client.post(f"/people/keys/{key.pk}/revoke/")
    assert not ApiKey.objects.get().is_good
    page = client.get(f"/people/keys/{key.pk}/").content.decode()
    assert f'action="/people/keys/{key.pk}/revoke/"' not in page
