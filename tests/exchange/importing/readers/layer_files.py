"""Files of map programs, written for the tests."""

import warnings
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyogrio import raw

NAMES = ["Ngõ 1 Đặng Dung", "Phố Huế"]
# two points of Hà Nội in VN-2000 TM-3 105°00'
EASTINGS, NORTHINGS = [588_000.5, 589_000.0], [2_326_000.0, 2_326_100.0]


def write_layer(
    path: Path,
    shapes: Sequence[Any] | None = None,
    crs: str | None = "EPSG:5897",
    kind: str = "Point",
    **options: Any,
) -> Path:
    """Write a layer with the columns ten and so; two points of Hà Nội unless told otherwise."""
    drawn = shapely.points(EASTINGS, NORTHINGS) if shapes is None else np.array(shapes, object)
    count = len(drawn)
    texts = np.array([NAMES[i % 2] for i in range(count)], dtype=object)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        raw.write(
            str(path),
            geometry=shapely.to_wkb(drawn),
            field_data=[texts, np.arange(1.0, count + 1)],
            fields=["ten", "so"],
            crs=crs,
            geometry_type=kind,
            **options,
        )
    return path


def pack(archive: Path, files: Iterable[Path], folder: str = "thư mục") -> Path:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
        for file in files:
            package.write(file, f"{folder}/{file.name}")
    return archive
