"""From a batch of text cells to address records, with a problem for each row that is refused."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b

import polars as pl

from diaban.exchange.importing import texts
from diaban.exchange.importing.checked import Checked, Rules
from diaban.exchange.importing.codes import code_checks, read_codes
from diaban.exchange.importing.fields import BY_NAME, SPEAKING
from diaban.exchange.importing.keys_seen import KeysSeen
from diaban.exchange.importing.mapping import Mapping
from diaban.exchange.importing.positions import as_e7, position_checks, read_positions
from diaban.exchange.importing.provinces import province_checks, read_provinces
from diaban.exchange.importing.row_checks import Check, run_checks
from diaban.exchange.importing.tables import FAULT, ROW, SYNTHETIC, cell_names, read_fault
from diaban.exchange.importing.written_addresses import column_to_read, grade_rows, read_written

_TEXTS = ("house_number", "lanes", "street", "locality", "building", "unit", "written")
_EARLIEST = pl.date(1900, 1, 1)


class Validator:
    """Validates the batches of one file in order; remembers the identifiers it has met."""

    def __init__(self, columns: list[str], mapping: Mapping, rules: Rules) -> None:
        self.mapping = mapping
        self.rules = rules
        cells = dict(zip(columns, cell_names(len(columns)), strict=True))
        self._cells = {field: cells[name] for field, name in mapping.columns.items()}
        self._written = column_to_read(mapping)
        self._seen = KeysSeen()

    def skip(self, frame: pl.DataFrame) -> None:
        """Remember the identifiers of rows that an earlier, broken-off run has taken."""
        self._find_doubles(self._read_texts(frame))

    def check(self, frame: pl.DataFrame) -> Checked:
        read = self._find_doubles(self._read_texts(frame))
        notes: Counter[str] = Counter(normalised=int(read["was_composed"].sum()))
        read = read.with_columns(day=self._day())
        read = read_provinces(read_codes(read_positions(read, self.rules), self.rules), self.rules)
        if self._written:
            read, notes["written_read"] = read_written(read, self._written, self.rules)
        read = read.with_columns(
            accuracy=texts.number(pl.col("accuracy_metres")),
            household=texts.choose(read["is_household"], {"1": texts.YES, "0": texts.NO}),
            made_up=texts.choose(read["synthetic"], {"1": texts.YES, "0": texts.NO}),
            source_word=texts.choose(read["position_source"], texts.SOURCES),
            life_word=texts.choose(read["life"], texts.LIVES),
        )
        faulty = pl.col(FAULT).is_not_null()
        marked = read.filter(faulty).select(FAULT, ROW)
        problems = [read_fault(words, row) for words, row in marked.iter_rows()]
        problems += run_checks(read.filter(~faulty), self._checks(), self.mapping.heading)
        problems.sort(key=lambda problem: problem.row or 0)
        refused = pl.Series([p.row for p in problems], dtype=pl.Int64).unique()
        accepted = read.filter(~pl.col(ROW).is_in(refused.implode()))
        notes["swapped_fixed"] = int(accepted["was_swapped"].sum())
        notes["decimal_comma"] = accepted.filter(
            texts.has_decimal_comma(pl.col("lat")) | texts.has_decimal_comma(pl.col("lng"))
        ).height
        notes["dates_as_numbers"] = int(accepted["was_date"].sum())
        notes["unit_name_unresolved"] = int(accepted["name_unresolved"].sum())
        notes["unit_name_ambiguous"] = int(accepted["name_ambiguous"].sum())
        records = self._shape(accepted)
        return Checked(records, problems, +(notes + grade_rows(records)))

    def _day(self) -> pl.Expr:
        said = pl.col("held_on")
        if self.rules.has_serial_dates:
            return pl.coalesce(texts.day(said), texts.serial_day(said))
        return texts.day(said)

    def _read_texts(self, frame: pl.DataFrame) -> pl.DataFrame:
        absent = [pl.lit("").alias(name) for name in BY_NAME if name not in self._cells]
        read = texts.read_cells(frame, self._cells).with_columns(absent)
        return texts.numbers_from_dates(read, "house_number")

    def _find_doubles(self, read: pl.DataFrame) -> pl.DataFrame:
        if not self.mapping.has("source_key"):
            read = read.with_columns(source_key=_keys_from_content(read))
        first = self._seen.first_rows(read["source_key"], read[ROW])
        return read.with_columns(first_row=first)

    def _checks(self) -> list[Check]:
        text = {name: pl.col(name) for name in self._cells}
        spoken = pl.any_horizontal(pl.col(name) != "" for name in (*SPEAKING, "lat", "lng"))
        is_flat = (pl.col("parent_key") != "") & (pl.col("unit") != "")
        key = pl.col("source_key")
        day = pl.col("day")
        metres = pl.col("accuracy")
        return [
            *(
                Check("formula", name, column.str.starts_with("=") & (column != "="))
                for name, column in text.items()
            ),
            *(
                Check(
                    "text_too_long",
                    name,
                    column.str.len_chars() > BY_NAME[name].limit,
                    {"length": column.str.len_chars(), "limit": pl.lit(BY_NAME[name].limit)},
                )
                for name, column in text.items()
            ),
            Check("key_missing", "source_key", key == ""),
            Check(
                "key_doubled" if self.mapping.has("source_key") else "row_doubled",
                "source_key" if self.mapping.has("source_key") else "",
                pl.col("first_row").is_not_null() & (key != ""),
                {"first": pl.col("first_row")},
            ),
            Check("nothing_said", "", ~spoken & ~is_flat),
            *position_checks(self.rules),
            Check(
                "accuracy_invalid",
                "accuracy_metres",
                (pl.col("accuracy_metres") != "")
                & ~metres.is_between(0, 100_000).fill_null(value=False),
            ),
            Check("date_unreadable", "held_on", (pl.col("held_on") != "") & day.is_null()),
            Check(
                "date_out_of_range",
                "held_on",
                ~day.is_between(_EARLIEST, pl.lit(self.rules.today)),
            ),
            _choice("is_household", "household", ("có", "không")),
            _choice("synthetic", "made_up", ("có", "không")),
            _choice("position_source", "source_word", tuple(texts.SOURCES)),
            _choice("life", "life_word", tuple(texts.LIVES)),
            *province_checks(self.rules),
            *code_checks(self.rules),
        ]

    def _shape(self, accepted: pl.DataFrame) -> pl.DataFrame:
        """Return the columns of an address record; what was not said is null."""
        rules = self.rules
        words = [_or_null(name) for name in (*_TEXTS, "parent_key")]
        has_position = pl.col("lat_degrees").is_not_null()
        source = pl.col("source_word").fill_null(pl.lit(rules.position_source, dtype=pl.String))
        return accepted.select(
            ROW,
            "source_key",
            *words,
            (pl.col("household") == "1").alias("is_household"),
            _or_null("found_commune").alias("commune_code"),
            _or_null("found_former").alias("former_commune_code"),
            as_e7("lat_degrees").alias("lat_e7"),
            as_e7("lng_degrees").alias("lng_e7"),
            pl.when(has_position).then("accuracy").alias("accuracy_metres"),
            pl.when(has_position).then(source).alias("position_source"),
            pl.col("day").fill_null(rules.held_on or rules.today).alias("held_on"),
            pl.col("life_word").alias("life"),
            _or_null("found_vpostcode").alias("official_code"),
            _or_null("found_digital").alias("digital_address"),
            (pl.col("made_up") == "1").fill_null(value=False).alias(SYNTHETIC),
        )


def _or_null(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)


def _choice(field: str, chosen: str, known: tuple[str, ...]) -> Check:
    shown = {"known": pl.lit(", ".join(known))}
    return Check("choice_unknown", field, (pl.col(field) != "") & pl.col(chosen).is_null(), shown)


def _keys_from_content(read: pl.DataFrame) -> pl.Series:
    """Name a row by what it says, for files without identifiers: the same row, the same name."""
    fields = [*_TEXTS, "commune_name", "commune_code", "lat", "lng"]
    # a commune's name alone may be borne in two districts
    near = pl.concat_str(pl.lit("\x1f"), "district")
    joined = read.select(
        pl.concat_str(fields, separator="\x1f")
        + pl.when(pl.col("district") != "").then(near).otherwise(pl.lit(""))
    ).to_series()
    keys = ["~" + blake2b(text.encode(), digest_size=10).hexdigest() for text in joined]
    return pl.Series("source_key", keys, dtype=pl.String)
