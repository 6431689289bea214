"""The page of commendation: the rule is on it, the figures behind each proposal, and decisions."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.spine.programme.conftest import (  # noqa: F401 - fixtures
    adopted,
    directive,
    gauge,
    programme,
    register,
    target,
    task,
)

from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.models import Commendation, Programme

pytestmark = pytest.mark.usefixtures("hanoi")
PAGE = "/programme/commendation/"


@pytest.fixture
def first(adopted, target, register, operator, settings, tmp_path):  # noqa: F811 - fixtures
    settings.FIGURE_FOLDER = tmp_path
    target.threshold = 0.9
    target.save()
    gauge(target, operator, register=register)
    units = list(city_communes(today()).order_by("code")[:6])
    counts = [(95, 100, 0), (80, 80, 20), *[(50, 100, 0)] * 4]
    said = [Said(unit, today(), *count) for unit, count in zip(units, counts, strict=True)]
    state(register, said, operator, Source("x.xlsx"))
    return units[0]


def test_the_rule_stands_on_the_page_and_each_proposal_shows_its_figures(client: Client, first):
    page = client.get(PAGE).content.decode()
    assert "Chỉ tính số đo được, không tính số tự khai." in page
    assert first.full_name in page
    assert "95,0\xa0%" in page
    assert "chắc chắn đạt" in page


def test_who_cannot_be_told_is_named_too(client: Client, first):
    page = client.get(PAGE).content.decode()
    assert "Chưa thể nói: sẽ được đề xuất nếu phần chưa biết đều đạt (121)" in page


def test_a_decision_is_written_and_shown(client: Client, first):
    form = {"field": "post", "unit": first.pk, "decision": "decline", "reason": "Đang xác minh"}
    answer = client.post(f"{PAGE}decide/?on={today()}", form)
    assert answer.status_code == 302
    assert not Commendation.objects.get().accepted
    page = client.get(PAGE).content.decode()
    assert "Đang xác minh" in page
    assert "không chấp thuận" in page


def test_a_decision_without_a_reason_is_refused_in_words(client: Client, first):
    form = {"field": "post", "unit": first.pk, "decision": "accept", "reason": " "}
    answer = client.post(f"{PAGE}decide/", form)
    assert answer.status_code == 422
    assert "Hãy ghi lý do của quyết định." in answer.content.decode()


@pytest.mark.parametrize("form", [{}, {"field": "post", "unit": "x"}, {"field": "?", "unit": "1"}])
def test_a_decision_on_nothing_is_not_found(client: Client, first, form):
    assert client.post(f"{PAGE}decide/", form).status_code == 404


def test_a_day_that_is_none_is_told_and_another_programme_is_not_found(client: Client, first):
    assert "không phải ngày" in client.get(PAGE, {"on": "hôm qua"}).content.decode()
    assert client.get(PAGE, {"programme": "99999"}).status_code == 404
    assert client.get(PAGE, {"programme": "x" * 50}).status_code == 404


def test_without_a_programme_the_page_says_so(client: Client):
    assert "Chưa có chương trình nào được ban hành" in client.get(PAGE).content.decode()


def test_a_day_before_the_programme_begins_is_refused_in_words(client: Client, first):
    begins_on = Programme.objects.get().begins_on
    day = f"{begins_on.day}/{begins_on.month}/{begins_on.year}"
    words = f"không phải ngày từ {day}, khi chương trình bắt đầu, đến hôm nay"
    page = client.get(PAGE, {"on": str(begins_on - timedelta(days=1))}).content.decode()
    assert words in page
    assert f'value="{today()}"' in page
    assert words not in client.get(PAGE, {"on": str(begins_on)}).content.decode()


def test_a_programme_that_has_not_begun_proposes_nobody_and_says_from_when(client: Client, first):
    begins_on = today() + timedelta(days=34)
    ends_on = begins_on + timedelta(days=364)
    Programme.objects.update(begins_on=begins_on, ends_on=ends_on)
    page = client.get(PAGE).content.decode()
    day = f"{begins_on.day}/{begins_on.month}/{begins_on.year}"
    assert f"Chương trình bắt đầu ngày {day}, nên chưa đề xuất đơn vị nào" in page
    assert first.full_name not in page
    assert 'type="date"' not in page, "there is no day to ask for yet"
    form = {"field": "post", "unit": first.pk, "decision": "accept", "reason": "Tốt"}
    assert client.post(f"{PAGE}decide/", form).status_code == 404
