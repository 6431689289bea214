"""A registry and an incoming list with known duplicates, to measure matchers on.

``build`` generates a synthetic city, keeps most of it as the registry, and writes a list as another
source would: a stated share is doors of the registry again, disturbed as real lists are; the others
are doors that the registry does not have, and that lie as near to its own as can be. It was written
without a look at any matcher and must not be changed to suit one.

What counts as the truth is what a careful human could tell from the two rows side by side:

* A true duplicate keeps its house number (or its flat's number and its building's name), in
  whatever form, and its street with lanes, with at most one slip of the keys that leads to no
  other street. The street may be missing only where the hamlet or residents' group is given, the
  position is good to 15 m and no other door within 150 m bears that house number.
* A row without a position, or whose counterpart has none, states today's commune and its whole
  street; a row without a commune has a position, and its wording is the only such in the city.
* Doors that two places share word for word within 500 m or within a commune are left out of both
  roles, and so are houses without any number, except far from others like them (as new ones).
* Marks are not lost from a street's name where another street would then be spelt the same.
* A new door differs in number, lane, street, flat or commune from every door of the registry, and
  the disturbances never touch the part that tells them apart.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from benchmarks.duplicate_new_doors import KM_PER_DEGREE, MADE_UP, make_up, offsets, write_key

from benchmarks import duplicate_wording as wording
from diaban.exchange.synthetic_city import Commune, FormerCommune, Rates, SyntheticCity
from diaban.exchange.synthetic_city.place_names import VILLAGES

COLUMNS: dict[str, type[pl.DataType]] = {
    "id": pl.Int64,
    "source": pl.String,
    "house_number": pl.String,
    "lanes": pl.String,
    "street": pl.String,
    "locality": pl.String,
    "building": pl.String,
    "unit": pl.String,
    "commune": pl.Int64,
    "former_commune": pl.Int64,
    "lat_e7": pl.Int64,
    "lng_e7": pl.Int64,
    "accuracy_metres": pl.Float64,
    "position_source": pl.String,
    "is_household": pl.Boolean,
    "written": pl.String,
    "parent": pl.Int64,
}
TRUTH = {"incoming": pl.Int64, "existing": pl.Int64, "kind": pl.String}
TEXTS = ("house_number", "lanes", "street", "locality", "building", "unit")
COMMUNES, WARDS = 126, 51
WARD_KM2, RURAL_KM2 = 6.0, 40.0
NEAREST_METRES, FARTHEST_METRES = 3.0, 40.0
# every row in the old form with both codes, whole and placed: what is true of each door
TRUE_RATES = Rates(
    incomplete_text=0,
    messy_text=0,
    code_absent=0,
    missing_position=0,
    stray_position=0,
    contradicted_commune=0,
    duplicates=0,
    observed_before_reform=1,
    old_form_converted=1,
)


def build(
    households: int = 2_200_000, incoming: int = 200_000, share: float = 0.05, seed: int = 2026
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return the registry, the incoming list (both ``COLUMNS``) and the truth (``TRUTH``).

    ``share`` of the ``incoming`` rows are duplicates; the truth has a row for every incoming one,
    with a null for a new door. Numbers of the list begin where the registry's end.
    """
    doubled = round(incoming * share)
    kept_out = incoming - doubled - sum(round(incoming * part) for part in MADE_UP.values())
    rng = np.random.default_rng(seed)
    doors = _describe(_generate(households + max(kept_out, 0), seed))
    doors = _blemish(_part(doors, doubled, kept_out, rng), rng)
    rows = [
        doors.filter(role="double").with_columns(kind=pl.lit("double")),
        doors.filter(role="new").with_columns(kind=pl.lit("left_out")),
        *make_up(doors, incoming, rng),
    ]
    mixed = pl.concat(rows, how="diagonal").sample(fraction=1, shuffle=True, seed=seed)
    listed = _disturb(mixed, len(doors), seed)
    truth = pl.DataFrame(
        {
            "incoming": listed["id"],
            "existing": mixed.select(pl.when(kind="double").then("id")).to_series(),
            "kind": mixed["kind"],
        },
        schema=TRUTH,
    )
    registry = doors.filter(pl.col("role") != "new")
    return _registry_columns(registry), listed, truth


