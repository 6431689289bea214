"""Who may open what: one table for every address of the site and every call of the interface.

An address that is not in the table is closed to everybody, and a test fails. Within an address
the territory decides: each query goes through ``visible_to(actor)``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from diaban.spine.parties.models import Role
from diaban.web.api.keys import KeyRefusedError

logger = logging.getLogger(__name__)
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
LEAVING = frozenset({"/account/", "/account/sign-out/"})
VISITOR = "visitor"
ADMINISTRATOR = "administrator"
ROLES: tuple[str, ...] = (
    VISITOR,
    Role.PUBLIC,
    Role.API_CLIENT,
    Role.COLLECTOR,
    Role.OPERATOR,
    Role.COMMUNE,
    Role.AUDITOR,
    Role.DEPARTMENT,
)


class Territory(StrEnum):
    """Of what ground an address tells those whom it is open to."""

    OPEN = "open"  # what is public: codes, units, a door's number, street and entrance
    CHARGE = "charge"  # what lies in their charge; the whole city for department and auditor
    CITY = "city"  # the whole city: only for those who see it
    OWN = "own"  # what is theirs: their account, their files, their acts


@dataclass(frozen=True)
class Rule:
    """To whom an address is open, of what ground it tells them, and what one does there."""

    roles: frozenset[str]
    territory: Territory
    does: str


ANYBODY = frozenset(ROLES)
SIGNED_IN = ANYBODY - {VISITOR}
DEPARTMENT = frozenset({Role.DEPARTMENT})
CITY = DEPARTMENT | {Role.AUDITOR}
OFFICE = CITY | {Role.COMMUNE}
DECIDING = DEPARTMENT | {Role.COMMUNE}
FIELD = DECIDING | {Role.COLLECTOR}
ADMINISTRATORS = frozenset({ADMINISTRATOR})


def _rules(names: str, roles: Iterable[str], territory: Territory, does: str) -> dict[str, Rule]:
    return {name: Rule(frozenset(roles), territory, does) for name in names.split()}


RULES: dict[str, Rule] = {
    **_rules("healthz readyz language", ANYBODY, Territory.OPEN, "health, language"),
    **_rules(
        "look_up complete qr", ANYBODY, Territory.CHARGE, "look up codes; doors only in charge"
    ),
    **_rules("map map_list map_units map_facts tile", ANYBODY, Territory.CHARGE, "the map"),
    **_rules(
        "api-v1:openapi-json api-v1:api-root api-v1:encode api-v1:encode_many api-v1:read_code"
        " api-v1:check api-v1:locate api-v1:locate_many api-v1:parse api-v1:convert api-v1:search"
        " api-v1:stream",
        ANYBODY,
        Territory.OPEN,
        "the public interface",
    ),
    **_rules(
        "public_coverage public_coverage_file",
        ANYBODY,
        Territory.OPEN,
        "coverage without small figures",
    ),
    **_rules(
        "coverage coverage_rows export",
        OFFICE | {Role.OPERATOR},
        Territory.CHARGE,
        "coverage, lists",
    ),
    **_rules("problems problem_rows duplicates", OFFICE, Territory.CHARGE, "what is to be done"),
    **_rules(
        "duplicate_batch duplicate_decide duplicate_split",
        DECIDING,
        Territory.CHARGE,
        "decide on duplicates",
    ),
    **_rules("rejected rejected_file", OFFICE, Territory.OWN, "rows refused of what one sent"),
    **_rules(
        "boundary_report boundary_rows",
        CITY,
        Territory.CITY,
        "reports of bulk work",
    ),
    **_rules(
        "count_import count_template import import_begin import_piece import_run import_pause"
        " import_resume import_undo import_file import_check import_take import_forget",
        DEPARTMENT,
        Territory.CITY,
        "import",
    ),
    **_rules(
        "field field_lot field_conflicts field_refused",
        OFFICE,
        Territory.CHARGE,
        "progress of field work, what is in dispute or refused",
    ),
    **_rules(
        "field_draw field_hand field_close field_decide field_settle",
        DECIDING,
        Territory.CHARGE,
        "draw lots, hand them out, decide on conflicts",
    ),
    **_rules("field_lots field_lot_file", FIELD, Territory.CHARGE, "lots of field work"),
    **_rules(
        "field_phone field_phone_hello",
        FIELD,
        Territory.CHARGE,
        "the collector's page",
    ),
    # a browser asks for these two without a cookie, and they hold nothing of anybody
    **_rules(
        "field_phone_worker field_phone_manifest",
        ANYBODY,
        Territory.OPEN,
        "the program of the collector's page",
    ),
    **_rules("field_sync", FIELD, Territory.CHARGE, "send captures"),
    **_rules(
        "field_photo",
        FIELD | {Role.AUDITOR},
        Territory.CHARGE,
        "see pictures of doors; who is in the field sends them",
    ),
    **_rules("door door_report", ANYBODY, Territory.OPEN, "the page of a plate, mistakes reported"),
    **_rules(
        "certificate certificate_text certificate_check certificate_keys certificate_withdrawn",
        ANYBODY,
        Territory.OPEN,
        "certificates of addresses, and their check",
    ),
    **_rules("door_step", FIELD, Territory.CHARGE, "say that a plate is attached, lost, gone"),
    **_rules(
        "plates plate_order plate_print plate_settle plate_run plate_run_file plate_file",
        DECIDING,
        Territory.CHARGE,
        "order, print and settle plates",
    ),
    **_rules(
        "api-v1:verify api-v1:lookup api-v1:reverse api-v1:changes",
        OFFICE | {Role.OPERATOR, Role.API_CLIENT},
        Territory.CHARGE,
        "verify, look up, nearest doors, changes; other systems with a key",
    ),
    **_rules(
        "api-v1:report_delivery api-v1:report_deliveries api-v1:webhooks api-v1:register_webhook"
        " api-v1:delete_webhook api-v1:send_list api-v1:read_list api-v1:delete_list"
        " api-v1:cleaned_list api-v1:exceptions_of_list",
        {Role.API_CLIENT},
        Territory.CHARGE,
        "report deliveries, webhooks, lists to clean; with a key",
    ),
    **_rules(
        "handover handover_workbook handover_all handover_returned",
        OFFICE,
        Territory.CHARGE,
        "the Post's handover of digital addresses, workbooks",
    ),
    **_rules(
        "handover_decide handover_adopt",
        DECIDING,
        Territory.CHARGE,
        "take or leave what communes return",
    ),
    **_rules(
        "open_data open_data_versions open_data_file",
        ANYBODY,
        Territory.OPEN,
        "open data: one row a door",
    ),
    **_rules(
        "answer_key answer answer_give",
        ANYBODY,
        Territory.OPEN,
        "answer a letter: of the one address of its key",
    ),
    **_rules(
        "notices notice_issue notice_change mailing mailing_step mailing_letters mailing_messages",
        DECIDING,
        Territory.CHARGE,
        "write to households, say what became of letters",
    ),
    **_rules("certification", OFFICE, Territory.CHARGE, "what is ready to be certified"),
    **_rules(
        "certify answer_decide hold_lift batch_close",
        DECIDING,
        Territory.CHARGE,
        "certify, hold back, decide on what households said",
    ),
    **_rules("batch", OFFICE | FIELD, Territory.CHARGE, "a certified batch and its audit"),
    **_rules(
        "audit_draw audit_extend audit_conclude",
        CITY,
        Territory.CHARGE,
        "draw an audit lot of others' work, conclude",
    ),
    **_rules("audit_check", OFFICE | FIELD, Territory.CHARGE, "look again at a door of a sample"),
    **_rules("journal", OFFICE, Territory.CHARGE, "read the journal; else one's own acts"),
    **_rules(
        "account_login account_logout account_inactive invitation mfa_authenticate"
        " mfa_login_webauthn openid_connect_login openid_connect_callback"
        " socialaccount_login_error socialaccount_login_cancelled",
        ANYBODY,
        Territory.OPEN,
        "sign in and out",
    ),
    **_rules(
        "account account_reauthenticate account_change_password account_set_password"
        " usersessions_list mfa_index mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp"
        " mfa_view_recovery_codes mfa_generate_recovery_codes mfa_download_recovery_codes"
        " mfa_list_webauthn mfa_add_webauthn mfa_reauthenticate_webauthn mfa_remove_webauthn"
        " mfa_edit_webauthn",
        SIGNED_IN,
        Territory.OWN,
        "one's own account",
    ),
    **_rules(
        "own_data own_data_file own_data_ask",
        SIGNED_IN,
        Territory.OWN,
        "see, take and ask about one's own data",
    ),
    **_rules(
        "data_requests data_request",
        ADMINISTRATORS,
        Territory.CITY,
        "answer requests about personal data",
    ),
    **_rules(
        "people person person_change person_charge person_end_charge person_lock person_link"
        " organisations"
        " keys key key_revoke key_webhook",
        ADMINISTRATORS,
        Territory.CITY,
        "people, roles, territories, keys of other systems",
    ),
}


def roles_of(user) -> frozenset[str]:
    """Return what a user counts as in the table."""
    if not user.is_authenticated:
        return frozenset({VISITOR})
    return frozenset({user.role, ADMINISTRATOR} if user.administers else {user.role})


def may_open(user, name: str) -> bool:
    rule = RULES.get(name)
    return rule is not None and bool(rule.roles & roles_of(user))


class AccessMiddleware:
    """Ask the table before any page answers."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponse(status=405, headers={"Allow": ", ".join(sorted(METHODS))})
        answer = self.get_response(request)
        # without the cookie nobody is asked who they are, and answers stay the same for all
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            _leave_nothing(request, answer)
        return answer

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        rule = RULES.get(request.resolver_match.view_name)
        if rule is not None and rule.roles == ANYBODY:
            return None
        if rule is None or not rule.roles & roles_of(request.user):
            return _refuse(request)
        if rule.roles == ADMINISTRATORS and _lacks_second_factor(request.user):
            return HttpResponseRedirect(reverse("mfa_index"))
        return None


