"""The engine's public face."""

import doctest
import inspect

import pytest

from diaban.engines import duplicates

NAMES = {
    "FIELDS",
    "KINDS",
    "LEVELS",
    "SCHEMA",
    "Weights",
    "find_between",
    "find_within",
    "to_records",
}


def test_exactly_these_names_are_public():
    assert set(duplicates.__all__) == NAMES


@pytest.mark.parametrize(
    "name", sorted(n for n in NAMES if inspect.getdoc(getattr(duplicates, n)) and not n.isupper())
)
def test_every_public_name_has_an_example(name):
    examples = doctest.DocTestFinder(recurse=False).find(getattr(duplicates, name), name)
    assert examples[0].examples
