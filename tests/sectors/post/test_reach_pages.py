"""The pages of reach: the rule beside what is real, numbers that open rows, rooms on offer."""

import json
import re
from html import unescape

import polars as pl
import pytest
from django.urls import reverse
from tests.registry import address_of, door, observe
from tests.sectors.post.points import a_point
from tests.sectors.post.town import at, draw_road, live_at, north

from diaban.sectors.post.reach.models import PlaceOnOffer, ReachFigure, ReachSurvey
from diaban.sectors.post.reach.orders import SURVEY
from diaban.sectors.post.reach.proposing import Wanted, propose
from diaban.sectors.post.reach.survey import survey_reach
from diaban.spine.addresses.coding import run_coding
from diaban.spine.places.models import Unit
from diaban.spine.places.units import today
from diaban.spine.runs.jobs import last_ordered

pytestmark = pytest.mark.usefixtures("official_hanoi")


@pytest.fixture
def surveyed(operator):
    draw_road(0, 2_000, 6_000)
    a_point(**at(north(0)))
    live_at(near=north(500), far=north(5_000), nowhere=None)
    return survey_reach(operator)


def page(client, name: str, *parts, **asked) -> str:
    answer = client.get(reverse(name, args=parts), asked, headers={"accept-language": "vi"})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_before_a_survey_the_page_says_what_one_needs(client, operator):
    assert "Chưa ai đo" in page(client, "post_overview")


def test_the_rule_and_the_real_reach_stand_in_one_sentence(client, surveyed):
    text = " ".join(page(client, "post_overview").split())
    assert "Theo quy chuẩn thì <strong>chưa đạt</strong>" in text
    assert "Thực tế <strong>1 hộ</strong> phải đi hơn 3 km đường bộ" in text
    assert "Thêm 1 hộ chưa biết" in text


@pytest.mark.parametrize("units", ["", "former"])
def test_both_pages_tell_one_radius_by_one_rule(client, surveyed, units):
    leading = page(client, "post_overview", units=units)
    radius = re.search(r"<strong>([0-9,]+) km</strong>", leading)[1]
    assert f"{radius} km<small>1 điểm" in page(client, "post_statutory", units=units)


def test_a_radius_that_cannot_be_computed_is_never_told_as_kept(client, surveyed):
    Unit.objects.filter(level="commune", valid_to__isnull=False).update(area_km2=None)
    former = " ".join(page(client, "post_overview", units="former").split())
    assert "chưa tính được bán kính của 526 xã, phường" in former
    assert "vượt bán kính" not in former


def test_points_per_households_near_are_told_for_each_commune_in_one_sentence(client, surveyed):
    text = " ".join(page(client, "post_overview").split())
    # one point, of which two households are known: the one without a position is left out
    assert "tính chung cả bảng là 5.000,0" in text
    row = re.search(r'<tr class="total">.*?</tr>', text)[0]
    assert row.count('<td class="number">5.000,0</td>') == 1


def test_each_number_opens_its_very_households(client, surveyed):
    far, near = address_of("far"), address_of("near")
    listed = page(client, "post_reach", which="beyond")
    assert reverse("post_household", args=[far.pk]) in listed
    assert reverse("post_household", args=[near.pk]) not in listed
    unknown = page(client, "post_reach", which="unknown")
    assert "hộ chưa có vị trí" in unknown


def test_a_communes_number_opens_only_its_households_on_either_units(client, surveyed):
    figure = ReachFigure.objects.get(is_former=False, beyond_3km=1)
    code = figure.unit.code
    assert "1 hộ" in page(client, "post_reach", which="beyond", unit=code)
    former = ReachFigure.objects.get(is_former=True, beyond_3km=1).unit.code
    assert "1 hộ" in page(client, "post_reach", which="beyond", unit=former, units="former")
    assert "phường" in page(client, "post_overview", units="former").lower()


def test_a_household_is_told_its_point_its_way_and_its_straight_line(client, surveyed):
    text = page(client, "post_household", address_of("near").pk)
    assert "Bưu cục Tràng Tiền" in text
    assert "500 m" in text
    assert "6 phút" in text


@pytest.fixture
def staffed_far(operator, monkeypatch):
    """The near point has nobody to serve, of the middle one nobody knows, the far one is served."""
    draw_road(0, 2_000, 6_000)
    empty, unsure, served = (a_point(f"Điểm {n}", **at(north(n))) for n in (0, 1_000, 2_000))
    live_at(near=north(100))
    told = {empty.pk: False, served.pk: True}
    monkeypatch.setattr("diaban.sectors.post.reach.points.staffed_points", lambda on: told)
    survey_reach(operator)
    return empty, unsure, served


