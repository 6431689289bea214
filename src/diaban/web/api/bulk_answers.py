"""What a batch of rows is answered: the same as each row would get alone, found for all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from diaban.engines import vpostcode
from diaban.engines.vpostcode.keys import positions_of
from diaban.engines.vpostcode.verdict import CERTAIN
from diaban.exchange.cleaning.columns import COLUMNS, clean_texts
from diaban.exchange.importing import texts
from diaban.exchange.importing.fields import BY_NAME
from diaban.exchange.row_streams.faults import StreamError, say
from diaban.exchange.row_streams.reading import Rows
from diaban.exchange.row_streams.writing import OURS
from diaban.spine.addresses.city_codes import CityCodes, city_codes
from diaban.spine.addresses.commune_evidence import CommuneEvidence
from diaban.spine.addresses.sure_codes import WIDEST_DEGREES
from diaban.spine.places.names import fold_name
from diaban.web.pages.days import require_addressed_day, require_known_day

HEADINGS = {
    "lat": BY_NAME["lat"].headings,
    "lng": BY_NAME["lng"].headings,
    "code": (
        *("code", "vpostcode", "ma vpostcode", "ma dia chi", "ma"),
        *BY_NAME["official_code"].headings,
    ),
    "address": BY_NAME["written"].headings,
}
LONGEST_ADDRESS = 1_000
FAULTS = {f"{OURS}error": pl.String, f"{OURS}vi": pl.String, f"{OURS}en": pl.String}
Found = dict[str, pl.Series]
Trouble = dict[int, tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Work:
    """One kind of bulk work: the columns it reads and those it answers with.

    ``ground`` is what of a day it needs; it is made once for a request.
    """

    name: str
    reads: tuple[str, ...]
    gives: tuple[str, ...]
    find: Callable[[dict[str, pl.Series], Trouble, Any], Found]
    ground: Callable[[date | None], Any]
    path: str = "/bulk/"

    @property
    def results(self) -> list[str]:
        return [f"{OURS}row", *(OURS + name for name in self.gives), *FAULTS]


def recognise(work: Work, columns: list[str]) -> dict[str, str]:
    """Find the columns that a work reads, by name. Raises StreamError (columns_missing)."""
    folded = {fold_name(name): name for name in reversed(columns) if not name.startswith(OURS)}
    found = {}
    for wanted in work.reads:
        heading = next((h for h in HEADINGS[wanted] if h in folded), None)
        if heading is None:
            names = ", ".join(columns[:20]) or "–"
            raise StreamError("columns_missing", missing=wanted, found=names)
        found[wanted] = folded[heading]
    return found


def answer(work: Work, rows: Rows, columns: dict[str, str], ground: Any) -> pl.DataFrame:
    """Return the result columns of a batch; a wrong row has its reasons and nothing else."""
    trouble: Trouble = dict(rows.faults)
    read = {field: rows.frame[name] for field, name in columns.items()}
    found = work.find(read, trouble, ground)
    words = [_explain(trouble.get(place)) for place in range(len(rows.numbers))] if trouble else []
    faults = [
        pl.Series(name, [line[n] for line in words] or [None] * len(rows.numbers), dtype=kind)
        for n, (name, kind) in enumerate(FAULTS.items())
    ]
    given = [found[name].alias(OURS + name) for name in work.gives]
    return pl.DataFrame([pl.Series(f"{OURS}row", rows.numbers, dtype=pl.Int64), *given, *faults])


def _explain(trouble: tuple[str, dict[str, Any]] | None) -> tuple[str | None, ...]:
    if trouble is None:
        return None, None, None
    reason, params = trouble
    return (reason, *say(reason, **params))


# --- positions ------------------------------------------------------------------------------


def _read_positions(read: dict[str, pl.Series], trouble: Trouble) -> tuple[np.ndarray, ...]:
    """Return the places of the rows that have a position, and the degrees."""
    frame = pl.DataFrame(read).with_columns(
        *(pl.col(name).str.strip_chars() for name in ("lat", "lng"))
    )
    frame = frame.with_columns(y=texts.number(pl.col("lat")), x=texts.number(pl.col("lng")))
    lat, lng = frame["y"].to_numpy(), frame["x"].to_numpy()
    in_range = (np.abs(lat) <= 90) & (np.abs(lng) <= 180)
    for place in np.flatnonzero(~in_range).tolist():
        trouble.setdefault(place, _judge(*frame.row(place)))
    sound = in_range.copy()
    sound[list(trouble)] = False
    places = np.flatnonzero(sound)
    return places, lat[places], lng[places]


def _judge(lat: str, lng: str, y: float | None, x: float | None) -> tuple[str, dict[str, Any]]:
    if not lat or not lng:
        return "position_missing", {}
    if y is None or x is None:
        return "position_unreadable", {"value": (lat if y is None else lng)[:60]}
    return "position_out_of_range", {}


def _encode(read: dict[str, pl.Series], trouble: Trouble, codes: CityCodes) -> Found:
    places, lat, lng = _read_positions(read, trouble)
    tails = vpostcode.write_tails(vpostcode.encode_tails(lat, lng)) if len(places) else []
    units = codes.areas.locate(lat, lng) if len(places) else np.zeros(0, dtype=np.int64)
    tail = pl.Series(tails, dtype=pl.String)
    postal = _look_up(units, codes.postal_codes)
    return {
        "vpostcode": _spread(postal + tail, places, len(read["lat"])),
        "tail": _spread(tail, places, len(read["lat"])),
        "unit": _spread(_unit_codes(units, codes), places, len(read["lat"])),
        "areas": pl.Series([codes.standing.value] * len(read["lat"]), dtype=pl.String),
    }


def _locate(read: dict[str, pl.Series], trouble: Trouble, codes: CityCodes) -> Found:
    places, lat, lng = _read_positions(read, trouble)
    units, shares = np.zeros(0, dtype=np.int64), np.zeros(0)
    if len(places):
        candidates, chances = codes.areas.candidates(lat, lng)
        units, shares = candidates[:, 0], chances[:, 0]
    names = {pk: unit.name for pk, unit in codes.units.items()}
    size = len(read["lat"])
    return {
        "unit": _spread(_unit_codes(units, codes), places, size),
        "unit_name": _spread(_look_up(units, names), places, size),
        "probability": _spread(pl.Series(shares, dtype=pl.Float64).round(4), places, size),
        "areas": pl.Series([codes.standing.value] * size, dtype=pl.String),
    }


def _look_up(units: np.ndarray, texts_of: dict[int, str]) -> pl.Series:
    numbers = pl.Series(units.astype(np.int64))
    return numbers.replace_strict(texts_of, default=None, return_dtype=pl.String)


def _unit_codes(units: np.ndarray, codes: CityCodes) -> pl.Series:
    return _look_up(units, {pk: unit.code for pk, unit in codes.units.items()})


def _spread(values: pl.Series, places: np.ndarray, size: int) -> pl.Series:
    """Put values at their places in a batch; nothing elsewhere."""
    if len(places) == size:
        return values
    index = np.full(size, len(values), dtype=np.int64)
    index[places] = np.arange(len(values))
    return values.extend_constant(None, 1).gather(index)


# --- codes ----------------------------------------------------------------------------------


def _check(read: dict[str, pl.Series], trouble: Trouble, codes: CityCodes) -> Found:
    typed = read["code"].str.strip_chars()
    for place in (typed == "").arg_true().to_list():
        trouble.setdefault(place, ("code_missing", {}))
    status, reason = _judge_codes(typed, codes)
    if trouble:
        keep = np.ones(len(typed), dtype=bool)
        keep[list(trouble)] = False
        mask = pl.Series(keep)
        status, reason = (
            pl.select(pl.when(mask).then(column)).to_series() for column in (status, reason)
        )
    return {"verdict": status, "reason": reason}


def _judge_codes(typed: pl.Series, codes: CityCodes) -> tuple[pl.Series, pl.Series]:
    """Judge whole codes of ground that is narrow together, and the others one by one."""
    pattern = rf"^[0-9]{{5}}[{vpostcode.ALPHABET}]{{7}}$"
    canonical = typed.str.to_uppercase().str.replace_all(r"[\s.\-+]", "")
    index = canonical.str.head(5).replace_strict(
        _narrow(codes.postal_areas), default=None, return_dtype=pl.Int64
    )
    is_plain = canonical.str.contains(pattern) & index.is_not_null()
    plain = is_plain.arg_true().to_numpy()
    status: list[str | None] = [None] * len(typed)
    reason: list[str | None] = [None] * len(typed)
    if len(plain):
        chances = _chances(canonical.gather(plain), index.gather(plain), codes)
        for place, chance in zip(plain.tolist(), chances.tolist(), strict=True):
            status[place], reason[place] = _verdict_of(chance)
    for place in (~is_plain).arg_true().to_list():
        verdict = vpostcode.check(typed[place][:200], codes.postal_areas)
        status[place], reason[place] = verdict.status, verdict.reason
    return pl.Series(status, dtype=pl.String), pl.Series(reason, dtype=pl.String)


def _chances(canonical: pl.Series, index: pl.Series, codes: CityCodes) -> np.ndarray:
    areas = codes.postal_areas
    numbers = index.to_numpy()
    centres = np.array([area.centre for area in areas.areas])[numbers]
    cells = vpostcode.read_tails(canonical.str.tail(7).to_list())
    lat, lng = vpostcode.decode_tails(cells, centres[:, 0], centres[:, 1])
    rows, columns = positions_of(vpostcode.order_keys(lat, lng))
    return areas.chances(numbers, rows, columns)


def _verdict_of(chance: float) -> tuple[str, str | None]:
    if chance >= CERTAIN:
        return "valid", None
    return ("cannot_tell", "approximate_area") if chance > 0 else ("impossible", "outside_area")


@lru_cache(maxsize=4)
def _narrow(areas: vpostcode.Areas) -> dict[str, int]:
    found = {area.postal_code: areas.find(area.postal_code) for area in areas.areas}
    return {code: n for code, n in found.items() if n is not None and _is_narrow(areas.areas[n])}


def _is_narrow(area: vpostcode.PostalArea) -> bool:
    """A tail comes back every degree: one of its cells at most lies in less than that."""
    box = area.box
    return max(box.north - box.south, box.east - box.west) < WIDEST_DEGREES


# --- addresses ------------------------------------------------------------------------------


def _clean(read: dict[str, pl.Series], trouble: Trouble, as_of: date) -> Found:
    typed = read["address"].str.strip_chars()
    for place in (typed == "").arg_true().to_list():
        trouble.setdefault(place, ("address_missing", {}))
    long = typed.str.len_chars() > LONGEST_ADDRESS
    for place in long.arg_true().to_list():
        trouble.setdefault(place, ("address_too_long", {"limit": LONGEST_ADDRESS}))
    keep = pl.Series(np.ones(len(typed), dtype=bool)).scatter(list(trouble), False)
    kept = pl.select(pl.when(keep).then(typed)).to_series()
    cleaned = clean_texts(kept, as_of, CommuneEvidence(as_of).of)
    return {
        name: pl.select(pl.when(keep).then(cleaned[name])).to_series() for name in cleaned.columns
    }


def _codes_of(as_of: date | None) -> CityCodes:
    return city_codes(require_known_day(as_of))


WORKS = {
    work.name: work
    for work in (
        Work("encode", ("lat", "lng"), ("vpostcode", "tail", "unit", "areas"), _encode, _codes_of),
        Work("check", ("code",), ("verdict", "reason"), _check, _codes_of),
        Work(
            "locate",
            ("lat", "lng"),
            ("unit", "unit_name", "probability", "areas"),
            _locate,
            _codes_of,
        ),
        Work("clean", ("address",), tuple(COLUMNS), _clean, require_addressed_day, path="/"),
    )
}
