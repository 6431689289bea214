"""Files on their way in: sent in pieces, stored as they come, taken up again after a cut.

A piece counts only when all of it has arrived; the file can be used only when it is whole.
"""

from __future__ import annotations

import hashlib
import shutil
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from diaban.exchange.importing.working import needs_its_file
from diaban.spine.parties.models import User
from diaban.spine.runs.models import Upload
from diaban.web.installation import data_folder

PIECE_BYTES = 4 << 20
KEPT = timedelta(days=3)
# what must stay free beside the file: the database grows too
_SPARE_BYTES = 200 << 20
# letters of a name and of its ending; a file system counts up to four bytes for each
_LONGEST_NAME = 55


class RefusedUploadError(ValueError):
    """The file is not taken in; its text says why and what to do."""


def begin_upload(actor: User, name: str, size: int, fingerprint: str = "") -> Upload:
    """Return the place for a file; the one half sent before, if it is the same file."""
    sweep()
    name = _plain(name)
    if size <= 0:
        raise RefusedUploadError(_("The file is empty. Choose another."))
    if size > settings.LARGEST_UPLOAD_BYTES:
        raise RefusedUploadError(
            _("The file is over %(most)s MB. Split it, or pack it with gzip (.csv.gz).")
            % {"most": settings.LARGEST_UPLOAD_BYTES >> 20}
        )
    begun = Upload.objects.visible_to(actor).filter(name=name, size=size, digest="")
    if fingerprint and (found := begun.filter(fingerprint=fingerprint).first()):
        return found
    folder = uploads_folder()
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < size + _SPARE_BYTES:
        raise RefusedUploadError(disk_full())
    upload = Upload.objects.create(actor=actor, name=name, size=size, fingerprint=fingerprint)
    path_of(upload).parent.mkdir(parents=True)
    path_of(upload).touch()
    return upload


def disk_full() -> str:
    return _("The server's disk is full: nothing was kept. Free some space, then send it again.")


def append(upload: Upload, offset: int, piece: bytes) -> int:
    """Store one piece and return how much of the file is stored; a piece out of turn is not."""
    with transaction.atomic():
        held = Upload.objects.select_for_update().get(pk=upload.pk)
        if held.is_whole or offset != held.received or offset + len(piece) > held.size:
            return held.received
        path = path_of(held)
        try:
            with path.open("r+b") as file:
                file.seek(offset)
                file.truncate()
                file.write(piece)
        except OSError as error:
            raise RefusedUploadError(disk_full()) from error
        held.received, held.used_at = offset + len(piece), timezone.now()
        held.save(update_fields=["received", "used_at"])
        return held.received


def complete(upload: Upload) -> None:
    """Name a file by its bytes once all of them are there."""
    digest = hashlib.sha256()
    with path_of(upload).open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    Upload.objects.filter(pk=upload.pk).update(digest=digest.hexdigest())
    upload.refresh_from_db()


def keep_whole(actor: User, name: str, size: int, pieces: Iterable[bytes]) -> Upload:
    """Store a file that came in one request, as a browser without scripts sends it."""
    upload = begin_upload(actor, name, size)
    for piece in pieces:
        upload.received = append(upload, upload.received, piece)
    if upload.received != size:
        drop(upload)
        raise RefusedUploadError(_("The file did not arrive whole. Send it again."))
    complete(upload)
    return upload


@require_POST
def begin(request: HttpRequest) -> JsonResponse:
    """Open a place for a file, or say how much of it is already here."""
    try:
        size = int(request.POST.get("size", "0"))
    except ValueError:
        size = 0
    name, mark = request.POST.get("name", ""), request.POST.get("fingerprint", "")[:120]
    try:
        upload = begin_upload(request.user, name, size, mark)
    except RefusedUploadError as refused:
        return JsonResponse({"problem": str(refused)}, status=422)
    return JsonResponse(_where(upload))


@require_POST
def piece(request: HttpRequest, token: str) -> HttpResponse:
    """Take one piece that begins at ``offset``; answer with where the next one begins."""
    upload = Upload.objects.visible_to(request.user).filter(pk=token).first()
    if upload is None:
        raise Http404
    try:
        declared = int(request.headers.get("Content-Length") or 0)
        offset = int(request.GET.get("offset", "-1"))
    except ValueError:
        return HttpResponse(status=400)
    if not 0 < declared <= PIECE_BYTES:
        return HttpResponse(status=413)
    try:
        content = request.read(declared)
    except (UnreadablePostError, OSError):
        content = b""
    if len(content) != declared:
        # the line was cut: what came of this piece does not count
        return JsonResponse(_where(upload), status=400)
    try:
        upload.received = append(upload, offset, content)
    except RefusedUploadError as refused:
        return JsonResponse({"problem": str(refused)}, status=507)
    if upload.received == upload.size and not upload.is_whole:
        complete(upload)
    return JsonResponse(_where(upload))


def _where(upload: Upload) -> dict[str, object]:
    answer: dict[str, object] = {
        "url": reverse("import_piece", args=[upload.token]),
        "offset": upload.received,
        "piece": PIECE_BYTES,
    }
    if upload.is_whole:
        answer["next"] = reverse("import_file", args=[upload.token])
    return answer


def uploads_folder() -> Path:
    return data_folder() / "uploads" / "files"


def path_of(upload: Upload) -> Path:
    return uploads_folder() / upload.token / upload.name


def drop(upload: Upload) -> None:
    shutil.rmtree(path_of(upload).parent, ignore_errors=True)
    upload.delete()


def sweep() -> None:
    """Forget files that nobody has used for a while and that no unfinished run needs."""
    for upload in Upload.objects.filter(used_at__lt=timezone.now() - KEPT):
        if not needs_its_file(str(path_of(upload))):
            with suppress(OSError):
                drop(upload)


def _plain(name: str) -> str:
    """Return a name without folders that keeps its ending; it is shown and names the file."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    try:
        kept = get_valid_filename(last)
    except SuspiciousFileOperation:
        return "file"
    stem, dot, ending = kept.partition(".")
    return stem[:_LONGEST_NAME] + dot + ending[-_LONGEST_NAME:]
