"""Writing the module of the Python client: shapes as dataclasses, calls as methods."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.client.types import Schema, name_of, read_value, write_type, write_value

HEAD = '''\
"""The calls of /api/v1 and the shapes of what they take and answer.

Written by scripts/write_client.py from the OpenAPI document; do not edit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol
from urllib.parse import quote


def _quoted(part: object) -> str:
    return quote(str(part), safe="")


class Transport(Protocol):
    """Sends a call and returns the parsed answer."""

    def call(
        self, method: str, path: str, query: Mapping[str, Any], body: Any = None
    ) -> Any: ...

'''


def write_module(document: Mapping[str, Any]) -> str:
    """Return the text of the module, formatted."""
    calls = [
        (path, method, call)
        for path, item in document["paths"].items()
        for method, call in item.items()
        if _is_whole(call)
    ]
    shapes = document["components"]["schemas"]
    taken, answered = _reach(calls, shapes)
    parts = [HEAD]
    parts += [
        _write_shape(name, shapes[name], reads=name in answered, writes=name in taken)
        for name in sorted(taken | answered)
    ]
    parts.append(_CLIENT_HEAD)
    parts += [_write_call(path, method, call) for path, method, call in calls]
    return _format("\n\n".join(parts))


_CLIENT_HEAD = '''
class Calls:
    """Every call of the interface with its types. `Client` adds the way there."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
'''


_JSON, _FILE = "application/json", "application/octet-stream"
_BINARY = {"type": "string", "format": "binary"}


def _is_whole(call: Schema) -> bool:
    """Whether a call takes and answers JSON or a file; streams need an HTTP client of one's own."""
    taken = call.get("requestBody", {"content": {_JSON: {}}})["content"]
    return bool({_JSON, _FILE} & set(taken)) and 200 in call["responses"]


def _json(part: Schema) -> Schema:
    """Return the schema of a body; a file is bytes."""
    content = part["content"]
    return content[_JSON]["schema"] if _JSON in content else _BINARY


def _reach(calls: list[tuple[str, str, Schema]], shapes: Schema) -> tuple[set[str], set[str]]:
    taken: set[str] = set()
    answered: set[str] = set()
    for _, _, call in calls:
        answered |= _names_in(_json(call["responses"][200]), shapes)
        if "requestBody" in call:
            taken |= _names_in(_json(call["requestBody"]), shapes)
    return taken, answered


def _names_in(node: Any, shapes: Schema) -> set[str]:
    if isinstance(node, list):
        return {name for one in node for name in _names_in(one, shapes)}
    if not isinstance(node, Mapping):
        return set()
    found = {name for key, one in node.items() if key != "$ref" for name in _names_in(one, shapes)}
    name = name_of(node)
    return found | {name} | _names_in(shapes[name], shapes) if name else found


def _write_shape(name: str, schema: Schema, *, reads: bool, writes: bool) -> str:
    fields = schema["properties"]
    needed = set(schema.get("required", ()))
    order = sorted(fields, key=lambda field: (writes and field not in needed,))
    lines = ["@dataclass(frozen=True)", f"class {name}:"]
    lines += [_docstring(schema.get("description", ""))] if schema.get("description") else []
    for field in order:
        default = _default(fields[field]) if writes and field not in needed else ""
        lines.append(f"    {field}: {write_type(fields[field])}{default}")
    if reads:
        lines += [
            "    @classmethod",
            f"    def from_json(cls, told: Mapping[str, Any]) -> {name}:",
            "        return cls(",
            *(f"            {f}={read_value(fields[f], _member(f))}," for f in order),
            "        )",
        ]
    if writes:
        lines += [
            "    def to_json(self) -> dict[str, Any]:",
            "        return {",
            *(f'            "{f}": {write_value(fields[f], f"self.{f}")},' for f in order),
            "        }",
        ]
    return "\n".join(lines)


def _default(schema: Schema) -> str:
    value = schema.get("default")
    return f' = "{value}"' if isinstance(value, str) else f" = {value!r}"


def _member(field: str) -> str:
    return f'told["{field}"]'


def _docstring(text: str, indent: str = "    ") -> str:
    lines = [f"{indent}{line}".rstrip() for line in text.strip().splitlines()]
    quotes = '"""'
    if len(lines) == 1:
        return f"{indent}{quotes}{text.strip()}{quotes}"
    return f"{indent}{quotes}{lines[0].strip()}\n" + "\n".join(lines[1:]) + f"\n{indent}{quotes}"


def _write_call(path: str, method: str, call: Schema) -> str:
    parameters = call.get("parameters", [])
    signature = list(_write_parameters(parameters))
    body = "None"
    if "requestBody" in call:
        kind = _json(call["requestBody"])
        signature.insert(0, f"body: {write_type(kind)}")
        body = write_value(kind, "body")
    query = [p["name"] for p in parameters if p["in"] == "query"]
    told = ", ".join(f'"{name}": {name}' for name in query)
    answer = _json(call["responses"][200])
    parts = path.replace("{", "{_quoted(").replace("}", ")}")
    target = f'f"{parts}"' if "{" in path else f'"{path}"'
    about = call["summary"] + ("" if call["summary"].endswith("?") else ".")
    about += f"\n\n{call['description']}" if call.get("description") else ""
    lines = [
        f"    def {call['operationId']}(self, {', '.join(signature)}) -> {write_type(answer)}:",
        _docstring(about, " " * 8),
        f'        told = self._transport.call("{method.upper()}", {target}, {{{told}}}, {body})',
        f"        return {read_value(answer, 'told')}",
    ]
    return "\n".join(lines)


def _write_parameters(parameters: list[Schema]) -> Iterator[str]:
    for one in parameters:
        if one["required"]:
            yield f"{one['name']}: {write_type(one['schema'])}"
    optional = [one for one in parameters if not one["required"]]
    if optional:
        yield "*"
    for one in optional:
        default = one["schema"].get("default")
        yield f"{one['name']}: {write_type(one['schema'])} = {default!r}"


def _format(text: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "-", "--line-length", "100"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return done.stdout
