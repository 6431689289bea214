"""Every problem speaks both languages, and says where it is and what to do."""

import re
import string

import pytest

from diaban.exchange.importing.problems import InputError, Problem
from diaban.exchange.importing.wordings import WORDINGS


def placeholders(template: str, language: str) -> set[str]:
    """The particulars shown; one that is in words itself has a form for each language."""
    named = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    return {name.removesuffix(f"_{language}") for name in named}


@pytest.mark.parametrize("code", sorted(WORDINGS))
def test_both_wordings_of_a_problem_show_the_same_particulars(code: str):
    wording = WORDINGS[code]
    assert placeholders(wording.vi, "vi") == placeholders(wording.en, "en")


@pytest.mark.parametrize("code", sorted(WORDINGS))
def test_a_wording_is_at_least_two_clauses_what_is_wrong_and_the_remedy(code: str):
    wording = WORDINGS[code]
    assert wording.vi != wording.en
    for words in (wording.vi, wording.en):
        assert len(re.findall(r"[.;:,]", words)) >= 2
        assert words.endswith(".")


def test_a_problem_names_its_row_and_column_before_its_words():
    problem = Problem("key_doubled", 7, "Mã", "H1", {"first": 3})
    assert problem.say("vi").startswith("Dòng 7, cột “Mã”: mã “H1” đã có ở dòng 3.")
    assert problem.say("en").startswith("Row 7, column “Mã”: the identifier “H1” stands already")


def test_a_problem_survives_being_stored():
    problem = Problem("text_too_long", 7, "phố", "x" * 500, {"length": 500, "limit": 120})
    again = Problem.from_json(problem.as_json())
    assert again.say("en") == problem.say("en")
    assert len(again.value) == 60


def test_a_problem_that_an_earlier_version_stored_is_still_told():
    stored = {"code": "table_extent_differs", "row": 83, "field": "", "value": "Nhập một phần"}
    problem = Problem.from_json(stored | {"params": {"resolution": "1656", "known": "part_area"}})
    assert "bảng ghi “Nhập một phần”, 1656 ghi “…”" in problem.say("vi")


def test_braces_in_a_value_are_only_text():
    assert "{row.__class__}" in Problem("formula", 1, "a", "{row.__class__}").say("en")


def test_an_input_error_carries_its_problem():
    error = InputError("columns_missing", missing=["lat"], found=["a", "b"])
    assert "lat" in error.problem.say("vi")
    assert "a, b" in str(error)
