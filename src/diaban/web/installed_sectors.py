"""Which sectors there are: each folder of ``diaban.sectors``, and what other packages bring."""

from __future__ import annotations

import pkgutil
from importlib.metadata import entry_points

from django.core.exceptions import ImproperlyConfigured

from diaban import sectors

GROUP = "diaban.sectors"


def installed_sectors() -> list[str]:
    """Return the packages to install: our own, then those of the entry points ``diaban.sectors``.

    A sector of another distribution is named there as ``label = "its.package"``.
    """
    folders = pkgutil.iter_modules(sectors.__path__, f"{sectors.__name__}.")
    own = sorted(module.name for module in folders if module.ispkg)
    brought = {point.value for point in entry_points(group=GROUP)}
    return [*own, *sorted(brought - set(own))]


def require_sectors(names: list[str]) -> None:
    """Refuse to start where a package would silently be an app and no sector.

    Django takes neither of two configs that it finds in ``apps``, and says nothing.
    """
    from django.apps import apps  # noqa: PLC0415 - once there are apps

    from diaban.spine.sectors import SectorConfig  # noqa: PLC0415

    for config in apps.get_app_configs():
        if config.name in names and not isinstance(config, SectorConfig):
            raise ImproperlyConfigured(
                f"{config.name}: no sector. Its apps.py must define one SectorConfig and import "
                "the module that holds it, not the class: `from diaban.spine import sectors`, "
                "then `class MyConfig(sectors.SectorConfig)`"
            )
