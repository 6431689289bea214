"""A share as a bar: what is known to hold, what is unknown, and the rest."""

from __future__ import annotations

from dataclasses import dataclass

from diaban.spine.programme.targets import Standing


@dataclass(frozen=True)
class Bar:
    """Parts of a hundred, written as SVG reads them: ``yes`` and ``unknown``, and two marks."""

    yes: str
    unknown: str
    threshold: str = ""
    expected: str = ""

    @classmethod
    def of(cls, standing: Standing) -> Bar | None:
        """Return the bar of a target; None where nothing measures it or nothing is there."""
        shares = standing.shares
        if shares is None or not standing.total.belonging:
            return None
        # of an amount there may be more than was asked for: the bar is full then
        low, high = min(1.0, shares.low), min(1.0, shares.high)
        return cls(
            _part(low),
            _part(high - low),
            _part(standing.target.threshold),
            _part(standing.expected),
        )


def _part(share: float | None) -> str:
    """Write it with a point whatever the language: it is read by the browser, not by people."""
    return "" if share is None else f"{100 * share:.2f}"
