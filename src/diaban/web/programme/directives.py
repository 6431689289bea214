"""Registers of what superiors ask, and a new document: pasted or sent, looked through, entered."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diaban.engines.reading import read_letterhead
from diaban.exchange.directives import open_directive
from diaban.exchange.importing.problems import InputError, Problem
from diaban.spine.parties.models import Role
from diaban.spine.places.units import today
from diaban.spine.programme.directives import Directive, Document, Duty, Line
from diaban.spine.programme.drafting import DraftError, Head, clean_text, enter
from diaban.spine.programme.marks import count_marks, mark_text
from diaban.spine.programme.models import Task
from diaban.web.programme.directive_words import KINDS, LINES, say_refusal
from diaban.web.programme.sample import sample_text
from diaban.web.programme.written import WrittenError, day_of, line_of

SHOWN = 25
TABS = {
    "": _("All documents"),
    "superiors": _("Directions of superiors"),
    "agreements": _("Agreements"),
    "news": _("Reports in the press"),
}
_SUPERIORS = (Line.MINISTRY, Line.PARTY, Line.COUNCIL, Line.COMMITTEE)
HEAD_FIELDS = (
    "kind", "line", "issuer_name", "number", "symbol", "issued_at", "issued_on", "abstract",
    "signer", "recipients", "parties", "valid_until",
)  # fmt: skip
_LONGEST_RECIPIENTS = 4_000


@dataclass(frozen=True)
class Row:
    """A document in a register: how far it is read, and which tasks carry it out."""

    directive: Directive
    states: Counter[str]
    unread: float
    tasks: int

    @property
    def kind(self) -> object:
        return KINDS[Document(self.directive.kind)]

    @property
    def line(self) -> object:
        return LINES[Line(self.directive.line)]


def directives_page(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    rows = Directive.objects.visible_to(request.user).select_related("issuer", "official")
    if tab == "superiors":
        rows = rows.filter(line__in=_SUPERIORS)
    elif tab == "agreements":
        rows = rows.filter(kind=Document.AGREEMENT)
    elif tab == "news":
        rows = rows.filter(kind=Document.NEWS)
    line = request.GET.get("line", "")
    if line in Line.values:
        rows = rows.filter(line=line)
    tasks = Prefetch("tasks", Task.objects.visible_to(request.user))
    duties = Prefetch("duties", Duty.objects.prefetch_related(tasks))
    ordered = rows.prefetch_related(duties).order_by("-issued_on", "-pk")
    page = Paginator(ordered, SHOWN).get_page(request.GET.get("page"))
    context = {
        "rows": [_row(directive) for directive in page],
        "page": page,
        "tab": tab,
        "tabs": TABS.items(),
        "lines": LINES.items(),
        "line": line,
        "may_write": request.user.role == Role.DEPARTMENT,
    }
    return render(request, "programme/directives.html", context)


def _row(directive: Directive) -> Row:
    duties = list(directive.duties.all())
    for duty in duties:
        duty.directive = directive
    return Row(
        directive,
        Counter(duty.state for duty in duties),
        count_marks(directive, mark_text(directive, duties)).unread,
        len({task.pk for duty in duties for task in duty.tasks.all()}),
    )


def new_page(request: HttpRequest) -> HttpResponse:
    """Take a text or a file, guess what identifies it, and enter it once a person agrees."""
    context: dict[str, object] = {"kinds": KINDS.items(), "lines": LINES.items(), "today": today()}
    if request.method != "POST":
        if "sample" in request.GET:
            context |= {"text": sample_text(today()), "sample": True}
        return render(request, "programme/directive_new.html", context)
    try:
        if request.POST.get("do") == "enter":
            directive = _enter(request)
            return redirect("desk", directive.pk)
        context |= _look(request)
    except (DraftError, WrittenError) as error:
        context |= _again(request, say_refusal(error.reason, error.details))
        if error.reason == "entered_already":
            context["known"] = reverse("desk", args=[error.details["number"]])
    except InputError as error:
        context |= _again(request, error.problem.say(get_language() or "vi"))
    return render(request, "programme/directive_new.html", context, status=_status(context))


def _status(context: dict[str, object]) -> int:
    return 422 if "fault" in context else 200


def _look(request: HttpRequest) -> dict[str, object]:
    """Read the text that was pasted or sent, and guess what identifies it."""
    text, notes, file = _given(request)
    head = read_letterhead(text)
    guessed = {
        "kind": head.kind,
        "line": head.line,
        "issuer_name": head.issuer,
        "number": head.number,
        "symbol": head.symbol,
        "issued_at": head.place,
        "issued_on": head.day.isoformat() if head.day else "",
        "abstract": head.abstract,
        "signer": head.signer,
        "recipients": "\n".join(head.recipients),
        "parties": "",
        "valid_until": "",
    }
    language = get_language() or "vi"
    # what will be refused is said before the form is gone through
    is_early = head.day is not None and head.day > today()
    return {
        "early": say_refusal("future", {"field": "issued_on", "day": head.day}) if is_early else "",
        "text": text,
        "head": guessed,
        "notes": [note.say(language) for note in notes],
        "file_name": file[0],
        "file_digest": file[1],
        "sample": "sample" in request.POST,
    }


def _given(request: HttpRequest) -> tuple[str, tuple[Problem, ...], tuple[str, str]]:
    upload = request.FILES.get("file")
    if upload:
        return _open(upload)
    text = clean_text(request.POST.get("text", ""))
    if not text.strip():
        raise DraftError("no_file")
    # what is pasted may come from an old machine, too
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pasted.txt"
        path.write_text(text, "utf-8", newline="")
        opened = open_directive(path)
    return clean_text(opened.text), opened.notes, ("", "")


def _open(upload: UploadedFile) -> tuple[str, tuple[Problem, ...], tuple[str, str]]:
    """Open a file by what it is; its name says nothing but its name."""
    content = upload.read()
    name = Path((upload.name or "").replace("\0", "")).name[-200:]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sent{Path(name).suffix.lower()[:6]}"
        path.write_bytes(content)
        opened = open_directive(path)
    return clean_text(opened.text), opened.notes, (name, hashlib.sha256(content).hexdigest())


def _enter(request: HttpRequest) -> Directive:
    form = request.POST
    digest = line_of(form, "file_digest")
    file = (line_of(form, "file_name"), digest if len(digest) == 64 else "")
    return enter(
        read_head(form), form.get("text", ""), request.user, file=file, synthetic="sample" in form
    )


def read_head(form) -> Head:
    """Read what identifies a document. Raises WrittenError."""
    issued_on = day_of(form, "issued_on")
    if issued_on is None:
        raise WrittenError("no_day", "issued_on", "")
    recipients = form.get("recipients", "").replace("\0", "").replace("\r\n", "\n")
    names = (
        "kind", "line", "issuer_name", "abstract", "number", "symbol", "issued_at", "signer",
        "parties",
    )  # fmt: skip
    return Head(
        issued_on=issued_on,
        recipients=recipients[:_LONGEST_RECIPIENTS],
        valid_until=day_of(form, "valid_until"),
        **{name: line_of(form, name) for name in names},
    )


def _again(request: HttpRequest, fault: str) -> dict[str, object]:
    """Show what was written, with what is wrong."""
    form = request.POST
    told: dict[str, object] = {
        "fault": fault,
        "text": form.get("text", ""),
        "sample": "sample" in form,
        "file_name": form.get("file_name", ""),
        "file_digest": form.get("file_digest", ""),
    }
    if form.get("do") == "enter":
        told["head"] = {name: form.get(name, "") for name in HEAD_FIELDS}
    return told


def head_of(directive: Directive) -> dict[str, str]:
    """Return what identifies a document as its form has it; days as browsers read them."""
    values = {name: getattr(directive, name) for name in HEAD_FIELDS}
    return {name: "" if value is None else str(value) for name, value in values.items()}
