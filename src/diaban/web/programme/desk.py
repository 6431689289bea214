"""The drafting desk: a document's text on the left, its duties on the right, one selected.

Every act is a plain form; `desk.js` adds keys, selecting in the text, and spares the reloading.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import replace_url

from diaban.engines.reading import Severity, Span, silent_points
from diaban.spine.parties.models import Role, User
from diaban.spine.parties.organisations import Field
from diaban.spine.places.units import today
from diaban.spine.programme import drafting
from diaban.spine.programme.asking import Question, ask
from diaban.spine.programme.bodies import Ended, ended_leads
from diaban.spine.programme.directives import Directive, Document, Duty, DutyState, Line
from diaban.spine.programme.drafting import DraftError
from diaban.spine.programme.grouping import Join, group_duties
from diaban.spine.programme.marks import Mark, Marked, count_marks, mark_text
from diaban.spine.programme.models import Task
from diaban.web.accounts.wording import FIELD_WORDS
from diaban.web.programme.cuts import Cut, find_cuts, part_borders
from diaban.web.programme.desk_offers import offer, offer_bodies
from diaban.web.programme.directive_words import (
    FLAWS,
    KINDS,
    LATER,
    LINES,
    MARKS,
    RELATIONS,
    SEVERITIES,
    STATES,
    VERB_CLASSES,
    VOICES,
    say_refusal,
)
from diaban.web.programme.directives import head_of, read_head
from diaban.web.programme.written import WrittenError, day_of, line_of, number_of, whole_of

_LINES_OF_FORM = (
    "wording", "voice", "field", "verb_class", "relation", "value_unit", "lead_said",
    "partners_said", "basis", "product", "corrected_why",
)  # fmt: skip
_DECISIONS = {
    "accept": DutyState.ACCEPTED,
    "reject": DutyState.REJECTED,
    "reopen": DutyState.DRAFT,
}


@dataclass(frozen=True)
class Told:
    """A question in words, with what to do; ``other`` is where the same is asked."""

    severity: str
    grade: object
    what: object
    remedy: object
    other: Duty | None = None


@dataclass(frozen=True)
class Run:
    """A run of the text as it is drawn; ``picked``: a link or a form points at it."""

    text: str
    start: int
    end: int
    mark: str
    duty: Duty | None
    picked: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True)
class Card:
    """A duty beside the text."""

    duty: Duty
    number: int
    questions: list[Told] = field(default_factory=list)
    later: list[object] = field(default_factory=list)
    ended: Ended | None = None
    selected: bool = False
    following: Duty | None = None
    joined: list[int] = field(default_factory=list)

    @property
    def state(self) -> object:
        return STATES[DutyState(self.duty.state)]

    @property
    def field_words(self) -> object:
        return FIELD_WORDS.get(self.duty.field, "")

    @property
    def voice_words(self) -> object:
        return VOICES.get(self.duty.voice, self.duty.voice)

    @property
    def relation_words(self) -> object:
        return RELATIONS.get(self.duty.relation, "")


@dataclass
class Desk:
    """What one person sees of a document: their selection, what was refused, what they wrote."""

    request: HttpRequest
    directive: Directive
    selected: int | None = None
    refused: str = ""
    form: object = None

    @property
    def may_write(self) -> bool:
        return self.request.user.role == Role.DEPARTMENT

    def answer(self) -> HttpResponse:
        context = self._context()
        # the program of the page takes no answer but 200 in
        status = 409 if self.refused and not self.request.htmx else 200
        page = render(self.request, "programme/desk.html", context, status=status)
        if not self.refused or not self.request.htmx:
            return page
        # the address of the act can only be posted to: reloading it would show nothing
        return replace_url(page, f"{reverse('desk', args=[self.directive.pk])}{self._query}")

    @property
    def _query(self) -> str:
        return "" if self.selected is None else f"?duty={self.selected}"

    def _context(self) -> dict[str, object]:
        duties = _duties(self.directive, self.request.user)
        marks = mark_text(self.directive, duties)
        shares = count_marks(self.directive, marks)
        questions = ask(self.directive, duties, self.request.user)
        selected = self._selected(duties)
        borders = part_borders(self.directive.text)
        part = self._part(borders, selected)
        ended = ended_leads(duties, today())
        cards = _cards(duties, questions, ended, selected)
        shown = [c for c in cards if part[0] <= c.duty.start < part[1]]
        states = Counter(duty.state for duty in duties)
        drafts = states[DutyState.DRAFT]
        return {
            "directive": self.directive,
            "head": head_of(self.directive),
            "kind": KINDS[Document(self.directive.kind)],
            "line": LINES[Line(self.directive.line)],
            "may_write": self.may_write,
            "refused": self.refused,
            "written": self.form,
            "edit": self.form is not None or "edit" in self.request.GET,
            "runs": _runs(self.directive, marks, part, _picked(self.request)),
            "cards": shown,
            # said only of the duties of others
            "usual_voice": next(iter(Counter(d.voice for d in duties).most_common(1)), ("",))[0],
            "selected": next((c for c in shown if c.selected), None),
            "cuts": _cuts(self.directive, selected),
            "parts": _parts(borders, part),
            "legend": [
                (mark.value, words, shares.counts[mark])
                for mark, words in MARKS.items()
                if shares.counts[mark] or mark == Mark.UNREAD
            ],
            "unread": shares.unread,
            "silent": _silent(self.directive, duties, part) if duties else [],
            "states": states,
            "drafts": drafts,
            "duty_count": len(duties),
            "severities": _grades([one for one in questions if one.is_open]),
            "tasks": _tasks(duties),
            "plans": list({task.programme_id: task.programme for task in _tasks(duties)}.values()),
            "unplanned": any(
                duty.state == DutyState.ACCEPTED and not duty.tasks.all() for duty in duties
            ),
            "span": _span(self.request),
            "choices": {
                "voices": VOICES.items(), "fields": FIELD_WORDS.items(),
                "classes": VERB_CLASSES.items(),
                # a number without a bound is no more exact than the document
                "relations": {**RELATIONS, "=": _("reach")}.items(),
                "kinds": KINDS.items(), "lines": LINES.items(),
            },
            "officials": _officials(self.directive) if self.may_write else [],
            "bodies": offer_bodies(duties, [self.directive]) if self.may_write else [],
            **offer(duties, questions, ended, self.request.GET.get("taken", "")),
        }  # fmt: skip

    def _selected(self, duties: list[Duty]) -> Duty | None:
        asked = self.request.GET.get("duty", "") if self.selected is None else str(self.selected)
        found = next((duty for duty in duties if str(duty.pk) == asked), None)
        if found is not None or {"part", "start"} & self.request.GET.keys():
            return found
        return next((duty for duty in duties if duty.state == DutyState.DRAFT), None)

    def _part(self, borders: list[int], selected: Duty | None) -> tuple[int, int]:
        asked = self.request.GET.get("part", "")
        places = list(pairwise(borders))
        picked = _picked(self.request)[0]
        if selected is not None or picked:
            at = min(selected.start if selected else picked, borders[-1] - 1)
            return next(p for p in places if p[0] <= at < p[1])
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
        return places[min(max(number, 1), len(places)) - 1]


def desk_page(request: HttpRequest, number: int) -> HttpResponse:
    return Desk(request, find_directive(request, number)).answer()


@require_POST
def decide_duty(request: HttpRequest, number: int, duty: int) -> HttpResponse:
    """Accept, reject, reopen, change, split, merge or read anew one duty."""
    directive = find_directive(request, number)
    row = get_object_or_404(Duty, pk=duty, directive=directive)
    form, do = request.POST, request.POST.get("do", "")
    try:
        version = whole_of(form, "version")
        if do in _DECISIONS:
            drafting.decide(row, version, _DECISIONS[do], request.user)
            row = _next_draft(directive, row) if do != "reopen" else row
        elif do == "change":
            drafting.change(row, version, _read_duty(form), request.user)
        elif do == "split":
            drafting.split(row, version, whole_of(form, "at"), request.user)
        elif do == "merge":
            drafting.merge(row, version, _following(form), request.user)
        elif do == "anew":
            row = drafting.read_anew(row, version, request.user)
        else:
            raise Http404
    except (DraftError, WrittenError) as error:
        words = say_refusal(error.reason, error.details)
        return Desk(request, directive, duty, words, form if do == "change" else None).answer()
    return redirect(f"{reverse('desk', args=[number])}?duty={row.pk}#d{row.pk}")


@require_POST
def decide_text(request: HttpRequest, number: int) -> HttpResponse:
    """Make a duty of a stretch of text, or say that it asks for nothing."""
    directive = find_directive(request, number)
    form = request.POST
    back = f"{reverse('desk', args=[number])}?"
    try:
        span = (whole_of(form, "start"), whole_of(form, "end"))
        if form.get("do") == "make":
            made = drafting.make(directive, span, request.user)
            back += f"duty={made.pk}&edit=1#d{made.pk}"
        elif form.get("do") == "aside":
            drafting.set_aside(directive, whole_of(form, "version"), span, request.user)
        else:
            raise Http404
    except (DraftError, WrittenError) as error:
        return Desk(request, directive, None, say_refusal(error.reason, error.details)).answer()
    return redirect(back)


@require_POST
def change_directive(request: HttpRequest, number: int) -> HttpResponse:
    """Correct what identifies a document, or link a report to the document it was about."""
    directive = find_directive(request, number)
    form = request.POST
    try:
        version = whole_of(form, "version")
        if form.get("do") == "official":
            official = get_object_or_404(Directive, pk=whole_of(form, "official"))
            drafting.attach_official(directive, version, official, request.user)
        else:
            drafting.change_head(directive, version, read_head(form), request.user)
    except (DraftError, WrittenError) as error:
        return Desk(request, directive, None, say_refusal(error.reason, error.details)).answer()
    return redirect("desk", number)


def find_directive(request: HttpRequest, number: int) -> Directive:
    rows = Directive.objects.visible_to(request.user).select_related("official", "entered_by")
    return get_object_or_404(rows, pk=number)


def _duties(directive: Directive, actor: User) -> list[Duty]:
    tasks = (
        Task.objects.visible_to(actor)
        .select_related("programme", "lead")
        .prefetch_related("extensions", "targets__gauges")
    )
    rows = directive.duties.select_related("corrected_by").prefetch_related(
        Prefetch("tasks", tasks)
    )
    found = list(rows.order_by("start", "pk"))
    for duty in found:
        duty.directive = directive
    return found


def _next_draft(directive: Directive, duty: Duty) -> Duty:
    drafts = directive.duties.filter(state=DutyState.DRAFT).order_by("start")
    return drafts.filter(start__gt=duty.start).first() or drafts.first() or duty


def _cards(
    duties: list[Duty],
    questions: list[Question],
    ended: Mapping[int, Ended],
    selected: Duty | None,
) -> list[Card]:
    asked = {duty: list(some) for duty, some in groupby(questions, lambda question: question.duty)}
    numbers = {duty.pk: number for number, duty in enumerate(duties, start=1)}
    kept = [duty for duty in duties if duty.state != DutyState.REJECTED]
    starts = [duty.start for duty in kept]
    # of thousands of duties each looks at the one behind it alone
    behind = {duty.pk: bisect_right(starts, duty.start) for duty in duties}
    joined = {
        duty.pk: [numbers[other.pk] for other in group if other != duty]
        for group in group_duties(kept, Join.POINTS)
        for duty in group
    }
    return [
        Card(
            duty,
            number,
            [_tell(one) for one in asked.get(duty, []) if one.is_open],
            # of those that become one task the plan asks together
            [] if joined.get(duty.pk) else _later(asked.get(duty, [])),
            ended.get(duty.pk),
            duty == selected,
            drafting.next_of(duty, kept[behind[duty.pk] : behind[duty.pk] + 1]),
            joined.get(duty.pk, []),
        )
        for number, duty in enumerate(duties, start=1)
    ]


def _later(questions: list[Question]) -> list[object]:
    return [LATER[one.flaw] for one in questions if not one.is_open]


def _tell(question: Question) -> Told:
    what, remedy = FLAWS[question.flaw]
    severity = question.severity
    return Told(severity.value, SEVERITIES[severity], what, remedy, question.other)


def _grades(questions: list[Question]) -> list[tuple[str, object, int]]:
    counts = Counter(question.severity for question in questions)
    return [(s.value, SEVERITIES[s], counts[s]) for s in Severity if counts[s]]


def _runs(
    directive: Directive, marks: list[Marked], part: tuple[int, int], picked: tuple[int, int]
) -> list[Run]:
    runs = []
    for one in marks:
        start, end = max(one.start, part[0]), min(one.end, part[1])
        cuts = [start, *(at for at in picked if start < at < end), end]
        for a, b in pairwise(cuts):
            if a < b:
                is_picked = picked[0] <= a < picked[1]
                runs.append(Run(directive.text[a:b], a, b, _class(one), one.duty, is_picked))
    return runs


def _silent(
    directive: Directive, duties: list[Duty], part: tuple[int, int]
) -> list[tuple[str, int, int]]:
    """Return the numbered points of a part in which nobody found what they ask, and their places.

    A point that a person said asks for nothing is not among them.
    """
    if directive.kind in {Document.REPORT, Document.NEWS}:
        return []  # they number what was done
    first, last = part
    spans = [(a, b) for a, b, kind in directive.stretches if kind == Mark.ASIDE]
    spans += [(duty.start, duty.end) for duty in duties]
    known = [Span(a - first, b - first) for a, b in spans if a < last and b > first]
    points = silent_points(directive.text[first:last], known)
    return [(one.number, one.span.start + first, one.span.end + first) for one in points]


def _class(one: Marked) -> str:
    if one.mark == Mark.DUTY and one.duty is not None:
        return f"duty {one.duty.state}"
    return one.mark.value


def _parts(borders: list[int], part: tuple[int, int]) -> list[tuple[int, bool]]:
    if len(borders) < 3:
        return []
    return [(n, start == part[0]) for n, start in enumerate(borders[:-1], start=1)]


def _cuts(directive: Directive, selected: Duty | None) -> list[Cut]:
    return find_cuts(directive.text, selected.start, selected.end) if selected else []


def _tasks(duties: list[Duty]) -> list[Task]:
    tasks = {task.pk: task for duty in duties for task in duty.tasks.all()}
    return [tasks[number] for number in sorted(tasks)]


def _span(request: HttpRequest) -> dict[str, str]:
    """Return the places in the text that a link or a refused form brought."""
    form = request.POST or request.GET
    given = {name: form.get(name, "") for name in ("start", "end")}
    fits = all(said.isascii() and said.isdigit() and len(said) <= 9 for said in given.values())
    return given if fits else {}


def _picked(request: HttpRequest) -> tuple[int, int]:
    given = _span(request)
    return (int(given["start"]), int(given["end"])) if given else (0, 0)


def _officials(directive: Directive) -> list[Directive]:
    if directive.kind != Document.NEWS:
        return []
    rows = Directive.objects.exclude(kind=Document.NEWS)
    return list(rows.defer("text", "stretches").order_by("-issued_on")[:200])


def _following(form) -> tuple[int, int] | None:
    """Read which duty stood behind, and its version, when the page was drawn."""
    if not form.get("following"):
        return None
    return whole_of(form, "following"), whole_of(form, "following_version")


def _read_duty(form) -> dict[str, object]:
    """Read the form of a duty. Raises WrittenError."""
    values: dict[str, object] = {name: line_of(form, name) for name in _LINES_OF_FORM}
    if values["field"] not in (*Field.values, ""):
        raise WrittenError("not_a_choice", "field", str(values["field"]))
    values["value"] = number_of(form, "value")
    values["corrected_deadline"] = day_of(form, "corrected_deadline")
    if "no_deadline" in form:
        values["deadline"] = values["corrected_deadline"] = None
    if values["value"] is None:
        values["relation"] = values["value_unit"] = ""
    values["start"], values["end"] = whole_of(form, "start"), whole_of(form, "end")
    return values
