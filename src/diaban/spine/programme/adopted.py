"""Which programmes stand open to a reader, and which of them opens first: one rule everywhere."""

from __future__ import annotations

from diaban.spine.places.units import today
from diaban.spine.programme.models import Programme, Stage


def adopted_programmes(actor) -> list[Programme]:
    """Return what was adopted and the actor may see; drafts are the department's.

    What is real stands before what is made up, running ones first, then the latest; of those that
    begin on one day a year's stands before the longer plan that it stands in.
    """
    adopted = Programme.objects.visible_to(actor).exclude(stage=Stage.DRAFT)
    latest = adopted.order_by("-begins_on", "ends_on", "-adopted_on", "-pk")
    day = today()
    return sorted(latest, key=lambda one: (one.synthetic, not one.begins_on <= day <= one.ends_on))
