"""What the pages of documents and plans say about kinds, lines, voices, flaws and refusals."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from diaban.engines.reading import Flaw, Severity
from diaban.spine.programme.directives import Document, DutyState, Line
from diaban.spine.programme.marks import Mark
from diaban.spine.programme.models import Stage

KINDS = {
    Document.RESOLUTION: _("resolution"),
    Document.DECISION: _("decision"),
    Document.DIRECTIVE: _("directive"),
    Document.NOTICE: _("notice"),
    Document.PROGRAMME: _("programme of work"),
    Document.PLAN: _("plan"),
    Document.SCHEME: _("scheme"),
    Document.REPORT: _("report"),
    Document.LETTER: _("official letter"),
    Document.TELEGRAM: _("official telegram"),
    Document.AGREEMENT: _("cooperation agreement"),
    Document.NEWS: _("report in the press"),
}
LINES = {
    Line.MINISTRY: _("ministry, Government"),
    Line.PARTY: _("Party committee"),
    Line.COUNCIL: _("People's Council"),
    Line.COMMITTEE: _("People's Committee"),
    Line.OWN: _("the department itself"),
    Line.OTHER: _("another body"),
}
VOICES = {
    "ministry": _("the ministry asks"),
    "city": _("the city asks"),
    "department": _("the department pledges"),
    "unit": _("a unit pledges"),
    "unsaid": _("not said who asks"),
}
VERB_CLASSES = {
    "new": _("new work"),
    "continue": _("goes on"),
    "intensify": _("is stepped up"),
    "finish": _("is brought to an end"),
}
RELATIONS = {
    ">=": _("at least"),
    ">": _("more than"),
    "=": _("exactly"),
    "<=": _("at most"),
    "<": _("less than"),
}
STATES = {
    DutyState.DRAFT: _("draft"),
    DutyState.ACCEPTED: _("accepted"),
    DutyState.REJECTED: _("rejected"),
}
MARKS = {
    Mark.DUTY: _("duty"),
    Mark.CONTEXT: _("reasons and headings"),
    Mark.FURNITURE: _("head, recipients, signature"),
    Mark.ASIDE: _("read by a person, asks for nothing"),
    Mark.UNREAD: _("not read yet"),
}
SEVERITIES = {
    Severity.ERROR: _("cannot be meant"),
    Severity.WARNING: _("probably a slip"),
    Severity.QUESTION: _("to be asked"),
}
# what a duty, a task or a target lacks: one lack by one name on the desk, the plan and its table
NOTHING_COUNTS = _("Nothing counts it yet")
NO_NUMBER = _("No number to reach yet")
NO_DAY = _("No day set yet")
# what is wrong, and what to do about it on the desk: nothing where the plan asks again
FLAWS = {
    Flaw.NO_OWNER: (
        _("Nobody is named to do it."),
        "",
    ),
    Flaw.NO_TERM: (
        NO_DAY,
        "",
    ),
    Flaw.NO_PRODUCT: (
        _("It does not say what shall be there in the end."),
        "",
    ),
    Flaw.NO_MEASURE: (
        NO_NUMBER,
        "",
    ),
    Flaw.TERM_BEFORE_DOCUMENT: (
        _("Its day is before the document's own."),
        _("Edit: write the day that is meant, and why. What is written stays."),
    ),
    Flaw.PARTNER_MISSING: (
        _("“Together with”, but nobody is named."),
        _("Edit: write the partners."),
    ),
    Flaw.SAID_TWICE: (_("The same is asked twice."), _("Make one task of both in the plan.")),
    Flaw.EXTENDED_TWICE: (
        _("Its day was put off more than once."),
        _("Somebody must answer for it by name."),
    ),
    Flaw.OPEN_LIST: (
        _("Its list ends in “…”, so nobody can say when it is done."),
        _("Edit: ask the issuer, and write the product."),
    ),
}
# what the plan asks again, in a word each: nobody needs to answer it on the desk
LATER = {
    Flaw.NO_OWNER: _("who leads"),
    Flaw.NO_TERM: _("a day"),
    Flaw.NO_PRODUCT: _("a product"),
    Flaw.NO_MEASURE: _("a number to reach"),
}
STAGES = {
    Stage.DRAFT: _("draft"),
    Stage.ADOPTED: _("adopted"),
    Stage.CLOSED: _("closed"),
}
ORPHANS = {
    "no_task": _("no task carries it out"),
    "no_target": _("its task has no target"),
    "no_gauge": _("nothing counts it yet, and nobody says what is missing"),
    "unknown_measure": _("what counted it is not there any more"),
}
IMPOSSIBLE = {
    "before_programme": _("The deadline is before the programme begins."),
    "before_document": _("The deadline is before the document that asks for it."),
    "window": _("The target ends before it begins."),
    "milestone": _("A milestone lies outside the target's time."),
    "milestone_twice": _("Two milestones are of one day."),
}
FIELD_NAMES = {
    "issuer_name": _("Issuer"),
    "abstract": _("What it is about"),
    "number": _("Number"),
    "symbol": _("Symbol"),
    "issued_at": _("Place of issue"),
    "issued_on": _("Date"),
    "signer": _("Signed by"),
    "recipients": _("Recipients"),
    "parties": _("Parties"),
    "valid_until": _("In force until"),
    "kind": _("Kind"),
    "line": _("Line of authority"),
    "lead_said": _("Who leads"),
    "partners_said": _("Partners"),
    "basis": _("Legal basis"),
    "product": _("Product"),
    "wording": _("In short"),
    "voice": _("Voice"),
    "field": _("Field"),
    "verb_class": _("Sort of work"),
    "relation": _("Number"),
    "value": _("Number"),
    "value_unit": _("Unit"),
    "deadline_said": _("Day as written"),
    "lacks": _("What is missing"),
    "measure": _("What counts it"),
    "milestones": _("Milestones"),
    "corrected_deadline": _("Day that is meant"),
    "corrected_why": _("Why this day"),
    "start": _("From character"),
    "end": _("To character"),
    "at": _("Split before"),
    "title": _("Title"),
    "threshold": _("Shall reach"),
    "begins_on": _("Begins on"),
    "ends_on": _("Ends on"),
    "original_deadline": _("Deadline"),
    "noun_vi": _("What is counted"),
    "counts_alike": _("each commune counts the same, however large"),
    "places": _("Communes of the target"),
}
REFUSALS = {
    "no_standing": _("Only the department changes documents, duties and plans."),
    "changed_meanwhile": _(
        "Somebody changed this meanwhile. Nothing of theirs and nothing of yours is lost: below is "
        "what is stored now, and what you wrote. Look at both and decide again."
    ),
    "in_use": _("A task was made of this duty. Take it out of the plan first."),
    "no_words": _("Select at least one word."),
    "outside_text": _("These places are outside the text, which has %(most)s characters."),
    "overlaps": _("These words belong to another duty: “%(text)s”. Shorten that one first."),
    "none_chosen": _("No duty was chosen."),
    "nothing_behind": _("There is no duty behind this one to merge with."),
    "cut_outside": _("Choose a place within the duty, with words before and behind it."),
    "lead_ended": _("%(body)s ended on %(day)s. Now: %(owners)s. Write who leads it now."),
    "lead_ended_unknown": _(
        "%(body)s ended on %(day)s, and who has this work since is unknown. Write who leads it now."
    ),
    "why_missing": _("Write why another day is meant than the one that is written."),
    "field_missing": _("%(field)s: fill this in."),
    "not_a_choice": _("%(field)s: choose from the list."),
    "future": _(
        "%(field)s: %(day)s has not come yet. Write the day that stands on the signed document;"
        " a draft is entered once it is signed."
    ),
    "entered_already": _("This document is in the register already."),
    "too_long": _("%(field)s: at most %(most)s characters."),
    "empty": _("There is no text. Paste it, or choose a file."),
    "not_official": _("Choose the official document that the report was about."),
    "no_day": _("%(field)s: “%(value)s” is no day. Write it as 31/12/2026."),
    "no_number": _("%(field)s: “%(value)s” is no number. Write it as 95 or 1.234,5."),
    "no_file": _("Paste the text, or choose a file."),
    "no_duties": _("Choose at least one accepted duty."),
    "days_turned": _("The last day is before the first."),
    "outside_parent": _("The years lie outside those of the programme above it."),
    "parts_outside": _("A plan that stands in this one would lie outside its years."),
    "adopted_already": _("The programme is adopted; this is not changed any more."),
    "not_adopted": _("Adopt the programme first."),
    "no_tasks": _("There is no task in this programme yet."),
    "cannot_be_meant": _("Something in it cannot be meant. It is marked below."),
    "threshold": _("%(field)s: a share from 0 to 100."),
    "amount": _("%(field)s: a whole number from 1 on."),
    "share_and_amount": _(
        "A number of the whole city has no weights: take back that each commune counts the same."
    ),
    "milestone": _("Milestones: each line is a day and a share, as 30/6/2026 50."),
    "milestone_twice": _("Milestones: two lines are of one day. Leave one of them."),
    "no_tasks_chosen": _("Choose at least one task."),
    "no_units": _("Choose at least one commune."),
    "nothing_waits": _("Every unit has acknowledged it: there is nobody to take it back from."),
    "gauged": _("What counts it was chosen already. Change the task instead."),
    "register_no_standing": _("Only the department keeps registers."),
    "register_words": _("A register needs a title and what is counted."),
    "register_key": _("A register needs a title and what is counted."),
    "register_key_taken": _("Another register has this title. Choose it from the list."),
    "counted_already": _(
        "Something counts it by now. A register is opened in the task's own form."
    ),
    "no_targets": _("Choose at least one target."),
    "lacks_missing": _("Choose what counts it, or write what is missing."),
}


def say_refusal(reason: str, details: dict[str, object] | None = None) -> str:
    """Put a refusal of the desk or of a plan into words."""
    told = dict(details or {})
    told["field"] = FIELD_NAMES.get(str(told.get("field", "")), _("Text"))
    day = told.get("day")
    if isinstance(day, date):
        told["day"] = f"{day.day}/{day.month}/{day.year}"
    return str(REFUSALS[reason]) % {"most": "", "value": "", "text": "", **told}
