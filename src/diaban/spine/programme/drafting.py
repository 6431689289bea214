"""Drafting: a document entered, and what people make of the duties that were read out of it.

Every act names the version it was decided on, so that of two who work at once the second is told
and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from diaban.engines import reading
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.parties.organisations import Field
from diaban.spine.places.units import today
from diaban.spine.programme.directives import Directive, Document, Duty, DutyState, Line
from diaban.spine.programme.duty_rows import (
    NUMBER,
    WHEN,
    as_row,
    part_day,
    part_number,
    read_part,
    take_missing,
    trim,
)

VOICES = ("ministry", "city", "department", "unit", "unsaid")
VERB_CLASSES = ("new", "continue", "intensify", "finish")
RELATIONS = (">=", ">", "=", "<=", "<")
_CORRECTION = ("corrected_deadline", "corrected_why")
_SAID = (("lead_said",), ("basis",), ("field",), ("product",), WHEN, NUMBER)
# as short as a department's shortest sentence that asks for something
_FEWEST_LETTERS = 4
_TOLD = 120


class DraftError(ValueError):
    """Something that cannot be done with a document or a duty.

    ``reason``: ``no_standing``, ``changed_meanwhile``, ``in_use`` (a task was made of it),
    ``no_words``, ``outside_text``, ``overlaps``, ``nothing_behind`` (no duty to merge with),
    ``none_chosen``, ``cut_outside``, ``why_missing``, ``field_missing``, ``not_a_choice``,
    ``future``, ``entered_already``, ``too_long``, ``empty``, ``not_official``,
    ``lead_ended``, ``lead_ended_unknown`` (nobody knows who has its work).
    ``details`` name what.
    """

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason, details)
        self.reason = reason
        self.details = details


@dataclass(frozen=True, slots=True)
class Head:
    """What identifies a document; ``file``: name and digest of what it was read from."""

    kind: str
    line: str
    issuer_name: str
    issued_on: date
    abstract: str
    number: str = ""
    symbol: str = ""
    issued_at: str = ""
    signer: str = ""
    recipients: str = ""
    parties: str = ""
    valid_until: date | None = None


_LENGTHS = {"issuer_name": 160, "abstract": 400, "number": 20, "symbol": 40, "issued_at": 80,
            "signer": 120, "parties": 400}  # fmt: skip


def clean_text(text: str) -> str:
    """Return a text as it is kept: lines end one way, and without the sign no database keeps."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def enter(
    head: Head, text: str, actor: User, *, file: tuple[str, str] = ("", ""), synthetic: bool = False
) -> Directive:
    """Take a document in and draft its duties. Raises DraftError."""
    text = clean_text(text)
    if not text.strip():
        raise DraftError("empty")
    if len(text) > reading.MOST_LETTERS:
        raise DraftError("too_long", most=reading.MOST_LETTERS)
    values = _check_head(head, actor)
    _refuse_known(head)
    draft = reading.read(text, day=head.issued_on, title=head.abstract)
    with transaction.atomic():
        directive = Directive.objects.create(
            **values, text=text, stretches=_stretches(draft), synthetic=synthetic,
            file_name=file[0][:255], file_digest=file[1], entered_at=timezone.now(),
            entered_by=actor,
        )  # fmt: skip
        Duty.objects.bulk_create(as_row(directive, duty, text) for duty in draft.duties)
        facts = {"duties": len(draft.duties), "file": file[0], "digest": file[1]}
        record(actor, "directive.entered", _subject(directive), facts)
    return directive


def change_head(directive: Directive, version: int, head: Head, actor: User) -> None:
    """Correct what identifies a document. Raises DraftError."""
    values = _check_head(head, actor)
    _refuse_known(head, directive.pk)
    with transaction.atomic():
        row = _hold_directive(directive, version)
        changed = {n: str(v)[:_TOLD] for n, v in values.items() if getattr(row, n) != v}
        for name in changed:
            setattr(row, name, values[name])
        _keep(row)
        record(actor, "directive.changed", _subject(row), {"changed": changed})


