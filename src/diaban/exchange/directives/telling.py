"""A document as it was read, for programs and terminals: head, draft duties, findings, unread."""

from __future__ import annotations

from typing import Any

from diaban.engines.reading import (
    Draft,
    Duty,
    Kind,
    Letterhead,
    lint,
    read,
    read_letterhead,
)
from diaban.exchange.directives.opening import Directive


def tell_reading(opened: Directive, year: int | None = None) -> dict[str, Any]:
    """Read a document and tell it as plain values; places count from 0 in the text as read."""
    head = read_letterhead(opened.text)
    draft = read(opened.text, year=year, day=head.day)
    findings = lint(draft.duties, day=draft.day or head.day)
    return {
        "head": _tell_head(head),
        "genre": draft.genre,
        "voice": draft.voice,
        "letters": len(opened.text),
        "unread": unread_share(draft, opened.text),
        "duties": [_tell_duty(number, duty) for number, duty in enumerate(draft.duties, start=1)],
        "findings": [
            {
                "duty": finding.duty + 1,
                "flaw": finding.flaw.value,
                "severity": finding.severity.value,
                "other": None if finding.other is None else finding.other + 1,
            }
            for finding in findings
        ],
        "notes": [note.code for note in opened.notes],
    }


def unread_share(draft: Draft, text: str) -> float:
    """Return the share of letters, blanks not counted, that no rule read."""
    letters = dict.fromkeys(Kind, 0)
    for stretch in draft.stretches:
        letters[stretch.kind] += len("".join(stretch.span.of(text).split()))
    whole = sum(letters.values())
    return round(letters[Kind.UNREAD] / whole, 4) if whole else 0.0


def _tell_head(head: Letterhead) -> dict[str, Any]:
    return {
        "issuer": head.issuer,
        "line": head.line,
        "number": head.number,
        "symbol": head.symbol,
        "place": head.place,
        "day": head.day.isoformat() if head.day else None,
        "kind": head.kind,
        "abstract": head.abstract,
        "signer": head.signer,
        "recipients": list(head.recipients),
    }


def _tell_duty(number: int, duty: Duty) -> dict[str, Any]:
    target, deadline = duty.target, duty.deadline
    return {
        "number": number,
        "start": duty.span.start,
        "end": duty.span.end,
        "quote": duty.quote,
        "voice": duty.voice,
        "field": duty.field,
        "verb_class": duty.verb_class,
        "lead": duty.lead,
        "partners": list(duty.partners),
        "relation": target.relation if target else None,
        "value": target.value if target else None,
        "unit": target.unit if target else None,
        "deadline": deadline.day.isoformat() if deadline else None,
        "deadline_said": deadline.written if deadline else None,
        "product": duty.product,
        "basis": list(duty.basis),
        "open_ended": duty.open_ended,
        "sure": duty.sure,
        "proposed": duty.proposed,
    }
