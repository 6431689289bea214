"""Every page of the site that a person opens, and who opens it."""

from dataclasses import dataclass

from tests.sectors.walks import sector_walks
from tests.web.walk.furnishing import Furnished
from tests.web.walk.signing_in import COLLECTOR, OFFICE, VISITOR

from diaban.spine.addresses.models import Address, Life
from diaban.spine.certification.models import Batch
from diaban.spine.fieldwork.models import Lot
from diaban.spine.notices.models import Mailing
from diaban.spine.parties.api_keys import ApiKey
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import city_communes, today
from diaban.spine.privacy.models import DataRequest
from diaban.spine.programme.models import Programme, Target, Task
from diaban.web.programme.asked import unit_key

# what is no page: files, forms that are sent, parts of pages, calls of programs, moves elsewhere
_NO_PAGE = (
    "healthz readyz language complete qr map_units map_facts tile public_coverage_file export"
    " duplicate_decide duplicate_split rejected_file count_template import_begin import_piece"
    " import_pause import_resume import_take import_forget field_hand field_close field_decide"
    " field_settle field_lots field_lot_file field_phone_hello field_phone_worker"
    " field_phone_manifest field_sync field_photo door_report certificate certificate_text"
    " certificate_keys certificate_withdrawn door_step plate_order plate_print plate_settle"
    " plate_run_file plate_file handover_workbook handover_all handover_decide handover_adopt"
    " open_data_versions open_data_file answer_give notice_issue notice_change mailing_step"
    " mailing_letters mailing_messages certify answer_decide hold_lift batch_close audit_draw"
    " audit_extend audit_conclude audit_check openid_connect_login openid_connect_callback"
    " task_assign task_deadline task_extend task_done task_round task_hand_down task_comment"
    " task_seen"
    " assignment_answer assignments_receive"
    " target_declare target_gauge own_data_file own_data_ask"
    " person_change person_charge person_end_charge person_lock"
    " person_link key_revoke key_webhook mfa_download_recovery_codes mfa_login_webauthn"
    " figure_audit_draw figure_audit_find field_doubt_settle"
    " open_data_catalogue open_data_figures"
    " evidence_state evidence_form evidence_upload evidence_refused"
    " directive_change desk_text desk_duty desk_duties"
    " commendation_decide"
    " report_close report_file report_day_file"
    " directive_change desk_text desk_duty desk_duties plan_tasks plan_task"
    " plan_measures plan_change plan_adopt plan_hand_down"
    " mfa_authenticate account_set_password mfa_reauthenticate_webauthn"
)
NO_PAGE = frozenset(" ".join((_NO_PAGE, *(walk.NO_PAGE for walk in sector_walks()))).split())


@dataclass(frozen=True)
class Stop:
    """A page as a role opens it; ``holds`` selects what it shows when it has data."""

    name: str
    who: str
    path: str
    holds: str = "main :is(tbody tr, dd, li, input)"
    status: int = 200


def every_page(made: Furnished) -> list[Stop]:
    return [
        *open_pages(made),
        *work(made),
        *programme(made),
        *field(made),
        *own_account(),
        *administration(),
        *(Stop(*stop) for walk in sector_walks() for stop in walk.stops()),
    ]


def _door() -> Address:
    return Address.objects.everywhere("a page of one").filter(life=Life.CERTIFIED).first()


def _targets() -> list[Target]:
    """One by a measure, one by a register, one that nothing measures yet."""
    rows = Target.objects.order_by("pk")
    return [
        rows.exclude(gauges__measure="").filter(gauges__isnull=False).first(),
        rows.filter(gauges__register__isnull=False).first(),
        rows.filter(gauges__isnull=True).first(),
    ]


def open_pages(made: Furnished) -> list[Stop]:
    door = _door().identifier
    told = [
        ("look_up", "/"),
        ("look_up", "/?q=21.0285,105.8505"),
        ("look_up", "/?q=11024+2VH3+CMO"),
        ("look_up", "/?q=12+Hàng+Bông,+phường+Hàng+Gai"),
        ("map", "/map/"),
        ("map_list", "/map/list/?bbox=105.7,20.9,106.0,21.1"),
        ("public_coverage", "/coverage/public/"),
        ("open_data", "/data/"),
        ("door", f"/P/{door}"),
        ("answer_key", "/a/"),
        ("answer", f"/a/{made.letter}"),
        ("account_login", "/account/sign-in/"),
        ("invitation", f"/account/invitation/{made.invitation}/"),
    ]
    plain = [
        ("certificate_check", "/certificates/verify/", 200),
        ("account_inactive", "/account/locked/", 200),
        ("invitation", "/account/invitation/no-such-token/", 410),
        ("socialaccount_login_error", "/account/oidc-refused/", 401),
        ("socialaccount_login_cancelled", "/account/oidc-left/", 200),
        ("look_up", "/no-such-page/", 404),
    ]
    return [
        *(Stop(name, VISITOR, path) for name, path in told),
        *(Stop(name, VISITOR, path, "main p", status) for name, path, status in plain),
    ]


