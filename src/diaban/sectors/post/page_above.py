"""The page above a working page of the sector: the leading one, or of the staff their rosters."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from diaban.spine.parties.access import OFFICE


def page_above(request: HttpRequest) -> tuple[str, str]:
    """Return the address and the words of the page from which this person came in."""
    if request.user.role in OFFICE:
        return reverse("post_overview"), _("Post")
    return reverse("post_rosters"), _("Rosters")
