"""Duties merged, split and drawn wider: what they say afterwards, and how sure they are."""

from datetime import date

import pytest
from tests.spine.programme.test_drafting import HEAD

from diaban.spine.programme.directives import Duty, DutyState
from diaban.spine.programme.drafting import change, decide, enter, merge, split

LATER = """KẾ HOẠCH
Bưu chính

1. Sở Tài chính cấp mã địa chỉ; đến hết năm 2021 đạt 80% hộ, đến hết năm 2022 đạt 100%.
"""


@pytest.fixture
def steps(operator) -> list[Duty]:
    return list(enter(HEAD, LATER, operator).duties.order_by("start"))


def test_of_two_steps_the_last_is_what_a_merged_duty_is_to_reach(steps, operator):
    first, second, third = steps
    both = merge(second, second.version, (third.pk, third.version), operator)
    assert (both.value, both.deadline) == (100, date(2022, 12, 31))
    whole = merge(first, first.version, (both.pk, both.version), operator)
    assert (whole.value, whole.deadline) == (100, date(2022, 12, 31))
    assert whole.lead_said == "Sở Tài chính"


def test_number_and_day_are_read_anew_where_a_duty_is_drawn_wider(steps, operator):
    first, *others = steps
    for one in others:
        decide(one, one.version, DutyState.REJECTED, operator)
    change(first, first.version, {"start": first.start, "end": others[-1].end}, operator)
    first.refresh_from_db()
    assert (first.value, first.deadline_said) == (100, "đến hết năm 2022")


def test_a_number_that_somebody_wrote_stays_where_a_duty_is_drawn_wider(steps, operator):
    first, *others = steps
    for one in others:
        decide(one, one.version, DutyState.REJECTED, operator)
    said = {"start": first.start, "end": others[-1].end, "value": 70.0, "value_unit": "%"}
    change(first, first.version, said, operator)
    first.refresh_from_db()
    assert first.value == 70


def test_a_person_who_cuts_a_proposal_made_it_and_one_merged_with_a_read_duty_stays_unsure(
    steps, operator
):
    first, second, _third = steps
    Duty.objects.filter(pk=first.pk).update(sure=False, proposed=True)
    first.refresh_from_db()
    merged = merge(first, first.version, (second.pk, second.version), operator)
    assert (merged.sure, merged.proposed) == (False, False)
    Duty.objects.filter(pk=merged.pk).update(proposed=True)
    merged.refresh_from_db()
    split(merged, merged.version, merged.start + 20, operator)
    merged.refresh_from_db()
    assert (merged.sure, merged.proposed) == (True, False)
