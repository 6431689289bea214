"""What can be wrong with a file or a row, as coded values that speak two languages.

A problem travels as a value (code, row, field, value, params); only ``say`` makes words of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping as Named
from typing import Any

from diaban.exchange.importing.wordings import WORDINGS

_SHOWN = 60


@dataclasses.dataclass(frozen=True)
class Problem:
    """One thing that stops a row or a file.

    ``row`` counts as a spreadsheet does (the header is usually row 1), ``field`` is the column's
    own heading in the file, ``value`` the text found there.
    """

    code: str
    row: int | None = None
    field: str = ""
    value: str = ""
    params: Named[str, Any] = dataclasses.field(default_factory=dict)

    def say(self, language: str) -> str:
        """Return the problem in words: ``vi`` or ``en``; where, what and how to mend it.

        Of what a sector found, the words came with it.
        """
        if (said := self.params.get(f"said_{language}")) is not None:
            return self._place(language) + said
        wording = WORDINGS[self.code]
        template = wording.vi if language == "vi" else wording.en
        shown = {name: _show(value) for name, value in self.params.items()}
        known = {"value": _show(self.value), "row": self.row, "field": self.field, **shown}
        return self._place(language) + template.format_map(_Particulars(known))

    def _place(self, language: str) -> str:
        row, column = ("Dòng", "cột") if language == "vi" else ("Row", "column")
        parts = [f"{row} {self.row}"] if self.row is not None else []
        if self.field:
            parts.append(f"{column} “{self.field}”")
        place = ", ".join(parts)
        return f"{place[:1].upper()}{place[1:]}: " if place else ""

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "row": self.row,
            "field": self.field,
            "value": _cut(self.value),
            "params": dict(self.params),
        }

    @classmethod
    def from_json(cls, stored: Named[str, Any]) -> Problem:
        return cls(**stored)


class _Particulars(dict[str, Any]):
    """What a wording names; of a report kept by an earlier version a particular may be absent."""

    def __missing__(self, name: str) -> str:
        return "…"


class InputError(ValueError):
    """The file as a whole cannot be taken; ``problem`` says why, in both languages."""

    def __init__(self, code: str, **params: Any) -> None:
        row = params.pop("row", None)
        column = params.pop("field", "")
        self.problem = Problem(code, row, column, params.pop("value", ""), params)
        super().__init__(self.problem.say("en"))


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _show(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(v) for v in value) or "–"
    return _cut(value) if isinstance(value, str) else str(value)
