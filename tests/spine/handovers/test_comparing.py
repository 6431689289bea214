"""In which fields a row of the Post and a door differ."""

import pytest
from tests.registry import MIDDLE

from diaban.spine.addresses.models import Address
from diaban.spine.handovers.comparing import compare

LAT, LNG = (round(degrees * 1e7) for degrees in MIDDLE)


def a_door(**facts) -> Address:
    told = {"house_number": "12", "lanes": "ngách 34, ngõ 78", "street": "phố Huế"}
    return Address(**{**told, "commune_id": 7, "lat_e7": LAT, "lng_e7": LNG, **facts})


def differences(said: dict, door: Address, code: str = "1000000001", commune: int | None = 7):
    return compare(said, code, commune, door).differences


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"house_number": "12", "street": "Huế"}, ()),
        ({"lanes": "Ngách 34 ngõ 78"}, ()),
        ({"house_number": "12A"}, ("house_number",)),
        ({"lanes": "ngõ 78"}, ("lanes",)),
        ({"street": "phố Hue"}, ("street",)),
        ({"house_number": "", "street": ""}, ()),
        ({"building": "Tòa CT2"}, ("building",)),
    ],
)
def test_figures_and_letters_count_and_silence_does_not(said, found):
    assert differences(said, a_door()) == found


@pytest.mark.parametrize(
    ("steps", "accuracy", "differs"), [(0, None, False), (1_200, None, False), (2_000, None, True),
                                       (2_000, 30.0, False)],
)  # fmt: skip
def test_positions_differ_beyond_what_both_are_sure_of(steps, accuracy, differs):
    said = {"lat_e7": LAT + steps, "lng_e7": LNG, "accuracy_metres": accuracy}
    found = compare(said, "", 7, a_door())
    assert found.metres == pytest.approx(steps * 1e-7 * 111_195, abs=0.1)
    assert ("position" in found.differences) == differs


def test_without_two_positions_there_is_no_distance():
    assert compare({}, "", 7, a_door()).metres is None
    nowhere = a_door(lat_e7=None, lng_e7=None)
    assert compare({"lat_e7": LAT, "lng_e7": LNG}, "", 7, nowhere).metres is None


def test_a_commune_and_a_digital_address_differ_where_both_are_known():
    assert differences({}, a_door(), commune=8) == ("commune",)
    assert differences({}, a_door(commune_id=None), commune=8) == ()
    assert differences({}, a_door(), commune=None) == ()
    assert differences({}, a_door(digital_address="1000000001")) == ()
    assert differences({}, a_door(digital_address="1000000002")) == ("digital_address",)
