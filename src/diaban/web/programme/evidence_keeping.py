"""The department opens registers of evidence, words them, and says how long counts are believed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from diaban.spine.evidence.keeping import (
    LONGEST_LIFE_DAYS,
    RegisterError,
    Words,
    open_register,
    reword,
    set_shelf_life,
)
from diaban.spine.evidence.models import Register
from diaban.spine.places.models import Level
from diaban.spine.places.units import today
from diaban.web.accounts.wording import FIELD_WORDS
from diaban.web.programme.evidence import LEVELS, find_register
from diaban.web.programme.titles import titled

FAULTS = {
    "no_standing": _("Only the department keeps registers."),
    "key": _("The short name has small letters without marks, digits and hyphens: post-offices."),
    "key_taken": _("Another register has this short name. Choose another one."),
    "words": _("Title, what is counted and source are needed, and not longer than their fields."),
    "level": _("Choose the communes or the whole city."),
    "shelf_life": _("Days are a whole number from 1 to 3,660, or left empty."),
    "too_early": _("The day lies before the last change. What was shown of then stays."),
    "day": _("This is no day. Write it as 2026-11-26."),
}
_WORDS = ("title_vi", "title_en", "noun_vi", "noun_en", "source", "field")


@require_http_methods(["GET", "POST"])
def open_page(request: HttpRequest) -> HttpResponse:
    """Open a register; GET shows the form."""
    given, fault = {"level": Level.COMMUNE.value}, ""
    if request.method == "POST":
        given = request.POST.dict()
        try:
            life = _read_life(given)
            key, level = given.get("key", "").strip(), given.get("level", "")
            made = open_register(key, _read_words(request.POST), level, life, request.user)
        except RegisterError as error:
            fault = str(FAULTS[error.reason])
        else:
            return redirect("evidence_register", key=made.key)
    context = {"given": given, "fault": fault, "levels": _levels(), **_choices()}
    return render(request, "evidence/words.html", context, status=422 if fault else 200)


@require_http_methods(["GET", "POST"])
def words_page(request: HttpRequest, key: str) -> HttpResponse:
    """Word a register anew, or say from which day on its counts are believed for how long."""
    register = find_register(key)
    given: dict[str, Any] = {name: getattr(register, name) for name in _WORDS}
    given |= {"shelf_life_days": register.shelf_life_on(today()), "from": today().isoformat()}
    fault = ""
    if request.method == "POST":
        given |= request.POST.dict()
        try:
            _change(request, register)
        except RegisterError as error:
            fault = str(FAULTS[error.reason])
        else:
            return redirect("evidence_register", key=register.key)
    context = {
        "register": register,
        "title": titled(register),
        "lives": list(register.shelf_lives.order_by("-valid_from", "-pk")),
        "given": given,
        "fault": fault,
        **_choices(),
    }
    return render(request, "evidence/words.html", context, status=422 if fault else 200)


def _change(request: HttpRequest, register: Register) -> None:
    if request.POST.get("do") != "life":
        reword(register, _read_words(request.POST), request.user)
        return
    try:
        day = date.fromisoformat(request.POST.get("from", ""))
    except ValueError:
        raise RegisterError("day") from None
    set_shelf_life(register, _read_life(request.POST), day, request.user)


def _read_words(given: QueryDict) -> Words:
    """Read the words; what has no English name goes by its Vietnamese one."""
    told = {name: given.get(name, "").strip() for name in _WORDS}
    if any(not c.isprintable() for text in told.values() for c in text):
        raise RegisterError("words")
    for name in ("title", "noun"):
        told[f"{name}_en"] = told[f"{name}_en"] or told[f"{name}_vi"]
    return Words(**told)


def _read_life(given: Any) -> int | None:
    text = given.get("shelf_life_days", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LONGEST_LIFE_DAYS))):
        raise RegisterError("shelf_life")
    return int(text)


def _choices() -> dict[str, Any]:
    return {"fields": FIELD_WORDS.items(), "longest": LONGEST_LIFE_DAYS}


def _levels() -> list[tuple[str, object]]:
    return [(level.value, LEVELS[level]) for level in (Level.COMMUNE, Level.PROVINCE)]
