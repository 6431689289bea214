"""The page of one point: what is known of it, by whom and since when, and what happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from diaban.engines.hours import say_hours
from diaban.sectors.post.choices import Kind, Service, Tenure
from diaban.sectors.post.models import Act, Point, Statement
from diaban.sectors.post.register.deciding import (
    DecisionError,
    by_hand,
    except_by_hand,
    part_by_hand,
    place_by_hand,
    subject_of,
)
from diaban.sectors.post.register.deriving import FACTS, State
from diaban.sectors.post.register.hours_text import hours_of, unread_part
from diaban.sectors.post.register.identifiers import write_identifier
from diaban.sectors.post.register.point_sections import Section, sections_of
from diaban.sectors.post.register.same_points import MergeError
from diaban.sectors.post.register.stating import state_of, take_back
from diaban.sectors.post.register.words import ACT_WORDS, FACT_NAMES, REFUSALS
from diaban.spine.addresses import identifiers
from diaban.spine.addresses.models import Address
from diaban.spine.journal.recording import record
from diaban.spine.parties.access import DECIDING, OFFICE, Territory
from diaban.spine.parties.models import Role
from diaban.spine.parties.organisations import Organisation
from diaban.spine.sectors import Page, Screen

MOST_HISTORY = 100
_SEEN_BY = OFFICE | {Role.OPERATOR}


@dataclass(frozen=True)
class FactLine:
    """A fact as the page shows it, with the statement that says so; None where nobody did."""

    label: object
    value: str
    statement: Statement | None


@dataclass(frozen=True)
class HistoryLine:
    """A statement in words: what it said, and whether it was taken back."""

    statement: Statement
    act: object
    told: list[tuple[object, str]]
    is_gone: bool
    may_go: bool


def point_of(request: HttpRequest, number: int) -> Point:
    """Return a point that somebody may see; Http404 for any other."""
    rows = Point.objects.visible_to(request.user)
    related = rows.select_related(
        "commune", "former", "operator", "address", "merged_into", "successor"
    )
    point = related.filter(pk=number).first()
    if point is None:
        raise Http404
    return point


@require_safe
def point_page(request: HttpRequest, number: int) -> Screen:
    point = point_of(request, number)
    sections: list[Section] = sections_of(request, point)
    may_decide = request.user.role in DECIDING
    hours = hours_of(point)
    context: dict[str, Any] = {
        "point": point,
        "facts": _facts(state_of(point)),
        "hours_said": say_hours(hours, _language()) if hours else "",
        "hours_unread": unread_part(point.hours_text) if point.has_unread_hours else "",
        "history": _history(point, may_decide=may_decide),
        "codes": code_history(point),
        "same": Point.objects.visible_to(request.user).filter(merged_into=point),
        "predecessors": Point.objects.visible_to(request.user).filter(successor=point),
        "address": _visible_address(point, request),
        "waiting": point.candidates.waiting().count() if request.user.role in OFFICE else 0,
        "sections": sections,
        "may_decide": may_decide,
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
    }
    return Screen(
        "post/point.html", point.name or point.identifier, context, title_language="vi",
        back=("/post/points/", _("Register of post points")), synthetic=point.synthetic,
        layers=("post-points",) if point.position else (), centre=point.position,
        scripts=tuple(one for section in sections for one in section.scripts),
        styles=tuple(one for section in sections for one in section.styles),
    )  # fmt: skip


@require_POST
def place(request: HttpRequest, number: int) -> HttpResponse:
    """Put a point to an address of the register, or say why there is none."""
    point = point_of(request, number)
    try:
        if text := request.POST.get("address", "").strip():
            place_by_hand(point, _address(request, text), request.user)
        else:
            except_by_hand(point, request.POST.get("reason", "").replace("\0", ""), request.user)
    except DecisionError as error:
        return back_to(point, error.reason)
    return back_to(point)


@require_POST
def part(request: HttpRequest, number: int) -> HttpResponse:
    point = point_of(request, number)
    try:
        part_by_hand(point, request.user)
    except MergeError:
        return back_to(point, "stale")
    return back_to(point)


@require_POST
def take_statement_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what was said of a point; what stood before stands again."""
    point = point_of(request, number)
    text = request.POST.get("statement", "")
    plain = text.isascii() and text.isdecimal() and len(text) < 16
    said = Statement.objects.filter(point=point, pk=int(text)).first() if plain else None
    if said is None or not _may_go(said, _gone(point)):
        raise Http404
    take_back(said, by_hand(request.user))
    record(request.user, "post.statement_taken_back", subject_of(point), {"statement": said.pk})
    return back_to(point)


