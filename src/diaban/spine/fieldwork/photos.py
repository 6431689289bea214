"""Pictures: sent in pieces or whole, told by their bytes, kept bare in the data folder.

The one store of pictures that people keep: of plates and doors from phones, and of what a sector
shows (`keep_whole`), with a row of its own in the table of what is kept how long.
"""

from __future__ import annotations

import uuid
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction

from diaban.spine.fieldwork.jpeg import Picture, PictureError, strip_jpeg
from diaban.spine.fieldwork.models import Photo, PhotoState
from diaban.spine.fieldwork.pictures import strip_picture
from diaban.spine.parties.models import User

LARGEST_BYTES = 1 << 20
# pictures of a collector that are begun and not whole
MOST_COMING = 500


class PhotoError(ValueError):
    """A piece cannot be taken; ``reason`` is size, type, cut, full or another_ones."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def begin_photo(actor: User, key: uuid.UUID, size: int) -> Photo:
    """Return the place for a picture; the one half sent before, if it is the same picture.

    Raises PhotoError where it is too large, or somebody else's.
    """
    if not 0 < size <= LARGEST_BYTES:
        raise PhotoError("size")
    known = Photo.objects.filter(pk=key).first()
    if known is None:
        coming = Photo.objects.filter(actor=actor, state=PhotoState.COMING).count()
        if coming >= MOST_COMING:
            raise PhotoError("full")
        known, _ = Photo.objects.get_or_create(key=key, defaults={"actor": actor, "size": size})
    if known.actor_id != actor.pk:
        raise PhotoError("another_ones")
    if known.size != size and known.state != PhotoState.WHOLE:
        # the phone made the picture anew
        Photo.objects.filter(pk=key).update(
            size=size, received=0, state=PhotoState.COMING, reason=""
        )
        known.refresh_from_db()
    return known


def append_piece(photo: Photo, offset: int, piece: bytes) -> Photo:
    """Store one piece; out of turn it changes nothing. The last one makes the picture whole.

    A picture that is none is refused for good: ``state`` and ``reason`` say so.
    """
    with transaction.atomic():
        held = Photo.objects.select_for_update().get(pk=photo.pk)
        in_turn = held.state == PhotoState.COMING and offset == held.received
        if not in_turn or not piece or offset + len(piece) > held.size:
            return held
        path = _coming(held)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("r+b" if path.exists() else "wb") as file:
            file.seek(offset)
            file.truncate()
            file.write(piece)
        held.received = offset + len(piece)
        if held.received == held.size:
            _complete(held)
        held.save()
        return held


def keep_whole(actor: User, content: bytes, kept_as: str, largest: int) -> Photo:
    """Store a picture that came in one piece: JPEG, PNG or WebP. Raises PhotoError.

    ``kept_as`` is its row of the table of retention, ``largest`` how many bytes it may have.
    """
    if not 0 < len(content) <= largest:
        raise PhotoError("size")
    try:
        kind, picture = strip_picture(content)
    except PictureError as error:
        raise PhotoError(error.reason) from None
    photo = Photo(
        actor=actor, size=len(content), received=len(content), kept_as=kept_as, kind=kind
    )  # fmt: skip
    path_of(photo).parent.mkdir(parents=True, exist_ok=True)
    _write_bare(photo, picture)
    photo.save(force_insert=True)
    return photo


def path_of(photo: Photo) -> Path:
    """Return where a whole picture lies."""
    name = photo.key.hex
    ending = "jpg" if photo.kind == "jpeg" else photo.kind
    return Path(settings.PHOTO_FOLDER) / name[:2] / f"{name}.{ending}"


def erase_photo(photo: Photo) -> None:
    """Take a picture away, with its file; used where somebody's data are erased."""
    path_of(photo).unlink(missing_ok=True)
    _coming(photo).unlink(missing_ok=True)
    Photo.objects.filter(pk=photo.pk).delete()


def _complete(photo: Photo) -> None:
    path = _coming(photo)
    try:
        picture = strip_jpeg(path.read_bytes())
    except PictureError as error:
        photo.state, photo.reason, photo.received = PhotoState.REFUSED, error.reason, 0
        path.unlink()
        return
    _write_bare(photo, picture)
    path.unlink()


def _write_bare(photo: Photo, picture: Picture) -> None:
    bare = path_of(photo).with_suffix(".bare")
    bare.write_bytes(picture.content)
    bare.replace(path_of(photo))
    photo.state = PhotoState.WHOLE
    photo.width, photo.height = picture.width, picture.height
    photo.digest = sha256(picture.content).hexdigest()


def _coming(photo: Photo) -> Path:
    return path_of(photo).with_suffix(".part")
