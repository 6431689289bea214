"""JSON schemas as Python types, and the code that reads and writes values of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
_DATED = {"date": "date", "date-time": "datetime"}


def name_of(schema: Schema) -> str:
    """Return the name of the shape that a reference leads to; empty for none."""
    return schema.get("$ref", "").rpartition("/")[2]


def is_nullable(schema: Schema) -> bool:
    return any(one.get("type") == "null" for one in schema.get("anyOf", ()))


def without_null(schema: Schema) -> Schema:
    if "anyOf" not in schema:
        return schema
    others = [one for one in schema["anyOf"] if one.get("type") != "null"]
    return others[0] if len(others) == 1 else {"anyOf": others}


def write_type(schema: Schema) -> str:
    """Return the annotation of a value."""
    if is_nullable(schema):
        return f"{write_type(without_null(schema))} | None"
    if "anyOf" in schema:
        return " | ".join(map(write_type, schema["anyOf"]))
    if name_of(schema):
        return name_of(schema)
    if "enum" in schema:
        return f"Literal[{', '.join(map(_quoted, schema['enum']))}]"
    if "prefixItems" in schema:
        return f"tuple[{', '.join(map(write_type, schema['prefixItems']))}]"
    if schema.get("type") == "array":
        return f"list[{write_type(schema['items'])}]"
    if schema.get("format") in _DATED:
        return _DATED[schema["format"]]
    if schema.get("format") == "binary":
        return "bytes"
    if schema.get("type") == "object":
        return f"dict[str, {write_type(schema['additionalProperties'])}]"
    return _PLAIN[schema["type"]]


def read_value(schema: Schema, value: str) -> str:
    """Return the expression that reads a value out of JSON."""
    inner = without_null(schema)
    read = _read_whole(inner, value)
    if is_nullable(schema) and read != value:
        return f"None if {value} is None else {read}"
    return read


def _read_whole(schema: Schema, value: str) -> str:
    if name_of(schema):
        return f"{name_of(schema)}.from_json({value})"
    if schema.get("type") == "array" and "prefixItems" not in schema:
        read = read_value(schema["items"], "one")
        return value if read == "one" else f"[{read} for one in {value}]"
    if schema.get("format") in _DATED:
        return f"{_DATED[schema['format']]}.fromisoformat({value})"
    if schema.get("format") == "binary":
        return f"bytes({value})"
    return value


def write_value(schema: Schema, value: str) -> str:
    """Return the expression that makes JSON of a value."""
    inner = without_null(schema)
    written = value
    if name_of(inner):
        written = f"{value}.to_json()"
    elif inner.get("type") == "array" and "prefixItems" not in inner:
        one = write_value(inner["items"], "one")
        written = value if one == "one" else f"[{one} for one in {value}]"
    elif inner.get("format") in _DATED:
        written = f"{value}.isoformat()"
    if is_nullable(schema) and written != value:
        return f"None if {value} is None else {written}"
    return written


def _quoted(text: str) -> str:
    return f'"{text}"'
