"""The engine's public face: what others may import, each with an example that runs."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

from diaban.engines import reach

NAMES = {
    "Access",
    "BICYCLE",
    "Budget",
    "Demand",
    "Gaps",
    "MOTORBIKE",
    "SitingMethod",
    "LUO_QI_2009",
    "Mode",
    "Nearest",
    "Network",
    "NetworkReport",
    "Outcome",
    "Positions",
    "Proposal",
    "ReachError",
    "SiteKind",
    "Sites",
    "Siting",
    "SnapLimits",
    "Standing",
    "WALKING",
    "Ways",
    "Windows",
    "Within",
    "Zones",
    "average_radius_km",
    "build_network",
    "choose_sites",
    "find_catchments",
    "find_journeys",
    "find_nearest",
    "from_arrays",
    "find_path",
    "find_positions",
    "find_soonest",
    "find_straight",
    "serve_after",
    "share_out_days",
    "to_arrays",
    "measure_access",
    "points_for_radius",
}


def test_exactly_these_names_are_public():
    assert set(reach.__all__) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_public_name_has_an_example(name):
    examples = doctest.DocTestFinder(recurse=False).find(getattr(reach, name), name)
    assert examples[0].examples


@pytest.mark.parametrize("module", [found.name for found in pkgutil.iter_modules(reach.__path__)])
def test_every_public_name_of_every_module_is_documented(module):
    loaded = importlib.import_module(f"{reach.__name__}.{module}")
    undocumented = [
        name
        for name in loaded.__all__
        if (inspect.isclass(getattr(loaded, name)) or inspect.isfunction(getattr(loaded, name)))
        and not inspect.getdoc(getattr(loaded, name))
    ]
    assert undocumented == []
