"""Keys of other systems: made and shown once, what was asked with each, ended."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diaban.spine.feed.webhooks import Webhook, remove_webhook, revive_webhook
from diaban.spine.parties.api_clients import NotAClientError, find_or_add_client
from diaban.spine.parties.api_keys import ApiKey, KeyTerms, Scope, make_key, revoke_key
from diaban.spine.parties.api_quotas import read_usage
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today
from diaban.web.accounts.people_pages import find_unit
from diaban.web.accounts.wording import FAULTS

USUAL_DAYS, LONGEST_DAYS, DAYS_SHOWN = 365, 3 * 366, 30
LARGEST_QUOTA = 100_000_000
SCOPES = (
    (Scope.READ, _("verify, look up, changes")),
    (Scope.DELIVERIES, _("report deliveries")),
    (Scope.CLEAN, _("clean lists")),
    (Scope.FIGURES, _("read measures, targets and evidence")),
    (Scope.EVIDENCE, _("state evidence")),
)
STATES = {
    "working": _("working"),
    "failing": _("does not answer, is tried again"),
    "dead": _("given up"),
}
SENDINGS_SHOWN = 10
_QUOTAS = {"per_minute": 600, "per_day": 100_000, "rows_per_day": 1_000_000}
_FAULTS = {
    "unit": FAULTS["unit"],
    "name": FAULTS["name"],
    "person": _("This name belongs to a person. Choose another for the system."),
    "scope": _("Choose at least one thing that the key is for."),
    "until": _("The key must end within three years, and not before tomorrow."),
    "quota": _("A quota is a whole number from 1 to 100,000,000."),
}


class FormError(ValueError):
    """What was sent is no key; the text is a name in ``_FAULTS``."""


@require_http_methods(["GET", "POST"])
def list_page(request: HttpRequest) -> HttpResponse:
    """List all keys; a POST makes one and shows it, this once."""
    fault, token = "", ""
    if request.method == "POST":
        try:
            token = _make(request)
        except FormError as error:
            fault = str(_FAULTS[str(error)])
    keys = ApiKey.objects.select_related("client").order_by("-pk")
    keys = keys.prefetch_related("client__memberships__organisation")
    names = User.objects.filter(role=Role.API_CLIENT).order_by("username")
    context = {
        "keys": [(key, _organisation(key.client)) for key in keys],
        "clients": names.values_list("username", flat=True),
        "scopes": SCOPES,
        "given": request.POST if fault else {"until": _usual_end(), **_QUOTAS},
        "chosen": request.POST.getlist("scope") if fault else [Scope.READ.value],
        "earliest": today() + timedelta(days=1),
        "fault": fault,
        "token": token,
    }
    return render(request, "people/keys.html", context, status=422 if fault else 200)


def _make(request: HttpRequest) -> str:
    given = request.POST
    terms = _read_terms(request)
    try:
        units = [find_unit(given["unit"])] if given.get("unit", "").strip() else []
        client = find_or_add_client(
            request.user, given.get("client", ""), given.get("organisation", "").strip(), units
        )
    except LookupError:
        raise FormError("unit") from None
    except ValidationError:
        raise FormError("name") from None
    except NotAClientError:
        raise FormError("person") from None
    return make_key(request.user, client, terms)[1]


def _read_terms(request: HttpRequest) -> KeyTerms:
    given = request.POST
    scopes = frozenset(given.getlist("scope"))
    if not scopes or not scopes <= set(Scope.values):
        raise FormError("scope")
    return KeyTerms(
        scopes=scopes,
        expires_at=_read_end(given.get("until", "")),
        purpose=given.get("purpose", "").strip()[:80],
        **{name: _read_quota(given.get(name, "")) for name in _QUOTAS},
    )


def _read_end(text: str) -> datetime:
    """Return the end of the day that was chosen."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not today() < day <= today() + timedelta(days=LONGEST_DAYS):
        raise FormError("until")
    return timezone.make_aware(datetime.combine(day, time.max))


def _read_quota(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:12]) <= LARGEST_QUOTA:
        raise FormError("quota")
    return int(text)


def _usual_end() -> str:
    return str(today() + timedelta(days=USUAL_DAYS))


def _organisation(client: User) -> str:
    rows = sorted(client.memberships.all(), key=lambda row: row.pk)
    return ", ".join(row.organisation.name for row in rows if row.valid_to is None)


@require_GET
def key_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show a key, who has it, of what ground, and what was asked with it day by day."""
    key = get_object_or_404(ApiKey.objects.select_related("client", "made_by"), pk=number)
    context = {
        "key": key,
        "organisation": _organisation(key.client),
        "charges": [charge.unit for charge in key.client.charges.select_related("unit")],
        "scopes": [words for scope, words in SCOPES if scope in key.scopes],
        "usage": read_usage(key, DAYS_SHOWN),
        "webhooks": [
            (webhook, STATES[webhook.state], webhook.sendings.order_by("-pk")[:SENDINGS_SHOWN])
            for webhook in key.webhooks.order_by("pk")
        ],
    }
    return render(request, "people/key.html", context)


@require_POST
def change_webhook(request: HttpRequest, number: int, webhook: int) -> HttpResponse:
    """Try a dead webhook again, or remove one."""
    found = get_object_or_404(Webhook.objects.select_related("key"), pk=webhook, key=number)
    if request.POST.get("act") == "revive":
        revive_webhook(request.user, found)
    else:
        remove_webhook(request.user, found)
    return redirect("key", number)


@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=number)
    revoke_key(request.user, key)
    return redirect("key", key.pk)
