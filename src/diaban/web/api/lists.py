"""Lists to be cleaned: sent whole, worked on in the background, fetched when they are done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Path, Query, Schema

from diaban.exchange.cleaning.ordered import (
    CLEANED,
    ENDINGS,
    EXCEPTIONS,
    LARGEST_BYTES,
    ListRefusedError,
    forget_list,
    order_cleaning,
    result_of,
)
from diaban.spine.parties.api_keys import Scope
from diaban.spine.runs.models import Kind, Run
from diaban.web.api.bulk_stream import body_reader
from diaban.web.api.keys import HeldKey, require_key
from diaban.web.api.refusing import refuse_plainly
from diaban.web.api.schemas import ErrorOut
from diaban.web.pages.days import require_addressed_day

_PIECE = 1 << 20
_WORDS = {
    "ending": (
        f"Tên tệp phải có đuôi {', '.join(ENDINGS)}.",
        f"The name must end with {', '.join(ENDINGS)}.",
    ),
    "empty": ("Tệp rỗng.", "The file is empty."),
    "size": (
        f"Tệp lớn hơn {LARGEST_BYTES >> 20} MB. Hãy chia nhỏ, hoặc dùng /api/v1/clean.",
        f"The file is over {LARGEST_BYTES >> 20} MB. Split it, or use /api/v1/clean.",
    ),
    "disk_full": ("Máy chủ hết đĩa. Thử lại sau.", "The server's disk is full. Try again later."),
    "no_list": ("Không có danh sách này, hoặc đã xóa.", "There is no such list, or no more."),
    "not_done": ("Danh sách chưa làm xong.", "The list is not done yet."),
}
_NAME = Query(
    ..., max_length=200, description="Its ending says what it is", examples=["customers.csv"]
)
_AS_OF = Query(None, description="Day whose communes are wanted, from 2018-01-01; today if absent")
_MATCH = Query(True, description="Look each address up in the registry, on the key's ground")
_COLUMN = Query("", max_length=200, description="Heading of the addresses, if it is not found")
_NUMBER = Path(..., ge=1, le=(1 << 53) - 1, description="Of the list", examples=[1])
_REFUSED = dict.fromkeys((401, 403, 404, 422, 429), ErrorOut)
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_FILE = {"responses": {200: {"description": "The file", "content": {"text/csv": {}}}}}


class ListOut(Schema):
    """`state` is waiting, running, paused, done or failed; then the reason in both languages.

    `counts`: rows, decided, several, none, exceptions and the rows of each quality.
    """

    id: int
    state: str
    rows: int = Field(description="How many are done")
    counts: dict[str, int]
    error: str | None


def add_lists(api: NinjaAPI) -> None:
    """Add /lists: POST, GET, DELETE and the two files."""
    api.post(
        "/lists",
        response={200: ListOut, 507: ErrorOut, **_REFUSED},
        summary="Let a list of addresses be cleaned",
        openapi_extra=_BODY,
    )(send_list)
    api.get("/lists/{number}", response={200: ListOut, **_REFUSED}, summary="How far a list is")(
        read_list
    )
    api.delete("/lists/{number}", response={200: ListOut, **_REFUSED}, summary="Forget a list")(
        delete_list
    )
    for name, operation in ((CLEANED, cleaned_list), (EXCEPTIONS, exceptions_of_list)):
        api.get(
            f"/lists/{{number}}/{name}",
            response={409: ErrorOut, **_REFUSED},
            summary="The cleaned list" if name == CLEANED else "The rows that a person must see",
            openapi_extra=_FILE,
        )(operation)


def send_list(
    request: HttpRequest,
    name: str = _NAME,
    as_of: date | None = _AS_OF,
    match: bool = _MATCH,
    column: str = _COLUMN,
):
    """The body is the file itself. It and what comes of it are kept for three days."""
    held = require_key(request, Scope.CLEAN)
    day = require_addressed_day(as_of)
    try:
        pieces = _pieces(request)
        # no heading holds this sign, and PostgreSQL keeps no text with it
        column = column.replace("\0", "")
        run = order_cleaning(held.key, name, pieces, day, match=match, column=column)
    except ListRefusedError as error:
        return _refuse(507 if error.reason == "disk_full" else 422, error.reason)
    return _write(run)


def read_list(request: HttpRequest, number: int = _NUMBER):
    run = _find(require_key(request, Scope.CLEAN), number)
    return _write(run) if run else _refuse(404, "no_list")


def delete_list(request: HttpRequest, number: int = _NUMBER):
    run = _find(require_key(request, Scope.CLEAN), number)
    if run is None:
        return _refuse(404, "no_list")
    forget_list(run)
    run.refresh_from_db()
    return _write(run)


def cleaned_list(request: HttpRequest, number: int = _NUMBER):
    return _send_file(request, number, CLEANED)


def exceptions_of_list(request: HttpRequest, number: int = _NUMBER):
    return _send_file(request, number, EXCEPTIONS)


def _send_file(request: HttpRequest, number: int, name: str) -> HttpResponse | FileResponse:
    run = _find(require_key(request, Scope.CLEAN), number)
    if run is None:
        return _refuse(404, "no_list")
    path = result_of(run, name)
    if path is None:
        return _refuse(409, "not_done") if run.is_moving else _refuse(404, "no_list")
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def _find(held: HeldKey, number: int) -> Run | None:
    own = Run.objects.visible_to(held.client).filter(kind=Kind.CLEANING)
    return own.filter(pk=number).first()


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    read = body_reader(request)
    while piece := read(_PIECE):
        yield piece


def _write(run: Run) -> dict[str, Any]:
    return {
        "id": run.pk,
        "state": run.state,
        "rows": run.position,
        "counts": run.counts,
        "error": run.error or None,
    }


def _refuse(status: int, reason: str) -> HttpResponse:
    return refuse_plainly(status, reason, *_WORDS[reason])
