"""An invented count of households per commune, against which coverage can be shown."""

from datetime import date

import numpy as np
import polars as pl

SOURCE = "Số liệu mô phỏng, không phải thống kê (SYNTHETIC)"
AS_OF = date(2026, 4, 1)
UNKNOWN_SHARE = 6 / 126
LOWEST_COVERAGE, HIGHEST_COVERAGE = 0.78, 1.02  # above 1: more doors found than counted


def tabulate_expected(shares: dict[str, int], seed: int) -> pl.DataFrame:
    """unit_code, count, as_of, source for most communes; the others stay unknown."""
    rng = np.random.default_rng([seed, len(shares)])
    codes = list(shares)
    unknown = set(rng.permutation(len(codes))[: round(len(codes) * UNKNOWN_SHARE)].tolist())
    coverage = LOWEST_COVERAGE + (HIGHEST_COVERAGE - LOWEST_COVERAGE) * rng.beta(3, 1.6, len(codes))
    rows = [
        (code, round(shares[code] / coverage[index]), AS_OF, SOURCE)
        for index, code in enumerate(codes)
        if index not in unknown
    ]
    schema = {"unit_code": pl.String, "count": pl.Int64, "as_of": pl.Date, "source": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
