"""Clauses that only say who does what is asked beside them: "Sở A chủ trì; Sở B phối hợp"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from diaban.engines.reading.lexicon import forms, phrases
from diaban.engines.reading.parties import begins_name, is_whole_name, split_names, tidy_name
from diaban.engines.reading.sentences import Sentence
from diaban.engines.reading.source import Source

__all__ = [
    "Roles",
    "begins_roles",
    "first_roles",
    "open_roles",
    "part_roles",
    "read_roles",
    "tells_time",
]

_FORMS, _OPENINGS = (
    tuple(re.compile(form, re.IGNORECASE) for form in forms("roles", section))
    for section in ("clauses", "openings")
)
_TIMED, _LABEL, _TOLD = (
    re.compile("|".join(forms("roles", section)), re.IGNORECASE)
    for section in ("time", "label", "told")
)
_CUT = re.compile(r"[,;(]\s*|\s[-–—]\s+")
_PAUSE = re.compile(r"[,;]\s+")
_LONGEST = 320  # characters of clauses that say who


@dataclass(frozen=True)
class Roles:
    """Who leads and with whom, as written; no lead where only partners are told."""

    lead: str | None
    partners: tuple[str, ...] = ()


def read_roles(sentence: str) -> Roles | None:
    """Return what a sentence says of who leads, where it says nothing else but when.

    >>> read_roles("Sở Xây dựng chủ trì, phối hợp với Sở Tài chính, Công an Thành phố.")
    Roles(lead='Sở Xây dựng', partners=('Sở Tài chính', 'Công an Thành phố'))
    >>> read_roles("Giao Sở Xây dựng làm đầu mối, Sở Tài chính tham gia.").partners
    ('Sở Tài chính',)
    >>> read_roles("Công an Thành phố phối hợp.")
    Roles(lead=None, partners=('Công an Thành phố',))
    >>> read_roles("Giao Sở Văn hóa và Thể thao thực hiện.").lead
    'Sở Văn hóa và Thể thao'
    >>> read_roles("Sở Xây dựng chủ trì, phối hợp với Sở Tài chính rà soát hồ sơ.") is None
    True
    """
    written = " ".join(sentence.split()).rstrip(" .;")
    # a form is tried at each place of each of its words: a long text would take for ever
    if len(written) > _LONGEST or _TOLD.search(written) is None:
        return None
    for form in _FORMS:
        found = form.fullmatch(written)
        if found is None:
            continue
        roles = _of(found.groupdict())
        if roles is not None:
            return roles
    return None


def _of(told: dict[str, str | None]) -> Roles | None:
    """Return the roles of what a form found, where what it took for names are some."""
    lead, partners = told.get("lead"), told.get("partners") or told.get("helpers")
    named = (*split_names(lead or ""), *split_names(partners or ""))
    if (lead and len(split_names(lead)) > 1) or not all(map(is_whole_name, named)):
        return None
    # behind a label stands nothing but names, whatever verbs they hold
    lead, partners = lead or told.get("listed_lead"), partners or told.get("listed_partners")
    return Roles(tidy_name(lead) if lead else None, split_names(partners) if partners else ())


def begins_roles(source: Source, start: int, end: int) -> bool:
    """Whether a line only says who or when: "Đơn vị chủ trì: Văn phòng. Thời hạn: quý II."."""
    labelled = _LABEL.match(source.text, start, end)
    return labelled is not None or tells_time(source.text[start:end])


def tells_time(sentence: str) -> bool:
    """Whether a sentence says nothing but when.

    >>> tells_time("Nhiệm vụ này hoàn thành trước 30/11/2026"), tells_time("Hoàn thành đề án")
    (True, False)
    """
    return _TIMED.match(sentence) is not None


def open_roles(source: Source, sentence: Sentence) -> tuple[Sentence, Roles | None]:
    """Return a sentence without the clauses at its beginning that say who, and what they say.

    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("Sở Xây dựng chủ trì; Công an phối hợp rà soát hồ sơ")
    >>> rest, roles = open_roles(source, Sentence(0, len(source.words), ()))
    >>> source.slice(rest.first, rest.last), roles.lead, roles.partners
    ('rà soát hồ sơ', 'Sở Xây dựng', ('Công an',))
    """
    start, end = source.starts[sentence.first], source.ends[sentence.last - 1]
    for form in _OPENINGS:
        found = form.match(source.text, start, min(end, start + _LONGEST))
        roles = _of(found.groupdict()) if found else None
        if found is not None and roles is not None:
            return replace(sentence, first=source.words_in(found.end(), end)[0]), roles
    return sentence, None


def first_roles(source: Source, sentence: Sentence) -> tuple[Sentence, Roles | None]:
    """Return a sentence without a clause at its beginning on who does what was asked before it.

    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("Sở Xây dựng chịu trách nhiệm chính, Công an cử người đi cùng")
    >>> rest, roles = first_roles(source, Sentence(0, len(source.words), ()))
    >>> source.slice(rest.first, rest.last), roles.lead
    ('Công an cử người đi cùng', 'Sở Xây dựng')
    """
    start, end = source.starts[sentence.first], source.ends[sentence.last - 1]
    near = min(end, start + _LONGEST)
    if _TOLD.search(source.key, start, near) is None:
        return sentence, None
    for cut in reversed(list(_PAUSE.finditer(source.text, start, near))):
        behind = source.words_in(cut.end(), end)[0]
        if not _names_next(source, behind, sentence.last):
            continue
        roles = read_roles(source.text[start : cut.start()])
        if roles is not None and roles.lead is not None:
            return replace(sentence, first=behind), roles
    return sentence, None


def _names_next(source: Source, place: int, last: int) -> bool:
    asked = phrases("words", "asking frames").at(source, place, last)
    return begins_name(source, place + (asked[0] if asked else 0), last)


def part_roles(source: Source, sentence: Sentence) -> tuple[Sentence, Roles | None]:
    """Return a sentence without the clauses at its end that only say who, and what they say.

    >>> from diaban.engines.reading.source import open_source
    >>> source = open_source("Rà soát hồ sơ; Sở Xây dựng chủ trì, Công an phối hợp")
    >>> rest, roles = part_roles(source, Sentence(0, len(source.words), ()))
    >>> source.slice(rest.first, rest.last), roles.lead, roles.partners
    ('Rà soát hồ sơ', 'Sở Xây dựng', ('Công an',))
    """
    for cut, written in _endings(source, sentence):
        roles = read_roles(written)
        last = source.words_in(0, cut)[1]
        if roles is not None and last > sentence.first:
            return replace(sentence, last=last), roles
    return sentence, None


def _endings(source: Source, sentence: Sentence) -> Iterator[tuple[int, str]]:
    """Yield where each ending of a sentence begins, the longest first, and what it says."""
    start, end = source.starts[sentence.first], source.ends[sentence.last - 1]
    if _TOLD.search(source.key, max(start, end - _LONGEST), end) is None:
        return
    closed = source.text[end : end + 1] == ")"
    for cut in _CUT.finditer(source.text, max(start, end - _LONGEST), end):
        written = source.text[cut.end() : end]
        bracketed = cut[0][0] == "("
        if not bracketed:
            yield cut.start(), written + ")" * (closed and "(" in written)
        elif closed and ")" not in written:
            yield cut.start(), written
