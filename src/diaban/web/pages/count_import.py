"""One screen that takes the number of households of each commune from a spreadsheet."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diaban.exchange.importing.household_counts import (
    CountsReport,
    CountsRequest,
    import_household_counts,
    write_template,
)
from diaban.exchange.importing.problems import InputError
from diaban.spine.places.units import today
from diaban.web.pages.rejected import XLSX_TYPE
from diaban.web.pages.uploads import UploadError, find_upload, keep_upload

SHOWN_PROBLEMS = 50
UPLOAD_PROBLEMS = {
    "missing": _("Choose a file first."),
    "ending": _("The file must be .xlsx or .csv."),
    "size": _("The file is over 8 MB; a list of communes is far smaller. Is it the right file?"),
    "swept": _("The file was kept for a day and is gone. Choose it again."),
    "day": _("The day must be a real day, not after today."),
}


@dataclass(frozen=True)
class Wanted:
    """What the form said: which file, and whose figures they are."""

    token: str
    source: str
    as_of: date

    def request(self, path: Path, actor: object, dry_run: bool) -> CountsRequest:
        return CountsRequest(
            path=path, actor=actor, source=self.source, as_of=self.as_of, dry_run=dry_run
        )


def import_page(request: HttpRequest) -> HttpResponse:
    context: dict[str, object] = {"latest": today(), "source": "", "day": today()}
    if request.method != "POST":
        return render(request, "pages/count_import.html", context)
    context |= {"source": request.POST.get("source", "").strip()[:200]}
    try:
        context |= _answer_form(request)
    except UploadError as error:
        context["fault"] = UPLOAD_PROBLEMS[error.reason]
    except InputError as error:
        context["fault"] = error.problem.say(get_language() or "vi")
    return render(request, "pages/count_import.html", context)


def _answer_form(request: HttpRequest) -> dict[str, object]:
    """Preview a new file, or take the one that was previewed."""
    wanted = _read_form(request.POST)
    takes = bool(wanted.token)
    if not takes:
        wanted = replace(wanted, token=keep_upload(request.FILES.get("file")))
    path = find_upload(wanted.token)
    if path is None:
        raise UploadError("swept")
    report = import_household_counts(wanted.request(path, request.user, dry_run=not takes))
    if takes:
        path.unlink(missing_ok=True)
    return {"wanted": wanted, "day": wanted.as_of, "taken": takes, **_describe(report)}


def _read_form(form: QueryDict) -> Wanted:
    try:
        as_of = date.fromisoformat(form.get("as_of") or today().isoformat())
    except ValueError:
        raise UploadError("day") from None
    if as_of > today():
        raise UploadError("day")
    return Wanted(form.get("token", ""), form.get("source", "").strip()[:200], as_of)


def _describe(report: CountsReport) -> dict[str, object]:
    language = get_language() or "vi"
    counts = report.counts
    return {
        "report": report,
        "fit": counts["read"] - counts["unfilled"] - counts["rejected"],
        "unfilled": counts["unfilled"],
        "rejected": counts["rejected"],
        "changed": counts["created"] + counts["updated"],
        "unchanged": counts["unchanged"],
        "problems": [problem.say(language) for problem in report.problems[:SHOWN_PROBLEMS]],
        "more_problems": max(0, len(report.problems) - SHOWN_PROBLEMS),
    }


def template_file(request: HttpRequest) -> FileResponse:
    """Send a workbook with every commune of the city, only its numbers to be filled in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "so-ho-theo-xa.xlsx"
        write_template(path)
        # an open file outlives its folder, and is gone when it has been sent
        content = path.open("rb")
    return FileResponse(content, as_attachment=True, filename=path.name, content_type=XLSX_TYPE)
