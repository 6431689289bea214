"""The engine's public face: each name is documented, most with an example that runs."""

import importlib
import inspect
import pkgutil

import pytest

from diaban.engines import tiles


@pytest.mark.parametrize("module", [found.name for found in pkgutil.iter_modules(tiles.__path__)])
def test_every_public_name_of_every_module_is_documented(module) -> None:
    loaded = importlib.import_module(f"{tiles.__name__}.{module}")
    undocumented = [
        name
        for name in loaded.__all__
        if (inspect.isclass(getattr(loaded, name)) or inspect.isfunction(getattr(loaded, name)))
        and not inspect.getdoc(getattr(loaded, name))
    ]
    assert undocumented == []


def test_every_public_name_can_be_imported_from_the_engine() -> None:
    assert all(hasattr(tiles, name) for name in tiles.__all__)
