"""A page of a list asks the database as often for thirty rows as for three."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.fieldwork import draw_by_hand
from tests.hanoi import commune_of_postal_code

from diaban.spine.addresses.models import RejectedRow
from diaban.spine.evidence.keeping import Words, open_register
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.journal.recording import record
from diaban.spine.parties.api_clients import find_or_add_client
from diaban.spine.parties.api_keys import KeyTerms, make_key
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.places.models import Charge
from diaban.spine.places.units import today
from diaban.spine.privacy.asking import Asked, receive
from diaban.spine.privacy.models import Wish
from diaban.spine.programme.directives import DutyState
from diaban.spine.programme.drafting import Head, enter
from diaban.spine.programme.models import Programme
from diaban.spine.programme.planning import begin, make_tasks, waiting_duties
from diaban.spine.runs.models import Kind, Run

FEW, MANY = 3, 30


def people(first: int, last: int) -> None:
    unit = commune_of_postal_code("11024")
    for number in range(first, last):
        user = User.objects.create(username=f"person-{number}", role=Role.COLLECTOR)
        Charge.objects.create(user=user, unit=unit)


def keys(first: int, last: int) -> None:
    terms = KeyTerms(frozenset({"read"}), timezone.now() + timedelta(days=30))
    for number in range(first, last):
        client = find_or_add_client(local_operator(), f"system-{number}", f"Bưu cục {number}")
        make_key(local_operator(), client, terms)


def requests(first: int, last: int) -> None:
    for number in range(first, last):
        person = User.objects.create(username=f"asker-{number}", role=Role.PUBLIC)
        receive(person, Asked(Wish.ACCESS, today(), person))


def entries(first: int, last: int) -> None:
    for number in range(first, last):
        actor = User.objects.create(username=f"actor-{number}", role=Role.COMMUNE)
        record(actor, "run.done", f"run:{number}", {"kind": "import"})


def rejected(first: int, last: int) -> None:
    for number in range(first, last):
        run = Run.objects.create(
            kind=Kind.IMPORT, actor=local_operator(), file_name=f"{number}.csv"
        )
        RejectedRow.objects.create(run=run, row_number=2, cells=[["số nhà", "7"]], problems=[])


def lots(first: int, last: int) -> None:
    for number in range(first, last):
        draw_by_hand(commune_of_postal_code("11024"), 1, name=f"lot-{number}")


def registers(first: int, last: int) -> None:
    for number in range(first, last):
        words = Words("Đài", "Stations", "đài", "stations", "1/2021")
        made = open_register(f"register-{number}", words, "commune", 90, local_operator())
        state(made, [Said(commune_of_postal_code("11024"), today(), 1, 2)], local_operator(),
              Source())  # fmt: skip


def documents(first: int, last: int) -> None:
    for number in range(first, last):
        head = Head("plan", "own", "Sở", today(), f"Kế hoạch {number}", f"{number}", "KH-X")
        made = enter(head, "1. Sở Tài chính rà soát điểm phục vụ; lập báo cáo.", local_operator())
        made.duties.update(state=DutyState.ACCEPTED)


def plans(first: int, last: int) -> None:
    years = (date(2026, 1, 1), date(2026, 12, 31))
    for number in range(first, last):
        begin(f"Kế hoạch {number}", years, "Sở", None, local_operator())


def tasks_of_one_plan(first: int, last: int) -> Programme:
    if not Programme.objects.exists():
        plans(0, 1)
    documents(first, last)
    plan = Programme.objects.get()
    make_tasks(plan, waiting_duties(plan), local_operator())
    return plan


LISTS: dict[str, Callable[[int, int], None]] = {
    "/people/": people,
    "/people/keys/": keys,
    "/people/requests/": requests,
    "/journal/": entries,
    "/problems/": rejected,
    "/field/": lots,
    "/programme/directives/": documents,
    "/programme/plans/": plans,
    "/evidence/": registers,
}


def asked(client: Client, page: str) -> int:
    client.get(page)  # what is kept from page to page is kept now
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page)
    assert answer.status_code == 200
    return len(queries)


@pytest.mark.databases
@pytest.mark.parametrize("page", LISTS)
def test_thirty_rows_cost_no_more_questions_than_three(client: Client, hanoi, page: str):
    LISTS[page](0, FEW)
    few = asked(client, page)
    LISTS[page](FEW, MANY)
    assert asked(client, page) <= few


def test_the_tasks_of_a_plan_are_read_together(client: Client, hanoi):
    path = f"/programme/plans/{tasks_of_one_plan(0, FEW).pk}/"
    few = asked(client, path)
    tasks_of_one_plan(FEW, 2 * FEW)
    assert asked(client, path) <= few


def test_the_doors_of_a_lot_are_read_together(client: Client, hanoi):
    unit = commune_of_postal_code("11024")
    lots = [draw_by_hand(unit, doors, name=f"of-{doors}") for doors in (FEW, MANY)]
    few, many = (asked(client, f"/field/lots/{lot.pk}/") for lot in lots)
    assert many <= few
