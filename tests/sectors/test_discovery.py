"""No folder under ``sectors`` is left out in silence, and other packages bring sectors too."""

import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.test.utils import override_settings

import diaban.sectors
from diaban.spine.sectors import sectors
from diaban.web.installed_sectors import installed_sectors

FOLDER = Path(diaban.sectors.__file__).parent
SOUND = """
from diaban.spine import sectors

class KiteConfig(sectors.SectorConfig):
    name = "{name}"
    label = "{name}"
    field = "post"
    title_vi, title_en = "Diều", "Kites"
"""
TRAPPED = SOUND.replace(
    "from diaban.spine import sectors", "from diaban.spine.sectors import SectorConfig"
).replace("sectors.SectorConfig", "SectorConfig")


@pytest.fixture
def brought(tmp_path, monkeypatch):
    """Bring a sector as another distribution does, with these lines in its ``apps``."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def bring(name: str, lines: str) -> None:
        package, told = tmp_path / name, tmp_path / f"{name}-1.0.dist-info"
        package.mkdir()
        told.mkdir()
        (package / "__init__.py").touch()
        (package / "apps.py").write_text(lines.format(name=name))
        (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (told / "entry_points.txt").write_text(f"[diaban.sectors]\n{name} = {name}\n")

    yield bring
    for name in {path.name for path in tmp_path.iterdir()}:
        for module in [m for m in sys.modules if m == name or m.startswith(f"{name}.")]:
            del sys.modules[module]


def test_every_folder_under_sectors_is_a_sector_that_django_found():
    folders = {p.name for p in FOLDER.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert {one.label for one in sectors() if one.name.startswith("diaban.")} == folders


def test_another_distribution_brings_a_sector_by_its_entry_point(brought, settings):
    brought("kites", SOUND)
    assert installed_sectors()[-1] == "kites"
    with override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, "kites"]):
        assert apps.get_app_config("kites") in sectors()


def test_a_config_that_django_leaves_out_is_refused_with_the_way_out(brought, settings):
    brought("lost_kites", TRAPPED)
    brought_in = override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, "lost_kites"])
    with pytest.raises(ImproperlyConfigured, match="import the module that holds it"), brought_in:
        pass
