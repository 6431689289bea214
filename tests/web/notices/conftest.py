"""A street of five doors in Hoàn Kiếm, told by letter."""

import pytest
from tests.fieldwork import place
from tests.notices import hand_over, key_of, write_to
from tests.registry import address_of, door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.notices.models import Notice, NoticeState


@pytest.fixture(autouse=True)
def own_folders(settings, index_folder, tmp_path, monkeypatch) -> None:
    settings.INDEX_FOLDER = index_folder
    monkeypatch.setenv("DIABAN_DATA", str(tmp_path))


@pytest.fixture
def street(official_hanoi, operator) -> None:
    observe(
        *(
            door(f"d{n}", place(n), house_number=str(10 + n), street="phố Thử", life="collected")
            for n in range(5)
        )
    )
    run_coding(operator)


@pytest.fixture
def keys(street, operator) -> dict[str, str]:
    """The key of each door's letter, which was handed out."""
    mailing = write_to(operator, "11024")
    numbers = {address_of(f"d{n}").pk: f"d{n}" for n in range(5)}
    rows = Notice.objects.filter(state=NoticeState.ISSUED)
    told = {numbers[row.address_id]: key_of(row) for row in rows}
    hand_over(operator, mailing)
    return told