def _leave_nothing(request: HttpRequest, answer: HttpResponse) -> None:
    """Keep what a person was shown out of the browser's own stores, at the latest on leaving.

    Captures that wait on a collector's phone stay: signing out must not lose a day's work.
    """
    user = request.user
    if user.is_authenticated and not user.is_local_operator:
        if not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "no-store"
    elif request.method == "POST" and request.path_info in LEAVING:
        answer["Clear-Site-Data"] = '"cache"'


def _lacks_second_factor(user) -> bool:
    """Beyond this machine nobody administers with a password alone."""
    return bool(settings.PUBLIC_NAMES) and not is_mfa_enabled(user)


def _refuse(request: HttpRequest) -> HttpResponse:
    told = KeyRefusedError("key_missing").as_body() if request.path.startswith("/api/") else {}
    wants_page = "text/html" in request.headers.get("Accept", "") and not request.htmx
    if request.user.is_authenticated:
        name = request.resolver_match.view_name
        logger.warning("refused: user:%s (%s) at %s", request.user.pk, request.user.role, name)
        if wants_page:
            return render(request, "pages/forbidden.html", status=403)
        return JsonResponse({"error": "forbidden", **told}, status=403)
    if wants_page and request.method in {"GET", "HEAD"}:
        asked = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('account_login')}?{asked}")
    return JsonResponse({"error": "sign_in", **told}, status=401)
