"""What acts of presence and their facts are called in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

PRESENCE_ACTS = {
    "post.rosters_exported": _("Rosters taken out"),
    "post.absences_exported": _("Absences taken out"),
    "post.device_enrolled": _("Key of a phone enrolled"),
    "post.device_confirmed": _("Key of a phone confirmed"),
    "post.device_revoked": _("Key of a phone revoked"),
    "post.checked_in": _("Check-ins taken"),
    "post.check_in_refused": _("Check-in refused"),
    "post.screen_linked": _("Link for a point's screen made"),
    "post.card_printed": _("Weekly card of codes printed"),
    "post.code_renewed": _("Code of a point renewed"),
    "post.posted": _("Staff posted to a point"),
    "post.posting_ended": _("Posting ended"),
    "post.shifts_entered": _("Shifts entered"),
    "post.shift_ended": _("Shift ended"),
    "post.absence_announced": _("Absence announced"),
    "post.absence_withdrawn": _("Absence withdrawn"),
    "post.flag_settled": _("Doubt about check-ins looked into"),
    "post.flag_commented": _("Comment on a doubt"),
    "post.spot_checked": _("Spot check"),
    "post.report_settled": _("Citizens' report settled"),
    "post.presence_made_up": _("Presence made up for trying out"),
}
PRESENCE_FACTS = {
    "points": _("post points"),
    "week": _("week from"),
    "mode": _("how the code is shown"),
    "counts": _("counts on"),
    "person": _("account of whom"),
    "first_day": _("first day"),
    "check": _("visit"),
    "found": _("found"),
    "corrects": _("corrects the visit"),
    "report": _("report"),
    "confirmed": _("confirmed"),
}
