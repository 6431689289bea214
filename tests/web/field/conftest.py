"""A lot in Hoàn Kiếm for the pages of the office."""

import pytest
from tests.fieldwork import draw_by_hand
from tests.hanoi import commune_of_postal_code

from diaban.spine.fieldwork.models import Lot


@pytest.fixture
def lot(operator, hanoi, settings, tmp_path) -> Lot:
    settings.PHOTO_FOLDER = tmp_path / "photos"
    return draw_by_hand(commune_of_postal_code("11024"), 3)
