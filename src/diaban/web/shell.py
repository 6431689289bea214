"""What every page shows: menu, language, where the map comes from, whether data are synthetic."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from diaban.spine.parties.models import has_administrator
from diaban.spine.places.models import Boundary, HouseholdCount
from diaban.spine.programme.cascading import waiting_of
from diaban.spine.programme.commenting import mentions_of
from diaban.spine.runs.models import Generation, Run
from diaban.web.access import may_open
from diaban.web.sectors.pages import menu_entries

MENU = (
    ("look_up", _("Look up")),
    ("programme", _("Programme")),
    ("map", _("Map")),
    ("problems", _("To do")),
    ("coverage", _("Coverage")),
    ("field", _("Field work")),
    ("import", _("Import")),
    ("people", _("People")),
)
# after it stand the sectors' own entries
BEFORE_SECTORS = "coverage"
# pages that are reached from an entry and lie beside it
BESIDE = {
    "programme": ("evidence",),
    "problems": ("duplicates", "notices", "certification", "plates", "handover"),
    "people": ("journal",),
}
# how many entries stand side by side at the foot of a phone; what is beyond opens from the last
ON_A_PHONE = 5
# what takes the place of an entry for whom that is closed
INSTEAD = {"coverage": "public_coverage", "field": "field_phone"}
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


def shell(request: HttpRequest) -> dict[str, object]:
    actor = request.user
    menu = _menu(request.path, actor)
    is_local = actor.is_authenticated and actor.is_local_operator
    return {
        "menu": menu,
        "beyond": [entry for entry in menu if entry["beyond"]],
        "signed_in": actor if actor.is_authenticated and not is_local else None,
        # asked for beside the name of who signed in alone
        "mentioned": lambda: mentions_of(actor).count(),
        # asked for on the pages where one arrives
        "waiting_for_me": lambda: waiting_of(actor) if actor.is_authenticated else [],
        "is_local_operator": is_local,
        # asked for on the page of signing in alone
        "has_no_administrator": lambda: not has_administrator(),
        "is_loopback": not settings.PUBLIC_NAMES,
        "other_languages": [(c, n) for c, n in LANGUAGE_NAMES.items() if c != get_language()],
        "synthetic_data": has_synthetic_data(),
        "boundary_sources": _boundary_sources(Generation.of("places")),
    }


def _menu(path: str, actor) -> list[dict[str, object]]:
    entries = []
    for name, label in MENU:
        shown = name if may_open(actor, name) else INSTEAD.get(name, name)
        if may_open(actor, shown):
            entries.append(_entry(path, shown, label))
        if name == BEFORE_SECTORS:
            entries += _of_sectors(path, actor)
    beside = len(entries) if len(entries) <= ON_A_PHONE else ON_A_PHONE - 1
    return [{**entry, "beyond": place >= beside} for place, entry in enumerate(entries)]


def _of_sectors(path: str, actor) -> list[dict[str, object]]:
    found = []
    for entry, beneath in menu_entries():
        name = next((one for one in (entry.page, *entry.instead) if may_open(actor, one)), None)
        if name is not None:
            label = entry.vi if get_language() == "vi" else entry.en
            is_current = path.startswith(beneath)
            found.append({"href": reverse(name), "label": label, "current": is_current})
    return found


def has_synthetic_data() -> bool:
    """Say whether anything made up was ever loaded; asked of small tables, on every page."""
    return (
        Run.objects.filter(synthetic=True).exists()
        or HouseholdCount.objects.filter(synthetic=True).exists()
    )


def _entry(path: str, name: str, label: str) -> dict[str, object]:
    href = reverse(name)
    own = (href, *map(reverse, BESIDE.get(name, ())))
    current = path == href or any(one != "/" and path.startswith(one) for one in own)
    return {"href": href, "label": label, "current": current}


@lru_cache(maxsize=2)
def _boundary_sources(generation: int) -> list[str]:
    return sorted(set(Boundary.objects.values_list("source", flat=True).distinct()))
