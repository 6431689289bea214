"""Who may open what: one table for every address of the site and every call of the interface.

An address that is not in the table is closed to everybody, and a test fails. Within an address
the territory decides: each query goes through ``visible_to(actor)``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from diaban.spine.parties.access import (
    ADMINISTRATOR,
    ADMINISTRATORS,
    ANYBODY,
    CITY,
    DECIDING,
    DEPARTMENT,
    FIELD,
    OFFICE,
    SIGNED_IN,
    VISITOR,
    Rule,
    Territory,
)
from diaban.spine.parties.models import Role
from diaban.spine.sectors import declared
from diaban.web.api.keys import KeyRefusedError

logger = logging.getLogger(__name__)
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
LEAVING = frozenset({"/account/", "/account/sign-out/"})


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
        "field field_lot field_conflicts field_refused field_doubts",
        OFFICE,
        Territory.CHARGE,
        "progress of field work, what is in dispute or refused",
    ),
    **_rules(
        "field_draw field_hand field_close field_decide field_settle field_doubt_settle",
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
        "api-v1:list_measures api-v1:read_measure",
        ANYBODY,
        Territory.CHARGE,
        "measures: published figures; exact ones of their charge to offices and keys",
    ),
    **_rules(
        "api-v1:read_measure_rows api-v1:list_targets api-v1:read_one_target"
        " api-v1:read_evidence api-v1:state_evidence",
        OFFICE | {Role.API_CLIENT},
        Territory.CHARGE,
        "records behind figures, targets, evidence; stating it with a key",
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
        "open_data open_data_versions open_data_file open_data_catalogue open_data_figures",
        ANYBODY,
        Territory.OPEN,
        "open data: one row a door, figures of months, their catalogue",
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
    **_rules(
        "figure_audits figure_audit_draw",
        CITY,
        Territory.CITY,
        "draw records to audit figures, see what audits found",
    ),
    **_rules(
        "figure_audit figure_audit_find",
        CITY | {Role.COLLECTOR},
        Territory.CHARGE,
        "look at records of an audit; nobody of the commune itself",
    ),
    **_rules("audit_check", OFFICE | FIELD, Territory.CHARGE, "look again at a door of a sample"),
    **_rules(
        "evidence evidence_register evidence_place",
        OFFICE,
        Territory.CHARGE,
        "registers of evidence",
    ),
    **_rules(
        "evidence_state evidence_form evidence_upload evidence_refused",
        DECIDING,
        Territory.CHARGE,
        "fill a register of evidence",
    ),
    **_rules(
        "evidence_open evidence_words",
        DEPARTMENT,
        Territory.CITY,
        "open registers of evidence, word them",
    ),
    **_rules(
        "task task_comment task_seen programme_units programme_unit",
        OFFICE,
        Territory.CHARGE,
        "tasks, units with what they were asked, comments",
    ),
    **_rules(
        "task_assign task_deadline task_extend task_done task_round task_hand_down",
        DEPARTMENT,
        Territory.CITY,
        "set first deadlines of tasks, extend them, mark them as done, hand them down,"
        " say whose field it is",
    ),
    **_rules(
        "assignment_answer assignments_receive",
        frozenset({Role.COMMUNE}),
        Territory.CHARGE,
        "answer for a unit: received, accepted, returned",
    ),
    **_rules(
        "programme target target_rows",
        OFFICE,
        Territory.CHARGE,
        "the year's programme and how it stands",
    ),
    **_rules("target_declare", DECIDING, Territory.CHARGE, "declare the value of a target"),
    **_rules("target_gauge", DEPARTMENT, Territory.CITY, "change what measures a target"),
    **_rules(
        "directives desk",
        OFFICE,
        Territory.CHARGE,
        "documents and their duties; a commune those that an adopted programme serves",
    ),
    **_rules(
        "directive_new directive_change desk_text desk_duty desk_duties",
        DEPARTMENT,
        Territory.CITY,
        "enter documents, draft their duties",
    ),
    **_rules(
        "compare commendation",
        CITY,
        Territory.CITY,
        "compare units and days, see whom the rule proposes for commendation",
    ),
    **_rules("commendation_decide", DEPARTMENT, Territory.CITY, "decide on proposals"),
    **_rules(
        "reports report report_file report_day_file",
        CITY,
        Territory.CITY,
        "reports that were closed, revisions, files",
    ),
    **_rules("report_close", DEPARTMENT, Territory.CITY, "close a reporting window for good"),
    **_rules(
        "api-v1:read_document",
        DEPARTMENT | {Role.API_CLIENT},
        Territory.CITY,
        "read a document into draft duties; other systems with a key",
    ),
    **_rules("plans plan", OFFICE, Territory.CHARGE, "plans; a commune those that are adopted"),
    **_rules(
        "plan_tasks plan_task plan_measures plan_change plan_adopt plan_hand_down",
        DEPARTMENT,
        Territory.CITY,
        "make tasks of duties, adopt plans, hand them down",
    ),
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


def sector_rules() -> dict[str, Rule]:
    """Return the rules that sectors declare with their pages."""
    found: dict[str, Rule] = {}
    for sector, page in declared("urls", "PAGES"):
        if not page.name.startswith(f"{sector.label}_") or page.name in found:
            raise LookupError(f"{sector.name}: another's name for a page, or twice: {page.name}")
        found[page.name] = Rule(page.roles, page.territory, page.does)
    return found


RULES |= sector_rules()


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
