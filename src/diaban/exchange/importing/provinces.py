"""Rows of other provinces, as national lists have them."""

from __future__ import annotations

import polars as pl

from diaban.exchange.importing.checked import Rules
from diaban.exchange.importing.codes import fold_district
from diaban.exchange.importing.row_checks import Check
from diaban.spine.places.names import fold_name

_KINDS = ("thanh pho ", "tinh ", "tp ", "t p ", "t ")
_COUNTRY = frozenset({"viet nam", "vietnam", "vn"})
_FOREIGN_KINDS = (" city", " province")


def read_provinces(frame: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Add is_elsewhere: the row states a province, and it is not the registry's."""
    if not rules.province or (frame["province"] == "").all():
        return frame.with_columns(is_elsewhere=pl.lit(value=False))
    own = spellings(rules.province) | _COUNTRY
    # volunteers write a district where a province belongs
    districts = {district for district, _ in rules.former_wards}
    here = [
        name
        for name in frame["province"].unique()
        if not name or _bare(name) in own or fold_district(name) in districts
    ]
    return frame.with_columns(is_elsewhere=~pl.col("province").is_in(here))


def province_checks(rules: Rules) -> list[Check]:
    city = {"city": pl.lit(rules.province)}
    return [Check("other_province", "province", pl.col("is_elsewhere"), city)]


def spellings(name: str) -> frozenset[str]:
    """Return how a province's name is written, folded and without its kind.

    >>> sorted(spellings("Hà Nội"))
    ['ha noi', 'hanoi', 'hn']
    """
    folded = fold_name(name)
    words = folded.split()
    return frozenset({folded, "".join(words), "".join(word[0] for word in words)})


def _bare(name: str) -> str:
    folded = fold_name(name)
    kind = next((kind for kind in _KINDS if folded.startswith(kind)), "")
    bare = folded.removeprefix(kind)
    # “TPHN” stands in one
    if bare.startswith("tp") and not kind:
        bare = bare.removeprefix("tp").strip()
    for ending in _FOREIGN_KINDS:
        bare = bare.removesuffix(ending)
    return bare
