"""What the cells of a column are, judged by a sample of them and not by the heading."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import polars as pl

from diaban.engines import vpostcode
from diaban.exchange.importing import texts
from diaban.exchange.importing.checked import VIET_NAM
from diaban.exchange.importing.codes import fold_unit_name
from diaban.exchange.importing.coordinate_texts import read_figures, split_pairs
from diaban.spine.places.names import fold_name

PHONE, PERSON = "phone", "person"
LATITUDE, LONGITUDE, NORTHING, EASTING = "latitude", "longitude", "northing", "easting"
PAIR = "pair"
CODE, DATE, SERIAL_DATE = "vpostcode", "date", "serial_date"
COMMUNE, HOUSE_NUMBER = "commune", "house_number"

_FEWEST = 2
_MOST = 0.9
# some positions of a list are wrong, and the list is one of positions still
_MOST_POSITIONS = 0.8
_PHONE = r"^(?:\+?84|0)[\s.]?[235789](?:[\s.\-]?\d){8,9}$"
# 3 digits of a province, 1 of sex and century, 2 of the year of birth, 6 more
_PERSON = r"^0\d{2}[0-3]\d{8}$"
# a figure that was measured, and is no count or price
_MEASURED = r"[.,]\d{3,}|\d\s*[°º˚d:]|\d\s*độ"
_HOUSE_NUMBER = r"^(?:[Ss]ố\s*)?\d{1,4}\s?[A-Za-zĐđ]?\d?(?:\s?[/\-]\s?\d{1,4}\s?[A-Za-zĐđ]?){0,4}$"
_NOT_BARE = r"[A-Za-zĐđ/\-]"
_SERIAL = r"^\d{5}(?:\.\d+)?$"
# 1 January 2000 and 31 December 2049 as a spreadsheet counts days
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 54_788
_KIND = r"(?i)^(?:phường|phuong|xã|xa|thị trấn|thi tran|p|x|tt)[\s.]"

_NORTH = (900_000, 2_700_000)
_EAST = (150_000, 900_000)


def content_of(cells: Sequence[str], communes: Collection[str] = ()) -> str:
    """Return what a column holds, or "" where that is not beyond doubt.

    ``communes`` are folded names of communes. Two filled cells are the fewest that say anything.
    """
    told = _filled(cells)
    if len(told) < _FEWEST:
        return ""
    for kind, least, share in _FIRST_TESTS:
        if share(told) >= least:
            return kind
    # to read figures takes as long as all else, and words without a digit are none
    if _share(told.str.contains(r"\d")) >= _MOST_POSITIONS:
        numbers = _numbers(told)
        for kind, is_one in _POSITION_TESTS:
            if _share(is_one(told, numbers)) >= _MOST_POSITIONS:
                return kind
    for kind, least, share in _LAST_TESTS:
        if share(told) >= least:
            return kind
    return COMMUNE if _share_of_communes(told, communes) >= _MOST else ""


def are_pairs(cells: Sequence[str]) -> bool:
    """Whether any cell holds both coordinates; true where no cell says anything."""
    told = _filled(cells)
    return not len(told) or _share_of_pairs(told) > 0


def are_serial_dates(cells: Sequence[str]) -> bool:
    """Whether dates of a column stand as a spreadsheet's plain count of days.

    Dates written as such may stand between them; a column of other figures has no dates.
    """
    told = _filled(cells)
    if len(told) < _FEWEST:
        return False
    counted = _share_of_serials(told)
    return counted > 0 and counted + _share_of_dates(told) >= _MOST


def name_kinds(cells: Sequence[str]) -> float:
    """Return the share of cells that begin with the kind of a commune, such as “P.” or “Xã”."""
    told = _filled(cells)
    return _share(told.str.contains(_KIND)) if len(told) else 0.0


def _filled(cells: Sequence[str]) -> pl.Series:
    told = pl.Series([cell.strip().removeprefix("'") for cell in cells], dtype=pl.String)
    return told.filter(told != "")


def _share(mask: pl.Series) -> float:
    return float(mask.fill_null(value=False).mean() or 0.0)  # type: ignore[arg-type]


def _matches(pattern: str) -> Callable[[pl.Series], float]:
    return lambda told: _share(told.str.contains(pattern))


def _numbers(told: pl.Series) -> pl.Series:
    return read_figures(pl.DataFrame({"lat": told, "lng": told}))["lat_degrees"]


# from the texts and the figures read from them, which of them are such positions
_AreThose = Callable[[pl.Series, pl.Series], pl.Series]


def _degrees(low: float, high: float) -> _AreThose:
    return lambda told, numbers: numbers.is_between(low, high) & told.str.contains(_MEASURED)


def _metres(low: float, high: float) -> _AreThose:
    return lambda _, numbers: numbers.is_between(low, high)


def _share_of_pairs(told: pl.Series) -> float:
    """A pair is two different figures that can both be coordinates in Viet Nam."""
    parted = split_pairs(pl.DataFrame({"lat": told, "lng": told}))
    read = read_figures(parted.filter(pl.col("lat") != pl.col("lng")))
    lat, lng = read["lat_degrees"], read["lng_degrees"]
    south, north, west, east = VIET_NAM.south, VIET_NAM.north, VIET_NAM.west, VIET_NAM.east
    good = (
        (lat.is_between(south, north) & lng.is_between(west, east))
        | (lng.is_between(south, north) & lat.is_between(west, east))
        | (lat.is_between(*_NORTH) & lng.is_between(*_EAST))
        | (lng.is_between(*_NORTH) & lat.is_between(*_EAST))
    )
    return float(good.fill_null(value=False).sum()) / len(told)


def _share_of_codes(told: pl.Series) -> float:
    return sum(_is_code(text) for text in told.head(100)) / len(told.head(100))


def _is_code(text: str) -> bool:
    try:
        return vpostcode.parse(text).postal_code is not None
    except vpostcode.CodeError:
        return False


def _share_of_dates(told: pl.Series) -> float:
    days = told.to_frame("day").select(texts.day(pl.col("day"))).to_series()
    return _share(days.is_not_null())


def _share_of_serials(told: pl.Series) -> float:
    figures = told.cast(pl.Float64, strict=False)
    return _share(told.str.contains(_SERIAL) & figures.is_between(_FIRST_SERIAL, _LAST_SERIAL))


def _share_of_house_numbers(told: pl.Series) -> float:
    """Whole numbers alone may be anything; letters and slashes make them house numbers."""
    if _share(told.str.contains(_NOT_BARE)) < 0.2 or told.n_unique() < _FEWEST:
        return 0.0
    return _share(told.str.contains(_HOUSE_NUMBER))


def _share_of_communes(told: pl.Series, communes: Collection[str]) -> float:
    if not communes:
        return 0.0
    known = [_is_commune(name, communes) for name in told]
    return sum(known) / len(known)


def _is_commune(name: str, communes: Collection[str]) -> bool:
    return fold_unit_name(name) in communes or fold_name(name) in communes


_Tests = tuple[tuple[str, float, Callable[[pl.Series], float]], ...]

# in this order: a column is the first that enough of its cells are
_FIRST_TESTS: _Tests = (
    (PHONE, _MOST, _matches(_PHONE)),
    (PERSON, _MOST, _matches(_PERSON)),
    (PAIR, _MOST_POSITIONS, _share_of_pairs),
)
_POSITION_TESTS: tuple[tuple[str, _AreThose], ...] = (
    (LATITUDE, _degrees(VIET_NAM.south, VIET_NAM.north)),
    (LONGITUDE, _degrees(VIET_NAM.west, VIET_NAM.east)),
    (NORTHING, _metres(*_NORTH)),
    (EASTING, _metres(*_EAST)),
)
_LAST_TESTS: _Tests = (
    (CODE, _MOST, _share_of_codes),
    (DATE, _MOST, _share_of_dates),
    (HOUSE_NUMBER, _MOST, _share_of_house_numbers),
    (SERIAL_DATE, 1.0, _share_of_serials),
)
