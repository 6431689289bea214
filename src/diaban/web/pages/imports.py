"""A file's way into the registry: sent, understood, checked, and taken."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from diaban.exchange.importing.foreseeing import TO_BE_SEEN
from diaban.exchange.importing.kinds import known_kinds
from diaban.exchange.importing.orders import Order
from diaban.exchange.importing.wordings import foreseeing
from diaban.exchange.importing.working import order_check, order_import
from diaban.spine.places.units import today
from diaban.spine.runs.models import Kind, Run, State, Upload
from diaban.web.pages.import_picture import draw_picture
from diaban.web.pages.import_reading import (
    ENCODINGS,
    Reading,
    field_choices,
    known_sources,
    read_form,
    read_upload,
)
from diaban.web.pages.import_runs import describe
from diaban.web.pages.import_uploads import (
    KEPT,
    RefusedUploadError,
    drop,
    keep_whole,
    path_of,
)

_SHOWN_RUNS = 50
_SHOWN_UPLOADS = 10


def import_page(request: HttpRequest) -> HttpResponse:
    """Show the place to drop a file and what was imported so far; take a plain upload."""
    context: dict[str, object] = {}
    if request.method == "POST":
        sent = request.FILES.get("file")
        if sent is None:
            context["fault"] = _("Choose a file first.")
        else:
            try:
                upload = keep_whole(request.user, sent.name or "", sent.size or 0, sent.chunks())
            except RefusedUploadError as refused:
                context["fault"] = str(refused)
            else:
                return redirect("import_file", upload.token)
    runs = Run.objects.visible_to(request.user).filter(kind__in=(Kind.IMPORT, Kind.UNDO))
    whole = Upload.objects.visible_to(request.user).exclude(digest="")
    waiting = whole.select_related("check_run").order_by("-sent_at")
    context |= {
        "runs": [describe(run) for run in runs.order_by("-pk")[:_SHOWN_RUNS]],
        "uploads": [upload for upload in waiting if not _is_taken(upload)][:_SHOWN_UPLOADS],
        "largest_megabytes": settings.LARGEST_UPLOAD_BYTES >> 20,
        "kept_days": KEPT.days,
    }
    return render(request, "pages/import.html", context)


def _is_taken(upload: Upload) -> bool:
    return upload.check_run is not None and "taken_by" in upload.check_run.report


def file_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a file is taken to be, to be put right; keep what the person says."""
    upload = _upload(request, token)
    reading = read_upload(upload, request.user)
    fault = ""
    if request.method == "POST":
        try:
            choices = read_form(request.POST, reading)
        except ValueError as refused:
            fault = str(refused)
        else:
            _keep(upload, choices)
            if request.POST.get("do") == "check":
                fault = _missing(reading, choices)
                if not fault:
                    return _check(request, upload)
            if not fault:
                return redirect("import_file", upload.token)
            reading = read_upload(upload, request.user)
    return render(request, "pages/import_file.html", _shown(reading, request, fault))


def _keep(upload: Upload, choices: dict[str, object]) -> None:
    upload.choices, upload.used_at = choices, timezone.now()
    upload.save(update_fields=["choices", "used_at"])


def _missing(reading: Reading, choices: dict[str, object]) -> str:
    source = str(choices["source"])
    if not source:
        return _("Say who the data come from: an office or a document, up to 40 letters.")
    if len(source) > 40:
        return _("The source's name is over 40 letters. Shorten it.")
    if choices.get("on") and str(choices["on"]) > today().isoformat():
        return _("The day must be a real day, not after today.")
    return reading.fault if reading.head is None else ""


def _shown(reading: Reading, request: HttpRequest, fault: str) -> dict[str, object]:
    language = get_language() or "vi"
    return {
        "reading": reading,
        "upload": reading.upload,
        "choices": reading.choices,
        "fault": fault or reading.fault,
        "notes": [note.say(language) for note in (reading.head.notes if reading.head else ())],
        "kinds": [(kind.name, kind.label(language)) for kind in known_kinds().values()],
        "fields": field_choices(reading.kind),
        "sources": known_sources(request.user),
        "encodings": ENCODINGS,
        "latest": today(),
    }


def _check(request: HttpRequest, upload: Upload) -> HttpResponseRedirect:
    reading = read_upload(upload, request.user)
    if reading.kind is None:
        return redirect("import_file", upload.token)
    upload.choices = reading.choices | {"kind": reading.kind.name}
    upload.check_run = order_check(reading.order(), request.user)
    upload.save(update_fields=["choices", "check_run"])
    return redirect("import_check", upload.token)


def check_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what taking the file would do, once a worker has read it."""
    upload = _upload(request, token)
    if upload.check_run is None:
        return redirect("import_file", upload.token)
    context = {"upload": upload, **describe(upload.check_run)}
    told = context["told"]
    context["told"] = [one for one in told if one["code"] not in foreseeing.WORDINGS]
    context["stands_out"] = [one["first"][0] for one in told if one["code"] in foreseeing.WORDINGS]
    taken = Run.objects.visible_to(request.user).filter(kind=Kind.IMPORT, state=State.DONE)
    taken = taken.filter(report__digest=upload.digest, order__sheet=upload.check_run.order["sheet"])
    undone = taken.filter(report__has_key="undone_by")
    context["taken_before"] = taken.exclude(pk__in=undone).order_by("pk").last()
    context["must_be_seen"] = _must_be_seen(upload.check_run)
    if spots := upload.check_run.report.get("picture"):
        context["picture"] = draw_picture(*zip(*spots, strict=True))
    part = "pages/_import_check.html" if request.htmx else "pages/import_check.html"
    return render(request, part, context)


def _must_be_seen(check: Run) -> bool:
    return any(one["code"] in TO_BE_SEEN for one in check.report.get("told", ()))


@require_POST
def take(request: HttpRequest, token: str) -> HttpResponse:
    """Put the checked file in line; a second press leads to the same run."""
    upload = _upload(request, token)
    check = upload.check_run
    if check is None or check.state != State.DONE:
        return redirect("import_check", upload.token)
    if before := check.report.get("taken_by"):
        return redirect("import_run", before)
    if _must_be_seen(check) and "seen" not in request.POST:
        return redirect("import_check", upload.token)
    order = Order.from_json(check.order)
    reading = read_upload(upload, request.user)
    told = {
        "signature": reading.signature,
        "digest": upload.digest,
        "size": upload.size,
        "system": check.report.get("system"),
    }
    total = check.counts.get("read", 0) + check.counts.get("blank", 0)
    run = order_import(order, request.user, told, total or None)
    check.report = check.report | {"taken_by": run.pk}
    check.save(update_fields=["report"])
    return redirect("import_run", run.pk)


@require_POST
def forget(request: HttpRequest, token: str) -> HttpResponse:
    """Delete a file that was sent and shall not be taken."""
    drop(_upload(request, token))
    return redirect("import")


def _upload(request: HttpRequest, token: str) -> Upload:
    found = Upload.objects.visible_to(request.user).exclude(digest="").filter(pk=token).first()
    if found is None or not path_of(found).is_file():
        raise Http404
    return found
