"""The coverage page: every number opens exactly its rows, and unknown is never zero."""

import html
import re
from datetime import date

import pytest
from django.test import Client

from diaban.spine.places.models import HouseholdCount
from diaban.spine.places.units import today

NUMBER_LINK = re.compile(r'<a href="(rows/\?[^"]+)">([\d.]+)</a>')
COUNT = re.compile(r'<strong id="count">([\d.]+)</strong>')


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def row_of(page: str, code: str) -> str:
    return re.search(rf'<tr id="u{code}".*?</tr>', page, re.DOTALL)[0]


def as_number(text: str) -> int:
    return int(text.replace(".", ""))


@pytest.mark.databases
@pytest.mark.parametrize("day", ["", "?as_of=2025-06-30"])
def test_every_number_leads_to_exactly_that_many_rows(client: Client, city, day: str) -> None:
    links = NUMBER_LINK.findall(read(client, f"/coverage/{day}"))
    telling = [link for link in links if link[1] != "0"]
    assert len(telling) >= 6
    for href, shown in [*telling, *links[-3:]]:
        rows = read(client, "/coverage/" + html.unescape(href))
        assert as_number(COUNT.search(rows)[1]) == as_number(shown), href
        listed = len(re.findall(r"<tbody>.*</tbody>", rows, re.DOTALL)) and rows.count("<tr><th")
        assert listed == as_number(shown) + (1 if as_number(shown) else 0), href


def test_a_commune_shows_its_figures_and_its_share(client: Client, city) -> None:
    row = row_of(read(client, "/coverage/"), city.hoan_kiem.code)
    numbers = [as_number(n) for _, n in NUMBER_LINK.findall(row)]
    assert numbers == [3, 3, 3, 1, 0]
    assert "30,0\xa0%" in row


def test_unknown_households_are_unknown_and_offer_the_import(client: Client, city) -> None:
    page = read(client, "/coverage/")
    unknown = next(
        row for row in re.findall(r"<tr id=.*?</tr>", page, re.DOTALL) if "chưa biết" in row
    )
    assert '<a href="import/">chưa biết</a>' in unknown
    assert "%" not in unknown
    assert 'data-class="x"' in unknown
    assert "Chưa biết số hộ của 124 xã, phường." in page


def test_the_total_share_is_a_ratio_of_sums_over_known_communes(client: Client, city) -> None:
    page = read(client, "/coverage/")
    assert "đã biết ở 2 trên 126 xã, phường" in page
    # 4 coded of 14 expected in the two communes whose number is known
    assert "28,6\xa0%" in page


def test_households_of_no_known_commune_stand_apart(client: Client, city) -> None:
    page = read(client, "/coverage/")
    apart = re.search(r"<tr><th scope=\"row\">Chưa rõ xã, phường.*?</tr>", page, re.DOTALL)[0]
    assert [n for _, n in NUMBER_LINK.findall(apart)] == ["1", "1", "0", "0", "0"]


def test_counts_of_the_old_communes_carry_over_with_bounds(client: Client, city) -> None:
    from diaban.spine.places.models import Succession
    from diaban.spine.places.units import LAST_THREE_TIER_DAY, city_communes
    from diaban.spine.runs.models import Generation

    HouseholdCount.objects.all().delete()
    for unit in city_communes(LAST_THREE_TIER_DAY):
        HouseholdCount.objects.create(
            unit=unit, count=4, as_of=date(2024, 4, 1), source="Tổng điều tra"
        )
    Generation.grow("household_counts")
    page = read(client, "/coverage/")
    assert Succession.objects.filter(successor=city.hoan_kiem).count() > 1
    row = row_of(page, city.hoan_kiem.code)
    low, high = re.search(r">(\d+)–(\d+)<small>suy từ xã, phường cũ", row).groups()
    assert 0 < int(low) < int(high)
    assert re.search(r"[\d,]+\s% – [\d,]+\s%", row)


def test_synthetic_figures_carry_a_badge_and_a_watermark(client: Client, city) -> None:
    page = read(client, "/coverage/")
    assert "Số liệu mô phỏng" in page
    assert 'class="page stack synthetic"' in page


