"""The OSM grammar: what is read, how it is written again, and where a text leaves it."""

import pytest

from diaban.engines.hours import HoursError, parse_hours


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("24/7", "24/7"),
        ("Mo-Fr 7:30-11:30,13:30-17:00;PH off", "Mo-Fr 07:30-11:30,13:30-17:00; PH off"),
        ("mo-fr 07:30-11:30; ph OFF", "Mo-Fr 07:30-11:30; PH off"),
        ("Fr-Mo 08:00-10:00", "Mo,Fr-Su 08:00-10:00"),
        ("Mo,Tu,We,Sa 08:00-10:00;", "Mo-We,Sa 08:00-10:00"),
        ("22:00-26:00", "22:00-02:00"),
        ("17:00+", "17:00+"),
        ("17:00-20:00+", "17:00-20:00+"),
        ("Mo[1],Fr[-1] 08:00-10:00", "Mo[1],Fr[-1] 08:00-10:00"),
        ("Mo[1-3] 08:00-10:00", "Mo[1],Mo[2],Mo[3] 08:00-10:00"),
        ("Mo-Fr,PH 08:00-10:00", "Mo-Fr,PH 08:00-10:00"),
        ("PH Mo-Fr 08:00-10:00", "PH Mo-Fr 08:00-10:00"),
        ("2026 Jan 01-Mar 15 08:00-10:00", "2026 Jan 01-2026 Mar 15 08:00-10:00"),
        ("2026 Dec 20-Jan 05 off", "2026 Dec 20-2027 Jan 05 off"),
        ("Jan,Mar-May Mo 08:00-10:00", "Jan,Mar-May Mo 08:00-10:00"),
        ("Jan 01,05-07 off", "Jan 01,Jan 05-Jan 07 off"),
        ("2024-2026 Mo 08:00-10:00", "2024-2026 Mo 08:00-10:00"),
        ("2024+ Mo 08:00-10:00", "2024+ Mo 08:00-10:00"),
        ("2024-2030/2,2033 Mo 08:00-10:00", "2024-2030/2,2033 Mo 08:00-10:00"),
        ("week 02-52/2: Tu 08:00-10:00", "week 02-52/2 Tu 08:00-10:00"),
        ("week 5,7 08:00-10:00", "week 05,07 08:00-10:00"),
        ("Mo 08:00-10:00, Mo 14:00-16:00", "Mo 08:00-10:00, Mo 14:00-16:00"),
        ("Mo 08:00-10:00 || unknown", "Mo 08:00-10:00 || unknown"),
        ('Mo "theo hẹn"', 'Mo open "theo hẹn"'),
        ('"theo hẹn"', 'unknown "theo hẹn"'),
        ("closed", "off"),
        ("Su open", "Su open"),
    ],
)
def test_a_text_of_the_grammar_is_written_in_one_way(text, written):
    hours = parse_hours(text)
    assert hours.grammar == written
    assert parse_hours(written).rules == hours.rules


@pytest.mark.parametrize(
    ("text", "code", "span"),
    [
        ("", "empty", (0, 0)),
        ("  ", "empty", (0, 2)),
        ("Mo-Fr 08:00-25:00,49:00-50:00", "bad_time", (18, 23)),
        ("Mo 08:75-09:00", "bad_time", (3, 8)),
        ("24:00-25:00", "bad_range", (0, 5)),
        ("Mo 08:00", "syntax", (8, 8)),
        ("Mo 08:00 09:00", "syntax", (9, 14)),
        ("Mo-Fr sunrise-sunset", "unsupported", (6, 13)),
        ("easter off", "unsupported", (0, 6)),
        ("SH 08:00-10:00", "no_school_calendar", (0, 2)),
        ("Mo[9] 08:00-10:00", "syntax", (3, 4)),
        ("Mo[1 08:00-10:00", "syntax", (5, 10)),
        ("Mo- 08:00-10:00", "syntax", (4, 9)),
        ("Feb 30 off", "syntax", (4, 6)),
        ("2025 Feb 29 off", "syntax", (9, 11)),
        ("week 54 off", "syntax", (5, 7)),
        ("15 off", "syntax", (0, 2)),
        ("Mo,PH Tu 08:00-10:00", "syntax", (6, 8)),
        ("PH Mo,PH 08:00-10:00", "syntax", (6, 8)),
        ("Mo 08:00-10:00 xyz", "syntax", (15, 18)),
        ("Mo 08:00-10:00;; Tu off", "syntax", (15, 16)),
        ("week - off", "syntax", (5, 6)),
        ("Mo, 08:00-10:00", "syntax", (2, 3)),
        ("08:00-10:00 Mo", "syntax", (12, 14)),
    ],
)
def test_where_a_text_leaves_the_grammar_is_told(text, code, span):
    with pytest.raises(HoursError) as caught:
        parse_hours(text)
    assert caught.value.code == code
    assert caught.value.span == span
    assert caught.value.problems[0].text == text[slice(*span)]
