"""How each address of the site is asked for something that is there: parts, question, form.

``{name}`` stands for a name of the commune that is asked about. ``ok`` is what somebody whom the
address is open to gets of their own commune; ``others`` of a neighbour's, where that is not 404.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.sectors.walks import sector_walks

from diaban.spine.parties.models import Role

GIVEN, LED = frozenset({200}), frozenset({302})


@dataclass(frozen=True)
class Ask:
    """One request. ``parts`` are those of the path; a ``str`` body is JSON, ``bytes`` are sent so.

    ``may_write`` names tables in which a row may come all the same, of the asker's own act or in
    the name of whoever holds a letter's key. ``is_personal``: not even who sees the whole city.
    """

    verb: str = "get"
    parts: dict[str, str] = field(default_factory=dict)
    query: str = ""
    form: dict[str, str] | None = None
    body: str | bytes | None = None
    kind: str = "application/json"
    ok: frozenset[int] = GIVEN
    others: frozenset[int] = frozenset({404})
    roles_differ: dict[str, frozenset[int]] = field(default_factory=dict)
    may_write: frozenset[str] = frozenset()
    is_personal: bool = False
    accept: str = "application/json"


ASKS: dict[str, list[Ask]] = defaultdict(list)
Statuses = int | set[int]


def _set(statuses: Statuses) -> frozenset[int]:
    return frozenset({statuses} if isinstance(statuses, int) else statuses)


def _parts(text: str) -> dict[str, str]:
    """Read ``run=import form='sheets'``: a name of the commune, or a word as it is."""
    pairs = (part.split("=") for part in text.split())
    return {name: what.strip("'") if "'" in what else f"{{{what}}}" for name, what in pairs}


def get(names: str, parts: str = "", query: str = "", ok: Statuses = 200,
        others: Statuses = 404, **more: Any) -> None:  # fmt: skip
    for name in names.split():
        ASKS[name].append(
            Ask("get", _parts(parts), query, ok=_set(ok), others=_set(others), **more)
        )


def post(names: str, parts: str = "", form: dict[str, str] | None = None, ok: Statuses = 302,
         others: Statuses = 404, **more: Any) -> None:  # fmt: skip
    for name in names.split():
        ASKS[name].append(
            Ask("post", _parts(parts), form=form or {}, ok=_set(ok), others=_set(others), **more)
        )


def send(name: str, verb: str, parts: str = "", query: str = "", ok: Statuses = 200,
         others: Statuses = 404, **more: Any) -> None:  # fmt: skip
    ASKS[name].append(Ask(verb, _parts(parts), query, ok=_set(ok), others=_set(others), **more))


# looking: the same for all, or what lies in sight
get("healthz readyz public_coverage public_coverage_file", others=200)
get("language", "code='en'", ok=302, others=302)
get("look_up complete", query="q={flat}", others=200)
get("look_up complete", query="q={number}+phố+Thử", others=200)
get("look_up complete", query="q={mark}", others=200)
get("qr", query="text=x", others=200)
get("map map_units map_facts", others=200)
get("map_list", query="bbox={box}", others=200)
get("tile", "layer='addresses' z=z x=x y=y", ok={200, 204}, others={200, 204})
get("api-v1:openapi-json api-v1:api-root", others={200, 404}, ok={200, 404})
get("api-v1:encode api-v1:locate", query="lat={lat}&lng={lng}", others=200)
get("api-v1:read_code", "code=code", others=200)
get("api-v1:check", query="code={code}", others=200)
get("api-v1:parse api-v1:search", query="text={number}+phố+Thử,+{mark}", others=200)
get("api-v1:convert", query="text={number}+phố+Thử&lat={lat}&lng={lng}", others=200)
for _name in ("api-v1:encode_many", "api-v1:locate_many"):
    send(_name, "post", body='{"points": [[{lat}, {lng}]]}', others=200)
send("api-v1:stream", "post", body=b"address,lat,lng,code\n12 Hang Bong,21.0285,105.854,11024\n",
     kind="text/csv", accept="text/csv", others=200)  # fmt: skip

# figures and lists
get("coverage problems duplicates", others=200)
get("programme", others=200)
get("coverage_rows", query="measure=registered", others=200)
get("coverage_rows", query="measure=registered&unit={unit}", others=200)
get("export", "what='addresses' ending='.csv'", query="unit={unit}", others=200,
    may_write={"journal"})  # fmt: skip
get("export", "what='addresses' ending='.xlsx'", query="kind=unclear_text", others=200,
    may_write={"journal"})  # fmt: skip
get("problem_rows", query="kind=no_position&unit={unit}", others=200)
get("duplicates duplicate_batch", query="unit={unit}", others=200)
post("duplicate_batch", form={"proposals": "{proposal}"}, others=302)
post("duplicate_decide", form={"proposal": "{proposal}", "verdict": "apart"})
post("duplicate_split", form={"identifier": "{joined}"}, others={302, 404})
get("rejected", "run=rejected")
get("rejected_file", "run=rejected ending='csv'")
get("boundary_report boundary_rows", "run=boundaries", others=200)

# the year's programme: tasks, and units with what they were asked
get("programme_units", others=200, roles_differ={Role.COMMUNE: frozenset({302})})
get("programme_unit", "code=unit_key")
get("programme_unit", "code=unit", ok=302)
get("target", "number=target")
get("target_rows", "number=target", query="label=numerator")
get("target_rows", "number=target", query="label=unknown&unit={unit}")
post("target_declare", "number=target", {"unit": "{place}", "held_on": "2026-01-31",
     "numerator": "1", "denominator": "2"}, ok={302, 422}, others={404, 302, 422})  # fmt: skip
post("target_gauge", "number=target", {"gauge": "households-confirmed"}, ok=422, others=422)
get("task", "number=task")
post("task_comment", "number=task", {"text": "Đã xem"})
post("task_seen task_assign task_deadline task_extend task_done task_round task_hand_down",
     "number=task")  # fmt: skip
post("assignment_answer", "number=assignment", {"answer": "accept"})
post("assignments_receive", "code=unit_key")

# imports: of the department, each their own files
get("count_import count_template import", others=200)
post("count_import", form={"source": "x"}, ok=200, others=200)
post("import", form={}, ok=200, others=200)
post("import_begin", form={"name": "a.csv", "size": "9"}, ok=200, others=200,
     may_write={"runs_upload"})  # fmt: skip
send("import_piece", "post", "token=upload", query="offset=0", body=b"x", kind="text/csv",
     is_personal=True)  # fmt: skip
get("import_file", "token=upload", is_personal=True)
post("import_file", "token=upload", {"source": "Sở", "kind": "addresses"}, ok={200, 302},
     is_personal=True)  # fmt: skip
get("import_check", "token=upload", ok=302, is_personal=True)
post("import_take", "token=upload", is_personal=True)
post("import_forget", "token=upload_to_lose", is_personal=True)
get("import_run", "run=import", others=200)
post("import_pause import_resume", "run=import", others=302)
get("import_undo", "run=import", others=200)
post("import_undo", "run=import", others=302)

# field work
get("field field_conflicts field_refused", others=200)
get("field_lot", "number=lot")
get("field_draw", query="unit={unit}", others=422, ok={200, 422})
post("field_draw", form={"unit": "{unit}"}, ok={302, 422}, others=422)
post("field_hand", "number=lot", {"collector": ""})
post("field_close", "number=lot")
post("field_decide", "number=conflict", {"choice": "keep"})
post("field_settle", "number=refused", {"choice": "aside"})
get("field_lots field_phone field_phone_hello field_phone_worker field_phone_manifest", others=200)
get("field_lot_file", "number=lot")
_CAPTURE = (
    '{"key": "{fresh}", "lot": {lot}, "door": "{lot_door}", "seq": 1, "clock": {now},'
    ' "uptime": 1, "outcome": "found"}'
)
send("field_sync", "post", others=200, may_write={"fieldwork_refusedcapture"},
     body=f'{{"device": "p", "sent_at": {{now}}, "captures": [{_CAPTURE}]}}')  # fmt: skip
get("field_photo", "key=photo")
send("field_photo", "put", "key=photo", body=b"x", kind="image/jpeg", others=403,
     ok={200, 403}, roles_differ={Role.AUDITOR: frozenset({403})})  # fmt: skip

# a door's public pages
get("door", "identifier=door", others=200)
get("door", "identifier=flat", others=200)
post("door_report", "identifier=door", {"kind": "place"}, others=302,
     may_write={"plates_mistakereport"})  # fmt: skip
get("certificate certificate_text", "identifier=certified", others=200)
get("certificate_check certificate_keys certificate_withdrawn", others=200)
post("door_step", "identifier=plated", {"step": "attach", "plate": "{plate}"})
post("door_step", "identifier=plated", {"step": "order"}, others={302, 404}, ok={302, 404})
post("door_step", "identifier=plated",
     {"step": "withdraw", "plate": "{plate}", "reason": "lost"}, ok={302, 404})  # fmt: skip
get("open_data open_data_versions open_data_catalogue", others=200)
get("open_data_figures", "dataset='measure-households-coded'", ok=404)
get("open_data_file", "version=day name='addresses.csv'", others=200)
get("open_data_file", "version=day name='manifest.json'", others=200)
get("open_data_file", "version='latest' name='addresses.csv'", ok=302, others=302)

# plates
get("plates", query="unit={unit}&lot={lot}", others=200)
post("plate_order", form={"unit": "{unit}", "life": "all"}, others=302)
post("plate_print", form={"unit": "{unit}", "size": "door"})
post("plate_settle", form={"report": "{report}"}, others=302)
get("plate_run", "run=printing")
get("plate_run_file", "run=printing form='sheets'")
get("plate_file", "plate=plate")

# the interface, by session; by key below
get("api-v1:verify", query="text={flat}", others=200)
get("api-v1:verify", query="text={number}+phố+Thử", others=200)
get("api-v1:lookup", query="code={code}", others=200)
get("api-v1:reverse", query="lat={lat}&lng={lng}", others=200)
get("api-v1:changes", query="after=0", others=200)
get("api-v1:webhooks", others=200)
_DELIVERY = '{"reference": "{reference}", "identifier": "{door}", "outcome": "found"}'
send("api-v1:report_delivery", "post", body=_DELIVERY)
send("api-v1:report_deliveries", "post", body=f'{{"deliveries": [{_DELIVERY}]}}', others=200)
send("api-v1:register_webhook", "post", body='{"url": "https://a.example.vn/"}', others=200,
     may_write={"feed_webhook", "journal"})  # fmt: skip
send("api-v1:delete_webhook", "delete", "number=webhook")
send("api-v1:send_list", "post", query="name=a.csv", body=b"a\nb\n", kind="text/csv", others=200,
     may_write={"runs_run", "parties_apiusage", "journal"})  # fmt: skip
get("api-v1:read_list api-v1:cleaned_list api-v1:exceptions_of_list", "number=list")
send("api-v1:delete_list", "delete", "number=list_to_lose")

get("api-v1:list_measures", others=200)
# whoever has no key and no office reads what is published, and of this month nothing is yet
get("api-v1:read_measure", "name='households-coded'", ok={200, 404}, others={200, 404})
get("api-v1:read_measure", "name='households-coded'", query="by=unit", ok={200, 404},
    others={200, 404})  # fmt: skip
get("api-v1:read_measure_rows", "name='households-coded'", query="label=numerator", others=200)
get("api-v1:read_measure_rows", "name='households-coded'", query="unit={unit}&label=rest")
get("api-v1:list_targets", others=200)
get("api-v1:read_one_target", "number=target")
get("api-v1:read_evidence", "key=register", others=200)
_COUNT = '{"unit": "{unit}", "held_on": "2026-01-31", "numerator": 1, "denominator": "2"}'
send("api-v1:state_evidence", "post", "key=register", body=f'{{"rows": [{_COUNT}]}}',
     others=200, roles_differ=dict.fromkeys(
         (Role.DEPARTMENT, Role.AUDITOR, Role.COMMUNE), frozenset({401})))  # fmt: skip

# the Post's handover
get("handover", others=200)
post("handover", form={}, ok={200, 404}, others=200)
get("handover_workbook", "handover=handover code=unit")
get("handover_all", "handover=handover", others=200)
post("handover_adopt", "handover=handover", others=302)
get("handover_returned", query="unit={unit}", others=200)
post("handover_decide", form={"act": "leave", "row": "{returned}"}, others=302)
post("handover_decide", form={"act": "take", "scope": "all", "unit": "{unit}"}, others=302)

# registers of evidence
get("evidence", others=200)
get("evidence_register", "key=register", others=200)
get("evidence_place", "key=register number=place")
get("evidence_form", "key=register", others=200)
post("evidence_state", "key=register",
     {"code": "{unit}", "numerator": "1", "denominator": "2"}, others=422)  # fmt: skip
post("evidence_upload", "key=register", {"token": "{sent_form}"}, ok=200, others=422,
     is_personal=True, roles_differ={Role.DEPARTMENT: frozenset({422})})  # fmt: skip
get("evidence_refused", "key=register token=sent_form", is_personal=True,
    roles_differ={Role.DEPARTMENT: frozenset({404})})  # fmt: skip
get("evidence_open", others=200)
post("evidence_open", form={"key": "Sai"}, ok=422, others=422)
get("evidence_words", "key=register", others=200)
post("evidence_words", "key=register", {"title_vi": "Đài"}, ok=422, others=422)

# the programme
get("compare", query="what=register:stations&on=then", others=200)
# captures that do not fit together
get("field_doubts", others=200)
post("field_doubt_settle", "token=doubt", {"note": "Đã hỏi, đi xe máy"})

# audits of figures
get("figure_audits", others=200)
post("figure_audit_draw", form={"measure": "addresses-written", "width": "10", "unit": "{unit}"},
     others=302)  # fmt: skip
get("figure_audit", "number=figure_audit")
post("figure_audit_find", "number=figure_audit record=drawn", {"households-confirmed": "yes"})

get("commendation", others=200)
post("commendation_decide", form={"field": "post", "unit": "1"}, ok=404)
# reports
get("reports", others=200)
get("report", "number=closing", others=200)
get("report_file", "number=closing ending='xlsx'", others=200)
get("report_day_file", "ending='xlsx'", others=200)
post("report_close", form={"window": "month", "year": "{year}", "number": "12"}, others=302)

# households
get("answer_key", others=200)
post("answer_key", form={"key": "{secret}"}, others=302)
get("answer", "secret=secret", others=200)
post("answer_give", "secret=secret", {"kind": "confirm"}, others=302,
     may_write={"notices_notice", "notices_answer", "addresses_observation", "addresses_address",
                "addresses_searchentry", "journal"})  # fmt: skip
get("notices", query="unit={unit}", others=200)
post("notice_issue", form={"unit": "{unit}", "choice": "collected", "medium": "letter"},
     others=302)  # fmt: skip
post("notice_issue", form={"unit": "{unit}", "choice": "lot-{lot}", "medium": "letter"})
post("notice_change", "number=notice", {"step": "again"})
post("notice_change", "number=notice", {"step": "nobody"})
get("mailing", "number=mailing")
post("mailing_step", "number=mailing", {"step": "hand_out"})
get("mailing_letters", "number=mailing part='1'")
get("mailing_messages", "number=messages")

# certifying
get("certification", query="unit={unit}", others=200)
get("certification", others=200)
post("certify", form={"unit": "{unit}", "address": "{ready}", "do": "certify"}, others=302)
post("certify", form={"unit": "{unit}", "address": "{ready}", "reason": "papers"}, others=302)
post("answer_decide", "number=answer", {"choice": "accept"})
post("hold_lift", "number=hold")
post("batch_close", "number=open_batch")
get("batch", "number=batch")
post("audit_draw", "number=batch", {"plan": "5-5"})
post("audit_extend audit_conclude", "number=batch")
post("audit_check", "number=check", {"finding": "stands"})
get("journal", others=200)
get("journal", query="subject=user:{person}", others=200)

# the programme: documents, the desk, plans
get("directives directive_new", others=200)
get("desk", "number=directive", others=200)
send("api-v1:read_document", "post", body="1. Sở rà soát điểm.".encode(), kind="text/plain",
     others=200)  # fmt: skip
get("plans", others=200)
get("plan", "number=plan", others=200)
post("plans", form={"title": ""}, ok={404, 422}, others={404, 422},
     roles_differ={Role.COMMUNE: frozenset({404}), Role.AUDITOR: frozenset({404})})  # fmt: skip
post("plan_tasks plan_adopt plan_change", "number=plan", ok={302, 409}, others={302, 409})
post("plan_measures", "number=plan", ok=409, others=409)
post("plan_hand_down", "number=plan", {"to": "chosen"}, ok=409, others=409)
post("plan_task", "number=plan task=task", {"do": "task", "title": ""}, ok=409, others=409)
post("directive_new", form={"do": "look", "text": "1. Sở rà soát."}, ok=200, others=200)
post("directive_change", "number=directive", {"version": "0"}, ok={302, 409}, others={302, 409})
post("desk_text", "number=directive", {"do": "aside", "version": "0", "start": "0", "end": "9"},
     ok={302, 409}, others={302, 409})  # fmt: skip
post("desk_duties", "number=directive", {"do": "accept"}, ok=409, others=409)
post("desk_duty", "number=directive duty=duty", {"do": "accept", "version": "0"},
     ok={302, 409}, others={302, 409})  # fmt: skip

# accounts
get("account_login account_logout", others={200, 302}, ok={200, 302})
post("account_login", form={"login": "{user}", "password": "x"}, ok={200, 400}, others={200, 400},
     may_write={"journal"})  # fmt: skip
post("account_logout", ok=200, others=200, may_write={"journal"})
get("account_inactive", others=200)
get("invitation", "token=invitation", others=200)
post("invitation", "token=invitation", {"password": "short"}, ok=200, others=200)
get("mfa_authenticate", ok={200, 302}, others={200, 302})
post("mfa_authenticate", form={"code": "1"}, ok={200, 302}, others={200, 302})
get("mfa_login_webauthn", ok={200, 302}, others={200, 302})
post("mfa_login_webauthn", form={"credential": "{{}}"}, ok={200, 302}, others={200, 302})
get("openid_connect_login openid_connect_callback", "provider_id='sso'", ok=404)
post("openid_connect_login", "provider_id='sso'", ok=404)
get("socialaccount_login_error", ok=401, others=401)
get("socialaccount_login_cancelled", others=200)
get("account account_reauthenticate account_change_password account_set_password usersessions_list"
    " mfa_index mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes"
    " mfa_generate_recovery_codes mfa_download_recovery_codes mfa_list_webauthn mfa_add_webauthn"
    " mfa_reauthenticate_webauthn",
    ok={200, 302, 404}, others={200, 302, 404}, may_write={"mfa_authenticator"})  # fmt: skip
get("mfa_remove_webauthn mfa_edit_webauthn", "pk=passkey", ok={200, 302}, others={302, 404})
post("mfa_remove_webauthn", "pk=passkey", others={302, 404})
send("mfa_remove_webauthn", "delete", "pk=passkey", ok=302, others={302, 404})
post("mfa_edit_webauthn", "pk=passkey", {"name": "x"}, others={302, 404})
post("account_reauthenticate account_change_password account_set_password usersessions_list"
     " mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp mfa_generate_recovery_codes"
     " mfa_add_webauthn mfa_reauthenticate_webauthn",
     form={}, ok={200, 302, 400, 404}, others={200, 302, 400, 404},
     may_write={"mfa_authenticator", "journal"})  # fmt: skip
post("account", others=302, may_write={"journal"})
get("own_data own_data_file", others=200, may_write={"journal"})
post("own_data_ask", form={"wish": "access"}, others=302,
     may_write={"privacy_datarequest", "journal"})  # fmt: skip

# administrators: of the whole city
get("people organisations keys data_requests", others=200)
post("people", form={}, ok=404)
post("organisations", form={}, ok=404)
post("keys", form={}, ok=422, others=422)
post("data_requests", form={}, ok=404)
get("person", "number=person", others=200)
post("person_change", "number=person", {"role": "collector"}, others=302)
post("person_charge", "number=person", {"unit": "{unit}"}, others=302)
post("person_end_charge", "number=person charge=charge", others=302)
post("person_lock", "number=person", others=302)
post("person_link", "number=person", ok=200, others=200)
get("key", "number=key", others=200)
post("key_revoke", "number=key", others=302)
post("key_webhook", "number=key webhook=webhook", others=302)
get("data_request", "number=request", others=200)
post("data_request", "number=request", {"act": "reply"}, others=302)

for _walk in sector_walks():
    _walk.ask(get, post, send)
