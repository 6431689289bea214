"""Drafting: documents entered, duties accepted, corrected, split, merged and made; nothing lost."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.engines.reading import Flaw
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User
from diaban.spine.programme.asking import ask
from diaban.spine.programme.cascading import adopt
from diaban.spine.programme.deciding import lead_all
from diaban.spine.programme.directives import Directive, Document, Duty, DutyState, Line
from diaban.spine.programme.drafting import (
    DraftError,
    Head,
    attach_official,
    change,
    change_head,
    decide,
    enter,
    make,
    merge,
    next_of,
    read_anew,
    set_aside,
    split,
)
from diaban.spine.programme.marks import Mark, count_marks, mark_text
from diaban.spine.programme.models import Task

TEXT = """ỦY BAN NHÂN DÂN THÀNH PHỐ
Số: 12/KH-UBND
KẾ HOẠCH
Phát triển bưu chính năm 2021

II. NHIỆM VỤ
1. Sở Thông tin và Truyền thông rà soát điểm bưu điện xã; bố trí người phục vụ tại 100% điểm.
2. Sở Tài chính phối hợp thẩm định kinh phí trước ngày 15/3.
3. Công an thành phố hoàn thành cấp mã địa chỉ trong quý 2/2020.
Một dòng mà không quy tắc nào đọc được cả #
"""
HEAD = Head(
    kind="plan", line="committee", issuer_name="UBND thành phố", issued_on=date(2021, 1, 20),
    abstract="Phát triển bưu chính", number="12", symbol="KH-UBND",
)  # fmt: skip


@pytest.fixture
def plan(operator) -> Directive:
    return enter(HEAD, TEXT, operator)


@pytest.fixture
def duties(plan) -> list[Duty]:
    return list(plan.duties.order_by("start"))


def quotes(directive: Directive) -> list[str]:
    return [duty.quote for duty in directive.duties.order_by("start")]


def refused(reason: str):
    return pytest.raises(DraftError, match=reason)


def test_a_document_is_read_into_draft_duties_that_stand_in_its_text(plan, duties):
    assert all(duty.state == DutyState.DRAFT for duty in duties)
    assert len(duties) == 4
    assert duties[1].value == 100
    assert duties[2].lead_said == "Sở Tài chính"
    assert duties[2].deadline == date(2021, 3, 14)
    assert duties[3].deadline_said == "trong quý 2/2020"


def test_every_character_is_one_thing_and_what_is_taken_away_is_unread_again(
    plan, duties, operator
):
    marks = mark_text(plan, duties)
    assert "".join(plan.text[m.start : m.end] for m in marks) == plan.text
    assert {m.duty for m in marks if m.mark == Mark.DUTY} == set(duties)
    before = count_marks(plan, marks).unread
    first = duties[0]
    change(first, 0, {"end": first.start + 10}, operator)
    assert count_marks(plan, mark_text(plan, plan.duties.all())).unread > before


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["context", "aside"]))
    ),
    st.lists(st.tuples(st.integers(0, 39), st.integers(1, 20), st.sampled_from(DutyState.values))),
)
def test_whatever_lies_over_what_the_marks_follow_on_and_leave_nothing_out(stretches, spans):
    directive = Directive(text="a" * 40, stretches=[list(s) for s in stretches if s[0] < s[1]])
    duties = [
        Duty(pk=number, directive=directive, start=start, end=min(40, start + size), state=state)
        for number, (start, size, state) in enumerate(spans, start=1)
    ]
    marks = mark_text(directive, duties)
    assert [m.start for m in marks] == [0, *(m.end for m in marks[:-1])]
    assert marks[-1].end == 40
    for duty in duties:
        if duty.state != DutyState.REJECTED:
            inside = [m for m in marks if m.start < duty.end and m.end > duty.start]
            assert {m.mark for m in inside} == {Mark.DUTY}


def test_the_same_document_is_not_entered_twice(plan, operator):
    with refused("entered_already") as told:
        enter(HEAD, TEXT, operator)
    assert told.value.details["number"] == plan.pk


def test_no_document_is_corrected_to_the_number_of_another(plan, operator):
    other = enter(replace(HEAD, number="13"), TEXT, operator)
    with refused("entered_already"):
        change_head(other, 0, HEAD, operator)
    change_head(plan, 0, replace(HEAD, abstract="Khác"), operator)


def test_an_empty_an_overlong_or_an_unnamed_document_is_refused(operator):
    with refused("empty"):
        enter(HEAD, " \n ", operator)
    with refused("too_long"):
        enter(HEAD, "a" * 1_000_001, operator)
    with refused("field_missing"):
        enter(Head("plan", "own", "", date(2021, 1, 1), "x"), TEXT, operator)
    with refused("future"):
        enter(Head("plan", "own", "Sở", date(2199, 1, 1), "x"), TEXT, operator)
    with refused("not_a_choice"):
        enter(Head("poem", "own", "Sở", date(2021, 1, 1), "x"), TEXT, operator)
    with refused("field_missing"):
        enter(Head("agreement", "ministry", "Bộ", date(2021, 1, 1), "x"), TEXT, operator)


def test_accepting_rejecting_and_reopening_are_told_in_the_journal(plan, duties, operator):
    decide(duties[0], 0, DutyState.ACCEPTED, operator)
    decide(duties[1], 0, DutyState.REJECTED, operator)
    decide(duties[1], 1, DutyState.DRAFT, operator)
    acts = Entry.objects.filter(subject=f"directive:{plan.pk}").order_by("pk")
    assert [entry.act for entry in acts] == [
        "directive.entered", "duty.accepted", "duty.rejected", "duty.reopened",
    ]  # fmt: skip


def test_of_two_who_change_a_duty_at_once_the_second_is_told(duties, operator):
    change(duties[0], 0, {"lead_said": "Sở A"}, operator)
    with refused("changed_meanwhile"):
        change(duties[0], 0, {"lead_said": "Sở B"}, operator)
    with refused("changed_meanwhile"):
        decide(duties[0], 0, DutyState.REJECTED, operator)
    duties[0].refresh_from_db()
    assert duties[0].lead_said == "Sở A"


def test_a_deadline_is_corrected_by_name_with_a_reason_and_stays_as_written(duties, operator):
    duty = duties[3]
    with refused("why_missing"):
        change(duty, 0, {"corrected_deadline": date(2021, 6, 30)}, operator)
    said = {"corrected_deadline": date(2021, 6, 30), "corrected_why": "chắc là quý 2/2021"}
    change(duty, 0, said, operator)
    duty.refresh_from_db()
    assert (duty.until, duty.corrected_by) == (date(2021, 6, 30), operator)
    assert (duty.deadline_said, duty.deadline) == ("trong quý 2/2020", date(2020, 6, 30))
    chief = User.objects.create(username="chief", role=Role.DEPARTMENT)
    change(duty, 1, {"lead_said": "Công an"}, chief)
    duty.refresh_from_db()
    assert duty.corrected_by == operator
    change(duty, 2, {"corrected_deadline": None}, chief)
    duty.refresh_from_db()
    assert (duty.until, duty.corrected_by, duty.corrected_why) == (date(2020, 6, 30), None, "")


def test_what_a_person_has_corrected_is_no_longer_unsure(duties, operator):
    Duty.objects.filter(pk=duties[1].pk).update(sure=False)
    change(duties[1], 0, {"lead_said": "Sở Tài chính"}, operator)
    duties[1].refresh_from_db()
    assert duties[1].sure


def test_who_leads_many_is_said_of_them_unlooked_at(plan, duties, operator):
    plan.duties.update(sure=False, lead_said="")
    lead_all(plan, {duty.pk: duty.version for duty in duties[:2]}, "Sở Nội vụ", operator)
    assert not plan.duties.filter(sure=True).exists()
    assert plan.duties.filter(lead_said="Sở Nội vụ").count() == 2


def test_a_duty_is_split_where_a_person_says_and_merged_again(plan, duties, operator):
    first = duties[2]
    text = first.quote
    at = first.start + text.index("trước ngày")
    with refused("cut_outside"):
        split(first, 0, first.start, operator)
    second = split(first, 0, at, operator)
    first.refresh_from_db()
    assert (first.quote, second.quote) == (text[: text.index(" trước")], "trước ngày 15/3")
    assert second.lead_said == "Sở Tài chính"
    merged = merge(first, 1, (second.pk, 0), operator)
    assert merged.quote == text
    assert len(quotes(plan)) == 4


def test_a_merge_or_split_that_was_a_mistake_is_taken_back_by_reading_the_words_anew(
    plan, duties, operator
):
    before = quotes(plan)
    first, second = duties[1], duties[2]
    merged = merge(first, 0, (second.pk, 0), operator)
    again = read_anew(merged, merged.version, operator)
    assert quotes(plan) == before
    assert again.quote == first.quote
    assert Duty.objects.get(directive=plan, start=second.start).lead_said == second.lead_said
    third = Duty.objects.get(directive=plan, start=second.start)
    split(third, 0, third.start + third.quote.index("trước ngày"), operator)
    third.refresh_from_db()
    third = read_anew(third, third.version, operator)
    behind = next_of(third, Duty.objects.filter(directive=plan))
    whole = merge(third, third.version, (behind.pk, behind.version), operator)
    read_anew(whole, whole.version, operator)
    assert quotes(plan) == before
    assert Entry.objects.filter(act="duty.read_anew").count() == 3


SEEN = """ỦY BAN NHÂN DÂN THÀNH PHỐ
KẾ HOẠCH
Hạ tầng số năm 2021
I. SỞ NỘI VỤ
Giao Sở Nội vụ:
1. Loa thông minh ở 100% xã, xong trước ngày 30/6/2021, cùng với Sở Tài chính.
2. Sóng mạnh tận thôn. Sản phẩm: bản đồ vùng lõm.
"""


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ("Loa thông minh ở 100% xã, xong trước ngày 30/6/2021, cùng với Sở Tài chính",
         ("Sở Nội vụ", "Sở Tài chính", 100, date(2021, 6, 29), "")),
        ("Sóng mạnh tận thôn. Sản phẩm: bản đồ vùng lõm",
         ("Sở Nội vụ", "", None, None, "bản đồ vùng lõm")),
    ],
)  # fmt: skip
def test_what_only_a_person_sees_a_duty_in_says_all_that_its_words_and_its_point_say(
    marked, said, operator
):
    directive = enter(HEAD, SEEN, operator)
    start = SEEN.index(marked)
    assert directive.duties.count() == 0
    made = make(directive, (start, start + len(marked)), operator)
    for duty in (made, read_anew(made, made.version, operator)):
        assert (
            duty.lead_said, duty.partners_said, duty.value, duty.deadline, duty.product
        ) == said  # fmt: skip
        assert (duty.quote, duty.voice, duty.sure) == (marked, "city", True)
        assert duty.field in {"press", "telecom"}


def test_words_in_which_no_rule_reads_a_duty_may_be_read_anew_all_the_same(operator):
    text = "Mạng lưới bưu chính của thành phố còn thưa ở các xã miền núi"
    made = make(enter(HEAD, text, operator), (0, len(text)), operator)
    change(made, made.version, {"lead_said": "Sở"}, operator)
    made.refresh_from_db()
    again = read_anew(made, made.version, operator)
    assert (again.quote, again.lead_said, again.field) == (text, "", "post")


@pytest.mark.parametrize(
    ("cut", "days"),
    [
        ("; đến hết", [date(2022, 6, 30), date(2022, 12, 31)]),
        (", kiểm tra", [None, date(2022, 9, 30)]),
    ],
)
def test_a_day_goes_with_the_part_of_a_split_duty_that_says_it(cut, days, operator):
    text = (
        "KẾ HOẠCH\n1. Gắn mã cho 60% hộ đến hết ngày 30/6/2022; đến hết năm 2022 gắn xong mọi hộ.\n"
        "2. Rà soát các điểm, kiểm tra các điểm đến hết ngày 30/9/2022."
    )
    directive = enter(HEAD, text, operator)
    at = text.index(cut)
    touching = [d for d in directive.duties.order_by("start") if d.start <= at + 2 and at <= d.end]
    whole = touching[0]
    if len(touching) > 1:
        version = touching[1].version
        whole = merge(whole, whole.version, (touching[1].pk, version), operator)
    second = split(whole, whole.version, at + 2, operator)
    whole.refresh_from_db()
    assert [whole.deadline, second.deadline] == days


def test_who_led_what_is_merged_into_another_takes_part_in_it(plan, duties, operator):
    change(duties[2], 0, {"lead_said": "Sở Y tế", "partners_said": "Sở Nội vụ"}, operator)
    change(
        duties[3], 0, {"lead_said": "Sở Xây dựng", "partners_said": "Sở Y tế; Công an"}, operator
    )
    merged = merge(duties[2], 1, (duties[3].pk, 1), operator)
    assert merged.lead_said == "Sở Y tế"
    assert merged.partners_said == "Sở Nội vụ; Công an; Sở Xây dựng"


def test_a_merge_swallows_no_correction_that_was_made_meanwhile(plan, duties, operator):
    change(duties[2], 0, {"lead_said": "Sở Y tế"}, operator)
    for seen in ((duties[2].pk, 0), (duties[3].pk, 0), None):
        with refused("changed_meanwhile"):
            merge(duties[1], 0, seen, operator)
    merge(duties[1], 0, (duties[2].pk, 1), operator)
    assert len(quotes(plan)) == 3


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("phấn đấu 95% hộ có mã địa chỉ; lập danh sách điểm phục vụ", (90, None)),
        ("lập danh sách điểm phục vụ; phấn đấu 95% hộ có mã địa chỉ", (None, 90)),
        ("phấn đấu 95% hộ có mã địa chỉ; 60% điểm phục vụ có người", (90, 60)),
    ],
)
def test_a_split_keeps_the_number_that_a_person_corrected(text, numbers, operator):
    directive = enter(HEAD, f"1. Sở {text}.", operator)
    directive.duties.all().delete()
    duty = make(directive, (3, len(directive.text)), operator)
    said = {"value": 90.0, "relation": ">=", "value_unit": "%", "wording": "Mã cho hộ"}
    change(duty, 0, said, operator)
    second = split(duty, 1, directive.text.index(";") + 1, operator)
    duty.refresh_from_db()
    assert (duty.value, second.value) == numbers
    assert duty.wording == "Mã cho hộ"


def test_there_is_nothing_behind_the_last_duty_to_merge_with(duties, operator):
    with refused("nothing_behind"):
        merge(duties[-1], 0, None, operator)


def test_a_duty_is_made_of_unread_words_but_not_of_anothers(plan, duties, operator):
    start = plan.text.index("Một dòng")
    made = make(plan, (start, start + 12), operator)
    assert made.quote == "Một dòng mà"
    assert made.voice == "city"
    with refused("overlaps"):
        make(plan, (duties[0].start, duties[0].end), operator)
    with refused("no_words"):
        make(plan, (start + 30, start + 31), operator)
    with refused("outside_text"):
        make(plan, (0, 10**6), operator)


def test_a_rejected_duty_does_not_come_back_over_words_that_another_has_now(plan, duties, operator):
    decide(duties[0], 0, DutyState.REJECTED, operator)
    make(plan, (duties[0].start, duties[0].end), operator)
    with refused("overlaps"):
        decide(duties[0], 1, DutyState.DRAFT, operator)


def test_text_that_asks_for_nothing_is_set_aside_by_a_person(plan, operator):
    start = plan.text.index("Một dòng")
    set_aside(plan, 0, (start, len(plan.text)), operator)
    plan.refresh_from_db()
    marks = mark_text(plan, plan.duties.all())
    assert marks[-1].mark == Mark.ASIDE
    with refused("changed_meanwhile"):
        set_aside(plan, 0, (start, len(plan.text)), operator)


def test_a_duty_that_a_task_was_made_of_is_neither_rejected_nor_split(task, operator):
    duty = task.duties.get()
    for act in (
        lambda: decide(duty, 0, DutyState.REJECTED, operator),
        lambda: split(duty, 0, duty.start + 10, operator),
    ):
        with refused("in_use"):
            act()


def test_nobody_but_the_department_drafts(plan, duties):
    auditor = User.objects.create(username="an-auditor", role=Role.AUDITOR)
    for act in (
        lambda: enter(HEAD, TEXT, auditor),
        lambda: decide(duties[0], 0, DutyState.ACCEPTED, auditor),
        lambda: make(plan, (0, 10), auditor),
        lambda: set_aside(plan, 0, (0, 10), auditor),
        lambda: change_head(plan, 0, HEAD, auditor),
    ):
        with refused("no_standing"):
            act()


def test_a_report_of_the_press_is_linked_to_the_document_once_it_is_there(plan, operator):
    told = Head("news", "ministry", "Báo", date(2021, 1, 20), "Hội nghị")
    report = enter(told, "Sáng 20/1, hội nghị yêu cầu Sở rà soát điểm phục vụ.", operator)
    assert report.is_reported
    with refused("not_official"):
        attach_official(plan, 0, report, operator)
    attach_official(report, 0, plan, operator)
    report.refresh_from_db()
    assert not report.is_reported


def test_the_desk_asks_for_what_is_missing_and_what_cannot_be_meant(plan, duties, operator):
    asked = {(q.duty, q.flaw) for q in ask(plan, duties, operator)}
    assert (duties[3], Flaw.TERM_BEFORE_DOCUMENT) in asked
    assert (duties[2], Flaw.PARTNER_MISSING) in asked
    assert (duties[1], Flaw.NO_MEASURE) not in asked
    assert (duties[0], Flaw.NO_TERM) in asked


def test_two_superiors_with_one_duty_are_seen_across_documents(plan, operator):
    again = enter(
        Head("directive", Line.PARTY, "Thành ủy", date(2021, 2, 1), "Bưu chính"),
        "1. Sở Tài chính phối hợp thẩm định kinh phí trước ngày 15/3.", operator,
    )  # fmt: skip
    twice = [q for q in ask(again, list(again.duties.all()), operator) if q.flaw == Flaw.SAID_TWICE]
    assert [q.other.directive for q in twice] == [plan]
    decide(twice[0].other, 0, DutyState.REJECTED, operator)
    assert Flaw.SAID_TWICE not in {q.flaw for q in ask(again, list(again.duties.all()), operator)}


def test_a_commune_is_not_told_of_a_document_that_it_may_not_read(plan, programme, operator):
    letter = Head("letter", Line.PARTY, "Thành ủy", date(2021, 2, 1), "Chỉ đạo riêng")
    enter(letter, "1. Sở Tài chính phối hợp thẩm định kinh phí trước ngày 15/3.", operator)
    task = Task.objects.create(programme=programme, number="1", title="Kinh phí")
    task.duties.set(plan.duties.all())
    adopt(programme, operator)
    officer = User.objects.create(username="xa", role=Role.COMMUNE)
    assert Directive.objects.visible_to(officer).get() == plan
    told = [
        [q.other.directive.abstract for q in ask(plan, list(plan.duties.all()), who) if q.other]
        for who in (operator, officer)
    ]
    assert told == [["Chỉ đạo riêng"], []]


def test_what_a_task_says_answers_what_the_desk_asks(task, operator):
    duty = task.duties.get()
    task.product = "Báo cáo"
    task.save()
    asked = {q.flaw for q in ask(duty.directive, [duty], operator)}
    assert Flaw.NO_TERM not in asked
    assert Flaw.NO_PRODUCT not in asked
    assert Flaw.NO_OWNER in asked


def test_an_agreement_names_its_parties_and_its_term(operator):
    head = Head(
        Document.AGREEMENT, Line.MINISTRY, "Bộ TT&TT", date(2021, 1, 5), "Hợp tác",
        parties="Bộ TT&TT; UBND thành phố", valid_until=date(2025, 12, 31),
    )  # fmt: skip
    made = enter(head, "1. Sở rà soát điểm phục vụ.", operator)
    assert (made.parties, made.valid_until) == (head.parties, head.valid_until)
