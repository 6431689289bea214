"""The table of what counts each target, with a person's hands on it."""

import pytest

from diaban.spine.parties.models import local_operator
from diaban.spine.places.units import today
from diaban.spine.programme.directives import DutyState
from diaban.spine.programme.drafting import Head, enter
from diaban.spine.programme.models import Gauge, Programme

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = """1. Phấn đấu 95% hộ có mã địa chỉ.
2. Đạt 100% điểm bưu điện văn hóa xã có người phục vụ trong giờ mở cửa.
3. Trồng 500 cây xanh quanh trụ sở.
"""


@pytest.fixture
def plan(real_hanoi, live_server, open_page):
    head = Head("plan", "own", "Sở", today(), "Kế hoạch")
    directive = enter(head, TEXT, local_operator())
    directive.duties.update(state=DutyState.ACCEPTED)
    page = open_page("desktop")
    page.goto(f"{live_server.url}/programme/plans/?from={directive.pk}#new-plan")
    page.locator("form:has(#new-title, [name=title]) button.primary").first.click()
    page.wait_for_selector("#measures")
    return page


def test_what_alone_fits_is_ticked_as_a_proposal_and_what_nothing_fits_stays_folded(plan):
    from playwright.sync_api import expect

    folded = plan.locator("#measures details").filter(has=plan.locator("table"))
    expect(folded).not_to_have_attribute("open", "")
    ticked = plan.locator('.near input[type=radio]:checked:not([value=""])')
    both = ["households-coded", "culture-points-staffed"]
    assert [one.get_attribute("value") for one in ticked.all()] == [f"measure:{n}" for n in both]
    assert not Gauge.objects.exists()
    plan.locator("#measures button.primary").click()
    plan.wait_for_selector("#next [role=status]")
    programme = Programme.objects.get()
    assert [one.measure for one in Gauge.objects.order_by("pk")] == both
    lacking = programme.tasks.exclude(targets__gauges__measure__in=both)
    assert lacking.exists()
    assert all(task.targets.get().lacks for task in lacking)
