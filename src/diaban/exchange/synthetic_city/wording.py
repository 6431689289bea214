"""Writes addresses as people write them, from columns in which all chance is already drawn."""

import polars as pl

from diaban.exchange.synthetic_city.blemishes import (
    ALL_BUT_COMMUNE,
    COMMUNE,
    LANDMARK,
    LOWER,
    NO_COMMAS,
    NUMBER,
    PLAIN_LETTERS,
    SQUEEZED,
    STREET,
)
from diaban.exchange.synthetic_city.communes import Commune
from diaban.exchange.synthetic_city.doors import BIS, LETTER_A, RANGE
from diaban.exchange.synthetic_city.place_names import LANDMARKS

SHORT_KINDS = {
    "phường": "P.",
    "xã": "X.",
    "thị trấn": "TT.",
    "quận": "Q.",
    "huyện": "H.",
    "thị xã": "TX.",
    "thành phố": "TP.",
}
CITIES = ("Hà Nội", "Hà Nội", "TP. Hà Nội", "thành phố Hà Nội", "TP Hà Nội")


def write_unit(kind: str, name: str, short: bool) -> str:
    """Write "phường Cầu Giấy" or "P. Cầu Giấy"; a numbered ward is "P. 5" all the same."""
    word = kind.lower()
    return f"{SHORT_KINDS.get(word, word)} {name}" if short else f"{word} {name}"


class UnitTexts:
    """Texts of all units, looked up by index: "phường X" and "P. Y, Q. Z"."""

    def __init__(self, communes: tuple[Commune, ...]) -> None:
        former = [old for commune in communes for old in commune.former]
        self.codes = pl.Series([commune.code for commune in communes], dtype=pl.String)
        self.former_codes = pl.Series([old.code for old in former], dtype=pl.String)
        self.names = pl.Series([commune.name for commune in communes], dtype=pl.String)
        self.new = [
            pl.Series([write_unit(c.kind, c.name, short) for c in communes], dtype=pl.String)
            for short in (False, True)
        ]
        self.old = [
            pl.Series(
                [
                    f"{write_unit(o.kind, o.name, short)}, "
                    f"{write_unit(o.district_kind, o.district, short)}"
                    for o in former
                ],
                dtype=pl.String,
            )
            for short in (False, True)
        ]


def style(modulus: int, value: int) -> pl.Expr:
    """Select the rows whose writer has this habit."""
    return pl.col("style") % modulus == value


def write_numbers() -> pl.Expr:
    """Write "12", "12A", "12 bis" or "10-12" as the mark says."""
    number = pl.col("number").cast(pl.String)
    lower = (pl.col("number") - 2).clip(lower_bound=1).cast(pl.String)
    return (
        pl.when(pl.col("mark") == LETTER_A)
        .then(number + "A")
        .when(pl.col("mark") == BIS)
        .then(number + " bis")
        .when((pl.col("mark") == RANGE) & (pl.col("number") > 2))
        .then(lower + "-" + number)
        .otherwise(number)
    )


def keep_unless(name: str, *drops: int) -> pl.Expr:
    """Keep the column, null where the record lacks that part."""
    return pl.when(~pl.col("drop").is_in(list(drops))).then(name).alias(name)


def write_parts(frame: pl.DataFrame, units: UnitTexts) -> pl.DataFrame:
    """Write the columns of an address and its units' texts, with what is missing missing."""
    known = pl.col("former") >= 0
    frame = frame.with_columns(
        write_numbers().alias("house_number"),
        pl.when(style(20, 1) | style(20, 7) | style(5, 3))
        .then("lanes_slashed")
        .otherwise("lanes")
        .alias("lanes"),
        (pl.col("old_form") & known).alias("old_form"),
    )
    frame = frame.with_columns(
        keep_unless("house_number", NUMBER, ALL_BUT_COMMUNE),
        keep_unless("lanes", STREET, ALL_BUT_COMMUNE),
        keep_unless("street", STREET, ALL_BUT_COMMUNE),
        keep_unless("locality", ALL_BUT_COMMUNE),
    )
    declared, former = frame["declared"], frame["former"].clip(lower_bound=0)
    has_former = len(units.former_codes) > 0
    return frame.with_columns(
        units.codes.gather(declared).alias("code"),
        units.names.gather(declared).alias("commune_name"),
        *(units.new[short].gather(declared).alias(f"new{short}") for short in (0, 1)),
        *(
            (units.old[short].gather(former) if has_former else declared.cast(pl.String)).alias(
                f"old{short}"
            )
            for short in (0, 1)
        ),
        (units.former_codes.gather(former) if has_former else declared.cast(pl.String)).alias(
            "old_code"
        ),
    )


def declare_codes() -> list[pl.Expr]:
    """Codes that the record states; the old form often states the old one alone."""
    named = pl.col("drop") != COMMUNE
    new = named & ~pl.col("code_absent") & (~pl.col("old_form") | pl.col("converted"))
    old = named & pl.col("old_form") & ~pl.col("code_absent")
    return [
        pl.when(new).then("code").alias("commune_code"),
        pl.when(old).then("old_code").alias("former_commune_code"),
    ]


