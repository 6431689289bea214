"""What the tests of the spine stand on."""

from tests.hanoi import (  # noqa: F401 - fixtures
    hanoi,
    index_folder,
    official_hanoi,
    operator,
    real_hanoi,
)
