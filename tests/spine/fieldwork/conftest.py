"""A lot of five doors in Hoàn Kiếm, and two collectors with a phone each."""

import pytest
from tests.fieldwork import Phone, collector, draw_by_hand
from tests.hanoi import commune_of_postal_code

from diaban.spine.fieldwork.models import Lot


@pytest.fixture
def lot(operator, hanoi) -> Lot:
    return draw_by_hand(commune_of_postal_code("11024"), 5)


@pytest.fixture
def phone(lot) -> Phone:
    return Phone(collector("an", lot), "phone-an")


@pytest.fixture
def other_phone(lot) -> Phone:
    return Phone(collector("binh", lot), "phone-binh", off=-7_200_000)
