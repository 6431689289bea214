"""What doubts about check-ins are called; the kinds of the engine, and of contradictions."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TITLES = {
    "geofence": gettext_lazy("Far from the point, again and again"),
    "speed": gettext_lazy("Too far away too soon"),
    "frozen": gettext_lazy("The very same position on many days"),
    "shared_device": gettext_lazy("One phone for several people"),
    "other_device": gettext_lazy("Two phones of one person in turn"),
    "photo": gettext_lazy("A photo that was sent before"),
    "clock": gettext_lazy("The phone's clock is off"),
    "perfect": gettext_lazy("Always at the very minute"),
    "code": gettext_lazy("Many wrong codes of the point"),
    "replay": gettext_lazy("A check-in that was sent again hours later"),
    "unproved": gettext_lazy("Without the code or photo shown on other days"),
    "mock": gettext_lazy("A made-up position"),
    "spot_check": gettext_lazy("An inspector found nobody"),
    "report": gettext_lazy("A citizen's report of nobody was confirmed"),
    "absence": gettext_lazy("Checked in while announced as absent"),
}


def title_of(kind: str) -> str:
    return str(TITLES.get(kind, _("Check-ins to be looked at")))
