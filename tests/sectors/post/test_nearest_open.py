"""The citizens' page: where one is, which point is open now, in words that need no explaining."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from tests.registry import door, observe
from tests.sectors.post.phones import staff
from tests.sectors.post.points import a_point
from tests.sectors.post.town import METRES_PER_DEGREE, at, draw_line, live_at, north

from diaban.sectors.post.models import Absence, Point, Shift
from diaban.sectors.post.presence.rostered import announced_empty
from diaban.sectors.post.reach import journeys, nearest_page
from diaban.sectors.post.reach.nearest_page import hours_in_words, state_in_words
from diaban.sectors.post.reach.opening_now import opening_of
from diaban.sectors.post.reach.origins import find_origin
from diaban.sectors.post.reach.survey import survey_reach
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.models import Address
from diaban.spine.parties.models import User, local_operator
from diaban.spine.places.distances import metres_between
from diaban.spine.places.units import city_communes, today

HOURS = "Mo-Fr 07:30-11:30,13:30-17:00; Sa 08:00-11:30; PH off"
MONDAY = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - on the clocks of Viet Nam


@pytest.fixture
def vietnamese():
    from django.utils import translation

    with translation.override("vi"):
        yield


def told(moment: datetime, hours: str = HOURS) -> tuple[str, str]:
    opening = opening_of(hours, moment)
    return state_in_words(opening, moment), hours_in_words(opening)


@pytest.mark.usefixtures("vietnamese")
def test_hours_are_told_in_words():
    assert told(MONDAY) == ("đang mở, đóng lúc 11:30", "hôm nay 7:30–11:30, 13:30–17:00")
    assert told(MONDAY.replace(hour=11, minute=10))[0] == "đang mở, sắp đóng: lúc 11:30"
    assert told(MONDAY.replace(hour=12))[0] == "đang đóng, mở lại hôm nay lúc 13:30"
    assert told(MONDAY.replace(hour=18))[0] == "đang đóng, mở lại ngày mai lúc 7:30"
    assert told(MONDAY, "24/7")[0] == "mở suốt ngày đêm"
    assert told(MONDAY, "")[0] == "chưa ai cho biết giờ mở cửa"
    assert told(MONDAY, "không đọc được")[0] == "chưa ai cho biết giờ mở cửa"


@pytest.mark.usefixtures("vietnamese")
def test_tet_is_a_holiday_and_the_next_opening_comes_after_it():
    # 17 February 2026 is the first day of the year Bính Ngọ
    state, hours = told(MONDAY.replace(month=2, day=17))
    assert hours == "đóng cả ngày, ngày lễ"
    assert state == "đang đóng, mở lại thứ Bảy, 21/2 lúc 8:00"


@pytest.mark.usefixtures("official_hanoi")
def test_a_place_is_found_by_position_code_address_or_commune(operator):
    observe(door("d", house_number="12", street="Hàng Bài", declared_commune="00070"))
    run_coding(operator)
    address = Address.objects.get()
    assert find_origin("21.0285, 105.8542").origin.unit is None
    by_code = find_origin(address.vpostcode).origin
    assert by_code.lat == pytest.approx(address.position[0], abs=1e-4)
    by_address = find_origin("12 Hàng Bài, phường Hoàn Kiếm, Hà Nội").origin
    assert (by_address.lat, by_address.lng) == pytest.approx(address.position, abs=1e-6)
    assert find_origin("Hoàn Kiếm").origin.unit.name == "Hoàn Kiếm"
    assert find_origin("không có ở đâu cả xyz").origin is None


def within(name: str, north_of: float = 0.0) -> tuple[float, float]:
    """Return a place so many metres north of a commune's middle."""
    unit = city_communes(today()).get(name=name)
    return unit.lat + north_of / METRES_PER_DEGREE, unit.lng


@pytest.fixture
def countryside(operator):
    """A hamlet of two groups far from its commune's middle, one name in two communes, a street."""
    for group, far in ((1, 2_000), (2, 2_600)):
        observe(*(
            door(f"{group}{n}", within("Sóc Sơn", far + n), locality=f"xóm {group}, thôn Xuân Bách")
            for n in range(5)
        ))  # fmt: skip
    for commune in ("Sóc Sơn", "Nội Bài"):
        observe(*(door(f"{commune}{n}", within(commune, n), locality="thôn Đông") for n in (1, 2)))
    observe(*(door(f"h{n}", north(n), house_number=str(n), street="phố Hàng Bồ") for n in (2, 8)))
    run_coding(operator)


