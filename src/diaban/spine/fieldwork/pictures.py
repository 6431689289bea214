"""Pictures of the kinds that people send from a computer, told by their bytes and made bare."""

from __future__ import annotations

from typing import NamedTuple

from diaban.spine.fieldwork.jpeg import Picture, strip_jpeg
from diaban.spine.fieldwork.png import SIGNATURE, strip_png
from diaban.spine.fieldwork.webp import is_webp, strip_webp


class BarePicture(NamedTuple):
    """``kind`` is jpeg, png or webp, as in ``image/png``."""

    kind: str
    picture: Picture


def strip_picture(content: bytes) -> BarePicture:
    """Return the picture alone, whatever it is called; raises PictureError."""
    if content.startswith(SIGNATURE):
        return BarePicture("png", strip_png(content))
    if is_webp(content):
        return BarePicture("webp", strip_webp(content))
    return BarePicture("jpeg", strip_jpeg(content))
