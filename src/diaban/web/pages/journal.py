"""The journal to read: who did what, to what, when; by person, by act, by subject."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from diaban.spine.journal.models import Entry, EntryQuerySet
from diaban.web.pages.journal_facts import tell
from diaban.web.pages.journal_words import act_words

PAGE_ROWS = 50


@dataclass(frozen=True)
class Line:
    """One entry as the page shows it; ``number`` is its place in the chain, once sealed."""

    entry: Entry
    words: object
    facts: list[tuple[str, str]]
    number: int | None


def journal_page(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip() for name in ("actor", "act", "subject")}
    rows = _filter(Entry.objects.visible_to(request.user), asked)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 16:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.select_related("actor", "seal").order_by("-pk")[: PAGE_ROWS + 1])
    query = request.GET.copy()
    query.pop("before", None)
    first_href = "?" + query.urlencode()
    if len(found) > PAGE_ROWS:
        query["before"] = str(found[PAGE_ROWS - 1].pk)
    words = act_words()
    context = {
        "asked": asked,
        "acts": words.items(),
        "lines": [_line(entry, words) for entry in found[:PAGE_ROWS]],
        "is_first": not before,
        "first_href": first_href,
        "next_href": "?" + query.urlencode() if "before" in query else "",
    }
    return render(request, "pages/journal.html", context)


def _filter(rows: EntryQuerySet, asked: dict[str, str]) -> EntryQuerySet:
    if asked["actor"]:
        rows = rows.filter(actor__username=asked["actor"])
    if asked["act"]:
        rows = rows.filter(act=asked["act"])
    if asked["subject"]:
        rows = rows.filter(subject=asked["subject"])
    return rows


def _line(entry: Entry, words: dict[str, Any]) -> Line:
    seal = getattr(entry, "seal", None)
    facts = list(tell(json.loads(entry.facts)))
    return Line(entry, words.get(entry.act, entry.act), facts, seal and seal.number)
