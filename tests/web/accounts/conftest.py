"""What the tests of people and access stand on."""

from tests.hanoi import (  # noqa: F401 - fixtures
    hanoi,
    index_folder,
    official_hanoi,
    operator,
)
