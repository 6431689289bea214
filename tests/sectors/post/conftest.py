"""Fixtures of the tests of the post sector."""

import pytest

from diaban.spine.addresses.searching import forget_names


@pytest.fixture(autouse=True)
def _names_of_this_test() -> None:
    """The registry's names are kept by a number that every test counts from the beginning."""
    forget_names()


@pytest.fixture(autouse=True)
def _folders_of_this_test(settings, tmp_path, few_days) -> None:
    settings.FIGURE_FOLDER = tmp_path / "figures"
    settings.REACH_FOLDER = tmp_path / "reach"