@pytest.mark.usefixtures("official_hanoi", "countryside")
def test_a_hamlet_is_reckoned_from_the_middle_of_its_households_not_of_its_commune():
    middle = within("Sóc Sơn")
    for text in ("thôn Xuân Bách", "thôn Xuân Bách, xã Sóc Sơn", "thon xuan bach, xa Soc Son"):
        origin = find_origin(text).origin
        assert (origin.way, origin.unit) == ("thôn Xuân Bách, Xã Sóc Sơn", None)
        assert 1_900 < metres_between((origin.lat, origin.lng), middle) < 2_700
    group = find_origin("xóm 2, thôn Xuân Bách, xã Sóc Sơn").origin
    assert metres_between((group.lat, group.lng), middle) == pytest.approx(2_602, abs=5)


@pytest.mark.usefixtures("official_hanoi", "countryside")
def test_a_name_that_several_communes_have_is_asked_back_and_each_answer_is_found():
    asked = find_origin("thôn Đông")
    assert asked.origin is None
    assert set(asked.choices) == {"thôn Đông, Xã Sóc Sơn", "thôn Đông, Xã Nội Bài"}
    for choice in asked.choices:
        assert find_origin(choice).origin.way == choice


@pytest.mark.usefixtures("official_hanoi", "countryside")
def test_a_street_is_reckoned_from_its_middle_and_an_unknown_number_from_the_next_one():
    street = find_origin("phố Hàng Bồ").origin
    assert street.way == "phố Hàng Bồ, Phường Hoàn Kiếm"
    assert (street.lat, street.lng) == pytest.approx(north(5), abs=1e-6)
    beside = find_origin("9 phố Hàng Bồ").origin
    assert (beside.beside, beside.is_rough) == ("phố Hàng Bồ, Phường Hoàn Kiếm", False)
    assert (beside.lat, beside.lng) == pytest.approx(north(8), abs=1e-6)


@pytest.mark.usefixtures("official_hanoi", "countryside", "points")
def test_what_was_written_and_is_not_known_is_named_where_the_commune_stands_in(monkeypatch):
    for text in ("thôn Không Có, xã Sóc Sơn", "thôn Đông, phường Hoàn Kiếm"):
        origin = find_origin(text).origin
        assert origin.lost == text.split(",", maxsplit=1)[0]
    told = text_of(ask(monkeypatch, MONDAY, q="thôn Không Có, xã Sóc Sơn"))
    assert "Chưa rõ “thôn Không Có” ở đâu: tạm tính từ giữa Xã Sóc Sơn" in told
    choices = text_of(ask(monkeypatch, MONDAY, q="thôn Đông"))
    assert "Bạn muốn hỏi nơi nào?" in choices
    assert "Không tìm thấy" not in choices


@pytest.mark.usefixtures("official_hanoi")
def test_points_of_unknown_hours_are_listed_only_near(points, monkeypatch):
    a_point("Xa lắm chưa rõ giờ", **at(north(12_000)))
    told = ask(monkeypatch, MONDAY, q="21.028511, 105.854167")
    assert "Điểm chưa rõ giờ" in told
    assert "Xa lắm" not in told


@pytest.fixture
def points(operator):
    near = a_point("Bưu cục gần", hours_text=HOURS, **at(north(400)))
    far = a_point("Bưu cục xa mở suốt", hours_text="24/7", **at(north(1_500)))
    unread = a_point("Điểm chưa rõ giờ", **at(north(200)))
    a_point("Đã đóng cửa hẳn", closed_on="2025-01-01", **at(north(100)))
    # what the register reads out of the text is another's work, and tested there
    for point, hours in ((near, HOURS), (far, "24/7"), (unread, "")):
        Point.objects.filter(pk=point.pk).update(hours=hours)


def ask(monkeypatch, moment: datetime, **asked: str) -> str:
    monkeypatch.setattr(nearest_page, "local_now", lambda: moment)
    return Client(headers={"accept-language": "vi"}).get("/post/nearest/", asked).content.decode()


