"""Annex tables of many layouts are read cell by cell, and a fault is counted."""

import random

from benchmarks.annex_tables import Layout, Row, Score, lay_out, make_rows, measure, run

PLAIN = Layout(
    ("number", "task", "lead", "partners", "term", "product"),
    two_lines=False, counted=False, again=False, merged=False, ditto="", group_wide=False,
)  # fmt: skip


def test_more_than_ninety_nine_of_a_hundred_cells_are_right():
    score = run(45, seed=7)
    assert score.cells["all"] > 1500
    assert score.right["all"] / score.cells["all"] > 0.99, score.wrong[:10]


def test_a_row_that_is_missed_counts_all_its_cells_wrong():
    score = Score()
    measure([Row("Rà soát cổng tra cứu", "Văn phòng")], PLAIN, [], "docx", score)
    assert (score.cells["all"], score.right["all"]) == (5, 0)


def test_every_row_has_as_many_cells_as_the_headings():
    dice = random.Random(3)
    grid = lay_out(make_rows(dice), PLAIN, dice)
    assert {len(line) for line in grid} == {6}
