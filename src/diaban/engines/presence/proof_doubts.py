"""Doubts about marks without what the person else shows: a code of the moment, or a picture.

Codes and pictures are shown on days without a position or a network as on others, by who is there.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from diaban.engines.presence.doubt_limits import DoubtLimits, DoubtReason
from diaban.engines.presence.ground import MONTH, far_off, say
from diaban.engines.presence.usual import (
    Usual,
    chances_by_the_rest,
    month_chances,
    unless_common,
    without_habits,
)

__all__ = ["find_late_unlike", "find_unproved"]


def find_unproved(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return marks of one trait of which too few come with a code or a picture, by the person.

    Traits: no fix, a poor one, one away from the point, one fix or one accuracy again and again,
    another phone, late, or simply all of the month.
    Phones without a position for weeks are honest; but who then also scans no code, and scans else,
    was rather not there. `value` is how many of these marks show nothing, `limit` how many would by
    the person's other marks.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_unproved(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    marks = marks.filter(~pl.col("is_again"))
    marks = marks.with_columns(
        code=~pl.col("is_shown"), both=~pl.col("is_shown") & pl.col("photo_hash").is_null()
    )
    every = marks.group_by("person").agg(
        pl.len().alias("every"), pl.col("code", "both").sum().name.prefix("every_")
    )
    fewest = 1.0 - limits.proof_least_share
    can = pl.col("every_both") < fewest * pl.col("every")
    marks = marks.join(every.filter(can), on="person")
    found = []
    for traits, within, chance in _traits(marks, limits):
        found += [_too_few(traits, proof, within, chance, limits) for proof in ("code", "both")]
    found = [unless_common(one, marks, limits.common_share) for one in found]
    whole = pl.concat(found).sort("chance", "id").unique("id", keep="first", maintain_order=True)
    whole = without_habits(whole, marks)
    return say(whole, DoubtReason.UNPROVED, pl.col("odd"), pl.col("usual"))


def _traits(
    marks: pl.DataFrame, limits: DoubtLimits
) -> Iterator[tuple[pl.DataFrame, list[str], float]]:
    """Yield the marks of each trait, by what else they are taken together, and the chance."""
    has_fix = pl.col("lat").is_not_null()
    poor = has_fix & (pl.col("accuracy") > limits.poor_accuracy_metres)
    away = far_off(limits).fill_null(value=False)
    main = pl.col("device").mode().min().over(MONTH)
    by_itself, by_all = limits.unproved_chance, limits.unproved_month_chance
    yield marks.filter(~has_fix), [], by_itself
    yield marks.filter(poor), [], by_itself
    yield marks.filter(away), [], by_itself
    yield marks.filter(~has_fix | poor | away), [], by_itself
    yield marks.filter(pl.col("device") != main), [], by_itself
    yield marks.filter(pl.col("late") > limits.late_seconds), [], by_itself
    fixed = marks.filter(has_fix)
    yield fixed.filter(pl.struct("person", "lat", "lng").is_duplicated()), ["lat", "lng"], by_itself
    yield fixed, ["accuracy_metres"], by_itself
    yield marks, [], by_all


def _too_few(
    traits: pl.DataFrame, proof: str, within: list[str], chance: float, limits: DoubtLimits
) -> pl.DataFrame:
    """Return the marks without proof of months in which they are too many for the person."""
    keys = [*MONTH, *within]
    groups = chances_by_the_rest(
        traits, proof, keys, limits.unproved_marks, limits.unproved_least_share
    ).filter(pl.col("chance") < chance)
    names = ["id", *MONTH, "odd", "usual", "chance"]
    known = traits.filter(pl.col(proof)).select("id", *keys)
    return known.join(groups, on=keys, nulls_equal=True).select(names)


def find_late_unlike(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the late marks of months in which they are unlike the person's others in all.

    Taken together (Fisher's method) are three chances that have nothing to do with each other where
    the network alone is to blame: that so many come late after one that did not, without code or
    picture, and without a fix at the point. `value` is how many are late, `limit` what is usual.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_late_unlike(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    sent = marks.filter(~pl.col("is_again")).sort("device", "server_time", "id")
    is_late = pl.col("late") > limits.late_seconds
    placed = pl.col("accuracy") <= limits.poor_accuracy_metres
    placed &= pl.col("metres") < limits.place_metres
    sent = sent.with_columns(
        begins=is_late & ~is_late.shift(1).over("device").fill_null(value=False),
        code=~pl.col("is_shown"),
        both=~pl.col("is_shown") & pl.col("photo_hash").is_null(),
        unplaced=~placed.fill_null(value=False),
    )
    odd = ["code", "both", "unplaced"]
    every = sent.group_by("person").agg(
        pl.len().alias("every"), pl.col(odd).sum().name.prefix("every_")
    )
    late = sent.filter(is_late).join(every, on="person")
    usual = Usual(limits.late_least_share, limits.late_most_share, 1.0, limits.unlike_marks)
    months = month_chances(sent, pl.col("begins"), usual).select(
        *MONTH, "odd", pl.col("usual") * pl.col("every"), begins="chance"
    )
    for name in odd:
        chances = chances_by_the_rest(
            late, name, MONTH, limits.unlike_marks, limits.unproved_least_share
        ).select(*MONTH, pl.col("chance").alias(name))
        months = months.join(chances, on=MONTH, how="left")
    unproved = pl.min_horizontal(2.0 * pl.min_horizontal("code", "both"), 1.0).fill_null(1.0)
    product = pl.max_horizontal(
        pl.col("begins") * unproved * pl.col("unplaced").fill_null(1.0), 1e-300
    )
    together = product * (1.0 - product.log() + product.log() ** 2 / 2.0)
    months = months.filter(together < limits.unproved_chance)
    found = without_habits(late.join(months, on=MONTH), marks)
    return say(found, DoubtReason.CLOCK, pl.col("odd"), pl.col("usual"))