def test_worst_share_comes_first_and_unknown_last(client: Client, city) -> None:
    page = read(client, "/coverage/")
    shares = re.findall(r'data-class="(.)"', page)
    assert shares[:2] == ["0", "0"]
    assert set(shares[2:]) == {"x"}
    assert page.index(f'id="u{city.ba_dinh.code}"') < page.index(f'id="u{city.hoan_kiem.code}"')


def test_names_sort_as_a_vietnamese_dictionary_does(client: Client, city) -> None:
    page = read(client, "/coverage/?sort=name")
    names = re.findall(r'<th scope="row">(?:Xã|Phường) ([^<]+)</th>', page)
    assert len(names) == 126
    assert names.index("An Khánh") < names.index("Ba Đình") < names.index("Đa Phúc")
    # plain code point order would put Ô after Y
    assert names.index("Ô Chợ Dừa") < names.index("Phú Cát")
    assert 'aria-sort="ascending"' in page


def test_a_heading_turns_the_order_and_keeps_the_day(client: Client, city) -> None:
    page = read(client, "/coverage/?sort=coded&down=1&as_of=2025-06-30")
    assert 'aria-sort="descending"' in page
    assert "sort=coded&amp;down=0&amp;as_of=2025-06-30" in page


def test_before_july_2025_the_former_communes_show_ranges_and_why(client: Client, city) -> None:
    page = read(client, "/coverage/?as_of=2025-06-30")
    assert len(re.findall(r'<tr id="u', page)) == 526
    assert "Không có ranh giới cũ chính xác" in page
    old = re.search(r"<tr id=(?:(?!</tr>).)*Lý Thái Tổ.*?</tr>", page, re.DOTALL)[0]
    assert "Quận Hoàn Kiếm" in old
    assert NUMBER_LINK.findall(old)[0][1] == "2"
    assert "<small>1–3</small>" in old


@pytest.mark.parametrize("day", ["2024-12-31", "2999-01-01", "hôm qua"])
def test_a_day_that_cannot_be_shown_is_refused_in_words(client: Client, city, day: str) -> None:
    response = client.get("/coverage/", {"as_of": day})
    page = response.content.decode()
    assert f"“{day}” không phải là ngày" in page
    assert f'value="{today().isoformat()}"' in page


def test_a_count_imported_later_shows_at_once(client: Client, city) -> None:
    assert "đã biết ở 2 trên" in read(client, "/coverage/")
    unit = city.hoan_kiem
    HouseholdCount.objects.filter(unit=unit).delete()
    HouseholdCount.objects.create(unit=unit, count=30, as_of=date(2026, 11, 1), source="Mới")
    from diaban.spine.runs.models import Generation

    Generation.grow("household_counts")
    row = row_of(read(client, "/coverage/"), unit.code)
    assert "10,0\xa0%" in row
    assert "Mới, 1/11/2026" in row


def test_without_units_the_page_says_what_to_do(client: Client, db) -> None:
    from diaban.spine.places.models import Unit

    if Unit.objects.exists():
        pytest.skip("the database was filled by another fixture")
    assert "Chưa có xã, phường nào" in read(client, "/coverage/")


@pytest.mark.parametrize(
    "query", ["measure=nothing", "unit=99999", "as_of=2999-01-01", "measure=coded&unit=../x"]
)
def test_rows_of_something_unknown_are_not_found(client: Client, city, query: str) -> None:
    assert client.get(f"/coverage/rows/?{query}").status_code == 404


def test_long_lists_are_paged_without_loss_or_repeat(
    client: Client, city, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diaban.web.pages.paging.PAGE_ROWS", 2)
    path, seen = "/coverage/rows/?measure=registered", []
    for _ in range(10):
        page = read(client, path)
        seen += re.findall(r'<span class="code small">([^<]+)</span>', page)
        following = re.search(r'href="(\?[^"]*after=\d+)">Địa chỉ tiếp theo', page)
        if not following:
            break
        path = "/coverage/rows/" + html.unescape(following[1])
    assert len(seen) == len(set(seen)) == 6
