"""Numbers in addresses: those that a row can have. A longer one names nothing, so no page."""

from __future__ import annotations


class RowNumberConverter:
    """Like Django's ``int``, but no number over what a database's column holds."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
