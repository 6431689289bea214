"""What the demonstration programme stands in: the longer plans above it, and an agreement.

The duties of 2021 name a five-year plan, a scheme and an agreement with the ministry; none of them
is at hand. The two plans are of the years around today, and the agreement's words are ours: all
three are made up and labelled so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from diaban.exchange.programme_2021.documents import enter_document
from diaban.spine.evidence.models import Register
from diaban.spine.parties.models import User
from diaban.spine.programme.models import (
    Document,
    Duty,
    DutyState,
    Gauge,
    Line,
    Programme,
    Target,
    Task,
)

_ABOUT = "Thỏa thuận hợp tác giữa thành phố và Bộ (trình diễn)"
Row = dict[str, Any]


def load_agreement(agreement: Row, signed_on: date, until: date, actor: User) -> dict[str, Duty]:
    """Enter the agreement that a duty of 2021 names, in force until a day; return its clauses.

    They are told by their keys; each is carried out by the first party together with the second.
    """
    clauses, (first, second) = agreement["clause"], agreement["parties"]
    text, spans = "", []
    for number, clause in enumerate(clauses, start=1):
        text += f"{number}. "
        spans.append((len(text), len(text) + len(clause["words"])))
        text += f"{clause['words']}.\n"
    document = enter_document(
        text,
        actor,
        kind=Document.AGREEMENT,
        line=Line.OTHER,
        issuer_name=first,
        parties="; ".join(agreement["parties"]),
        issued_on=signed_on,
        valid_until=until,
        abstract=_ABOUT,
    )
    return {
        clause["key"]: Duty.objects.create(
            directive=document,
            key=clause["key"],
            start=start,
            end=end,
            wording=clause["words"],
            voice="ministry",
            lead_said=first,
            partners_said=second,
            field=clause.get("field", ""),
            state=DutyState.ACCEPTED,
        )
        for clause, (start, end) in zip(clauses, spans, strict=True)
    }


def load_plans_above(
    programme: Programme, plans: list[Row], duties: Mapping[str, Duty], actor: User
) -> list[Programme]:
    """Make the longer plans, the longest first, and let the year's programme stand in the last.

    The registers that their targets are counted from are those of the year's programme.
    """
    made: list[Programme] = []
    for plan in plans:
        begins = programme.begins_on.year - (programme.begins_on.year - 1) % plan["years"]
        longer = Programme.objects.create(
            title=plan["title"],
            begins_on=date(begins, 1, 1),
            ends_on=date(begins + plan["years"] - 1, 12, 31),
            parent=made[-1] if made else None,
            organisation=programme.organisation,
            synthetic=True,
            made_at=timezone.now(),
            made_by=actor,
        )
        for number, task in enumerate(plan["task"], start=1):
            _load_task(longer, number, task, duties, actor)
        made.append(longer)
    programme.parent = made[-1]
    programme.save(update_fields=["parent"])
    return made


def _load_task(
    programme: Programme, number: int, row: Row, duties: Mapping[str, Duty], actor: User
) -> None:
    task = Task.objects.create(
        programme=programme,
        number=str(number),
        title=row["title"],
        field=row["field"],
        lead=programme.organisation,
        product=row["product"],
        original_deadline=programme.ends_on,
    )
    own = [duties[key] for key in row["duties"]]
    task.duties.set(own)
    begins, ends = programme.begins_on.isoformat(), programme.ends_on.isoformat()
    target = Target.objects.create(
        task=task,
        title=row["target"],
        threshold=row["threshold"],
        begins_on=programme.begins_on,
        ends_on=programme.ends_on,
        milestones=[[begins, 0.0], [ends, row["threshold"]]],
        duty=own[0],
    )
    key = row.get("register")
    Gauge.objects.create(
        target=target,
        measure=row.get("measure", ""),
        register=Register.objects.get(key=key) if key else None,
        valid_from=programme.begins_on,
        set_at=timezone.now(),
        set_by=actor,
    )
