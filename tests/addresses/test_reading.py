"""The reader against addresses labelled by hand: what was measured once must go on holding."""

import pytest
from benchmarks.address_truth import CASES, engine, read_cases, read_hard, score, score_hard

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the labelled addresses are not here")
# of what a part is worth: F1 over exact spans, house and lanes, exact sets of communes
GOALS = {"labelled.tsv": (0.96, 0.97, 0.96), "unseen.tsv": (0.95, 0.96, 0.95)}


@pytest.mark.parametrize("file", GOALS)
def test_labelled_addresses_are_read_as_well_as_was_promised(file):
    parse, convert = engine()
    total = score(read_cases(CASES / file), parse, convert)
    spans, doors, communes = GOALS[file]
    found, said, labelled = (
        sum(each.values()) for each in (total.found, total.said, total.labelled)
    )
    assert 2 * found / (said + labelled) >= spans
    assert total.doors_right / total.doors_judged >= doors
    assert total.communes_right / total.communes_judged >= communes


def test_hard_addresses_get_exactly_the_communes_that_the_law_leaves():
    _, convert = engine()
    total = score_hard(read_hard(CASES / "hard.tsv"), convert)
    assert total.communes_right / total.communes_judged >= 0.95
    assert total.one_wrong == 0
