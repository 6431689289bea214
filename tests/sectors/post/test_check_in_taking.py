"""Check-ins taken from phones: what is evidence, what is remarked, what is refused and told."""

import json
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.sectors.post.phones import StaffPhone, confirmed_phone, reasons, staff
from tests.sectors.post.points import PLACED, a_point

from diaban.sectors.post.models import CheckIn, CheckInPlace, Device, Point, RefusedCheckIn
from diaban.sectors.post.presence.check_in_devices import DeviceError, confirm, enrol, revoke
from diaban.sectors.post.presence.check_in_messages import digest_of, is_signed
from diaban.sectors.post.presence.models import CodeMode, PointSecret
from diaban.sectors.post.presence.point_codes import print_card, renew_secret
from diaban.sectors.post.presence.rotating_codes import screen_code
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import User, local_operator

pytestmark = pytest.mark.usefixtures("official_hanoi")
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2026, 3, 4, 7, 30, tzinfo=HANOI)
EVENING = MORNING + timedelta(hours=9)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def point() -> Point:
    return a_point(**PLACED)


@pytest.fixture
def lan(point: Point) -> StaffPhone:
    return confirmed_phone("lan", point)


def test_a_day_offline_is_taken_with_the_times_of_the_buttons(lan, point):
    come = lan.say(point, "in", MORNING)
    leave = lan.say(point, "out", EVENING)
    answer = lan.send(come, leave, at=EVENING + timedelta(days=1))
    assert not answer.refused
    rows = CheckIn.objects.order_by("seq")
    assert [(row.kind, row.happened_at) for row in rows] == [("in", MORNING), ("out", EVENING)]
    assert {row.received_at for row in rows} == {EVENING + timedelta(days=1)}
    assert rows[0].remarks == []
    assert rows[0].metres == 0


def test_the_same_sending_again_changes_nothing(lan, point):
    sent = [lan.say(point, "in", MORNING), lan.say(point, "out", EVENING)]
    lan.send(*sent, at=EVENING)
    answer = lan.send(*sent, at=EVENING + MINUTE)
    assert answer.again == [digest_of(one["body"]) for one in sent]
    assert (answer.taken, answer.refused) == ([], [])
    assert CheckIn.objects.count() == 2
    assert Entry.objects.filter(act="post.checked_in").count() == 1


def test_messages_in_any_order_are_taken_by_their_count(lan, point):
    sent = [lan.say(point, "in", MORNING), lan.say(point, "out", EVENING)]
    answer = lan.send(*reversed(sent), at=EVENING)
    assert [one["digest"] for one in answer.taken] == [digest_of(one["body"]) for one in sent]


def test_a_key_that_nobody_confirmed_yet_lets_its_check_ins_wait(point):
    phone = StaffPhone(staff("lan", point))
    device = phone.enrol()
    come = phone.say(point, "in", MORNING)
    answer = phone.send(come, at=MORNING)
    assert answer.waiting == [digest_of(come["body"])]
    assert not RefusedCheckIn.objects.exists()
    confirm(local_operator(), device)
    assert len(phone.send(come, at=EVENING).taken) == 1


def test_a_message_signed_with_another_key_is_refused_journalled_and_told(lan, point):
    come = lan.say(point, "in", MORNING)
    forged = {**come, "signature": StaffPhone(lan.person).sign(come["body"])}
    answer = lan.send(forged, at=MORNING)
    assert answer.refused == [{"digest": digest_of(come["body"]), "reason": "signature"}]
    entry = Entry.objects.get(act="post.check_in_refused")
    assert json.loads(entry.facts)["reason"] == "signature"
    assert not CheckIn.objects.exists()
    assert len(lan.send(come, at=MORNING).taken) == 1, "the true one is taken after the forged one"


def test_a_body_that_was_altered_is_refused(lan, point):
    come = lan.say(point, "in", MORNING)
    altered = {**come, "body": come["body"].replace('"kind":"in"', '"kind":"out"')}
    assert reasons(lan.send(altered, at=MORNING)) == ["signature"]


