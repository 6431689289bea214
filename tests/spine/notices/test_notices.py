"""From the letter to the household's answer: keys open once, and nothing said is lost."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.hanoi import commune_of_postal_code
from tests.notices import hand_over, key_of, officer, write_to
from tests.registry import address_of, door, observe, states

from diaban.spine.addresses.coding import count_due, run_coding
from diaban.spine.addresses.models import Act, Address, CodeState, Life, Observation
from diaban.spine.addresses.observing import rebuild_registry
from diaban.spine.certification.certifying import decide
from diaban.spine.journal.models import Entry
from diaban.spine.notices import choosing, guessing, handing, issuing, keys
from diaban.spine.notices.answering import (
    AnswerError,
    Said,
    Spot,
    erase_words,
    find_notice,
    take_answer,
)
from diaban.spine.notices.models import (
    Answer,
    AnswerState,
    Kind,
    Mailing,
    MailingState,
    Notice,
    NoticeState,
    Objection,
    Returned,
    Words,
)
from diaban.spine.places.units import today
from diaban.spine.privacy import retention
from diaban.spine.privacy.erasing import erase_at_door
from diaban.spine.runs.models import Run

BA_DINH = (21.0368, 105.8346)


@pytest.fixture
def doors(official_hanoi, operator):
    """Three collected doors, one with two flats, and some that get no letter."""
    observe(
        door("10", house_number="10", street="Hàng Bông", life="collected"),
        door("9", (21.02852, 105.85418), house_number="9", street="Hàng Bông", life="collected"),
        door("tower", (21.0290, 105.8545), is_household=False, building="Tháp Đôi"),
        {**door("flat", None, unit="P2", life="collected"), "parent_key": "tower"},
        door("new", (21.02854, 105.8542), house_number="1", street="Cầu Gỗ"),
        door("done", (21.02853, 105.85419), house_number="11", street="Hàng Bông",
             life="confirmed"),
        door("nowhere", None, house_number="3", street="Hàng Bông", life="collected"),
        door("bd", BA_DINH, house_number="7", street="Đội Cấn", life="collected"),
    )  # fmt: skip
    run_coding(operator)


def life_of(key: str) -> Life:
    return Life(address_of(key).life)


def letter_to(key: str) -> Notice:
    return Notice.objects.get(address=address_of(key), state=NoticeState.ISSUED)


def test_letters_go_to_collected_households_with_a_code_in_the_order_of_a_walk(doors, operator):
    mailing = write_to(operator, "11024")
    lines = list(mailing.notices.order_by("place").values_list("line", flat=True))
    assert lines == ["P2, Tháp Đôi", "9, Hàng Bông", "10, Hàng Bông"]
    assert mailing.state == MailingState.PRINTED
    assert mailing.run.position == 3


def test_the_same_household_gets_no_second_letter_while_the_first_stands(doors, operator):
    write_to(operator, "11024")
    with pytest.raises(issuing.NothingToSendError):
        write_to(operator, "11024")


def test_a_key_is_stored_as_a_digest_and_forgotten_when_the_letters_go_out(doors, operator):
    mailing = write_to(operator, "11024")
    notice = letter_to("10")
    key = keys.make_key(notice.seed, notice.digest)
    stored = json.dumps(list(Notice.objects.values("digest", "seed", "line")))
    assert key not in stored
    assert find_notice(keys.read_key(keys.write_key(key).lower())) == notice
    hand_over(operator, mailing)
    assert set(mailing.notices.values_list("seed", flat=True)) == {""}
    assert find_notice(key) == notice


def test_another_secret_of_the_installation_still_finds_the_keys_of_before(
    doors, operator, settings
):
    write_to(operator, "11024")
    notice = letter_to("10")
    key = keys.make_key(notice.seed, notice.digest)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert keys.make_key(notice.seed, notice.digest) == key
    assert find_notice(key) == notice
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(keys.KeyLostError):
        keys.make_key(notice.seed, notice.digest)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda key: key[:-1], "length"),
        (lambda key: key[:3] + "?" + key[4:], "character"),
        (lambda key: key[1] + key[0] + key[2:], "check"),
        (lambda key: ("0" if key[0] != "0" else "1") + key[1:], "check"),
    ],
)
def test_a_slip_in_a_key_is_told_before_anything_is_looked_up(change, reason):
    key = next(k for k in map(keys.make_key, map(str, range(99))) if k[0] != k[1])
    with pytest.raises(keys.KeyFormError) as refused:
        keys.read_key(change(key))
    assert refused.value.reason == reason


def test_households_count_as_told_once_the_letters_went_out(doors, operator):
    mailing = write_to(operator, "11024")
    assert life_of("10") == Life.COLLECTED
    hand_over(operator, mailing)
    assert life_of("10") == life_of("flat") == Life.NOTIFIED
    assert life_of("done") == Life.CONFIRMED
    assert Mailing.objects.get().state == MailingState.HANDED_OUT
    assert count_due() == 0
    acts = list(Entry.objects.order_by("pk").values_list("act", flat=True))
    assert [act for act in acts if act.startswith("notices.")] == [
        "notices.issued",
        "notices.handed_out",
    ]


@pytest.mark.parametrize("step", [issuing.ISSUE, issuing.HAND_OUT])
def test_a_run_that_was_killed_goes_on_and_makes_nothing_twice(doors, operator, monkeypatch, step):
    monkeypatch.setattr(issuing, "BATCH", 1)
    monkeypatch.setattr(handing, "BATCH", 1)
    monkeypatch.setattr(issuing, "AT_ONCE", 0)
    mailing = write_to(operator, "11024")
    if step == issuing.HAND_OUT:
        issuing.carry_out(take_up(mailing))
        hand_over(operator, mailing)
    run = take_up(mailing)

    def die(_run: Run) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        issuing.carry_out(run, die)
    again = Run.objects.get(pk=run.pk)
    assert again.position == 1
    issuing.carry_out(again)
    assert again.position == 3
    assert sorted(mailing.notices.values_list("place", flat=True)) == [0, 1, 2]
    told = 3 if step == issuing.HAND_OUT else 0
    assert Observation.objects.filter(act=Act.LIFE).count() == told


def take_up(mailing: Mailing) -> Run:
    mailing.refresh_from_db()
    mailing.run.take_up()
    return mailing.run


def test_a_confirmation_is_a_step_and_its_key_is_used_up(doors, operator):
    hand_over(operator, write_to(operator, "11024"))
    notice = letter_to("10")
    take_answer(notice, Said(Kind.CONFIRM))
    assert life_of("10") == Life.CONFIRMED
    assert address_of("10").code_state == CodeState.CODED
    said = Observation.objects.filter(address=notice.address).latest("pk")
    assert (said.act, said.actor.username) == (Act.LIFE, "household")
    with pytest.raises(AnswerError) as refused:
        take_answer(notice, Said(Kind.OBJECT, objection=Objection.OTHER))
    assert refused.value.reason == "answered"


def test_a_correction_is_kept_as_a_proposal_and_changes_nothing(doors, operator):
    hand_over(operator, write_to(operator, "11024"))
    before = states()
    said = Said(
        Kind.CORRECT,
        {"house_number": " 10 B "},
        Spot(21.0286, 105.8542, 6.0),
        words="Nhà bà Lan, cổng xanh",
    )
    answer = take_answer(letter_to("10"), said)
    assert states() == before
    assert answer.state == AnswerState.OPEN
    assert answer.parts == {"house_number": "10 B"}
    facts = json.loads(Observation.objects.latest("pk").facts)
    assert facts["proposes"]["house_number"] == "10 B"
    assert facts["proposes"]["lat_e7"] == 210286000
    rebuild_registry()
    assert states() == before


@pytest.mark.parametrize("at_door", [True, False])
def test_own_words_stand_in_one_row_that_can_be_erased(doors, operator, at_door):
    hand_over(operator, write_to(operator, "11024"))
    said = Said(Kind.OBJECT, objection=Objection.OTHER, words="Ông Nguyễn Văn A")
    answer = take_answer(letter_to("10"), said)
    everywhere = "".join(
        json.dumps(list(rows.values()), default=str, ensure_ascii=False)
        for rows in (Observation.objects, Answer.objects, Entry.objects, Notice.objects)
    )
    assert "Nguyễn Văn A" not in everywhere
    assert answer.words_digest in Observation.objects.latest("pk").facts
    if at_door:
        erase_at_door(operator, answer.address)
    else:
        erase_words(operator, answer)
    assert not Words.objects.exists()
    assert Answer.objects.get().objection == Objection.OTHER


@pytest.mark.parametrize(
    "said", [Said(Kind.CORRECT), Said(Kind.OBJECT), Said(Kind.OBJECT, words="…")]
)
def test_an_answer_that_says_nothing_is_not_taken(doors, operator, said):
    hand_over(operator, write_to(operator, "11024"))
    with pytest.raises(AnswerError) as refused:
        take_answer(letter_to("10"), said)
    assert refused.value.reason == "empty"
    assert letter_to("10")


def test_a_lost_letter_is_written_again_and_the_old_key_is_dead(doors, operator):
    hand_over(operator, write_to(operator, "11024"))
    old = letter_to("10")
    fresh = issuing.issue_again(operator, old, today() + timedelta(days=9))
    with pytest.raises(AnswerError) as refused:
        take_answer(old, Said(Kind.CONFIRM))
    assert refused.value.reason == "ended"
    take_answer(fresh, Said(Kind.CONFIRM))
    assert life_of("10") == Life.CONFIRMED


def test_after_its_day_a_key_has_expired_and_a_new_letter_can_be_written(doors, operator):
    mailing = write_to(operator, "11024", answer_by=today() - timedelta(days=1))
    hand_over(operator, mailing)
    late = letter_to("10")
    with pytest.raises(AnswerError) as refused:
        take_answer(late, Said(Kind.CONFIRM))
    assert refused.value.reason == "expired"
    again = write_to(operator, "11024", choice=choosing.UNANSWERED)
    assert again.notices.count() == 3
    late.refresh_from_db()
    assert late.state == NoticeState.REPLACED


def test_a_letter_that_came_back_told_nobody(doors, operator):
    mailing = write_to(operator, "11024")
    hand_over(operator, mailing)
    handing.come_back(operator, letter_to("10"), Returned.NOBODY)
    assert life_of("10") == Life.COLLECTED
    assert life_of("9") == Life.NOTIFIED
    assert count_due() == 0
    handing.close(operator, mailing)
    mailing.refresh_from_db()
    assert mailing.state == MailingState.RETURNED
    assert handing.count_states(mailing)["returned"] == 1


def test_own_words_are_kept_a_year_after_the_answer_and_never_while_it_is_open(doors, operator):
    hand_over(operator, write_to(operator, "11024"))
    said = Said(Kind.CORRECT, {"house_number": "1"}, words="Cổng xanh")
    answer = take_answer(letter_to("10"), said)
    Answer.objects.update(at=timezone.now() - timedelta(days=400))
    assert past_their_days(operator) == 0
    decide(operator, answer, accepts=False, reason="unclear")
    assert past_their_days(operator) == 1
    assert not Words.objects.exists()


def past_their_days(operator) -> int:
    return retention.apply(operator, retention.days_kept())["answer_words"]


def test_an_officer_writes_to_and_sees_the_own_commune_only(doors, operator):
    own = officer("11120")
    with pytest.raises(issuing.NothingToSendError):
        write_to(own, "11024")
    write_to(operator, "11024")
    mailing = write_to(own, "11120")
    assert list(Mailing.objects.visible_to(own)) == [mailing]
    assert [n.address for n in Notice.objects.visible_to(own)] == [address_of("bd")]


def test_the_registry_derives_the_same_after_steps_were_taken_and_taken_back(doors, operator):
    mailing = write_to(operator, "11024")
    hand_over(operator, mailing)
    take_answer(letter_to("9"), Said(Kind.CONFIRM))
    handing.come_back(operator, letter_to("10"), Returned.REFUSED)
    before = states()
    rebuild_registry()
    assert states() == before
    seen = Address.objects.everywhere("a test counts")
    assert seen.filter(code_state=CodeState.DUE).count() == 0


def test_who_guesses_keys_is_held_back_and_nobody_else(db):
    cache.clear()
    for _ in range(guessing.MOST_WRONG):
        assert guessing.may_try("10.0.0.1")
        guessing.count_wrong("10.0.0.1")
    assert not guessing.may_try("10.0.0.1")
    assert guessing.may_try("10.0.0.2")
    cache.clear()


def test_letters_of_a_mailing_are_made_the_same_twice(doors, operator):
    mailing = write_to(operator, "11024")
    notice = letter_to("10")
    assert key_of(notice) == key_of(Notice.objects.get(pk=notice.pk))
    assert commune_of_postal_code("11024") == mailing.unit
