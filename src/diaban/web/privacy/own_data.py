"""One's own data: what is held and why, all of it as a file, and asking for more about it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from diaban.spine.journal.recording import record
from diaban.spine.parties.people import subject_of
from diaban.spine.places.units import today
from diaban.spine.privacy.asking import Asked, TooManyWaitingError, receive
from diaban.spine.privacy.holdings import held_of
from diaban.spine.privacy.models import DataRequest, Wish
from diaban.spine.privacy.retention import days_said
from diaban.spine.privacy.telling import tell_person
from diaban.web.privacy.wording import ERASED_WORDS, FAULTS, KEPT_WORDS, WISH_WORDS


@require_safe
def data_page(request: HttpRequest) -> HttpResponse:
    return _show(request)


def _show(request: HttpRequest, fault: object = "") -> HttpResponse:
    days, vietnamese = days_said(), get_language() == "vi"
    held = [
        {
            "words": holding.vi if vietnamese else holding.en,
            "count": count,
            "days": days.get(holding.kept),
            "kept": KEPT_WORDS.get(holding.kept, ""),
            "erased": ERASED_WORDS[holding.erased],
        }
        for holding, count in held_of(request.user)
    ]
    asked = DataRequest.objects.visible_to(request.user).filter(person=request.user)
    context = {
        "held": [row for row in held if row["count"]],
        "nothing_of": [row["words"] for row in held if not row["count"]],
        "asked": [(one, WISH_WORDS[one.wish]) for one in asked.order_by("-pk")[:20]],
        "wishes": [(wish, WISH_WORDS[wish]) for wish in Wish],
        "fault": fault,
    }
    answer = render(request, "privacy/own_data.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def data_file(request: HttpRequest) -> StreamingHttpResponse:
    record(request.user, "person.exported", subject_of(request.user), {})
    answer = StreamingHttpResponse(tell_person(request.user), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    wish, words = request.POST.get("wish", ""), request.POST.get("words", "").strip()
    if wish not in Wish.values:
        raise Http404
    try:
        asked = Asked(Wish(wish), today(), person=request.user, words=words)
        receive(request.user, asked)
    except TooManyWaitingError:
        return _show(request, FAULTS["many"])
    return redirect("own_data")
