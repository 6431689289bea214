"""Free Vietnamese text: what is read, what is refused and why, and the way back into a sentence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.hours import (
    HoursError,
    Note,
    parse_hours,
    read_hours,
    say_hours,
    vietnamese_calendar,
)  # fmt: skip

READ = {
    "sáng T2–T6 7h30–11h30, chiều 13h30-17h, nghỉ lễ": "Mo-Fr 07:30-11:30,13:30-17:00; PH off",
    "sang T2-T6 7h30-11h30, chieu 13h30-17h, nghi le": "Mo-Fr 07:30-11:30,13:30-17:00; PH off",
    "SÁNG T2-T6 7H30-11H30": "Mo-Fr 07:30-11:30",
    "thứ 2 đến thứ 7: 8h-17h": "Mo-Sa 08:00-17:00",
    "T2-CN 7h-11h": "07:00-11:00",
    "cả tuần 8h-17h": "08:00-17:00",
    "8h–12h; 14h–18h": "08:00-12:00,14:00-18:00",
    "24/24": "24/7",
    "Mở cửa 24/24, 7/7": "24/7",
    "mở cửa 24h": "24/7",
    "suốt ngày đêm": "24/7",
    "T2-T6 24/24": "Mo-Fr 00:00-24:00",
    "8h-17h, nghỉ thứ 7, CN": "Mo-Fr 08:00-17:00",
    "8h-17h hàng ngày trừ CN": "Mo-Sa 08:00-17:00",
    "hàng ngày trừ CN 8h-17h": "Mo-Sa 08:00-17:00",
    "sáng: 7h-11h, chiều: 13h30-16h30": "07:00-11:00,13:30-16:30",
    "T2-T6 8h-17h, nghỉ trưa 12h-13h30": "Mo-Fr 08:00-12:00,13:30-17:00",
    "T2-T6 8h-17h, không nghỉ trưa": "Mo-Fr 08:00-17:00",
    "T2-T6 làm việc thông trưa 8h-17h": "Mo-Fr 08:00-17:00",
    "sáng 7h-11h30 chiều 13h-17h nghỉ trưa": "07:00-11:30,13:00-17:00",
    "Từ thứ hai đến thứ sáu: sáng từ 7 giờ 30 đến 11 giờ 30, chiều từ 1 giờ 30 đến 5 giờ":
        "Mo-Fr 07:30-11:30,13:30-17:00",
    "T2-T6: 7h30-11h30, 13h30-17h; T7: 7h30-11h30; CN nghỉ":
        "Mo-Fr 07:30-11:30,13:30-17:00; Sa 07:30-11:30",
    "T2,3,4,5,6 7-11h, 13-17h": "Mo-Fr 07:00-11:00,13:00-17:00",
    "T2-6 7-11h 13-17h": "Mo-Fr 07:00-11:00,13:00-17:00",
    "thứ hai, tư, sáu từ 7h tới 11h": "Mo,We,Fr 07:00-11:00",
    "7h30-11h30, 13h30-17h (T2-T6)": "Mo-Fr 07:30-11:30,13:30-17:00",
    "7h-11h sáng T2-T6": "Mo-Fr 07:00-11:00",
    "8h-17h T2-T6, 8h-11h T7": "Mo-Fr 08:00-17:00; Sa 08:00-11:00",
    "sáng 7h-11h T2-T6, chiều 13h-17h T2-T5": "Mo-Th 07:00-11:00,13:00-17:00; Fr 07:00-11:00",
    "T2-T6 7h-11h, 13h-17h; T7 sáng": "Mo-Fr 07:00-11:00,13:00-17:00; Sa 07:00-11:00",
    "T2-T7 7h-11h, 13h-17h, nghỉ chiều T7": "Mo-Fr 07:00-11:00,13:00-17:00; Sa 07:00-11:00",
    "T2-T6 8h-17h kể cả T7": "Mo-Sa 08:00-17:00",
    "T2-T6 kể cả T7: 8h-17h": "Mo-Sa 08:00-17:00",
    "cả tuần 8h-17h kể cả lễ tết": "Mo-Su,PH 08:00-17:00",
    "không nghỉ lễ, 8h-17h": "Mo-Su,PH 08:00-17:00",
    "T2-T6 8h-17h, ngày lễ 8h-11h": "Mo-Fr 08:00-17:00; PH 08:00-11:00",
    "CN và ngày lễ nghỉ, T2-T7 7h-17h": "Mo-Sa 07:00-17:00; PH off",
    "nghỉ lễ, T7 8h-11h": "Sa 08:00-11:00; PH off",
    "T2-T6 8h-17h trừ các ngày lễ, tết": "Mo-Fr 08:00-17:00; PH off",
    "7:30 AM - 5:00 PM": "07:30-17:00",
    "7h sáng đến 5h chiều hàng ngày": "07:00-17:00",
    "7.30-11.30 và 13.30-17.00": "07:30-11:30,13:30-17:00",
    "07g30-11g30; 13g30-17g00 (T2 - T6)": "Mo-Fr 07:30-11:30,13:30-17:00",
    "7h30' - 11h30'": "07:30-11:30",
    "7 h 30 - 11 h 30": "07:30-11:30",
    "7h rưỡi đến 11h": "07:30-11:00",
    "mở cửa 7h, đóng cửa 17h": "07:00-17:00",
    "22h-6h": "22:00-06:00",
    "tối 18h-21h": "18:00-21:00",
    "T2-T6 7h30 den 11h30 toi 18h-20h": "Mo-Fr 07:30-11:30,18:00-20:00",
    "cuối tuần 8h-11h": "Sa-Su 08:00-11:00",
    "８：００－１７：００": "08:00-17:00",
    "T2-T6:7h-11h": "Mo-Fr 07:00-11:00",
    "T2 đến T6 trong tuần 8h-17h": "Mo-Fr 08:00-17:00",
    "T2-T6 7h-11h\nT7 7h-10h": "Mo-Fr 07:00-11:00; Sa 07:00-10:00",
    "Sa-Su 08:00-10:00": "Sa-Su 08:00-10:00",
    "8h-11h30 sáng và 2h-5h chiều": "08:00-11:30,14:00-17:00",
    "Mở cửa: 7h00, đóng cửa: 18h00 hàng ngày": "07:00-18:00",
    "7h-11h tất cả các ngày trong tuần, kể cả thứ 7 và chủ nhật": "07:00-11:00",
    "7h-11h (T2-T6), kể cả thứ 7": "Mo-Sa 07:00-11:00",
    "7h30-11h30; 13h30-17h00 hàng ngày (trừ T7, CN)": "Mo-Fr 07:30-11:30,13:30-17:00",
    "8h-11h các ngày làm việc trong tuần từ thứ Hai đến thứ Sáu": "Mo-Fr 08:00-11:00",
    "T2-T7: 7h-18h; CN: 7h-12h; Lễ: nghỉ": "Mo-Sa 07:00-18:00; Su 07:00-12:00; PH off",
    "24/7 trừ ngày lễ": "24/7; PH off",
    "tu thu 2 den thu 6 tu 7h den 11h": "Mo-Fr 07:00-11:00",
    "thu hai, tu, sau tu 7h den 11h": "Mo,We,Fr 07:00-11:00",
    "T2-T6 7h den 11h, tu 13h den 17h": "Mo-Fr 07:00-11:00,13:00-17:00",
    "7h-11h (T3 và T5) ngày lễ nghỉ": "Tu,Th 07:00-11:00; PH off",
    "8h-17h, T7, CN, ngày lễ nghỉ": "Mo-Fr 08:00-17:00; PH off",
    "8h-17h, thứ 2 và ngày lễ nghỉ": "Tu-Su 08:00-17:00; PH off",
    "hang ngay (tru T7, CN) tu 7h den 11h": "Mo-Fr 07:00-11:00",
    "8h-17h hàng ngày, lễ, Tết nghỉ": "08:00-17:00; PH off",
    "8h-17h cả tuần nghỉ lễ": "08:00-17:00; PH off",
    "hằng ngày 8h-17h, trừ chủ nhật, ngày lễ nghỉ": "Mo-Sa 08:00-17:00; PH off",
    "cả tuần trừ T7 và CN: 7h-11h": "Mo-Fr 07:00-11:00",
    "8h-17h trừ CN, T7 8h-11h": "Mo-Fr 08:00-17:00; Sa 08:00-11:00",
}  # fmt: skip

REFUSED = {
    "": "empty",
    "thứ 2 đến thứ 7": "no_times",
    "nghỉ thứ 7, CN": "no_times",
    "T2-T6 sáng": "no_times",
    "7h30-11h30, 1h30-5h": "half_of_day",
    "1h30-5h": "half_of_day",
    "7h-5h": "half_of_day",
    "chiều 7h30-11h30": "outside_part",
    "sáng 14h-17h": "outside_part",
    "13h-12h30": "bad_range",
    "giờ hành chính": "office_hours",
    "T2-T6 giờ hành chính": "office_hours",
    "các ngày trong tuần 8h-17h": "ambiguous_days",
    "ngày thường 8h-17h": "ambiguous_days",
    "8h-17h, T7 8h-11h": "ambiguous_days",
    "hàng ngày 8h-17h, nghỉ Tết": "only_tet",
    "T2-T6 8h-17h, nghỉ 30/4 và 1/5": "dates",
    "T2-T6 8h-17h, nghỉ trưa": "lunch_times",
    "T2-T6 8h-25h": "bad_time",
    "T2-T6 7h75-11h": "bad_time",
    "bưu điện mở từ 8h": "unknown_words",
    "8-17": "unknown_words",
    "ngày lẻ 8h-11h": "unknown_words",
    "T2-T6 8h-17h, có hẹn trước": "unknown_words",
    "T2-T6 8h-17h, nghỉ": "no_days",
    "T2-T6 8h-17h, T6 8h-16h": "contradiction",
    "T2-T7 8h-17h, nghỉ T7": "contradiction",
    "hàng ngày 8h-11h, CN 14h-16h": "contradiction",
    "nghỉ lễ, ngày lễ 8h-11h": "contradiction",
    "thu hai, tu 7h-11h": "ambiguous_days",
    "7h-11h T3, T5, ngày lễ nghỉ": "ambiguous_days",
    "7h-11h T3, T5 nghỉ lễ": "no_times",
    "8h-17h hàng ngày nghỉ": "no_days",
    "T2-T6 8h-17h, T7 làm việc buổi sáng": "not_divisible",
    "Mo-Fr 25:00-26:00": "bad_time",
    "sunrise-sunset": "unsupported",
}


@pytest.mark.parametrize("text", READ)
def test_a_text_is_read_as_what_it_says(text):
    assert read_hours(text).grammar == READ[text]


@pytest.mark.parametrize("text", REFUSED)
def test_a_text_that_leaves_something_open_is_refused_with_its_reason(text):
    with pytest.raises(HoursError) as caught:
        read_hours(text)
    assert caught.value.code == REFUSED[text]
    for problem in caught.value.problems:
        assert text[problem.start : problem.end] == problem.text


def test_what_could_be_read_is_offered_beside_what_could_not():
    with pytest.raises(HoursError) as caught:
        read_hours("T2-T6 8h-17h, có hẹn trước")
    assert caught.value.readable == "Mo-Fr 08:00-17:00"
    assert [problem.text for problem in caught.value.problems] == ["có hẹn trước"]


def test_how_a_text_was_understood_is_noted():
    assert read_hours("8h-11h").notes == (Note.DAYS_NOT_SAID, Note.HOLIDAYS_NOT_SAID)
    assert read_hours("T2 chiều 1h-5h, nghỉ lễ").notes == (Note.AFTERNOON_CLOCK,)
    assert read_hours("T2-T6 8h-17h kể cả ngày lễ").notes == (Note.HOLIDAYS_OPEN,)
    assert read_hours("T2-T6 8h-17h kể cả ngày lễ").says_holidays


def read_or_refuse(text):
    try:
        return read_hours(text), None
    except HoursError as error:
        return None, error


@given(st.text(alphabet="T234567CNsáng chiềutốinghỉlễđến0123456789h:-–,;./()", max_size=40))
def test_any_text_is_read_or_refused_with_places_that_lie_in_it(text):
    hours, error = read_or_refuse(text)
    if hours:
        assert parse_hours(hours.grammar).rules == hours.rules
    else:
        assert error.problems
        assert all(0 <= p.start <= p.end <= len(text) for p in error.problems)
        assert not error.readable or parse_hours(error.readable).rules


weekly = st.lists(
    st.tuples(
        st.sets(st.integers(0, 6), min_size=1, max_size=7),
        st.lists(st.integers(20, 95), min_size=2, max_size=4, unique=True).map(sorted),
    ),
    min_size=1,
    max_size=3,
)
NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@given(weekly, st.sampled_from(["", "; PH off", "; PH 09:00-10:00"]))
def test_the_vietnamese_sentence_is_read_as_the_same_hours(groups, holidays):
    """Quarters of an hour from 5:00 on, each day in one group, as the reader itself writes them."""
    taken: set[int] = set()
    rules = []
    for days, quarters in groups:
        own = days - taken
        taken |= days
        ends = [f"{q // 4:02}:{q % 4 * 15:02}" for q in quarters[: len(quarters) // 2 * 2]]
        times = ",".join(f"{a}-{b}" for a, b in zip(ends[::2], ends[1::2], strict=True))
        if own:
            rules.append(",".join(NAMES[day] for day in sorted(own)) + " " + times)
    hours = parse_hours("; ".join(rules) + holidays)
    again = read_hours(say_hours(hours))
    first, last, calendar = date(2026, 4, 20), date(2026, 5, 10), vietnamese_calendar(2026, 2026)
    assert (
        again.minutes_by_day(first, last, calendar).tolist()
        == hours.minutes_by_day(first, last, calendar).tolist()
    )
    assert again.minutes_by_weekday().tolist() == hours.minutes_by_weekday().tolist()


@pytest.mark.parametrize(
    ("grammar", "vietnamese", "english"),
    [
        ("24/7", "24/24.", "Round the clock."),
        ("Mo-Su,PH 08:00-17:00", "Cả tuần, kể cả ngày lễ, Tết: 8h–17h.",
         "Every day and public holidays: 08:00–17:00."),
        ("Mo,We,Fr 22:00-02:00", "Thứ Hai, thứ Tư và thứ Sáu: 22h–2h.",
         "Monday, Wednesday and Friday: 22:00–02:00."),
        ("08:00-12:00; Su off", "8h–12h. Nghỉ Chủ nhật.", "08:00–12:00. Sunday: closed."),
        ("Mo[1],Fr[-1] 08:00-09:30", "Thứ Hai đầu tháng và thứ Sáu cuối tháng: 8h–9h30.",
         "The first Monday of the month and the last Friday of the month: 08:00–09:30."),
        ("2026 Jan 27-2026 Feb 02 off", "Nghỉ 27/1/2026 đến 2/2/2026.",
         "27 Jan 2026 to 2 Feb 2026: closed."),
        ("Jun-Aug week 02-52/2 Mo 17:00+",
         "Tháng 6 đến tháng 8, tuần 2–52 (cách 2 tuần một lần), thứ Hai: 17h–24h hoặc muộn hơn.",
         "June to August, week 2–52 (every 2 weeks), Monday: 17:00–24:00 or later."),
        ("2026 Mo 08:00-09:00, 2027+ Tu open", ("Năm 2026, thứ Hai: 8h–9h. Thêm năm 2027 trở đi, "
         "thứ Ba: 24/24."), "2026, Monday: 08:00–09:00. Also 2027 on, Tuesday: round the clock."),
        ('Mo 08:00-09:00 || unknown "gọi trước"',
         "Thứ Hai: 8h–9h. Giờ khác: chưa rõ giờ (gọi trước).",
         "Monday: 08:00–09:00. At other times: hours unknown (gọi trước)."),
        ("PH Mo-Fr 08:00-09:00; 12:00-13:00 off",
         "Ngày lễ, Tết vào thứ Hai đến thứ Sáu: 8h–9h. Nghỉ cả tuần: 12h–13h.",
         "Public holidays on Monday to Friday: 08:00–09:00. 12:00–13:00, closed."),
    ],
)  # fmt: skip
def test_hours_are_said_in_plain_sentences(grammar, vietnamese, english):
    hours = parse_hours(grammar)
    assert say_hours(hours) == vietnamese
    assert say_hours(hours, "en") == english
