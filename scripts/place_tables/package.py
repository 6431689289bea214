"""Read the data files of the MIT-licensed package vietnamadminunits; its code is never called."""

import json
import sqlite3
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from .names import split_kind, write_name


@dataclass(frozen=True)
class NewCommune:
    """A commune of July 2025 with its published centre and area."""

    code: str
    kind: str
    name: str
    province_code: str
    centre: tuple[float, float]
    area_km2: float | None


@dataclass(frozen=True)
class OldCommune:
    """A commune of before July 2025 with its district, centre and box (S, W, N, E)."""

    code: str
    kind: str
    name: str
    province_code: str
    province: str
    district_code: str
    district: str
    district_kind: str
    district_centre: tuple[float, float]
    centre: tuple[float, float]
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class IslandDistrict:
    """A district of before July 2025 that had no communes."""

    code: str
    kind: str
    name: str
    province_code: str


@dataclass(frozen=True)
class Package:
    """What the build takes from the package: the units now and before, Hanoi's pairs.

    `province_of` gives the province of July 2025 that took each one of the 63; `keys` the code of
    an old commune by the package's keys of province, district and commune.
    """

    new: dict[str, NewCommune]
    national: dict[str, OldCommune]
    islands: list[IslandDistrict]
    province_of: dict[str, str]
    keys: dict[tuple[str, str, str], str]
    pairs: frozenset[tuple[str, str]]
    merged_provinces: frozenset[str]
    province_centres: dict[str, tuple[float, float]]

    @property
    def old(self) -> dict[str, OldCommune]:
        """Hanoi's communes of before July 2025."""
        return {c: old for c, old in self.national.items() if old.province_code == "01"}


def find_folder(given: Path | None) -> Path:
    """Return the folder that holds the package's data files.

    Raises:
        FileNotFoundError: neither the argument nor an installed package has them.

    """
    if given is None:
        try:
            given = Path(distribution("vietnamadminunits").locate_file("vietnamadminunits/data"))
        except PackageNotFoundError:
            raise FileNotFoundError("install vietnamadminunits==1.0.4 or pass --package") from None
    if not (given / "dataset.db").is_file():
        raise FileNotFoundError(f"no dataset.db in {given}")
    return given


def read_package(folder: Path) -> Package:
    """Read the two data files of the package that the build needs."""
    database = sqlite3.connect(f"file:{folder / 'dataset.db'}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    new_rows = database.execute("SELECT * FROM admin_units").fetchall()
    old_rows = database.execute("SELECT * FROM admin_units_legacy").fetchall()
    database.close()
    converter = json.loads((folder / "converter_2025.json").read_text("utf-8"))
    provinces = {row["provinceKey"]: row["provinceCode"] for row in new_rows}
    before = {row["provinceKey"]: row["provinceCode"] for row in old_rows}
    communes = [row for row in old_rows if row["wardCode"]]
    return Package(
        new={row["wardCode"]: _new_commune(row) for row in new_rows},
        national={row["wardCode"]: _old_commune(row) for row in communes},
        islands=[_island(row) for row in old_rows if not row["wardCode"]],
        province_of={
            before[old]: provinces[key]
            for key, olds in converter["DICT_PROVINCE"].items()
            for old in olds
        },
        keys={
            (row["provinceKey"], row["districtKey"], row["wardKey"]): row["wardCode"]
            for row in communes
        },
        pairs=frozenset(_hanoi_pairs(converter, new_rows, old_rows)),
        merged_provinces=frozenset(
            provinces[key] for key, olds in converter["DICT_PROVINCE"].items() if olds != [key]
        ),
        province_centres={
            row["provinceCode"]: (row["provinceLat"], row["provinceLon"]) for row in new_rows
        },
    )


def _new_commune(row: sqlite3.Row) -> NewCommune:
    kind, name = split_kind(row["ward"])
    centre = (row["wardLat"], row["wardLon"])
    return NewCommune(row["wardCode"], kind, name, row["provinceCode"], centre, row["wardAreaKm2"])


def _old_commune(row: sqlite3.Row) -> OldCommune:
    kind, name = split_kind(row["ward"])
    district_kind, district = split_kind(row["district"])
    corners = [float(part) for corner in row["wardBounds"].split("–") for part in corner.split(",")]
    return OldCommune(
        row["wardCode"],
        kind,
        write_name(name),
        row["provinceCode"],
        " ".join(split_kind(row["province"])),
        row["districtCode"],
        write_name(district),
        district_kind,
        (row["districtLat"], row["districtLon"]),
        (row["wardLat"], row["wardLon"]),
        tuple(corners),
    )


def _island(row: sqlite3.Row) -> IslandDistrict:
    kind, name = split_kind(row["district"])
    return IslandDistrict(row["districtCode"], kind, write_name(name), row["provinceCode"])


def _hanoi_pairs(converter, new_rows, old_rows):
    old = {
        f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey']}": r["wardCode"]
        for r in old_rows
        if r["provinceCode"] == "01"
    }
    new = {r["wardKey"]: r["wardCode"] for r in new_rows if r["provinceCode"] == "01"}
    for key, olds in converter["DICT_PROVINCE_WARD_NO_DIVIDED"]["thanhphohanoi"].items():
        yield from ((old[one], new[key]) for one in olds)
    for one, parts in converter["DICT_PROVINCE_WARD_DIVIDED"]["thanhphohanoi"].items():
        yield from ((old[one], new[part["newWardKey"]]) for part in parts)
