"""How each address of presence is asked for, and what of it is no page (`tests.sectors.walks`)."""

from tests.web.walk.signing_in import OFFICE, VISITOR

from diaban.sectors.post.models import Flag, Point, StaffedDay
from diaban.spine.places.units import today

MARKED = "post_flag"
NO_PAGE = (
    "post_check_in_hello post_check_in_worker post_check_in_manifest post_check_in_enrol"
    " post_check_in_sync post_check_in_photo post_phone_confirm post_phone_revoke post_screen_link"
    " post_code_renew post_card post_flag_comment post_flag_settle post_report_settle"
    " post_roster_post post_roster_shift post_roster_absence post_posting_end post_posting_manage"
    " post_shift_end post_absence_end post_rosters_xlsx post_absences_xlsx"
    # a screen that hangs at a point has no frame
    " post_screen"
)


def ask_presence(get, post, send) -> None:
    get("post_check_in post_check_in_hello post_check_in_worker post_check_in_manifest", others=200)
    send("post_check_in_enrol", "post", body='{"key": "x", "phone": "y"}', ok=409, others=409)
    send("post_check_in_sync", "post", body='{"sent_at": {now}, "messages": []}', others=200)
    get("post_check_in_photo", "digest=post_picture")
    send("post_check_in_photo", "put", "digest=post_picture", body=b"x", ok=404, kind="image/jpeg")
    get("post_phones post_flags", others=200)
    post("post_phone_confirm", "number=post_waiting")
    post("post_phone_revoke", "number=post_phone", {"reason": "mất máy"})
    get("post_codes", "number=post_manned")
    post("post_screen_link", "number=post_manned")
    post("post_code_renew", "number=post_manned", {"mode": "card"})
    post("post_card", "number=post_manned", {"week": "{monday}"}, ok=200)
    # whoever holds the link opens it, once
    get("post_screen", "link=post_screen", ok={200, 404}, others={200, 404},
        may_write={"post_screen"})  # fmt: skip
    get("post_flag", "number=post_flag")
    post("post_flag_comment", "number=post_flag", {"text": "Hôm đó tôi đi họp"})
    post("post_flag_settle", "number=post_flag", {"note": "Đã hỏi", "counts": "yes"})
    get("post_visit", "number=post_manned")
    post("post_visit", "number=post_manned", {"found": "open"})
    # whoever comes by may say so, of any point of the city
    get("post_closed", "number=post_manned", others=200)
    post("post_closed", "number=post_manned", {"day": "x", "hour": "9"}, ok=400, others=400)
    get("post_reports", others=200)
    get("post_round", query="begin=8:30&minutes=480", others=200)
    post("post_report_settle", "number=post_report", {"so": "yes", "note": "Đã hỏi"})
    get("post_day", "number=post_manned day=post_day")
    ask_roster(get, post)


def ask_roster(get, post) -> None:
    get("post_rosters", others=200)
    get("post_rosters_xlsx post_absences_xlsx", others=200, may_write={"journal"})
    get("post_roster", "number=post_manned")
    told = {"person": "{post_worker}", "since": "{post_day}"}
    post("post_roster_post", "number=post_manned", told | {"person": "x"}, ok=422)
    post("post_roster_shift", "number=post_manned",
         told | {"weekday": "7", "hours": "7h-8h"})  # fmt: skip
    days = {"first": "{post_day}", "last": "{post_day}"}
    post("post_roster_absence", "number=post_manned", told | days | {"reason": "ốm"},
         ok={302, 422})  # fmt: skip
    # only the office makes and ends a manager
    for name in ("post_posting_manage", "post_posting_end"):
        post(name, "number=post_posting", {"manager": "yes", "until": "{post_day}"},
             ok={302, 404, 422})  # fmt: skip
    post("post_shift_end", "number=post_shift", {"until": "{post_day}"}, ok={302, 422})
    post("post_absence_end", "number=post_absence", ok={302, 422})


def presence_stops():
    """Return the pages of a city whose made-up staff have come and gone, and are doubted."""
    day = StaffedDay.objects.filter(staffed_minutes__gt=0).order_by("-day", "point").first()
    flag = Flag.objects.filter(comments__isnull=False).order_by("pk").first()
    yield "post_check_in", OFFICE, "/post/check-in/", "main"
    yield "post_phones", OFFICE, "/post/phones/", "main .choices a, main form"
    yield "post_flags", OFFICE, "/post/doubts/", "main .choices a"
    yield "post_flag", OFFICE, f"/post/doubts/{flag.pk}/", "main .choices li"
    yield "post_codes", OFFICE, f"/post/points/{day.point_id}/codes/", "main form"
    yield "post_day", OFFICE, f"/post/points/{day.point_id}/days/{day.day}/", "main dl.sums"
    yield "post_rosters", OFFICE, "/post/rosters/", "main .choices"
    yield "post_roster", OFFICE, f"/post/points/{day.point_id}/roster/", "main form"
    public = Point.objects.everywhere("a page of one").open_on(today()).serving_anybody().first()
    yield "post_visit", OFFICE, f"/post/points/{day.point_id}/visit/", "main form"
    yield "post_closed", VISITOR, f"/post/closed/{public.pk}/", "main"
    yield "post_round", OFFICE, "/post/round/?begin=9:00", "main ol.choices"
    yield "post_reports", OFFICE, "/post/reports/", "main p"
