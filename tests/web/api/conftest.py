"""What the tests of the interface stand on."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.hanoi import commune_of_postal_code
from tests.registry import door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.parties.api_clients import find_or_add_client
from diaban.spine.parties.api_keys import KeyTerms, Scope, make_key
from diaban.spine.parties.models import User
from diaban.web.api.keys import forget_keys

Get = Callable[..., Any]
CITY = "city"


@pytest.fixture(autouse=True)
def _own_counters(settings: Any, tmp_path: Path) -> None:
    """Keys and what was asked with them belong to one test."""
    settings.QUOTA_FOLDER = tmp_path / "quotas"
    forget_keys()


@pytest.fixture
def make_token(operator: User) -> Get:
    """`make_token("read", postal_codes=("11024",))`: a key's token; the whole city if not said."""

    def make(
        *scopes: str, postal_codes: tuple[str, ...] = (CITY,), name: str = "buu-ta", **terms: Any
    ) -> str:
        communes = [commune_of_postal_code("11024" if c == CITY else c) for c in postal_codes]
        units = [
            unit.parent if code == CITY else unit
            for unit, code in zip(communes, postal_codes, strict=True)
        ]
        client = find_or_add_client(operator, name, "Bưu điện mẫu", units)
        told = {"expires_at": timezone.now() + timedelta(days=1), **terms}
        return make_key(operator, client, KeyTerms(frozenset(scopes or Scope.values), **told))[1]

    return make


@pytest.fixture
def ask(client: Client) -> Get:
    """`ask(token, "/verify", text=…)`: the status and the parsed answer, with a key."""

    def send(token: str, path: str, **query: object) -> tuple[int, Any]:
        answer = client.get(f"/api/v1{path}", query, headers={"authorization": f"Bearer {token}"})
        return answer.status_code, json.loads(answer.content)

    return send


@pytest.fixture
def get(client: Client) -> Get:
    """`get("/encode", lat=…)`: the status and the parsed answer."""

    def ask(path: str, **query: object) -> tuple[int, Any]:
        answer = client.get(f"/api/v1{path}", query)
        return answer.status_code, json.loads(answer.content)

    return ask


@pytest.fixture
def post(client: Client) -> Get:
    def send(path: str, body: object) -> tuple[int, Any]:
        content = body if isinstance(body, str) else json.dumps(body)
        answer = client.post(f"/api/v1{path}", content, content_type="application/json")
        return answer.status_code, json.loads(answer.content)

    return send


@pytest.fixture
def doors(official_hanoi: None, operator: User) -> None:
    """A door, and a tower with a flat, in two cells of Hoàn Kiếm; all coded."""
    observe(
        door("1", house_number="12", street="Hàng Bông", life="confirmed"),
        door("tower", (21.0290, 105.8545), building="Tháp A", is_household=False),
        {**door("flat", None), "parent_key": "tower", "unit": "P1203"},
        synthetic=True,
    )
    run_coding(operator)
