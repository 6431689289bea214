"""The words of every import problem, one module for each subject; a new subject joins here."""

from __future__ import annotations

from diaban.exchange.importing.wordings import (
    basemap,
    boundaries,
    cleaning,
    directives,
    downloads,
    evidence,
    figures,
    files,
    foreseeing,
    handover,
    layers,
    rows,
    text,
    unit_tables,
    workbooks,
)
from diaban.exchange.importing.wordings.wording import Wording

_SUBJECTS = (
    files,
    rows,
    boundaries,
    figures,
    downloads,
    basemap,
    layers,
    text,
    workbooks,
    unit_tables,
    foreseeing,
    cleaning,
    handover,
    evidence,
    directives,
)

WORDINGS: dict[str, Wording] = {
    code: wording for subject in _SUBJECTS for code, wording in subject.WORDINGS.items()
}
