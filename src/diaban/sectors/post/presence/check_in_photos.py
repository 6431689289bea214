"""Photos that go with check-ins: what was signed is their digest, the picture follows when it can.

The phone makes them small and bare; one that is not as it was signed, too large, or holds more
than the picture itself (where and with what it was taken) is refused.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from django.conf import settings

from diaban.sectors.post.presence.models import CheckInPlace
from diaban.spine.fieldwork.jpeg import PictureError, strip_jpeg
from diaban.spine.parties.models import User

LARGEST_BYTES = 300_000


class PhotoError(ValueError):
    """A picture that is not taken; ``reason``: size, unknown, type, cut, not_bare or changed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def path_of(digest: str) -> Path:
    return Path(settings.PHOTO_FOLDER) / "post" / digest[:2] / f"{digest}.jpg"


def keep_photo(actor: User, digest: str, content: bytes) -> bool:
    """Store a picture that a check-in of the actor names; False where it is here already.

    Raises PhotoError.
    """
    if not 0 < len(content) <= LARGEST_BYTES:
        raise PhotoError("size")
    if not CheckInPlace.objects.filter(photo=digest, check_in__person=actor).exists():
        raise PhotoError("unknown")
    if sha256(content).hexdigest() != digest:
        raise PhotoError("changed")
    try:
        bare = strip_jpeg(content).content
    except PictureError as error:
        raise PhotoError(error.reason) from None
    if b"Exif" in content and b"Exif" not in bare:
        raise PhotoError("not_bare")
    path = path_of(digest)
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(f".{actor.pk}")
    written.write_bytes(content)
    written.replace(path)
    return True


def erase_photos(digests: list[str]) -> None:
    """Delete pictures that no check-in names any more."""
    named = set(CheckInPlace.objects.filter(photo__in=digests).values_list("photo", flat=True))
    for digest in set(digests) - named - {""}:
        path_of(digest).unlink(missing_ok=True)