def test_one_that_leaves_another_out_is_refused_and_what_is_missing_mends_it(lan, point):
    first, second = lan.say(point, "in", MORNING), lan.say(point, "out", EVENING)
    assert reasons(lan.send(second, at=EVENING)) == ["gap"]
    assert not CheckIn.objects.exists()
    assert len(lan.send(first, second, at=EVENING).taken) == 2


def test_one_that_does_not_name_the_one_before_is_refused(lan, point):
    lan.send(lan.say(point, "in", MORNING), at=MORNING)
    lan.head = "1" * 64
    assert reasons(lan.send(lan.say(point, "out", EVENING), at=EVENING)) == ["chain"]


def test_a_number_used_twice_for_different_things_is_refused(lan, point):
    """A copy of the browser's store went on by itself."""
    seq, head = lan.seq, lan.head
    lan.send(lan.say(point, "in", MORNING), at=MORNING)
    lan.seq, lan.head = seq, head
    assert reasons(lan.send(lan.say(point, "in", EVENING), at=EVENING)) == ["forked"]
    assert CheckIn.objects.count() == 1


def test_the_key_of_somebody_else_is_refused_whoever_sends_it(lan, point):
    come = lan.say(point, "in", MORNING)
    hoa = staff("hoa", point)
    assert reasons(lan.send(come, at=MORNING, actor=hoa)) == ["another_ones"]
    assert not CheckIn.objects.exists()


def test_a_key_that_nobody_enrolled_is_refused(lan, point):
    stranger = StaffPhone(lan.person)
    assert reasons(stranger.send(stranger.say(point, "in", MORNING), at=MORNING)) == [
        "unknown_device"
    ]


def test_a_revoked_key_signs_no_more_even_what_it_signed_before(lan, point):
    early = lan.say(point, "in", MORNING)
    device = Device.objects.get(person=lan.person)
    revoke(local_operator(), device, "mất máy")
    assert reasons(lan.send(early, at=EVENING)) == ["revoked"]
    assert not CheckIn.objects.exists()


def test_what_was_refused_is_kept_and_journalled_once(lan, point):
    come = lan.say(point, "in", MORNING)
    forged = {**come, "signature": "A" * 86}
    for _ in range(3):
        lan.send(forged, at=MORNING)
    assert RefusedCheckIn.objects.count() == 1
    assert Entry.objects.filter(act="post.check_in_refused").count() == 1


@pytest.mark.parametrize(
    "sent", [None, 7, "text", [], {}, {"body": 1, "signature": 2}, {"body": "x" * 2_000}]
)
def test_what_is_no_message_at_all_is_refused_and_hurts_no_other(lan, point, sent):
    come = lan.say(point, "in", MORNING)
    answer = lan.send(sent, come, at=MORNING)
    assert reasons(answer) == ["malformed"]
    assert len(answer.taken) == 1


def test_a_lone_surrogate_is_refused_and_kept(lan):
    assert reasons(lan.send({"body": "\ud800", "signature": ""})) == ["unknown_device"]
    assert "\\ud800" in RefusedCheckIn.objects.get().said


def test_a_point_that_does_not_exist_is_refused_and_the_chain_goes_on(lan, point):
    nowhere = lan.say(point, "in", MORNING, point="BC-ZZZZ-ZZZZ")
    come = lan.say(point, "in", MORNING + MINUTE)
    answer = lan.send(nowhere, come, at=EVENING)
    assert reasons(answer) == ["unknown_point"]
    assert len(answer.taken) == 1
    assert reasons(lan.send(nowhere, at=EVENING)) == ["unknown_point"], "told the same again"


def test_a_clock_that_is_a_day_off_is_taken_at_the_true_time_with_a_remark(point):
    phone = confirmed_phone("lan", point, skew=timedelta(days=1))
    phone.send(phone.say(point, "in", MORNING), at=EVENING)
    row = CheckIn.objects.get()
    assert row.happened_at == MORNING
    assert row.device_time == MORNING + timedelta(days=1)
    assert row.remarks == ["clock"]


