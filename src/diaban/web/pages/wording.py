"""What the pages say about coded problems: the engines give a code, the words are here."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from diaban.spine.addresses.models import PositionSource

PROBLEM_TITLES = {
    "no_position": _("No position"),
    "too_coarse": _("Position too coarse"),
    "outside": _("Outside every commune"),
    "conflict": _("Position contradicts the declared commune"),
    "area_uncertain": _("Commune not certain on approximate boundaries"),
    "no_postal_code": _("Commune without a postal code"),
    "official_differs": _("Official code differs from ours"),
    "unclear_text": _("Unclear written address"),
}

PROBLEM_ADVICE = {
    "no_position": _("Take the position at the door with a phone, or pick it on the map."),
    "too_coarse": _("Take the position again under open sky; 30 metres or better is needed."),
    "outside": _("Check the coordinates: latitude and longitude may be swapped or mistyped."),
    "conflict": _("Find out which is right, the position or the commune, and correct the other."),
    "area_uncertain": _("Import the official boundaries, or declare the commune of the address."),
    "no_postal_code": _("Load the decision that gives the commune its postal code."),
    "official_differs": _("Compare both cells on the map and correct the position, or report it."),
    "unclear_text": _(
        "Write out house number, lane, street or hamlet from the household's papers."
    ),
}

POSITION_SOURCES = {
    PositionSource.UNKNOWN: _("position of unknown source"),
    PositionSource.GNSS: _("measured by satellite"),
    PositionSource.PLAN: _("from a plan"),
    PositionSource.IMAGERY: _("from imagery"),
    PositionSource.STREET: _("from its street"),
    PositionSource.OPEN_MAP: _("from an open map"),
    PositionSource.POINTED: _("pointed on the map"),
}

CODE_PROBLEMS = {
    "empty": _("Type a code, coordinates or a name."),
    "length": _(
        "Nothing has this name, and it cannot be a code: a code has 12 characters, "
        "this has %(length)s."
    ),
    "character": _("This cannot be a code: codes never have “%(characters)s” in that place."),
    "postal_code_digits": _(
        "This cannot be a code: its first five characters must be digits, not “%(characters)s”."
    ),
    "postal_code_unknown": _(
        "This code cannot exist: no commune of the city has this postal code."
    ),
    "postal_code_not_in_force": _(
        "This code cannot exist today: its postal code is no longer in use."
    ),
    "postal_code_lapsed": _(
        "This code cannot exist today: postal code %(code)s belonged to %(unit)s and is no longer "
        "in use."
    ),
    "outside_area": _(
        "This code cannot exist: the place that its last seven characters name does not lie in "
        "the area of its postal code."
    ),
    "latitude": _("The latitude must lie between −90 and 90 degrees."),
    "longitude": _("The longitude must lie between −180 and 180 degrees."),
    "olc": _("This is not a full plus code."),
    "outside_city": _("This point lies outside the communes of the city."),
    "unknown_address": _("No address has this identifier."),
    "address_withdrawn": _(
        "This address was withdrawn: nobody speaks of it any more. "
        "Its identifier is not given again."
    ),
    "nothing": _("Nothing was found for this text."),
}

DUPLICATE_KINDS = {
    "same_building": _("the same building twice"),
    "same_household": _("the same household twice"),
    "same_point_two_addresses": _("one point, two addresses"),
    "by_hand": _("noted by somebody"),
}

DUPLICATE_FIELDS = {
    "numbers": _("house number"),
    "street": _("street"),
    "locality": _("hamlet or group"),
    "building": _("building"),
    "unit": _("flat"),
    "commune": _("commune"),
    "distance": _("position"),
}

SUGGESTION_REASONS = {
    "as_typed": _("as typed"),
    "look_alike": _("characters that look alike"),
    "one_character": _("one character differs"),
    "adjacent_swap": _("two neighbouring characters swapped"),
    "missing_character": _("one character was missing"),
    "extra_character": _("one character too many"),
    "postal_digit": _("one digit of the postal code differs"),
    "postal_swap": _("two digits of the postal code swapped"),
    "postal_code_of_another_place": _("the same place, with its own postal code"),
    "postal_code_missing": _("with the postal code of the place"),
}


def say_problem(reason: str, details: Mapping[str, object]) -> str:
    """Put a coded problem of a look-up into words; an unknown one is still told plainly."""
    words = CODE_PROBLEMS.get(reason, CODE_PROBLEMS["nothing"])
    try:
        return str(words) % details if "%(" in str(words) else str(words)
    except KeyError:
        return str(CODE_PROBLEMS["nothing"])


def say_suggestion(kind: str) -> str:
    return str(SUGGESTION_REASONS.get(kind, _("a similar code")))


def say_in_both(reason: str, details: Mapping[str, object]) -> tuple[str, str]:
    """Put a coded problem into Vietnamese and into English, for programs and terminals."""
    with override("vi"):
        vietnamese = say_problem(reason, details)
    with override("en"):
        return vietnamese, say_problem(reason, details)
