"""The Post's list comes in by the page: checked, taken by the worker, held against the registry."""

import io

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.exchange.handover.conftest import ROWS, registry, row, write_list  # noqa: F401
from tests.hanoi import commune_of_postal_code
from tests.web.pages.test_imports import check, count, send, take, text

from diaban.exchange.importing import working
from diaban.exchange.importing.working import work_once
from diaban.spine.addresses.models import Observation
from diaban.spine.handovers.models import Handover, HandoverRow, Standing
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.spine.runs.models import Run

BAD = row("12AB", "30", "phố Hàng Bông")


@pytest.fixture
def sent(tmp_path) -> bytes:
    return write_list(tmp_path / "list.xlsx", [*ROWS, BAD]).read_bytes()


def standings() -> dict[str, int]:
    rows = HandoverRow.objects.values_list("standing", flat=True)
    return {one: list(rows).count(one) for one in Standing.values}


def test_a_list_keyed_by_the_digital_address_is_known_and_checked_without_a_trace(
    client: Client,
    registry,  # noqa: F811
    sent,
):
    page = send(client, sent, "bangiao.xlsx")
    assert "do Bưu điện bàn giao" in text(client.get(page))
    told = check(client, page, on="2026-06-01")
    assert (count(told, "read"), count(told, "accepted"), count(told, "rejected")) == (6, 5, 1)
    assert "12AB" in told
    assert not Handover.objects.exists()


def test_what_is_taken_is_held_against_the_registry_which_hears_nothing_yet(
    client: Client,
    registry,  # noqa: F811
    sent,
):
    said = Observation.objects.count()
    page = send(client, sent, "bangiao.xlsx")
    check(client, page, on="2026-06-01")
    run_page = take(client, page)
    [handover] = Handover.objects.all()
    assert (str(handover.held_on), handover.reconciled_at is not None) == ("2026-06-01", True)
    assert sum(standings().values()) == HandoverRow.objects.count() >= len(ROWS)
    assert standings()[Standing.MATCHED] > 0
    assert Observation.objects.count() == said
    told = text(client.get(run_page))
    assert 'href="/handover/"' in told
    assert (count(told, "accepted"), count(told, "rejected")) == (5, 1)
    assert "Phường thử" in text(client.get("/handover/"))
    # the refused row comes back as a file, without the name of whoever lives there
    file = client.get(f"/problems/rejected/{handover.run_id}/rows.xlsx")
    cells = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(file))).get_sheet_by_index(0)
    lines = str(cells.to_python())
    assert "12AB" in lines
    assert "Nguyễn Văn Ất" not in lines


def test_a_fault_between_reading_and_reconciling_is_gone_on_from(
    client: Client,
    registry,  # noqa: F811
    sent,
    monkeypatch,
):
    page = send(client, sent, "bangiao.xlsx")
    check(client, page)

    def break_off(*_told):
        raise RuntimeError("the machine stops here")

    with monkeypatch.context() as broken:
        broken.setattr("diaban.exchange.handover.ordered.reconcile", break_off)
        run_page = take(client, page)
    [handover] = Handover.objects.all()
    assert handover.reconciled_at is None
    working.resume(Run.objects.get(pk=handover.run_id))
    while work_once():
        pass
    handover.refresh_from_db()
    assert handover.reconciled_at is not None
    assert HandoverRow.objects.filter(row_number__isnull=False).count() == len(ROWS)
    assert count(text(client.get(run_page)), "accepted") == len(ROWS)


def test_the_same_list_again_is_the_same_handover(client: Client, registry, sent):  # noqa: F811
    for _ in range(2):
        page = send(client, sent, "bangiao.xlsx")
        check(client, page, on="2026-06-01")
        take(client, page)
    assert Handover.objects.count() == 1
    assert HandoverRow.objects.filter(row_number__isnull=False).count() == len(ROWS)


def test_only_the_department_sends_the_list(client: Client, registry):  # noqa: F811
    assert 'href="/import/"' in text(client.get("/handover/"))
    officer = User.objects.create(username="commune", role=Role.COMMUNE)
    Charge.objects.create(user=officer, unit=commune_of_postal_code("11024"))
    client.force_login(officer)
    assert "Gửi danh sách của Bưu điện" not in text(client.get("/handover/"))
    assert client.get("/import/").status_code in {302, 403}
