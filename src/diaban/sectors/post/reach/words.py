"""What acts of reach and their facts are called in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REACH_ACTS = {
    "post.surveyed": _("Access surveyed"),
    "post.proposed": _("Places to serve proposed"),
    "post.room_offered": _("Room put on offer"),
    "post.rooms_exported": _("List of rooms on offer taken out"),
    "post.room_withdrawn": _("Room on offer taken back"),
}
REACH_FACTS = {
    "households": _("households counted"),
    "proposals": _("proposals"),
    "gained": _("households served more"),
}