@pytest.mark.usefixtures("official_hanoi")
def test_anybody_is_told_the_nearest_open_points_first_and_then_those_that_are_closed(
    points, monkeypatch
):
    lunch = MONDAY.replace(hour=12)
    page = ask(monkeypatch, lunch, q="21.028511, 105.854167")
    opened, closed, unknown = (
        page.index(name) for name in ("Bưu cục xa mở suốt", "Bưu cục gần", "Điểm chưa rõ giờ")
    )
    assert opened < closed < unknown
    assert "1,5 km" in page
    assert "400 m" in page
    assert "mở lại hôm nay lúc 13:30" in page
    assert "Đã đóng cửa hẳn" not in page


@pytest.mark.usefixtures("official_hanoi")
def test_what_cannot_be_found_says_what_to_write(points, monkeypatch):
    page = ask(monkeypatch, MONDAY, q="xyz không đâu có")
    assert "Không tìm thấy" in page


@pytest.mark.usefixtures("official_hanoi")
def test_a_phones_position_comes_by_post_and_stands_in_no_address(points, monkeypatch):
    monkeypatch.setattr(nearest_page, "local_now", lambda: MONDAY)
    client = Client(headers={"accept-language": "vi"})
    answer = client.post("/post/nearest/", {"here": "21.0285, 105.8542"})
    assert answer.status_code == 200
    assert "Bưu cục gần" in answer.content.decode()
    assert "21.0285" not in answer.content.decode()


# --- by road -------------------------------------------------------------------------------------


@pytest.fixture
def across_the_river(operator):
    """The near point lies over a river: its bridge is 2 km up; the road there has a far point."""
    draw_line(north(0), north(2_000), north(2_000, east=300), north(0, east=300), key="bridge")
    draw_line(north(0), north(-900), key="down")
    for name, place in (("Bên kia sông", north(0, east=300)), ("Cuối đường", north(-800))):
        point = a_point(name, **at(place))
        Point.objects.filter(pk=point.pk).update(hours=HOURS)
    live_at(one=north(10))
    return survey_reach(operator)


HERE, HERE_AT = "21.028511, 105.854167", (21.028511, 105.854167)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.usefixtures("official_hanoi")
def test_who_is_across_the_river_comes_behind_and_minutes_are_those_of_the_mode(
    across_the_river, monkeypatch
):
    page = ask(monkeypatch, MONDAY, q=HERE, mode="walk")
    assert page.index("Cuối đường") < page.index("Bên kia sông")
    told = text_of(page)
    assert "10 phút · 800 m" in told
    assert "52 phút · 4,3 km" in told
    assert "9:10 được phục vụ, đi 10 phút đi bộ" in told
    assert "đường chim bay" not in told
    assert "2 phút · 800 m" in text_of(ask(monkeypatch, MONDAY, q=HERE, mode="motorbike"))
    assert "3 phút · 800 m" in text_of(ask(monkeypatch, MONDAY, q=HERE, mode="bicycle"))


@pytest.mark.usefixtures("official_hanoi")
def test_a_point_that_closes_before_one_comes_is_not_told_as_open(across_the_river, monkeypatch):
    late = text_of(ask(monkeypatch, MONDAY.replace(hour=11, minute=10), q=HERE, mode="walk"))
    closed = late[late.index("Đang đóng") :]
    assert "Bên kia sông" in closed
    assert "đang mở, nhưng đóng lúc 11:30, trước khi bạn tới" in closed
    assert "đi ngay thì 13:30 được phục vụ" in closed
    evening = text_of(ask(monkeypatch, MONDAY.replace(hour=18), q=HERE, mode="walk"))
    first = "Mở sớm nhất cho bạn là Cuối đường , lúc 7:30 ngày mai ; đường đi 10 phút đi bộ"
    assert first in evening


