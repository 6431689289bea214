"""The officer's page of letters: write to households, fetch the files, say what became of them."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from diaban.exchange.exporting.writers.csv_text import stream_csv
from diaban.exchange.importing.working import resume
from diaban.exchange.paper.letters import letters_pdf
from diaban.exchange.paper.notified import letters_of, list_messages
from diaban.spine.fieldwork.models import Lot
from diaban.spine.notices import choosing, handing, issuing
from diaban.spine.notices.keys import KeyLostError
from diaban.spine.notices.models import (
    Mailing,
    MailingState,
    Medium,
    Notice,
    NoticeState,
    Returned,
)
from diaban.spine.places.models import Unit
from diaban.spine.places.units import city_communes, today
from diaban.web.pages.communes_asked import commune_asked
from diaban.web.public_site import public_site

SHOWN_MAILINGS = 20
SHOWN_LETTERS = 50
SHOWN_LOTS = 30
# a stack of paper that a desk printer takes at once; a request of a few seconds
LETTERS_A_FILE = 500
CHOICES = {
    choosing.COLLECTED: _("collected, not told yet"),
    choosing.UNANSWERED: _("told, without an answer: the letter expired or came back"),
}
CHOICE_WORDS = {**CHOICES, choosing.LOT: _("of a lot"), choosing.AGAIN: _("written again")}
MEDIA = {
    Medium.LETTER: _("letters (PDF)"),
    Medium.MESSAGE: _("text messages (CSV for the operator)"),
}
STATES = {
    MailingState.PREPARING: _("being made"),
    MailingState.PRINTED: _("printed, not handed out"),
    MailingState.HANDING_OUT: _("being handed out"),
    MailingState.HANDED_OUT: _("handed out"),
    MailingState.RETURNED: _("handed out; returns recorded"),
}
LETTER_STATES = {
    NoticeState.ISSUED: _("no answer yet"),
    NoticeState.ANSWERED: _("answered"),
    NoticeState.REPLACED: _("replaced"),
    NoticeState.RETURNED: _("came back"),
}
RETURNS = (
    (Returned.NOBODY, _("nobody lives there")),
    (Returned.NO_SUCH_DOOR, _("no such door")),
    (Returned.REFUSED, _("refused")),
    (Returned.DAMAGED, _("damaged")),
)
REFUSALS = {
    "nothing": _("No household of that kind waits for a letter here."),
    "not_printed": _("These letters were handed out already, or are not made yet."),
    "not_handed": _("First say that the letters were handed out."),
    "ended": _("This letter was answered, replaced or has come back already."),
    "key_lost": _(
        "The server's secret has changed, so these keys cannot be printed again. "
        "Write the letters anew."
    ),
    "gone": _("The letters are handed out: their keys cannot be printed again."),
}


def notices_page(request: HttpRequest) -> HttpResponse:
    unit = commune_asked(request.GET.get("unit", ""), today())
    mailings = Mailing.objects.visible_to(request.user).select_related("unit", "run", "lot")
    if unit:
        mailings = mailings.filter(unit=unit)
    shown = list(mailings.order_by("-pk")[:SHOWN_MAILINGS])
    context = {
        "communes": _communes(request),
        "unit": unit,
        "counts": _counts(request, unit) if unit else [],
        "lots": _lots(request, unit) if unit else [],
        "uncoded": choosing.waiting_for_a_code(request.user, unit) if unit else 0,
        "media": MEDIA.items(),
        "day": today() + timedelta(days=settings.NOTICE_DAYS),
        "first_day": today() + timedelta(days=1),
        "site": public_site(request),
        "mailings": [(one, STATES[one.state], CHOICE_WORDS[one.choice]) for one in shown],
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
    }
    return render(request, "notices/notices.html", context)


@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Write to the households of a commune, or of a lot of it, whose turn it is."""
    unit = commune_asked(request.POST.get("unit", ""), today())
    choice, medium = request.POST.get("choice", ""), request.POST.get("medium", "")
    lot = _lot(request, choice) if choice.startswith("lot-") else None
    if unit is None or medium not in Medium.values or (choice not in CHOICES and lot is None):
        raise Http404
    kind = choosing.LOT if lot else choice
    day = _answer_by(request.POST)
    order = issuing.Order(unit, Medium(medium), kind, day, public_site(request), lot)
    try:
        mailing = issuing.order_mailing(request.user, order)
    except issuing.NothingToSendError:
        return redirect(f"{reverse('notices')}?unit={unit.code}&refused=nothing")
    return redirect("mailing", mailing.pk)


