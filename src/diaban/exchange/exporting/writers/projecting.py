"""Bringing shapes from WGS 84 into the system that an office works in."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from diaban.exchange.exporting.listing import WGS84, ExportError
from diaban.exchange.importing.coordinate_systems import from_wgs84
from diaban.exchange.importing.problems import InputError


def project(shapes: NDArray[np.object_], crs: int) -> NDArray[np.object_]:
    """Return shapes given as WGS 84 longitude, latitude in the system ``EPSG:crs``.

    What is imported again comes back to the same place: both ways take the same transformation.
    """
    if crs == WGS84:
        return shapes

    def move(at: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(from_wgs84(at[:, 0], at[:, 1], f"EPSG:{crs}"))

    try:
        return shapely.transform(shapes, move)
    except InputError:
        raise ExportError(
            f"Không có hệ tọa độ EPSG:{crs}. Ví dụ: 4326 (WGS 84), 5897 (VN-2000 Hà Nội).",
            f"There is no coordinate system EPSG:{crs}. Examples: 4326 (WGS 84), 5897 (VN-2000 "
            "of Hanoi).",
        ) from None
