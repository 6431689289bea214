"""The public page of a door: what a plate's QR code opens, for anybody with a phone."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from diaban.spine.addresses import identifiers
from diaban.spine.addresses.models import Address, Life
from diaban.spine.addresses.public_doors import mask_door
from diaban.spine.parties.models import Role
from diaban.spine.places.units import today
from diaban.spine.plates.attaching import PlateError, Reason, attach, standing_plates, withdraw
from diaban.spine.plates.models import Mistake, Plate, PlateState
from diaban.spine.plates.ordering import order_again
from diaban.spine.plates.printing import code_of, earlier_codes
from diaban.spine.plates.reports import report_mistake

MOST_MERGES = 10
MISTAKES = (
    (Mistake.PLACE, _("The point on the map is wrong")),
    (Mistake.TEXT, _("Number, lane or street is wrong")),
    (Mistake.OTHER_DOOR, _("The plate hangs at another door")),
    (Mistake.UNREADABLE, _("The plate is damaged or cannot be read")),
)
WITHDRAWALS = (
    (Reason.LOST, _("lost")),
    (Reason.DAMAGED, _("damaged")),
    (Reason.REFUSED, _("refused by the owner")),
    (Reason.WRONG_TEXT, _("says something wrong")),
    (Reason.GONE, _("the door is no more")),
)
REFUSALS = {
    "not_printed": _("This plate is not printed yet."),
    "ended": _("This plate was replaced or withdrawn already."),
    "sample": _("This is a sample. It must not be attached."),
    "waiting": _("A plate of this door waits for the printer already, or the door has no code."),
}
ATTACHING = frozenset({Role.DEPARTMENT, Role.COMMUNE, Role.COLLECTOR})
ORDERING = frozenset({Role.DEPARTMENT, Role.COMMUNE})


@dataclass(frozen=True)
class Door:
    """The address that answers, and the one that was asked for where another answers for it."""

    address: Address
    asked: Address
    is_flat: bool

    @property
    def is_merged(self) -> bool:
        return self.asked.merged_into_id is not None

    @property
    def is_gone(self) -> bool:
        return self.address.life == Life.RETIRED


def door_page(request: HttpRequest, identifier: str) -> HttpResponse:
    door = find_door(identifier)
    address = door.address
    code, official = code_of(address)
    plates = standing_plates(address.pk)
    context = {
        "door": door,
        "address": address,
        "code": "" if door.is_gone else code,
        "official": official,
        "as_of": today(),
        "plates": plates,
        "old_plates": [p for p in plates if p.state == PlateState.ATTACHED and p.code != code],
        "lapsed": earlier_codes(address),
        "mistakes": MISTAKES,
        "thanked": "thanks" in request.GET,
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
        **_duties(request, door, plates),
    }
    response = render(request, "pages/door.html", context, status=410 if door.is_gone else 200)
    patch_cache_control(response, private=True, no_cache=True)
    return response


def find_door(identifier: str) -> Door:
    """Find the door of an identifier, as a plate or a person writes it. Raises Http404."""
    try:
        number = identifiers.read(identifier)
    except identifiers.IdentifierError:
        raise Http404 from None
    asked = _public(number)
    address = asked
    for _step in range(MOST_MERGES):
        if address.merged_into_id is None:
            break
        address = _public(address.merged_into_id)
    is_flat = address.parent_id is not None
    # which flat it is, is not public: its building answers
    return Door(_public(address.parent_id) if is_flat else address, asked, is_flat)


def _public(number: int) -> Address:
    rows = Address.objects.everywhere("house number, street and entrance of a door are public")
    address = rows.select_related("commune__parent").filter(pk=number).first()
    if address is None or address.is_withdrawn:
        raise Http404
    return mask_door(address)


def _duties(request: HttpRequest, door: Door, plates: list[Plate]) -> dict[str, object]:
    """Return what the person before the page may do about the plate."""
    role = getattr(request.user, "role", "")
    mine = Address.objects.visible_to(request.user).filter(pk=door.address.pk).exists()
    if not mine or door.is_gone:
        return {}
    printed = [p for p in plates if p.state == PlateState.ISSUED and not p.sample]
    waits = any(p.state == PlateState.ORDERED for p in plates)
    return {
        "to_attach": printed[0] if role in ATTACHING and printed else None,
        "may_order": role in ORDERING and not waits and door.address.vpostcode != "",
        "waits": waits and role in ATTACHING,
        "to_withdraw": [p for p in plates if role in ORDERING and p.state != PlateState.ORDERED],
        "withdrawals": WITHDRAWALS,
    }


@require_POST
def report(request: HttpRequest, identifier: str) -> HttpResponse:
    door = find_door(identifier)
    kind = request.POST.get("kind", "")
    if kind not in Mistake.values:
        raise Http404
    report_mistake(door.address, Mistake(kind))
    return redirect(f"/p/{door.address.identifier}?thanks")


@require_POST
def take_step(request: HttpRequest, identifier: str) -> HttpResponse:
    """Order, attach or withdraw a plate of this door."""
    door = find_door(identifier)
    role = getattr(request.user, "role", "")
    step = request.POST.get("step", "")
    if role not in (ATTACHING if step == "attach" else ORDERING):
        raise Http404
    try:
        _take(step, request, door.address)
    except PlateError as error:
        return redirect(f"/p/{door.address.identifier}?refused={error.reason}")
    except Plate.DoesNotExist:
        raise Http404 from None
    return redirect(f"/p/{door.address.identifier}")


def _take(step: str, request: HttpRequest, address: Address) -> None:
    if step == "order":
        if order_again(address, request.user) is None:
            raise PlateError("waiting")
        return
    number = request.POST.get("plate", "")
    plates = {str(plate.pk): plate.pk for plate in standing_plates(address.pk)}
    if number not in plates:
        raise PlateError("ended")
    if step == "attach":
        attach(plates[number], request.user, _position(request))
    elif step == "withdraw" and request.POST.get("reason", "") in Reason.values:
        withdraw(plates[number], request.user, Reason(request.POST["reason"]))
    else:
        raise Http404


def _position(request: HttpRequest) -> tuple[float, float] | None:
    """Return where the phone says it stands, if it says so."""
    try:
        lat, lng = float(request.POST.get("lat", "")), float(request.POST.get("lng", ""))
    except ValueError:
        return None
    return (lat, lng) if -90 <= lat <= 90 and -180 <= lng <= 180 else None
