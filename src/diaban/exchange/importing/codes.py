"""Reading the codes that a row states: commune, Vpostcode, digital address."""

from __future__ import annotations

import re

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
_DISTRICT_KINDS = re.compile(r"^(?:quan|huyen|thi xa|thanh pho|q|h|tx|tp) (?=.)")
_UNKNOWN, _AMBIGUOUS = "unknown", "ambiguous"
_UNSURE = (_UNKNOWN, _AMBIGUOUS)
_JOINED_NUMBER = re.compile(r"^([pq])(\d+)$")


def read_codes(frame: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Add found_commune, found_former, name_unresolved, found_vpostcode and found_digital.

    Codes and names were given anew on 1 July 2025 (00004 was Trúc Bạch and is Ba Đình, Cửa Nam
    was a smaller ward), so a row is read by the units of its own day (column ``day``).
    """
    # a spreadsheet takes 00004 for the number 4
    padded = frame.with_columns(_pad("commune_code"), _pad("former_commune_code"))
    if "district" not in padded.columns:
        padded = padded.with_columns(district=pl.lit(""))
    held = pl.col("day").fill_null(rules.held_on or rules.today)
    read = padded.with_columns(
        is_former_day=held < TWO_TIER_FROM,
        named=_find_names(padded["commune_name"], rules.names),
        named_former=_find_names(padded["commune_name"], rules.former_names),
        found_vpostcode=_read_vpostcodes(frame["official_code"]),
        named_near=_find_near(padded, rules),
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
    """Where no code is stated the name speaks: of its own day's units, else of the other's.

    A district speaks of before July 2025, whatever the day, and of the communes in it alone.
    """
    unstated = (pl.col("commune_code") == "") & (pl.col("former_commune_code") == "")
    now, then, near = pl.col("named"), pl.col("named_former"), pl.col("named_near")
    is_near = near.is_not_null()
    sure = is_near & ~near.is_in(list(_UNSURE))
    by_name = unstated & ~is_near & (now.is_not_null() | then.is_not_null())
    as_former = pl.when("is_former_day").then(then.is_not_null()).otherwise(now.is_null())
    is_ambiguous = unstated & (near == _AMBIGUOUS).fill_null(value=False)
    return read.with_columns(
        found_commune=pl.when(by_name & ~as_former).then(now).otherwise("found_commune"),
        found_former=pl.when(unstated & sure)
        .then(near)
        .when(by_name & as_former)
        .then(then)
        .otherwise("found_former"),
        name_unresolved=unstated
        & (pl.col("commune_name") != "")
        & ~by_name
        & ~sure.fill_null(value=False)
        & ~is_ambiguous,
        name_ambiguous=is_ambiguous,
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


def _find_near(read: pl.DataFrame, rules: Rules) -> pl.Series:
    """Return the former code of a commune and its district.

    _UNKNOWN where the district has no such commune, _AMBIGUOUS where it has several; null where no
    district of the city is named.
    """
    if (read["district"] == "").all():
        return pl.Series([None] * read.height, dtype=pl.String)
    districts = {district for district, _ in rules.former_wards}
    found: dict[tuple[str, str], str | None] = {}
    for pair in read.select("district", "commune_name").unique().iter_rows():
        district, name = fold_district(pair[0]), fold_unit_name(pair[1])
        codes = rules.former_wards.get((district, name), frozenset())
        if district not in districts or not name:
            found[pair] = None
        else:
            found[pair] = _UNKNOWN if not codes else min(codes) if len(codes) == 1 else _AMBIGUOUS
    pairs = zip(read["district"], read["commune_name"], strict=True)
    return pl.Series([found[pair] for pair in pairs], dtype=pl.String)


def _find_names(names: pl.Series, known: dict[str, str]) -> pl.Series:
    found = {name: known.get(fold_unit_name(name)) for name in names.unique()}
    return names.replace_strict(found, default=None, return_dtype=pl.String)


def fold_unit_name(name: str) -> str:
    """Fold a commune's name; “P. Ba Đình” reads as “Phường Ba Đình”.

    >>> fold_unit_name("P. Ba Đình"), fold_unit_name("P.01")
    ('phuong ba dinh', 'phuong 1')
    """
    words = _folded_words(name)
    if words[:2] == ["t", "t"]:
        words[:2] = ["tt"]
    if len(words) > 1 and words[0] in _KINDS:
        words[0] = _KINDS[words[0]]
    return " ".join(words)


def fold_district(name: str) -> str:
    """Fold a district's name without its kind.

    >>> fold_district("Q. Hoàn Kiếm"), fold_district("Quận 01"), fold_district("Q1")
    ('hoan kiem', '1', '1')
    """
    return _DISTRICT_KINDS.sub("", " ".join(_folded_words(name)))


def _folded_words(name: str) -> list[str]:
    """Fold a name into words; numbers lose the zeros in front and what they are joined to."""
    words = _JOINED_NUMBER.sub(r"\1 \2", fold_name(name)).split()
    return [word.lstrip("0") or word if word.isdigit() else word for word in words]


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
