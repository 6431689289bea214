"""One problem in words, both languages side by side."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """What is wrong and what to do about it; the row and the column stand before it."""

    vi: str
    en: str
