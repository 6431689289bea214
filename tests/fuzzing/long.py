"""How long fuzzing goes on: a seeded slice in the suite, as long as it is told under soak."""

import os
import time
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SECONDS = "DIABAN_FUZZ_SECONDS"
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def fuzz(check: Callable[[Any], object], what: st.SearchStrategy, examples: int) -> None:
    """Try the same examples each time."""
    bounds = settings(
        max_examples=examples, deadline=None, derandomize=True, database=None,
        suppress_health_check=QUIET,
    )  # fmt: skip
    bounds(given(what)(_only(check)))()


def fuzz_long(check: Callable[[Any], object], what: st.SearchStrategy) -> int:
    """Try other examples until the time is over; return how many rounds there were."""
    end = time.monotonic() + float(os.environ.get(SECONDS, "1800"))
    bounds = settings(max_examples=500, deadline=None, database=None, suppress_health_check=QUIET)
    rounds = 0
    while time.monotonic() < end:
        bounds(given(what)(_only(check)))()
        rounds += 1
    return rounds


def _only(check: Callable[[Any], object]) -> Callable[[Any], None]:
    """Let a parser be a check: what it returns is nobody's business."""

    def run(tried: Any) -> None:
        check(tried)

    return run
