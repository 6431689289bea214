"""The questions that are left to a person: which address a point has, and which two are one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from diaban.sectors.post.models import Candidate, Point, Verdict
from diaban.sectors.post.register.deciding import DecisionError, decide
from diaban.sectors.post.register.words import REASON_WORDS, REFUSALS
from diaban.spine.addresses.models import Address
from diaban.spine.parties.access import DECIDING, OFFICE, Territory
from diaban.spine.places.distances import metres_between
from diaban.spine.sectors import Page, Screen

SHOWN = 20
_VERDICTS = {"same": Verdict.SAME, "apart": Verdict.APART}


@dataclass(frozen=True)
class Question:
    """A candidate as the page shows it; ``address`` is None where it lies out of sight."""

    candidate: Candidate
    address: Address | None
    reasons: list[object]
    metres: float | None

    @property
    def point(self) -> Point:
        return self.candidate.point

    @property
    def other(self) -> Point | None:
        return self.candidate.other

    @property
    def hundredths(self) -> int:
        return round(self.candidate.score * 100)


@require_safe
def list_page(request: HttpRequest) -> Screen:
    rows = Candidate.objects.visible_to(request.user).waiting()
    point = _point_asked(request)
    rows = rows.filter(point=point) if point is not None else rows
    related = rows.select_related(
        "point__commune", "other__commune", "point__operator", "other__operator"
    )
    shown = related.order_by("-score", "id")[:SHOWN]
    questions = _questions(list(shown), request)
    context = {
        "questions": questions,
        "count": rows.count(),
        "asked": request.GET.get("point", "") if point is not None else "",
        "may_decide": request.user.role in DECIDING,
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
    }
    return Screen(
        "post/candidates.html", _("Post points to decide"), context,
        back=("/post/points/", _("Register of post points")),
        synthetic=any(one.point.synthetic for one in questions),
    )  # fmt: skip


@require_POST
def decide_page(request: HttpRequest) -> HttpResponse:
    text = request.POST.get("candidate", "")
    verdict = _VERDICTS.get(request.POST.get("verdict", ""))
    if verdict is None or not _is_number(text):
        raise Http404
    rows = Candidate.objects.visible_to(request.user)
    candidate = rows.select_related("point").filter(pk=int(text)).first()
    if candidate is None or _is_out_of_sight(candidate, request):
        raise Http404
    answer = redirect("post_candidates")
    asked = request.POST.get("point", "")
    query = [f"point={asked}"] if _is_number(asked) else []
    try:
        decide(candidate, verdict, request.user)
    except DecisionError as error:
        query.append(f"refused={error.reason}")
    if query:
        answer["Location"] += "?" + "&".join(query)
    return answer


def _is_out_of_sight(candidate: Candidate, request: HttpRequest) -> bool:
    """Whether the address lies outside of the actor's territory: not theirs to say."""
    if candidate.address_id is None:
        return False
    return not Address.objects.visible_to(request.user).filter(pk=candidate.address_id).exists()


def _questions(rows: list[Candidate], request: HttpRequest) -> list[Question]:
    wanted = [row.address_id for row in rows if row.address_id]
    seen = Address.objects.visible_to(request.user).select_related("commune").in_bulk(wanted)
    found = []
    for row in rows:
        address = seen.get(row.address_id) if row.address_id else None
        beside = row.other or address
        both = row.point.position, beside.position if beside is not None else None
        metres = metres_between(*both) if both[0] and both[1] else None
        reasons = [REASON_WORDS[one] for one in row.reasons if one in REASON_WORDS]
        found.append(Question(row, address, reasons, metres))
    return found


def _point_asked(request: HttpRequest) -> Point | None:
    text = request.GET.get("point", "")
    if not text:
        return None
    rows = Point.objects.visible_to(request.user)
    point = rows.filter(pk=int(text)).first() if _is_number(text) else None
    if point is None:
        raise Http404
    return point


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16


PAGES = (
    Page("candidates/", "post_candidates", list_page, OFFICE, Territory.CHARGE,
         "what is to decide about post points"),
    Page("candidates/decide/", "post_candidate_decide", decide_page, DECIDING, Territory.CHARGE,
         "decide what a post point is"),
)  # fmt: skip