def attach_official(report: Directive, version: int, official: Directive, actor: User) -> None:
    """Say which document a report in the press was about. Raises DraftError."""
    _require_department(actor)
    if report.kind != Document.NEWS or official.kind == Document.NEWS or report == official:
        raise DraftError("not_official")
    with transaction.atomic():
        row = _hold_directive(report, version)
        row.official = official
        _keep(row)
        record(actor, "directive.attached", _subject(row), {"document": str(official)[:_TOLD]})


def set_aside(directive: Directive, version: int, span: tuple[int, int], actor: User) -> None:
    """Note that a person read a stretch of the text, and it asks for nothing."""
    _require_department(actor)
    _check_span(directive, span)
    with transaction.atomic():
        row = _hold_directive(directive, version)
        row.stretches = [*row.stretches, [span[0], span[1], "aside"]]
        _keep(row)
        facts = {"text": row.text[span[0] : span[1]][:_TOLD]}
        record(actor, "directive.set_aside", _subject(row), facts)


def decide(duty: Duty, version: int, state: str, actor: User) -> None:
    """Accept a duty, reject it, or reopen it as a draft. Raises DraftError."""
    acts = {
        DutyState.ACCEPTED: "duty.accepted",
        DutyState.REJECTED: "duty.rejected",
        DutyState.DRAFT: "duty.reopened",
    }
    with transaction.atomic():
        row = _hold(duty, version, actor)
        if state == row.state:
            return
        if state != DutyState.ACCEPTED:
            _refuse_used(row)
        if row.state == DutyState.REJECTED:
            _refuse_overlap(row.directive, (row.start, row.end), [row.pk])
        row.state = DutyState(state)
        _keep(row)
        record(actor, acts[row.state], _subject(row.directive), {"text": _told(row)})


def change(
    duty: Duty,
    version: int,
    values: Mapping[str, object],
    actor: User,
    *,
    is_looked_at: bool = True,
) -> None:
    """Correct what was read of a duty, which is sure from then on. Raises DraftError.

    Not so where many are corrected at once, and nobody looked at each (``is_looked_at``).

    A deadline as written stays; ``corrected_deadline`` is the day that is meant, with a reason
    (``corrected_why``) and the name of who says so. ``deadline`` None: what was read is none.
    """
    with transaction.atomic():
        row = _hold(duty, version, actor)
        span = (int(values.get("start", row.start)), int(values.get("end", row.end)))
        moved = span != (row.start, row.end)
        if moved:
            _check_span(row.directive, span)
            _refuse_overlap(row.directive, span, [row.pk])
        read = (*values, *_CORRECTION, *WHEN, *NUMBER, "sure", "proposed")
        before = {name: getattr(row, name) for name in read}
        for name, value in {**values, "start": span[0], "end": span[1]}.items():
            setattr(row, name, value)
        if moved:
            take_missing(row, read_part(row.directive, span), (WHEN, NUMBER))
        _check_duty(row)
        _name_corrector(row, before, actor)
        row.sure = row.sure or is_looked_at
        row.proposed = row.proposed and not is_looked_at
        changed = {
            name: str(getattr(row, name))[:_TOLD]
            for name, value in before.items()
            if getattr(row, name) != value
        }
        if changed:
            _keep(row)
            facts = {"text": _told(row), "changed": changed}
            record(actor, "duty.changed", _subject(row.directive), facts)


def split(duty: Duty, version: int, at: int, actor: User) -> Duty:
    """Make two duties of one; return the second. Raises DraftError."""
    with transaction.atomic():
        row = _hold(duty, version, actor)
        _refuse_used(row)
        text = row.directive.text
        first, second = trim(text, row.start, at), trim(text, at, row.end)
        if not row.start < at < row.end or None in (first, second):
            raise DraftError("cut_outside")
        new, left = read_part(row.directive, second), read_part(row.directive, first)
        for name in ("lead_said", "partners_said", "basis", "voice"):
            if not getattr(new, name):
                setattr(new, name, getattr(row, name))
        new.field = new.field or row.field
        part_day(row, left, new)
        part_number(row, left, new)
        row.start, row.end = first
        row.state = DutyState.DRAFT
        row.sure, row.proposed = True, False  # a person cut it
        new.save()
        _keep(row)
        facts = {"text": _told(row), "second": _told(new)}
        record(actor, "duty.split", _subject(row.directive), facts)
    return new


