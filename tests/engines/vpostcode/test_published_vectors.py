"""The vectors that the documentation publishes are those that the engine gives."""

import re
from pathlib import Path

from diaban.engines.vpostcode import cell_at

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "vpostcode.md"
ROW = re.compile(
    r"^\| (-?[\d.]+) \| (-?[\d.]+) \| (\S+\+\S+) \| (\S{7}) \| (\d+) \|$", re.MULTILINE
)


def test_every_published_vector_is_what_the_engine_gives() -> None:
    vectors = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert len(vectors) >= 16
    for lat, lng, olc, tail, key in vectors:
        cell = cell_at(float(lat), float(lng))
        assert (cell.olc, cell.tail, cell.order_key) == (olc, tail, int(key))
