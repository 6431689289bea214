"""A map's classes of a share: drawn from what a target asks, in words that say where each ends."""

import pytest
from django.utils.translation import override

from diaban.spine.programme.models import Target
from diaban.web.pages.share_classes import COVERED, classes_for

UNSURE = ", hoặc đạt mà chưa chắc"


def asked(threshold, relation=">=", amount=None):
    return classes_for(Target(threshold=threshold, relation=relation, amount=amount))


def words_of(classes) -> list[str]:
    with override("vi"):
        words = [words.replace("\xa0", " ") for _number, words in classes.legend]
    if classes.is_asked:
        assert words[-2].endswith(UNSURE), "a place may be more than asked, and not surely"
        words[-2] = words[-2].removesuffix(UNSURE)
    return words


@pytest.mark.parametrize(
    ("threshold", "relation", "words"),
    [
        (0.8, ">=", ["< 20 %", "20–40 %", "40–60 %", "60–80 %", "≥ 80 % (đạt)"]),
        (0.8, ">", ["< 20 %", "20–40 %", "40–60 %", "60–80 %", "> 80 % (đạt)"]),
        (0.95, ">=", ["< 24 %", "24–48 %", "48–71 %", "71–95 %", "≥ 95 % (đạt)"]),
        (0.995, ">=", ["< 25 %", "25–50 %", "50–75 %", "75–99,5 %", "≥ 99,5 % (đạt)"]),
        (1.0, ">=", ["< 25 %", "25–50 %", "50–75 %", "75–100 %", "100 % (đạt)"]),
        (1.0, "=", ["< 25 %", "25–50 %", "50–75 %", "75–100 %", "100 % (đạt)"]),
        (0.2, "<=", ["> 80 %", "60–80 %", "40–60 %", "20–40 %", "≤ 20 % (đạt)"]),
        (0.6, "<=", ["> 90 %", "80–90 %", "70–80 %", "60–70 %", "≤ 60 % (đạt)"]),
        (0.04, "<", ["> 76 %", "52–76 %", "28–52 %", "4–28 %", "< 4 % (đạt)"]),
        (0.0, "<=", ["> 75 %", "50–75 %", "25–50 %", "0–25 %", "0 % (đạt)"]),
    ],
)
def test_the_key_ends_with_what_is_asked(threshold, relation, words):
    assert words_of(asked(threshold, relation)) == words


@pytest.mark.parametrize(
    ("threshold", "relation", "shares", "classes"),
    [
        (0.8, ">=", [0.0, 0.199, 0.2, 0.4, 0.6, 0.799, 0.8, 1.0], "00123344"),
        (0.8, ">", [0.6, 0.8, 0.801], "334"),
        (0.2, "<=", [1.0, 0.801, 0.8, 0.6, 0.4, 0.201, 0.2, 0.0], "00123344"),
        (0.2, "<", [0.4, 0.2, 0.199], "334"),
        (1.0, ">=", [0.999, 1.0], "34"),
    ],
)
def test_a_share_on_an_edge_is_nearer_to_what_is_asked_and_reaches_it_only_as_it_is_asked(
    threshold, relation, shares, classes
):
    drawn = asked(threshold, relation)
    assert "".join(drawn.class_of(share) for share in shares) == classes


@pytest.mark.parametrize("relation", [">=", ">", "<=", "<"])
def test_what_reaches_the_target_is_darkest_and_nothing_else_is(relation):
    sure = {">=": 1.0, ">": 1.0, "<=": 0.0, "<": 0.0}[relation]
    for percent in range(5, 96):
        drawn = asked(percent / 100, relation)
        assert drawn.class_of(sure) == "4"
        assert drawn.class_of(1.0 - sure) == "0"
        assert (drawn.class_of(percent / 100) == "4") == ("=" in relation)
        assert len(set(drawn.limits)) == 4, percent


@pytest.mark.parametrize(
    "kept", [asked(None), asked(0.02), asked(0.8, "="), asked(1.0, amount=40)],
    ids=["nothing asked", "hardly anything asked", "exactly", "an amount in all"],
)  # fmt: skip
def test_where_no_share_is_asked_of_a_place_the_usual_classes_stay(kept):
    assert kept == COVERED
    assert words_of(kept) == ["< 50 %", "50–80 %", "80–90 %", "90–98 %", "≥ 98 %"]


@pytest.mark.parametrize(
    ("threshold", "relation", "shares", "words"),
    [
        (0.95, ">=", [0.72, 0.94], ["< 76 %", "76–82 %", "82–89 %", "89–95 %", "≥ 95 % (đạt)"]),
        (0.95, ">=", [0.94], ["< 91 %", "91–92 %", "92–94 %", "94–95 %", "≥ 95 % (đạt)"]),
        (0.95, ">=", [0.99], ["< 92 %", "92–93 %", "93–94 %", "94–95 %", "≥ 95 % (đạt)"]),
        (0.05, "<=", [0.02, 0.14], ["> 12 %", "10–12 %", "8–10 %", "5–8 %", "≤ 5 % (đạt)"]),
    ],
)
def test_the_other_classes_begin_at_the_place_that_is_farthest_off(
    threshold, relation, shares, words
):
    drawn = classes_for(Target(threshold=threshold, relation=relation), shares)
    assert words_of(drawn) == words
    assert len(set(drawn.limits)) == 4


def test_one_place_in_twenty_may_be_farther_off_and_the_classes_do_not_begin_at_it():
    crowd = [0.05, *[0.8] * 25]
    drawn = classes_for(Target(threshold=0.9, relation=">="), crowd)
    assert words_of(drawn)[0] == "< 82 %"
    assert drawn.class_of(0.05) == "0"


def test_what_reaches_the_target_only_in_what_is_known_is_not_painted_as_reached():
    assert asked(0.8).class_of(0.9, 0.009) == "3"
    assert asked(0.8).class_of(0.9, 0.81) == "4"
    assert asked(0.05, "<=").class_of(0.0, 0.999) == "3"
    assert COVERED.class_of(0.99, 0.1) == "4", "nothing is asked of it"


def test_what_is_unknown_is_in_no_class():
    assert asked(0.8).class_of(None) == asked(0.2, "<=").class_of(None) == "x"
