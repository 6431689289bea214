"""The officer's page of plates: order, see the queue, print a run, see what passers-by report."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from diaban.exchange.paper.plates import plate_svg, plates_pdf
from diaban.exchange.paper.registered import text_of, texts_of
from diaban.exchange.paper.sizes import PLATE_SIZES
from diaban.spine.addresses.models import Address, Life
from diaban.spine.parties.models import Role
from diaban.spine.places.units import city_communes, today
from diaban.spine.plates.models import Plate, PlateState, Printing
from diaban.spine.plates.ordering import (
    count_queue,
    doors_without_plate,
    lots_of_queue,
    order_plates,
    queue,
    streets_of_queue,
)
from diaban.spine.plates.printing import print_plates
from diaban.spine.plates.reports import open_reports, settle_report
from diaban.web.pages.communes_asked import commune_asked
from diaban.web.pages.door_page import MISTAKES, ORDERING
from diaban.web.public_site import public_site

# a stack of paper that a desk printer takes at once; a request of a few seconds
MOST_AT_ONCE = 2_000
MOST_ORDERED = 20_000
SHOWN_RUNS = 10
SHOWN_REPORTS = 20
LONGEST_STREET = 120
LIVES = {
    "certified": (_("certified by the commune"), Life.CERTIFIED),
    "confirmed": (_("confirmed by the household, or certified"), Life.CONFIRMED),
    "all": (_("all with a code"), Life.CANDIDATE),
}


def plates_page(request: HttpRequest) -> HttpResponse:
    unit = commune_asked(request.GET.get("unit", ""), today())
    street = request.GET.get("street", "")[:LONGEST_STREET].replace("\0", "")
    lot = _lot(request.GET)
    waiting = queue(request.user, unit, street, lot)
    context = {
        "communes": city_communes(today()),
        "unit": unit,
        "street": street,
        "streets": streets_of_queue(request.user, unit) if unit else [],
        "lots": lots_of_queue(request.user, unit) if unit else [],
        "lot": lot,
        "counts": count_queue(request.user),
        "waiting": waiting.count(),
        "most": MOST_AT_ONCE,
        "sizes": PLATE_SIZES.values(),
        "lives": [(name, label) for name, (label, _life) in LIVES.items()],
        "site": public_site(request),
        "runs": _runs(request),
        "reports": open_reports(request.user, SHOWN_REPORTS),
        "mistakes": dict(MISTAKES),
        "may_order": _may_order(request),
        "ordered": _told(request, "ordered"),
        "standing": _told(request, "standing"),
    }
    return render(request, "pages/plates.html", context)


@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Order plates for the doors of a commune whose life has come as far as asked."""
    _require_order(request)
    unit = commune_asked(request.POST.get("unit", ""), today())
    life = LIVES.get(request.POST.get("life", ""))
    if unit is None or life is None:
        raise Http404
    wanted = doors_without_plate(request.user).filter(commune=unit, life__gte=life[1])
    numbers = list(wanted.order_by("pk").values_list("pk", flat=True)[:MOST_ORDERED])
    found = Address.objects.visible_to(request.user).filter(pk__in=numbers)
    done = order_plates(found, request.user)
    return redirect(f"{reverse('plates')}?unit={unit.code}&ordered={done.ordered}")


@require_POST
def print_run(request: HttpRequest) -> HttpResponse:
    """Take plates off the queue and show the run that printed them."""
    _require_order(request)
    unit = commune_asked(request.POST.get("unit", ""), today())
    street = request.POST.get("street", "")[:LONGEST_STREET].replace("\0", "")
    size = request.POST.get("size", "")
    waiting = queue(request.user, unit, street, _lot(request.POST))
    if size not in PLATE_SIZES or not waiting.exists():
        raise Http404
    printing = print_plates(waiting, size, public_site(request), request.user, MOST_AT_ONCE)
    return redirect("plate_run", printing.pk)


def run_page(request: HttpRequest, run: int) -> HttpResponse:
    printing = _printing(request, run)
    plates = printing.plates.select_related("address").order_by("place_in_run")
    states = {state: printing.plates.filter(state=state).count() for state in PlateState}
    context = {
        "run": printing,
        "size": PLATE_SIZES[printing.size],
        "plates": plates,
        "states": states,
        "count": plates.count(),
        "has_samples": plates.filter(sample=True).exists(),
    }
    return render(request, "pages/plate_run.html", context)


def run_file(request: HttpRequest, run: int, form: str) -> HttpResponse:
    """Send a run as PDF, as sheets to cut or a page a plate; the same file each time."""
    printing = _printing(request, run)
    day = timezone.localdate(printing.printed_at)
    data = plates_pdf(texts_of(printing), PLATE_SIZES[printing.size], day, sheets=form == "sheets")
    name = f"plates-{printing.pk}-{form}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def plate_file(request: HttpRequest, plate: int) -> HttpResponse:
    """Send one printed plate as SVG."""
    printed = Plate.objects.visible_to(request.user).filter(printing__isnull=False)
    found = printed.select_related("address", "printing").filter(pk=plate).first()
    if found is None:
        raise Http404
    data = plate_svg(text_of(found, found.printing.site), PLATE_SIZES[found.printing.size])
    name = f"plate-{found.address.identifier}.svg"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="image/svg+xml", headers=headers)


@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    _require_order(request)
    number = request.POST.get("report", "")
    if not (number.isdecimal() and len(number) < 16):
        raise Http404
    settle_report(int(number), request.user)
    return redirect("plates")


def _lot(asked: QueryDict) -> int | None:
    text = asked.get("lot", "")
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _runs(request: HttpRequest) -> list[Printing]:
    return list(Printing.objects.visible_to(request.user).order_by("-pk")[:SHOWN_RUNS])


def _printing(request: HttpRequest, run: int) -> Printing:
    found = Printing.objects.visible_to(request.user).filter(pk=run).first()
    if found is None:
        raise Http404
    return found


def _may_order(request: HttpRequest) -> bool:
    return getattr(request.user, "role", Role.PUBLIC) in ORDERING


def _require_order(request: HttpRequest) -> None:
    if not _may_order(request):
        raise Http404


def _told(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
