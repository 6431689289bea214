"""States, answers and refusals of the programme in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from diaban.spine.programme.statuses import Status

STATUS_WORDS = {
    Status.DONE_ON_TIME: _("Done on time"),
    Status.DONE_LATE: _("Done late"),
    Status.OPEN_IN_TIME: _("Open, in time"),
    Status.OVERDUE: _("Open, overdue"),
}
ANSWER_REFUSALS = {
    "answered_already": _("This was answered already: the first answer stands."),
    "no_standing": _("Only the officers of a unit answer for it."),
    "taken_back": _("The department took this task back meanwhile: nothing is to be answered."),
    "reason_missing": _("Write why the task is returned."),
    "reason_long": _("The reason may have 400 characters."),
}
EXTENSION_REFUSALS = {
    "no_standing": _("Only the department gives more time."),
    "reason_missing": _("Write why more time is given."),
    "no_deadline": _("No day was set for this task, so there is nothing to extend."),
    "not_later": _("The new day must be after the one that holds now."),
    "done_already": _("The task is done."),
    "second": _(
        "A task is extended once. A second time somebody else of the department must allow it:"
        " choose who."
    ),
    "day": _("Write a day."),
}
FIRST_DEADLINE_REFUSALS = {
    "no_standing": _("Only the department sets a deadline."),
    "reason_missing": _("Write why it has this deadline."),
    "not_adopted": _("A deadline is set here once the plan is adopted, and until it is closed."),
    "has_one": _("The task has a deadline already: more time is an extension."),
    "done_already": EXTENSION_REFUSALS["done_already"],
    "before_document": _("The deadline is before the document that asks for it."),
    "before_programme": _("This day is before the plan begins."),
    "day": EXTENSION_REFUSALS["day"],
}
DONE_REFUSALS = {
    "no_standing": _("Only the department marks a task as done."),
    "future": _("This day has not come yet."),
    "too_early": _("This day is more than a year before the programme begins."),
    "done_already": _("Somebody marked this as done meanwhile."),
    "not_done": _("Somebody opened this again meanwhile."),
    "reason_missing": _("Write why the task is open again."),
    "not_adopted": _("The programme is a draft: adopt it first."),
    "no_round": _("The task has no round with this day."),
    "too_soon": _(
        "This day is not after the day of the round before: it is too soon for this one."
    ),
    "rounds_ahead": _("A round is due on this day or later: say each of them when it is done."),
    "day": _("Write a day."),
}
HANDING_REFUSALS = {
    "no_standing": _("Only the department hands tasks down."),
    "not_adopted": _("The programme is a draft: adopt it first."),
    "not_returned": _("This is not returned any more. Look at what stands there now."),
    "note_missing": _("Write what the unit should know before it answers again."),
    "note_long": _("The note may have 400 characters."),
    "nothing_waits": _("Every unit has acknowledged it: there is nobody to take it back from."),
    "unit": _("There is no commune with this code or name today."),
}
COMMENT_REFUSALS = {
    "empty": _("Write something first."),
    "too_long": _("A comment may have 4,000 characters."),
    "no_standing": _("Only who may see the task comments on it."),
}