def test_a_household_is_told_the_staffed_point_apart_from_the_open_one(client, staffed_far):
    text = " ".join(page(client, "post_household", address_of("near").pk).split())
    empty, _unsure, served = staffed_far
    assert f'<a href="/post/points/{empty.pk}/">Điểm 0</a>' in text
    assert f'<a href="/post/points/{served.pk}/" lang="vi">Điểm 2000</a>: 1.900 m' in text
    assert "Có thể có người phục vụ cách 900 m" in text


def test_a_survey_that_did_not_keep_the_staffed_point_still_tells_how_far_it_is(
    client, staffed_far
):
    path = ReachSurvey.objects.newest().path
    pl.read_parquet(path).drop("staffed_point").write_parquet(path)
    text = " ".join(page(client, "post_household", address_of("near").pk).split())
    assert "Điểm có người phục vụ gần nhất</dt><dd>1.900 m" in text


def test_the_list_by_staffed_points_tells_how_far_those_are(client, staffed_far):
    text = page(client, "post_reach", which="staffed")
    row = re.search(r"<tbody>.*?</tbody>", text, re.DOTALL)[0]
    assert re.findall(r'class="number">([^<]+)<', row)[::2] == ["1.900", "100"]


def test_a_household_its_way_and_both_its_points_are_on_the_map(client, staffed_far):
    text = page(client, "post_household", address_of("near").pk)
    way = json.loads(unescape(re.search(r'data-way="([^"]+)"', text)[1]))
    ends = [[round(place[1], 6), round(place[0], 6)] for place in (north(100), north(0))]
    assert [way[0], way[-1]] == [pytest.approx(end, abs=2e-6) for end in ends]
    west, south, east, up = map(float, re.search(r'data-box="([^"]+)"', text)[1].split(","))
    assert south == pytest.approx(north(0)[0], abs=1e-6)
    assert up == pytest.approx(north(2_000)[0], abs=1e-6)
    assert west == east


def test_the_map_of_a_commune_shows_that_commune_and_rings_what_is_listed(client, surveyed):
    boxes = {}
    for units in ("", "former"):
        figure = ReachFigure.objects.get(is_former=bool(units), beyond_3km=1)
        text = page(client, "post_reach", which="all", unit=figure.unit.code, units=units)
        boxes[units] = [*map(float, re.search(r'data-box="([^"]+)"', text)[1].split(","))]
        assert "data-at=" in text
    assert boxes[""][3] - boxes[""][1] > 0.005, "the whole commune"
    assert "data-box" not in page(client, "post_reach")
    drawn = r'data-layer="{&quot;name&quot;:&quot;post-unserved&quot;[^"]*"( checked)?'
    assert re.search(drawn, page(client, "post_reach", which="unknown"))[1]
    assert not re.search(drawn, page(client, "post_reach", which="staffed"))[1]


def test_what_is_not_there_is_not_found(client, surveyed):
    for asked in ({"which": "nonsense"}, {"unit": "99999"}):
        assert client.get(reverse("post_reach"), asked).status_code == 404
    assert client.get(reverse("post_household", args=[999_999])).status_code == 404


def test_a_survey_is_ordered_once_and_waits_for_the_worker(client, operator):
    for _ in range(2):
        assert client.post(reverse("post_reach_order")).status_code == 302
    run = last_ordered(SURVEY)
    assert run.order == {"job": SURVEY}
    assert "Đang đo mức độ tiếp cận" in page(client, "post_overview")


def test_a_room_is_put_on_offer_where_it_lies_and_withdrawn(client, operator):
    form = {"name": "Nhà văn hóa", "at": "21.028511, 105.854167", "weekday": ["1", "3"]}
    assert client.post(reverse("post_room_offer"), form).status_code == 302
    room = PlaceOnOffer.objects.get()
    assert room.commune.name == "Hoàn Kiếm"
    assert room.weekdays == [1, 3]
    assert "thứ Ba, thứ Năm" in page(client, "post_rooms")
    client.post(reverse("post_room_withdraw", args=[room.pk]))
    assert "Nhà văn hóa</a>" not in page(client, "post_rooms")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"name": ""}, "Tên:"),
        ({"at": "đâu đó"}, "Vị trí:"),
        ({"at": "10.77, 106.69"}, "Vị trí:"),
        ({"weekday": []}, "Ngày:"),
    ],
)
def test_a_room_that_cannot_be_taken_says_which_field_and_how_to_write_it(
    client, operator, changes, word
):
    form = {"name": "Nhà", "at": "21.028511, 105.854167", "weekday": ["1"], **changes}
    answer = client.post(reverse("post_room_offer"), form, headers={"accept-language": "vi"})
    assert answer.status_code == 400
    assert word in answer.content.decode()


