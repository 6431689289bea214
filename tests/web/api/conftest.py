"""What the tests of the interface stand on."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.registry import door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.parties.models import User

Get = Callable[..., Any]


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
