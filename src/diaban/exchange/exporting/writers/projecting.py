"""Bringing shapes from WGS 84 into the system that an office works in."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from diaban.exchange.exporting.listing import WGS84, ExportError


def project(shapes: NDArray[np.object_], crs: int) -> NDArray[np.object_]:
    """Return shapes given as WGS 84 longitude, latitude in the system ``EPSG:crs``."""
    if crs == WGS84:
        return shapes
    change = _change(crs)
    return shapely.transform(
        shapes, lambda at: np.column_stack(change.transform(at[:, 0], at[:, 1]))
    )


@lru_cache(maxsize=8)
def _change(crs: int) -> pyproj.Transformer:
    try:
        return pyproj.Transformer.from_crs(WGS84, crs, always_xy=True)
    except pyproj.exceptions.CRSError:
        raise ExportError(
            f"Không có hệ tọa độ EPSG:{crs}. Ví dụ: 4326 (WGS 84), 5897 (VN-2000 Hà Nội).",
            f"There is no coordinate system EPSG:{crs}. Examples: 4326 (WGS 84), 5897 (VN-2000 "
            "of Hanoi).",
        ) from None
