"""Why an address counts by a measure or does not, in a few words of its state on the day."""

from datetime import date

import pytest
from tests.registry import A_DAY, MIDDLE, address_of, door, observe

from diaban.engines.measuring import Label
from diaban.spine.addresses.coding import run_coding
from diaban.spine.addresses.models import Address, CodeState, Life, PostalQuality
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.figures.declaring import find, measures
from diaban.spine.figures.explaining import open_figure, tell_why
from diaban.spine.places.units import today

pytestmark = pytest.mark.usefixtures("official_hanoi")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path


def why(name: str, key: str, on: date | None = None) -> str:
    number = address_of(key).pk
    return tell_why(find(name), on or today(), [number])[number][0]


def test_a_household_says_since_when_it_has_confirmed_or_how_far_it_is(operator):
    steps = {"collected": A_DAY, "confirmed": date(2026, 3, 12), "certified": date(2026, 4, 2)}
    for life, day in steps.items():
        observe(door("there", life=life, held_on=day))
    observe(door("met", life="collected"), door("told", life="notified"), door("new"))
    observe(door("shop", is_household=False))
    bring_up_to_date()
    confirmed = "households-confirmed"
    assert why(confirmed, "there") == "đã xác nhận từ 12/3/2026"
    assert why(confirmed, "there", date(2026, 3, 11)) == "đã thu thập, chưa xác nhận"
    assert why("households-certified", "there") == "đã chứng nhận từ 2/4/2026"
    assert why("households-certified", "there", date(2026, 4, 1)) == "đã xác nhận, chưa chứng nhận"
    assert why(confirmed, "told") == "đã thông báo, chưa xác nhận"
    assert why(confirmed, "new") == "chưa thu thập"
    assert why(confirmed, "shop") == "không phải hộ"


def test_a_position_says_how_accurate_it_is_and_where_it_is_from(operator):
    observe(
        door("good"), door("roof", accuracy_metres=12.5, position_source="imagery"),
        door("none", None), door("silent", accuracy_metres=None),
    )  # fmt: skip
    run_coding(operator)
    bring_up_to_date()
    told = {key: why("addresses-positioned", key) for key in ("good", "roof", "none", "silent")}
    assert told == {
        "good": "vị trí ± 4 m (đo vệ tinh)", "roof": "vị trí ± 12,5 m (ảnh chụp từ trên cao)",
        "none": "chưa có vị trí", "silent": "vị trí không rõ sai số (đo vệ tinh)",
    }  # fmt: skip
    assert why("households-coded", "none") == "chưa có vị trí"
    assert why("households-coded", "good").startswith("có mã từ ")


def test_every_row_of_every_label_is_told_why_in_both_languages(operator):
    lives = ["collected", "confirmed", "certified", "candidate"]
    observe(*(door(f"d{n}", (MIDDLE[0] + n / 9_000, MIDDLE[1]), life=lives[n]) for n in range(4)))
    observe(door("nowhere", None), door("shop", is_household=False))
    run_coding(operator)
    Address.objects.filter(pk=address_of("d0").pk).update(life=Life.RETIRED)
    bring_up_to_date()
    told = [spec for spec in measures().values() if spec.table == "addresses"]
    assert len(told) == 5
    for spec in told:
        for label in Label:
            ids = open_figure(spec, today(), label).ids
            words = tell_why(spec, today(), ids)
            assert set(words) == set(ids), (spec.name, label)
            assert all(vi and en for vi, en in words.values())


@pytest.mark.parametrize("life", list(Life))
def test_each_state_there_is_has_its_words(life):
    row = {"life": life, "is_household": True, "since": A_DAY, "lat_e7": None}
    rows = [row | {"code_state": state} for state in CodeState]
    rows = [one | {"postal_quality": written} for one in rows for written in PostalQuality]
    for spec in measures().values():
        if spec.table == "addresses":
            assert all(all(spec.why(one)) for one in rows), spec.name
    retired = {find("households-confirmed").why(one)[0] for one in rows}
    assert (retired == {"không còn dùng"}) == (life == Life.RETIRED)