def test_a_time_that_has_not_come_yet_is_taken_as_now_with_a_remark(lan, point):
    """Nobody can be evidenced to be somewhere tomorrow."""
    lan.send(lan.say(point, "in", MORNING + timedelta(days=3)), at=MORNING)
    row = CheckIn.objects.get()
    assert row.happened_at == MORNING
    assert row.remarks == ["future"]


def test_a_time_that_no_calendar_has_is_taken_too(lan, point):
    lan.send(lan.say(point, "in", MORNING, at=2**53 - 1), at=MORNING)
    assert CheckIn.objects.get().remarks == ["future"]


def test_who_is_far_away_is_taken_with_the_distance(lan, point):
    away = {"lat_e7": point.lat_e7 + 900_000, "accuracy": 20}
    lan.send(lan.say(point, "in", MORNING, **away), at=MORNING)
    row = CheckIn.objects.get()
    assert row.metres == pytest.approx(10_007, abs=10)
    assert row.remarks == ["far"]


def test_nobody_is_called_far_within_what_the_phone_may_be_off(lan, point):
    near = {"lat_e7": point.lat_e7 + 27_000, "accuracy": 400}
    lan.send(lan.say(point, "in", MORNING, **near), at=MORNING)
    assert CheckIn.objects.get().remarks == []


def test_without_a_position_the_distance_is_not_known(lan, point):
    none = dict.fromkeys(("lat_e7", "lng_e7", "accuracy"))
    lan.send(lan.say(point, "in", MORNING, **none), at=MORNING)
    row = CheckIn.objects.get()
    assert (row.metres, row.remarks) == (None, ["no_position"])


def secret_of(point: Point, mode: CodeMode, at: datetime) -> bytes:
    renew_secret(local_operator(), point, mode)
    PointSecret.objects.filter(point=point, mode=mode).update(made_at=at - timedelta(days=1))
    return bytes(PointSecret.objects.get(point=point, mode=mode, ended_at=None).secret)


@pytest.mark.parametrize(
    ("late", "holds"), [(0, True), (10, True), (-10, True), (25, False), (-25, False)]
)
def test_the_code_on_the_screen_is_held_against_its_own_moment(lan, point, late, holds):
    secret = secret_of(point, CodeMode.SCREEN, MORNING)
    code = screen_code(secret, MORNING + late * MINUTE)
    lan.send(lan.say(point, "in", MORNING, code=code), at=MORNING + timedelta(days=2))
    row = CheckIn.objects.get()
    assert row.code_ok is holds
    assert row.remarks == ([] if holds else ["code"])


def test_the_code_of_another_point_is_wrong(lan, point):
    secret_of(point, CodeMode.SCREEN, MORNING)
    other = a_point("Bưu cục khác")
    code = screen_code(secret_of(other, CodeMode.SCREEN, MORNING), MORNING)
    lan.send(lan.say(point, "in", MORNING, code=code), at=MORNING)
    assert CheckIn.objects.get().code_ok is False


def test_no_code_and_a_point_without_one_are_not_known_and_not_wrong(lan, point):
    lan.send(lan.say(point, "in", MORNING, code="123456"), at=MORNING)
    secret_of(point, CodeMode.SCREEN, MORNING)
    lan.send(lan.say(point, "out", EVENING), at=EVENING)
    assert list(CheckIn.objects.values_list("code_ok", flat=True)) == [None, None]


def test_the_card_of_the_week_has_a_code_for_each_half_of_a_day(lan, point):
    secret_of(point, CodeMode.CARD, MORNING)
    card = print_card(local_operator(), point, (MORNING - timedelta(days=2)).date())
    wednesday = card[2]
    assert wednesday.day == MORNING.date()
    lan.send(lan.say(point, "in", MORNING, code=wednesday.morning), at=MORNING)
    lan.send(lan.say(point, "out", EVENING, code=wednesday.morning), at=EVENING)
    told = CheckIn.objects.order_by("seq").values_list("code_ok", flat=True)
    assert list(told) == [True, False]


