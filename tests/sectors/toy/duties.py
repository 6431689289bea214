"""Work of the toy: flying, which goes in rounds, and counting the clubs once a day."""

from django.db import transaction
from tests.sectors.toy.clubs import every_club, put_club

from diaban.spine.sectors import DailyDuty, JobSpec


def fly(run):
    """Fly as many rounds as are asked for; a round named ``storm`` fails."""
    run.total = run.order["rounds"]
    while run.position < run.total:
        if run.order.get("storm") == run.position:
            raise RuntimeError("storm")
        with transaction.atomic():
            put_club(f"vòng {run.position}")
            run.advance(1, {"flown": 1})
        run.obey()
    run.report = {"clubs": every_club().count()}
    run.save(update_fields=["report"])


def count_daily():
    put_club("đếm trong ngày")


JOBS = (JobSpec("toy-flight", "Thả diều", "Flying", fly),)
DAILY = (DailyDuty("toy_count", count_daily),)
