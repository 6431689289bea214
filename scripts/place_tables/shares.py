"""Say how likely a dwelling of a divided commune lies in each of its successors."""

from collections import defaultdict

from . import facts

LAND_ONLY = 0.01  # the law moves no people there; a house in the wrong place still may stand there
_NOBODY = {"part_area"}


def read_shares() -> dict[str, dict[str, tuple[float, str]]]:
    """Return the estimated weights and their basis by old and new code, from shares.csv."""
    shares: dict[str, dict[str, tuple[float, str]]] = defaultdict(dict)
    for row in facts.read("shares.csv"):
        shares[row["old_code"]][row["new_code"]] = (float(row["weight"]), row["basis"])
    return shares


def shares_by_law(
    extents: dict[str, str], estimated: dict[str, tuple[float, str]] | None
) -> dict[str, tuple[str, str]]:
    """Return (share, basis) by successor: the law first, then the estimate, else equal parts."""
    if len(extents) == 1:
        return dict.fromkeys(extents, ("1", "law"))
    land = [code for code, extent in extents.items() if extent in _NOBODY]
    peopled = [code for code in extents if code not in land]
    rest = 1 - LAND_ONLY * len(land)
    known = bool(estimated) and all(code in estimated for code in peopled)
    weights = {code: estimated[code][0] if known else 1.0 for code in peopled}
    total = sum(weights.values())
    basis = "law" if len(peopled) == 1 else estimated[peopled[0]][1] if known else "equal"
    shares = dict.fromkeys(land, (f"{LAND_ONLY:.3f}", "law"))
    parts = _rounded([rest * weights[code] / total for code in peopled], rest)
    return shares | {code: (part, basis) for code, part in zip(peopled, parts, strict=True)}


def _rounded(parts: list[float], total: float) -> list[str]:
    """Write three decimals whose sum is exact: the largest part takes what rounding leaves."""
    thousandths = [max(1, round(part * 1000)) for part in parts]
    thousandths[thousandths.index(max(thousandths))] += round(total * 1000) - sum(thousandths)
    return [f"{part / 1000:.3f}" for part in thousandths]
