"""The desk's acts on many duties at once: decided on together, given one lead."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from diaban.spine.programme.deciding import decide_all, lead_all
from diaban.spine.programme.directives import DutyState
from diaban.spine.programme.drafting import DraftError
from diaban.web.programme.desk import Desk, find_directive
from diaban.web.programme.directive_words import say_refusal
from diaban.web.programme.written import line_of

_SEEN = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")
_MOST = 2_000


@require_POST
def decide_duties(request: HttpRequest, number: int) -> HttpResponse:
    """Accept, reject or reopen duties together, or say once who leads them."""
    directive = find_directive(request, number)
    form, do = request.POST, request.POST.get("do", "")
    desk = reverse("desk", args=[number])
    try:
        seen = _seen(form)
        if do == "accept":
            decide_all(directive, seen, DutyState.ACCEPTED, request.user)
            return redirect(f"{desk}?taken={'.'.join(map(str, seen))}#next")
        if do == "reject":
            decide_all(directive, seen, DutyState.REJECTED, request.user)
            return redirect(f"{desk}?taken={'.'.join(map(str, seen))}#next")
        if do == "reopen":
            decide_all(directive, seen, DutyState.DRAFT, request.user)
        elif do == "lead":
            lead_all(directive, seen, line_of(form, "lead"), request.user)
        else:
            raise Http404
    except DraftError as error:
        return Desk(request, directive, None, say_refusal(error.reason, error.details)).answer()
    return redirect(desk)


def _seen(form: QueryDict) -> dict[int, int]:
    """Read the duties with the versions that the page showed."""
    found = (_SEEN.fullmatch(said) for said in form.getlist("seen")[:_MOST])
    return {int(one[1]): int(one[2]) for one in found if one}
