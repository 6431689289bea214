"""Documents named as the thing to carry out, and sets of places, as written."""

from __future__ import annotations

import re

from diaban.engines.reading.lexicon import alternatives

_KINDS = alternatives("documents")
_NUMBERED = re.compile(
    rf"{_KINDS}\s+(?:liên tịch\s+)?(?:số\s*:?\s*)?\d+[\w]*(?:[/\-–][A-ZĐa-zđ0-9&.]+)+"
    r"|(?:Đề án|Nghị quyết|Chỉ thị|Kết luận)\s+(?:số\s+)?\d{2,4}(?![\w/%.])",
    re.IGNORECASE,
)
_QUOTED = re.compile(rf"{_KINDS}\s+[“\"][^“”\"]{{3,300}}[”\"]", re.IGNORECASE)
_CARRIED = re.compile(
    r"(?:thực hiện|triển khai|theo|thi hành|tại|hướng dẫn|quán triệt|phổ biến|tuyên truyền)"
    r"(?:\s+\S+){0,6}\s*$",
    re.IGNORECASE,
)
_UNIT = (
    r"(?:xã|phường|thị trấn|quận|huyện|thị xã|thành phố|TP\.?|đặc khu|tỉnh|thôn|buôn|khu vực|vùng"
    r"|khu công nghiệp|đảo)"
)
_NAMED_PLACE = re.compile(
    rf"(?:{_UNIT}\s+)(?:[A-ZĐÂĂÊÔƠƯ][\w]*(?:\s+[A-ZĐÂĂÊÔƠƯ][\w]*){{0,3}})(?:\s+-\s+[A-ZĐÂĂÊÔƠƯ][\w]*(?:\s+[A-ZĐÂĂÊÔƠƯ][\w]*)*)?"
)
_PLACE_SET = re.compile(alternatives("place sets"))


def find_basis(quote: str) -> tuple[str, ...]:
    """Return the documents a task names as what it carries out.

    >>> find_basis("triển khai Nghị định số 91/2020/NĐ-CP và Đề án “Báo chí số”")
    ('Nghị định số 91/2020/NĐ-CP', 'Đề án “Báo chí số”')
    """
    found = [match[0] for match in _NUMBERED.finditer(quote)]
    for match in _QUOTED.finditer(quote):
        if _CARRIED.search(quote[: match.start()]) or found:
            found.append(match[0])
    return tuple(dict.fromkeys(" ".join(name.split()) for name in found))


def basis_spans(text: str) -> list[tuple[int, int]]:
    """Return where numbered documents stand, so that their numbers are taken for no target."""
    return [match.span() for match in _NUMBERED.finditer(text)]


def find_places(quote: str, key: str) -> tuple[str, ...]:
    """Return the places and sets of places a task names, as written.

    >>> find_places("xã Tân Hồng và các quận, huyện", "xã tân hồng và các quận, huyện")
    ('xã Tân Hồng', 'các quận, huyện')
    """
    spans = [match.span() for match in _NAMED_PLACE.finditer(quote)]
    spans += [match.span() for match in _PLACE_SET.finditer(key)]
    return tuple(dict.fromkeys(" ".join(quote[start:end].split()) for start, end in sorted(spans)))
