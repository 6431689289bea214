"""Reading the codes that a row states: commune, Vpostcode, digital address."""

from __future__ import annotations

import polars as pl

from diaban.engines import vpostcode
from diaban.exchange.importing.checked import Rules
from diaban.exchange.importing.row_checks import Check
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import TWO_TIER_FROM

_SEPARATORS = r"[\s.\-+]"
_SHORT_CODE = r"^\d{1,4}$"
_REASONS = {"character": "character", "postal_code_digits": "postal_code"}
_KINDS = {"p": "phuong", "x": "xa", "tt": "thi tran"}


def read_codes(frame: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Add found_commune, found_former, name_unresolved, found_vpostcode and found_digital.

    Codes and names were given anew on 1 July 2025 (00004 was Trúc Bạch and is Ba Đình, Cửa Nam
    was a smaller ward), so a row is read by the units of its own day (column ``day``).
    """
    # a spreadsheet takes 00004 for the number 4
    padded = frame.with_columns(_pad("commune_code"), _pad("former_commune_code"))
    held = pl.col("day").fill_null(rules.held_on or rules.today)
    read = padded.with_columns(
        is_former_day=held < TWO_TIER_FROM,
        named=_find_names(padded["commune_name"], rules.names),
        named_former=_find_names(padded["commune_name"], rules.former_names),
        found_vpostcode=_read_vpostcodes(frame["official_code"]),
        found_digital=pl.col("digital_address").str.to_uppercase().str.replace_all(_SEPARATORS, ""),
    )
    return _read_names(_read_unit_codes(read, rules))


def _read_unit_codes(read: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    code, former = pl.col("commune_code"), pl.col("former_commune_code")
    is_old = (
        pl.when("is_former_day")
        .then(code.is_in(list(rules.formers)))
        .otherwise(code.is_in(list(rules.formers - rules.communes)))
    )
    return read.with_columns(
        found_commune=pl.when(~is_old).then(code).otherwise(pl.lit("")),
        found_former=pl.when(is_old & (former == "")).then(code).otherwise(former),
    )


def _read_names(read: pl.DataFrame) -> pl.DataFrame:
    """Where no code is stated the name speaks: of its own day's units, else of the other's."""
    unstated = (pl.col("commune_code") == "") & (pl.col("former_commune_code") == "")
    now, then = pl.col("named"), pl.col("named_former")
    by_name = unstated & (now.is_not_null() | then.is_not_null())
    as_former = pl.when("is_former_day").then(then.is_not_null()).otherwise(now.is_null())
    return read.with_columns(
        found_commune=pl.when(by_name & ~as_former).then(now).otherwise("found_commune"),
        found_former=pl.when(by_name & as_former).then(then).otherwise("found_former"),
        name_unresolved=unstated & (pl.col("commune_name") != "") & ~by_name,
    )


def code_checks(rules: Rules) -> list[Check]:
    known = rules.communes | rules.formers
    checks = [
        *(
            Check(f"vpostcode_{reason}", "official_code", pl.col("found_vpostcode") == f"!{reason}")
            for reason in ("length", "character", "postal_code")
        ),
        Check(
            "digital_address_invalid",
            "digital_address",
            (pl.col("digital_address") != "")
            & ~pl.col("found_digital").str.contains(r"^[0-9A-Z]{10}$"),
        ),
    ]
    if known:
        checks += [
            _unknown_unit("commune_code", known),
            _unknown_unit("former_commune_code", rules.formers or known),
        ]
    return checks


def _unknown_unit(field: str, known: frozenset[str]) -> Check:
    column = pl.col(field)
    return Check("unit_unknown", field, (column != "") & ~column.is_in(list(known)))


def _pad(name: str) -> pl.Expr:
    column = pl.col(name)
    return pl.when(column.str.contains(_SHORT_CODE)).then(column.str.zfill(5)).otherwise(column)


def _find_names(names: pl.Series, known: dict[str, str]) -> pl.Series:
    found = {name: known.get(fold_unit_name(name)) for name in names.unique()}
    return names.replace_strict(found, default=None, return_dtype=pl.String)


def fold_unit_name(name: str) -> str:
    """Fold a commune's name; “P. Ba Đình” reads as “Phường Ba Đình”.

    >>> fold_unit_name("P. Ba Đình")
    'phuong ba dinh'
    """
    words = fold_name(name).split()
    if len(words) > 1 and words[0] in _KINDS:
        words[0] = _KINDS[words[0]]
    return " ".join(words)


def _read_vpostcodes(texts: pl.Series) -> pl.Series:
    """Return canonical codes; ``!`` and the reason where a text is none."""
    if (texts == "").all():
        return texts.alias("found_vpostcode")
    read = [_read_vpostcode(text) if text else "" for text in texts]
    return pl.Series("found_vpostcode", read, dtype=pl.String)


def _read_vpostcode(text: str) -> str:
    try:
        parsed = vpostcode.parse(text)
    except vpostcode.CodeError as error:
        return "!" + _REASONS.get(error.reason, "length")
    if parsed.postal_code is None:
        return "!postal_code"
    return parsed.postal_code + parsed.tail
