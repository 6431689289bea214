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

__all__ = ["Component", "Door", "Kind", "Lane", "Orientation", "ParsedAddress", "Place"]
