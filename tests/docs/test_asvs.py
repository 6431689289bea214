"""The matrix leaves no requirement out, and each proof that it names is there."""

import re
from collections import Counter

import pytest
from scripts.reference.asvs import CHAPTERS, STATES, read_rows
from tests.conftest import PROJECT

ROWS = read_rows()
TEST = re.compile(r"tests/[\w/]+\.py::test_\w+")


def test_all_requirements_of_levels_one_and_two_are_there_once():
    # ASVS 5.0.0: 70 of level 1 and 183 of level 2
    assert Counter(row.level for row in ROWS) == {"1": 70, "2": 183}
    assert len({row.id for row in ROWS}) == len(ROWS) == 253
    assert {row.chapter for row in ROWS} == set(CHAPTERS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_row_has_a_state_and_a_proof_or_a_reason(row):
    assert row.state in STATES
    assert len(row.requirement) > 2
    assert row.evidence if row.state == "holds" else row.note
    if row.evidence.startswith("docs/"):
        assert (PROJECT / row.evidence).is_file()
    elif row.evidence:
        assert TEST.fullmatch(row.evidence), row.evidence


def test_every_test_that_the_matrix_names_exists():
    named = {found for row in ROWS for found in TEST.findall(f"{row.evidence} {row.note}")}
    texts = {
        file: (PROJECT / file).read_text() for file, _, _ in (n.partition("::") for n in named)
    }
    missing = [
        name
        for name in sorted(named)
        for file, _, test in [name.partition("::")]
        if f"def {test}(" not in texts[file]
    ]
    assert missing == []
