"""The description of the interface is complete, and the interface keeps to it."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diaban.web.api.v1 import api

METHODS = {"get", "post", "delete"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return json.loads(json.dumps(api.get_openapi_schema()))


def _operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


def _resolve(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        target: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        schema = target
    return schema


def test_the_description_is_served_where_it_is_said_to_be(client: Client, db):
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert json.loads(answer.content)["openapi"].startswith("3.")


def test_every_operation_is_there_with_a_summary_and_its_refusals(document):
    found = {(path.removeprefix("/api/v1"), method) for path, method, _ in _operations(document)}
    assert found == {
        ("/encode", "get"),
        ("/encode", "post"),
        ("/codes/{code}", "get"),
        ("/check", "get"),
        ("/locate", "get"),
        ("/locate", "post"),
        ("/bulk/encode", "post"),
        ("/bulk/check", "post"),
        ("/bulk/locate", "post"),
        ("/clean", "post"),
        ("/read", "post"),
        ("/parse", "get"),
        ("/convert", "get"),
        ("/search", "get"),
        ("/verify", "get"),
        ("/lookup", "get"),
        ("/reverse", "get"),
        ("/changes", "get"),
        ("/lists", "post"),
        ("/lists/{number}", "get"),
        ("/lists/{number}", "delete"),
        ("/lists/{number}/cleaned.csv", "get"),
        ("/lists/{number}/exceptions.csv", "get"),
        ("/deliveries", "post"),
        ("/webhooks", "get"),
        ("/webhooks", "post"),
        ("/webhooks/{number}", "delete"),
        ("/deliveries/batch", "post"),
        ("/measures", "get"),
        ("/measures/{name}", "get"),
        ("/measures/{name}/rows", "get"),
        ("/targets", "get"),
        ("/targets/{number}", "get"),
        ("/evidence/{key}", "get"),
        ("/evidence/{key}", "post"),
    }
    for path, _, operation in _operations(document):
        assert operation["summary"], path
        assert {"200", "422"} <= set(operation["responses"]), path


def test_every_necessary_parameter_has_a_description_and_an_example(document):
    for path, _, operation in _operations(document):
        for parameter in operation.get("parameters", []):
            said = {**parameter, **parameter["schema"]}
            assert said.get("description"), (path, parameter["name"])
            assert said.get("examples") or said.get("example") or not parameter["required"]


def test_every_reference_leads_somewhere(document):
    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                assert _resolve(document, node)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(document)


def test_the_examples_of_the_description_work(document, client: Client, official_hanoi, make_token):
    key = {"authorization": f"Bearer {make_token()}"}
    for path, method, operation in _operations(document):
        if method != "get" or re.search("/(lists|targets|evidence)/", path):
            continue
        values = {
            p["name"]: {**p, **p["schema"]}["examples"][0]
            for p in operation["parameters"]
            if p["required"]
        }
        query = {k: v for k, v in values.items() if f"{{{k}}}" not in path}
        answer = client.get(path.format(**values), query, headers=key)
        assert answer.status_code == 200, (path, answer.content)


# --- requests made from the description -----------------------------------------------------

WILD_TEXT = st.text(max_size=20)
WILD_NUMBERS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True), st.integers(), st.just(""), WILD_TEXT
)
DAYS = st.one_of(st.dates().map(str), WILD_TEXT)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | WILD_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WILD_TEXT, inner, max_size=3),
    max_leaves=8,
)
IN_RANGE = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
BODIES = st.one_of(
    JSON,
    st.fixed_dictionaries({"points": st.lists(IN_RANGE, max_size=4)}, optional={"as_of": DAYS}),
    st.fixed_dictionaries({"points": JSON}, optional={"as_of": JSON}),
)
QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "lat": st.one_of(st.floats(-90, 90), WILD_NUMBERS),
        "lng": st.one_of(st.floats(-180, 180), WILD_NUMBERS),
        "as_of": DAYS,
        "by": st.sampled_from(["city", "unit", "street"]),
        "label": st.sampled_from(["numerator", "rest", "unknown", "excluded", "", "all"]),
        "unit": WILD_TEXT,
        "after": WILD_NUMBERS,
        "limit": WILD_NUMBERS,
        "text": st.one_of(WILD_TEXT, st.text("9/ ,.ngõPQ", max_size=40)),
        "code": st.one_of(WILD_TEXT, st.text("23456789CFGHJMPQRVWX", min_size=6, max_size=13)),
    },
)
fuzzing = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _conforms(document: dict[str, Any], operation: dict[str, Any], answer: Any) -> None:
    """The status is a described one, and the answer has exactly the described fields."""
    status = str(answer.status_code)
    assert status in operation["responses"], (status, answer.content)
    schema = operation["responses"][status]["content"]["application/json"]["schema"]
    fields = _resolve(document, schema)
    told = json.loads(answer.content)
    assert set(fields["required"]) <= set(told) <= set(fields["properties"])


@fuzzing
@given(query=QUERIES, code=WILD_TEXT.filter(lambda t: t and "/" not in t and t not in {".", ".."}))
@pytest.mark.parametrize(
    "path",
    [
        "/measures",
        "/measures/{code}",
        "/measures/{code}/rows",
        "/targets",
        "/evidence/{code}",
        "/encode",
        "/locate",
        "/check",
        "/codes/{code}",
        "/parse",
        "/convert",
        "/search",
        "/verify",
        "/lookup",
        "/reverse",
    ],
)
def test_no_query_breaks_the_interface_or_its_description(
    client: Client, official_hanoi, document, path, query, code
):
    from urllib.parse import quote

    described = {p.replace("{name}", "{code}").replace("{key}", "{code}"): item
                 for p, item in document["paths"].items()}  # fmt: skip
    operation = described[f"/api/v1{path}"]["get"]
    address = f"/api/v1{path}".replace("{code}", quote(code, safe=""))
    answer = client.get(address, query)
    if answer.status_code != 404 or "{code}" not in path:
        _conforms(document, operation, answer)


@fuzzing
@given(body=BODIES)
@pytest.mark.parametrize("path", ["/encode", "/locate"])
def test_no_body_breaks_the_interface_or_its_description(
    client: Client, official_hanoi, document, path, body
):
    operation = document["paths"][f"/api/v1{path}"]["post"]
    answer = client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")
    _conforms(document, operation, answer)


@fuzzing
@given(raw=st.binary(max_size=30))
def test_bytes_that_are_no_json_break_nothing(client: Client, official_hanoi, raw):
    answer = client.post("/api/v1/encode", raw, content_type="application/json")
    assert answer.status_code in {400, 422}
