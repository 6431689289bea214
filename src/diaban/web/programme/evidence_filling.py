"""Filling a register: one place by a form, many by a workbook; programs have the interface."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from diaban.exchange.evidence.forms import (
    FilledForm,
    FormReport,
    take_form,
    write_form,
    write_refused,
)
from diaban.exchange.evidence.rows import RowReader
from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.tables import ROW
from diaban.spine.evidence.models import Register
from diaban.spine.evidence.stating import Source, state
from diaban.spine.places.units import today
from diaban.web.pages.count_import import SHOWN_PROBLEMS, UPLOAD_PROBLEMS
from diaban.web.pages.rejected import XLSX_TYPE
from diaban.web.pages.uploads import UploadError, find_upload, keep_upload
from diaban.web.programme.evidence import find_register, show_register
from diaban.web.programme.titles import titled

_TEXTS = ("code", "held_on", "numerator", "denominator", "unknown", "note")
_LONGEST_TEXT = 240
_FIELDS = {name: name for name in _TEXTS}


@require_POST
def state_one(request: HttpRequest, key: str) -> HttpResponse:
    """Take the count of one place and day, or show the form again with what to mend."""
    register = find_register(key)
    given = {name: request.POST.get(name, "").strip()[:_LONGEST_TEXT] for name in _TEXTS}
    said = RowReader(register, request.user, _FIELDS).read({**given, ROW: "1"})
    if isinstance(said, Problem):
        more = {"given": given, "faulty": said.field, "fault": _say(said)}
        return show_register(request, register, more, status=422)
    new = state(register, [said], request.user, Source())
    there = reverse("evidence_register", args=[register.key])
    return redirect(f"{there}?stated={new}")


@require_safe
def form_file(request: HttpRequest, key: str) -> FileResponse:
    """Send a workbook with the places that the actor may fill, only counts to be filled in."""
    register = find_register(key)
    return _send(f"{key}.xlsx", lambda path: write_form(register, path, request.user))


@require_POST
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """Show what a filled form would do, or take the one that was shown."""
    register = find_register(key)
    context: dict[str, Any] = {"register": register, "title": titled(register), "latest": today()}
    status = 200
    try:
        context |= _receive(request, register)
    except UploadError as error:
        context["fault"], status = UPLOAD_PROBLEMS[error.reason], 422
    except InputError as error:
        context["fault"], status = error.problem.say(get_language() or "vi"), 422
    return render(request, "evidence/upload.html", context, status=status)


@require_safe
def refused_file(request: HttpRequest, key: str, token: str) -> FileResponse:
    """Send the rows of a file that could not be taken, with their reasons, to be sent again."""
    register = find_register(key)
    try:
        path = _find(request, token)
        form = FilledForm(path, register, request.user, _day(request.GET), dry_run=True)
        report = take_form(form)
    except (InputError, UploadError) as error:
        raise Http404 from error
    language = get_language() or "vi"
    return _send(f"{key}-refused.xlsx", lambda path: write_refused(report, path, language))


def _receive(request: HttpRequest, register: Register) -> dict[str, Any]:
    token, day = request.POST.get("token", ""), _day(request.POST)
    takes, name = bool(token), request.POST.get("name", "")[:255]
    if not takes:
        file = request.FILES.get("file")
        token, name = keep_upload(file), (file.name or "")[:255] if file else ""
        token = _seal(request).sign(token)
    path = _find(request, token)
    form = FilledForm(path, register, request.user, day, dry_run=not takes, name=_plain(name))
    told = {"token": token, "name": form.name, "day": day, "taken": takes}
    return told | _describe(take_form(form))


def _seal(request: HttpRequest) -> Signer:
    """Return what seals the name of a kept file, so that it leads nobody but its sender to it."""
    return Signer(salt=f"evidence form of {request.user.pk}")


def _find(request: HttpRequest, sealed: str) -> Path:
    try:
        path = find_upload(_seal(request).unsign(sealed))
    except BadSignature:
        path = None
    if path is None:
        raise UploadError("swept")
    return path


def _describe(report: FormReport) -> dict[str, Any]:
    counts, problems = report.counts, report.problems
    return {
        "report": report,
        "stated": counts["stated"],
        "fit": counts["read"] - counts["unfilled"] - counts["rejected"] - counts["unchanged"],
        "unfilled": counts["unfilled"],
        "unchanged": counts["unchanged"],
        "rejected": counts["rejected"],
        "problems": [_say(problem) for problem in problems[:SHOWN_PROBLEMS]],
        "more_problems": max(0, len(problems) - SHOWN_PROBLEMS),
    }


def _day(given: Any) -> date:
    try:
        day = date.fromisoformat(given.get("held_on") or today().isoformat())
    except ValueError:
        raise UploadError("day") from None
    if day > today():
        raise UploadError("day")
    return day


def _plain(name: str) -> str:
    return "".join(c for c in name if c.isprintable())


def _say(problem: Problem) -> str:
    return problem.say(get_language() or "vi")


def _send(name: str, write: Callable[[Path], object]) -> FileResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        # an open file outlives its folder, and is gone when it has been sent
        content = path.open("rb")
    return FileResponse(content, as_attachment=True, filename=name, content_type=XLSX_TYPE)
