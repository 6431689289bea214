"""What makes a series of marks doubtful: reasons, and every limit with its own reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["DoubtLimits", "DoubtReason"]


class DoubtReason(StrEnum):
    """Why a mark is put before a person. Never a verdict: each has honest explanations.

    >>> DoubtReason("geofence").name
    'GEOFENCE'
    """

    GEOFENCE = "geofence"  # the fix is away from the point, again and again
    SPEED = "speed"  # at two places sooner than anybody gets from one to the other
    FROZEN = "frozen"  # the same fix to the last digit on many days
    SHARED_DEVICE = "shared_device"  # one phone signs on for many people
    OTHER_DEVICE = "other_device"  # one person signs by two phones in turn
    PHOTO = "photo"  # a photo that was sent before
    CLOCK = "clock"  # the phone's time is not the server's
    PERFECT = "perfect"  # comes and goes to the minute, day after day
    CODE = "code"  # the point's code was wrong or old more often than codes just expire
    REPLAY = "replay"  # a mark that was sent before, sent again much later
    UNPROVED = "unproved"  # without code and picture, by who else shows them, and odd besides
    MOCK = "mock"  # the phone says that its position is made up


@dataclass(frozen=True, slots=True)
class DoubtLimits:
    """From where on something is raised; each is set so that honest months rarely meet it.

    Checks look at one person's month, as a single odd mark is mostly a poor fix or a slip.

    >>> DoubtLimits().fence_marks
    4
    """

    # months are unusual when this is the chance of them by the person's other months: a city of
    # some hundred people then has a false one in a year for each check, not in a month
    chance: float = 1e-4
    # what more months than this have is no sign of anything: each way to cheat is rarer
    common_share: float = 0.02
    # away from the point by more than this and so many times the fix's own accuracy: fixes of 5 to
    # 40 m stay within; a fix that gives no accuracy is taken for a middling one
    fence_metres: float = 150.0
    fence_accuracies: float = 2.0
    fence_marks: int = 4
    assumed_accuracy_metres: float = 50.0
    # a fix that owns to be as poor is one of a mobile mast; half of those are within this part
    poor_accuracy_metres: float = 200.0
    poor_accuracies: float = 0.5
    # phones that place themselves by networks give one fix for weeks: where more months than this
    # have the trait, it is no sign by itself
    trait_share: float = 0.01
    # a fix again and again that owns to be finer than nearly all such fixes with a code (this part
    # of as many at least): networks are not so fine, and receivers do not repeat
    sharp_part: float = 0.005
    sharp_known: int = 100
    sharp_marks: int = 4
    sharp_days: int = 3
    # an accuracy finer than hardly any mark with a code has, by this share of everybody's at least
    fine_part: float = 0.0003
    fine_least_share: float = 0.002
    fine_most_share: float = 0.1
    fine_marks: int = 3
    fine_chance: float = 1e-5
    # from so many days on a fix is a network's, and its place is known to some hundred metres
    network_days: int = 3
    network_metres: float = 350.0
    # or so many, this close together in a square of some metres; a precise one, with codes
    network_marks: int = 4
    network_spread_metres: float = 4.0
    network_shown_share: float = 0.3
    # fixes by which a person's own place at a point is known
    place_accuracy_metres: float = 100.0
    place_metres: float = 300.0
    # a part of fixes that is away everywhere, and the most that a poor phone is away all year
    fence_least_share: float = 0.02
    fence_most_share: float = 0.5
    # so far, by a fix that is not poor, hardly anybody ever is
    far_metres: float = 500.0
    far_least_share: float = 0.004
    # as the crow flies nobody is faster on city ground, where 50 to 60 km/h are allowed by road
    # (Circular 31/2019/TT-BGTVT) and roads are longer; clocks and places have some slack
    km_per_hour: float = 60.0
    speed_slack_seconds: float = 60.0
    speed_slack_metres: float = 300.0
    speed_times: int = 2
    # one fix to the last digit: phones repeat it a few times, not for days
    frozen_marks: int = 6
    frozen_days: int = 4
    # a fix that comes back after others, on another day: two receivers in a million do by chance
    back_marks: int = 3
    # half of the different fixes this close, north and east: receivers wander more over days
    steady_metres: float = 5.0
    steady_marks: int = 12
    # or this close, and this part of what is usual for the person and phone: a month of mostly the
    # same room and sky does not get that much steadier
    steadier_metres: float = 10.0
    steadier_part: float = 0.4
    # a person has something usual from so many months on
    usual_months: int = 4
    # a couple may share a phone, so three people, each with more than a single slip
    device_people: int = 3
    device_marks: int = 2
    # or two at points this far apart, who use it on the same days
    device_apart_metres: float = 1_000.0
    device_days: int = 3
    # or two who sign within this time of each other nearly always when they use one phone: people
    # with a day of their own meet half of the time; a flat battery is over after a day or two
    device_together_seconds: float = 360.0
    device_together_days: int = 4
    device_together_share: float = 0.8
    # whose own phone is broken comes to the other's once, and for so many days at most
    device_together_turns: int = 3
    device_broken_days: int = 8
    # a household's or an office's phone: who uses it does so in this part of their months
    device_always_part: float = 0.8
    # the fix of another's phone within this time
    twin_seconds: float = 1_800.0
    twin_common_share: float = 0.005
    # two phones in turn: a new phone and one borrowed make this many changes fewer than coming back
    # to each of several; and so many times as many as are usual for the person
    device_turns: int = 4
    device_turns_usual: float = 3.0
    # honest clocks are off by up to two minutes; this many marks farther ahead of the server
    clock_seconds: int = 300
    clock_marks: int = 4
    # or as many, and this share of the month, behind by the same time as at the mark before, some
    # time earlier, as marks that are sent together are late alike
    clock_spread_seconds: int = 120
    clock_apart_seconds: int = 1_800
    clock_share: float = 0.3
    # late beyond a busy network, and alone: what waited is sent within seconds of each other
    late_seconds: float = 900.0
    queue_seconds: float = 20.0
    late_marks: int = 4
    late_runs: int = 3
    late_least_share: float = 0.01
    late_chance: float = 1e-5
    late_most_share: float = 0.6
    # marks that a later-made one overtook cannot be, but a clock may have been set right once
    overtaken_marks: int = 3
    overtaken_least_share: float = 0.002
    # the same mark again after this time: an answer that was lost is asked for within minutes
    replay_hours: float = 3.0
    replay_marks: int = 2
    # so great a part of comings and goings within this of their middle, whoever it is: who lives at
    # the point and is there within four minutes every day is not
    perfect_part: float = 0.9
    perfect_seconds: float = 60.0
    perfect_marks: int = 20
    # or this part of what is usual for the person, and beyond so many spreads of everybody's months
    evener_part: float = 0.5
    evener_least_part: float = 0.6
    evener_spreads: float = 4.0
    evener_slack_seconds: float = 20.0
    # of one of both, less of them, but closer
    perfect_kind_part: float = 0.75
    perfect_kind_seconds: float = 40.0
    perfect_kind_marks: int = 16
    # a photo again within this time is a second try; people of so many points have no one colleague
    # whose photo they send, but cameras that give the same picture; once a month may be a slip
    retry_seconds: float = 1_800.0
    camera_people: int = 3
    photo_marks: int = 2
    # wrong codes: so many that this is the chance of it, by a share of half a percent at least
    code_marks: int = 3
    code_chance: float = 1e-3
    code_least_share: float = 0.005
    code_most_share: float = 0.5
    # a board that gives old codes to all for some days, at most so many, and a few times a month
    board_days: int = 14
    board_part: float = 0.75
    board_times: int = 3
    # marks of one odd trait without code and picture, so many that this is the chance of it by the
    # person's other marks; a whole month of them must be less likely, as habits change
    unproved_marks: int = 3
    unproved_chance: float = 1e-4
    unproved_month_chance: float = 1e-5
    # late marks from which on several chances are taken together
    unlike_marks: int = 2
    # even who always scans forgets it so often, and who shows something more rarely than this is
    # not measured by it
    unproved_least_share: float = 0.03
    proof_least_share: float = 0.1
    # the phone's own flag: once may be a test of the phone
    mock_marks: int = 2
