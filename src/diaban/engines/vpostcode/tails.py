"""Arrays of positions -> tails, and back: the bulk codec.

A tail is kept as one 8-byte cell: its ASCII bytes (seven) and NULs, so that `cells.view("S8")`
reads as text (on little-endian machines, the only ones NumPy is shipped for here). A cell of
the scheme in use is the sum of one looked-up word for the latitude and one for the longitude;
their highest bytes add up to the number of the last digit. Cells of other schemes are made
from order keys.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from diaban.engines.vpostcode.errors import CodeError
from diaban.engines.vpostcode.grid import (
    ALPHABET,
    COLUMNS_PER_DEGREE,
    GRID_COLUMNS,
    GRID_ROWS,
    ROWS_PER_DEGREE,
)
from diaban.engines.vpostcode.keys import order_keys, order_keys_e7, tails_of_order_keys
from diaban.engines.vpostcode.rows import (
    LATITUDE,
    LONGITUDE,
    Floats,
    Numbering,
    Workspace,
    blocks,
    number_cells,
    number_cells_e7,
    paired,
)
from diaban.engines.vpostcode.scheme import MOST_CHARACTERS, VPOSTCODE_2020, Scheme

Cells = NDArray[np.uint64]

_LETTERS = np.frombuffer(ALPHABET.encode("ascii"), dtype=np.uint8).astype(np.uint64)


def _words(cells: int, parts: int, first_byte: int, step: int) -> Cells:
    """Three characters, and the share in the last digit, of every cell in a degree."""
    pairs, part = np.divmod(np.arange(cells), parts)
    word = (part * step).astype(np.uint64) << np.uint64(56)
    for place, weight in enumerate((400, 20, 1)):
        word |= _LETTERS[pairs // weight % 20] << np.uint64(8 * (first_byte + 2 * place))
    return word


_ROW_WORDS = _words(ROWS_PER_DEGREE, GRID_ROWS, 0, GRID_COLUMNS)
_COLUMN_WORDS = _words(COLUMNS_PER_DEGREE, GRID_COLUMNS, 1, 1)
_LAST = _LETTERS << np.uint64(48) | np.arange(20, dtype=np.uint64) << np.uint64(56)


def encode_tails(lat: ArrayLike, lng: ArrayLike, *, scheme: Scheme = VPOSTCODE_2020) -> Cells:
    """Tails of n positions in degrees WGS 84, as n 8-byte cells.

    Raises CodeError("latitude" | "longitude") for a value that is not a number or beyond
    the poles or 180 degrees, and ValueError where the lengths differ.

    >>> cells = encode_tails([21.028511, 20.9955], [105.854167, 105.8075])
    >>> cells.view("S8").tolist()
    [b'2VH3CM3', b'XRW5622']
    """
    if scheme is not VPOSTCODE_2020:
        return tails_of_order_keys(order_keys(lat, lng), scheme=scheme)
    return _encode(*paired(lat, lng), number_cells)


def encode_tails_e7(
    lat_e7: ArrayLike, lng_e7: ArrayLike, *, scheme: Scheme = VPOSTCODE_2020
) -> Cells:
    """Tails of n positions in whole 1e-7 degrees, as n 8-byte cells.

    >>> encode_tails_e7([210285110], [1058541670]).view("S8").tolist()
    [b'2VH3CM3']
    """
    if scheme is not VPOSTCODE_2020:
        return tails_of_order_keys(order_keys_e7(lat_e7, lng_e7), scheme=scheme)
    return _encode(*paired(lat_e7, lng_e7), number_cells_e7)


def write_tails(cells: Cells) -> list[str]:
    """Tails as Python strings, whatever their scheme.

    >>> write_tails(encode_tails([21.028511], [105.854167]))
    ['2VH3CM3']
    """
    characters = cells.view(np.uint8).reshape(-1, MOST_CHARACTERS)
    length = np.count_nonzero(characters[:1])
    if length == MOST_CHARACTERS:  # no room is left for the NUL that ends all others
        return _split(np.pad(characters, ((0, 0), (0, 1))))
    return _split(characters[:, : length + 1])


def write_codes(
    cells: Cells, postal_codes: ArrayLike, *, scheme: Scheme = VPOSTCODE_2020
) -> list[str]:
    """Full codes of n cells and n postal codes; the latter as whole numbers 0 to 99,999.

    >>> write_codes(encode_tails([21.028511], [105.854167]), [11024])
    ['110242VH3CM3']
    """
    numbers = np.asarray(postal_codes, dtype=np.int64).reshape(-1)
    wrong = (numbers < 0) | (numbers >= 10**scheme.postal_length)
    if wrong.any():
        raise CodeError("postal_code_digits", value=int(numbers[wrong.argmax()]))
    split, length = scheme.postal_length, scheme.tail_length
    text = np.zeros((cells.size, scheme.code_length + 1), dtype=np.uint8)
    for place in range(split):
        text[:, place] = numbers // 10 ** (split - 1 - place) % 10 + ord("0")
    text[:, split:-1] = cells.view(np.uint8).reshape(-1, MOST_CHARACTERS)[:, :length]
    return _split(text)


def read_tails(tails: list[str], *, scheme: Scheme = VPOSTCODE_2020) -> Cells:
    """Cells of tails in canonical form; `decode_tails` finds wrong characters.

    >>> read_tails(["2VH3CM3"]).view("S8").tolist()
    [b'2VH3CM3']
    """
    expected = scheme.tail_length
    for index, tail in enumerate(tails):
        if len(tail) != expected or not tail.isascii():
            raise CodeError("length", length=len(tail), expected=expected, index=index)
    return np.array(tails, dtype="S8").view(np.uint64)


def _split(text: NDArray[np.uint8]) -> list[str]:
    """Strings of n rows that each end in a NUL."""
    # One decoding and one split are many times faster than a string at a time.
    return text.tobytes().decode("ascii").split("\0")[:-1]


def _encode(lat: Floats, lng: Floats, number: Numbering) -> Cells:
    cells = np.empty(lat.size, dtype=np.uint64)
    work = Workspace(lat.size)
    scratch = np.empty((2, work.size), dtype=np.uint64)
    for block in blocks(lat.size):
        out = cells[block]
        other, last = scratch[:, : out.size]
        # "clip" spares a copy that "raise" would make; no index is ever out of bounds.
        np.take(_ROW_WORDS, work.inside_degree(lat[block], LATITUDE, number), out=out, mode="clip")
        inside = work.inside_degree(lng[block], LONGITUDE, number)
        np.take(_COLUMN_WORDS, inside, out=other, mode="clip")
        np.add(out, other, out=out)
        np.right_shift(out, 56, out=other)
        np.take(_LAST, other.view(np.int64), out=last, mode="clip")
        np.bitwise_xor(out, last, out=out)
    return cells