def back_to(point: Point, refused: str = "") -> HttpResponse:
    answer = redirect("post_point", point.pk)
    if refused:
        answer["Location"] += f"?refused={refused}"
    return answer


def code_history(point: Point) -> list[tuple[str, Any, Any]]:
    """Return the postal codes of a point, each with its first day and the first day after it."""
    days: list[tuple[str, Any]] = []
    said = Statement.objects.filter(point=point, facts__has_key="postal_code")
    gone = _gone(point)
    for one in said.order_by("held_on", "pk"):
        code = one.facts["postal_code"] or ""
        if one.pk not in gone and (not days or days[-1][0] != code):
            days.append((code, one.held_on))
    ends = [day for _code, day in days][1:]
    return [(code, day, end) for (code, day), end in zip_longest(days, ends) if code]


def say_value(name: str, value: Any) -> str:
    """Write a fact's value for people."""
    if value in (None, "", []):
        return _("not known")
    return _SAYING.get(name, str)(value)


def _say_body(number: int) -> str:
    body = Organisation.objects.filter(pk=number).first()
    return body.name if body else ""


def _say_services(found: list[str]) -> str:
    return ", ".join(str(Service(one).label) for one in found if one in Service.values)


_SAYING: dict[str, Callable[[Any], str]] = {
    "operator": _say_body,
    "services": _say_services,
    "successor": write_identifier,
    "lat_e7": lambda _value: _("measured"),
    "kind": lambda value: str(Kind(value).label) if value in Kind.values else str(value),
    "tenure": lambda value: str(Tenure(value).label) if value in Tenure.values else str(value),
}


def _facts(state: State) -> list[FactLine]:
    lines = []
    for name, label in FACT_NAMES.items():
        told = state.told.get(name)
        lines.append(
            FactLine(label, say_value(name, state[name]), told.statement if told else None)
        )
    return lines


def _history(point: Point, *, may_decide: bool) -> list[HistoryLine]:
    gone = _gone(point)
    said = Statement.objects.filter(point=point).select_related("actor").order_by("-pk")
    return [
        HistoryLine(
            one, ACT_WORDS[Act(one.act)], _told(one), one.pk in gone,
            may_decide and _may_go(one, gone),
        )
        for one in said[:MOST_HISTORY]
    ]  # fmt: skip


def _told(statement: Statement) -> list[tuple[object, str]]:
    facts = statement.facts.items()
    return [
        (FACT_NAMES[name], say_value(name, value)) for name, value in facts if name in FACT_NAMES
    ]


def _may_go(statement: Statement, gone: set[int]) -> bool:
    speaks = statement.act in (Act.RECORD, Act.CORRECTION) and set(statement.facts) <= set(FACTS)
    return speaks and statement.pk not in gone


def _gone(point: Point) -> set[int]:
    back = Statement.objects.filter(point=point, act=Act.WITHDRAWAL)
    return {facts["withdraws"] for facts in back.values_list("facts", flat=True)}


def _visible_address(point: Point, request: HttpRequest) -> Address | None:
    return Address.objects.visible_to(request.user).filter(pk=point.address_id).first()


def _address(request: HttpRequest, text: str) -> Address:
    try:
        number = identifiers.read(text)
    except identifiers.IdentifierError:
        raise DecisionError("unknown_address") from None
    found = Address.objects.visible_to(request.user).present().filter(pk=number).first()
    if found is None:
        raise DecisionError("unknown_address")
    return found


def _language() -> Any:
    return "en" if get_language() == "en" else "vi"


PAGES = (
    Page("points/<row:number>/", "post_point", point_page, _SEEN_BY, Territory.CHARGE,
         "a post point"),
    Page("points/<row:number>/place/", "post_point_place", place, DECIDING, Territory.CHARGE,
         "put a post point to its address"),
    Page("points/<row:number>/part/", "post_point_part", part, DECIDING, Territory.CHARGE,
         "part joined post points"),
    Page("points/<row:number>/take-back/", "post_point_take_back", take_statement_back, DECIDING,
         Territory.CHARGE, "take back what was said of a post point"),
)  # fmt: skip
