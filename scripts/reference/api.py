"""The page of the interface, from its OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from diaban.web.api.v1 import api

HEAD = """\
# Interface /api/v1

Written from `/api/v1/openapi.json`. How to use it, with answers:
[use the API](../how-to/use-the-api.md). All answers are JSON in UTF-8.
"""
Schema = Mapping[str, Any]


def write_page() -> str:
    document = api.get_openapi_schema(path_prefix="/api/v1/")
    schemas = document["components"]["schemas"]
    parts = [HEAD, document["info"]["description"]]
    for path, methods in document["paths"].items():
        parts += [_write_call(method, path, call) for method, call in methods.items()]
    parts.append("## Shapes")
    parts += [_write_shape(name, schemas[name]) for name in sorted(schemas)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _write_call(method: str, path: str, call: Schema) -> str:
    parts = [f"## {method.upper()} {path}", _write_sentences(call)]
    if call.get("parameters"):
        rows = [_write_parameter(parameter) for parameter in call["parameters"]]
        parts.append("\n".join(["| parameter | type | meaning |", "|---|---|---|", *rows]))
    if "requestBody" in call:
        parts.append(f"Takes {_name_type(_content(call['requestBody']))}.")
    answers = [
        f"{status}: {_name_type(_content(answer))}" for status, answer in call["responses"].items()
    ]
    parts.append("Answers " + "; ".join(answers) + ".")
    return "\n\n".join(part.strip() for part in parts)


def _write_sentences(call: Schema) -> str:
    summary = call["summary"] + ("" if call["summary"].endswith("?") else ".")
    return f"{summary} {call.get('description', '')}"


def _write_parameter(parameter: Schema) -> str:
    schema = parameter["schema"]
    said = [parameter.get("description") or schema.get("description") or ""]
    if parameter.get("required"):
        said.append("necessary")
    said += [f"such as `{example}`" for example in schema.get("examples", ())]
    meaning = "; ".join(word for word in said if word)
    return f"| `{parameter['name']}` ({parameter['in']}) | {_name_type(schema)} | {meaning} |"


def _content(body: Schema) -> Schema:
    """Return the schema of a body; a stream of rows is named by its types."""
    content = body["content"]
    if "application/json" not in content:
        return {"type": " or ".join(f"`{kind}`" for kind in content)}
    schema: Schema = content["application/json"]["schema"]
    return schema


def _write_shape(name: str, schema: Schema) -> str:
    rows = [
        f"| `{field}` | {_name_type(of)} | {_remark(of)} |"
        for field, of in schema.get("properties", {}).items()
    ]
    about = " ".join(schema.get("description", "").split())
    table = "\n".join(["| field | type | remark |", "|---|---|---|", *rows])
    return "\n\n".join(part for part in (f"### {name}", about, table) if part)


def _remark(schema: Schema) -> str:
    said = [schema.get("description", "")]
    if "default" in schema:
        said.append(f"default `{schema['default']}`")
    if "maxItems" in schema and "prefixItems" not in schema:
        said.append(f"at most {schema['maxItems']:,}")
    return "; ".join(word for word in said if word)


def _name_type(schema: Schema) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_name_types(schema["anyOf"]))
    if "prefixItems" in schema:
        return "[" + ", ".join(_name_types(schema["prefixItems"])) + "]"
    if schema.get("type") == "array":
        return f"list of {_name_type(schema['items'])}"
    return str(schema.get("format") or schema.get("type") or "any")


def _name_types(schemas: Iterable[Schema]) -> list[str]:
    return [_name_type(schema) for schema in schemas]
