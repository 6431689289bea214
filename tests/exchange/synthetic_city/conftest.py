"""A small made-up city: four wards and three rural communes, placed by the nearest centre."""

import numpy as np
import polars as pl
import pytest

from diaban.exchange.synthetic_city import Commune, FormerCommune, SyntheticCity

HOUSEHOLDS = 12_000


def _commune(code, kind, place, area_km2):
    east, north = place
    old = "phường" if kind == "phường" else "xã"
    district = ("quận", "Cầu Giấy") if kind == "phường" else ("huyện", "Hoài Đức")
    former = [FormerCommune(f"9{code[1:]}", old, f"Cũ {code[-1]}", *district)]
    if kind == "xã":
        former.append(FormerCommune(f"8{code[1:]}", "thị trấn", f"Trấn {code[-1]}", *district))
    return Commune(
        code, kind, f"Mẫu {code[-1]}", 21.02 + north, 105.80 + east, area_km2, tuple(former)
    )


COMMUNES = (
    _commune("00001", "phường", (0.00, 0.00), 2.4),
    _commune("00002", "phường", (0.02, 0.00), 3.1),
    _commune("00003", "phường", (0.00, 0.02), 4.0),
    _commune("00004", "phường", (0.02, 0.02), 9.0),
    _commune("00005", "xã", (-0.07, 0.01), 25.0),
    _commune("00006", "xã", (-0.14, 0.01), 30.0),
    _commune("00007", "xã", (-0.10, 0.08), 60.0),
)


def locate(lat, lng):
    """Nearest centre within 8 km."""
    north = np.array([commune.lat for commune in COMMUNES])
    east = np.array([commune.lng for commune in COMMUNES])
    gap = np.hypot(np.subtract.outer(lat, north), np.subtract.outer(lng, east) * 0.933)
    nearest = gap.argmin(axis=1)
    return np.where(gap.min(axis=1) < 8 / 111, nearest, -1)


def build(seed=2021, households=HOUSEHOLDS):
    return SyntheticCity(COMMUNES, locate, households, seed)


@pytest.fixture(scope="session")
def city():
    return build()


@pytest.fixture(scope="session")
def records(city):
    return pl.concat(list(city.batches()))
