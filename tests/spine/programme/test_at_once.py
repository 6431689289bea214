"""Two people at once: one acts, the other is told so, and nobody meets an error of the database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.cascading import CascadeError, accept, give_back, hand_down
from diaban.spine.programme.models import Assignment

pytestmark = [
    pytest.mark.usefixtures("hanoi"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="SQLite writes one at a time, and in tests not even waits",
    ),
]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all at once; what is refused is told by its reason."""

    def work(act: Callable[[], object]) -> object:
        try:
            return act()
        except CascadeError as error:
            return error.reason
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(work, acts))


def test_two_who_hand_down_at_once_send_nothing_twice(adopted, operator):
    sent = at_once(*[lambda: hand_down([adopted], operator)] * 2)
    assert sorted(sent) == [0, city_communes(today()).count()]


def test_of_two_answers_at_once_one_is_taken_and_the_other_is_told_so(adopted, operator):
    unit = city_communes(today()).first()
    officer = User.objects.create(username="officer", role=Role.COMMUNE)
    officer.charges.create(unit=unit)
    hand_down([adopted], operator, [unit])
    row = Assignment.objects.get()
    told = at_once(lambda: accept(row, officer), lambda: give_back(row, "không có", officer))
    assert sorted(map(str, told)) == ["None", "answered_already"]
    row.refresh_from_db()
    assert (row.accepted_at is None) != (row.returned_at is None)