def next_of(duty: Duty, duties: Iterable[Duty]) -> Duty | None:
    """Return the duty behind one in the text that it can be merged with; None behind the last."""
    behind = (one for one in duties if one.start > duty.start and one.state != DutyState.REJECTED)
    return min(behind, key=lambda one: one.start, default=None)


def merge(duty: Duty, version: int, following: tuple[int, int] | None, actor: User) -> Duty:
    """Make one duty of this and the next in the text; return it, a draft. Raises DraftError.

    ``following``: the next one's row number and version, as they were seen; None: there was none.
    """
    with transaction.atomic():
        row = _hold(duty, version, actor)
        other = next_of(row, Duty.objects.select_for_update().filter(directive=row.directive))
        if other is None:
            raise DraftError("nothing_behind")
        if following != (other.pk, other.version):
            raise DraftError("changed_meanwhile")
        for one in (row, other):
            _refuse_used(one)
        facts = {"text": _told(row), "second": _told(other)}
        take_missing(row, other, _SAID)
        row.partners_said = _everybody_else(row, other)
        row.end = max(row.end, other.end)
        row.wording = " ".join(row.quote.split())[:400]
        row.state = DutyState.DRAFT
        row.sure, row.proposed = row.sure and other.sure, row.proposed and other.proposed
        other.delete()
        _keep(row)
        record(actor, "duty.merged", _subject(row.directive), facts)
    return row


def read_anew(duty: Duty, version: int, actor: User) -> Duty:
    """Draft the words of a duty again as they are read in the whole text, and return the first.

    So a merge or a split that was a mistake is taken back; what was corrected by hand goes with
    it. Words in which no rule reads a duty stay one, with all that is read in them.
    """
    with transaction.atomic():
        row = _hold(duty, version, actor)
        _refuse_used(row)
        directive = row.directive
        read = reading.read(
            directive.text, day=directive.issued_on, title=directive.abstract
        ).duties
        rows = [as_row(directive, one, directive.text) for one in read]
        found = [one for one in rows if row.start <= one.start and one.end <= row.end]
        if not found:
            # a part of what was read as one, or what only a person saw a duty in
            found = [read_part(directive, (row.start, row.end))]
        facts = {"text": _told(row), "duties": len(found)}
        row.delete()
        for one in found:
            _refuse_overlap(directive, (one.start, one.end), [])
            one.save()
        record(actor, "duty.read_anew", _subject(directive), facts)
    return found[0]


def _everybody_else(row: Duty, other: Duty) -> str:
    """Return the partners of two duties that become one, and who led the other if not this one."""
    named = f"{row.partners_said};{other.partners_said};{other.lead_said}".split(";")
    names = dict.fromkeys(name for part in named if (name := part.strip()))
    return "; ".join(name for name in names if name != row.lead_said)[:400]


def make(directive: Directive, span: tuple[int, int], actor: User) -> Duty:
    """Make a duty of words that none holds. Raises DraftError."""
    _require_department(actor)
    _check_span(directive, span)
    trimmed = trim(directive.text, *span)
    with transaction.atomic():
        Directive.objects.select_for_update().get(pk=directive.pk)
        _refuse_overlap(directive, trimmed, [])
        duty = read_part(directive, trimmed)
        duty.save()
        record(actor, "duty.made", _subject(directive), {"text": _told(duty)})
    return duty


def _require_department(actor: User) -> None:
    if actor.role != Role.DEPARTMENT:
        raise DraftError("no_standing")


def _subject(directive: Directive) -> str:
    return f"directive:{directive.pk}"


