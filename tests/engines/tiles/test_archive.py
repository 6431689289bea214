"""PMTiles: numbers along the curve and directories, as another program reads them."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.reader import Reader, all_tiles
from pmtiles.tile import zxy_to_tileid

from diaban.engines.tiles import Archive, Box, TileEntry, encode_head, tile_numbers

BOX = Box(105.3, 20.6, 106.0, 21.4)


@given(st.integers(0, 20), st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 2**20))))
def test_tiles_are_numbered_as_the_reference_numbers_them(zoom, places):
    places = [(x % 2**zoom, y % 2**zoom) for x, y in places]
    x, y = (
        np.array(at, dtype=np.int64) for at in (zip(*places, strict=True) if places else ([], []))
    )
    expected = [zxy_to_tileid(zoom, *place) for place in places]
    assert tile_numbers(zoom, x, y).tolist() == expected


@pytest.mark.parametrize("count", [0, 1, 300, 40_000])
def test_a_reader_finds_each_tile_however_many_there_are(count):
    bodies = [f"tile {number % 977}".encode() for number in range(count)]
    entries, offset, number = [], 0, 21_845
    for body in bodies:
        entries.append(TileEntry(number, offset, len(body), 1))
        offset += len(body)
        # gaps, so that steps are not all alike
        number += 1 + offset % 3
    written = encode_head(entries, Archive(BOX, 8, 9, {"name": "thử"})) + b"".join(bodies)

    def get_bytes(first: int, length: int) -> bytes:
        return written[first : first + length]

    reader = Reader(get_bytes)
    header = reader.header()
    assert header["addressed_tiles_count"] == count
    assert header["root_offset"] + header["root_length"] <= 16_384
    assert reader.metadata() == {"name": "thử"}
    assert header["min_lon_e7"] == round(105.3e7)
    by_number = dict.fromkeys(entry.number for entry in entries)
    found = {zxy_to_tileid(*zxy): body for zxy, body in all_tiles(get_bytes)}
    assert found.keys() == by_number.keys()
    for entry in entries:
        assert (
            found[entry.number] == written[len(written) - offset :][entry.offset :][: entry.length]
        )


def test_the_same_tiles_give_the_same_bytes():
    entries = [TileEntry(341 + number, number * 9, 9, 1) for number in range(50)]
    archive = Archive(BOX, 5, 5, {"b": 1, "a": 2})
    turned = Archive(BOX, 5, 5, {"a": 2, "b": 1})
    assert encode_head(entries, archive) == encode_head(entries, turned)


def test_a_run_of_like_tiles_is_found_at_each_of_its_numbers():
    head = encode_head([TileEntry(341, 0, 4, 3)], Archive(BOX, 5, 5, {}))
    written = io.BytesIO(head + b"like")
    reader = Reader(lambda first, length: written.getbuffer()[first : first + length].tobytes())
    assert [reader.get(5, 0, 0), reader.get(5, 0, 1), reader.get(5, 1, 1)] == [b"like"] * 3