def work(made: Furnished) -> list[Stop]:
    door, unit = _door().identifier, made.commune
    batches = Batch.objects.order_by("pk").values_list("pk", flat=True)
    mailings = Mailing.objects.order_by("pk").values_list("pk", flat=True)
    told = [
        ("look_up", f"/?q={door}"),
        ("map", "/map/"),
        ("door", f"/P/{door}"),
        ("coverage", "/coverage/"),
        ("coverage", "/coverage/?as_of=2025-06-30"),
        ("coverage_rows", "/coverage/rows/?measure=coded"),
        ("count_import", "/coverage/import/"),
        ("problems", "/problems/"),
        ("problem_rows", "/problems/rows/?kind=no_position"),
        ("duplicates", "/duplicates/"),
        ("duplicate_batch", "/duplicates/batch/"),
        ("rejected", made.lines.replace("/import/runs/", "/problems/rejected/")),
        ("boundary_report", made.borders),
        ("boundary_rows", made.moved),
        ("import", "/import/"),
        ("import_file", made.file),
        ("import_check", made.check),
        ("import_run", made.lines),
        ("import_undo", f"{made.lines}undo/"),
        ("handover", "/handover/"),
        ("handover_returned", "/handover/returned/"),
        ("notices", "/notices/"),
        ("notices", f"/notices/?unit={unit}"),
        *(("mailing", f"/notices/{number}/") for number in mailings),
        ("certification", "/certification/"),
        ("certification", f"/certification/?unit={unit}"),
        *(("batch", f"/certification/batches/{number}/") for number in batches),
        ("plates", "/plates/"),
        ("plates", f"/plates/?unit={unit}"),
        ("plate_run", made.plates),
        ("journal", "/journal/"),
    ]
    return [Stop(name, OFFICE, path) for name, path in told]


def programme(made: Furnished) -> list[Stop]:
    unit = made.commune
    told = [
        ("programme", "/programme/"),
        ("programme", "/programme/?field=post&on=2026-06-30"),
        *(("target", f"/programme/targets/{one.pk}/") for one in _targets()),
        *(("target_rows", f"/programme/targets/{one.pk}/rows/") for one in _targets()[:2]),
        ("compare", "/programme/compare/"),
        ("compare", "/programme/compare/?day=2025-01-31&other=2026-01-31&on=districts"),
        ("figure_audits", "/programme/audits/"),
        ("figure_audit", made.figure_audit),
        ("commendation", "/programme/commendation/"),
        ("evidence", "/evidence/"),
        ("evidence_open", "/evidence/new/"),
        ("evidence_register", made.register),
        ("evidence_register", f"{made.register}?show=silent"),
        ("evidence_place", made.register_place),
        ("evidence_words", f"{made.register}words/"),
        ("programme_units", "/programme/units/"),
        ("programme_unit", f"/programme/units/{_unit_key(unit)}/"),
        *(("task", f"/programme/tasks/{one.pk}/") for one in Task.objects.order_by("pk")[:3]),
        ("directives", "/programme/directives/"),
        ("directives", "/programme/directives/?tab=agreements"),
        ("directive_new", "/programme/directives/new/?sample=1"),
        ("desk", f"{made.desk}?edit=1"),
        ("plans", "/programme/plans/"),
        *(("plan", f"/programme/plans/{one.pk}/") for one in Programme.objects.order_by("pk")),
        ("reports", "/programme/reports/"),
        ("report", made.report),
    ]
    return [Stop(name, OFFICE, path) for name, path in told]


def _unit_key(code: str) -> str:
    return unit_key(city_communes(today()).get(code=code))


def field(made: Furnished) -> list[Stop]:
    lot = Lot.objects.order_by("pk").first().pk
    told = [
        ("field", "/field/"),
        ("field_draw", "/field/draw/?unit=00070&collectors=2&doors_a_day=40"),
        ("field_lot", f"/field/lots/{lot}/"),
        ("field_conflicts", "/field/conflicts/"),
        ("field_refused", "/field/refused/"),
    ]
    return [
        *(Stop(name, OFFICE, path) for name, path in told),
        # an honest demonstration raises none
        Stop("field_doubts", OFFICE, "/field/doubts/", "main #count"),
        Stop("field_phone", COLLECTOR, "/field/phone/", "h1"),
        Stop("look_up", COLLECTOR, "/"),
        Stop("public_coverage", COLLECTOR, "/coverage/public/"),
        Stop("problems", COLLECTOR, "/problems/", "main p", 403),
    ]


def own_account() -> list[Stop]:
    passkey = "/account/passkeys/{0}/"
    told = [
        ("account", "/account/"),
        ("own_data", "/account/data/"),
        ("account_change_password", "/account/password/"),
        ("mfa_index", "/account/second-factor/"),
        ("mfa_deactivate_totp", "/account/app/off/"),
        ("mfa_view_recovery_codes", "/account/codes/"),
        ("mfa_generate_recovery_codes", "/account/codes/new/"),
        ("mfa_list_webauthn", "/account/passkeys/"),
        ("mfa_edit_webauthn", passkey.format(_passkey()) + "name/"),
        ("mfa_remove_webauthn", passkey.format(_passkey()) + "remove/"),
        ("account_reauthenticate", "/account/confirm/"),
        ("mfa_reauthenticate", "/account/confirm/code/"),
    ]
    return [
        *(Stop(name, OFFICE, path, "main :is(dd, li, input, button)") for name, path in told),
        Stop("usersessions_list", OFFICE, "/account/sessions/", "main table"),
        Stop("account", COLLECTOR, "/account/"),
        Stop("mfa_add_webauthn", COLLECTOR, "/account/passkeys/add/", "main button"),
        Stop("mfa_activate_totp", COLLECTOR, "/account/app/on/"),
        Stop("account_logout", COLLECTOR, "/account/sign-out/", "main button"),
    ]


def _passkey() -> int:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).pk


def administration() -> list[Stop]:
    person = User.objects.filter(role=Role.COMMUNE).first().pk
    told = [
        ("people", "/people/"),
        ("person", f"/people/{person}/"),
        ("organisations", "/people/organisations/"),
        ("keys", "/people/keys/"),
        ("key", f"/people/keys/{ApiKey.objects.first().pk}/"),
        ("data_requests", "/people/requests/"),
        ("data_request", f"/people/requests/{DataRequest.objects.first().pk}/"),
    ]
    return [Stop(name, OFFICE, path) for name, path in told]