@cache
def _communes() -> tuple[Commune, ...]:
    """Wards in the middle, rural communes around, laid out as a sunflower's seeds are."""
    names = list(dict.fromkeys(" ".join(n.split()) for _, _, t in VILLAGES for n in t.split(",")))
    communes, area, turn = [], 0.0, np.pi * (3 - 5**0.5)
    for place in range(COMMUNES):
        own = WARD_KM2 if place < WARDS else RURAL_KM2
        km = ((area + own / 2) / np.pi) ** 0.5
        area += own
        lat = 21.02 + km * np.sin(place * turn) / KM_PER_DEGREE
        lng = 105.83 + km * np.cos(place * turn) / KM_PER_DEGREE / 0.933
        kind, old = ("phường", "phường") if place < WARDS else ("xã", "xã")
        district = ("quận", "Trung Tâm") if place < WARDS else ("huyện", "Ven Đô")
        former = tuple(
            FormerCommune(
                f"{10_000 + place * 10 + k:05d}",
                old,
                names[(COMMUNES + place * 3 + k) % len(names)],
                *district,
                lat + 0.008 * (k - 1),
                lng + 0.006 * (1 - k),
            )
            for k in range(3)
        )
        communes.append(
            Commune(f"{place + 1:05d}", kind, names[place], float(lat), float(lng), own, former)
        )
    return tuple(communes)


def _locate(lat: Any, lng: Any) -> Any:
    north = np.array([commune.lat for commune in _communes()])
    east = np.array([commune.lng for commune in _communes()])
    gap = np.hypot(np.subtract.outer(lat, north), np.subtract.outer(lng, east) * 0.933)
    nearest = gap.argmin(axis=1)
    reach = np.array([(c.area_km2**0.5) * 1.2 / KM_PER_DEGREE for c in _communes()])
    return np.where(gap.min(axis=1) < reach[nearest], nearest, -1)


def _generate(households: int, seed: int) -> pl.DataFrame:
    """Doors, buildings and flats of the whole city with ``COLUMNS``, numbered from 1."""
    city = SyntheticCity(_communes(), _locate, households, seed, TRUE_RATES)
    records = pl.concat(list(city.batches(200_000))).with_row_index("id", offset=1)
    numbers = records.select(pl.col("id").alias("parent"), parent_key="source_key")
    records = records.join(numbers, on="parent_key", how="left", maintain_order="left")
    return records.with_columns(
        source=pl.lit("registry"),
        commune=pl.col("commune_code").cast(pl.Int64),
        former_commune=pl.col("former_commune_code").cast(pl.Int64),
    ).select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())


def _map_unique(texts: pl.Series, function: Any) -> pl.Series:
    """Apply to each distinct text once."""
    unique = texts.drop_nulls().unique()
    values = pl.Series([function(text) for text in unique], dtype=pl.String)
    return texts.replace_strict(unique, values, default=None, return_dtype=pl.String)


def _describe(doors: pl.DataFrame) -> pl.DataFrame:
    """Add what tells doors apart (``key``) and how often that occurs nearby and in the city."""
    doors = doors.with_columns(
        chain=_map_unique(doors["lanes"], lambda text: "/".join(wording.lane_chain(text))),
        way=_map_unique(doors["street"], wording.bare_street),
        place=_map_unique(doors["locality"], wording.fold),
    ).with_columns(write_key())
    numbered = pl.col("house_number").is_not_null()
    way = pl.col("street").is_not_null() | pl.col("locality").is_not_null()
    in_block = pl.col("building").is_not_null() & pl.col("house_number").is_null()
    crowded = _street_clashes(doors)
    return doors.with_columns(
        in_city=pl.len().over("key"),
        in_commune=pl.len().over("key", "commune"),
        nearby=_count_near(doors, "key", 500),
        namesakes=_count_near(
            doors.with_columns(pl.col("house_number").fill_null("?")), "house_number", 150
        ),
        hamlet_mates=_count_near(doors.with_columns(pl.col("place").fill_null("?")), "place", 120),
        nameable=(numbered & way) | in_block,
        clashing=pl.col("way").is_in(crowded).fill_null(value=False),
    ).with_columns(
        eligible=pl.col("nameable") & (pl.col("in_commune") == 1) & (pl.col("nearby") == 1)
    )


def _street_clashes(doors: pl.DataFrame) -> list[str]:
    """Names that two streets of different spelling share once their marks are lost."""
    spelt = doors.select(
        "way", bare=pl.col("street").str.replace(r"^(đường|phố|đại lộ) ", "")
    ).drop_nulls()
    counted = spelt.unique().group_by("way").len().filter(pl.col("len") > 1)
    return counted["way"].to_list()


