"""Days before a document's own: a term that cannot be met, or only what another thing is of."""

from __future__ import annotations

import re

from diaban.engines.reading.lexicon import alternatives, verbs
from diaban.engines.reading.source import open_source

# what makes a day a term wherever it stands
_BY_THEN = re.compile(rf"\b{alternatives('ends of terms')}\b[^.;:]*")
_NEAR = 40
_BY = re.compile(rf"{alternatives('last days')}(?!\w)")
_UNTIL = re.compile(r"^(?:đến|tới)(?!\w)")
_CLAUSE = re.compile(r"[,;:.(\n]\s")
_ORIGIN = re.compile(rf"(?<!\w){alternatives('acts of origin')}\s+$")
_TO_BE = re.compile(rf"\d\s?%|(?<!\w){alternatives('still to be')}(?!\w)")
_OF_PERIOD = re.compile(rf"(?<!\w){alternatives('told of a period')}(?!\w)")
_COUNTED_TO = re.compile(rf"(?<!\w){alternatives('counted to a day')}\s+$")
_GONE = re.compile(rf"(?<!\w){alternatives('done before')}(?!\w)")
_SINCE = re.compile(r"(?<!\w)(?:kể\s+)?từ\s+[^,;]{2,30}$")
_DOCUMENT = re.compile(rf"(?<!\w){alternatives('told documents')}(?!\w)[^;:.]*$")
_ASIDE = re.compile(r"\(\s*$")
_LONGEST = 200  # characters of a clause before a day


def tells_of_past(key: str, start: int, term: tuple[int, int], lead: str, *, back: bool) -> bool:
    """Whether a day gone by that stands at ``term`` of a key is no term of what is asked there.

    ``start`` is where its sentence begins, ``lead`` the words the day itself begins with
    ("trước", "đến hết"), ``back`` whether the section looks back, or a newspaper tells.

    >>> said = "các xã rà soát hồ sơ trong quý iii/2026"
    >>> tells_of_past(said, 0, (21, 39), "trong ", back=False)
    False
    >>> said = "tổng hợp kết quả trong quý iii/2026"
    >>> tells_of_past(said, 0, (17, 35), "trong ", back=False)
    True
    """
    place, end = term
    if _BY_THEN.search(key, max(start, place - _NEAR), place):
        return False
    if back:
        return True
    near = key[max(start, place - _LONGEST) : place]
    before = _CLAUSE.split(near)[-1]
    if not before.strip():
        return not _opens(key, near, (place, end), lead)
    since = _SINCE.search(before) if _UNTIL.match(lead) else None
    before = before[: since.start()] if since else before
    return not lead.strip() or _names_another(before, lead)


def _opens(key: str, near: str, term: tuple[int, int], lead: str) -> bool:
    """Whether a day that begins a clause holds for it: ", chậm nhất tháng 9/2026", "quý III:"."""
    if _ASIDE.search(near):
        return bool(lead.strip())  # "(ngày 15/3/2025)" dates what is before it
    bare_day = not lead.strip() and key.startswith("ngày", term[0])
    return not (bare_day and near.strip() and _DOCUMENT.search(near))


def _names_another(before: str, lead: str) -> bool:
    """Whether a day behind these words of its clause is that of something they name."""
    if _GONE.search(before) or _began(before):
        return True
    if _UNTIL.match(lead):
        return _COUNTED_TO.search(before) is not None
    return _BY.search(lead) is None and _OF_PERIOD.search(before) is not None


def _began(before: str) -> bool:
    """Whether a thing came to be on a day: "sửa đổi Quy chế ban hành trước ngày 15/3/2025".

    ", ban hành trước ngày …" and "hồ sơ phải được nộp trước ngày …" tell what is to be done.
    """
    origin = _ORIGIN.search(before)
    if origin is None or _TO_BE.search(before):
        return False
    told = open_source(before[: origin.start()])
    return any(True for _ in verbs().within(told, 0, len(told.words)))
