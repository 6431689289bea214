"""Loading the duties of 2021 and the demonstration programme made of them.

Directive, duties and tasks are as the two tables beside this module have them. The counts in the
registers, what is declared, what communes answer, and which tasks and rounds are done are made up
and labelled so; the tasks' days are those of 2021 in the year in which the programme is loaded.
"""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone

from diaban.exchange.programme_2021.above import load_agreement, load_plans_above
from diaban.exchange.programme_2021.answers import hand_to_districts, make_answers
from diaban.exchange.programme_2021.documents import enter_document
from diaban.exchange.programme_2021.evidence import make_evidence
from diaban.spine.evidence.models import Register
from diaban.spine.journal.recording import record
from diaban.spine.parties.departments import DEPARTMENT_OF_2021, load_departments
from diaban.spine.parties.models import Organisation, User
from diaban.spine.places.units import today
from diaban.spine.programme.cascading import adopt, hand_down
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
from diaban.spine.programme.rounds import keep_rounds
from diaban.spine.programme.statuses import mark_round_done

TITLE = "Chương trình hành động theo chỉ đạo tháng 1/2021 (trình diễn)"
_ISSUED_ON = date(2021, 1, 20)
_ABSTRACT = "Hội nghị triển khai nhiệm vụ năm 2021 của Sở TT&TT Hà Nội, theo tin báo"
_CITED = "Sở TT&TT Hà Nội, hội nghị 20/1/2021"
Row = dict[str, Any]


def programme_is_loaded() -> bool:
    return Programme.objects.filter(title=TITLE).exists()


def load_programme(actor: User) -> Programme:
    """Load the programme, adopt it and hand it down, once; return it."""
    known = Programme.objects.filter(title=TITLE).first()
    if known is not None:
        return known
    load_departments()
    with transaction.atomic():
        duties, around = _load_duties(actor), _read("above.toml")
        programme = _begin(actor)
        for row in _read("tasks.toml")["task"]:
            _load_task(programme, row, duties, actor)
        _load_agreement(programme, around["agreement"], actor)
        record(actor, "programme.loaded", f"programme:{programme.pk}", {"duties": len(duties)})
        make_evidence(programme, actor)
        above = load_plans_above(programme, around["plan"], duties, actor)
        for plan in (*above, programme):
            _adopt_as_of_its_first_day(plan, actor)
        for plan, said in zip(above, around["plan"], strict=True):
            if "handed_to_districts" in said:
                hand_to_districts(plan, said["handed_to_districts"], actor)
        hand_down(programme.tasks.all(), actor)
        make_answers(programme, actor)
        for row in _read("tasks.toml")["task"]:
            _say_of_rounds(programme, row, actor)
    return programme


def _adopt_as_of_its_first_day(plan: Programme, actor: User) -> None:
    """Adopt a plan as if it had been so all along.

    It is loaded on any day of its year; were it adopted on that day, no window of before would
    report it, and a demonstration of closing the last month would show nothing.
    """
    adopt(plan, actor)
    plan.adopted_on = plan.begins_on
    plan.save(update_fields=["adopted_on"])
    keep_rounds(plan.tasks.all())


def _read(name: str) -> Row:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


def _load_duties(actor: User) -> dict[str, Duty]:
    rows = _read("duties.toml")["duty"]
    text, spans = _compose(rows)
    directive = enter_document(
        text,
        actor,
        kind=Document.NEWS,
        line=Line.MINISTRY,
        issuer_name="Thông tấn xã Việt Nam, tin về hội nghị",
        issued_on=_ISSUED_ON,
        abstract=_ABSTRACT,
    )
    return {
        row["key"]: Duty.objects.create(
            directive=directive, start=start, end=end, **_facts(row, actor)
        )
        for row, (start, end) in zip(rows, spans, strict=True)
    }


def _compose(rows: list[Row]) -> tuple[str, list[tuple[int, int]]]:
    """Write a text of our own sentences around the short phrases, and say where each duty is."""
    text, spans = "", []
    for row in rows:
        text += f"{row['asks']}: “"
        start = len(text)
        text += row["phrase"]
        spans.append((start, len(text)))
        text += f"”{', ' + row['said'] if row.get('said') else ''}.\n"
    return text, spans


def _facts(row: Row, actor: User) -> Row:
    corrected = row.get("corrected")
    return {
        "key": row["key"],
        "wording": row["asks"],
        "voice": row["voice"],
        "field": row.get("field", ""),
        "basis": row.get("basis", ""),
        "relation": row.get("relation", ""),
        "value": row.get("value"),
        "value_unit": "%" if "value" in row else "",
        "deadline_said": row.get("said", ""),
        "deadline": row.get("deadline"),
        "corrected_deadline": corrected,
        "corrected_why": row.get("why", ""),
        "corrected_by": actor if corrected else None,
        "state": DutyState.ACCEPTED,
    }


def _load_agreement(programme: Programme, agreement: Row, actor: User) -> None:
    """Enter the agreement and let tasks that the conference asked for serve its clauses too."""
    # in force as long as tasks of this year carry it out, whatever year that is
    clauses = load_agreement(agreement, _ISSUED_ON, programme.ends_on, actor)
    for row in agreement["clause"]:
        programme.tasks.get(number=row["task"]).duties.add(clauses[row["key"]])


def _begin(actor: User) -> Programme:
    year = today().year
    return Programme.objects.create(
        title=TITLE,
        begins_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        organisation=Organisation.objects.get(name=DEPARTMENT_OF_2021),
        synthetic=True,
        made_at=timezone.now(),
        made_by=actor,
    )


def _load_task(programme: Programme, row: Row, duties: dict[str, Duty], actor: User) -> None:
    done_on = _day(programme, row["done"]) if "done" in row else None
    task = Task.objects.create(
        programme=programme,
        number=row["number"],
        title=row["title"],
        field=row.get("field", ""),
        lead=programme.organisation,
        product=row.get("product", ""),
        original_deadline=_day(programme, row["due"]),
        done_on=done_on if done_on and done_on <= today() else None,
    )
    own = [duties[key] for key in row["duties"]]
    task.duties.set(own)
    target = Target.objects.create(
        task=task,
        title=row.get("target", row["title"]),
        threshold=row.get("threshold"),
        begins_on=programme.begins_on,
        ends_on=programme.ends_on,
        milestones=_milestones(programme, row),
        duty=own[0],
        lacks=row.get("lacks", ""),
    )
    if "lacks" in row:
        return
    Gauge.objects.create(
        target=target,
        measure=row.get("measure", ""),
        register=_open_register(row, actor) if "register" in row else None,
        valid_from=date(programme.begins_on.year - 1, 1, 1),
        set_at=timezone.now(),
        set_by=actor,
    )


def _say_of_rounds(programme: Programme, row: Row, actor: User) -> None:
    for said in row.get("rounds", []):
        due_on, done_on = (_day(programme, text) for text in said)
        if done_on <= today():
            mark_round_done(programme.tasks.get(number=row["number"]), due_on, done_on, actor)


def _day(programme: Programme, text: str) -> date:
    month, day = map(int, text.split("-"))
    return date(programme.begins_on.year, month, day)


def _milestones(programme: Programme, row: Row) -> list[list[object]]:
    if "threshold" not in row:
        return []
    begins, ends = programme.begins_on.isoformat(), programme.ends_on.isoformat()
    return [[begins, 0.0], [ends, row["threshold"]]]


def _open_register(row: Row, actor: User) -> Register:
    said = row["register"]
    return Register.objects.create(
        **said,
        field=row.get("field", ""),
        source=_CITED,
        opened_at=timezone.now(),
        opened_by=actor,
    )
