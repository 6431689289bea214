"""The registry that cleaned lists are held against."""

from tests.hanoi import hanoi, index_folder, official_hanoi, operator  # noqa: F401 - fixtures
