"""Folding for the generators of addresses, apart from the code that is measured."""

import re
import unicodedata


def fold(text: str) -> str:
    """Lower case without marks, đ as d, y as i; words and numbers with single spaces."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(c for c in plain if not unicodedata.combining(c)).replace("y", "i")
    bare = re.sub(r"^(duong|pho|dai lo) ", "", bare)
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def strip_marks(text: str) -> str:
    """Write a text as on a keyboard without Vietnamese letters, the case kept."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))