def write_door() -> pl.Expr:
    """House number, lanes and street: "Số 12 ngách 34 ngõ 78 phố X"."""
    word = (
        pl.when(style(10, 0) | style(10, 5))
        .then(pl.lit(""))
        .when(style(10, 1))
        .then(pl.lit("Số nhà "))
        .when(style(10, 2))
        .then(pl.lit("SN "))
        .otherwise(pl.lit("Số "))
    )
    house = word + pl.col("house_number")
    with_commas = pl.concat_str([house, "lanes", "street"], separator=", ", ignore_nulls=True)
    lanes = pl.col("lanes").str.replace_all(", ", " ")
    plain = pl.concat_str([house, lanes, "street"], separator=" ", ignore_nulls=True)
    return pl.when(style(7, 0) | style(7, 4)).then(with_commas).otherwise(plain)


def write_place() -> pl.Expr:
    """Commune (with the old district where the old form is used) and city."""
    short = style(11, 2) | style(11, 5) | style(11, 8)
    old = pl.when(short | style(3, 0)).then("old1").otherwise("old0")
    new = pl.when(short).then("new1").otherwise("new0")
    unit = pl.when(pl.col("old_form")).then(old).otherwise(new)
    city = pl.lit(CITIES[0])
    for value, text in enumerate(CITIES[1:], start=1):
        city = pl.when(style(len(CITIES), value)).then(pl.lit(text)).otherwise(city)
    known = pl.when(pl.col("drop") != COMMUNE).then(unit)
    return pl.concat_str([known, city], separator=", ", ignore_nulls=True)


def write_whole() -> pl.Expr:
    """All parts in order, the smallest first, with a capital at the start."""
    door = pl.col("door")
    rural = pl.col("street").is_null() & pl.col("building").is_null()
    shown = pl.when(rural | style(4, 1)).then("locality")
    text = pl.concat_str(
        ["unit", "building", pl.when(door != "").then(door), shown, "place"],
        separator=", ",
        ignore_nulls=True,
    )
    return text.str.head(1).str.to_uppercase() + text.str.slice(1)


def strip_diacritics(text: pl.Expr) -> pl.Expr:
    """Turn "Đường Láng" into "Duong Lang"."""
    bare = text.str.normalize("NFD").str.replace_all(r"\p{M}", "")
    return bare.str.replace_all("đ", "d", literal=True).str.replace_all("Đ", "D", literal=True)


def squeeze(text: pl.Expr) -> pl.Expr:
    """Shorten to "p.cầu giấy-hn", as a hurried hand writes."""
    shortest = text.str.to_lowercase().str.replace(r"(tp\.? |thành phố )?hà nội$", "hn")
    for long, short in (("phường ", "p."), ("quận ", "q."), ("huyện ", "h."), (". ", ".")):
        shortest = shortest.str.replace_all(long, short, literal=True)
    shortest = shortest.str.replace_all("số nhà |số ", "")
    return shortest.str.replace_all(", ", "-", literal=True)


def add_landmark(text: pl.Expr) -> pl.Expr:
    """Add a hint for the visitor, at the beginning or at the end."""
    hint = pl.lit(LANDMARKS[0])
    for value, words in enumerate(LANDMARKS[1:], start=1):
        hint = pl.when(style(len(LANDMARKS), value)).then(pl.lit(words)).otherwise(hint)
    hint = pl.when(style(12, 0)).then(hint + " " + pl.col("commune_name")).otherwise(hint)
    return pl.when(style(2, 0)).then(text + " (" + hint + ")").otherwise(hint + ", " + text)


def make_messy(clean: pl.DataFrame) -> pl.DataFrame:
    """Change the "written" of messy rows as each row's mess says."""
    text, mess = pl.col("written"), pl.col("mess")
    loose = text.str.replace_all(", ", "  ", literal=True)
    bare = strip_diacritics(text)
    return clean.with_columns(
        pl.when(mess == LOWER)
        .then(text.str.to_lowercase())
        .when(mess == PLAIN_LETTERS)
        .then(pl.when(style(2, 0)).then(bare).otherwise(bare.str.to_lowercase()))
        .when(mess == SQUEEZED)
        .then(squeeze(text))
        .when(mess == LANDMARK)
        .then(add_landmark(text))
        .when(mess == NO_COMMAS)
        .then(loose)
        .otherwise(text)
        .alias("written")
    )


def write_addresses(frame: pl.DataFrame, units: UnitTexts) -> pl.DataFrame:
    """Return the frame with house_number, lanes, codes and "written" added, in the same order."""
    frame = write_parts(frame, units).with_columns(*declare_codes())
    frame = frame.with_columns(write_door().alias("door"), write_place().alias("place"))
    frame = frame.with_columns(write_whole().alias("written"), pl.int_range(pl.len()).alias("at"))
    messy = frame["mess"] > 0
    return pl.concat([frame.filter(~messy), make_messy(frame.filter(messy))]).sort("at")
