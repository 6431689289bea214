"""What the acts of the journal are called on its page; an act without words shows its name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACT_WORDS = {
    "run.done": _("Bulk work done"),
    "open_data.published": _("Open data published"),
    "plates.ordered": _("Plates ordered"),
    "plates.printed": _("Plates printed"),
    "plates.attached": _("Plate attached"),
    "plates.replaced": _("Plate replaced"),
    "plates.withdrawn": _("Plate withdrawn"),
    "mistakes.settled": _("Reported mistake dealt with"),
    "lots.drawn": _("Lots drawn"),
    "lot.handed": _("Lot handed over"),
    "lot.closed": _("Lot closed"),
    "conflict.decided": _("Conflict of field work decided"),
    "capture.tried_again": _("Refused capture tried again"),
    "capture.set_aside": _("Refused capture set aside"),
    "person.invited": _("Person invited"),
    "person.joined": _("Invitation accepted"),
    "person.changed": _("Person changed"),
    "person.locked": _("Account locked"),
    "person.unlocked": _("Account unlocked"),
    "charge.given": _("Territory given"),
    "charge.ended": _("Territory ended"),
    "api_client.added": _("Another system added"),
    "api_key.made": _("Key made"),
    "api_key.revoked": _("Key revoked"),
    "duty.assigned": _("Duty assigned"),
    "sign_in.done": _("Signed in"),
    "sign_in.refused": _("Sign-in refused"),
    "sign_in.ended": _("Signed out"),
    "sign_in.ended_everywhere": _("Signed out everywhere"),
    "sign_in.means_changed": _("Way of signing in changed"),
}