def mailing_page(request: HttpRequest, number: int) -> HttpResponse:
    mailing = _mailing(request, number)
    wanted = request.GET.get("q", "").strip()[:80].replace("\0", "")
    rows = mailing.notices.select_related("address").order_by("place")
    if wanted:
        rows = rows.filter(line__icontains=wanted)
    letters = list(rows[:SHOWN_LETTERS])
    count = mailing.notices.count()
    context = {
        "mailing": mailing,
        "state": STATES[mailing.state],
        "choice": CHOICE_WORDS[mailing.choice],
        "count": count,
        "counts": [(LETTER_STATES[NoticeState[n.upper()]], c, n) for n, c in _told(mailing)],
        "files": range(1, -(-count // LETTERS_A_FILE) + 1) if _has_files(mailing) else [],
        "a_file": LETTERS_A_FILE,
        "is_moving": mailing.state in {MailingState.PREPARING, MailingState.HANDING_OUT},
        "letters": [(one, LETTER_STATES[one.state]) for one in letters],
        "found": rows.count(),
        "wanted": wanted,
        "returns": RETURNS,
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
        "is_expired": timezone.localdate() > mailing.answer_by,
    }
    return render(request, "notices/mailing.html", context)


def letters_file(request: HttpRequest, number: int, part: int) -> HttpResponse:
    """Send a stack of letters as PDF; until they are handed out the same each time."""
    mailing = _mailing(request, number)
    if mailing.medium != Medium.LETTER or part < 1:
        raise Http404
    start = (part - 1) * LETTERS_A_FILE
    rows = mailing.notices.exclude(seed="").select_related("address").order_by("place")
    notices = list(rows.filter(place__gte=start, place__lt=start + LETTERS_A_FILE))
    if not notices:
        return _back(mailing, "gone")
    try:
        data = letters_pdf(letters_of(mailing, notices), timezone.localdate(mailing.made_at))
    except KeyLostError:
        return _back(mailing, "key_lost")
    name = f"letters-{mailing.pk}-{part}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def messages_file(request: HttpRequest, number: int) -> HttpResponse:
    """Send the text messages of a mailing as CSV for the operator."""
    mailing = _mailing(request, number)
    if mailing.medium != Medium.MESSAGE:
        raise Http404
    if not _has_files(mailing):
        return _back(mailing, "gone")
    name = f"messages-{mailing.pk}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    pieces = stream_csv(list_messages(mailing))
    return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
def take_step(request: HttpRequest, number: int) -> HttpResponse:
    """Say that the letters were handed out, or all returns recorded; go on after a fault."""
    mailing = _mailing(request, number)
    step = request.POST.get("step", "")
    try:
        if step == "hand_out":
            handing.begin(request.user, mailing)
            count = mailing.notices.count()
            run = issuing.queue(mailing, issuing.HAND_OUT, count, request.user)
            issuing.finish_soon(mailing, run, count)
        elif step == "resume" and mailing.run is not None:
            resume(mailing.run)
        elif step == "close":
            handing.close(request.user, mailing)
        else:
            raise Http404
    except handing.HandingError as error:
        return _back(mailing, error.reason)
    return redirect("mailing", mailing.pk)


@require_POST
def change_letter(request: HttpRequest, number: int) -> HttpResponse:
    """Write one letter again, or say that it came back."""
    rows = Notice.objects.visible_to(request.user).select_related("mailing__unit", "address")
    notice = rows.filter(pk=number).first()
    step = request.POST.get("step", "")
    if notice is None:
        raise Http404
    if step == "again":
        day = today() + timedelta(days=settings.NOTICE_DAYS)
        fresh = issuing.issue_again(request.user, notice, day)
        return redirect("mailing", fresh.mailing_id)
    if step not in Returned.values:
        raise Http404
    try:
        handing.come_back(request.user, notice, Returned(step))
    except handing.HandingError as error:
        return _back(notice.mailing, error.reason)
    return redirect("mailing", notice.mailing_id)


def _mailing(request: HttpRequest, number: int) -> Mailing:
    rows = Mailing.objects.visible_to(request.user).select_related("unit__parent", "run", "lot")
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _back(mailing: Mailing, reason: str) -> HttpResponse:
    return redirect(f"{reverse('mailing', args=[mailing.pk])}?refused={reason}")


def _has_files(mailing: Mailing) -> bool:
    return mailing.state == MailingState.PRINTED


def _told(mailing: Mailing) -> list[tuple[str, int]]:
    return [(name, n) for name, n in handing.count_states(mailing).items() if n]


def _communes(request: HttpRequest) -> list[Unit]:
    rows = city_communes(today())
    if request.user.sees_whole_city:
        return list(rows)
    charges = request.user.charges.values("unit")
    return list(rows.filter(pk__in=charges) | rows.filter(parent__in=charges))


def _counts(request: HttpRequest, unit: Unit) -> list[tuple[str, object, int]]:
    return [
        (name, label, choosing.choose(request.user, unit, name).count())
        for name, label in CHOICES.items()
    ]


def _lots(request: HttpRequest, unit: Unit) -> list[tuple[Lot, int]]:
    lots = (
        Lot.objects.visible_to(request.user).filter(drawing__unit=unit).order_by("-pk")[:SHOWN_LOTS]
    )
    told = [(lot, choosing.choose(request.user, unit, choosing.LOT, lot).count()) for lot in lots]
    return [(lot, count) for lot, count in told if count]


def _lot(request: HttpRequest, choice: str) -> Lot | None:
    text = choice.removeprefix("lot-")
    if not (text.isdecimal() and len(text) < 16):
        raise Http404
    return Lot.objects.visible_to(request.user).filter(pk=int(text)).first()


def _answer_by(given: QueryDict) -> date:
    try:
        day = date.fromisoformat(given.get("answer_by", ""))
    except ValueError:
        day = today() + timedelta(days=settings.NOTICE_DAYS)
    return max(day, today() + timedelta(days=1))