def _check_head(head: Head, actor: User) -> dict[str, object]:
    """Return the columns of a document's head; DraftError where it cannot be one."""
    _require_department(actor)
    values = {name: getattr(head, name) for name in Head.__slots__}
    for name in ("issuer_name", "abstract"):
        if not values[name].strip():
            raise DraftError("field_missing", field=name)
    if head.kind not in Document.values or head.line not in Line.values:
        raise DraftError("not_a_choice", field="kind" if head.kind not in Document else "line")
    if head.issued_on > today():
        raise DraftError("future", field="issued_on", day=head.issued_on)
    if head.kind == Document.AGREEMENT and not head.parties.strip():
        raise DraftError("field_missing", field="parties")
    for name, most in _LENGTHS.items():
        values[name] = " ".join(values[name].split())
        if len(values[name]) > most:
            raise DraftError("too_long", field=name, most=most)
    return values


def _refuse_known(head: Head, own: int | None = None) -> None:
    if not head.symbol:
        return
    same = Directive.objects.filter(
        number=head.number, symbol=head.symbol, issued_on=head.issued_on
    )
    known = same.exclude(pk=own).first()
    if known is not None:
        raise DraftError("entered_already", number=known.pk)


def _stretches(draft: reading.Draft) -> list[list[object]]:
    kept = (reading.Kind.CONTEXT, reading.Kind.FURNITURE)
    return [[s.span.start, s.span.end, s.kind.value] for s in draft.stretches if s.kind in kept]


def _check_span(directive: Directive, span: tuple[int, int]) -> None:
    start, end = span
    if not 0 <= start < end <= len(directive.text):
        raise DraftError("outside_text", most=len(directive.text))
    if sum(letter.isalnum() for letter in directive.text[start:end]) < _FEWEST_LETTERS:
        raise DraftError("no_words")


def _refuse_overlap(directive: Directive, span: tuple[int, int], own: Sequence[int]) -> None:
    over = Duty.objects.filter(directive=directive, start__lt=span[1], end__gt=span[0])
    other = over.exclude(state=DutyState.REJECTED).exclude(pk__in=own).first()
    if other is not None:
        raise DraftError("overlaps", text=other.quote[:_TOLD])


def _refuse_used(duty: Duty) -> None:
    if duty.tasks.exists() or duty.targets.exists():
        raise DraftError("in_use")


def _name_corrector(row: Duty, before: Mapping[str, object], actor: User) -> None:
    """Let a day that is meant bear the name of who said so last."""
    if row.corrected_deadline in (None, row.deadline):
        row.corrected_deadline, row.corrected_why, row.corrected_by = None, "", None
    elif any(getattr(row, name) != before[name] for name in _CORRECTION):
        row.corrected_by = actor


def _check_duty(row: Duty) -> None:
    chosen = {"voice": VOICES, "verb_class": VERB_CLASSES, "relation": RELATIONS,
              "field": Field.values}  # fmt: skip
    for name, values in chosen.items():
        if getattr(row, name) and getattr(row, name) not in values:
            raise DraftError("not_a_choice", field=name)
    for column in row._meta.fields:
        most = column.max_length
        if most and len(str(getattr(row, column.attname) or "")) > most:
            raise DraftError("too_long", field=column.name, most=most)
    if row.value is not None and not row.relation:
        row.relation = ">="
    # a day where the document names none contradicts nothing, so no reason is asked for
    other_day = row.deadline is not None and row.corrected_deadline not in (None, row.deadline)
    if other_day and not row.corrected_why.strip():
        raise DraftError("why_missing")


def _hold(duty: Duty, version: int, actor: User) -> Duty:
    _require_department(actor)
    row = Duty.objects.select_for_update(of=("self",)).filter(pk=duty.pk).first()
    if row is None or row.version != version:
        raise DraftError("changed_meanwhile")
    return row


def _keep(row: Duty | Directive) -> None:
    row.version += 1
    row.save()


def _told(duty: Duty) -> str:
    return duty.quote[:_TOLD]


def _hold_directive(directive: Directive, version: int) -> Directive:
    row = Directive.objects.select_for_update().get(pk=directive.pk)
    if row.version != version:
        raise DraftError("changed_meanwhile")
    return row
