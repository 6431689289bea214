"""Position -> code and code -> cell, one at a time."""

from itertools import product
from math import ceil, floor

from diaban.engines.vpostcode import grid
from diaban.engines.vpostcode.areas import PostalArea
from diaban.engines.vpostcode.cell import Cell, cell_of
from diaban.engines.vpostcode.errors import CodeError
from diaban.engines.vpostcode.grid import ALPHABET, COLUMNS_PER_DEGREE, ROWS_PER_DEGREE
from diaban.engines.vpostcode.scheme import VPOSTCODE_2020, Scheme
from diaban.engines.vpostcode.typed import parse

_TRIPLES = ["".join(triple) for triple in product(ALPHABET, repeat=3)]
_NEARLY = 0.01  # of a tile: more than a cell of any scheme, so that none that touches is missed
_VALUES = {char: value for value, char in enumerate(ALPHABET)}


def encode_tail(lat: float, lng: float, *, scheme: Scheme = VPOSTCODE_2020) -> str:
    """Give the tail, 7 characters, of a position (degrees WGS 84).

    Raises CodeError("latitude" | "longitude") for a position that is not on earth.

    >>> encode_tail(21.028511, 105.854167)
    '2VH3CM3'
    """
    return _tail(grid.row_of(lat), grid.column_of(lng), scheme)


def encode_tail_e7(lat_e7: int, lng_e7: int, *, scheme: Scheme = VPOSTCODE_2020) -> str:
    """Give the tail, 7 characters, of a position in whole 1e-7 degrees.

    >>> encode_tail_e7(210285110, 1058541670)
    '2VH3CM3'
    """
    return _tail(grid.row_of_e7(lat_e7), grid.column_of_e7(lng_e7), scheme)


def encode(lat: float, lng: float, postal_code: str, *, scheme: Scheme = VPOSTCODE_2020) -> str:
    """Give the full code, 12 characters, of a position in the area of a postal code.

    Whether the position lies in that area is for the caller to know, or for `check`.

    >>> encode(21.028511, 105.854167, "11024")
    '110242VH3CM3'
    """
    digits = postal_code.isascii() and postal_code.isdigit()
    if len(postal_code) != scheme.postal_length or not digits:
        raise CodeError("postal_code_digits", value=postal_code)
    return postal_code + encode_tail(lat, lng, scheme=scheme)


def decode(code: str, area: PostalArea, *, scheme: Scheme = VPOSTCODE_2020) -> Cell:
    """Cell of a code (or bare tail, or full Open Location Code) within its postal area.

    A tail comes back every degree. Of its cells, those are preferred that the area is known to
    hold, then those in the area's box, then the nearest to its centre. Raises what `parse`
    raises, and CodeError("postal_code_of_another_area") for another area's code.

    >>> from diaban.engines.vpostcode.areas import Box
    >>> area = PostalArea("11417", Box(20.98, 105.79, 21.01, 105.83), (20.995, 105.81))
    >>> decode("11417 XRW5 622", area).olc
    '7PG7XRW5+622'
    """
    parsed = parse(code, scheme=scheme)
    if parsed.postal_code not in (None, area.postal_code):
        raise CodeError(
            "postal_code_of_another_area",
            postal_code=parsed.postal_code,
            expected=area.postal_code,
        )
    if parsed.region is not None:
        return cell_of_region(parsed.region, parsed.tail, scheme)
    cells = cells_of_tail(parsed.tail, area, scheme=scheme)
    certain = [cell for cell in cells if area.answer(*cell.centre)]
    return (certain or cells)[0]


def decode_tail(tail: str, near: tuple[float, float], *, scheme: Scheme = VPOSTCODE_2020) -> Cell:
    """Cell of a tail that lies nearest to a position (lat, lng).

    >>> decode_tail("2VH3CM3", near=(20.99, 105.9)).olc
    '7PH72VH3+CM3'
    """
    row, column = place_in_tile(parse(tail, scheme=scheme).tail, scheme)
    (high, wide), (rows, columns) = scheme.cell, scheme.tile
    north = (near[0] - grid.latitude_of(row + high / 2)) / (rows / ROWS_PER_DEGREE)
    east = (near[1] - grid.longitude_of(column + wide / 2)) / (columns / COLUMNS_PER_DEGREE)
    return _in_tile((row, column), round(north), round(east), scheme)


