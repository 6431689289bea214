"""Whatever is sent with a key, made from the description or against it, breaks nothing."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.registry import address_of, door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.evidence.keeping import Words, open_register
from diaban.spine.feed.sealing import seal_all
from diaban.spine.figures.computing import bring_up_to_date
from diaban.web.api.examples import KEYED
from diaban.web.api.v1 import api

DOCUMENT = json.loads(json.dumps(api.get_openapi_schema()))
CALLS = [
    (path, method, call)
    for path, item in DOCUMENT["paths"].items()
    for method, call in item.items()
    if call["operationId"] in KEYED
]
WILD = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


def resolve(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return DOCUMENT["components"]["schemas"][name] if name else schema


def values_of(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values of a schema, and now and then anything at all."""
    return st.one_of(_sound(resolve(schema)), _sound(resolve(schema)), WILD)


def _sound(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "anyOf" in schema:
        return st.one_of([values_of(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "object":
        fields = {name: values_of(of) for name, of in schema["properties"].items()}
        needed = {n: s for n, s in fields.items() if n in schema.get("required", ())}
        others = {n: s for n, s in fields.items() if n not in needed}
        return st.fixed_dictionaries(needed, optional={**others, "phone": st.text(max_size=9)})
    if kind == "array":
        return st.lists(values_of(schema["items"]), max_size=3)
    plain: dict[Any, st.SearchStrategy[Any]] = {
        "integer": st.integers(),
        "number": st.floats(-180, 180),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    texts = st.text(max_size=20) | st.sampled_from(schema.get("examples", [""]))
    return plain.get(kind, texts | st.sampled_from(["11024 2VH3 CM3", "2026-03-02", "\x00"]))


@pytest.fixture
def two_communes(official_hanoi, operator, settings, tmp_path) -> list[str]:
    """A door on the key's ground and one beyond; what must never be told of the second."""
    settings.LIST_FOLDER = tmp_path / "lists"
    settings.FIGURE_FOLDER = tmp_path / "figures"
    observe(
        door("here", house_number="12", street="Hàng Bông"),
        door("there", (21.0368, 105.8346), house_number="34", street="Đội Cấn"),
        {**door("flat", None), "parent_key": "here", "unit": "P1203"},
    )
    run_coding(operator)
    seal_all()
    words = Words("Đài", "Stations", "đài", "stations", "1/2021")
    open_register("post-points-staffed", words, "commune", 90, operator)
    bring_up_to_date()
    there = address_of("there")
    return [there.identifier, there.vpostcode, "34, Đội Cấn", "P1203"]


@pytest.fixture
def token(two_communes, make_token) -> str:
    return make_token(postal_codes=("11024",), per_minute=10**6, per_day=10**6)


NAMES = [call["operationId"] for *_, call in CALLS]


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
@pytest.mark.parametrize(("path", "method", "call"), CALLS, ids=NAMES)
def test_nothing_breaks_and_nothing_of_a_neighbour_is_told(
    two_communes, token, path, method, call, data
):
    parameters = call.get("parameters", [])
    told = {p["name"]: data.draw(values_of(p["schema"]), p["name"]) for p in parameters}
    asked = {n: v for n, v in told.items() if f"{{{n}}}" not in path and v is not None}
    for name, value in told.items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe="") or "0")
    body = b""
    if content := call.get("requestBody", {}).get("content"):
        schema = content.get("application/json", {}).get("schema")
        drawn = data.draw(values_of(schema) if schema else st.binary(max_size=40), "body")
        body = drawn if isinstance(drawn, bytes) else json.dumps(drawn).encode()
    query = "&".join(f"{n}={quote(str(v))}" for n, v in asked.items())
    answer = getattr(Client(), method)(
        f"{path}?{query}",
        *([body] if method != "get" else []),
        **({"content_type": "application/json"} if method != "get" else {}),
        headers={"authorization": f"Bearer {token}"},
    )
    text = answer.content.decode()
    assert answer.status_code < 500, text
    assert str(answer.status_code) in {*call["responses"], "404"}, text
    sent = query + body.decode(errors="replace")
    assert not [secret for secret in two_communes if secret in text and secret not in sent]
