"""Words of the register's pages: gaps, reasons, faults; and of its acts in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from diaban.sectors.post.models import Act

ACT_WORDS = {
    Act.RECORD: _("recorded from a list"),
    Act.CORRECTION: _("corrected by a person"),
    Act.RESOLUTION: _("written address followed"),
    Act.WITHDRAWAL: _("statement taken back"),
}
GAP_WORDS = {
    "position": _("no position"),
    "hours": _("no opening hours"),
    "unread_hours": _("hours not understood"),
    "address": _("no address of the register"),
    "commune": _("commune not known"),
    "kind": _("kind not known"),
    "tenure": _("tenure not known"),
    "services": _("services not known"),
}
STAFFED_WORDS = {
    "yes": _("somebody serves"),
    "no": _("nobody serves"),
    "unknown": _("not known whether"),
}
STATE_WORDS = {
    "open": _("in service"),
    "closed": _("closed"),
    "joined": _("joined to another"),
}
REASON_WORDS = {
    "code_same": _("same code"),
    "code_differs": _("other code"),
    "listed_apart": _("one list has both"),
    "name_same": _("same name"),
    "name_slip": _("name differs by a letter"),
    "name_part": _("one name within the other"),
    "name_differs": _("other name"),
    "door_same": _("same house"),
    "door_differs": _("other house"),
    "place_same": _("same hamlet or building"),
    "commune_same": _("same commune"),
    "commune_possible": _("commune possible after the merger"),
    "commune_differs": _("other commune"),
    "kind_differs": _("other kind"),
    "position_same": _("same spot"),
    "position_near": _("close by"),
    "position_far": _("far from the point's position"),
    "house_differs": _("other house number"),
    "house_letter_differs": _("letter of the house number differs"),
    "house_in_range": _("within a range of numbers"),
    "house_not_asked": _("no house number written"),
    "house_not_registered": _("house number not registered"),
    "lane_order_unknown": _("order of lanes not known"),
    "lane_missing": _("lane missing"),
    "lane_differs": _("other lane"),
    "street_marks_differ": _("street differs by its marks"),
    "street_typo": _("street misspelt"),
    "street_initials": _("street by its initials"),
    "street_completed": _("street completed"),
    "street_in_part": _("street named in part"),
    "name_of_hamlet_or_building": _("a hamlet or building of that name"),
    "group_differs": _("other group"),
    "hamlet_differs": _("other hamlet"),
    "building_differs": _("other building"),
    "commune_from_split": _("commune after a division"),
    "commune_not_said": _("commune not written"),
    "commune_elsewhere": _("in another commune"),
    "former_commune_differs": _("other former commune"),
}
REFUSALS = {
    "stale": _("This question was settled meanwhile, or the point's address has changed."),
    "merged": _("These two are one point already."),
    "made_up": _("A made-up point and a real one, or a made-up address, cannot be one."),
    "reason_missing": _("Write why there is no such address."),
    "nothing_written": _("The point has no written address yet: correct it first."),
    "unknown_address": _("No address of your territory has this identifier."),
    "outside": _("The point would lie outside of your territory, so it was not taken."),
    "day": _("The day is missing, cannot be read or lies in the future."),
    "nothing_new": _("Nothing was changed."),
    "successor": _("The successor must be the identifier (BC-…) of another point that you see."),
}
FACT_NAMES = {
    "name": _("Name"),
    "kind": _("Kind"),
    "operator": _("Operator"),
    "tenure": _("Tenure"),
    "services": _("Services"),
    "hours_text": _("Opening hours"),
    "address_text": _("Written address"),
    "commune_text": _("Written commune"),
    "operator_code": _("Operator's code"),
    "postal_code": _("Postal code"),
    "lat_e7": _("Position"),
    "opened_on": _("Opened on"),
    "closed_on": _("Closed on"),
    "successor": _("Successor"),
}
REGISTER_ACTS = {
    "post.point_opened": _("Post point added"),
    "post.point_corrected": _("Post point corrected"),
    "post.candidate_decided": _("Question about a post point decided"),
    "post.placed": _("Post point put to an address"),
    "post.excepted": _("Post point excepted from having an address"),
    "post.parted": _("Joined post points parted"),
    "post.statement_taken_back": _("Statement about a post point taken back"),
    "post.photo_added": _("Photo added to a post point"),
    "post.photo_taken_down": _("Photo of a post point taken down"),
    "post.points_exported": _("List of post points taken out"),
}
REGISTER_FACTS = {
    "verdict": _("decision"),
    "candidate": _("what it was compared with"),
    "address": _("address"),
    "reason": _("reason"),
    "facts": _("what was said"),
    "statement": _("statement"),
    "photo": _("photo"),
}
