"""Reading a document for programs: its draft duties, what is to be asked, what stays unread."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from ninja import Field, NinjaAPI, Query, Schema

from diaban.exchange.directives import open_directive
from diaban.exchange.directives.telling import tell_reading
from diaban.exchange.importing.problems import InputError
from diaban.spine.parties.api_keys import Scope
from diaban.spine.parties.models import Role
from diaban.web.api.keys import KeyRefusedError, require_key
from diaban.web.api.refusing import refuse_plainly
from diaban.web.api.schemas import ErrorOut

_YEAR = Query(None, ge=1945, le=2100, description="Of the document, where the text does not say it")
_REFUSED = dict.fromkeys((401, 403, 413, 422, 429), ErrorOut)
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "text/plain": {"schema": {"type": "string"}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


class HeadOut(Schema):
    """What identifies the document, guessed from its text; empty where it does not say."""

    issuer: str
    line: str
    number: str
    symbol: str
    place: str
    day: date | None
    kind: str
    abstract: str
    signer: str
    recipients: list[str]


class DraftDutyOut(Schema):
    """A draft duty; `start` and `end` are places in the text, `deadline_said` is as written."""

    number: int
    start: int
    end: int
    quote: str
    voice: str = Field(description="ministry, city, department, unit or unsaid")
    field: str
    verb_class: str
    lead: str | None
    partners: list[str]
    relation: str | None
    value: float | None
    unit: str | None
    deadline: date | None
    deadline_said: str | None
    product: str | None
    basis: list[str]
    open_ended: bool
    sure: bool
    proposed: bool = Field(description="by fitted weights of words and no rule; never sure")


class FindingOut(Schema):
    """What is missing of a duty or cannot be meant; `other` is the duty that says the same."""

    duty: int
    flaw: str
    severity: str = Field(description="error, warning or question")
    other: int | None


class ReadingOut(Schema):
    """`unread`: the share of letters that no rule read; a person must."""

    head: HeadOut
    genre: str
    voice: str
    letters: int
    unread: float
    duties: list[DraftDutyOut]
    findings: list[FindingOut]
    notes: list[str]


def add_reading(api: NinjaAPI) -> None:
    """Add POST /read."""
    api.post(
        "/read",
        response={200: ReadingOut, **_REFUSED},
        summary="A directive, plan or report to draft duties",
        openapi_extra=_BODY,
    )(read_document)


def read_document(request: HttpRequest, year: int | None = _YEAR) -> Any:
    """The body is the document itself: its text, or its file (DOCX, PDF, XLSX, XLS, ODS, HTML).

    Nothing of it is kept. For the department, and for keys that read.
    """
    _require_reader(request)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sent"
            path.write_bytes(request.body)
            opened = open_directive(path)
    except InputError as error:
        problem = error.problem
        return refuse_plainly(422, problem.code, problem.say("vi"), problem.say("en"))
    return tell_reading(opened, year)


def _require_reader(request: HttpRequest) -> None:
    if request.admitted is not None:
        require_key(request, Scope.READ)
    elif not request.user.is_authenticated or request.user.role != Role.DEPARTMENT:
        raise KeyRefusedError("key_missing")
