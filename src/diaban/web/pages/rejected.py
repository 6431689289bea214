"""Rows that an import could not take: shown with reasons, given back as a file to correct."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from diaban.exchange.importing.rejects import read_problems, write_rejected_csv, write_rejected_xlsx
from diaban.spine.addresses.models import RejectedRow
from diaban.spine.parties.models import User
from diaban.spine.runs.models import Run

SHOWN_ROWS = 100
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def runs_with_rejected_rows(actor: User) -> list[Run]:
    """Return the imports whose rejected rows the actor may see, newest first.

    Each has its ``rejected_count``.
    """
    runs = Run.objects.filter(pk__in=RejectedRow.objects.visible_to(actor).values("run"))
    return list(runs.annotate(rejected_count=Count("rejected_rows")).order_by("-started_at")[:50])


def rejected_page(request: HttpRequest, run: int) -> HttpResponse:
    found = _run(run, request.user)
    rows = RejectedRow.objects.visible_to(request.user).filter(run=found).order_by("row_number")
    context = {
        "run": found,
        "count": rows.count(),
        "rows": [_shown(row) for row in rows[:SHOWN_ROWS]],
        "shown_rows": SHOWN_ROWS,
    }
    return render(request, "pages/rejected.html", context)


def rejected_file(request: HttpRequest, run: str, ending: str) -> FileResponse:
    """Send all rejected rows with their reasons, to correct and import again."""
    found = _run(int(run), request.user)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"rejected-{run}.{ending}"
        if ending == "csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                write_rejected_csv(found, file)
        else:
            write_rejected_xlsx(found, path)
        # an open file outlives its folder, and is gone when it has been sent
        content = path.open("rb")
    kind = "text/csv; charset=utf-8" if ending == "csv" else XLSX_TYPE
    return FileResponse(content, as_attachment=True, filename=path.name, content_type=kind)


def _run(number: int, actor: User) -> Run:
    """Return a run that left rows; one of others looks as if it were not there."""
    rows = RejectedRow.objects.visible_to(actor).filter(run=number)
    first = rows.select_related("run").first()
    if first is None:
        raise Http404
    return first.run


def _shown(row: RejectedRow) -> dict[str, object]:
    language = get_language() or "vi"
    cells = [(name, text) for name, text in row.cells if text]
    reasons = [problem.say(language) for problem in read_problems(row)]
    return {"number": row.row_number, "cells": cells, "reasons": reasons}