@pytest.mark.usefixtures("official_hanoi")
def test_off_the_roads_and_without_roads_straight_lines_are_told_as_such(
    across_the_river, monkeypatch
):
    far = north(0, east=-2_000)
    off = text_of(ask(monkeypatch, MONDAY, q=f"{far[0]:.6f}, {far[1]:.6f}"))
    assert "Khoảng cách là đường chim bay" in off
    assert "Đi ngay bây giờ" not in off
    roads = journeys.network_of("walk")
    # only the middle of a commune may be moved to a road: nobody asked about that very place
    assert journeys.ways_from(roads, far, [HERE_AT], is_rough=True) != [None]
    assert journeys.ways_from(roads, far, [HERE_AT]) is None
    for path in Path(settings.REACH_FOLDER).glob("*.roads.npz"):
        path.unlink()
    journeys._network.cache_clear()
    assert "Khoảng cách là đường chim bay" in text_of(ask(monkeypatch, MONDAY, q=HERE))


@pytest.mark.usefixtures("official_hanoi")
def test_only_the_newest_survey_leaves_its_roads(across_the_river, operator):
    second = survey_reach(operator)
    kept = {path.name.partition(".")[0] for path in Path(settings.REACH_FOLDER).glob("*.npz")}
    assert kept == {second.name}


# --- announced absences ------------------------------------------------------------------------

MORNING, AFTERNOON = (450, 690), (810, 1020)


def an_open_point(name: str, metres: int) -> Point:
    point = a_point(name, hours_text=HOURS, **at(north(metres)))
    Point.objects.filter(pk=point.pk).update(hours=HOURS)
    return point


def works(point: Point, name: str, begin: int, end: int) -> User:
    """Somebody of the point is on its roster of Mondays between two minutes of the day."""
    person = staff(name, point)
    Shift.objects.create(
        point=point, person=person, weekday=1, begin_minute=begin, end_minute=end,
        valid_from=date(2026, 1, 1), entered_by=local_operator(),
    )  # fmt: skip
    return person


def is_away(point: Point, person: User, cover: User | None = None) -> Absence:
    return Absence.objects.create(
        point=point, person=person, first_day=MONDAY.date(), last_day=MONDAY.date(),
        reason="con ốm", cover=cover, announced_by=person,
    )  # fmt: skip


@pytest.mark.usefixtures("official_hanoi")
def test_a_point_where_everybody_is_announced_away_is_told_so_behind_the_open_ones(monkeypatch):
    empty = an_open_point("Bưu cục vắng người", 100)
    covered = an_open_point("Bưu cục có người thay", 900)
    an_open_point("Bưu cục chưa có bảng trực", 1_200)
    is_away(empty, works(empty, "nguoi-vang", *MORNING))
    is_away(covered, works(covered, "hoa", *MORNING), cover=staff("minh", covered))
    page = ask(monkeypatch, MONDAY, q="21.028511, 105.854167")
    places = [
        page.index(told)
        for told in (
            "Đang mở</h2>", "Bưu cục có người thay", "Bưu cục chưa có bảng trực",
            "Đang báo vắng</h2>", "Bưu cục vắng người", "lúc này không có ai",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    assert page.count("đang mở, đóng lúc 11:30") == 2
    assert "con ốm" not in page
    assert "nguoi-vang" not in page


@pytest.mark.usefixtures("official_hanoi")
def test_a_point_is_empty_only_at_hours_at_which_nobody_is_left():
    point = an_open_point("Bưu cục hai người", 100)
    lan, hoa = works(point, "lan", *MORNING), works(point, "hoa", 540, 690)
    works(point, "minh", *AFTERNOON)

    def empty_at(hour: int) -> bool:
        return point.pk in announced_empty([point.pk], MONDAY.replace(hour=hour))

    is_away(point, lan)
    # hoa begins at nine; at noon nobody is rostered, so who is there is not known
    assert [empty_at(hour) for hour in (8, 9, 12, 14)] == [True, False, False, False]
    both = is_away(point, hoa)
    assert [empty_at(hour) for hour in (8, 9, 12, 14)] == [True, True, False, False]
    Absence.objects.filter(pk=both.pk).update(withdrawn_at="2026-03-02T01:00:00Z")
    assert not empty_at(9)


@pytest.mark.usefixtures("official_hanoi")
def test_absences_of_all_points_are_read_at_once(django_assert_num_queries):
    points = [an_open_point(f"Bưu cục {n}", 100 * n) for n in range(1, 5)]
    for n, point in enumerate(points):
        is_away(point, works(point, f"nguoi-{n}", *MORNING))
    numbers = [point.pk for point in points]
    with django_assert_num_queries(2):
        assert announced_empty(numbers, MONDAY) == set(numbers)
