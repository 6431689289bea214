"""An answer of the registry turned into what the look-up page shows."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from diaban.engines import vpostcode
from diaban.spine.addresses import merging
from diaban.spine.places.models import Extent, Unit
from diaban.spine.places.units import postal_codes_of, today
from diaban.web.loopback import is_loopback
from diaban.web.pages.wording import say_problem, say_suggestion
from diaban.web.pages.written_parts import describe_written, say_written

if TYPE_CHECKING:
    from diaban.spine.addresses.looking_up import Answer

MOST_ADDRESSES = 12
WHOLE = {Extent.WHOLE, Extent.UNCHANGED}


def describe(answer: Answer, text: str, request: HttpRequest) -> dict[str, object]:
    """Return the template's context for an answer to ``text``."""
    problem = say_problem(answer.problem.reason, answer.problem.details) if answer.problem else ""
    code = answer.candidates[0].vpostcode if _is_certain(answer) else ""
    tail = answer.cell.tail if answer.cell else ""
    shown = vpostcode.format_code(code or tail) if tail else ""
    context = {
        "problem": problem,
        "suggestions": [_suggestion(s, text) for s in answer.suggestions],
        "code": code,
        "tail": tail,
        "shown_code": shown,
        "unit": answer.candidates[0].unit if code else None,
        "choices": answer.candidates,
        "outside": answer.outside,
        "cell": answer.cell,
        "centre": answer.cell.centre if answer.cell else None,
        "former": answer.former,
        "same_parent": _common_parent([f.unit for f in answer.former]),
        "lapsed_on": answer.lapsed_on,
        "merged": answer.merged,
        "nothing": answer.kind == "nothing",
        "places": _places(answer.places),
        "map_data": json.dumps(_map_data(answer, code), separators=(",", ":")),
        "said": _said(answer, shown, problem),
    }
    context |= describe_written(answer.written) if answer.written else {}
    return context | _addresses(answer) | _joined(answer, request) | _sharing(answer, code, request)


def _common_parent(units: list[Unit]) -> Unit | None:
    parents = {unit.parent_id: unit.parent for unit in units}
    return next(iter(parents.values())) if len(parents) == 1 else None


def _is_certain(answer: Answer) -> bool:
    return bool(answer.cell and answer.certain and answer.candidates)


def _addresses(answer: Answer) -> dict[str, object]:
    """Doors stand under the cell they share, or as a list of their own; flats are only counted."""
    doors = [a for a in answer.addresses if a.parent_id is None] or answer.addresses[:1]
    flats = len(answer.addresses) - len(doors)
    if answer.cell is None:
        return {"listed_addresses": doors[:MOST_ADDRESSES]}
    return {
        "addresses": doors[:MOST_ADDRESSES],
        "more_addresses": max(0, len(doors) - MOST_ADDRESSES),
        "flats": flats,
    }


def _joined(answer: Answer, request: HttpRequest) -> dict[str, object]:
    """Return the one address that was asked for and who was merged into it: each may be parted."""
    if len(answer.addresses) != 1 or (answer.kind != "address" and answer.merged is None):
        return {}
    kept = answer.addresses[0]
    return {"kept": kept, "joined": merging.merged_into(kept, request.user)}


def _sharing(answer: Answer, code: str, request: HttpRequest) -> dict[str, object]:
    """Return the link to this answer and what its QR code says.

    On loopback a link would be dead on the phone that scans it, so the QR holds the point.
    """
    if answer.cell is None:
        return {}
    lat, lng = answer.cell.centre
    point = f"{lat:.6f},{lng:.6f}"
    link = request.build_absolute_uri(f"{reverse('look_up')}?{urlencode({'q': code or point})}")
    is_link = not is_loopback(request.get_host())
    label = code or answer.cell.tail
    return {
        "share_link": link,
        "qr_is_link": is_link,
        "qr_text": link if is_link else f"geo:{point}?q={point}({label})",
    }


def _suggestion(suggestion: object, text: str) -> dict[str, object]:
    """Cut the offered code into parts, marking the characters that were changed."""
    code = suggestion.code
    typed = "".join(character for character in text.upper() if character.isalnum())
    pairs = zip(code, typed, strict=True) if len(typed) == len(code) else ()
    marks = [typed_one != meant for meant, typed_one in pairs] or [False] * len(code)
    parts = []
    for place, (character, changed) in enumerate(zip(code, marks, strict=True)):
        if place in {5, 9}:
            parts.append((" ", False))
        parts.append((character, changed))
    return {
        "code": code,
        "parts": parts,
        "reason": say_suggestion(suggestion.kind),
        "registered": suggestion.registered,
    }


def _places(units: list[Unit]) -> list[dict[str, object]]:
    codes = postal_codes_of(today()) if units else {}
    return [_place(unit, codes.get(unit.pk, "")) for unit in units]


def _place(unit: Unit, postal_code: str) -> dict[str, object]:
    became = unit.became.select_related("successor").order_by("successor__sort_key")
    came_from = unit.came_from.select_related("predecessor").order_by("predecessor__sort_key")
    located = unit.lat is not None and unit.lng is not None
    return {
        "unit": unit,
        "postal_code": postal_code,
        "last_day": unit.valid_to - timedelta(days=1) if unit.valid_to else None,
        "became": [(s.successor.full_name, s.extent not in WHOLE) for s in became],
        "came_from": [s.predecessor.full_name for s in came_from],
        "link": f"{reverse('look_up')}?q={unit.lat:.6f}%2C+{unit.lng:.6f}" if located else "",
    }


def _map_data(answer: Answer, code: str) -> dict[str, object]:
    if answer.cell is not None:
        cell = answer.cell
        units = [answer.candidates[0].unit.code] if code else []
        return {"cell": [cell.west, cell.south, cell.east, cell.north], "units": units}
    if answer.written is not None:
        return {"units": [one.code for one in answer.written.conversion.candidates]}
    spots = [[u.lng, u.lat] for u in answer.places if u.lat is not None]
    return {"spots": spots, "units": [u.code for u in answer.places if u.valid_to is None]}


def _said(answer: Answer, shown: str, problem: str) -> str:
    """Return the sentence that a screen reader hears."""
    parts = [problem]
    if _is_certain(answer):
        parts.append(
            _("Code %(code)s, %(unit)s.")
            % {"code": shown, "unit": answer.candidates[0].unit.full_name}
        )
    elif answer.cell is not None:
        parts.append(_("Place %(tail)s; the postal code is not certain.") % {"tail": shown})
    if answer.suggestions:
        parts.append(_("Corrections offered: %(n)s.") % {"n": len(answer.suggestions)})
    if answer.written:
        parts.append(say_written(answer.written))
    if answer.places:
        parts.append(_("Places found: %(n)s.") % {"n": len(answer.places)})
    return " ".join(part for part in parts if part)
