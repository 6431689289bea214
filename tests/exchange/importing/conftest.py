"""A small city for the import tests: two communes of today, three of before July 2025."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from diaban.exchange.importing import registry_rules
from diaban.exchange.importing.pipeline import ImportRequest
from diaban.spine.parties.models import User
from diaban.spine.places import areas, units
from diaban.spine.places.models import Level, Unit
from diaban.spine.places.names import fold_name, sort_key
from diaban.spine.runs.models import Generation

REFORM = date(2025, 7, 1)


def make_unit(level: str, code: str, name: str, **more: object) -> Unit:
    kinds = {"province": "thành phố", "district": "quận", "commune": "phường"}
    values = {"kind": kinds[level], "valid_from": date(2008, 8, 1), **more}
    return Unit.objects.create(
        level=level, code=code, name=name, folded=fold_name(name), sort_key=sort_key(name), **values
    )


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """Forget cached units: every test begins with the same generation number."""
    yield
    for cached in (registry_rules._city_bounds, units._commune_numbers, areas._areas):
        cached.cache_clear()


@pytest.fixture
def city(db: None) -> Unit:
    province = make_unit(Level.PROVINCE, "01", "Hà Nội")
    ground = {"lat": 21.03, "lng": 105.84, "area_km2": 4.0}
    today = {"parent": province, "valid_from": REFORM, **ground}
    make_unit(Level.COMMUNE, "00004", "Ba Đình", **today)
    make_unit(Level.COMMUNE, "00070", "Hoàn Kiếm", **today)
    district = make_unit(Level.DISTRICT, "001", "Ba Đình", parent=province, valid_to=REFORM)
    other = make_unit(Level.DISTRICT, "002", "Hoàn Kiếm", parent=province, valid_to=REFORM)
    for parent, code, name in (
        (district, "00004", "Trúc Bạch"),
        (other, "00037", "Hàng Mã"),
        (other, "00040", "Phúc Tân"),
    ):
        make_unit(Level.COMMUNE, code, name, parent=parent, valid_to=REFORM)
    Generation.grow("places")
    return province


@pytest.fixture
def request_for(city: Unit, operator: User, tmp_path: Path) -> Callable[..., ImportRequest]:
    """Make an import request of text, or of a file that is there."""

    def make(content: str | bytes | Path, name: str = "list.csv", **more: object) -> ImportRequest:
        path = content if isinstance(content, Path) else tmp_path / name
        if isinstance(content, str):
            content = content.encode()
        if isinstance(content, bytes):
            path.write_bytes(content)
        return ImportRequest(path, more.pop("source", "test list"), operator, **more)

    return make
