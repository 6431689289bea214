"""Passwords made of what everybody in the office knows: the product, the city, the task."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# listed in docs/reference/security-settings.md
WORDS = (
    "diaban", "vpostcode", "hanoi", "thanhpho", "sothongtin", "truyenthong", "khoahoc",
    "congnghe", "buudien", "buuchinh", "diachi", "quantri", "phuong", "admin", "administrator",
    "password", "matkhau", "vietnam", "2026", "2025",
)  # fmt: skip
_LEAST_BESIDE = 8


class OfficeWordsValidator:
    """Refuse a password of which little is left without the words of the office."""

    def validate(self, password: str, user: object = None) -> None:
        left = _fold(password)
        for word in sorted(WORDS, key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < min(_LEAST_BESIDE, len(_fold(password))):
            raise ValidationError(self.get_help_text(), code="office_words")

    def get_help_text(self) -> str:
        return str(_("The password is made of words that everybody in the office would try."))


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("đ", "d"))
    return re.sub(r"[\W_]|[\u0300-\u036f]", "", plain)
