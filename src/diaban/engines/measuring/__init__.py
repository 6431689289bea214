"""Measuring by sample: how many to look at, which ones, and what follows from what was found."""

from diaban.engines.measuring.accepting import Verdict, judge_lot, most_errors, size_without_error
from diaban.engines.measuring.correcting import Audited, correct_by_rates, correct_share
from diaban.engines.measuring.drawing import allocate, draw, draw_stratified
from diaban.engines.measuring.intervals import Interval, clopper_pearson, wilson
from diaban.engines.measuring.sizes import sample_size
from diaban.engines.measuring.witnesses import Told, share_of_witnesses

__all__ = [
    "Audited",
    "Interval",
    "Told",
    "Verdict",
    "allocate",
    "clopper_pearson",
    "correct_by_rates",
    "correct_share",
    "draw",
    "draw_stratified",
    "judge_lot",
    "most_errors",
    "sample_size",
    "share_of_witnesses",
    "size_without_error",
    "wilson",
]
