"""Refusing XML that defines entities: no map needs them, and a few lines of them fill memory."""

from __future__ import annotations

from pathlib import Path

from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.tables import open_binary

_BLOCK = 1 << 20
# in two bytes a letter as well as in one
_SIGNS = tuple(
    word.encode(code)
    for word in ("<!ENTITY", "<!DOCTYPE")
    for code in ("ascii", "utf-16-le", "utf-16-be")
)
_OVERLAP = max(map(len, _SIGNS))


def refuse_entities(path: Path, format_name: str) -> None:
    """Raise InputError (xml_entities) if an XML file has a document type or entities."""
    rest = b""
    with open_binary(path) as file:
        while block := file.read(_BLOCK):
            text = rest + block
            if any(sign in text.upper() for sign in _SIGNS):
                raise InputError("xml_entities", format=format_name)
            rest = text[-_OVERLAP:]
