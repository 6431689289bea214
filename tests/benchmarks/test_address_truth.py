"""The judge of parsers and converters: the truth itself is faultless, and a fault is counted."""

import pytest
from benchmarks.address_truth import (
    CASES,
    Answer,
    Case,
    Reading,
    Span,
    read_cases,
    read_hard,
    read_marked,
    report,
    score,
    score_hard,
)

TUNE = read_cases(CASES / "labelled.tsv")
BY_TEXT = {case.text: case for case in TUNE}


def truthful(text):
    case = BY_TEXT[text]
    return Answer(case.spans, case.readings, case.orientation)


def truthful_codes(text):
    return sorted(BY_TEXT[text].communes)


def case_of(part):
    return next(case for case in TUNE if part in case.text)


def test_marks_become_spans_of_the_plain_text():
    text, spans = read_marked("SN [house:9], [lane:ngõ 68]/[lane:53]")
    assert text == "SN 9, ngõ 68/53"
    assert [(kind, text[start:end]) for kind, start, end in spans] == [
        ("house", "9"),
        ("lane", "ngõ 68"),
        ("lane", "53"),
    ]


def test_the_truth_itself_is_without_fault():
    total = score(TUNE, truthful, truthful_codes)
    assert total.f1() == 1
    assert total.doors_right == total.doors_judged > 100
    assert total.communes_right == total.communes_judged > 200
    assert total.orientation_right == total.orientation_judged > 10
    assert total.errors == []


def test_a_parser_that_sees_nothing_earns_nothing():
    total = score(TUNE, lambda text: Answer((), ()), lambda text: [])
    assert total.f1() == 0
    assert total.doors_right == 0
    assert total.communes_right < total.communes_judged
    assert total.one_wrong == 0


def test_words_and_commas_at_the_edges_are_forgiven():
    text, spans = read_marked("SN [house:9], [lane:ngõ 68]/[lane:53], [street:Cầu Giấy]")
    readings = (Reading("9", ("ngõ 68", "53")),)
    case = Case(text, spans, readings, "outer_first", None, (), "own", 1)
    said = [Span("house", 0, 4), Span("lane", 5, 12), spans[2], Span("street", 15, len(text))]
    answer = Answer(said, [Reading("SN 9", ("68", "ngách 53"))], "outer_first")
    total = score([case], lambda text: answer, None)
    assert total.f1() == 1
    assert total.doors_right == total.doors_judged == 1


def test_one_reading_of_a_bare_chain_is_not_enough():
    case = case_of("9/4/68/53")
    total = score([case], lambda text: Answer(case.spans, case.readings[:1], "inner_first"), None)
    assert total.doors_right == 0
    assert total.orientation_right == 0
    assert len(total.errors) == 1


def test_a_house_said_where_there_is_none_is_a_fault():
    case = next(case for case in TUNE if case.readings == (Reading("", ()),))
    total = score([case], lambda text: Answer(case.spans, [Reading("7", ())]), None)
    assert total.doors_right == 0 < total.doors_judged


def test_one_wrong_commune_is_told_from_too_many():
    hard = [case for case in read_hard(CASES / "hard.tsv") if len(case.accepted[0]) > 1][:1]
    assert score_hard(hard, lambda text: ["99999"]).one_wrong == 1
    too_many = score_hard(hard, lambda text: [*hard[0].accepted[0], "99999"])
    assert (too_many.one_wrong, too_many.communes_right) == (0, 0)
    assert score_hard(hard, lambda text: list(hard[0].accepted[0])).communes_right == 1


@pytest.mark.parametrize("kind", ["house", "lane", "commune"])
def test_the_report_names_each_kind(kind):
    total = score(TUNE, truthful, truthful_codes)
    assert f"  {kind:12} F1 1.000" in report("tune", total)
