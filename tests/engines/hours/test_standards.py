"""The least hours a day: plain data, marked as remembered."""

import numpy as np

from diaban.engines.hours import LEAST_HOURS, PointClass, days_below, parse_hours


def test_the_rule_is_marked_as_not_verified():
    assert all(not standard.is_verified for standard in LEAST_HOURS.values())
    assert all("memory (L)" in standard.source for standard in LEAST_HOURS.values())


def test_short_days_are_told_and_closed_days_are_not_judged():
    minutes = parse_hours("Mo-Fr 07:30-11:30,13:30-17:00; Sa 08:00-11:00").minutes_by_weekday()
    assert days_below(minutes, PointClass.OTHER) == [5]
    assert days_below(minutes, PointClass.PROVINCE_CENTRE) == [0, 1, 2, 3, 4, 5]
    assert days_below(np.full(7, 480), PointClass.PROVINCE_CENTRE) == []
