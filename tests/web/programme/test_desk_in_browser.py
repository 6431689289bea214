"""The desk with a person's hands on the keyboard: nothing but keys, and the text and list agree."""

import pytest

from diaban.spine.parties.models import local_operator
from diaban.spine.places.units import today
from diaban.spine.programme.directives import DutyState
from diaban.spine.programme.drafting import Head, enter
from diaban.web.programme.sample import sample_text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def directive(real_hanoi):
    head = Head("plan", "own", "Sở", today(), "Văn bản mẫu")
    return enter(head, sample_text(today()), local_operator())


@pytest.fixture
def page(open_page, live_server, directive):
    page = open_page("desktop")
    page.goto(f"{live_server.url}/programme/directives/{directive.pk}/")
    return page


def selected(page) -> str:
    return page.locator(".card.selected .what").inner_text()


def settle(page, selector: str) -> None:
    page.wait_for_selector(selector)


def gone(page, selector: str) -> None:
    page.wait_for_selector(selector, state="detached")


def test_accept_edit_split_merge_reject_and_reopen_by_keys_alone(page, directive):
    from playwright.sync_api import expect

    count = directive.duties.count()
    first = selected(page)
    assert first in page.locator("#text .run.selected").inner_text()
    page.keyboard.press("j")
    assert selected(page) != first
    page.keyboard.press("k")
    assert selected(page) == first
    page.keyboard.press("a")
    settle(page, ".card.accepted")
    settle(page, ".card:focus")

    page.keyboard.press("e")
    settle(page, "#edit")
    settle(page, "#e-lead:focus")
    page.fill("#e-wording", "Rà soát vị trí cửa")
    page.focus("#e-lead")
    page.keyboard.press("Control+A")
    page.keyboard.type("Sở Khoa học")
    page.keyboard.press("Enter")
    gone(page, "#edit")
    settle(page, ".card:focus")
    assert selected(page) == "Rà soát vị trí cửa"

    page.keyboard.press("s")
    settle(page, "#split")
    settle(page, "#e-at:focus")
    expect(page.locator("#e-at")).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    settle(page, f".card:nth-child({count + 1})")
    settle(page, ".card:focus")

    page.keyboard.press("m")
    gone(page, f".card:nth-child({count + 1})")
    settle(page, ".card:focus")

    page.keyboard.press("x")
    settle(page, ".card.rejected")
    settle(page, ".card:focus")
    page.keyboard.press("k")
    page.keyboard.press("u")
    gone(page, ".card.rejected")

    duties = list(directive.duties.order_by("start"))
    assert [duty.state for duty in duties] == [DutyState.ACCEPTED, *[DutyState.DRAFT] * (count - 1)]
    assert duties[1].lead_said == "Sở Khoa học"


def test_all_without_a_question_are_accepted_by_one_key_and_taken_back_by_another(page, directive):
    from playwright.sync_api import expect

    settle(page, ".card:focus")
    page.keyboard.press("Shift+A")
    expect(page.locator("#take-back")).to_be_visible()
    accepted = directive.duties.filter(state=DutyState.ACCEPTED).count()
    assert 0 < accepted < directive.duties.count(), "what is asked about waits for a person"
    page.locator(".card.selected").focus()
    page.keyboard.press("z")
    expect(page.locator(".card.accepted")).to_have_count(0)
    assert not directive.duties.filter(state=DutyState.ACCEPTED).exists()


def test_the_last_decision_brings_the_next_step_into_view(page, directive):
    from playwright.sync_api import expect

    directive.duties.exclude(pk=directive.duties.last().pk).update(state=DutyState.ACCEPTED)
    page.reload()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.locator(".card.selected").focus()
    page.keyboard.press("a")
    expect(page.locator("#next a")).to_be_in_viewport()
    assert not directive.duties.filter(state=DutyState.DRAFT).exists()


def test_a_click_in_the_text_selects_the_duty_and_selected_words_become_one(page, directive):
    from playwright.sync_api import expect

    last = page.locator("#text .run.duty").last
    last.click()
    assert page.locator(".card.selected").get_attribute("data-duty") == last.get_attribute(
        "data-duty"
    )
    before = directive.duties.count()
    page.evaluate(
        """() => {
          const run = [...document.querySelectorAll('#text .run')]
            .find((one) => one.textContent.includes('Năm trước'));
          const at = run.firstChild.data.indexOf('Năm trước');
          getSelection().setBaseAndExtent(run.firstChild, at, run.firstChild, at + 21);
        }"""
    )
    start = directive.text.index("Năm trước")
    expect(page.locator("#t-start")).to_have_value(str(start))
    page.locator(".card.selected").focus()
    page.keyboard.press("n")
    settle(page, "#edit")
    assert directive.duties.count() == before + 1
    assert directive.duties.filter(start=start, end=start + 21).exists()


def test_on_a_phone_the_text_stands_over_the_duties_and_nothing_is_cut(open_page, live_server,
                                                                       directive):  # fmt: skip
    page = open_page("phone")
    page.goto(f"{live_server.url}/programme/directives/{directive.pk}/?edit=1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#text").bounding_box()["y"] < page.locator("#duties").bounding_box()["y"]


def test_after_a_refused_correction_the_desk_goes_on_from_its_own_address(page, directive):
    from playwright.sync_api import expect

    page.keyboard.press("e")
    settle(page, "#edit")
    page.fill("#edit [name=value]", "nhiều")
    page.locator("#edit button[value=change]").click()
    expect(page.locator("#refused")).to_be_visible()
    assert f"/programme/directives/{directive.pk}/?duty=" in page.url
    page.locator("#edit a.button").click()
    gone(page, "#edit")
    page.reload()
    settle(page, ".card.selected")
