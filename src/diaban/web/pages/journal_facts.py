"""What the facts of journal entries are called on its page, and values that come from a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from diaban.spine.privacy.retention import Kept, every_kept
from diaban.web.accounts.wording import FIELD_WORDS, ROLE_WORDS
from diaban.web.pages.import_runs import COUNTS
from diaban.web.pages.wording import PROBLEM_TITLES
from diaban.web.programme.directive_words import FIELD_NAMES
from diaban.web.sectors.words import fact_words
from diaban.web.templatetags.figures import day

FACT_WORDS = {
    "accepted": gettext_lazy("accepted"),
    "acknowledged": gettext_lazy("acknowledged before, and keep it"),
    "administrator": gettext_lazy("administrator"),
    "again": gettext_lazy("again"),
    "allowed_by": gettext_lazy("allowed by"),
    "answer": gettext_lazy("answer"),
    "answer_by": gettext_lazy("answer by"),
    "answered": gettext_lazy("answered"),
    "as_of": gettext_lazy("as of"),
    "batch": gettext_lazy("batch"),
    "before": gettext_lazy("before"),
    "captures": gettext_lazy("captures"),
    "choice": gettext_lazy("chosen by"),
    "client": gettext_lazy("system"),
    "comment": gettext_lazy("comment"),
    "closes_on": gettext_lazy("closes on"),
    "count": gettext_lazy("how many"),
    "counts": gettext_lazy("counted"),
    "days": gettext_lazy("days kept"),
    "decided": gettext_lazy("decided"),
    "decision": gettext_lazy("decision"),
    "denominator": gettext_lazy("known in all"),
    "digest": gettext_lazy("digest"),
    "document": gettext_lazy("document"),
    "doors": gettext_lazy("doors"),
    "drawing": gettext_lazy("drawing"),
    "duties": gettext_lazy("duties"),
    "field": gettext_lazy("field"),
    "file": gettext_lazy("file"),
    "finding": gettext_lazy("what was found"),
    "format": gettext_lazy("format"),
    "from": gettext_lazy("from"),
    "handed": gettext_lazy("which of them"),
    "held_on": gettext_lazy("held on"),
    "holds": gettext_lazy("holds by"),
    "holds_not": gettext_lazy("does not hold by"),
    "issued": gettext_lazy("without an answer"),
    "kept": gettext_lazy("kept as registered"),
    "key": gettext_lazy("key"),
    "kind": gettext_lazy("kind"),
    "level": gettext_lazy("level"),
    "later": gettext_lazy("left for later"),
    "list": gettext_lazy("digest of the list"),
    "looked_at": gettext_lazy("looked at"),
    "lots": gettext_lazy("lots"),
    "means": gettext_lazy("way of signing in"),
    "measures": gettext_lazy("measures"),
    "medium": gettext_lazy("as"),
    "mentioned": gettext_lazy("mentioned"),
    "name": gettext_lazy("name"),
    "noun_en": gettext_lazy("what is counted, in English"),
    "noun_vi": gettext_lazy("what is counted, in Vietnamese"),
    "note": gettext_lazy("note"),
    "notice": gettext_lazy("letter"),
    "gauge": gettext_lazy("measure or register"),
    "valid_from": gettext_lazy("from the day on"),
    "numerator": gettext_lazy("that hold"),
    "of": gettext_lazy("of how many"),
    "on": gettext_lazy("on the day"),
    "open": gettext_lazy("to be looked through"),
    "organisation": gettext_lazy("organisation"),
    "owner": gettext_lazy("who has it now"),
    "per_day": gettext_lazy("calls a day"),
    "per_minute": gettext_lazy("calls a minute"),
    "pictures": gettext_lazy("pictures"),
    "plate": gettext_lazy("plate"),
    "reason": gettext_lazy("reason"),
    "record": gettext_lazy("record in the draw"),
    "replaced": gettext_lazy("replaced"),
    "returned": gettext_lazy("came back"),
    "role": gettext_lazy("role"),
    "rows": gettext_lazy("rows"),
    "rows_per_day": gettext_lazy("rows a day"),
    "sample": gettext_lazy("sample"),
    "scopes": gettext_lazy("may"),
    "seed": gettext_lazy("seed of the draw"),
    "shelf_life_days": gettext_lazy("days for which counts are believed"),
    "second": gettext_lazy("second duty"),
    "sent_at": gettext_lazy("handed down before on"),
    "size": gettext_lazy("size"),
    "source": gettext_lazy("source"),
    "synthetic": gettext_lazy("made up"),
    "taken": gettext_lazy("taken"),
    "tasks": gettext_lazy("tasks"),
    "team": gettext_lazy("team"),
    "title_en": gettext_lazy("title, in English"),
    "title_vi": gettext_lazy("title, in Vietnamese"),
    "text": gettext_lazy("text"),
    "to": gettext_lazy("to whom"),
    "tolerated": gettext_lazy("faults tolerated"),
    "unit": gettext_lazy("unit"),
    "units": gettext_lazy("units"),
    "until": gettext_lazy("until"),
    "due_on": gettext_lazy("round"),
    "untold": gettext_lazy("cannot be told by"),
    "verdict": gettext_lazy("verdict"),
    "version": gettext_lazy("version"),
    "what": gettext_lazy("what"),
    "window": gettext_lazy("window"),
    "wish": gettext_lazy("asked for"),
    "words": gettext_lazy("digest of own words"),
    "wrong": gettext_lazy("wrong"),
}
# what bulk work counts, besides imports
RUN_WORDS = {
    "given": gettext_lazy("codes given"),
    "reissued": gettext_lazy("codes changed"),
    "moved": gettext_lazy("now in another unit"),
    "newly_coded": gettext_lazy("coded anew"),
    "newly_uncertain": gettext_lazy("not certain any more"),
    "registry": gettext_lazy("the registry"),
    "coded": gettext_lazy("with a code"),
    "letters": gettext_lazy("letters"),
    "told": gettext_lazy("households told"),
    "added": gettext_lazy("added"),
    "changed": gettext_lazy("changed"),
    "removed": gettext_lazy("removed"),
    "several": gettext_lazy("several communes possible"),
    "none": gettext_lazy("no commune found"),
    "parsed": gettext_lazy("read, not in the registry"),
    "matched": gettext_lazy("found in the registry"),
    "exceptions": gettext_lazy("to be looked at"),
}
_VALUES = {
    "kind": {
        "import": gettext_lazy("import of a file"),
        "coding": gettext_lazy("coding"),
        "demonstration": gettext_lazy("demonstration city"),
        "places": gettext_lazy("units and boundaries"),
        "check": gettext_lazy("check of a file"),
        "undo": gettext_lazy("undoing"),
        "publication": gettext_lazy("publication"),
        "handover": gettext_lazy("handover"),
        "notices": gettext_lazy("letters"),
        "cleaning": gettext_lazy("cleaning of a list"),
        "same picture": gettext_lazy("one picture at several doors"),
        "same point": gettext_lazy("one position at several doors"),
        "too fast": gettext_lazy("too far away too soon"),
        "at once": gettext_lazy("many doors in one minute"),
    },
    "medium": {"letter": gettext_lazy("letter"), "message": gettext_lazy("text message")},
    "what": {
        "added": gettext_lazy("added"),
        "removed": gettext_lazy("removed"),
        "reset": gettext_lazy("made anew"),
    },
    "means": {
        "password": gettext_lazy("password"),
        "totp": gettext_lazy("authenticator app"),
        "webauthn": gettext_lazy("passkey"),
        "recovery_codes": gettext_lazy("recovery codes"),
    },
    "choice": {
        "collected": gettext_lazy("collected, not told yet"),
        "unanswered": gettext_lazy("told, without an answer"),
        "lot": gettext_lazy("a lot"),
        "again": gettext_lazy("told again"),
    },
    "finding": {
        "stands": gettext_lazy("right"),
        "wrong_place": gettext_lazy("in the wrong place"),
        "wrong_text": gettext_lazy("written wrongly"),
        "not_found": gettext_lazy("not found"),
    },
    "verdict": {
        "stands": gettext_lazy("the batch stands"),
        "falls": gettext_lazy("the batch falls"),
    },
    "role": {str(role): words for role, words in ROLE_WORDS.items()},
    "field": FIELD_WORDS,
}
# what programs read again: whoever reads the page is told beside it how many they are
_FOR_PROGRAMS = frozenset({"handed"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T|$)")


def word_of(name: str) -> str:
    """Return what a fact is called, or its own name where nobody gave it words."""
    tables = (FACT_WORDS, fact_words(), COUNTS, RUN_WORDS, PROBLEM_TITLES, FIELD_NAMES)
    words = next((table[name] for table in tables if name in table), None)
    if words is None and (kept := _kept(name)):
        words = kept.vi if get_language() == "vi" else kept.en
    return str(words or name)


def _kept(name: str) -> Kept | None:
    return next((kept for kept in every_kept() if kept.name == name), None)


def tell(facts: dict[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield each fact by its words; one within another by both, what is empty not at all."""
    for name, value in facts.items():
        if name in _FOR_PROGRAMS:
            continue
        path = f"{above} › {word_of(name)}" if above else word_of(name)
        if isinstance(value, dict):
            yield from tell(value, path)
        elif isinstance(value, list):
            yield path, ", ".join(_write(name, one) for one in value)
        elif value not in (None, ""):
            yield path, _write(name, value)


def _write(name: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    known = _VALUES.get(name, {}).get(str(value))
    if known is None and isinstance(value, str) and _DAY.match(value):
        return day(date.fromisoformat(value[:10]))
    return str(known if known is not None else value)
