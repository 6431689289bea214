"""How the interface says no: a reason for programs, a sentence in both languages for people."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from diaban.engines.vpostcode import CodeError
from diaban.exchange.row_streams.faults import StreamError
from diaban.web.api.field_words import say_fault
from diaban.web.pages.days import DayError
from diaban.web.pages.wording import say_in_both

_BAD_INPUT = {
    "reason": "input",
    "vi": "Yêu cầu không đúng dạng; xem chi tiết từng trường và tài liệu ở /api/v1/openapi.json.",
    "en": "The request has the wrong form; see the details of each field and /api/v1/openapi.json.",
}


def refuse_in_words(api: NinjaAPI) -> None:
    """Let every refusal of the interface have one shape."""
    api.add_exception_handler(CodeError, _refuse_code)
    api.add_exception_handler(DayError, _refuse_day)
    api.add_exception_handler(ValidationError, _refuse_fields)
    api.add_exception_handler(HttpError, _refuse_request)


def _refuse_code(request: HttpRequest, error: CodeError) -> HttpResponse:
    vi, en = say_in_both(error.reason, error.details)
    return _write({"reason": error.reason, "vi": vi, "en": en, "detail": []}, 422)


def _refuse_day(request: HttpRequest, error: DayError) -> HttpResponse:
    return _write({"reason": error.reason, "vi": error.vi, "en": error.en, "detail": []}, 422)


def _refuse_fields(request: HttpRequest, error: ValidationError) -> HttpResponse:
    detail = [
        {"field": _name(fault), "problem": fault["msg"], "vi": say_fault(fault)}
        for fault in error.errors[:20]
    ]
    return _write({**_BAD_INPUT, "detail": detail}, 422)


def _refuse_request(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _write({**_BAD_INPUT, "detail": [_whole_body(error.message)]}, error.status_code)


def _name(fault: dict[str, Any]) -> str:
    return ".".join(map(str, fault["loc"]))


def _whole_body(problem: str) -> dict[str, str]:
    return {"field": "body", "problem": problem, "vi": say_fault({"type": "json_invalid"})}


_STREAM_STATUS = {"content_type": 415, "content_encoding": 415, "accept": 406, "busy": 503}


def refuse_stream(request: HttpRequest, error: StreamError) -> HttpResponse:
    """Refuse a bulk request whose beginning shows that it cannot be worked on."""
    vi, en = error.say()
    status = _STREAM_STATUS.get(error.reason, 422)
    answer = _write({"reason": error.reason, "vi": vi, "en": en, "detail": []}, status)
    if status == 503:
        answer["Retry-After"] = "5"
    return answer


def refuse_plainly(status: int, reason: str, vi: str, en: str) -> HttpResponse:
    """Refuse with a reason and a sentence in each language."""
    return _write({"reason": reason, "vi": vi, "en": en, "detail": []}, status)


def _write(body: dict[str, object], status: int) -> HttpResponse:
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=status,
        content_type="application/json; charset=utf-8",
    )
