"""Why something is not taken: an error whose reason a page has words for."""

from __future__ import annotations

from typing import Self


class ReasonedError(ValueError):
    """Something that cannot be done; ``reason`` is one word of those that its class names."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @classmethod
    def unless(cls: type[Self], holds: object, reason: str) -> None:
        """Raise it for a reason, unless something holds."""
        if not holds:
            raise cls(reason)
