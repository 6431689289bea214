"""One walk: every address and method, with every role and key, of one's own commune and beside it.

What is asked for is there (`tests/two_communes.py`), so that a neighbour is refused for the right
reason; who may ask is the table's (`web/access.py`), how is in `asks.py`.
"""

from collections.abc import Iterator

import pytest
from django.test import Client
from tests.sectors.walks import sector_walks
from tests.two_communes import Ground, own_folders, two_communes
from tests.web.accounts.asks import ASKS, Ask
from tests.web.accounts.walking import Place, Told, ask_for, every_place

from diaban.spine.parties.access import ADMINISTRATOR, ANYBODY, ROLES, VISITOR, Territory
from diaban.spine.parties.api_keys import ApiKey, Scope
from diaban.spine.parties.models import Role
from diaban.web.access import RULES
from diaban.web.api.keys import forget_keys

PLACES = every_place()
CITY = {Role.DEPARTMENT, Role.AUDITOR, ADMINISTRATOR}
# in whose answers their own people read the mark, so that a neighbour's could be seen there
MARKED = frozenset((
    "coverage_rows", "export", "rejected", "rejected_file", "import_file", "import_run", "field",
    "field_lot", "field_lots", "field_lot_file", "field_conflicts", "field_refused",
    "handover_returned", "handover_workbook", "handover_all", "certification", "mailing",
    "notices", "evidence_register", "evidence_place", "api-v1:read_evidence", "key", "keys",
    "data_request", "mfa_list_webauthn", "own_data_file",
    "task", "programme_unit",
    *(name for walk in sector_walks() for name in walk.MARKED.split()),
))  # fmt: skip
# the calls of a key by what the key must be for; whoever signed in reads the first without one
OF_SCOPE = {
    Scope.READ: "verify lookup reverse changes webhooks register_webhook delete_webhook"
    " read_document",
    Scope.DELIVERIES: "report_delivery report_deliveries",
    Scope.FIGURES: "read_measure_rows list_targets read_one_target read_evidence",
    Scope.EVIDENCE: "state_evidence",
    Scope.CLEAN: "send_list read_list delete_list cleaned_list exceptions_of_list",
}


@pytest.fixture
def grounds(official_hanoi, settings, tmp_path, monkeypatch) -> tuple[Ground, Ground]:
    own_folders(settings, tmp_path, monkeypatch)
    forget_keys()
    return two_communes()


def every_ask() -> Iterator[tuple[Place, Ask]]:
    return ((place, ask) for place in PLACES for ask in ASKS.get(place.name, ()))


def counts_as(role: str) -> set[str]:
    return {role, Role.PUBLIC} if role == ADMINISTRATOR else {role}


def client_of(role: str, ground: Ground) -> Client:
    client = Client(raise_request_exception=False)
    if role != VISITOR:
        client.force_login(ground.people[role])
    return client


def test_every_address_is_asked_for_by_every_method_that_it_takes():
    unasked = {
        (place.name, verb)
        for place in PLACES
        for verb in place.verbs - {ask.verb for ask in ASKS.get(place.name, ())}
    }
    assert unasked == set()
    assert set(ASKS) - {place.name for place in PLACES} == set()
    unfilled = {p.name for p, ask in every_ask() if set(p.parts) != set(ask.parts)}
    assert unfilled == set()


def test_calls_that_share_a_path_are_open_to_the_same():
    """The table is asked by the name of the first of them."""
    by_path: dict[str, set[object]] = {}
    for place in PLACES:
        by_path.setdefault(place.text, set()).add(RULES[place.name].roles)
    assert {path for path, rules in by_path.items() if len(rules) > 1} == set()


def test_everybody_gets_what_the_table_says_of_their_own_and_nothing_of_a_neighbours(grounds):
    here, there = grounds
    faults: list[object] = []
    marked: set[str] = set()
    for turn, role in enumerate((*ROLES, ADMINISTRATOR)):
        client = client_of(role, here)
        for ground in (here, there):
            ground.names["passkey"] = ground.names[f"passkey {role}"]
        for nth, (place, ask) in enumerate(every_ask()):
            if not RULES[place.name].roles & counts_as(role):
                # refused whatever is there: of each commune in turn
                told = ask_for(client, place, ask, grounds[(turn + nth) % 2])
                found = judge_refusal(told)
            else:
                own = ask_for(client, place, ask, here)
                found = judge_own(own, ask, role, place)
                if here.mark in own.text and here.mark not in own.asked:
                    marked.add(place.name)
                if role not in CITY or ask.is_personal:
                    other = ask_for(client, place, ask, there)
                    found += judge_other(other, ask, role, place, there)
            faults += [(role, place.name, ask.verb, ask.form or ask.query, f) for f in found]
    assert faults == []
    assert MARKED - marked == set()


