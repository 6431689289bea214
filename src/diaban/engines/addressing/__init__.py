"""Vietnamese address text: parsed, rendered, converted between old and new units, matched."""

from diaban.engines.addressing.components import (
    Component,
    Door,
    Kind,
    Lane,
    Orientation,
    ParsedAddress,
    Place,
)
from diaban.engines.addressing.converting import Candidate, Conversion, Evidence, convert
from diaban.engines.addressing.gazetteer import Gazetteer, SuccessionRecord, Unit, UnitRecord
from diaban.engines.addressing.parsing import parse
from diaban.engines.addressing.rendering import render, render_columns, write_door
from diaban.engines.addressing.words import fold_words

__all__ = [
    "Candidate",
    "Component",
    "Conversion",
    "Door",
    "Evidence",
    "Gazetteer",
    "Kind",
    "Lane",
    "Orientation",
    "ParsedAddress",
    "Place",
    "SuccessionRecord",
    "Unit",
    "UnitRecord",
    "convert",
    "fold_words",
    "parse",
    "render",
    "render_columns",
    "write_door",
]
