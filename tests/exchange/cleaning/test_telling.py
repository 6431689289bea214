"""What programs are told of an address."""

from datetime import date
from pathlib import Path

from diaban.exchange.cleaning.reasons import WORDS, say_reason
from diaban.exchange.cleaning.telling import (
    convert_address,
    read_address,
    tell_address,
    tell_conversion,
)

NOW = date(2026, 11, 1)
LABELLED = Path(__file__).resolve().parents[2] / "addresses" / "labelled.tsv"


def told(text, on=NOW):
    address = read_address(text)
    return tell_conversion(address, convert_address(address, on), on)


def test_components_lie_where_they_say():
    text = "Số 9 ngách 68 ngõ 53 Trần Duy Hưng, p. Trung Hòa, q. Cầu Giấy"
    said = tell_address(read_address(text))
    assert said["input"] == text
    assert all(text[one["start"] : one["end"]] == one["text"] for one in said["components"])
    assert said["lanes"] == [{"word": "ngõ", "number": "53"}, {"word": "ngách", "number": "68"}]


def test_a_chain_that_reads_both_ways_has_two_readings():
    said = tell_address(read_address("9/4/68 Cầu Giấy"))
    assert [reading["house"] for reading in said["readings"]] == ["68", "9"]
    assert said["orientation"] == "unknown"


def test_a_split_commune_is_answered_by_all_its_heirs_and_by_no_line():
    said = told("12 Quan Hoa, phường Quan Hoa, quận Cầu Giấy, Hà Nội")
    assert {one["code"] for one in said["candidates"]} == {"00160", "00166"}
    assert all(one["events"] for one in said["candidates"])
    assert said["line"] is None
    assert "commune_was_split" in said["reasons"]


def test_one_commune_alone_gives_the_line_of_the_day():
    said = told("12 Hàng Bông, phường Cửa Nam, Hà Nội")
    assert [one["code"] for one in said["candidates"]] == ["00082"]
    assert said["line"] == "Số 12 Hàng Bông, phường Cửa Nam, thành phố Hà Nội"


def test_communes_of_before_july_2025_are_told_with_their_district():
    said = told("phường Cửa Nam, Hà Nội", date(2025, 6, 30))
    assert all(one["district"].startswith("Quận ") for one in said["candidates"])


def test_where_only_a_district_is_named_no_commune_is_answered():
    said = told("quận Cầu Giấy, Hà Nội")
    assert said["candidates"] == []
    assert said["possible"]
    assert "only_district_named" in said["reasons"]


def test_every_reason_met_in_the_labelled_addresses_has_words_in_both_languages():
    rows = LABELLED.read_text(encoding="utf-8").splitlines()[2:]
    texts = [row.split("\t")[0] for row in rows]
    met = set()
    for text in texts:
        said = told(text)
        met.update(said["reasons"])
        for one in (*said["candidates"], *said["ruled_out"], *said["possible"]):
            met.update(one["reasons"])
    assert {code for code in met if say_reason(code)[0] == code} == set()
    assert all(words.vi and words.en for words in WORDS.values())
