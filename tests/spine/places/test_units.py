"""Finding units: on a day, by name however it is written, and by descent."""

from datetime import date

import pytest
from tests.hanoi import analyse

from diaban.spine.places.loading import load_tables
from diaban.spine.places.models import Level, PostalCode, Succession, Unit, UnitAlias
from diaban.spine.places.names import fold_name, sort_key
from diaban.spine.places.units import (
    LAST_THREE_TIER_DAY,
    TWO_TIER_FROM,
    city_communes,
    find_units,
    legal_predecessors,
    postal_codes_of,
    today,
)
from diaban.spine.runs.models import Generation

pytestmark = pytest.mark.usefixtures("hanoi")


def _keys(model: type) -> dict[int, tuple]:
    fields = [f.attname for f in model._meta.concrete_fields]
    return {row[0]: row[1:] for row in model.objects.values_list(*fields)}


# --- loading --------------------------------------------------------------------------------


def test_loading_again_changes_no_row_and_no_row_number():
    models = (Unit, Succession, PostalCode, UnitAlias)
    before = [_keys(model) for model in models]
    assert not load_tables()
    Generation.objects.filter(name__startswith="tables-").delete()
    assert load_tables()
    assert [_keys(model) for model in models] == before


def test_a_row_that_was_changed_by_hand_is_brought_back_under_its_number():
    unit = city_communes(today()).get(code="00070")
    Unit.objects.filter(pk=unit.pk).update(name="Sai", folded="sai", lat=0)
    Generation.objects.filter(name__startswith="tables-").delete()
    assert load_tables()
    assert city_communes(today()).get(code="00070") == unit
    assert Unit.objects.get(pk=unit.pk).name == "Hoàn Kiếm"


def test_each_unit_lies_in_a_parent_that_was_in_force_on_its_first_day():
    for unit in Unit.objects.exclude(parent=None).select_related("parent"):
        assert unit.parent.valid_from <= unit.valid_from
        assert unit.parent.valid_to is None or unit.valid_from < unit.parent.valid_to


# --- on a day -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(2025, 1, 1), 526),
        (LAST_THREE_TIER_DAY, 526),
        (TWO_TIER_FROM, 126),
        (date(2025, 12, 31), 126),
        (date(2026, 11, 24), 126),
        (date(1990, 1, 1), 0),
    ],
)
def test_the_city_has_the_communes_of_the_day(day, count):
    assert city_communes(day).count() == count


def test_the_country_has_all_its_communes():
    assert Unit.objects.filter(level=Level.COMMUNE).in_force(TWO_TIER_FROM).count() == 3_321


def test_a_commune_that_only_changed_its_kind_follows_its_predecessor():
    changed = Succession.objects.filter(on__gt=TWO_TIER_FROM).select_related(
        "predecessor", "successor"
    )
    assert changed.exists()
    for step in changed:
        assert step.predecessor.valid_to == step.successor.valid_from == step.on
        assert step.predecessor.code == step.successor.code
        same = Unit.objects.filter(code=step.successor.code, level=step.successor.level)
        assert same.in_force(step.on).get() == step.successor


def test_every_commune_of_the_city_has_a_postal_code_today():
    codes = postal_codes_of(today())
    communes = list(city_communes(today()))
    assert len({codes[unit.pk] for unit in communes}) == 126


def test_no_unit_has_two_postal_codes_on_one_day():
    for day in (LAST_THREE_TIER_DAY, TWO_TIER_FROM, today()):
        units = list(PostalCode.objects.in_force(day).values_list("unit_id", flat=True))
        assert len(units) == len(set(units))


def test_every_commune_of_the_city_has_lawful_predecessors():
    legal = legal_predecessors()
    old = set(city_communes(LAST_THREE_TIER_DAY).values_list("pk", flat=True))
    communes = list(city_communes(today()))
    assert all(legal[unit.pk] for unit in communes)
    assert {pk for unit in communes for pk in legal[unit.pk]} == old


def test_predecessors_are_followed_through_a_later_change_of_kind():
    legal = legal_predecessors()
    for step in Succession.objects.filter(on__gt=TWO_TIER_FROM):
        assert set(legal.get(step.predecessor_id, ())) <= set(legal.get(step.successor_id, ()))


# --- by name --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["Hoàn Kiếm", "hoan kiem", "HOÀN KIẾM", "  hoàn   kiếm ", "Phường Hoàn Kiếm", "p. Hoàn Kiếm",
     "P.Hoàn Kiếm", "phuong hoan kiem", "Hoa\u0300n Kie\u0302\u0301m"],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(text):
    assert find_units(text)[0].code == "00070"
    assert find_units(text)[0].valid_to is None


def test_a_name_that_begins_like_a_kind_is_a_name():
    first = find_units("quan hoa")[0]
    assert (first.full_name, first.valid_to) == ("Phường Quan Hoa", TWO_TIER_FROM)


@pytest.mark.parametrize(("one", "other"), [("Hòa Lạc", "Hoà Lạc"), ("Khánh Thủy", "Khánh Thuỷ")])
def test_where_the_tone_stands_makes_no_difference(one, other):
    assert find_units(one) == find_units(other)


def test_an_alias_leads_to_its_unit():
    for alias in UnitAlias.objects.select_related("unit").order_by("pk")[:40]:
        assert alias.unit in find_units(alias.alias, limit=32), alias.alias


def test_communes_of_the_city_come_before_namesakes_elsewhere():
    analyse()
    for unit in city_communes(today()):
        assert find_units(unit.name)[0].code in {unit.code} | {
            u.code for u in Unit.objects.filter(folded=unit.folded, valid_to=None)
        }
        first = find_units(unit.name)[0]
        while first.parent is not None:
            first = first.parent
        assert first.code == "01", unit.name


@pytest.mark.parametrize("text", ["ho", "tan", "thanh", "phu"])
def test_a_beginning_finds_the_city_s_own_first(text):
    found = find_units(text)
    assert found
    own = set(city_communes(today()).values_list("pk", flat=True)) | set(
        city_communes(LAST_THREE_TIER_DAY).values_list("pk", flat=True)
    )
    begins = Unit.objects.filter(folded__startswith=text, pk__in=own)
    if begins.exists():
        assert found[0].pk in own or found[0].level != Level.COMMUNE


@pytest.mark.parametrize("text", ["", " ", "a", "?", "không có nơi này", "x" * 400, "%", "_"])
def test_what_no_unit_is_called_finds_nothing(text):
    assert find_units(text) == []


# --- names ----------------------------------------------------------------------------------


def test_folding_is_blind_to_case_marks_and_form_and_does_not_change_again():
    for name in ("Đống Đa", "Văn Miếu - Quốc Tử Giám", "Ô Chợ Dừa"):
        folded = fold_name(name)
        assert folded.isascii()
        assert fold_name(folded) == folded == fold_name(name.upper())


def test_names_sort_as_a_vietnamese_dictionary_does():
    names = ["Đa", "Dương", "An", "Ân", "Ăn", "Ôn", "Ơn", "On", "Ý", "Y", "Uy", "Ưng"]
    ordered = ["An", "Ăn", "Ân", "Dương", "Đa", "On", "Ôn", "Ơn", "Uy", "Ưng", "Y", "Ý"]
    assert sorted(names, key=sort_key) == ordered