def test_a_budget_that_cannot_be_meant_is_refused_in_words(client, surveyed):
    for wrong in (
        {"sites": "-1"},
        {"money": "nhiều"},
        {"day_percent": "0"},
        {"day_percent": "1/5"},
        {"sites": "0", "vans": "0"},
    ):
        form = {"sites": "2", "vans": "0", **wrong}
        answer = client.post(
            reverse("post_proposals_order"), form, headers={"accept-language": "vi"}
        )
        assert answer.status_code == 400


def test_proposals_are_ordered_computed_and_shown_with_what_is_proved(client, operator, surveyed):
    from diaban.spine.runs.jobs import do_job

    form = {"sites": "1", "vans": "0", "points": "on"}
    assert client.post(reverse("post_proposals_order"), form).status_code == 302
    run = last_ordered("post-proposals")
    run.take_up()
    do_job(run)
    text = " ".join(page(client, "post_proposals").split())
    assert "đến gần <strong>1 hộ</strong>" in text
    assert "điểm mới" in text
    assert "Một ngày mỗi tuần tính bằng 20 % một điểm" in text


def test_a_proposal_is_named_by_its_hamlet_and_its_place_can_be_found(client, operator):
    draw_road(0, 2_000, 6_000)
    a_point(**at(north(0)))
    observe(door("far", north(5_000), locality="thôn Đoài, xóm 3"))
    run_coding(operator)
    survey_reach(operator)
    propose(operator, Wanted(sites=1, vans=0))
    text = page(client, "post_proposals")
    row = re.search(r"<tr><td>1</td>.*?</tr>", text, re.DOTALL)[0]
    lat, lng = north(5_000)
    assert f'data-at="{lng:.7f},{lat:.7f}" lang="vi">thôn Đoài, xóm 3</button>' in row
    assert "Phường" in row
    assert f'<a href="geo:{lat:.6f},{lng:.6f}">{lat:.6f}, {lng:.6f}</a>' in row
    assert "/map/" not in row


def test_what_a_day_is_worth_stands_beside_each_proposal(client, operator, surveyed):
    unit = Unit.objects.get(code="00070", valid_to=None)
    place = {"lat_e7": round(north(5_000)[0] * 1e7), "lng_e7": round(north(0)[1] * 1e7)}
    PlaceOnOffer.objects.create(
        name="Nhà văn hóa", commune=unit, weekdays=[0, 3], source="test", offered_on=today(),
        offered_by=operator, **place,
    )  # fmt: skip
    propose(operator, Wanted(sites=1, vans=0, points=False, day_percent=15))
    row = re.search(r"<tr><td>1</td>.*?</tr>", page(client, "post_proposals"), re.DOTALL)[0]
    assert re.findall(r'class="number">([^<]+)<', row) == ["1", "30 %", "0,3", "0,3"]
    assert "0,3<small>1 hộ</small>" in row, "the bound as households of the same worth"
    assert "nhiều nhất <strong>1 hộ</strong>" in " ".join(page(client, "post_proposals").split())


def test_the_map_draws_proposals_first_and_offers_households_switched_off(
    client, operator, surveyed
):
    earlier = propose(operator, Wanted(sites=1, vans=0))
    propose(operator, Wanted(sites=2, vans=0))
    boxes = r'data-layer="{&quot;name&quot;:&quot;([a-z-]+)&quot;[^"]*"( checked)?'
    drawn = dict(re.findall(boxes, page(client, "post_proposals")))
    assert drawn == {"post-proposals": " checked", "post-points": " checked", "post-unserved": ""}
    assert next(iter(drawn)) == "post-proposals"
    # the numbers of the newest would be of other places than an earlier list tells
    assert "post-proposals" not in dict(
        re.findall(boxes, page(client, "post_proposal_set", earlier.pk))
    )


def test_the_leading_page_asks_few_questions_of_the_database(
    client, surveyed, django_assert_max_num_queries
):
    page(client, "post_overview")
    with django_assert_max_num_queries(30):
        page(client, "post_overview")