def test_a_renewed_secret_ends_the_old_code_but_not_what_it_proved(lan, point):
    old = secret_of(point, CodeMode.SCREEN, MORNING)
    PointSecret.objects.filter(point=point).update(ended_at=MORNING + timedelta(hours=1))
    early, late = MORNING, MORNING + timedelta(hours=2)
    lan.send(
        lan.say(point, "in", early, code=screen_code(old, early)),
        lan.say(point, "out", late, code=screen_code(old, late)),
        at=EVENING,
    )
    told = CheckIn.objects.order_by("seq").values_list("code_ok", flat=True)
    assert list(told) == [True, None]


def test_where_somebody_was_can_be_deleted_and_the_signature_still_be_checked(lan, point):
    lan.send(lan.say(point, "in", MORNING), at=MORNING)
    row = CheckIn.objects.select_related("device").get()
    CheckInPlace.objects.all().delete()
    assert is_signed(bytes(row.device.public_key), row.digest, row.signature)


def test_two_people_with_one_phone_have_a_key_each(point):
    lan = confirmed_phone("lan", point)
    hoa = confirmed_phone("hoa", point, phone=lan.phone)
    lan.send(lan.say(point, "in", MORNING), at=MORNING)
    hoa.send(hoa.say(point, "in", MORNING), at=MORNING)
    assert CheckIn.objects.count() == 2
    assert Device.objects.values("phone").distinct().count() == 1


def test_nobody_confirms_a_key_of_their_own(point):
    manager = staff("chi", point, is_manager=True)
    device = StaffPhone(manager).enrol()
    with pytest.raises(DeviceError, match="own"):
        confirm(manager, device)


def test_a_manager_confirms_keys_of_their_own_point_only(point):
    manager = staff("chi", point, is_manager=True)
    here, elsewhere = staff("lan", point), staff("hoa", a_point("Bưu cục khác"))
    confirm(manager, StaffPhone(here).enrol())
    with pytest.raises(DeviceError, match="not_posted"):
        confirm(manager, StaffPhone(elsewhere).enrol())


def test_a_colleague_who_is_no_manager_confirms_nothing(point):
    colleague = staff("hoa", point)
    with pytest.raises(DeviceError, match="not_posted"):
        confirm(colleague, StaffPhone(staff("lan", point)).enrol())


def test_a_key_of_another_person_cannot_be_enrolled_again(lan, point):
    hoa = staff("hoa", point)
    lan.person = hoa
    with pytest.raises(DeviceError, match="another_ones"):
        lan.enrol()


def test_a_sixth_key_is_refused_until_one_is_revoked(point):
    person = staff("lan", point)
    devices = [StaffPhone(person).enrol() for _ in range(5)]
    with pytest.raises(DeviceError, match="too_many"):
        StaffPhone(person).enrol()
    revoke(person, devices[0], "máy cũ")
    assert StaffPhone(person).enrol().state == "pending"


@pytest.mark.parametrize("key", ["", "AAAA", "!", "A" * 87])
def test_what_is_no_key_is_refused(point, key):
    with pytest.raises(DeviceError, match="malformed"):
        enrol(staff("lan", point), key, str(uuid.uuid4()))


def test_staff_see_their_own_record_managers_their_points_and_nobody_else_any(lan, point):
    lan.send(lan.say(point, "in", MORNING), at=MORNING)
    manager, colleague = staff("chi", point, is_manager=True), staff("hoa", point)
    stranger = User.objects.create(username="an", role="public")
    seen = {
        person.username: CheckIn.objects.visible_to(person).count()
        for person in (lan.person, manager, colleague, stranger, local_operator())
    }
    assert seen == {"lan": 1, "chi": 1, "hoa": 0, "an": 0, "local-operator": 1}


def test_an_empty_sending_is_nothing(lan):
    answer = lan.send()
    assert (answer.taken, answer.again, answer.refused, answer.waiting) == ([], [], [], [])
