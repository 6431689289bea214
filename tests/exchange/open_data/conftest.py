"""A small registry with all that must not be told, published into a folder of the test's own."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.registry import address_of, door, observe

from diaban.exchange.open_data.publishing import Publication, publish
from diaban.exchange.open_data.versions import CSV
from diaban.spine.addresses.coding import run_coding

DAY = date(2026, 11, 26)


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    settings.OPEN_DATA_FOLDER = tmp_path / "open-data"
    return settings.OPEN_DATA_FOLDER


@pytest.fixture
def registry(operator, official_hanoi, folder) -> None:
    observe(
        door("house", house_number="12A", street="phố Hàng Bông", life="certified"),
        door("deep", house_number="5", lanes="ngách 34, ngõ 78", street="phố Huế", life="notified"),
        door("village", house_number="", locality="thôn Hạ", building="Đình làng"),
        door("person", house_number="7", building="nhà ông Nguyễn Văn Ất", street="phố Huế"),
        door("phone", house_number="8", street="phố Huế", locality="ĐT 0912 345 678"),
        door("tower", building="Tòa CT2", is_household=False, street="phố Huế"),
        {**door("flat", None, unit="P.1203"), "parent_key": "tower"},
        door("loose-1", building="Tòa nhà B", unit="101"),
        door("loose-2", building="Tòa nhà B", unit="102"),
        door("in-number", house_number="16 căn hộ 305", street="phố Huế"),
        door("gone", house_number="99", street="phố Huế", life="retired"),
        door("nowhere", None, house_number="3", street="phố Huế"),
        synthetic=False,
    )
    run_coding(operator)


@pytest.fixture
def publish_day(operator, registry) -> Callable[..., Publication]:
    return lambda day=DAY, **options: publish(operator, day, **options)


def rows_of(publication: Publication) -> pl.DataFrame:
    path = publication.version.path / CSV
    return pl.read_csv(path, separator=";", infer_schema=False)


def row_of(publication: Publication, key: str) -> dict[str, str | None]:
    identifier = address_of(key).identifier
    return rows_of(publication).filter(pl.col("uid_adresse") == identifier).row(0, named=True)
