"""The engine's public face: what others may import, each with an example that runs."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

from diaban.engines import places

NAMES = {
    "ClosedBorders",
    "CoverageFault",
    "FaultKind",
    "check_coverage",
    "close_borders",
    "mend_ring",
    "ApproximateAreas",
    "Basis",
    "Bounds",
    "Candidates",
    "Centres",
    "Descent",
    "Division",
    "Extent",
    "Lineage",
    "LineageError",
    "Locator",
    "Parts",
    "Restated",
    "RestatementError",
    "Succession",
    "Unit",
    "restate",
    "restate_along",
    "unit_key",
}


def test_exactly_these_names_are_public():
    assert set(places.__all__) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_public_name_has_an_example(name):
    examples = doctest.DocTestFinder(recurse=False).find(getattr(places, name), name)
    assert examples[0].examples


@pytest.mark.parametrize("module", [found.name for found in pkgutil.iter_modules(places.__path__)])
def test_every_public_name_of_every_module_is_documented(module):
    loaded = importlib.import_module(f"{places.__name__}.{module}")
    undocumented = [
        name
        for name in loaded.__all__
        if (inspect.isclass(getattr(loaded, name)) or inspect.isfunction(getattr(loaded, name)))
        and not inspect.getdoc(getattr(loaded, name))
    ]
    assert undocumented == []
