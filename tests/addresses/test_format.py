"""The labelled addresses are whole: what the README promises of them holds in every line."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from benchmarks.address_truth import (
    CASES,
    KINDS,
    ORIENTATIONS,
    belongs_to_unseen,
    normalise,
    normalise_reading,
    read_cases,
    read_hard,
)

PARTS = {"labelled.tsv": False, "unseen.tsv": True}
UNITS = Path("src/diaban/spine/places/tables/units.csv")
TUNE, UNSEEN = (read_cases(CASES / name) for name in PARTS)
HARD = read_hard(CASES / "hard.tsv")


@pytest.fixture(scope="module")
def codes_in_force():
    with UNITS.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]
            for row in csv.DictReader(file)
            if row["level"] == "commune" and not row["valid_to"]
        }


def named(cases, fault):
    return [f"line {case.line}: {case.text}" for case in cases if fault(case)]


@pytest.mark.parametrize("file", [*PARTS])
def test_every_line_has_the_seven_fields(file):
    lines = (CASES / file).read_text(encoding="utf-8").removesuffix("\n").split("\n")
    assert [n for n, line in enumerate(lines, 1) if line[0] != "#" and line.count("\t") != 6] == []


@pytest.mark.parametrize("file", [*PARTS])
def test_every_case_stands_in_the_part_its_text_draws(file):
    strayed = named(
        read_cases(CASES / file), lambda case: belongs_to_unseen(case.text) != PARTS[file]
    )
    assert strayed == [], "move these lines to the other file"


def test_no_text_is_labelled_twice():
    texts = Counter(case.text for case in TUNE + UNSEEN)
    assert [text for text, times in texts.items() if times > 1] == []


def test_kinds_are_known_and_spans_are_filled():
    faults = named(
        TUNE + UNSEEN,
        lambda case: (
            any(
                span.kind not in KINDS or case.text[span.start : span.end].strip() == ""
                for span in case.spans
            )
            or re.search(r"[\[\]]", case.text)
        ),
    )
    assert faults == []


def test_spans_begin_and_end_at_letters_not_at_blanks():
    def ragged(case):
        words = [case.text[span.start : span.end] for span in case.spans]
        return any(word != word.strip(" \t") for word in words)

    assert named(TUNE + UNSEEN, ragged) == []


def test_house_and_lanes_are_written_in_the_text():
    def invented(case):
        folded = normalise(case.text)
        return any(
            normalise(word) not in folded
            for reading in case.readings
            for word in re.split(r" \+ ", reading.house) + list(reading.lanes)
        )

    assert named(TUNE + UNSEEN, invented) == []


def test_a_bare_chain_has_two_readings_and_says_that_it_is_undecided():
    def one_sided(case):
        chained = any(span.kind == "house_chain" for span in case.spans)
        both = len({normalise_reading(reading) for reading in case.readings})
        return chained != (len(case.readings) == 2) or (chained and both != 2)

    assert named(TUNE + UNSEEN, one_sided) == []
    assert named(TUNE + UNSEEN, lambda case: case.orientation not in (None, *ORIENTATIONS)) == []


def test_commune_codes_are_in_force(codes_in_force):
    def stale(case):
        return case.communes is not None and not case.communes <= codes_in_force

    assert named(TUNE + UNSEEN, stale) == []


def test_communes_are_given_where_one_is_named_and_only_there():
    def at_odds(case):
        return bool(case.communes) and all(span.kind != "commune" for span in case.spans)

    assert named(TUNE + UNSEEN, at_odds) == []


def tags_of_the_readme():
    lines = (CASES / "README.md").read_text(encoding="utf-8").splitlines()
    return {found[1] for line in lines if (found := re.match(r"- `(\w+)`: ", line))}


def test_there_are_four_hundred_cases_and_three_of_every_tag():
    assert len(TUNE) + len(UNSEEN) >= 400
    times = Counter(tag for case in TUNE + UNSEEN for tag in case.tags)
    assert set(times) == tags_of_the_readme()
    assert [tag for tag, count in times.items() if count < 3] == []


def test_hard_addresses_are_whole(codes_in_force):
    assert len(HARD) >= 120
    assert len({case.text for case in HARD}) == len(HARD)
    assert named(HARD, lambda case: not frozenset().union(*case.accepted) <= codes_in_force) == []
    assert named(HARD, lambda case: not set(case.tags) <= tags_of_the_readme()) == []
    assert named(HARD, lambda case: not case.why) == []