def judge_refusal(told: Told) -> list[object]:
    """Whoever the table shuts out is told so, whatever is there, and changes nothing."""
    return [] if told.is_refused and not told.written else [("refused", told)]


def judge_own(told: Told, ask: Ask, role: str, place: Place) -> list[object]:
    wanted = {401} if needs_key(place, role) else ask.roles_differ.get(role, ask.ok)
    return [] if told.status in wanted else [("own", told.status, told.where, told.text[:200])]


def judge_other(told: Told, ask: Ask, role: str, place: Place, there: Ground) -> list[object]:
    faults: list[object] = []
    wanted = {401} if needs_key(place, role) else ask.roles_differ.get(role, ask.others)
    if told.status not in wanted:
        faults.append(("neighbour", told.status, told.where))
    faults += leaks(told, place, there)
    if set(told.written) - ask.may_write:
        faults.append(("written", dict(told.written), told.where))
    return faults


def needs_key(place: Place, role: str) -> bool:
    """Whether a system that signed in like a person is sent for its key."""
    is_of_keys = place.name.startswith("api-v1:") and RULES[place.name].roles != ANYBODY
    return is_of_keys and role == Role.API_CLIENT


def leaks(told: Told, place: Place, there: Ground) -> list[object]:
    """What an answer says of a neighbour that was not said in asking."""
    signs = {there.mark, f"nguoi-{there.postal_code}"}
    if RULES[place.name].territory != Territory.OPEN:
        signs |= there.identifiers
    found = [sign for sign in signs if sign in told.text + told.where and sign not in told.asked]
    return [("leak", sign, _around(told.text, sign)) for sign in found]


def _around(text: str, sign: str) -> str:
    at = text.find(sign)
    return text[max(0, at - 120) : at + 40]


def test_a_key_opens_what_it_is_for_on_its_own_ground_and_nothing_else(grounds):
    here, there = grounds
    by_key = {p.name for p in PLACES if p.name.startswith("api-v1:")} - {
        name for name, rule in RULES.items() if rule.roles == ANYBODY
    }
    told_so = {"authorization": f"Bearer {here.token}"}
    faults: list[object] = []
    for scope in Scope:
        ApiKey.objects.filter(pk=here.names["key"]).update(scopes=[scope.value])
        forget_keys()
        names = {f"api-v1:{name}" for name in OF_SCOPE[scope].split()}
        assert names <= by_key
        for place, ask in every_ask():
            if place.name not in by_key:
                continue
            own = ask_for(Client(), place, ask, here, **told_so)
            other = ask_for(Client(), place, ask, there, **told_so)
            found = judge_key(own, other, ask, place, there if place.name in names else None)
            faults += [(scope.value, place.name, ask.verb, fault) for fault in found]
    assert faults == []


def judge_key(own: Told, other: Told, ask: Ask, place: Place, there: Ground | None) -> list[object]:
    """What is wrong with a key's answers; without a neighbour the key is not for this call."""
    if there is None:
        told = [t for t in (own, other) if t.status != 403 or "scope_missing" not in t.text]
        return [*told, *(t for t in (own, other) if t.written)]
    found: list[object] = [own] if own.status not in ask.ok else []
    found += [other] if other.status not in ask.others else []
    found += leaks(other, place, there)
    return found + ([other.written] if set(other.written) - ask.may_write else [])


def test_a_key_opens_no_page_of_a_person(grounds):
    here, _ = grounds
    told_so = {"authorization": f"Bearer {here.token}"}
    opened = {
        place.name
        for place, ask in every_ask()
        if not place.name.startswith("api-v1:") and RULES[place.name].roles != ANYBODY
        and not ask_for(Client(), place, ask, here, **told_so).is_refused
    }  # fmt: skip
    assert opened == set()
