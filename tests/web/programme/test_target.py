"""A target's page, its rows and its forms: each figure opens what it was counted from."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from tests.registry import MIDDLE, door, observe
from tests.web.programme.test_leader import text_of

from diaban.engines.measuring import Count, Label
from diaban.spine.addresses.coding import run_coding
from diaban.spine.evidence.models import Register
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.figures.declaring import measures
from diaban.spine.figures.models import Computation
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role
from diaban.spine.places.models import HouseholdCount
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.models import Declared, Gauge, Target
from diaban.spine.programme.targets import read_target
from diaban.web.programme.target_places import Place

REGISTER, MEASURE = "Điểm bưu điện xã có người phục vụ", "Hộ có mã địa chỉ"


@pytest.fixture
def by_register(demonstration) -> Target:
    return Target.objects.get(title=REGISTER)


@pytest.fixture
def by_measure(demonstration, operator) -> Target:
    """Four doors, one nowhere, one to be reached later; a commune with more than are registered."""
    lives = ["collected", "confirmed", "certified", "candidate"]
    early = today() - timedelta(days=100)
    observe(*(
        door(f"d{n}", (MIDDLE[0] + n / 9_000, MIDDLE[1]), life=lives[n], held_on=early)
        for n in range(4)
    ))  # fmt: skip
    observe(door("nowhere", None), door("shop", (MIDDLE[0], MIDDLE[1] + 0.001), is_household=False))
    run_coding(operator)
    commune = Target.objects.get(title=MEASURE)
    HouseholdCount.objects.create(
        unit=city_communes(today()).order_by("code").first(), count=7, as_of=early, source="x",
    )  # fmt: skip
    bring_up_to_date()
    return commune


def measured_by(target: Target, what: str | Register, days_ago: int, operator) -> None:
    gauge = {"measure": what} if isinstance(what, str) else {"register": what}
    Gauge.objects.create(
        target=target, valid_from=today() - timedelta(days=days_ago),
        set_at="2026-01-01T00:00Z", set_by=operator, **gauge,
    )  # fmt: skip


def count_at(client, target: Target, label: str, query: str = "") -> int:
    page = client.get(f"/programme/targets/{target.pk}/rows/?label={label}{query}")
    assert page.status_code == 200
    return int(re.search(r'id="count">([\d.]+)', page.content.decode())[1].replace(".", ""))


@pytest.mark.parametrize(
    "days_ago", [0, *(pytest.param(days, marks=pytest.mark.soak) for days in (45, 200))]
)
def test_the_rows_of_every_label_are_as_many_as_the_figure_says(
    client, by_measure, operator, days_ago
):
    day = today() - timedelta(days=days_ago)
    for number, name in enumerate(sorted(measures())):
        measured_by(by_measure, name, 300 - number, operator)
        total = read_target(by_measure, day).total
        told = {label.name.lower(): count_at(client, by_measure, label.name.lower(), f"&on={day}")
                for label in Label}  # fmt: skip
        assert told == {
            "numerator": total.numerator, "rest": total.rest, "unknown": total.unknown,
            "excluded": total.excluded,
        }, name  # fmt: skip


def test_each_row_says_beside_its_code_why_it_counts_or_does_not(client, by_measure, operator):
    measured_by(by_measure, "households-confirmed", 0, operator)
    path = f"/programme/targets/{by_measure.pk}/rows/"
    notes = {
        label: [row.note for row in client.get(f"{path}?label={label}").context["rows"]]
        for label in ("numerator", "rest", "excluded")
    }
    since = today() - timedelta(days=100)
    confirmed = f"đã xác nhận từ {since.day}/{since.month}/{since.year}"
    assert len(notes["numerator"]) == 2
    assert all(re.fullmatch(rf"11024[^·]+ · {confirmed}", one) for one in notes["numerator"])
    assert sorted(one.partition(" · ")[2] for one in notes["rest"]) == [
        "chưa thu thập", "chưa thu thập", "đã thu thập, chưa xác nhận",
    ]  # fmt: skip
    assert [one.partition(" · ")[2] for one in notes["excluded"]] == ["không phải hộ"]


def test_the_map_is_drawn_by_what_the_target_asks_on_its_page_and_behind_its_figure(
    client, by_register
):
    Target.objects.filter(pk=by_register.pk).update(threshold=0.6)
    path = f"/programme/targets/{by_register.pk}/"
    pages = [client.get(path), client.get(f"{path}rows/")]
    for page in pages:
        told = text_of(page.content.decode())
        assert "60 %, hoặc đạt mà chưa chắc ≥ 60 % (đạt) chưa biết" in told
    stated = {row.unit.pk: row for row in pages[1].context["rows"]}
    reached = 0
    for place in pages[0].context["places"]:
        if place.share is not None:
            assert (place.map_class == "4") == (place.count.low >= 0.6)
            assert stated[place.unit.pk].map_class == place.map_class
            reached += place.map_class == "4"
    assert reached


def test_rows_of_a_commune_are_those_of_its_figure(client, by_measure):
    standing = read_target(by_measure, today())
    commune = next(pk for pk, count in standing.counts.items() if pk and count.numerator)
    code = city_communes(today()).get(pk=commune).code
    held = standing.counts[commune].numerator
    assert count_at(client, by_measure, "numerator", f"&unit={code}") == held
    path = f"/programme/targets/{by_measure.pk}/rows/?label=numerator"
    page = client.get(path).content.decode()
    assert page.count("data-lat=") == standing.total.numerator
    total, own = standing.total, standing.counts[commune]
    for query, count in (("", total), (f"&unit={code}", own)):
        told = {name: n for name, _words, n in client.get(f"{path}{query}").context["labels"]}
        assert told == {
            "numerator": count.numerator, "rest": count.rest, "unknown": count.unknown,
            "excluded": count.excluded,
        }  # fmt: skip


def test_a_commune_reads_rows_in_its_charge_alone(sign_in, by_measure, unit):
    officer = sign_in("officer", Role.COMMUNE, unit)
    own = read_target(by_measure, today()).counts[unit.pk]
    assert count_at(officer, by_measure, "numerator") == own.numerator
    other = city_communes(today()).exclude(pk=unit.pk).order_by("-code").first()
    path = f"/programme/targets/{by_measure.pk}/rows/?label=numerator&unit={other.code}"
    assert officer.get(path).status_code == 404
    page = officer.get(f"/programme/targets/{by_measure.pk}/").content.decode()
    assert unit.full_name in page
    assert f'id="u{other.code}"' not in page


def test_what_places_stated_adds_up_to_the_figure_and_the_silent_are_named(client, by_register):
    standing = read_target(by_register, today())
    page = client.get(f"/programme/targets/{by_register.pk}/rows/").content.decode()
    assert re.search(r'id="count">([\d.]+)', page)[1].replace(".", "") == str(
        standing.total.numerator
    )
    assert re.search(r'id="unknown">([\d.]+)', page)[1] == str(standing.total.unknown)
    assert page.count("data-unit=") == len(standing.counts) + len(standing.silent)


def test_the_page_tells_curve_forecast_places_source_and_recipe(client, by_register):
    page = client.get(f"/programme/targets/{by_register.pk}/").content.decode()
    text = text_of(page)
    assert page.count('class="spot"') == 7
    assert "phấn đấu 100% điểm bưu điện xã phải có người phục vụ" in text
    assert "Dự kiến đạt" in text
    assert "trong khoảng" in text
    assert "nơi chưa báo gì" in text
    assert "quá thời hạn tin cậy" in text
    assert "Sở TT&amp;TT Hà Nội" in text
    assert 'data-class="x"' in page


def test_of_a_plan_to_come_the_page_tells_from_where_it_starts_and_expects_nothing_yet(
    client, by_register
):
    begins = today() + timedelta(days=35)
    Target.objects.filter(pk=by_register.pk).update(
        begins_on=begins, ends_on=begins + timedelta(days=364), milestones=[[str(begins), 0.0]]
    )
    share = read_target(by_register, today()).shares.share
    page = client.get(f"/programme/targets/{by_register.pk}/")
    text = text_of(page.content.decode())
    assert "chưa bắt đầu" in text
    assert f"xuất phát từ mức đang đo được {100 * share:.1f} %".replace(".", ",") in text
    curve = page.context["curve"]
    assert float(curve.marks[0].x) < float(curve.expected.split(",")[0]), "measured before it began"


@pytest.mark.parametrize(
    ("days_ago", "words"),
    [(0, "mới có 1 lần đo, chưa dự báo được"), (99, "số đo chưa tăng rõ, chưa dự báo được")],
)
def test_a_forecast_that_cannot_be_made_says_why(client, by_measure, operator, days_ago, words):
    measured_by(by_measure, "addresses-written", days_ago, operator)
    page = text_of(client.get(f"/programme/targets/{by_measure.pk}/").content.decode())
    assert words in page


def test_what_nobody_has_measured_yet_is_not_foreseen(client, by_measure, operator):
    by_whom = {"opened_at": "2026-01-01T00:00Z", "opened_by": operator}
    silent = Register.objects.create(key="silent", title_vi="Sổ chưa ai ghi", **by_whom)
    measured_by(by_measure, silent, 0, operator)
    page = text_of(client.get(f"/programme/targets/{by_measure.pk}/").content.decode())
    assert "chưa có lần đo nào, chưa dự báo được" in page


def test_since_when_it_is_measured_so_is_told_only_where_it_was_measured_otherwise_before(
    client, by_measure, operator
):
    path, words = f"/programme/targets/{by_measure.pk}/", "Đo theo cách này từ"
    assert words not in client.get(path).content.decode()
    measured_by(by_measure, "households-confirmed", 10, operator)
    day = today() - timedelta(days=10)
    assert f"{words} {day.day}/{day.month}/{day.year}" in text_of(client.get(path).content.decode())
    before = client.get(f"{path}?on={day - timedelta(days=1)}").content.decode()
    assert words not in before


def test_a_figure_is_counted_anew_and_compared(client, by_measure):
    path = f"/programme/targets/{by_measure.pk}/?recount=1"
    assert "trùng khớp" in client.get(path).content.decode()
    Computation.objects.filter(measure="households-coded", as_of=today()).update(fingerprint="0")
    assert "không khớp" in client.get(path).content.decode()


def test_numbers_are_declared_and_words_are_refused_with_the_form_that_is_taken(
    client, by_register
):
    path = f"/programme/targets/{by_register.pk}/declare/"
    before = Declared.objects.filter(target=by_register).count()
    given = {"unit": "", "held_on": str(today()), "denominator": "1.000"}
    for word in ("có", "N/A", "85%"):
        answer = client.post(path, {**given, "numerator": word})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert f"“{word}” không phải là số" in page
        assert "850 và 1.000" in page
    for odd in ({"numerator": "9", "denominator": "8"}, {"numerator": "0", "denominator": "0"},
                {"numerator": "1", "held_on": "soon"}, {"numerator": "1", "unit": "9" * 30},
                {"numerator": "1", "held_on": str(today() + timedelta(days=1))}):  # fmt: skip
        assert client.post(path, {**given, **odd}).status_code == 422, odd
    assert Declared.objects.filter(target=by_register).count() == before
    assert client.post(path, {**given, "numerator": "850"}).status_code == 302
    page = text_of(client.get(f"/programme/targets/{by_register.pk}/").content.decode())
    assert "850 / 1.000" in page
    assert "85,0 %" in page


def test_a_commune_declares_for_itself_an_auditor_for_nobody(sign_in, by_register, unit):
    path = f"/programme/targets/{by_register.pk}/declare/"
    given = {"held_on": str(today()), "numerator": "1", "denominator": "2"}
    officer = sign_in("officer", Role.COMMUNE, unit)
    assert officer.post(path, {**given, "unit": unit.pk}).status_code == 302
    assert officer.post(path, {**given, "unit": ""}).status_code == 422
    other = city_communes(today()).exclude(pk=unit.pk).first()
    assert officer.post(path, {**given, "unit": other.pk}).status_code == 422
    auditor = sign_in("auditor", Role.AUDITOR)
    assert auditor.post(path, {**given, "unit": unit.pk}).status_code == 403
    assert Declared.objects.filter(target=by_register, unit__isnull=False).count() == 1


def test_a_measure_takes_a_registers_place_and_the_days_before_keep_theirs(client, by_register):
    path = f"/programme/targets/{by_register.pk}/gauge/"
    before = read_target(by_register, today() - timedelta(days=1))
    given = {"gauge": "addresses-written", "valid_from": str(today())}
    assert client.post(path, given).status_code == 302
    assert read_target(by_register, today()).gauge.measure == "addresses-written"
    assert read_target(by_register, today() - timedelta(days=1)).total == before.total
    assert Entry.objects.filter(act="target.gauged").count() == 1
    for odd in (given, {**given, "gauge": "nothing"}, {**given, "valid_from": "soon"},
                {"gauge": "households-coded", "valid_from": str(today() - timedelta(days=5))},
                {**given, "valid_from": str(today() + timedelta(days=1))}):  # fmt: skip
        assert client.post(path, odd).status_code == 422, odd
    page = text_of(client.get(f"/programme/targets/{by_register.pk}/").content.decode())
    assert "theo thước đo khác" in page
    assert "Đếm bằng: Địa chỉ viết đầy đủ (địa chỉ)" in page


def test_only_the_department_changes_what_measures_a_target(sign_in, by_register):
    path = f"/programme/targets/{by_register.pk}/gauge/"
    assert sign_in("auditor", Role.AUDITOR).post(path, {}).status_code == 403


def test_a_target_that_nothing_measures_says_what_it_lacks_and_opens_no_rows(client, demonstration):
    target = Target.objects.exclude(lacks="").first()
    page = text_of(client.get(f"/programme/targets/{target.pk}/").content.decode())
    assert "chưa đo được" in page
    assert target.lacks in page
    assert client.get(f"/programme/targets/{target.pk}/rows/").status_code == 404
    assert client.get("/programme/targets/999999/").status_code == 404


def test_odd_questions_have_no_page_or_a_plain_word(client, by_measure):
    rows = f"/programme/targets/{by_measure.pk}/rows/"
    for query in ("?label=nothing", "?unit=1", "?unit=%00", "?on=soon", "?on=2999-01-01"):
        assert client.get(rows + query).status_code == 404, query
    assert client.get(rows + "?after=%00").status_code == 200
    assert "“soon”" in client.get(f"/programme/targets/{by_measure.pk}/?on=soon").content.decode()


def test_a_place_with_nothing_to_count_is_neither_asked_nor_hatched():
    unit = SimpleNamespace(level="commune")
    counts = Count(0, 0), Count(0, 0, unknown=3)
    nothing, unknown = (Place(unit, count, None, 0.0, stale=False) for count in counts)
    assert (nothing.rank, nothing.map_class) == (4, "")
    assert (unknown.rank, unknown.map_class) == (1, "x")
