"""A point of a commune with its staff, their phones, check-ins and a doubt, for the walk."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.utils import timezone
from tests.fieldwork import jpeg
from tests.sectors.post.phones import StaffPhone, post
from tests.sectors.post.points import a_point

from diaban.sectors.post.models import Absence, CheckIn, CitizenReport, Flag, Shift
from diaban.sectors.post.presence.check_in_photos import path_of
from diaban.sectors.post.presence.flags import comment
from diaban.sectors.post.presence.point_codes import make_screen_link
from diaban.spine.parties.models import Role, User, local_operator


def furnish_presence(ground: Any) -> None:
    """The commune's operator answers for a point at which somebody else works."""
    lat, lng = ground.address("tower").position
    point = a_point(
        f"Bưu cục {ground.postal_code}", lat_e7=round(lat * 1e7), lng_e7=round(lng * 1e7),
        accuracy_metres=8.0, position_source=1,
    )  # fmt: skip
    operator = ground.people[Role.OPERATOR]
    post(operator, point, is_manager=True)
    worker = User.objects.create(
        username=f"nguoi-{ground.postal_code}-giao-dich", role=Role.OPERATOR
    )
    posting = post(worker, point)
    phone = StaffPhone(worker)
    device = phone.enrol(local_operator())
    waiting = StaffPhone(worker).enrol()
    picture = jpeg(width=int(ground.postal_code[-3:]))
    digest = sha256(picture).hexdigest()
    hour = timedelta(hours=1)
    # a day that is over, whatever the hour: only such a day is reckoned
    came = timezone.now() - 26 * hour
    phone.send(phone.say(point, "in", came, photo=digest), phone.say(point, "out", came + hour))
    path = path_of(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)
    rows = CheckIn.objects.filter(person=worker)
    flag = Flag.objects.create(
        token=f"flag-{ground.postal_code}", kind="frozen", point=point, person=worker,
        day=timezone.localdate(), check_ins=[row.pk for row in rows],
    )  # fmt: skip
    comment(worker, flag, ground.mark)
    today, day = timezone.localdate(), timedelta(days=1)
    shift = Shift.objects.create(
        point=point, person=worker, weekday=1, begin_minute=450, end_minute=690, valid_from=today,
        entered_by=operator,
    )  # fmt: skip
    absence = Absence.objects.create(
        point=point, person=worker, first_day=today + 2 * day, last_day=today + 4 * day,
        reason=ground.mark, announced_by=worker,
    )  # fmt: skip
    report = CitizenReport.objects.create(
        point=point, day=timezone.localdate(), hour=9, count=int(ground.postal_code[-3:])
    )
    ground.names |= {
        "post_manned": str(point.pk), "post_day": str(timezone.localdate()),
        "post_phone": str(device.pk), "post_waiting": str(waiting.pk),
        "post_picture": digest, "post_flag": str(flag.pk), "post_posting": str(posting.pk),
        "post_worker": str(worker.pk), "post_shift": str(shift.pk),
        "post_absence": str(absence.pk),
        "post_report": str(report.pk),
        "post_screen": make_screen_link(local_operator(), point),
    }  # fmt: skip
