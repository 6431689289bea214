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
DONE_REFUSALS = {
    "no_standing": _("Only the department marks a task as done."),
    "future": _("This day has not come yet."),
    "too_early": _("This day is more than a year before the programme begins."),
    "done_already": _("Somebody marked this as done meanwhile."),
    "not_done": _("Somebody opened this again meanwhile."),
    "reason_missing": _("Write why the task is open again."),
    "day": _("Write a day."),
}
HANDING_REFUSALS = {
    "no_standing": _("Only the department hands tasks down."),
    "not_adopted": _("The programme is a draft: adopt it first."),
    "not_returned": _("This is not returned any more. Look at what stands there now."),
    "note_missing": _("Write what the unit should know before it answers again."),
    "note_long": _("The note may have 400 characters."),
    "unit": _("There is no commune with this code or name today."),
}
COMMENT_REFUSALS = {
    "empty": _("Write something first."),
    "too_long": _("A comment may have 4,000 characters."),
    "no_standing": _("Only who may see the task comments on it."),
}
