"""One form sent twice at once, as by a double click: one register is opened."""

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy

import pytest
from django.db import connection, connections

from diaban.spine.evidence.models import Register

pytestmark = [
    pytest.mark.usefixtures("hanoi"),
    pytest.mark.databases,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one at a time"),
]


def test_two_forms_at_once_open_one_register(client, plan, tasks):
    target = tasks[1].targets.get()
    form = {"target": [target.pk], f"version-{target.pk}": target.version,
            f"other-{target.pk}": "own:commune", f"noun-{target.pk}": "điểm"}  # fmt: skip

    def send(_time: int) -> int:
        try:
            return deepcopy(client).post(f"/programme/plans/{plan.pk}/measures/", form).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(send, range(4))) == [302] * 4
    assert Register.objects.filter(title_vi=target.title).count() == 1
    assert target.gauges.count() == 1