def _count_near(doors: pl.DataFrame, column: str, metres: float) -> pl.Series:
    """How many rows with the same text lie in the 3 × 3 cells of this width, itself included."""
    step = metres / 1000 / KM_PER_DEGREE * 1e7
    cells = doors.select(
        text=pl.col(column).hash(),
        north=(pl.col("lat_e7") / step).floor().cast(pl.Int64),
        east=(pl.col("lng_e7") * 0.93 / step).floor().cast(pl.Int64),
    )
    counts = cells.group_by("text", "north", "east").len("n")
    total = pl.Series("total", np.zeros(len(doors), dtype=np.int64))
    for up in (-1, 0, 1):
        for right in (-1, 0, 1):
            shifted = cells.with_columns(pl.col("north") + up, pl.col("east") + right)
            met = shifted.join(
                counts, on=["text", "north", "east"], how="left", maintain_order="left"
            )
            total = total + met["n"].fill_null(0).cast(pl.Int64)
    return total


def _part(doors: pl.DataFrame, doubled: int, kept_out: int, rng: np.random.Generator) -> Any:
    """Give each door its role: registry, double (in the registry and on the list), new."""
    known = doors["eligible"].to_numpy()
    household = doors["is_household"].to_numpy()
    # a house without a number that stands alone in its hamlet can be new, never a duplicate
    lonely = (
        doors.select(
            ~pl.col("nameable") & (pl.col("hamlet_mates") == 1) & pl.col("place").is_not_null()
        )
        .to_series()
        .to_numpy()
    )
    free = np.flatnonzero((known | lonely) & household)
    if kept_out < 0 or kept_out > len(free) or known.sum() < kept_out + doubled:
        raise ValueError("too small a city for so long a list")
    new = rng.choice(free, kept_out, replace=False)
    role = np.full(len(doors), "registry", dtype=object)
    role[new] = "new"
    left = np.flatnonzero(known & (role == "registry"))
    role[rng.choice(left, doubled, replace=False)] = "double"
    return doors.with_columns(role=pl.Series(role.tolist(), dtype=pl.String))


