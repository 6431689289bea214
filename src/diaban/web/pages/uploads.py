"""Uploaded files that wait between a preview and the decision to take them."""

from __future__ import annotations

import hashlib
import re
import time
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from diaban.web.installation import data_folder

LARGEST_BYTES = 8 * 1024 * 1024
KEPT_SECONDS = 24 * 3600
ENDINGS = frozenset({".xlsx", ".csv"})
_TOKEN = re.compile(r"[0-9a-f]{64}\.(xlsx|csv)")


class UploadError(ValueError):
    """The upload cannot be kept; ``reason`` is missing, ending or size."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def keep_upload(upload: UploadedFile | None) -> str:
    """Store an upload under the digest of its content and return the token that finds it."""
    if upload is None:
        raise UploadError("missing")
    ending = Path(upload.name or "").suffix.lower()
    if ending not in ENDINGS:
        raise UploadError("ending")
    if (upload.size or 0) > LARGEST_BYTES:
        raise UploadError("size")
    content = upload.read()
    token = hashlib.sha256(content).hexdigest() + ending
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    (folder / token).write_bytes(content)
    return token


def find_upload(token: str) -> Path | None:
    """Return the stored file of a token; None if it is unknown or was swept away."""
    if not _TOKEN.fullmatch(token):
        return None
    path = _folder() / token
    return path if path.is_file() else None


def _folder() -> Path:
    return data_folder() / "uploads"


def _sweep(folder: Path) -> None:
    for path in folder.iterdir():
        if time.time() - path.stat().st_mtime > KEPT_SECONDS:
            path.unlink(missing_ok=True)
