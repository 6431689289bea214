"""How often things go wrong: one place for every rate, with where it comes from."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Rates:
    """Shares between 0 and 1. "Published" names the source; the rest are judgements."""

    # Published in June 2021: 71 % of 23.4 M collected Vpostcodes had no clear administrative
    # address. Years of cleaning later, a registry in use is taken to have a quarter.
    incomplete_text: float = 0.25
    messy_text: float = 0.12  # abbreviations, lower case, no diacritics, "gần chợ"
    code_absent: float = 0.08  # the commune stands in the text, its code was not filled in

    missing_position: float = 0.04
    coarse_accuracy: float = 0.05  # worse than 30 m
    unstated_accuracy: float = 0.02
    stray_position: float = 0.001  # in another province, or latitude and longitude swapped
    swapped_share: float = 0.3  # of the stray ones
    contradicted_commune: float = 0.006  # declared commune is a neighbour of the true one
    duplicates: float = 0.005  # the same door again, from a second source

    # The postal service collected 23 M points in early 2019; the communes changed on
    # 1 July 2025. What was observed before that day is written in the old three-level form.
    observed_before_reform: float = 0.30
    old_form_after_reform: float = 0.05
    old_form_converted: float = 0.4  # of old-form rows: today's commune code was filled in
    last_day: date = date(2026, 6, 30)

    # Life: shares of all records; a record without position or with parts missing stays
    # collected or candidate, for nobody can confirm what is not there.
    confirmed: float = 0.30
    notified: float = 0.15
    unevenness: float = 0.6  # confirmed varies between communes by ± this share of itself

    flats_in_wards: float = 0.135
    flats_in_dense_rural: float = 0.07
    flats_in_rural: float = 0.01
    numbered_villages: float = 0.4
