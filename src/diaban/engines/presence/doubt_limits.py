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
    PHOTO = "photo"  # a photo that was sent before
    CLOCK = "clock"  # the phone's time is not the server's
    PERFECT = "perfect"  # comes and goes to the minute, day after day
    CODE = "code"  # the point's code was wrong or old more often than codes just expire
    REPLAY = "replay"  # a mark that was sent before, sent again much later
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
    # away from the point by more than this and so many times the fix's own accuracy: fixes of 5 to
    # 40 m stay within; a fix that gives no accuracy is taken for a middling one
    fence_metres: float = 130.0
    fence_accuracies: float = 2.0
    fence_marks: int = 4
    assumed_accuracy_metres: float = 50.0
    # a fix that owns to be as poor is one of a mobile mast; half of those are within this part
    poor_accuracy_metres: float = 200.0
    poor_accuracies: float = 0.5
    # a part of fixes that is away everywhere, and the most that a poor phone is away all year
    fence_least_share: float = 0.02
    fence_most_share: float = 0.15
    # as the crow flies nobody is faster on city ground, where 50 to 60 km/h are allowed by road
    # (Circular 31/2019/TT-BGTVT) and roads are longer; clocks and places have some slack
    km_per_hour: float = 60.0
    speed_slack_seconds: float = 60.0
    speed_slack_metres: float = 300.0
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
    late_least_share: float = 0.01
    late_most_share: float = 0.1
    # marks that a later-made one overtook cannot be, but a clock may have been set right once
    overtaken_marks: int = 3
    # the same mark again after this time: an answer that was lost is asked for within minutes
    replay_hours: float = 3.0
    replay_marks: int = 2
    # so great a part of comings and goings within this of their middle, whoever it is: who lives at
    # the point and is there within four minutes every day is not
    perfect_part: float = 0.9
    perfect_seconds: float = 60.0
    perfect_marks: int = 20
    # or within three minutes, and this part of what is usual for the person: habits change, but the
    # spread of 40 times varies by a tenth or two from month to month
    evener_seconds: float = 180.0
    evener_part: float = 0.5
    # of one of both, less of them, but closer
    perfect_kind_part: float = 0.75
    perfect_kind_seconds: float = 40.0
    perfect_kind_marks: int = 16
    # wrong codes: so many that this is the chance of it, by a share of half a percent at least
    code_marks: int = 3
    code_chance: float = 1e-3
    code_least_share: float = 0.005
    code_most_share: float = 0.03
    # the phone's own flag: once may be a test of the phone
    mock_marks: int = 2