def _blemish(doors: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Draw what the registry lacks: positions, old communes, now and then a street."""
    chance = [pl.Series(rng.random(len(doors))) for _ in range(4)]
    can_miss = (
        (pl.col("namesakes") == 1)
        & pl.col("street").is_not_null()
        & pl.col("locality").is_not_null()
        & (pl.col("role") == "registry")
    )
    return doors.with_columns(
        unplaced=chance[0] < 0.04,
        without_former=chance[1] < 0.7,
        without_street=pl.Series(chance[2] < 0.06) & can_miss,
        bare=pl.Series(chance[3] < 0.05) & ~pl.col("clashing"),
    )


def _registry_columns(doors: pl.DataFrame) -> pl.DataFrame:
    bare = _map_unique(doors["street"], wording.strip_diacritics)
    placed, named = ~pl.col("unplaced"), ~pl.col("without_street")
    position = ("lat_e7", "lng_e7", "accuracy_metres", "position_source")
    shown = doors.with_columns(
        *(pl.when(placed).then(name).alias(name) for name in position),
        pl.when(named & pl.col("bare")).then(bare).when(named).then("street").alias("street"),
        *(pl.when(named).then(name).alias(name) for name in ("lanes", "written")),
        pl.when(~pl.col("without_former")).then("former_commune").alias("former_commune"),
    )
    return shown.select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())


@dataclass(frozen=True)
class _Streets:
    """Slips of the keys that lead to no other street: looked up by the true name."""

    names: frozenset[str]
    near: dict[str, set[str]]

    @classmethod
    def of(cls, texts: pl.Series) -> _Streets:
        names = frozenset(wording.bare_street(text) for text in texts.drop_nulls().unique())
        near: dict[str, set[str]] = {}
        for name in names:
            for shorter in _shortened(name):
                near.setdefault(shorter, set()).add(name)
        return cls(names, near)

    def leads_only_to(self, slip: str, name: str) -> bool:
        met = {other for shorter in _shortened(slip) for other in self.near.get(shorter, ())}
        return met <= {name}


def _shortened(name: str) -> set[str]:
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}


def _disturb(mixed: pl.DataFrame, first: int, seed: int) -> pl.DataFrame:
    """Write every row of the list, duplicates and new doors by one rule."""
    draw = random.Random(seed)
    streets = _Streets.of(mixed["street"])
    rows = [_rewrite(row, draw, streets) for row in mixed.iter_rows(named=True)]
    numbered = [{**row, "id": first + place} for place, row in enumerate(rows, start=1)]
    return pl.DataFrame(numbered, schema=COLUMNS)


def _rewrite(row: dict[str, Any], draw: random.Random, streets: _Streets) -> dict[str, Any]:
    error = float(np.exp(draw.uniform(np.log(NEAREST_METRES), np.log(FARTHEST_METRES))))
    nameable, unplaced = bool(row["nameable"]), bool(row["unplaced"])
    has_position = not nameable or draw.random() >= 0.12
    if not nameable:
        error = min(error, 15.0)
    drops_street = (
        row["street"] is not None
        and row["locality"] is not None
        and row["namesakes"] == 1
        and row["house_number"] is not None
        and has_position
        and not unplaced
        and draw.random() < 0.35
    )
    if drops_street:
        error = min(error, 15.0)
    keeps_commune = not has_position or unplaced or row["kind"] == "other_commune"
    written = _rewrite_texts(row, draw, streets, drops_street, has_position and not unplaced)
    written |= _rewrite_commune(row, draw, keeps_commune)
    written |= _rewrite_position(row, draw, error) if has_position else {}
    told = [written.get(name) for name in ("unit", "building", *TEXTS[:4])]
    whole = ", ".join(text for text in told if text)
    return {**written, "source": "operator", "is_household": row["is_household"], "written": whole}


def _rewrite_texts(
    row: dict[str, Any], draw: random.Random, streets: _Streets, drops_street: bool, placed: bool
) -> dict[str, Any]:
    texts: dict[str, Any] = {}
    if row["house_number"]:
        texts["house_number"] = wording.write_number(row["house_number"], draw)
    if row["unit"]:
        texts["unit"] = wording.write_unit(row["unit"], draw)
    if row["building"]:
        texts["building"] = wording.write_building(row["building"], draw, placed)
    # the group of residents is often left out where a street is given
    if row["locality"] and (drops_street or not row["street"] or draw.random() < 0.35):
        texts["locality"] = wording.write_locality(row["locality"], draw)
    if drops_street:
        return texts
    if row["chain"]:
        chain = tuple(row["chain"].split("/"))
        if row["house_number"] and draw.random() < 0.1:
            texts["house_number"] = "/".join((*chain, row["house_number"]))
        else:
            texts["lanes"] = wording.write_lanes(chain, draw)
    if row["street"]:
        texts["street"] = _rewrite_street(row, draw, streets)
    return texts


def _rewrite_street(row: dict[str, Any], draw: random.Random, streets: _Streets) -> str:
    name = row["street"]
    may_lose_marks = not row["clashing"]
    if may_lose_marks and draw.random() < 0.15:
        slip = wording.mistype(name, draw)
        true, typed = wording.bare_street(name), wording.bare_street(slip)
        # a slip in the word "phố" itself would leave a stray word in the name
        kept_word = name.split(" ")[0] == slip.split(" ")[0]
        if kept_word and typed != true and streets.leads_only_to(typed, true):
            return wording.write_letters(slip, draw)
    return wording.write_letters(wording.abbreviate_street(name, draw), draw, may_lose_marks)


def _rewrite_commune(row: dict[str, Any], draw: random.Random, keeps: bool) -> dict[str, Any]:
    """Today's commune, the old one alone, both or neither."""
    chance = draw.random()
    if keeps or chance < 0.62:
        both = chance < 0.2
        return {
            "commune": row["commune"],
            "former_commune": row["former_commune"] if both else None,
        }
    if chance < 0.86 or row["in_city"] > 1:
        return {"former_commune": row["former_commune"]}
    return {}


def _rewrite_position(row: dict[str, Any], draw: random.Random, error: float) -> dict[str, Any]:
    north, east = offsets(error, draw.uniform(0, 2 * np.pi))
    stated = round(max(error * draw.uniform(0.7, 1.6), 2.0), 1) if draw.random() < 0.75 else None
    return {
        "lat_e7": row["lat_e7"] + int(north),
        "lng_e7": row["lng_e7"] + int(east),
        "accuracy_metres": stated,
        "position_source": draw.choice(("gnss", "gnss", "gnss", "imagery", "plan")),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="where existing, incoming and truth go, as Parquet")
    parser.add_argument("--households", type=int, default=2_200_000)
    parser.add_argument("--incoming", type=int, default=200_000)
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    tables = build(asked.households, asked.incoming, asked.share, asked.seed)
    for name, table in zip(("existing", "incoming", "truth"), tables, strict=True):
        table.write_parquet(f"{asked.folder}/{name}.parquet")
        print(f"{name}: {len(table):,} rows")


if __name__ == "__main__":
    main()