def cells_of_tail(tail: str, area: PostalArea, *, scheme: Scheme = VPOSTCODE_2020) -> list[Cell]:
    """Every cell of a tail that touches the area's box, nearest to its centre first.

    Where none does, the one nearest to the centre. Most areas give one; only an area wider
    than a degree gives several.

    >>> from diaban.engines.vpostcode.areas import Box
    >>> wide = PostalArea("57999", Box(7.0, 111.0, 9.2, 112.0), (8.0, 111.5))
    >>> [cell.olc for cell in cells_of_tail("2VH3CM3", wide)]
    ['6PWH2VH3+CM3', '6PVH2VH3+CM3', '6PXH2VH3+CM3']
    """
    place = row, column = place_in_tile(tail, scheme)
    box, (lat, lng) = area.box, area.centre
    rows, columns = scheme.tile
    north, east = rows / ROWS_PER_DEGREE, columns / COLUMNS_PER_DEGREE
    first_lat, first_lng = grid.latitude_of(row), grid.longitude_of(column)
    found = [
        _in_tile(place, tile_row, tile_column, scheme)
        for tile_row in _steps(box.south - first_lat, box.north - first_lat, north)
        for tile_column in _steps(box.west - first_lng, box.east - first_lng, east)
        if tile_row < grid.ROWS // rows and tile_column < grid.COLUMNS // columns
    ]
    touching = [cell for cell in found if _touches(cell, area)]
    touching.sort(key=lambda cell: (cell.south - lat) ** 2 + (cell.west - lng) ** 2)
    return touching or [decode_tail(tail, area.centre, scheme=scheme)]


def place_in_tile(tail: str, scheme: Scheme = VPOSTCODE_2020) -> tuple[int, int]:
    """Row and column of a tail's cell inside the tile that its scheme repeats."""
    if scheme is not VPOSTCODE_2020:
        return grid.position_of(scheme.key_of(scheme.read(tail)))
    a, b, c, d, e, f, last = map(_VALUES.__getitem__, tail)
    sub_row, sub_column = divmod(last, grid.GRID_COLUMNS)
    row = ((a * 20 + c) * 20 + e) * grid.GRID_ROWS + sub_row
    return row, ((b * 20 + d) * 20 + f) * grid.GRID_COLUMNS + sub_column


def cell_of_region(region: str, tail: str, scheme: Scheme) -> Cell:
    """Cell of a tail in the tile whose Open Location Code is given."""
    first = grid.read_number(region) * 20 ** (grid.KEY_DIGITS - len(region))
    return cell_of(*grid.position_of(first + scheme.key_of(scheme.read(tail))), scheme)


def _tail(row: int, column: int, scheme: Scheme) -> str:
    """Lay three base-20 digits of each side between one another, then the last digit."""
    if scheme is not VPOSTCODE_2020:
        return scheme.write(scheme.number_of(grid.key_at(row, column)))
    north, east = _TRIPLES[row // 5 % 8_000], _TRIPLES[column // 4 % 8_000]
    last = ALPHABET[row % 5 * 4 + column % 4]
    return f"{north[0]}{east[0]}{north[1]}{east[1]}{north[2]}{east[2]}{last}"


def _in_tile(place: tuple[int, int], tile_row: int, tile_column: int, scheme: Scheme) -> Cell:
    """Cell at a place inside a tile, kept on earth."""
    rows, columns = scheme.tile
    north = min(max(tile_row, 0), grid.ROWS // rows - 1)
    column = (tile_column * columns + place[1]) % grid.COLUMNS
    return cell_of(north * rows + place[0], column, scheme)


def _steps(least: float, most: float, size: float) -> range:
    """Whole steps from the first tile that end between two distances, or nearly so."""
    return range(max(ceil(least / size - _NEARLY), 0), floor(most / size + _NEARLY) + 1)


def _touches(cell: Cell, area: PostalArea) -> bool:
    box = area.box
    return (
        cell.south <= box.north
        and cell.north >= box.south
        and cell.west <= box.east
        and cell.east >= box.west
    )
