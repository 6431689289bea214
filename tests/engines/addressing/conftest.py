"""The country's units, read once for all tests of the reader."""

from collections.abc import Callable
from datetime import date

import pytest

from diaban.engines.addressing import Conversion, Gazetteer, ParsedAddress, convert, parse
from diaban.spine.places.gazetteer import address_gazetteer

TODAY = date(2026, 11, 1)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return address_gazetteer()


@pytest.fixture(scope="session")
def read(gazetteer: Gazetteer) -> Callable[[str], ParsedAddress]:
    return lambda text: parse(text, gazetteer)


@pytest.fixture(scope="session")
def carry(gazetteer: Gazetteer) -> Callable[..., Conversion]:
    """Convert a text to the communes of a day, today's if none is given."""
    return lambda text, as_of=TODAY, **more: convert(
        parse(text, gazetteer), gazetteer, as_of, **more
    )
