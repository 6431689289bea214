"""What is measured of the register, on any day, and the demonstration that shows it."""

from datetime import date

import pytest
from tests.hanoi import commune_of_postal_code
from tests.registry import address_of, door, observe
from tests.sectors.post.points import A_DAY, PLACED, a_point, correct, saying

from diaban.sectors.post.choices import Resolution
from diaban.sectors.post.models import Candidate, Point, Statement
from diaban.sectors.post.register.demo import demonstrate_register
from diaban.sectors.post.register.duties import follow_again
from diaban.sectors.post.register.measures import MEASURES
from diaban.sectors.post.register.point_told import tell_communes, tell_points
from diaban.sectors.post.register.point_versions import (
    POINT_SCHEMA,
    communes_since,
    every_commune,
    every_point,
    newest_statement,
    points_since,
    read_communes,
    read_points,
)
from diaban.sectors.post.register.stating import rebuild
from diaban.spine.addresses.coding import run_coding
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.figures.models import Figure
from diaban.spine.places.units import city_communes, today

pytestmark = pytest.mark.usefixtures("official_hanoi")
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


def versions(*points: Point):
    return read_points([point.pk for point in points]).to_dicts()


def test_a_version_lasts_until_the_next_day_on_which_anything_begins_to_hold():
    point = a_point(**PLACED)
    correct(point, JUNE, hours_text="7h-17h hàng ngày")
    first, second = versions(point)
    assert (first["valid_from"], first["valid_to"], first["has_hours"]) == (A_DAY, JUNE, False)
    assert (second["valid_from"], second["valid_to"], second["has_hours"]) == (JUNE, None, True)
    assert first["has_position"]
    assert first["place"] == commune_of_postal_code("11024").pk


def test_a_point_that_closes_is_open_until_that_day_though_it_was_said_before():
    point = a_point()
    correct(point, A_DAY, closed_on=JULY)
    assert [(v["valid_from"], v["is_open"]) for v in versions(point)] == [
        (A_DAY, True), (JULY, False),
    ]  # fmt: skip


def test_a_row_joined_to_another_has_no_versions_and_tells_of_it():
    kept, other = a_point("A"), a_point("B", hours_text="7h-17h hàng ngày")
    mark = newest_statement()
    correct(other, merged_into=kept.pk)
    assert versions(other) == []
    assert versions(kept)[-1]["has_hours"]
    assert points_since(mark, 10) == [kept.pk, other.pk]
    mark = newest_statement()
    correct(other, merged_into=None)
    assert points_since(mark, 10) == [kept.pk, other.pk]
    assert points_since(0, 1) is None


def test_all_points_at_once_are_each_by_itself():
    points = [a_point(str(number)) for number in range(3)]
    frames = list(every_point(chunk=2))
    assert [frame["id"].to_list() for frame in frames] == [
        [points[0].pk, points[1].pk], [points[2].pk],
    ]  # fmt: skip
    assert frames[0].schema == POINT_SCHEMA


def test_a_commune_has_a_point_from_its_opening_until_its_closing():
    unit = commune_of_postal_code("11024")
    point = a_point(**PLACED)
    correct(point, A_DAY, closed_on=JULY)
    told = read_communes([unit.pk]).to_dicts()
    assert [(v["valid_from"], v["points"]) for v in told[-2:]] == [(A_DAY, 1), (JULY, 0)]
    assert told[0]["points"] == 0
    assert sum(frame["id"].n_unique() for frame in every_commune()) == 126
    assert communes_since(newest_statement(), 1_000) == []
    assert len(communes_since(0, 1_000)) == 126
    assert communes_since(0, 5) is None


def test_what_a_commune_has_is_unknown_where_nobody_knows_the_kind_of_its_only_point():
    unit = commune_of_postal_code("11024")
    a_point(kind="", **PLACED)
    figure = _figure("communes-with-post-point", unit)
    assert (figure.numerator, figure.unknown) == (0, 1)


def _figure(name: str, unit) -> Figure:
    bring_up_to_date()
    rows = Figure.objects.filter(computation__measure=name, unit=unit)
    return rows.latest("computation__as_of")


def test_every_measure_is_named_in_both_languages():
    assert len({spec.name for spec in MEASURES}) == 4
    assert all(spec.title_vi and spec.title_en and spec.source for spec in MEASURES)


def test_a_row_says_what_is_known_of_what_is_asked_and_what_stands_no_more_says_that():
    point = a_point(**PLACED)
    correct(point, JUNE, hours_text="7h-17h hàng ngày")
    correct(point, JULY, closed_on=str(JULY))
    told = {spec.name: [spec.why(row)[0] for row in versions(point)] for spec in MEASURES[:3]}
    assert told["post-points-hours-known"] == [
        "chưa rõ giờ mở cửa", "đã rõ giờ mở cửa", "không hoạt động",
    ]  # fmt: skip
    assert told["post-points-located"][:2] == ["đã có vị trí"] * 2
    assert told["post-points-addressed"][0] == "chưa gắn với địa chỉ"
    of_communes = MEASURES[3].why
    assert of_communes({"points": 2, "perhaps": 0})[0] == "2 điểm"
    assert of_communes({"points": 0, "perhaps": 1})[0] == "chưa có điểm, 1 điểm chưa rõ loại"


def test_rows_are_told_to_those_who_may_see_them(operator):
    point = a_point(**PLACED)
    (told,) = tell_points(operator, [point.pk]).values()
    assert (told.title, told.identifier) == (point.name, point.identifier)
    unit = commune_of_postal_code("11024")
    assert tell_communes(operator, [unit.pk])[unit.pk].query == {"commune": unit.code}


def test_once_a_day_points_are_followed_to_addresses_that_came_meanwhile(operator):
    point = a_point(address_text="66 Tràng Tiền, phường Hoàn Kiếm, Hà Nội")
    follow_again()
    assert Point.objects.everywhere("a test").get().resolution != Resolution.ADDRESS
    observe(door("66", house_number="66", street="phố Tràng Tiền"))
    run_coding(operator)
    follow_again()
    placed = Point.objects.everywhere("a test").get(pk=point.pk)
    assert placed.address == address_of("66")
    said = Statement.objects.count()
    follow_again()
    assert Statement.objects.count() == said


def test_the_demonstration_has_points_in_every_commune_labelled_and_with_faults(operator):
    demonstrate_register(operator)
    points = Point.objects.everywhere("a test")
    communes = city_communes(today())
    assert points.present().count() >= 1.4 * communes.count()
    assert all(points.values_list("synthetic", flat=True))
    present = points.present()
    assert set(communes) == {point.commune for point in present if point.commune}
    assert present.filter(hours="").exclude(hours_text="").exists()
    assert present.filter(lat_e7__isnull=True).exists()
    assert points.filter(merged_into__isnull=False).exists() or Candidate.objects.exists()
    said = Statement.objects.count()
    demonstrate_register(operator)
    assert Statement.objects.count() == said


def test_no_demonstration_is_put_beside_real_points(operator):
    a_point()
    demonstrate_register(operator)
    assert Point.objects.everywhere("a test").count() == 1


def test_rebuilding_changes_no_version():
    point = a_point(**PLACED)
    before = versions(point)
    rebuild([point.pk])
    assert versions(point) == before
    assert saying().source == "survey"
