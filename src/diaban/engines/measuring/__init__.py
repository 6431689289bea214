"""Measuring: rules that label records, figures with bounds, and what a sample tells of them."""

from diaban.engines.measuring.accepting import Verdict, judge_lot, most_errors, size_without_error
from diaban.engines.measuring.allocating import Wanted, allocate_for
from diaban.engines.measuring.commending import (
    Contest,
    Merit,
    Outcome,
    Speaks,
    commend,
    with_vanished,
)
from diaban.engines.measuring.comparing import Order, compare_shares
from diaban.engines.measuring.correcting import (
    Audited,
    correct_by_rates,
    correct_share,
    correct_strata,
)
from diaban.engines.measuring.counts import (
    Count,
    ShareBounds,
    bound_of_amount,
    bound_restated,
    roll_up,
    weigh,
)
from diaban.engines.measuring.doubts import (
    Doubt,
    DoubtKind,
    DoubtLimits,
    Sighting,
    find_doubts,
)
from diaban.engines.measuring.drawing import allocate, draw, draw_stratified
from diaban.engines.measuring.gaps import Gap, missing_records, rank_gaps, rank_gaps_to_amount
from diaban.engines.measuring.intervals import Interval, clopper_pearson, wilson
from diaban.engines.measuring.measures import Label, Measure, Tally, tally, while_fresh
from diaban.engines.measuring.recomputing import recompute, shift, stands_on
from diaban.engines.measuring.sizes import sample_size
from diaban.engines.measuring.trajectories import Forecast, Outlook, expected_share, forecast
from diaban.engines.measuring.windows import ReportingWindow, WindowKind, window_of
from diaban.engines.measuring.witnesses import Told, share_of_witnesses

__all__ = [
    "Audited",
    "Contest",
    "Count",
    "Doubt",
    "DoubtKind",
    "DoubtLimits",
    "Forecast",
    "Gap",
    "Interval",
    "Label",
    "Measure",
    "Merit",
    "Order",
    "Outcome",
    "Outlook",
    "ReportingWindow",
    "ShareBounds",
    "Sighting",
    "Speaks",
    "Tally",
    "Told",
    "Verdict",
    "Wanted",
    "WindowKind",
    "allocate",
    "allocate_for",
    "bound_of_amount",
    "bound_restated",
    "clopper_pearson",
    "commend",
    "compare_shares",
    "correct_by_rates",
    "correct_share",
    "correct_strata",
    "draw",
    "draw_stratified",
    "expected_share",
    "find_doubts",
    "forecast",
    "judge_lot",
    "missing_records",
    "most_errors",
    "rank_gaps",
    "rank_gaps_to_amount",
    "recompute",
    "roll_up",
    "sample_size",
    "share_of_witnesses",
    "shift",
    "size_without_error",
    "stands_on",
    "tally",
    "weigh",
    "while_fresh",
    "wilson",
    "window_of",
    "with_vanished",
]
